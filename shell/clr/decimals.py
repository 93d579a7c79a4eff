"""System.Decimal: limits, parsing, text, its own rounding and arithmetic statics."""
from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Any

from shell.clr.convertible import add_conversions
from shell.clr.exceptions import (
    ArgumentException,
    ArgumentNullException,
    ArgumentOutOfRangeException,
    DivideByZeroException,
    FormatException,
    OverflowException,
)
from shell.clr.number_text import NUMBER, decimal_text, fit_decimal, parse_decimal
from shell.clr.valuetype import struct_type

Value = Any

WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN, Emax=9999, Emin=-9999)  # exact intermediate results, fitted afterwards
ROUNDINGS = [ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_DOWN, ROUND_FLOOR, ROUND_CEILING]  # by MidpointRounding

DECIMAL = struct_type("System.Decimal", Decimal, "decimal")
add_conversions(DECIMAL)
DECIMAL.default_value = Decimal(0)
for _name, _value in {"MaxValue": "79228162514264337593543950335", "MinValue": "-79228162514264337593543950335", "Zero": "0", "One": "1",
                      "MinusOne": "-1"}.items():
    DECIMAL.const(_name, "decimal", Decimal(_value))


def round_decimal(value: Decimal, digits: int = 0, mode: int = 0) -> Decimal:
    """Decimal.Round: to so many places, fewer stay as they are."""
    if not 0 <= digits <= 28:
        raise ArgumentOutOfRangeException("Decimal can only round to between 0 and 28 digits of precision. (Parameter 'decimals')")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return value
    return value.quantize(Decimal((0, (1,), -digits)), rounding=ROUNDINGS[mode], context=WIDE)


@DECIMAL.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider provider)",
                "string ToString(string format, System.IFormatProvider provider)")
def to_string(self: Decimal, spec: Value = None, provider: Value = None) -> str:
    if spec is None and provider is None:
        from shell.clr.culture_info import number_info
        if number_info().is_plain:
            return decimal_text(self)
    from shell.clr.culture_info import number_info
    from shell.clr.number_format import format_number
    if spec is not None and not isinstance(spec, str):
        spec, provider = None, spec
    return format_number(self, spec, number_info(provider))


@DECIMAL.method("int CompareTo(System.Object value)", "int CompareTo(decimal value)")
def compare_to(self: Decimal, other: Value) -> int:
    if other is None:
        return 1
    if not isinstance(other, Decimal):
        raise ArgumentException("Object must be of type Decimal.")
    return (self > other) - (self < other)


@DECIMAL.method("bool Equals(System.Object value)", "bool Equals(decimal value)")
def equals(self: Decimal, other: Value) -> bool:
    return isinstance(other, Decimal) and self == other


@DECIMAL.method("int GetHashCode()")
def get_hash_code(self: Decimal) -> int:
    from shell.clr.valuetype import hash_code
    return hash_code(self)


def _info(provider: Value) -> Value:
    from shell.clr.culture_info import number_info
    return number_info(provider)


@DECIMAL.static("decimal Parse(string s)", "decimal Parse(string s, System.Globalization.NumberStyles style)",
                "decimal Parse(string s, System.IFormatProvider provider)",
                "decimal Parse(string s, System.Globalization.NumberStyles style, System.IFormatProvider provider)")
def parse(text: str, styles: Value = NUMBER, provider: Value = None) -> Decimal:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 's')")
    if not isinstance(styles, int):
        styles, provider = NUMBER, styles
    number: Decimal = parse_decimal(text, int(styles), _info(provider))
    return number


@DECIMAL.static("bool TryParse(string s, [ref] decimal result)", "bool TryParse(string s, System.IFormatProvider provider, [ref] decimal result)",
                "bool TryParse(string s, System.Globalization.NumberStyles style, System.IFormatProvider provider, [ref] decimal result)")
def try_parse(text: Value, *rest: Value) -> bool:
    ref = rest[-1]
    styles = int(rest[0]) if len(rest) == 3 else NUMBER
    try:
        ref.value = parse_decimal("" if text is None else text, styles, _info(rest[-2] if len(rest) > 1 else None))
    except (FormatException, OverflowException):
        ref.value = Decimal(0)
        return False
    return True


@DECIMAL.static("decimal Round(decimal d)", "decimal Round(decimal d, int decimals)", "decimal Round(decimal d, System.MidpointRounding mode)",
                "decimal Round(decimal d, int decimals, System.MidpointRounding mode)")
def round_static(value: Decimal, digits: Value = 0, mode: Value = None) -> Decimal:
    from shell.clr.enums import EnumValue
    if isinstance(digits, EnumValue):
        digits, mode = 0, digits
    return round_decimal(value, int(digits), int(mode or 0))


DECIMAL.static("decimal Floor(decimal d)")(lambda d: round_decimal(d, 0, 3))
DECIMAL.static("decimal Ceiling(decimal d)")(lambda d: round_decimal(d, 0, 4))
DECIMAL.static("decimal Truncate(decimal d)")(lambda d: round_decimal(d, 0, 2))
DECIMAL.static("decimal Negate(decimal d)")(lambda d: d.copy_negate() if d else d)
DECIMAL.static("decimal Abs(decimal value)")(lambda d: d.copy_abs())
DECIMAL.static("decimal Add(decimal d1, decimal d2)")(lambda a, b: fit_decimal(WIDE.add(a, b)))
DECIMAL.static("decimal Subtract(decimal d1, decimal d2)")(lambda a, b: fit_decimal(WIDE.subtract(a, b)))
DECIMAL.static("decimal Multiply(decimal d1, decimal d2)")(lambda a, b: fit_decimal(WIDE.multiply(a, b)))
DECIMAL.static("int Compare(decimal d1, decimal d2)")(lambda a, b: (a > b) - (a < b))
DECIMAL.static("bool Equals(decimal d1, decimal d2)")(lambda a, b: a == b)
DECIMAL.static("int ToInt32(decimal d)")(lambda d: int(d))
DECIMAL.static("double ToDouble(decimal d)")(lambda d: float(d))


@DECIMAL.static("decimal Divide(decimal d1, decimal d2)")
def divide(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise DivideByZeroException()
    quotient: Decimal = fit_decimal(WIDE.divide(a, b))
    return quotient


@DECIMAL.static("decimal Remainder(decimal d1, decimal d2)")
def remainder(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise DivideByZeroException()
    return WIDE.remainder(a, b)


@DECIMAL.static("int[] GetBits(decimal d)")
def get_bits(d: Decimal) -> Value:
    from shell.clr.arrays import typed_array
    sign, digits, exponent = d.as_tuple()
    whole = int("".join(map(str, digits)) or "0")
    signed = [(v ^ 0x80000000) - 0x80000000 for v in (whole & 0xFFFFFFFF, whole >> 32 & 0xFFFFFFFF, whole >> 64 & 0xFFFFFFFF,
                                                      (-int(exponent) << 16) | (sign << 31))]
    return typed_array("System.Int32", signed)


@DECIMAL.new("decimal new(double value)", "decimal new(int value)", "decimal new(long value)")
def new_decimal(value: Value) -> Decimal:
    return Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(int(value))
