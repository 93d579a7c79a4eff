"""Views of web responses and of what Test-Connection gives."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Grouping, Item, View, listing, table
from shell.objects.members import get_property

Value = Any


_SHOWN = 400


def _target_header(value: Value) -> list[str]:
    return [f"   Target: {get_property(value, 'Target')}"]


def _destination_header(value: Value) -> list[str]:
    return [f"   Destination: {get_property(value, 'Destination')}"]


_TARGET = Grouping(Item("Target"), _target_header)
_DESTINATION = Grouping(Item("Destination"), _destination_header)


def _shortened(value: Value, name: str) -> Value:
    text = str(get_property(value, name) or "")
    return text[:_SHOWN] + "…" if len(text) > _SHOWN else text


def _content(value: Value) -> Value:
    return _shortened(value, "Content")


def _rawcontent(value: Value) -> Value:
    return _shortened(value, "RawContent")


def _answered(value: Value, name: str) -> Value:
    """A star instead of a figure nobody measured."""
    return "*" if str(get_property(value, "Status")) == "TimedOut" else get_property(value, name)


def _latency_ms(value: Value) -> Value:
    return _answered(value, "Latency")


def _buffersize_b(value: Value) -> Value:
    return _answered(value, "BufferSize")


def _hostname(value: Value) -> Value:
    return get_property(value, "Hostname") or "*"


VIEWS: list[View] = [
    listing("Microsoft.PowerShell.Commands.BasicHtmlWebResponseObject", ["Microsoft.PowerShell.Commands.BasicHtmlWebResponseObject"],
          "StatusCode", "StatusDescription", Item(label="Content", compute=_content), Item(label="RawContent", compute=_rawcontent),
          "Headers", "Images", "InputFields", "Links", "RawContentLength", "RelationLink"),
    listing("Microsoft.PowerShell.Commands.WebResponseObject", ["Microsoft.PowerShell.Commands.WebResponseObject"], "StatusCode",
          "StatusDescription", "Content", Item(label="RawContent", compute=_rawcontent), "Headers", "RawContentLength", "RelationLink"),
    table("Microsoft.PowerShell.Commands.TestConnectionCommand+TcpPortStatus", ["Microsoft.PowerShell.Commands.TestConnectionCommand+TcpPortStatus"],
          Item("Id", width=4, align="right"), Item("Source", width=16), Item("TargetAddress", label="Address", width=25),
          Item("Port", width=7, align="right"), Item("Latency", label="Latency(ms)", width=7, align="right"), Item("Connected", width=10),
          Item("Status", width=24), group=_TARGET),
    table("Microsoft.PowerShell.Commands.TestConnectionCommand+PingStatus", ["Microsoft.PowerShell.Commands.TestConnectionCommand+PingStatus"],
          Item("Ping", width=4, align="right"), Item("Source", width=16), Item("DisplayAddress", label="Address", width=25),
          Item(label="Latency(ms)", width=7, align="right", compute=_latency_ms),
          Item(label="BufferSize(B)", width=10, align="right", compute=_buffersize_b), Item("Status", width=16), group=_DESTINATION),
    table("Microsoft.PowerShell.Commands.TestConnectionCommand+PingMtuStatus", ["Microsoft.PowerShell.Commands.TestConnectionCommand+PingMtuStatus"],
          Item("Source", width=16), Item("DisplayAddress", label="Address", width=25),
          Item(label="Latency(ms)", width=7, align="right", compute=_latency_ms), Item("Status", width=16),
          Item("MtuSize", label="MtuSize(B)", width=7, align="right"), group=_DESTINATION),
    table("Microsoft.PowerShell.Commands.TestConnectionCommand+TraceStatus", ["Microsoft.PowerShell.Commands.TestConnectionCommand+TraceStatus"],
          Item("Hop", width=3, align="right"), Item(label="Hostname", width=25, compute=_hostname), Item("Ping", width=4, align="right"),
          Item(label="Latency(ms)", width=7, align="right", compute=_latency_ms), Item("Status", width=16), Item("Source", width=12),
          Item("TargetAddress", width=15), group=_TARGET),
]
