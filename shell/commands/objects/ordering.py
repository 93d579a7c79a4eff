"""Orders values as Sort-Object does: numbers by value, text linguistically, mixed kinds by the left operand's rules; null and missing apart."""
from __future__ import annotations

from functools import cmp_to_key
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.objects.comparison import compare, culture_compare, culture_key
from shell.objects.psobject import MISSING, base_of
from shell.objects.text import to_string

Value = Any
_NUMBERS = (int, float)


def compare_values(a: Value, b: Value, ignore_case: bool = True) -> int:
    """-1, 0, 1.  Values that cannot be compared compare as text; null is lowest."""
    a, b = base_of(a), base_of(b)
    if a is None or b is None:
        return 0 if a is None and b is None else -1 if a is None else 1
    if isinstance(a, str) and isinstance(b, str):
        return culture_compare(a, b, ignore_case)
    try:
        return compare(a, b, ignore_case)
    except NetException:
        return culture_compare(to_string(a), to_string(b), ignore_case)


def sort_rows(rows: list[tuple[list[Value], Value]], descending: list[bool], ignore_case: bool) -> list[Value]:
    """Sort (keys, object) rows; stable; rows with a MISSING key come after all others, whatever the direction."""
    for at in range(len(descending) - 1, -1, -1):
        rows = _sort_by(rows, at, descending[at], ignore_case)
    return [value for _, value in rows]


def sort_values(values: list[Value], descending: bool, ignore_case: bool) -> list[Value]:
    """Sort objects by themselves; stable."""
    key = _key_function(values, ignore_case)
    if key is None:
        return sort_rows([([v], v) for v in values], [descending], ignore_case)
    return sorted(values, key=None if key is _identity else key, reverse=descending)


def _sort_by(rows: list[tuple[list[Value], Value]], at: int, descending: bool, ignore_case: bool) -> list[tuple[list[Value], Value]]:
    present = [r for r in rows if r[0][at] is not MISSING]
    missing = [r for r in rows if r[0][at] is MISSING] if len(present) != len(rows) else []
    key = _key_function([r[0][at] for r in present], ignore_case)
    if key is None:
        return _net_sort(present, at, -1 if descending else 1, ignore_case) + missing
    present.sort(key=lambda r: key(r[0][at]), reverse=descending)  # equal rows keep their order
    return present + missing


def _net_sort(rows: list[tuple[list[Value], Value]], at: int, sign: int, ignore_case: bool) -> list[tuple[list[Value], Value]]:
    """Text among numbers: the left operand rules each comparison, so the order depends on who is asked.  Up to 16 rows .NET sorts by insertion
    (two and three by exchange), which scripts can see; longer lists take Python's order."""
    def order(a: tuple[list[Value], Value], b: tuple[list[Value], Value]) -> int:
        return sign * compare_values(a[0][at], b[0][at], ignore_case)
    if len(rows) > 16:
        return sorted(rows, key=cmp_to_key(order))
    rows = list(rows)
    if len(rows) <= 3:
        for i, j in ((0, 1), (0, 2), (1, 2)):
            if j < len(rows) and order(rows[i], rows[j]) > 0:
                rows[i], rows[j] = rows[j], rows[i]
        return rows
    for i in range(1, len(rows)):
        row, j = rows[i], i - 1
        while j >= 0 and order(row, rows[j]) < 0:
            rows[j + 1] = rows[j]
            j -= 1
        rows[j + 1] = row
    return rows


def _key_function(values: list[Value], ignore_case: bool) -> Optional[Callable[[Value], Any]]:
    """The cheapest key that orders these values rightly; None where text stands among numbers."""
    classes = set(map(type, values))
    if classes <= {int, float}:
        if classes == {int} or not any(v != v for v in values):
            return _identity
    if classes == {str}:
        if ignore_case:
            return lambda v: culture_key(v, True)
        return lambda v: culture_key(v, False)
    if str in classes and not classes.isdisjoint((int, float)):
        return None
    return cmp_to_key(lambda a, b: compare_values(a, b, ignore_case))


def _identity(value: Value) -> Any:
    return value
