"""CSV out: which fields are quoted, and the text of a value in one."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional

from shell.clr.typeinfo import NetType, typeof
from shell.objects.members import find_property_value, property_names
from shell.objects.psobject import MISSING, Member, PSCustomObject, PSObject, base_of
from shell.objects.text import net_string, to_display

Value = Any
ALWAYS, AS_NEEDED, NEVER = "always", "asneeded", "never"
_SELF: Callable[[Value], Optional[str]] = lambda v: v
_DIRECT: dict[type, Callable[[Value], Optional[str]]] = {
    str: _SELF, int: int.__repr__, bool: lambda v: "True" if v else "False", type(None): lambda v: None}


def value_text(value: Value) -> Optional[str]:
    """ToString() in the current culture; None for null."""
    direct = _DIRECT.get(value.__class__)
    if direct is not None:
        return direct(value)
    if isinstance(value, PSCustomObject) or value.__class__ is PSObject and value.props:
        return to_display(value)
    base = base_of(value)
    if isinstance(base, NetType):
        return base.full_name
    if isinstance(base, list):
        return typeof(base).full_name
    return net_string(base)


def column_names(value: Value) -> list[str]:
    """Columns of a table that starts with this object: its properties, a dictionary's keys."""
    base = base_of(value)
    if is_dictionary(base):
        return [to_display(k) for k in base.keys()]
    return property_names(value)


def is_dictionary(base: Value) -> bool:
    return hasattr(base, "keys") and hasattr(base, "put")


class CsvWriter:
    """Lines of one table."""

    def __init__(self, delimiter: str = ",", quotes: str = ALWAYS, quote_fields: Optional[Sequence[str]] = None) -> None:
        self.delimiter = delimiter
        self.quotes = quotes
        self.quote_fields = None if quote_fields is None else {f.lower() for f in quote_fields}
        self.columns: list[str] = []
        self._needs = (delimiter, '"', "\n", "\r")

    def header(self) -> str:
        return self.line(self.columns)

    def row(self, value: Value) -> str:
        """One object's line."""
        if value.__class__ is PSCustomObject:
            props = value.props
            cells = []
            for name in self.columns:
                item = props.get(name, MISSING)
                if item is MISSING or isinstance(item, Member):
                    item = self._read(value, name)
                cells.append(item if item.__class__ is str else value_text(item))
            return self.line(cells)
        base = base_of(value)
        if is_dictionary(base):
            return self.line([value_text(base.get(name)) for name in self.columns])
        return self.line([value_text(self._read(value, name)) for name in self.columns])

    @staticmethod
    def _read(value: Value, name: str) -> Value:
        found = find_property_value(value, name)
        return None if found is MISSING else found

    def line(self, cells: Sequence[Optional[str]]) -> str:
        if self.quote_fields is not None:
            wanted = self.quote_fields
            return self.delimiter.join([self._quoted(c) if n.lower() in wanted else c or "" for n, c in zip(self.columns, cells)])
        if self.quotes == NEVER:
            return self.delimiter.join([c or "" for c in cells])
        if self.quotes == AS_NEEDED:
            return self.delimiter.join([self._quoted(c) if c and any(s in c for s in self._needs) else c or "" for c in cells])
        if None not in cells:
            line = f'"{self.delimiter}"'.join(cells)  # type: ignore[arg-type]  # none of them is None
            if line.count('"') == 2 * len(cells) - 2:
                return f'"{line}"' if cells else ""
        return self.delimiter.join(["" if c is None else '"' + c.replace('"', '""') + '"' if '"' in c else f'"{c}"' for c in cells])

    @staticmethod
    def _quoted(cell: Optional[str]) -> str:
        return "" if cell is None else '"' + cell.replace('"', '""') + '"'
