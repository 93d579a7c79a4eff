"""Get-Error and DetailedView: an error record (or exception) with everything in it, nested by indentation."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shell.clr.exceptions import NetException
from shell.formatting.values import elements_of, is_scalar
from shell.objects.members import get_property, property_names, type_names
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import to_display, type_name

Value = Any
_STEP = 4
_DEPTH = 10
_INVOCATION = frozenset(["scriptlinenumber", "offsetinline", "historyid"])
_SKIPPED = frozenset(["psmessagedetails", "errordetails"])


def detail_lines(value: Value, ctx: Value) -> list[str]:
    """The lines of the listing."""
    base = base_of(value)
    lines = list(_object_lines(value, 0, _DEPTH))
    if isinstance(base, NetException):
        return lines
    return lines + [""]


def _is_empty(value: Value) -> bool:
    return value is None or (isinstance(value, str) and value == "") or (isinstance(value, (list, dict)) and len(value) == 0)


def _properties(value: Value) -> list[tuple[str, Value]]:
    """What is worth showing: no empty properties, no zeros of an invocation."""
    out: list[tuple[str, Value]] = []
    base = base_of(value)
    if isinstance(base, NetException):
        out.append(("Type", base.net_name))
    for name in property_names(value):
        if name.lower() in _SKIPPED and not isinstance(base, NetException) and name.lower() == "psmessagedetails":
            continue
        got = get_property(value, name)
        if _is_empty(got) or (got is False and not isinstance(base, ErrorRecord)):
            continue
        if type_name(got) == "System.Collections.ListDictionaryInternal" and not len(got):
            continue
        if got == 0 and got is not False and name.lower() not in _INVOCATION and isinstance(got, int):
            continue
        out.append((name, got))
    return out


def _object_lines(value: Value, indent: int, depth: int) -> Iterator[str]:
    items = _properties(value)
    width = max((len(n) for n, _ in items), default=0)
    pad = " " * indent
    for name, got in items:
        head = f"{pad}{name:<{width}} : "
        if _nests(got, name) and depth > 0:
            yield head
            yield from _object_lines(got, indent + _STEP, depth - 1)
            continue
        elements = None if isinstance(got, str) else elements_of(got)
        if elements is not None and not isinstance(base_of(got), str):
            yield head
            for element in elements:
                if is_scalar(element) or depth <= 0:
                    yield f"{pad}      {to_display(element)}"
                else:
                    yield from _object_lines(element, indent + _STEP, depth - 1)
                    yield ""
            continue
        lines = to_display(got).split("\n")
        yield head + lines[0]
        blank = " " * len(head)
        for line in lines[1:]:
            yield blank + line


def _nests(value: Value, name: str) -> bool:
    if isinstance(base_of(value), (NetException, ErrorRecord)):
        return True
    return name == "InvocationInfo" or "System.Management.Automation.InvocationInfo" in (type_names(value) if value is not None and not is_scalar(value) else ())
