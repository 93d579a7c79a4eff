"""Format-Custom without a view: an object as a class with its properties, nested to a depth."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.formatting.cells import ELLIPSIS
from shell.formatting.expressions import Failure
from shell.formatting.generators import ERROR_TEXT, Generator
from shell.formatting.packets import CUSTOM, FormatEntryData, FormatStartData
from shell.formatting.values import elements_of, is_scalar, value_text
from shell.objects.members import type_names

Value = Any
_STEP = 2


class BrowseGenerator(Generator):
    """`class X { A = 1 }`: arrays in brackets, nested objects two deeper, leaves as a cell would show them."""

    shape = CUSTOM

    def start(self, value: Value) -> FormatStartData:
        return FormatStartData(CUSTOM)

    def entry(self, value: Value) -> FormatEntryData:
        self._lines: list[str] = []
        self._object(value, 0, 0, self.options.depth, top=True)
        out = FormatEntryData(CUSTOM, self._lines)
        out.trailing_blank = True
        return out

    def _add(self, indent: int, text: str) -> None:
        lines = text.split("\n")
        self._lines.extend(" " * indent + line for line in lines)

    def _object(self, value: Value, indent: int, level: int, depth: int, top: bool = False) -> None:
        names = type_names(value)
        self._add(indent, "class " + (names[0].rsplit(".", 1)[-1] if names else ""))
        self._add(indent, "{")
        asked, self.options.properties = self.options.properties, self.options.properties if top else None
        fields = self.fields(value)
        self.options.properties = asked
        for f in fields:
            got = f.get(value)
            if got.__class__ is Failure:
                got = ERROR_TEXT if self.options.display_error else ""
            limit = f.spec.depth if f.spec is not None and f.spec.depth else depth
            self._property(f.label, got, indent + _STEP, level, limit)
        self._add(indent, "}")

    def _property(self, label: str, value: Value, indent: int, level: int, depth: int) -> None:
        elements: Optional[Iterator[Value]] = elements_of(value) if value is not None else None
        if elements is not None:
            self._add(indent, f"{label} = ")
            self._collection(elements, indent + _STEP, level + 1, depth)
        elif value is None or level >= depth or is_scalar(value):
            self._add(indent, f"{label} = {value_text(value, self.scope.limit)}")
        else:
            self._add(indent, f"{label} = ")
            self._object(value, indent + _STEP, level + 1, depth)

    def _collection(self, elements: Iterator[Value], indent: int, level: int, depth: int) -> None:
        self._add(indent, "[")
        limit = self.scope.limit
        for count, element in enumerate(elements):
            if 0 <= limit <= count:
                self._add(indent + _STEP, ELLIPSIS)
                break
            if element is None or level >= depth or is_scalar(element):
                self._add(indent + _STEP, value_text(element, limit))
                continue
            inner = elements_of(element)
            if inner is not None:
                self._collection(inner, indent + _STEP, level + 1, depth)
            else:
                self._object(element, indent + _STEP, level + 1, depth)
        self._add(indent, "]")
        self._add(indent, "")
