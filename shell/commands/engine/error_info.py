"""Get-Error and Get-PSCallStack."""
from __future__ import annotations

import os
import sys
from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.objects.psobject import PSObject
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.frame import Frame

Value = Any
_DETAILED = "System.Management.Automation.ErrorRecord#PSExtendedError"


class GetError(Cmdlet):
    name = "Get-Error"
    synopsis = "Shows errors with everything that is known about them."
    examples = (("The last one", "Get-Error"), ("The last three", "Get-Error -Newest 3"))
    InputObject: Value = None
    Newest: int = 1

    def process(self) -> None:
        if self.InputObject is not None:
            self.write(detailed(self.InputObject))
            return
        for record in list(self.ctx.errors)[:self.Newest]:
            self.write(detailed(record))


def detailed(value: Value) -> Value:
    """The record under the type name whose view shows all of it."""
    from shell.objects.members import type_names
    names = type_names(value)
    head = _DETAILED if isinstance(getattr(value, "base", value), ErrorRecord) else "System.Exception#PSExtendedError"
    return PSObject(getattr(value, "base", value) if isinstance(value, PSObject) else value, None, [head, *(n for n in names if n != head)])


class CallStackFrame:
    """System.Management.Automation.CallStackFrame."""

    __slots__ = ("frame", "extent", "command", "ps_ext", "__weakref__")

    def __init__(self, frame: Optional[Frame], extent: Any, command: str) -> None:
        self.frame, self.extent, self.command = frame, extent, command
        self.ps_ext: Any = None

    @property
    def script(self) -> Optional[str]:
        return self.extent.file if self.extent is not None else None

    @property
    def line(self) -> int:
        return int(self.extent.start_line_number) if self.extent is not None else 0

    @property
    def location(self) -> str:
        """`t.ps1: line 3`; text that came from nowhere is `<No file>`."""
        return f"{os.path.basename(self.script)}: line {self.line}" if self.script else "<No file>"

    @property
    def arguments(self) -> str:
        if self.frame is None:
            return "{}"
        if self.frame.call is not None:
            (pairs, trues, _, extra, *_), values, _ = self.frame.call
            spelled = {p.name: p.spelled for p in self.frame.command.script_block.code.sections.params} if self.frame.command is not None else {}
            named = [f"{spelled.get(n, n)}={to_string(values[i])}" for n, i in pairs] + [f"{spelled.get(n, n)}=True" for n in trues]
            return "{" + ", ".join(named + [to_string(values[i]) for i in extra]) + "}"
        bound = [f"{k}={to_string(v)}" for k, v in (self.frame.bound or {}).items()]
        rest = [to_string(a) for a in self.frame.args] if isinstance(self.frame.args, (list, tuple)) else []
        return "{" + ", ".join(bound + rest) + "}"

    def __str__(self) -> str:
        where = f"{self.script}: line {self.line}" if self.script else "<No file>"
        return f"at {self.command}, {where}"


def call_stack(start: Any) -> list[CallStackFrame]:
    """Script frames, innermost first, found on Python's own stack."""
    out: list[CallStackFrame] = []
    here = start
    while here is not None:
        unit = here.f_globals.get("__ps__")
        name = here.f_code.co_name
        if unit is not None and not name.startswith(("sub_", "item")):
            frame = here.f_locals.get("F")
            extent = unit.extent(here.f_lineno)
            out.append(CallStackFrame(frame if isinstance(frame, Frame) else None, extent, _command_of(unit, frame, extent)))
        here = here.f_back
    return out


def _command_of(unit: Any, frame: Any, extent: Any) -> str:
    if unit.label not in ("block", ""):
        return str(unit.label)
    command = getattr(frame, "command", None)
    if command is not None:
        return str(command.name)
    if extent is not None and extent.file and getattr(frame, "file", None):
        return str(os.path.basename(extent.file))
    return "<ScriptBlock>"


class GetPSCallStack(Cmdlet):
    name = "Get-PSCallStack"
    synopsis = "Shows which functions and scripts are running, innermost first."
    examples = (("Inside a function", "function f { Get-PSCallStack }; f"),)

    def process(self) -> None:
        self.write_all(call_stack(sys._getframe(1)))


def _types() -> None:
    t = NetType("System.Management.Automation.CallStackFrame", CallStackFrame)
    t.attr("Command", "string", "command")
    t.attr("Location", "string", "location")
    t.attr("Arguments", "string", "arguments")
    t.attr("ScriptName", "string", "script")
    t.attr("ScriptLineNumber", "int", "line")
    t.prop("InvocationInfo", "System.Management.Automation.InvocationInfo")(lambda f: f.frame.invocation if f.frame is not None else None)
    t.attr("Position", "System.Management.Automation.Language.IScriptExtent", "extent")
    t.prop("FunctionName", "string")(lambda f: "<ScriptBlock>" if f.script and f.command == os.path.basename(f.script) else f.command)
    t.method("string GetScriptLocation()")(lambda f: f.location)
    t.method("string ToString()")(str)


_types()
