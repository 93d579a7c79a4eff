"""Get-Error and DetailedView: an error record or exception with all that says something, nested by indentation; empty properties are left out."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.formatting.error_facts import was_thrown
from shell.formatting.values import elements_of, is_scalar
from shell.objects.members import get_property, property_names
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, InvocationInfo, RuntimeException
from shell.objects.text import to_display

Value = Any
Items = list[tuple[str, Value]]
_STEP = 4
_PARENT = "System.Management.Automation.ParentContainsErrorRecordException"
_DEFAULT_RESULT = -2146233087
_LEFT_OUT = frozenset(["stacktrace", "errorrecord", "psmessagedetails", "wasthrownfromthrowstatement", "targetsite", "pipelinelength", "pipelineposition",
                       "displayscriptposition", "boundparameters"])
_RECORD_NAMES = ("Exception", "TargetObject", "CategoryInfo", "FullyQualifiedErrorId", "ErrorDetails", "InvocationInfo", "ScriptStackTrace",
                 "PipelineIterationInfo")


class _Nested:
    """Items that stand under their name, indented."""

    def __init__(self, items: Items) -> None:
        self.items = items


def detail_lines(value: Value, ctx: Value) -> list[str]:
    """The lines of the listing."""
    base = base_of(value)
    items = _record_items(base) if isinstance(base, ErrorRecord) else _exception_items(base, None) if isinstance(base, NetException) else _items(value)
    return [*_lines(items, 0), ""]


def _record_items(record: ErrorRecord) -> Items:
    exception = _Nested(_exception_items(record.exception, record))
    return [(n, exception if n == "Exception" else got) for n, got in ((n, get_property(record, n)) for n in _RECORD_NAMES) if not _is_empty(got)]


def _exception_items(error: NetException, record: Optional[ErrorRecord]) -> Items:
    """Type first; RuntimeExceptions carry a record of their own; Message and HResult last."""
    items: Items = [("Type", error.net_name)]
    if isinstance(error, RuntimeException) and record is not None:
        items.append(("ErrorRecord", _Nested(_inner_record(error, record))))
    own = _items(error)
    last = [i for i in own if i[0] in ("Message", "InnerException", "HelpLink", "Source", "HResult")]
    items += [i for i in own if i not in last]
    if record is not None and was_thrown(record):
        items.append(("WasThrownFromThrowStatement", True))
    return items + last


def _inner_record(error: NetException, record: ErrorRecord) -> Items:
    """The record inside an exception: without the command that failed."""
    thrown = was_thrown(record)
    info = record.category_info
    category = "NotSpecified: (:)" if thrown else f"{info.category}: ({info.target_name}:{info.target_type})"
    error_id = error.short_name if thrown else record.error_id
    return [("Exception", _Nested([("Type", _PARENT), ("Message", error.message), ("HResult", _DEFAULT_RESULT)])),
            ("CategoryInfo", f"{category} [], ParentContainsErrorRecordException"), ("FullyQualifiedErrorId", error_id)]


def _is_empty(value: Value) -> bool:
    if value is None or value is False:
        return True
    base = base_of(value)
    if isinstance(base, str):
        return base == ""
    elements = None if is_scalar(value) else elements_of(value)
    return elements is not None and next(elements, _is_empty) is _is_empty


def _items(value: Value) -> Items:
    """An object's properties that say something."""
    out = []
    for name in property_names(value):
        if name.lower() in _LEFT_OUT:
            continue
        got = get_property(value, name)
        if name == "HistoryId" and got == -1:
            got = 1
        if not _is_empty(got):
            out.append((name, got))
    return out


def _lines(items: Items, indent: int) -> Iterator[str]:
    width = max((len(n) for n, _ in items), default=0)
    pad = " " * indent
    for name, got in items:
        head = f"{pad}{name:<{width}} : "
        inner = _inner_items(got)
        if inner is not None:
            yield head
            yield from _lines(inner, indent + _STEP)
            continue
        elements = None if is_scalar(got) else elements_of(got)
        if elements is not None:
            yield head
            for element in elements:
                yield f"{pad}      {to_display(element)}"
            continue
        first, *rest = to_display(got).split("\n")
        yield head + first
        for line in rest:
            yield " " * len(head) + line


def _inner_items(value: Value) -> Optional[Items]:
    if isinstance(value, _Nested):
        return value.items
    base = base_of(value)
    if isinstance(base, NetException):
        return _exception_items(base, None)
    if isinstance(base, ErrorRecord):
        return _record_items(base)
    return _items(base) if isinstance(base, InvocationInfo) else None
