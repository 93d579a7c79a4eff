"""Bitwise operators, shifts and ranges."""
from __future__ import annotations

from decimal import Decimal
from typing import Any, Callable

from shell.clr.exceptions import FormatException, InvalidCastException, NetException, OverflowException
from shell.clr.numbers import INT32_MAX, INT32_MIN, BigInteger, Char, UInt32, UInt64
from shell.objects.conversion import convert, require, to_int
from shell.objects.numeric_tower import base, fit, not_a_method, not_defined, rank, scan
from shell.objects.text import type_name

Value = Any


def _bit_operand(value: Value, name: str) -> Value:
    """An operand of -band and the like as an integer; reals are rounded half-even."""
    value = base(value)
    if value is None:
        return 0
    if value.__class__ is str:
        value = scan(value)
    if value.__class__ is Char:
        return ord(value)
    if not rank(value):
        not_a_method(value, name)
    if isinstance(value, (float, Decimal)):
        rounded = round(value)
        return rounded if INT32_MIN <= rounded <= INT32_MAX else convert(value, require("System.Int64"))
    return value


def _bits(a: Value, b: Value, name: str, function: Callable[[int, int], int]) -> Value:
    enum_type = next((t for t in (getattr(base(v), "net_type", None) for v in (a, b)) if t is not None and t.kind == "enum"), None)
    if enum_type is not None:
        a, b = convert(a, enum_type) if a is not None else 0, convert(b, enum_type) if b is not None else 0
        return enum_type.python_class(function(int(a), int(b)))
    a, b = _bit_operand(a, name), _bit_operand(b, name)
    ra, rb = rank(a), rank(b)
    top = max(ra, rb)
    if top == 2 and (a < 0 or b < 0):
        top = 3
    result = function(int(a), int(b))
    if top == 4:
        return UInt64(result & ((1 << 64) - 1))
    return BigInteger(result) if top == 7 else fit(result, top)


def bit_and(a: Value, b: Value) -> Value:
    """-band"""
    return _bits(a, b, "op_BitwiseAnd", lambda x, y: x & y)


def bit_or(a: Value, b: Value) -> Value:
    """-bor"""
    return _bits(a, b, "op_BitwiseOr", lambda x, y: x | y)


def bit_xor(a: Value, b: Value) -> Value:
    """-bxor"""
    return _bits(a, b, "op_ExclusiveOr", lambda x, y: x ^ y)


def bit_not(a: Value) -> Value:
    """-bnot: small types become Int32, unsigned ones stay unsigned."""
    plain = base(a)
    net_type = getattr(plain, "net_type", None)
    if net_type is not None and net_type.kind == "enum":
        return net_type.python_class(~int(plain))
    value = _bit_operand(plain, "op_OnesComplement")
    top = rank(value)
    if top == 2:
        return UInt32(~int(value) & 0xFFFFFFFF)
    if top == 4:
        return UInt64(~int(value) & ((1 << 64) - 1))
    return BigInteger(~int(value)) if top == 7 else fit(~int(value), top)


def _shift_operands(a: Value, b: Value, name: str, symbol: str) -> tuple[Value, int, int]:
    left = base(a)
    if left.__class__ is bool:
        not_defined(left, symbol, b)
    value = _bit_operand(left, name)
    count = to_int(b)
    bits = 64 if rank(value) in (3, 4) else 32
    return value, count & (bits - 1) if rank(value) != 7 else count, bits


def shift_left(a: Value, b: Value) -> Value:
    """-shl: the count is taken modulo the width; bits fall off."""
    value, count, bits = _shift_operands(a, b, "op_LeftShift", "-shl")
    top = rank(value)
    if top == 7:
        return BigInteger(int(value) << count)
    result = (int(value) << count) & ((1 << bits) - 1)
    if top in (1, 3) and result >> (bits - 1):
        result -= 1 << bits
    return fit(result, top)


def shift_right(a: Value, b: Value) -> Value:
    """-shr: the sign is kept."""
    value, count, _ = _shift_operands(a, b, "op_RightShift", "-shr")
    return BigInteger(int(value) >> count) if rank(value) == 7 else fit(int(value) >> count, rank(value))


# --- ranges ------------------------------------------------------------------------------------------------------------------------------

def range_(a: Value, b: Value) -> list[Value]:
    """a..b: integers, or characters when both ends are one character long and not digits."""
    if a.__class__ is int and b.__class__ is int:
        return list(range(a, b + 1)) if a <= b else list(range(a, b - 1, -1))
    a, b = base(a), base(b)
    if _is_letter(a) and _is_letter(b):
        low, high = ord(a), ord(b)
        codes = range(low, high + 1) if low <= high else range(low, high - 1, -1)
        return [Char(chr(c)) for c in codes]
    low, high = _range_end(a), _range_end(b)
    return list(range(low, high + 1)) if low <= high else list(range(low, high - 1, -1))


def _is_letter(value: Value) -> bool:
    return value.__class__ is Char or (value.__class__ is str and len(value) == 1 and not ("0" <= value <= "9"))


def _range_end(value: Value) -> int:
    """An end of a range as Int32, with .NET's own errors."""
    if value is None:
        return 0
    if isinstance(value, (str, int, float, Decimal)):
        try:
            return to_int(value)
        except NetException as error:
            inner = error.inner
            raise (inner if isinstance(inner, (FormatException, OverflowException)) else error) from None
    raise InvalidCastException(f"Unable to cast object of type '{type_name(value)}' to type 'System.IConvertible'.")
