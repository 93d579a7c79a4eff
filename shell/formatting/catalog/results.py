"""Views of what Group-Object, Select-String and Measure-Object give."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, custom, listing, table
from shell.objects.members import get_property

Value = Any


def _match_lines(value: Value, scope: Any) -> list[str]:
    """`file:line:text`, paths relative to the current location; context lines around the hit.  A received match shows its text."""
    from shell.objects.members import invoke_method
    from shell.objects.psobject import PSCustomObject
    from shell.objects.text import to_display
    if isinstance(value, PSCustomObject):
        return to_display(value).split("\n")
    location = get_property(scope.ctx.get_variable("PWD"), "Path") if scope.ctx is not None else ""
    return str(invoke_method(value, "ToEmphasizedString", [location])).split("\n")


VIEWS: list[View] = [
    table("Microsoft.PowerShell.Commands.GroupInfo", ["Microsoft.PowerShell.Commands.GroupInfo"], Item("Count", width=5, align="right"),
          Item("Name", width=25), "Group"),
    listing("Microsoft.PowerShell.Commands.GroupInfo", ["Microsoft.PowerShell.Commands.GroupInfo"], "Name", "Count", "Group", "Values"),
    table("Microsoft.PowerShell.Commands.GroupInfoNoElement", ["Microsoft.PowerShell.Commands.GroupInfoNoElement"],
          Item("Count", width=5, align="right"), Item("Name", width=25)),
    listing("Microsoft.PowerShell.Commands.GroupInfoNoElement", ["Microsoft.PowerShell.Commands.GroupInfoNoElement"], "Name", "Count", "Values"),
    custom("MatchInfo", ["Microsoft.PowerShell.Commands.MatchInfo"], _match_lines),
    custom("MatchInfo", ["Deserialized.Microsoft.PowerShell.Commands.MatchInfo"], _match_lines),
    table("Microsoft.PowerShell.Commands.TextMeasureInfo", ["Deserialized.Microsoft.PowerShell.Commands.TextMeasureInfo"], "Lines", "Words",
          "Characters", "Property"),
    listing("Microsoft.PowerShell.Commands.GenericMeasureInfo", ["Deserialized.Microsoft.PowerShell.Commands.GenericMeasureInfo"], "Count",
          "Average", "Sum", "Maximum", "Minimum", "Property"),
]
