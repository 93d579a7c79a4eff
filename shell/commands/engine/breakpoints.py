"""Breakpoints: Set-, Get-, Enable-, Disable-, Remove-PSBreakpoint and Wait-Debugger.  shell.runtime.debugging asks them at every place a script comes to."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import ArgumentException
from shell.clr.typeinfo import NetType
from shell.clr.wildcards import WildcardPattern
from shell.formatting.records import stream_text
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.debugging import SequencePoint, debugger_of

Value = Any
_A = "System.Management.Automation."


class Breakpoint:
    """Base: number, script file, action."""

    def __init__(self, number: int, script: Optional[str], action: Value) -> None:
        self.id, self.script, self.action = number, script, action
        self.enabled = True
        self.hits = 0
        self.ps_ext: Any = None

    def reached(self, frame: Any, point: SequencePoint) -> bool:
        """Does the script stop here?"""
        return self.in_script(point) and self.matches(frame, point)

    def in_script(self, point: SequencePoint) -> bool:
        file = point.extent.file
        return self.script is None or file is not None and os.path.realpath(file) == os.path.realpath(self.script)

    def matches(self, frame: Any, point: SequencePoint) -> bool:
        raise NotImplementedError


class CommandBreakpoint(Breakpoint):
    """A function is stopped at its opening brace, any other command at the statement that calls it."""

    command = ""

    def matches(self, frame: Any, point: SequencePoint) -> bool:
        pattern = WildcardPattern(self.command)
        if point.entry:
            return frame.command is not None and pattern.matches(str(frame.command.name))
        return any(pattern.matches(name) or self._means(frame.ctx, name, pattern) for name in point.commands
                   if frame.ctx.find_function(name) is None)

    def _means(self, ctx: Any, name: str, pattern: WildcardPattern) -> bool:
        """An alias of the command counts, unless it stands for a function."""
        alias = ctx.find_alias(name)
        return alias is not None and pattern.matches(alias.target) and ctx.find_function(alias.target) is None

    def __str__(self) -> str:
        where = f"{self.script}:" if self.script else ""
        return f"Command breakpoint on '{where}{self.command}'"


class LineBreakpoint(Breakpoint):
    """Stops where the first statement of the line begins, or the one at the column."""

    line = 0
    column = 0
    _first: Optional[int] = None

    def matches(self, frame: Any, point: SequencePoint) -> bool:
        extent = point.extent
        if extent.start_line_number != self.line or (point.entry and extent.source.line_text(self.line).strip() != "{"):
            return False
        if self.column:
            return bool(extent.start_column_number == self.column)
        if self._first is None or extent.start < self._first:
            self._first = extent.start
        return bool(extent.start == self._first)

    def __str__(self) -> str:
        at = f", {self.column}" if self.column else ""
        return f"Line breakpoint on '{self.script}:{self.line}{at}'"


class VariableBreakpoint(Breakpoint):
    """Stops before a statement that writes the variable, reads it, or either."""

    variable = ""
    mode = "Write"

    def matches(self, frame: Any, point: SequencePoint) -> bool:
        name = self.variable.lower()
        return self.mode in ("Write", "ReadWrite") and name in point.writes or self.mode in ("Read", "ReadWrite") and name in point.reads

    def __str__(self) -> str:
        where = f"{self.script}:" if self.script else ""
        return f"Variable breakpoint on '{where}${self.variable}' ({self.mode} access)"


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
    Runspace: Any = None

    @property
    def home(self) -> Any:
        """The runspace whose breakpoints are meant."""
        return self.ctx if self.Runspace is None else base_of(self.Runspace).ctx

    @property
    def points(self) -> BreakpointList:
        found: BreakpointList = self.home.service("breakpoints")
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
    synopsis = "Stops a script at a line, a command or a variable, or runs an action there."
    examples = (("On a command", "Set-PSBreakpoint -Command Get-Date"), ("At a line", "Set-PSBreakpoint ./deploy.ps1 -Line 12"),
                ("When a variable changes", "Set-PSBreakpoint -Variable count -Mode Write -Action { if ($count -gt 10) { break } }"))
    Action: Value = None
    Line: Optional[list[int]] = None
    Column: int = 0
    Mode: Value = None

    def process(self) -> None:
        for script in self._scripts():
            self._set(script)

    def _scripts(self) -> list[Optional[str]]:
        """The script files as full paths; one that does not exist is an error."""
        if not self.Script:
            return [None]
        found: list[Optional[str]] = []
        for s in self.Script:
            path = self.ctx.full_path(to_string(s))
            if os.path.isfile(path):
                found.append(path)
            else:
                self.fail(f"Cannot set breakpoint. The file '{path}' does not exist.", "NewPSBreakpoint:FileDoesNotExist", "InvalidArgument", path,
                          exception_class=ArgumentException)
        return found

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

    def _add(self, point: AnyBreakpoint) -> None:
        self.points.items.append(point)
        debugging(self.home)
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


def debugging(ctx: Any) -> Any:
    """The runspace's debugger, watching this list and showing its lines on the host."""
    debugger = debugger_of(ctx)
    points: BreakpointList = ctx.service("breakpoints")
    debugger.breakpoints = lambda: points.items
    debugger.show = lambda text: ctx.host.write_line(stream_text("Debug", text, ctx))
    return debugger


class WaitDebugger(Cmdlet):
    name = "Wait-Debugger"
    synopsis = "Stops the script at its next statement and opens the debugger's prompt."
    examples = (("In a script", "Wait-Debugger"),)

    def process(self) -> None:
        debugging(self.ctx).mode = "into"
