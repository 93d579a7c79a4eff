"""The view of Get-PSSession -Detailed."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, table
from shell.objects.members import get_property

Value = Any
_UNITS = ("B", "KB", "MB", "GB", "TB")


def _trip(value: Value) -> Value:
    trip = get_property(value, "RoundTrip")
    return "" if trip is None else f"{trip:.1f} ms"


def _heard(value: Value) -> Value:
    repairing, heard = get_property(value, "Reconnecting"), get_property(value, "LastHeard")
    if repairing is not None:
        return f"lost {repairing:.0f} s"
    return "" if heard is None else f"{heard:.0f} s ago"


def _buffered(value: Value) -> Value:
    records, size, unit = get_property(value, "BufferedRecords") or 0, float(get_property(value, "BufferedBytes") or 0), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{records}, {size:.0f} {_UNITS[unit]}" if records else ""


def _expires(value: Value) -> Value:
    moment, seconds = get_property(value, "ExpiresOn"), get_property(value, "IdleTimeoutSec")
    if moment is not None:
        from shell.objects.text import to_string
        return to_string(moment).partition(" ")[2]
    return "" if not seconds else f"idle {seconds / 60:.0f} min"


def _survives(value: Value) -> Value:
    return {True: "yes", False: "no", None: ""}[get_property(value, "SurvivesLogout")]


VIEWS: list[View] = [
    table("DetailedSession", ["PSSession.DetailedSession"], Item("Id", width=3, align="right"), Item("Name", width=12), Item("ComputerName", width=14),
          Item("State", width=12), Item(label="Trip", width=9, align="right", compute=_trip), Item(label="Heard", width=10, compute=_heard),
          Item(label="Buffered", width=12, compute=_buffered), Item(label="Expires", width=12, compute=_expires),
          Item(label="Survives", width=8, compute=_survives), Item("Running")),
]
