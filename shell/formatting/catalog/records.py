"""Views of error, warning and information records: they print in place, whatever document is open."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Grouping, Item, View, custom
from shell.objects.members import get_property

Value = Any


def _error_lines(value: Value, scope: Any) -> list[str]:
    from shell.formatting.errors import format_error
    from shell.objects.psobject import base_of
    from shell.objects.records import ErrorRecord
    base = base_of(value)
    if isinstance(base, ErrorRecord):
        return [format_error(base, scope.ctx)]
    return [_received_error(value)]


def _received_error(value: Value) -> str:
    """An error record that came as a property bag."""
    from shell.objects.text import to_display
    return to_display(value)


def _message_lines(value: Value, scope: Any) -> list[str]:
    """Warning, verbose and debug records: the message alone; a console puts the prefix before records merged into the output."""
    return [str(get_property(value, "Message"))]


def _information_lines(value: Value, scope: Any) -> list[str]:
    from shell.objects.text import to_display
    return [to_display(value)]


def _detail_lines(value: Value, scope: Any) -> list[str]:
    from shell.formatting.error_detail import detail_lines
    return detail_lines(value, scope.ctx)


VIEWS: list[View] = [
    custom("GetErrorInstance", ["System.Management.Automation.ErrorRecord#PSExtendedError", "System.Exception#PSExtendedError"], _detail_lines,
           group=Grouping(Item("PSErrorIndex", label="ErrorIndex"))),
    custom("ErrorInstance", ["System.Management.Automation.ErrorRecord"], _error_lines, out_of_band=True),
    custom("WarningRecord", ["System.Management.Automation.WarningRecord"], _message_lines, out_of_band=True),
    custom("VerboseRecord", ["System.Management.Automation.VerboseRecord"], _message_lines, out_of_band=True),
    custom("DebugRecord", ["System.Management.Automation.DebugRecord"], _message_lines, out_of_band=True),
    custom("DeserializedWarningRecord", ["Deserialized.System.Management.Automation.WarningRecord"], _message_lines, out_of_band=True),
    custom("InformationRecord", ["System.Management.Automation.InformationRecord"], _information_lines, out_of_band=True),
]
