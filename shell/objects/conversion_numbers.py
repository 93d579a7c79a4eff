"""Numbers out of anything: the literal scanner strings go through, and the casts to each numeric type (half-even rounding, range checks)."""
from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.numbers import (
    INT32_MAX,
    INT32_MIN,
    INT64_MAX,
    INT64_MIN,
    RANGES,
    BigInteger,
    Byte,
    Char,
    Int16,
    Int64,
    SByte,
    UInt16,
    UInt32,
    UInt64,
    to_single,
)
from shell.clr.typeinfo import NetType
from shell.objects.conversion_errors import bad_format, convert_failed, overflow, string_failed
from shell.objects.psobject import MISSING

Value = Any
DECIMAL_MAX = 79228162514264337593543950335
_UNITS = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}
_SUFFIX: dict[str, type] = {"y": SByte, "uy": Byte, "s": Int16, "us": UInt16, "u": UInt32, "l": Int64, "ul": UInt64, "n": BigInteger, "d": Decimal}
_NUMBER = re.compile(r"([+-]?)(?:0x([0-9a-f]+)|0b([01]+)|(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?)(uy|us|ul|y|s|u|l|n|d)?(kb|mb|gb|tb|pb)?", re.I | re.A)
_HEX_SUFFIX = re.compile(r"([+-]?)0x([0-9a-f]+?)(uy|us|ul|y|s|u|l|n)?(kb|mb|gb|tb|pb)?", re.I | re.A)
_PLAIN_INT = re.compile(r"[+-]?\d+", re.A)
_COMMAS = re.compile(r"[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.I | re.A)


def natural_int(value: int) -> Value:
    """An unsuffixed integer: Int32, Int64, Decimal, then Double."""
    if INT32_MIN <= value <= INT32_MAX:
        return value
    if INT64_MIN <= value <= INT64_MAX:
        return Int64(value)
    return Decimal(value) if abs(value) <= DECIMAL_MAX else float(value)


def parse_number(text: str) -> Value:
    """A numeric literal of the language (suffixes, 0x, 0b, kb...) as its value; None when the text is none.  '' is 0."""
    text = text.strip()
    if not text:
        return 0
    if _PLAIN_INT.fullmatch(text):
        return natural_int(int(text))
    low = text.lower()
    if "0x" in low[:3]:
        m = _HEX_SUFFIX.fullmatch(low)
        return None if m is None else _radix_number(m.group(1), m.group(2), 16, m.group(3), m.group(4))
    m = _NUMBER.fullmatch(low)
    if m is None:
        return None
    sign, _, binary, real, exponent, suffix, unit = m.groups()
    if binary is not None:
        return _radix_number(sign, binary, 2, suffix, unit)
    return _real_number(sign, real, exponent, suffix, unit)


def _radix_number(sign: str, digits: str, base: int, suffix: Optional[str], unit: Optional[str]) -> Value:
    """Hex and binary are two's complement by the width their digits fill, unless a `u` or `n` suffix says otherwise."""
    value = int(digits, base)
    bits = len(digits) * 4 if base == 16 else len(digits)
    target = _SUFFIX.get(suffix or "")
    if suffix in ("uy", "us", "u", "ul"):
        width = 0
    elif target is not None and target is not BigInteger:
        width = {SByte: 8, Int16: 16, Int64: 64}.get(target, 0)
    else:
        widths = (8, 32, 64) if base == 2 else (32, 64)
        width = next((w for w in widths if bits <= w), 0)
        if width != 0 and base == 2 and bits < 8:
            width = 0
    if width and bits == width and value >> (width - 1):
        value -= 1 << width
        if width == 64 and suffix is None and unit is None:
            return Int64(-value if sign == "-" else value)
    return _finish(-value if sign == "-" else value, suffix, unit)


def _real_number(sign: str, real: str, exponent: Optional[str], suffix: Optional[str], unit: Optional[str]) -> Value:
    if "." not in real and exponent is None:
        return _finish(int(sign + real), suffix, unit)
    if exponent and len(exponent) > 4:
        exponent = str(max(-5000, min(5000, int(exponent))))  # past every range anyway
    if suffix == "d":
        return _finish(Decimal(f"{sign}{real}e{exponent or 0}"), suffix, unit)
    if suffix is not None:
        exact = Decimal(f"{sign}{real}e{exponent or 0}")
        return _finish(int(exact.to_integral_value()), suffix, unit)
    value = float(f"{sign}{real}e{exponent or 0}")
    return value * _UNITS[unit] if unit else value


def _finish(value: Value, suffix: Optional[str], unit: Optional[str]) -> Value:
    if unit:
        value = value * _UNITS[unit]
    if suffix is None:
        if unit and not INT64_MIN <= value <= INT64_MAX:
            return float(value)
        return natural_int(value)
    target = _SUFFIX[suffix]
    if target is Decimal:
        return Decimal(value)
    if target is BigInteger:
        return BigInteger(value)
    if suffix == "u" and value > RANGES[UInt32][2]:
        target = UInt64
    _, low, high = RANGES[target]
    return target(value) if low <= value <= high else None


def scan_number(text: str, target: Callable[[Value], Value]) -> Value:
    """A string operand as a number of its own type; what is no literal goes through the cast `target` (which raises)."""
    found = parse_number(text)
    return target(text) if found is None else found


def _string_to_integer(text: str, cls: type, t: NetType) -> Value:
    name, low, high = RANGES[cls]
    stripped = text.strip()
    try:
        value = parse_number(stripped)
        if value is None:
            if not _COMMAS.fullmatch(stripped):
                raise bad_format(stripped)
            value = float(stripped.replace(",", ""))
        return _ranged(value, cls, name, low, high)
    except NetException as error:
        raise string_failed(text, t, error) from None


def _ranged(value: Value, cls: type, name: str, low: int, high: int) -> Value:
    if not isinstance(value, int):
        if value != value or abs(value) == float("inf"):
            raise overflow(name)
        value = round(value)
    if not low <= value <= high:
        raise overflow(name)
    return int(value) if cls is int else cls(value)


def number_of(value: Value) -> Value:
    """The plain number of a bool, char, enum or number; MISSING for other values."""
    if isinstance(value, (bool, int, float)):
        return int(value) if isinstance(value, int) else value
    if value.__class__ is Char:
        return ord(value[0])
    if isinstance(value, Decimal):
        return value
    return MISSING


def integer_cast(value: Value, cls: type, t: NetType) -> Value:
    """[byte] ... [long] of a scalar; MISSING when the value is no number and no string."""
    if value.__class__ is str:
        return _string_to_integer(value, cls, t)
    number = number_of(value)
    if number is MISSING:
        return MISSING
    name, low, high = RANGES[cls]
    try:
        return _ranged(number, cls, name, low, high)
    except NetException as error:
        raise convert_failed(value, t, error, "InvalidCastIConvertible") from None


_SPECIAL = {"infinity": float("inf"), "+infinity": float("inf"), "-infinity": float("-inf"), "∞": float("inf"), "-∞": float("-inf"), "nan": float("nan")}


def _string_to_real(text: str, t: NetType) -> float:
    stripped = text.strip()
    special = _SPECIAL.get(stripped.lower())
    if special is not None:
        return special
    value = parse_number(stripped)
    if value is not None:
        return float(value)
    if _COMMAS.fullmatch(stripped):
        return float(stripped.replace(",", ""))
    raise string_failed(text, t, bad_format(stripped))


def double_cast(value: Value, t: NetType) -> Value:
    if value.__class__ is str:
        return _string_to_real(value, t)
    number = number_of(value)
    if number is MISSING:
        return MISSING
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def single_cast(value: Value, t: NetType) -> Value:
    number = double_cast(value, t)
    return MISSING if number is MISSING else to_single(number)


def decimal_of_double(value: float) -> Decimal:
    """(decimal)double: 15 significant digits, no trailing zeros."""
    if value != value or abs(value) > DECIMAL_MAX:
        raise overflow("System.Decimal")
    number = Decimal(f"{value:.15g}")
    return number if number else Decimal(0)


def decimal_cast(value: Value, t: NetType) -> Value:
    try:
        if value.__class__ is str:
            return _string_to_decimal(value, t)
        number = number_of(value)
        if number is MISSING:
            return MISSING
        if isinstance(number, float):
            return decimal_of_double(number)
        if abs(number) > DECIMAL_MAX:
            raise overflow("System.Decimal")
        return number if isinstance(number, Decimal) else Decimal(number)
    except NetException as error:
        if error.error_id is not None:
            raise
        raise convert_failed(value, t, error, "InvalidCastIConvertible") from None


def _string_to_decimal(text: str, t: NetType) -> Decimal:
    """Strings lose trailing zeros ('1.10' is 1.1): they are read as literals first."""
    stripped = text.strip()
    try:
        found = parse_number(stripped)
        if isinstance(found, float):
            body = Decimal(stripped.lower()) if _COMMAS.fullmatch(stripped) else Decimal(repr(found))
            found = trim_decimal(body)
        if found is None:
            if not _COMMAS.fullmatch(stripped):
                raise bad_format(stripped)
            found = Decimal(stripped.replace(",", ""))
        found = Decimal(found)
        if abs(found) > DECIMAL_MAX:
            raise overflow("System.Decimal")
        return found
    except InvalidOperation:
        raise string_failed(text, t, bad_format(stripped)) from None
    except NetException as error:
        raise string_failed(text, t, error) from None


def trim_decimal(value: Decimal) -> Decimal:
    """Without trailing zeros after the point, never in exponent form."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()


def bigint_cast(value: Value, t: NetType) -> Value:
    if value.__class__ is str:
        stripped = value.strip()
        found = parse_number(stripped)
        if found is None:
            if not _COMMAS.fullmatch(stripped):
                raise string_failed(value, t, bad_format(stripped))
            found = float(stripped.replace(",", ""))
        if found in (float("inf"), float("-inf")):
            raise string_failed(value, t, overflow("System.Int64"))
        return BigInteger(int(found))
    number = number_of(value)
    if number is MISSING:
        return MISSING
    if number != number or abs(number) == float("inf"):
        raise convert_failed(value, t, overflow("System.Int64"), "InvalidCastConstructorException")
    return BigInteger(int(number))


def round_decimal(value: Decimal) -> Decimal:
    """Keep to .NET's 28-29 significant digits and range."""
    if abs(value) > DECIMAL_MAX:
        raise overflow("System.Decimal")
    with localcontext() as ctx:
        ctx.prec = 29
        rounded = +value
        if abs(rounded) > DECIMAL_MAX or len(rounded.as_tuple().digits) > 28 and int("".join(map(str, rounded.as_tuple().digits))) > DECIMAL_MAX:
            ctx.prec = 28
            rounded = +value
    exponent = rounded.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -28:
        rounded = rounded.quantize(Decimal(1).scaleb(-28))
    return rounded


