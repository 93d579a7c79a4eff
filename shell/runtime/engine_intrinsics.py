"""$ExecutionContext, $PSCmdlet.SessionState and the small objects they lead to."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType
from shell.objects.psobject import MISSING
from shell.runtime.pipeline import collapse
from shell.runtime.scriptblock import ScriptBlock

Value = Any


class EngineIntrinsics:
    """$ExecutionContext"""

    ps_ext: Any = None

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx

    @property
    def session_state(self) -> SessionStateView:
        return SessionStateView(self.ctx, self.ctx.frame.state)

    @property
    def invoke_command(self) -> CommandIntrinsics:
        return CommandIntrinsics(self.ctx)

    @property
    def host(self) -> Value:
        return self.ctx.get_variable("Host")


class SessionStateView:
    """SessionState: variables, paths, the module."""

    ps_ext: Any = None

    def __init__(self, ctx: Any, state: Any) -> None:
        self.ctx, self.state = ctx, state

    @property
    def module(self) -> Value:
        return self.state.module

    @property
    def ps_variable(self) -> VariableIntrinsics:
        return VariableIntrinsics(self.ctx, self.state)

    @property
    def path(self) -> PathIntrinsics:
        return PathIntrinsics(self.ctx)


class VariableIntrinsics:
    """SessionState.PSVariable"""

    ps_ext: Any = None

    def __init__(self, ctx: Any, state: Any) -> None:
        self.ctx, self.state = ctx, state

    def get(self, name: str) -> Value:
        return self.ctx.variables.get_entry(name)

    def get_value(self, name: str, default: Value = None) -> Value:
        return self.ctx.get_variable(name, default)

    def set(self, name: Value, value: Value = None) -> None:
        if hasattr(name, "scope"):
            self.ctx.variables.create(name.name, name.value, None, name.options)
        else:
            self.ctx.set_variable(name, value)

    def remove(self, name: Value) -> None:
        self.ctx.variables.remove(getattr(name, "name", name))


class PathIntrinsics:
    """SessionState.Path"""

    ps_ext: Any = None

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx

    @property
    def current_location(self) -> Value:
        return self.ctx.get_variable("PWD")

    def is_valid(self, path: str) -> bool:
        """Could this be a path: known drive, no colon behind it."""
        try:
            return ":" not in self.ctx.drives.resolve(path).path
        except NetException:
            return False

    def unresolved(self, path: str) -> str:
        return str(self.ctx.full_path(path))

    def combine(self, parent: str, child: str) -> str:
        import os
        return os.path.join(parent, child)


class CommandIntrinsics:
    """$ExecutionContext.InvokeCommand"""

    ps_ext: Any = None

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx

    def expand_string(self, text: str) -> str:
        """ExpandString: a text as the inside of a double-quoted string."""
        escaped = text.replace('"', '`"') if '"' in text else text
        block = self.ctx.compile(f'"{escaped}"')
        from shell.objects.text import to_string
        return to_string(collapse(self.ctx.invoke(block, (), None, MISSING, False)))

    def invoke_script(self, script: Value, *args: Value) -> Value:
        block = script if isinstance(script, ScriptBlock) else self.ctx.compile(str(script))
        from shell.objects.intrinsics import collection
        return collection(self.ctx.invoke(block, (), None, MISSING, False))

    def new_script_block(self, text: str) -> Value:
        return self.ctx.compile(text)

    def get_command(self, name: str, kind: Value = None) -> Optional[Value]:
        return self.ctx.find_command(name)


def _types() -> None:
    t = NetType("System.Management.Automation.PSEngineEvent")
    for name in ("Exiting", "OnIdle", "WorkflowJobStartEvent"):
        t.const(name, "string", "PowerShell." + name)
    t = NetType("System.Management.Automation.EngineIntrinsics", EngineIntrinsics)
    t.attr("SessionState", "System.Management.Automation.SessionState", "session_state")
    t.attr("InvokeCommand", "System.Management.Automation.CommandInvocationIntrinsics", "invoke_command")
    t.attr("Host", "System.Management.Automation.Host.PSHost", "host")
    t = NetType("System.Management.Automation.SessionState", SessionStateView)
    t.attr("Module", "psmoduleinfo", "module")
    t.attr("PSVariable", "System.Management.Automation.PSVariableIntrinsics", "ps_variable")
    t.attr("Path", "System.Management.Automation.PathIntrinsics", "path")
    t = NetType("System.Management.Automation.PSVariableIntrinsics", VariableIntrinsics)
    t.method("psvariable Get(string name)")(VariableIntrinsics.get)
    t.method("System.Object GetValue(string name)", "System.Object GetValue(string name, System.Object defaultValue)")(VariableIntrinsics.get_value)
    t.method("void Set(string name, System.Object value)", "void Set(psvariable variable)")(VariableIntrinsics.set)
    t.method("void Remove(string name)", "void Remove(psvariable variable)")(VariableIntrinsics.remove)
    t = NetType("System.Management.Automation.PathIntrinsics", PathIntrinsics)
    t.attr("CurrentLocation", "System.Management.Automation.PathInfo", "current_location")
    t.method("string GetUnresolvedProviderPathFromPSPath(string path)")(PathIntrinsics.unresolved)
    t.method("string Combine(string parent, string child)")(PathIntrinsics.combine)
    t.method("bool IsValid(string path)")(PathIntrinsics.is_valid)
    t = NetType("System.Management.Automation.CommandInvocationIntrinsics", CommandIntrinsics)
    t.method("string ExpandString(string source)")(CommandIntrinsics.expand_string)
    t.method("System.Collections.ObjectModel.Collection[psobject] InvokeScript(string script)",
             "System.Collections.ObjectModel.Collection[psobject] InvokeScript(scriptblock script)")(CommandIntrinsics.invoke_script)
    t.method("scriptblock NewScriptBlock(string scriptText)")(CommandIntrinsics.new_script_block)
    t.method("System.Management.Automation.CommandInfo GetCommand(string commandName, System.Management.Automation.CommandTypes type)")(
        CommandIntrinsics.get_command)


_types()
