"""Equality and order of values: the left operand's type decides, text is compared in the culture's order, arrays on the left filter."""
from __future__ import annotations

from decimal import Decimal
from typing import Any, Callable

from shell.clr.collation import culture_compare, culture_key
from shell.clr.exceptions import NetException
from shell.clr.numbers import BigInteger, Char
from shell.clr.typeinfo import MethodInfo, NetType, typeof
from shell.objects.conversion import convert, to_int, try_convert
from shell.objects.conversion_numbers import decimal_of_double, parse_number
from shell.objects.psobject import MISSING, PSCustomObject, PSObject
from shell.objects.records import ExtendedTypeSystemException, RuntimeException
from shell.objects.text import to_display, to_string

Value = Any
__all__ = ["compare", "culture_compare", "culture_key", "equals", "op_eq", "op_ge", "op_gt", "op_le", "op_lt", "op_ne", "sort_compare"]
_NUMBERS = (int, float, Decimal)
_PLAIN: frozenset[Any] = frozenset([str, int, float, bool, type(None)])


def _base(value: Value) -> Value:
    return value.base if value.__class__ is PSObject else value


def _is_number(value: Value) -> bool:
    """Numeric as comparison sees it: not Boolean, not an enum."""
    cls = value.__class__
    if cls is int or cls is float:
        return True
    return isinstance(value, _NUMBERS) and cls is not bool and getattr(value, "net_type", None) is None


def text_equals(a: str, b: str, ignore_case: bool = True) -> bool:
    """Linguistic equality; plain ASCII text needs no collation."""
    if a == b:
        return True
    if a.isascii() and b.isascii() and a.isprintable() and b.isprintable():
        return ignore_case and a.lower() == b.lower()
    return culture_compare(a, b, ignore_case) == 0


def equals(a: Value, b: Value, ignore_case: bool = True) -> bool:
    """Are two values equal as -eq (ignore_case) or -ceq see it?  Never raises: what cannot be converted is not equal."""
    cls = a.__class__
    if cls is b.__class__:
        if cls is int or cls is float or cls is bool:
            return a == b  # type: ignore[no-any-return]
        if cls is str:
            return text_equals(a, b, ignore_case)
    a, b = _base(a), _base(b)
    if a is None or b is None or a is b:
        return a is b
    if a.__class__ is str:
        return text_equals(a, to_string(b), ignore_case)
    if _is_number(a) and _is_number(b):
        return _compare_numbers(a, b) == 0
    return _equals_converted(a, b, ignore_case)


def _equals_converted(a: Value, b: Value, ignore_case: bool) -> bool:
    if a.__class__ is Char:
        if isinstance(b, str):
            return text_equals(str.__str__(a), str.__str__(b), ignore_case) if len(b) == 1 else False
        return _is_number(b) and ord(a) == b
    if _same(a, b):
        return True
    if isinstance(a, PSCustomObject):
        return False
    converted = try_convert(b, _type_of(a))
    return converted is not MISSING and converted is not None and _same(a, converted)


def _type_of(value: Value) -> NetType:
    if isinstance(value, NetType):
        from shell.objects.conversion import require
        return require("System.Type")
    return typeof(value)


def _same(a: Value, b: Value) -> bool:
    """Object.Equals."""
    if a is b:
        return True
    if isinstance(a, (list, PSCustomObject)) or isinstance(b, (list, PSCustomObject)):
        return False
    if a.__class__ is not b.__class__:
        method = typeof(a).find_static("op_equality")
        if isinstance(method, MethodInfo) and typeof(b) is typeof(a):
            return bool(method.overloads[0].function(a, b))
        return False
    return bool(a == b)


def _compare_numbers(a: Value, b: Value) -> int:
    """Exact over integers; reals as doubles; a decimal with a double as decimals.  NaN is below everything, as CompareTo has it."""
    if isinstance(a, float) or isinstance(b, float):
        if isinstance(a, Decimal) or isinstance(b, Decimal):
            try:
                a = decimal_of_double(a) if isinstance(a, float) else a
                b = decimal_of_double(b) if isinstance(b, float) else b
            except NetException:
                a, b = float(a), float(b)
        elif a.__class__ is BigInteger or b.__class__ is BigInteger:
            pass
        else:
            a, b = float(a), float(b)
    if a != a or b != b:
        return (a == a) - (b == b) if (a != a) != (b != b) else 0
    return int(a > b) - int(a < b)


def _compare_to_null(value: Value, value_is_right: bool) -> int:
    """Negative numbers are below null, everything else above."""
    sign = -1 if value_is_right else 1
    return -sign if _is_number(value) and value < 0 else sign


def compare(a: Value, b: Value, ignore_case: bool = True) -> int:
    """-1, 0 or 1 by the left operand's type; raises what -lt and its kin raise."""
    cls = a.__class__
    if cls is b.__class__ and (cls is int or cls is float):
        return (a > b) - (a < b) if a == a and b == b else _compare_numbers(a, b)
    if cls is str and b.__class__ is str:
        return culture_compare(a, b, ignore_case)
    a, b = _base(a), _base(b)
    if a is None or b is None:
        if a is b:
            return 0
        return _compare_to_null(b, True) if a is None else _compare_to_null(a, False)
    if a.__class__ is str:
        return culture_compare(a, b if b.__class__ is str else to_string(b), ignore_case)
    if _is_number(a) and _is_number(b):
        return _compare_numbers(a, b)
    if _is_number(a) and b.__class__ is str:
        found = parse_number(b)
        return _compare_numbers(a, to_int(b) if found is None else found)
    return _compare_objects(a, b, ignore_case)


def _compare_objects(a: Value, b: Value, ignore_case: bool) -> int:
    if isinstance(a, PSCustomObject):
        if a is b:
            return 0
        shown_a, shown_b = to_string(a), to_string(b)
        raise ExtendedTypeSystemException(
            f'Cannot compare "{shown_a}" to "{shown_b}" because the objects are not the same type or the object "{shown_a}" does not implement "IComparable".',
            error_id="PSObjectCompareTo")
    if a.__class__ is Char and isinstance(b, str) and len(b) == 1:
        return culture_compare(str.__str__(a), str.__str__(b), ignore_case)
    if not _is_comparable(a):
        raise RuntimeException(f'Cannot compare "{_shown(a)}" because it is not IComparable.', error_id="NotIcomparable", category="InvalidArgument")
    try:
        converted = convert(b, _type_of(a))
    except NetException as error:
        raise RuntimeException(f'Could not compare "{_shown(a)}" to "{_shown(b)}". Error: "{error.message}"', error,
                               error_id="ComparisonFailure", category="InvalidArgument") from None
    return _compare_to(a, converted)


def _is_comparable(a: Value) -> bool:
    return isinstance(a, _NUMBERS) or a.__class__ is Char or (not isinstance(a, NetType) and typeof(a).find_method("compareto") is not None)


def _shown(value: Value) -> str:
    return to_string(value) if isinstance(value, list) else to_display(value)


def _compare_to(a: Value, b: Value) -> int:
    """IComparable.CompareTo of two values of one type."""
    if isinstance(a, _NUMBERS) or a.__class__ is Char:
        return int(a > b) - int(a < b)
    method = typeof(a).find_method("compareto")
    assert method is not None
    return int(method.overloads[0].function(a, b))


def sort_compare(a: Value, b: Value, ignore_case: bool = True) -> int:
    """The order Sort-Object uses: compare, and what has no common order by its text."""
    try:
        return compare(a, b, ignore_case)
    except NetException:
        return culture_compare(to_display(a), to_display(b), ignore_case)


# --- the operators -----------------------------------------------------------------------------------------------------------------------

def _filter(a: Value, keep: Callable[[Value], bool]) -> Value:
    """On a collection to the left the operator keeps the elements that pass; MISSING: not a collection."""
    if isinstance(a, list):
        return [e for e in a if keep(e)]
    if a is None or isinstance(a, (str, int, float)):
        return MISSING
    from shell.objects.enumeration import enumerate_value
    items = enumerate_value(a)
    return MISSING if items is None else [e for e in items if keep(e)]


def op_eq(a: Value, b: Value, ignore_case: bool = True) -> Value:
    """-eq"""
    if a.__class__ in _PLAIN:
        return equals(a, b, ignore_case)
    found = _filter(a, lambda e: equals(e, b, ignore_case))
    return equals(a, b, ignore_case) if found is MISSING else found


def op_ne(a: Value, b: Value, ignore_case: bool = True) -> Value:
    """-ne"""
    if a.__class__ in _PLAIN:
        return not equals(a, b, ignore_case)
    found = _filter(a, lambda e: not equals(e, b, ignore_case))
    return not equals(a, b, ignore_case) if found is MISSING else found


def op_gt(a: Value, b: Value, ignore_case: bool = True) -> Value:
    """-gt"""
    if a.__class__ is str or a.__class__ is int and b.__class__ is not float:
        return compare(a, b, ignore_case) > 0
    if _has_nan(a, b):
        return False
    found = _filter(a, lambda e: not _has_nan(e, b) and compare(e, b, ignore_case) > 0)
    return compare(a, b, ignore_case) > 0 if found is MISSING else found


def op_ge(a: Value, b: Value, ignore_case: bool = True) -> Value:
    """-ge"""
    if a.__class__ is str or a.__class__ is int and b.__class__ is not float:
        return compare(a, b, ignore_case) >= 0
    if _has_nan(a, b):
        return False
    found = _filter(a, lambda e: not _has_nan(e, b) and compare(e, b, ignore_case) >= 0)
    return compare(a, b, ignore_case) >= 0 if found is MISSING else found


def op_lt(a: Value, b: Value, ignore_case: bool = True) -> Value:
    """-lt"""
    if a.__class__ is str or a.__class__ is int and b.__class__ is not float:
        return compare(a, b, ignore_case) < 0
    if _has_nan(a, b):
        return False
    found = _filter(a, lambda e: not _has_nan(e, b) and compare(e, b, ignore_case) < 0)
    return compare(a, b, ignore_case) < 0 if found is MISSING else found


def op_le(a: Value, b: Value, ignore_case: bool = True) -> Value:
    """-le"""
    if a.__class__ is str or a.__class__ is int and b.__class__ is not float:
        return compare(a, b, ignore_case) <= 0
    if _has_nan(a, b):
        return False
    found = _filter(a, lambda e: not _has_nan(e, b) and compare(e, b, ignore_case) <= 0)
    return compare(a, b, ignore_case) <= 0 if found is MISSING else found


def _has_nan(a: Value, b: Value) -> bool:
    """NaN compares false with everything."""
    return (isinstance(a, float) and a != a) or (isinstance(b, float) and b != b)
