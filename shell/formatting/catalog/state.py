"""Views of variables, history, script blocks, call stacks, breakpoints and trace sources."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, custom, listing, table, wide
from shell.objects.members import get_property

Value = Any


def _duration(value: Value) -> Value:
    """`2:02.500`: hours and minutes only when there are any."""
    span = get_property(value, "Duration")
    if span is None:
        return None
    milliseconds = get_property(span, "Ticks") // 10_000
    hours, minutes, seconds = milliseconds // 3_600_000, milliseconds // 60_000 % 60, milliseconds // 1000 % 60
    fraction = f"{milliseconds % 1000:03d}"
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}.{fraction}"
    return f"{minutes}:{seconds:02d}.{fraction}" if minutes else f"{seconds}.{fraction}"


def _script(value: Value) -> Value:
    path = get_property(value, "Script")
    return str(path).rsplit("/", 1)[-1] if path else None


def _block_lines(value: Value, scope: Any) -> list[str]:
    from shell.objects.text import to_display
    return [to_display(value)]


_BREAKPOINTS = ["System.Management.Automation." + n for n in ("CommandBreakpoint", "LineBreakpoint", "VariableBreakpoint")]


VIEWS: list[View] = [
    table("history", ["Microsoft.PowerShell.Commands.HistoryInfo"], Item("Id", width=4, align="right"),
          Item(label="Duration", width=12, align="right", compute=_duration), "CommandLine"),
    wide("history", ["Microsoft.PowerShell.Commands.HistoryInfo"], "CommandLine"),
    table("Variable", ["System.Management.Automation.PSVariable"], Item("Name", width=30), "Value"),
    listing("ShellVariable", ["System.Management.Automation.ShellVariable"], "Name", "Value"),
    custom("ScriptBlock", ["System.Management.Automation.ScriptBlock"], _block_lines, out_of_band=True),
    table("CallStackFrame", ["System.Management.Automation.CallStackFrame"], "Command", "Arguments", "Location"),
    table("Breakpoint", _BREAKPOINTS,
          Item("ID", width=4, align="right"), Item(label="Script", compute=_script), Item("Line", width=4, align="right"), "Command",
          "Variable", "Action"),
    listing("Breakpoint", _BREAKPOINTS,
          "ID", "Script", "Enabled", "HitCount", "Action"),
    table("System.Management.Automation.PSTraceSource", ["System.Management.Automation.PSTraceSource"], Item("Options", width=8),
          Item("Name", width=20), Item("Listeners", width=20), "Description"),
    listing("System.Management.Automation.PSTraceSource", ["System.Management.Automation.PSTraceSource"], "Name", "Description", "Options",
          "Listeners", "Attributes", "Switch"),
]
