"""The numeric tower under the operators: which number type wins, what a result is wrapped as, and the errors for what is no number."""
from __future__ import annotations

from decimal import Decimal
from typing import Any, NoReturn

from shell.clr.numbers import (
    INT32_MAX,
    INT32_MIN,
    INT64_MAX,
    INT64_MIN,
    BigInteger,
    Byte,
    Int16,
    Int64,
    IntPtr,
    SByte,
    Single,
    UInt16,
    UInt32,
    UInt64,
)
from shell.objects.conversion import to_int
from shell.objects.conversion_numbers import parse_number
from shell.objects.psobject import PSObject
from shell.objects.records import RuntimeException
from shell.objects.text import type_name

Value = Any
_RANK: dict[type, int] = {bool: 1, Byte: 1, SByte: 1, Int16: 1, UInt16: 1, int: 1, UInt32: 2, Int64: 3, IntPtr: 3, UInt64: 4, Single: 5, float: 5, Decimal: 6, BigInteger: 7}


def base(value: Value) -> Value:
    return value.base if value.__class__ is PSObject else value


def rank(value: Value) -> int:
    """Place in the numeric tower; 0: no number.  Enums count as Int32."""
    found = _RANK.get(value.__class__)
    if found is None:
        found = _RANK[value.__class__] = 1 if isinstance(value, int) else 0
    return found


def not_a_method(value: Value, name: str) -> NoReturn:
    raise RuntimeException(f"Method invocation failed because [{type_name(value)}] does not contain a method named '{name}'.",
                           error_id="MethodNotFound", category="InvalidOperation", target=name)


def not_defined(a: Value, symbol: str, b: Value) -> NoReturn:
    raise RuntimeException(f"The operation '[{type_name(a)}] {symbol} [{type_name(b)}]' is not defined.",
                           error_id="NotADefinedOperationForType", category="InvalidOperation", target=a)


def scan(text: str) -> Value:
    """A string operand as a number; a text that is none raises the Int32 cast error."""
    found = parse_number(text)
    return to_int(text) if found is None else found


def fit(value: int, rank: int) -> Value:
    """An integer result in its type, or Double when it does not fit."""
    if rank == 1:
        return value if INT32_MIN <= value <= INT32_MAX else float(value)
    if rank == 3:
        return Int64(value) if INT64_MIN <= value <= INT64_MAX else float(value)
    if rank == 2:
        return UInt32(value) if 0 <= value <= 0xFFFFFFFF else (Int64(value) if INT64_MIN <= value < 0 else float(value))
    return UInt64(value) if 0 <= value < 1 << 64 else float(value)


def common_rank(a: Value, b: Value, ra: int, rb: int) -> int:
    """The type both operands widen to; unsigned with a negative signed operand becomes the wider signed type."""
    top = max(ra, rb)
    if top == 2 and (a < 0 or b < 0):
        return 3
    if top == 4 and (a < 0 or b < 0):
        return 5
    return top
