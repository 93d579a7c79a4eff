"""Breakpoints as a list: Set-, Get-, Enable-, Disable-, Remove-PSBreakpoint.

They are kept and shown; running scripts do not stop at them, and setting one says so where somebody waits for that (with -Action).
"""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException
from shell.clr.typeinfo import NetType
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
_A = "System.Management.Automation."


class Breakpoint:
    """Base: number, script file, action."""

    def __init__(self, number: int, script: Optional[str], action: Value) -> None:
        self.id, self.script, self.action = number, script, action
        self.enabled = True
        self.hits = 0
        self.ps_ext: Any = None


class CommandBreakpoint(Breakpoint):
    command = ""

    def __str__(self) -> str:
        return f"Command breakpoint on '{self.command}'"


class LineBreakpoint(Breakpoint):
    line = 0
    column = 0

    def __str__(self) -> str:
        return f"Line breakpoint on '{self.script}:{self.line}'"


class VariableBreakpoint(Breakpoint):
    variable = ""
    mode = "Write"

    def __str__(self) -> str:
        return f"Variable breakpoint on '${self.variable}' ({self.mode} access)"


class BreakpointList:
    """The breakpoints of a session."""

    def __init__(self) -> None:
        self.items: list[Breakpoint] = []
        self._next = 1

    def number(self) -> int:
        self._next += 1
        return self._next - 1


def _types() -> None:
    base = NetType(_A + "Breakpoint", Breakpoint)
    for name, type_name, attribute in (("Enabled", "bool", "enabled"), ("HitCount", "int", "hits"), ("Action", "scriptblock", "action"), ("Id", "int", "id"),
                                       ("Script", "string", "script")):
        base.attr(name, type_name, attribute)
    base.method("string ToString()")(str)
    NetType(_A + "CommandBreakpoint", CommandBreakpoint, base=base).attr("Command", "string", "command")
    t = NetType(_A + "LineBreakpoint", LineBreakpoint, base=base)
    t.attr("Line", "int", "line")
    t.attr("Column", "int", "column")
    t = NetType(_A + "VariableBreakpoint", VariableBreakpoint, base=base)
    t.attr("Variable", "string", "variable")
    t.attr("AccessMode", _A + "VariableAccessMode", "mode")


_types()
AnyBreakpoint = Breakpoint  # commands have a parameter of that name


class BreakpointCommand(Cmdlet):
    """Finds breakpoints by number, object or what they watch."""

    Id: Optional[list[int]] = None
    Breakpoint: Optional[list[Value]] = None
    Script: Any = None
    Command: Optional[list[str]] = None
    Variable: Optional[list[str]] = None
    Type: Any = None
    PassThru: bool = False

    @property
    def points(self) -> BreakpointList:
        found: BreakpointList = self.ctx.service("breakpoints")
        return found

    def chosen(self, report: bool = True) -> list[AnyBreakpoint]:
        if self.Breakpoint is not None:
            return [base_of(b) for b in self.Breakpoint]
        if self.Id is None:
            return list(self.points.items)
        out = []
        for number in self.Id:
            found = next((b for b in self.points.items if b.id == number), None)
            if found is not None:
                out.append(found)
            elif report:
                self.error(f"There is no breakpoint with ID '{number}'.", "PSBreakpoint:BreakpointIdNotFound", "InvalidArgument", number,
                           exception_class=ArgumentException)
        return out


class GetPSBreakpoint(BreakpointCommand):
    name = "Get-PSBreakpoint"
    synopsis = "Shows the breakpoints."
    examples = (("All", "Get-PSBreakpoint"),)

    def process(self) -> None:
        found = self.chosen(False)
        if self.Command is not None:
            wanted = {to_string(c).lower() for c in self.Command}
            found = [b for b in found if isinstance(b, CommandBreakpoint) and b.command.lower() in wanted]
        if self.Variable is not None:
            wanted = {to_string(v).lower() for v in self.Variable}
            found = [b for b in found if isinstance(b, VariableBreakpoint) and b.variable.lower() in wanted]
        if self.Type is not None:
            kinds = {to_string(k).lower() for k in (self.Type if isinstance(self.Type, list) else [self.Type])}
            found = [b for b in found if type(b).__name__.lower().replace("breakpoint", "") in kinds]
        self.write_all(found)


class SetPSBreakpoint(BreakpointCommand):
    name = "Set-PSBreakpoint"
    synopsis = "Notes a breakpoint; scripts are not stopped at it yet."
    examples = (("On a command", "Set-PSBreakpoint -Command Get-Date"),)
    Action: Value = None
    Line: Optional[list[int]] = None
    Column: int = 0
    Mode: Value = None

    def process(self) -> None:
        scripts: list[Optional[str]] = [self.ctx.full_path(to_string(s)) for s in self.Script or ()]
        for script in scripts or [None]:
            self._set(script)

    def _set(self, script: Optional[str]) -> None:
        for name in self.Command or ():
            command = CommandBreakpoint(self.points.number(), script, self.Action)
            command.command = to_string(name)
            self._add(command)
        for name in self.Variable or ():
            variable = VariableBreakpoint(self.points.number(), script, self.Action)
            variable.variable, variable.mode = to_string(name), to_string(self.Mode) or "Write"
            self._add(variable)
        for number in self.Line or ():
            line = LineBreakpoint(self.points.number(), script, self.Action)
            line.line, line.column = int(number), self.Column
            self._add(line)

    def _add(self, point: Breakpoint) -> None:
        self.points.items.append(point)
        self.write(point)


class EnablePSBreakpoint(BreakpointCommand):
    name = "Enable-PSBreakpoint"
    synopsis = "Switches breakpoints on."
    examples = (("One", "Enable-PSBreakpoint -Id 1"),)
    switched_on = True

    def process(self) -> None:
        for b in self.chosen():
            if self.should_process(str(b)):
                b.enabled = self.switched_on
                if self.PassThru:
                    self.write(b)


class DisablePSBreakpoint(EnablePSBreakpoint):
    name = "Disable-PSBreakpoint"
    synopsis = "Switches breakpoints off."
    examples = (("One", "Disable-PSBreakpoint -Id 1"),)
    switched_on = False


class RemovePSBreakpoint(BreakpointCommand):
    name = "Remove-PSBreakpoint"
    synopsis = "Deletes breakpoints."
    examples = (("All", "Get-PSBreakpoint | Remove-PSBreakpoint"),)

    def process(self) -> None:
        for b in self.chosen():
            if self.should_process(str(b)) and b in self.points.items:
                self.points.items.remove(b)
