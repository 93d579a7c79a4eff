"""Orders values as Sort-Object does: numbers by value, text linguistically, mixed kinds by the left operand's rules; null and missing apart."""
from __future__ import annotations

from functools import cmp_to_key
from typing import Any, Callable

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


def _sort_by(rows: list[tuple[list[Value], Value]], at: int, descending: bool, ignore_case: bool) -> list[tuple[list[Value], Value]]:
    present = [r for r in rows if r[0][at] is not MISSING]
    missing = [r for r in rows if r[0][at] is MISSING] if len(present) != len(rows) else []
    key = _key_function([r[0][at] for r in present], ignore_case)
    present.sort(key=lambda r: key(r[0][at]), reverse=descending)  # equal rows keep their order
    return present + missing


def _key_function(values: list[Value], ignore_case: bool) -> Callable[[Value], Any]:
    """The cheapest key that orders these values rightly."""
    classes = {v.__class__ for v in values}
    if classes <= {int, float} or classes == {int}:
        if not any(v != v for v in values):
            return _identity
    if classes == {str}:
        if ignore_case:
            return lambda v: culture_key(v, True)
        return lambda v: culture_key(v, False)
    return cmp_to_key(lambda a, b: compare_values(a, b, ignore_case))


def _identity(value: Value) -> Any:
    return value
