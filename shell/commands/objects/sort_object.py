"""Sort-Object."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.commands.objects.ordering import compare_values, sort_rows, sort_values
from shell.commands.objects.properties import SORT_KEYS, make_specs
from shell.objects.psobject import MISSING, PSObject
from shell.objects.records import ErrorRecord
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.errors import terminating

Value = Any


class SortObject(Cmdlet):
    name = "Sort-Object"
    net_class = "Microsoft.PowerShell.Commands.SortObjectCommand"
    synopsis = "Sorts objects by themselves, by properties or by calculated values."
    examples = (("Numbers downward", "3, 1, 2 | Sort-Object -Descending"), ("By two properties", "Get-ChildItem | Sort-Object Extension, Length"))

    InputObject: Value = MISSING
    Property: Optional[list[Value]] = None
    Descending: bool = False
    Unique: bool = False
    CaseSensitive: bool = False
    Top: Optional[int] = None
    Bottom: Optional[int] = None
    Stable: bool = False
    Culture: Optional[str] = None

    def begin(self) -> None:
        self._specs = make_specs(self, self.Property, SORT_KEYS)
        self._values: list[Value] = []

    def process(self) -> None:
        if self.InputObject is not MISSING:
            self._values.append(self.InputObject)

    def collector(self) -> Optional[Callable[[Value], None]]:
        return self._values.append

    def _key_failed(self, e: Exception) -> None:
        """A key's block that fails is reported, once more than it was when the script threw; the key is null."""
        error = terminating(e, e.__traceback__)
        thrown = error.record
        record = ErrorRecord(thrown.exception, thrown.error_id, thrown.category_info.category, thrown.target)
        record.invocation = self.invocation
        if thrown.category_info.category == "OperationStopped":
            self.ctx.add_error(thrown)
        else:
            record.category_info.activity = self.name
        self.ctx.add_error(record)
        self.ctx.streams.error(record)

    def _keyed(self, value: Value) -> None:
        """Without -Property the type's DefaultKeyPropertySet decides, if the first object has one."""
        if not isinstance(value, PSObject):
            return
        from shell.objects.members import type_names
        keys = self.ctx.type_table.key_properties(type_names(value))
        if keys:
            self._specs = make_specs(self, list(keys), SORT_KEYS)

    def _row(self, value: Value) -> tuple[list[Value], Value]:
        keys: list[Value] = []
        for spec in self._specs:
            names = spec.names_on(value) if spec.pattern is not None else None
            keys.append(spec.value_of(value) if names is None else tuple(names))
        return keys, value

    def end(self) -> None:
        ignore_case = not self.CaseSensitive
        if not self._specs:
            self._values = [v for v in self._values if v is not None]
            if self._values:
                self._keyed(self._values[0])
        specs = self._specs
        for spec in specs:
            spec.on_failure = self._key_failed
        if not specs and not self.Unique:
            out = sort_values(self._values, self.Descending, ignore_case)
        else:
            rows = [self._row(v) for v in self._values] if specs else [([v], v) for v in self._values]
            directions = [(not s.ascending) if s.ascending is not None else self.Descending for s in specs] or [self.Descending]
            out = sort_rows(rows, directions, ignore_case)
            if self.Unique:
                out = self._distinct(out, {id(v): k for k, v in rows}, ignore_case)
        if self.Top is not None:
            out = out[:self.Top]
        elif self.Bottom is not None:
            out = out[-self.Bottom:]
        self.write_all(out)

    def _distinct(self, out: list[Value], keys: dict[int, list[Value]], ignore_case: bool) -> list[Value]:
        kept: list[Value] = []
        last: Optional[list[Value]] = None
        for value in out:
            key = keys[id(value)]
            if last is not None and len(key) == len(last) and all(equal_keys(a, b, ignore_case) for a, b in zip(key, last)):
                continue
            kept.append(value)
            last = key
        return kept


def equal_keys(a: Value, b: Value, ignore_case: bool) -> bool:
    """Two sort keys that count as the same."""
    if a is MISSING or b is MISSING:
        return a is b
    return compare_values(a, b, ignore_case) == 0
