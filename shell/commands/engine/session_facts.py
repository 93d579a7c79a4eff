"""Small commands about the session: Get-Host, Get-Culture, Get-UICulture, execution policy, Set-PSDebug, Trace-Command, Register-ArgumentCompleter."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NotSupportedException
from shell.objects.psobject import PSCustomObject
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any


class GetHost(Cmdlet):
    name = "Get-Host"
    synopsis = "Shows the program that hosts this session."
    examples = (("Its version", "(Get-Host).Version"),)

    def process(self) -> None:
        self.write(self.ctx.get_variable("Host"))


class GetCulture(Cmdlet):
    name = "Get-Culture"
    synopsis = "Shows the culture that formats numbers and dates."
    examples = (("The current one", "Get-Culture"), ("Another one", "Get-Culture -Name fr-FR"))
    Name: Optional[list[str]] = None
    NoUserOverrides: bool = False
    ListAvailable: bool = False

    def process(self) -> None:
        from shell.clr.culture_info import current_culture
        from shell.objects.conversion import convert
        from shell.objects.typenames import require_type
        t = require_type("cultureinfo")
        if self.Name:
            self.write_all([convert(to_string(n), t) for n in self.Name])
        elif self.ListAvailable:
            from shell.clr.culture_data import CULTURES
            self.write_all([convert(n, t) for n in sorted(CULTURES)])
        else:
            self.write(current_culture())


class GetUICulture(Cmdlet):
    name = "Get-UICulture"
    synopsis = "Shows the culture of messages."
    examples = (("The current one", "Get-UICulture"),)

    def process(self) -> None:
        from shell.clr.culture_info import current_culture
        self.write(current_culture())


_SCOPES = ("MachinePolicy", "UserPolicy", "Process", "CurrentUser", "LocalMachine")


class GetExecutionPolicy(Cmdlet):
    name = "Get-ExecutionPolicy"
    synopsis = "Says that scripts may run: this platform has no execution policies."
    examples = (("The answer is always the same", "Get-ExecutionPolicy"),)
    Scope: Value = None
    List: bool = False

    def process(self) -> None:
        if self.List:
            for scope in _SCOPES:
                self.write(PSCustomObject({"Scope": _enum("Microsoft.PowerShell.ExecutionPolicyScope", scope),
                                           "ExecutionPolicy": _policy("Unrestricted" if scope == "LocalMachine" else "Undefined")}))
            return
        scope = to_string(self.Scope)
        self.write(_policy("Unrestricted" if scope in ("", "LocalMachine") else "Undefined"))


def _enum(type_name: str, name: str) -> Value:
    from shell.objects.typenames import resolve_type
    t = resolve_type(type_name)
    return name if t is None or name not in t.enum_values else t.enum_values[name]


def _policy(name: str) -> Value:
    from shell.clr.enums import define_enum
    from shell.objects.typenames import resolve_type
    if resolve_type("Microsoft.PowerShell.ExecutionPolicy") is None:
        define_enum("Microsoft.PowerShell.ExecutionPolicy", {"Unrestricted": 0, "RemoteSigned": 1, "AllSigned": 2, "Restricted": 3, "Bypass": 4, "Undefined": 5})
    return _enum("Microsoft.PowerShell.ExecutionPolicy", name)


class SetExecutionPolicy(Cmdlet):
    name = "Set-ExecutionPolicy"
    synopsis = "Refused: this platform has no execution policies."
    examples = (("What happens", "try { Set-ExecutionPolicy Bypass } catch { $_.Exception.Message }"),)

    def process(self) -> None:
        self.fail("Operation is not supported on this platform.", "System.PlatformNotSupportedException", "NotSpecified", exception_class=NotSupportedException)


class SetPSDebug(Cmdlet):
    name = "Set-PSDebug"
    synopsis = "Switches tracing and the strict mode of the whole session."
    examples = (("Unset variables are errors", "Set-PSDebug -Strict"), ("Show every line that runs", "Set-PSDebug -Trace 1"), ("Off", "Set-PSDebug -Off"))
    Trace: Optional[int] = None
    Step: bool = False
    Strict: bool = False
    Off: bool = False

    def process(self) -> None:
        top = self.ctx.global_state.top
        if self.Off:
            top.strict = 0
            if self.ctx.debugger is not None:
                self.ctx.debugger.trace, self.ctx.debugger.asks = 0, False
            return
        if self.Strict:
            self.ctx.strict_used = True
            top.strict = 1
        if self.Trace is not None or self.Step:
            from shell.commands.engine.breakpoints import debugging
            debugger = debugging(self.ctx)
            debugger.trace = int(self.Trace) if self.Trace is not None else max(debugger.trace, 1)
            debugger.asks = self.Step or debugger.asks


class TraceCommand(Cmdlet):
    name = "Trace-Command"
    synopsis = "Runs a command; the trace sources of .NET do not exist here, so nothing is traced."
    examples = (("Run a block", "Trace-Command ParameterBinding { Get-Date } -PSHost"),)
    Expression: Value = None
    Command: Optional[str] = None
    ArgumentList: Optional[list[Value]] = None
    InputObject: Value = None

    def process(self) -> None:
        if self.Expression is not None:
            self.ctx.invoke(self.Expression, new_scope=False, emit=self.emit)
        elif self.Command is not None:
            self.ctx.call_command(to_string(self.Command), args=list(self.ArgumentList or ()), emit=self.emit)


class RegisterArgumentCompleter(Cmdlet):
    name = "Register-ArgumentCompleter"
    synopsis = "Says how an argument is completed."
    examples = (("Words for a parameter", "Register-ArgumentCompleter -CommandName Get-Thing -ParameterName Name -ScriptBlock { 'a', 'b' }"),)
    CommandName: Optional[list[str]] = None
    ParameterName: Optional[str] = None
    ScriptBlock: Value = None
    Native: bool = False
    NativeFallback: bool = False

    def end(self) -> None:
        completers: Completers = self.ctx.service("argument_completers")
        names = [to_string(n) for n in self.CommandName or [""]]
        for name in names:
            completers.add(name, to_string(self.ParameterName), self.ScriptBlock, self.Native or self.NativeFallback)


class Completers:
    """What Register-ArgumentCompleter registered.  `find(command, parameter)` and `find_native(command)` give a script block or None; '' is any command."""

    def __init__(self) -> None:
        self.parameters: dict[tuple[str, str], Value] = {}
        self.native: dict[str, Value] = {}

    def add(self, command: str, parameter: str, block: Value, native: bool) -> None:
        if native:
            self.native[command.lower()] = block
        else:
            self.parameters[(command.lower(), parameter.lower())] = block

    def find(self, command: str, parameter: str) -> Optional[Value]:
        key = parameter.lower()
        return self.parameters.get((command.lower(), key), self.parameters.get(("", key)))

    def find_native(self, command: str) -> Optional[Value]:
        return self.native.get(command.lower(), self.native.get(""))
