"""The numeric types: which Python class stands for which .NET type, their ranges and names.

Int32 is plain `int`, Double plain `float`, Decimal `decimal.Decimal`, Boolean `bool`, String `str`.  The others are subclasses that only carry
their identity: Python arithmetic on them yields plain int/float, so whoever computes re-wraps the result (objects/arithmetic does).
"""
from __future__ import annotations

from typing import Union


class Int64(int):
    __slots__ = ()


class UInt64(int):
    __slots__ = ()


class UInt32(int):
    __slots__ = ()


class Int16(int):
    __slots__ = ()


class UInt16(int):
    __slots__ = ()


class Byte(int):
    __slots__ = ()


class SByte(int):
    __slots__ = ()


class BigInteger(int):
    __slots__ = ()


class IntPtr(int):
    __slots__ = ()


class Single(float):
    """A Double already rounded to 32-bit precision (use `to_single`)."""

    __slots__ = ()


class Char(str):
    """One UTF-16 code unit (or one Python character) as System.Char."""

    __slots__ = ()


INT32_MIN, INT32_MAX = -(1 << 31), (1 << 31) - 1
INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1

# class -> (name, min, max); BigInteger is unbounded
RANGES: dict[type, tuple[str, int, int]] = {
    int: ("System.Int32", INT32_MIN, INT32_MAX),
    Int64: ("System.Int64", INT64_MIN, INT64_MAX),
    UInt64: ("System.UInt64", 0, (1 << 64) - 1),
    UInt32: ("System.UInt32", 0, (1 << 32) - 1),
    Int16: ("System.Int16", -(1 << 15), (1 << 15) - 1),
    UInt16: ("System.UInt16", 0, (1 << 16) - 1),
    Byte: ("System.Byte", 0, 255),
    SByte: ("System.SByte", -128, 127),
    IntPtr: ("System.IntPtr", INT64_MIN, INT64_MAX),
}

Integer = Union[int, Int64, UInt64, UInt32, Int16, UInt16, Byte, SByte, BigInteger]


def to_single(value: float) -> Single:
    """Round to 32-bit precision; too large becomes infinity, as .NET's conversion does."""
    import struct
    try:
        return Single(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return Single(float("inf") if value > 0 else float("-inf"))
