"""Views of event log entries."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, table
from shell.objects.members import get_property

Value = Any


def _time(value: Value) -> Value:
    """`Nov 25 11:17`."""
    from shell.objects.members import invoke_method
    stamp = get_property(value, "TimeGenerated")
    return None if stamp is None else invoke_method(stamp, "ToString", ["MMM dd HH:mm"])


VIEWS: list[View] = [
    table("EventLogEntry", ["System.Diagnostics.EventLogEntry"], Item("Index", width=8, align="right"), Item(label="Time", width=13, compute=_time),
          Item("EntryType", width=11), Item("Source", width=20), Item("InstanceID", width=12, align="right"), "Message"),
]
