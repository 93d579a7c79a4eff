"""Views of settings, stored history lines and grouped output."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, table
from shell.objects.members import get_property

Value = Any


def _duration(value: Value) -> Value:
    span = get_property(value, "Duration")
    return "" if span is None else f"{span.ticks / 10_000_000:.1f} s"


def _result(value: Value) -> Value:
    ok = get_property(value, "Succeeded")
    return "" if ok is None else "ok" if ok else "failed"


def _who(value: Value) -> Value:
    hosts = [str(h) for h in get_property(value, "Hosts")]
    return f"{get_property(value, 'Summary')}" + (f"\n{', '.join(hosts)}" if len(hosts) > 1 else "")


VIEWS: list[View] = [
    table("Setting", ["PSSession.Setting"], Item("Name", width=20), Item("Value", width=14), Item("Allowed", width=22), Item("Explanation"), wrap=True),
    table("HistoryLine", ["PSSession.HistoryLine"], Item("Time", width=20), Item("Host", width=12), Item(label="Result", width=7, compute=_result),
          Item(label="Duration", width=9, align="right", compute=_duration), Item("CommandLine")),
    table("OutputGroup", ["PSSession.OutputGroup"], Item(label="Hosts", width=28, compute=_who), Item("Text", label="Output"), wrap=True),
]
