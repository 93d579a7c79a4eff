"""Sort-Object."""
from __future__ import annotations

from typing import Any, Optional

from shell.commands.objects.ordering import compare_values, sort_rows
from shell.commands.objects.properties import SORT_KEYS, make_specs
from shell.objects.psobject import MISSING, PSObject
from shell.runtime.cmdlet import Cmdlet

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
        self._rows: list[tuple[list[Value], Value]] = []

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING:
            return
        specs = self._specs
        if not specs and not self._keyed(value):
            if value is not None:
                self._rows.append(([value], value))
            return
        specs = self._specs
        if len(specs) == 1 and specs[0].pattern is None:
            self._rows.append(([specs[0].value_of(value)], value))
            return
        keys: list[Value] = []
        for spec in specs:
            names = spec.names_on(value) if spec.pattern is not None else None
            keys.append(spec.value_of(value) if names is None else tuple(names))
        self._rows.append((keys, value))

    def _keyed(self, value: Value) -> bool:
        """Without -Property the type's DefaultKeyPropertySet decides, if its first object has one."""
        if self._rows or not isinstance(value, PSObject):
            return False
        from shell.objects.members import type_names
        keys = self.ctx.type_table.key_properties(type_names(value))
        if keys:
            self._specs = make_specs(self, list(keys), SORT_KEYS)
        return bool(keys)

    def end(self) -> None:
        ignore_case = not self.CaseSensitive
        directions = [(not s.ascending) if s.ascending is not None else self.Descending for s in self._specs] or [self.Descending]
        keys = {id(v): k for k, v in self._rows} if self.Unique else {}
        out = sort_rows(self._rows, directions, ignore_case)
        if self.Unique:
            out = self._distinct(out, keys, ignore_case)
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
