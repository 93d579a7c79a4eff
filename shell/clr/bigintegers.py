"""System.Numerics.BigInteger: integers without limit."""
from __future__ import annotations

import math
from typing import Any, Callable

from shell.clr.exceptions import (
    ArgumentException,
    ArgumentNullException,
    ArgumentOutOfRangeException,
    DivideByZeroException,
    FormatException,
)
from shell.clr.number_text import INTEGER, parse_big
from shell.clr.numbers import BigInteger
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import VALUE_TYPE, hash_code

Value = Any

BIGINT = NetType("System.Numerics.BigInteger", BigInteger, base=VALUE_TYPE, kind="struct", accelerators=("bigint",),
                 interfaces=("System.IComparable", "System.IFormattable", "System.IEquatable`1"))
BIGINT.default_value = BigInteger(0)
for _name, _number in {"Zero": 0, "One": 1, "MinusOne": -1}.items():
    BIGINT.static_prop(_name, "bigint")(lambda number=_number: BigInteger(number))

BIGINT.prop("IsPowerOfTwo", "bool")(lambda self: self > 0 and int(self) & (int(self) - 1) == 0)
BIGINT.prop("IsZero", "bool")(lambda self: self == 0)
BIGINT.prop("IsOne", "bool")(lambda self: self == 1)
BIGINT.prop("IsEven", "bool")(lambda self: self % 2 == 0)
BIGINT.prop("Sign", "int")(lambda self: (self > 0) - (self < 0))


@BIGINT.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider provider)",
               "string ToString(string format, System.IFormatProvider provider)")
def to_string(self: int, spec: Value = None, provider: Value = None) -> str:
    if not spec or not isinstance(spec, str):
        return int.__repr__(self)
    from shell.clr.culture_info import number_info
    from shell.clr.number_format import format_number
    return format_number(self, spec, number_info(provider))


@BIGINT.method("int CompareTo(System.Object obj)", "int CompareTo(bigint other)", "int CompareTo(long other)")
def compare_to(self: int, other: Value) -> int:
    if other is None:
        return 1
    if not isinstance(other, int):
        raise ArgumentException("The parameter must be a BigInteger. (Parameter 'obj')")
    return (self > other) - (self < other)


@BIGINT.method("bool Equals(System.Object obj)", "bool Equals(bigint other)", "bool Equals(long other)")
def equals(self: int, other: Value) -> bool:
    return isinstance(other, int) and int(self) == int(other)


BIGINT.method("int GetHashCode()")(hash_code)
BIGINT.method("long GetBitLength()")(lambda self: int(self if self >= 0 else ~self).bit_length())


@BIGINT.method("byte[] ToByteArray()")
def to_byte_array(self: int) -> Value:
    from shell.clr.arrays import typed_array
    from shell.clr.numbers import Byte
    number = int(self)
    size = (number if number >= 0 else ~number).bit_length() // 8 + 1
    return typed_array("System.Byte", map(Byte, number.to_bytes(size, "little", signed=True)))


def _both(name: str, operation: Callable[[int, int], int]) -> None:
    BIGINT.static(f"bigint {name}(bigint left, bigint right)")(lambda a, b: BigInteger(operation(int(a), int(b))))


def _divided(a: int, b: int) -> int:
    if not b:
        raise DivideByZeroException()
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


_both("Add", lambda a, b: a + b)
_both("Subtract", lambda a, b: a - b)
_both("Multiply", lambda a, b: a * b)
_both("Divide", _divided)
_both("Remainder", lambda a, b: a - b * _divided(a, b))
_both("Max", max)
_both("Min", min)
_both("GreatestCommonDivisor", math.gcd)
BIGINT.static("bigint Negate(bigint value)")(lambda v: BigInteger(-int(v)))
BIGINT.static("bigint Abs(bigint value)")(lambda v: BigInteger(abs(int(v))))
BIGINT.static("int Compare(bigint left, bigint right)")(lambda a, b: (a > b) - (a < b))
BIGINT.static("double Log(bigint value)")(lambda v: math.log(v) if v > 0 else float("nan") if v else float("-inf"))
BIGINT.static("double Log10(bigint value)")(lambda v: math.log10(v) if v > 0 else float("nan") if v else float("-inf"))
BIGINT.static("double Log(bigint value, double baseValue)")(lambda v, base: math.log(v, base))


@BIGINT.static("bigint Pow(bigint value, int exponent)")
def power(value: int, exponent: int) -> BigInteger:
    if exponent < 0:
        raise ArgumentOutOfRangeException("The number must be greater than or equal to zero. (Parameter 'exponent')")
    return BigInteger(int(value) ** int(exponent))


@BIGINT.static("bigint ModPow(bigint value, bigint exponent, bigint modulus)")
def mod_pow(value: int, exponent: int, modulus: int) -> BigInteger:
    if exponent < 0:
        raise ArgumentOutOfRangeException("The number must be greater than or equal to zero. (Parameter 'exponent')")
    if not modulus:
        raise DivideByZeroException()
    found = pow(abs(int(value)), int(exponent), abs(int(modulus)))
    return BigInteger(-found if value < 0 and exponent % 2 else found)


@BIGINT.static("bigint Parse(string value)", "bigint Parse(string value, System.Globalization.NumberStyles style)")
def parse(text: str, styles: Value = INTEGER) -> BigInteger:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'value')")
    try:
        return BigInteger(parse_big(text, int(styles)))
    except FormatException:
        raise FormatException("The value could not be parsed.") from None


@BIGINT.static("bool TryParse(string value, [ref] bigint result)")
def try_parse(text: Value, result: Value) -> bool:
    try:
        result.value = parse("" if text is None else text)
    except FormatException:
        result.value = BigInteger(0)
        return False
    return True


@BIGINT.static("bigint DivRem(bigint dividend, bigint divisor, [ref] bigint remainder)")
def div_rem(a: int, b: int, rest: Value) -> BigInteger:
    quotient = _divided(int(a), int(b))
    rest.value = BigInteger(int(a) - int(b) * quotient)
    return BigInteger(quotient)


@BIGINT.new("bigint new(int value)", "bigint new(uint value)", "bigint new(long value)", "bigint new(ulong value)", "bigint new(float value)",
            "bigint new(double value)", "bigint new(decimal value)", "bigint new(byte[] value)")
def new_big(value: Value) -> BigInteger:
    if isinstance(value, list):
        return BigInteger(int.from_bytes(bytes(value), "little", signed=True))
    return BigInteger(int(value))
