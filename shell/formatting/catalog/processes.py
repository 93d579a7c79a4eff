"""Views of processes and their modules."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Grouping, Item, View, table, wide
from shell.objects.members import get_property

Value = Any


_KILOBYTE, _MEGABYTE = 1 << 10, 1 << 20


def _number(value: Value, name: str) -> float:
    return float(get_property(value, name) or 0)


def _size_k(value: Value) -> Value:
    return get_property(value, "Size")


def _npm_k(value: Value) -> Value:
    return str(round(_number(value, "NPM") / _KILOBYTE))


def _pm_m(value: Value) -> Value:
    return f"{_number(value, 'PM') / _MEGABYTE:,.2f}"


def _ws_m(value: Value) -> Value:
    return f"{_number(value, 'WS') / _MEGABYTE:,.2f}"


def _cpu_s(value: Value) -> Value:
    return f"{_number(value, 'CPU'):,.2f}"


def _start_date(value: Value) -> Value:
    from shell.formatting.expressions import apply_format
    return apply_format(get_property(value, "StartTime"), "d")


VIEWS: list[View] = [
    table("ProcessModule", ["System.Diagnostics.ProcessModule"], Item(label="Size(K)", width=10, align="right", compute=_size_k),
          Item("ModuleName", width=50), "FileName"),
    table("process", ["System.Diagnostics.Process"], Item(label="NPM(K)", width=7, align="right", compute=_npm_k),
          Item(label="PM(M)", width=8, align="right", compute=_pm_m), Item(label="WS(M)", width=10, align="right", compute=_ws_m),
          Item(label="CPU(s)", width=10, align="right", compute=_cpu_s), Item("Id", width=7, align="right"),
          Item("SI", width=3, align="right"), "ProcessName"),
    table("Priority", ["System.Diagnostics.Process"], Item("ProcessName", width=20), Item("Id", width=10, align="right"),
          Item("WorkingSet64", width=12, align="right"), group=Grouping(Item("PriorityClass"))),
    table("StartTime", ["System.Diagnostics.Process"], Item("ProcessName", width=20), Item("Id", width=10, align="right"),
          Item("WorkingSet64", width=12, align="right"),
          group=Grouping(Item(label="StartTime.ToShortDateString()", compute=_start_date))),
    wide("process", ["System.Diagnostics.Process"], Item("ProcessName")),
    table("ProcessWithUserName", ["System.Diagnostics.Process#IncludeUserName"], Item(label="WS(M)", width=10, align="right", compute=_ws_m),
          Item(label="CPU(s)", width=8, align="right", compute=_cpu_s), Item("Id", width=7, align="right"), Item("UserName", width=30),
          "ProcessName"),
]
