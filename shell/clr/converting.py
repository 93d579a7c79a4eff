"""System.Convert: strict conversions (half-even rounding, range checks), number bases, Base64 and hexadecimal."""
from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Callable, Optional

from shell.clr import upcalls
from shell.clr.booleans import parse as parse_boolean
from shell.clr.exceptions import (
    ArgumentException,
    ArgumentNullException,
    ArgumentOutOfRangeException,
    FormatException,
    InvalidCastException,
    NetException,
    OverflowException,
)
from shell.clr.number_text import overflow, parse_decimal, parse_double, parse_integer
from shell.clr.numbers import RANGES, Byte, Char, Int16, Int64, SByte, UInt16, UInt32, UInt64, to_single
from shell.clr.typeinfo import NetType, typeof

Value = Any

CONVERT = NetType("System.Convert")


def _bad_cast(value: Value, target: str) -> NetException:
    name = typeof(value).full_name
    if name in ("System.Char", "System.DateTime", "System.Double", "System.Single", "System.Decimal", "System.Boolean"):
        return InvalidCastException(f"Invalid cast from '{name.rpartition('.')[2]}' to '{target}'.")
    return InvalidCastException(f"Unable to cast object of type '{name}' to type 'System.IConvertible'.")


def _info(provider: Value) -> Value:
    from shell.clr.culture_info import number_info
    return number_info(provider)


def to_integer(value: Value, cls: type, provider: Value = None) -> Value:
    """Any convertible value to an integer class."""
    name, low, high = RANGES[cls]
    value = upcalls.base_of(value)
    if value is None:
        number = 0
    elif value.__class__ is Char:
        number = ord(value)
    elif isinstance(value, str):
        return parse_integer(value, cls, info=_info(provider))
    elif isinstance(value, (int, float)) or value.__class__.__name__ == "Decimal":
        if value != value or abs(value) == float("inf"):
            raise overflow(name)
        number = int(value) if isinstance(value, int) else int(round(value))
    else:
        raise _bad_cast(value, name.rpartition(".")[2])
    if not low <= number <= high:
        raise overflow(name)
    return number if cls is int else cls(number)


def _radix_integer(text: Optional[str], base: int, cls: type) -> Value:
    """Text in base 2, 8, 10 or 16; other than decimal is two's complement by width."""
    name, low, high = RANGES[cls]
    if base not in (2, 8, 10, 16):
        raise ArgumentException("Invalid Base.")
    if text is None:
        return cls(0)
    if not text:
        raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'startIndex')")
    body = text
    negative = body[0] == "-"
    if negative and base != 10:
        raise ArgumentException("String cannot contain a minus sign if the base is not 10.")
    if negative or body[0] == "+":
        body = body[1:]
    if base == 16 and body[:2].lower() == "0x":
        body = body[2:]
    digits = "0123456789abcdef"[:base]
    m = re.match(f"[{digits}]*", body.lower())
    good = m.group() if m else ""
    if not good:
        raise FormatException("Could not find any recognizable digits.")
    if len(good) < len(body):
        raise FormatException("Additional non-parsable characters are at the end of the string.")
    number = int(good, base)
    if base != 10:
        if number > high - low:
            raise overflow({"System.Int32": "System.UInt32", "System.Int64": "System.UInt64"}.get(name, name))
        number -= high - low + 1 if number > high else 0
    number = -number if negative else number
    if not low <= number <= high:
        raise overflow(name)
    return number if cls is int else cls(number)


def _declare_integer(method: str, word: str, cls: type) -> None:
    def convert(value: Value, second: Value = None) -> Value:
        if second.__class__ is int and (value is None or isinstance(value, str)):
            return _radix_integer(value, second, cls)
        return to_integer(value, cls, second)
    CONVERT.static(f"{word} {method}(System.Object value)", f"{word} {method}(string value, int fromBase)",
                   f"{word} {method}(System.Object value, System.IFormatProvider provider)")(convert)


_INTEGERS: dict[str, tuple[str, type]] = {"ToInt32": ("int", int), "ToInt64": ("long", Int64), "ToInt16": ("short", Int16), "ToByte": ("byte", Byte), "ToSByte": ("sbyte", SByte),
             "ToUInt16": ("ushort", UInt16), "ToUInt32": ("uint", UInt32), "ToUInt64": ("ulong", UInt64)}
for _method, (_word, _cls) in _INTEGERS.items():
    _declare_integer(_method, _word, _cls)


@CONVERT.static("bool ToBoolean(System.Object value)", "bool ToBoolean(System.Object value, System.IFormatProvider provider)")
def to_boolean(value: Value, provider: Value = None) -> bool:
    value = upcalls.base_of(value)
    if value is None:
        return False
    if value.__class__ is Char:
        raise _bad_cast(value, "Boolean")
    if isinstance(value, str):
        return bool(parse_boolean(value))
    if isinstance(value, (int, float)) or value.__class__.__name__ == "Decimal":
        return bool(value != 0)
    raise _bad_cast(value, "Boolean")


def _real(value: Value, target: str, parse: Callable[[str], Value], wrap: Callable[[Value], Value]) -> Value:
    value = upcalls.base_of(value)
    if value is None:
        return wrap(0)
    if isinstance(value, str) and value.__class__ is not Char:
        return parse(value)
    if isinstance(value, (int, float)) or value.__class__.__name__ == "Decimal":
        return wrap(value)
    raise _bad_cast(value, target)


@CONVERT.static("double ToDouble(System.Object value)", "double ToDouble(System.Object value, System.IFormatProvider provider)")
def to_double(value: Value, provider: Value = None) -> Value:
    return _real(value, "Double", lambda text: parse_double(text, info=_info(provider)), float)


@CONVERT.static("float ToSingle(System.Object value)", "float ToSingle(System.Object value, System.IFormatProvider provider)")
def to_single_(value: Value, provider: Value = None) -> Value:
    return _real(value, "Single", lambda text: to_single(parse_double(text, info=_info(provider))), lambda v: to_single(float(v)))


@CONVERT.static("decimal ToDecimal(System.Object value)", "decimal ToDecimal(System.Object value, System.IFormatProvider provider)")
def to_decimal(value: Value, provider: Value = None) -> Value:
    from decimal import Decimal

    def wrap(number: Value) -> Value:
        if isinstance(number, float):
            if number != number or abs(number) >= 7.922816251426434e28:
                raise overflow("System.Decimal")
            return Decimal(f"{number:.15g}")
        return Decimal(number)
    return _real(value, "Decimal", lambda text: parse_decimal(text, info=_info(provider)), wrap)


@CONVERT.static("char ToChar(System.Object value)", "char ToChar(System.Object value, System.IFormatProvider provider)")
def to_char(value: Value, provider: Value = None) -> Char:
    if isinstance(value, str):
        if len(value) != 1:
            raise FormatException("String must be exactly one character long.")
        return Char(value)
    if isinstance(value, int) and value.__class__ is not bool:
        if not 0 <= value <= 0xFFFF:
            raise OverflowException("Value was either too large or too small for a character.")
        return Char(chr(value))
    if value is None:
        return Char("\0")
    raise _bad_cast(value, "Char")


@CONVERT.static("datetime ToDateTime(System.Object value)", "datetime ToDateTime(System.Object value, System.IFormatProvider provider)")
def to_date_time(value: Value, provider: Value = None) -> Value:
    from shell.clr.time_parse import parse_date_time
    from shell.clr.times import DateTime
    value = upcalls.base_of(value)
    if value is None:
        return DateTime(0)
    if isinstance(value, DateTime):
        return value
    if isinstance(value, str):
        return parse_date_time(value, provider)
    raise _bad_cast(value, "DateTime")


@CONVERT.static("string ToString(System.Object value)", "string ToString(System.Object value, System.IFormatProvider provider)",
                "string ToString(int value, int toBase)", "string ToString(long value, int toBase)", "string ToString(short value, int toBase)",
                "string ToString(byte value, int toBase)")
def to_text(value: Value, second: Value = None) -> str:
    if second.__class__ is int and isinstance(value, int):
        if second not in (2, 8, 10, 16):
            raise ArgumentException("Invalid Base.")
        if second == 10:
            return str(int(value))
        _, low, high = RANGES[value.__class__ if value.__class__ in RANGES else int]
        number = int(value) if value >= 0 else int(value) + high - low + 1
        return format(number, {2: "b", 8: "o", 16: "x"}[second])
    if value is None:
        return ""
    if second is not None:
        from shell.clr.composite import format_value
        return format_value(value, None, second)
    return upcalls.to_string(value)


def _byte_array(data: bytes) -> Value:
    from shell.clr.arrays import typed_array
    return typed_array("System.Byte", map(Byte, data))


@CONVERT.static("string ToBase64String(byte[] inArray)", "string ToBase64String(byte[] inArray, System.Base64FormattingOptions options)",
                "string ToBase64String(byte[] inArray, int offset, int length)",
                "string ToBase64String(byte[] inArray, int offset, int length, System.Base64FormattingOptions options)")
def to_base64_string(data: Value, *rest: int) -> str:
    if data is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'inArray')")
    options = int(rest[-1]) if len(rest) in (1, 3) else 0
    raw = bytes(data)
    if len(rest) >= 2:
        raw = raw[rest[0]:rest[0] + rest[1]]
    text = base64.b64encode(raw).decode("ascii")
    return "\r\n".join(text[i:i + 76] for i in range(0, len(text), 76)) if options else text


@CONVERT.static("byte[] FromBase64String(string s)")
def from_base64_string(text: str) -> Value:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 's')")
    body = re.sub(r"[ \t\r\n]", "", text)
    try:
        return _byte_array(base64.b64decode(body.encode("ascii"), validate=True))
    except (binascii.Error, UnicodeEncodeError):
        raise FormatException("The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, "
                              "or an illegal character among the padding characters.") from None


@CONVERT.static("string ToHexString(byte[] inArray)", "string ToHexString(byte[] inArray, int offset, int length)")
def to_hex_string(data: Value, offset: int = 0, length: Optional[int] = None) -> str:
    raw = bytes(data)
    return (raw if length is None else raw[offset:offset + length]).hex().upper()


@CONVERT.static("string ToHexStringLower(byte[] inArray)")
def to_hex_string_lower(data: Value) -> str:
    return bytes(data).hex()


@CONVERT.static("byte[] FromHexString(string s)")
def from_hex_string(text: str) -> Value:
    if len(text) % 2 or not re.fullmatch(r"[0-9A-Fa-f]*", text):
        raise FormatException("The input is not a valid hex string as its length is not a multiple of 2." if len(text) % 2 else
                              "The input is not a valid hex string as it contains a non-hex character.")
    return _byte_array(bytes.fromhex(text))


@CONVERT.static("System.Object ChangeType(System.Object value, type conversionType)",
                "System.Object ChangeType(System.Object value, type conversionType, System.IFormatProvider provider)",
                "System.Object ChangeType(System.Object value, System.TypeCode typeCode)")
def change_type(value: Value, target: Value, provider: Value = None) -> Value:
    from shell.clr.typeinfo import lookup
    t = target if isinstance(target, NetType) else lookup("System." + target.name_text)
    if t is None:
        raise ArgumentException("Unknown TypeCode value.")
    if value is None and t.default_value is not None:
        raise InvalidCastException("Null object cannot be converted to a value type.")
    if value is not None and typeof(value) is t:
        return value
    method = CONVERT.static_methods.get("to" + t.name.lower())
    if method is None:
        raise _bad_cast(value, t.name)
    return method.overloads[0].function(value)


@CONVERT.static("bool IsDBNull(System.Object value)")
def is_db_null(value: Value) -> bool:
    return value is not None and typeof(value).full_name == "System.DBNull"


@CONVERT.static("System.TypeCode GetTypeCode(System.Object value)")
def get_type_code(value: Value) -> Value:
    from shell.clr.enum_catalog import TypeCode
    if value is None:
        return TypeCode(0)
    name = typeof(value).name
    found = TypeCode.net_type.enum_values.get(name)
    return found if found is not None else TypeCode(1)
