"""The integer types (Int32, Int64, Byte ...): limits, parsing, text, comparison."""
from __future__ import annotations

from typing import Any

from shell.clr.convertible import add_conversions
from shell.clr.exceptions import ArgumentException, ArgumentNullException, FormatException, OverflowException
from shell.clr.number_text import INTEGER, parse_integer
from shell.clr.numbers import RANGES, Byte, Int16, Int64, IntPtr, SByte, UInt16, UInt32, UInt64
from shell.clr.typeinfo import NetType, typeof
from shell.clr.valuetype import struct_type

Value = Any

_NAMES: dict[type, tuple[str, ...]] = {  # the first is how PowerShell prints the type
    int: ("int", "int32"), Int64: ("long", "int64"), UInt64: ("ulong", "uint64"), UInt32: ("uint", "uint32"), Int16: ("short", "int16"),
    UInt16: ("ushort", "uint16"), Byte: ("byte",), SByte: ("sbyte",),
}


def integer_text(value: int, spec: Any, info: Value = None) -> str:
    """ToString(format): None or '' is plain decimal."""
    if not spec and (info is None or value >= 0):
        return int.__repr__(value)
    from shell.clr.number_format import format_number
    return format_number(value, spec, info)


def _to_string(self: int, spec: Value = None, provider: Value = None) -> str:
    if spec is None and provider is None:
        return int.__repr__(self)
    from shell.clr.culture_info import number_info
    if spec is None or isinstance(spec, str):
        return integer_text(self, spec, number_info(provider))
    return integer_text(self, None, number_info(spec))


def _compare_to(self: int, other: Value) -> int:
    if other is None:
        return 1
    if other.__class__ is not self.__class__:
        raise ArgumentException(f"Object must be of type {typeof(self).name}.")
    return (self > other) - (self < other)


def _equals(self: int, other: Value) -> bool:
    return other.__class__ is self.__class__ and int.__eq__(self, other)


def _hash_code(self: int) -> int:
    return ((int(self) & 0xFFFFFFFF) ^ ((int(self) >> 32) & 0xFFFFFFFF if not -(1 << 31) <= self < 1 << 31 else 0)) - (
        (1 << 32) if (int(self) & 0x80000000) and -(1 << 31) <= self < 0 else 0)


def _declare(cls: type, name: str, low: int, high: int, words: tuple[str, ...]) -> NetType:
    t = struct_type(name, cls, *words)
    word = words[0] if words else name
    t.default_value = cls(0)
    t.const("MaxValue", word, cls(high))
    t.const("MinValue", word, cls(low))
    t.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider provider)",
             "string ToString(string format, System.IFormatProvider provider)")(_to_string)
    t.method("int CompareTo(System.Object value)", f"int CompareTo({word} value)")(_compare_to)
    t.method("bool Equals(System.Object obj)", f"bool Equals({word} obj)")(_equals)
    t.method("int GetHashCode()")(_hash_code)
    _declare_parsing(t, cls, word)
    _declare_tests(t, cls, word)
    return t


def _declare_parsing(t: NetType, cls: type, word: str) -> None:
    def parse(text: str, styles: Value = INTEGER, provider: Value = None) -> Value:
        if text is None:
            raise ArgumentNullException("Value cannot be null. (Parameter 's')")
        if not isinstance(styles, int):
            styles, provider = INTEGER, styles
        return parse_integer(text, cls, int(styles), _info(provider))

    def try_parse(text: Value, *rest: Value) -> bool:
        ref = rest[-1]
        styles = int(rest[0]) if len(rest) == 3 else INTEGER
        provider = rest[-2] if len(rest) > 1 else None
        try:
            ref.value = parse_integer("" if text is None else text, cls, styles, _info(provider))
        except (FormatException, OverflowException):
            ref.value = cls(0)
            return False
        return True
    styles_word = "System.Globalization.NumberStyles"
    t.static(f"{word} Parse(string s)", f"{word} Parse(string s, {styles_word} style)", f"{word} Parse(string s, System.IFormatProvider provider)",
             f"{word} Parse(string s, {styles_word} style, System.IFormatProvider provider)")(parse)
    t.static(f"bool TryParse(string s, [ref] {word} result)", f"bool TryParse(string s, System.IFormatProvider provider, [ref] {word} result)",
             f"bool TryParse(string s, {styles_word} style, System.IFormatProvider provider, [ref] {word} result)")(try_parse)


def _info(provider: Value) -> Value:
    if provider is None:
        return None
    from shell.clr.culture_info import number_info
    return number_info(provider)


def _declare_tests(t: NetType, cls: type, word: str) -> None:
    wrap: Any = (lambda v: v) if cls is int else cls
    t.static(f"{word} Max({word} x, {word} y)")(lambda a, b: wrap(max(int(a), int(b))))
    t.static(f"{word} Min({word} x, {word} y)")(lambda a, b: wrap(min(int(a), int(b))))
    t.static(f"{word} Clamp({word} value, {word} min, {word} max)")(lambda v, a, b: wrap(max(int(a), min(int(v), int(b)))))
    t.static(f"{word} Abs({word} value)")(lambda v: wrap(abs(int(v))))
    t.static(f"int Sign({word} value)")(lambda v: (v > 0) - (v < 0))
    t.static(f"bool IsEvenInteger({word} value)")(lambda v: v % 2 == 0)
    t.static(f"bool IsOddInteger({word} value)")(lambda v: v % 2 == 1)
    t.static(f"bool IsNegative({word} value)")(lambda v: v < 0)
    t.static(f"bool IsPositive({word} value)")(lambda v: v >= 0)
    t.static(f"bool IsPow2({word} value)")(lambda v: v > 0 and int(v) & (int(v) - 1) == 0)
    bits = (RANGES[cls][2] - RANGES[cls][1]).bit_length()
    t.static(f"{word} PopCount({word} value)")(lambda v: wrap(bin(int(v) & ((1 << bits) - 1)).count("1")))
    t.static(f"{word} LeadingZeroCount({word} value)")(lambda v: wrap(bits - (int(v) & ((1 << bits) - 1)).bit_length()))
    t.static(f"{word} Log2({word} value)")(lambda v: wrap(max(int(v).bit_length() - 1, 0)))


TYPES = {cls: _declare(cls, RANGES[cls][0], RANGES[cls][1], RANGES[cls][2], words) for cls, words in _NAMES.items()}
add_conversions(*TYPES.values())
INT32, INT64, BYTE = TYPES[int], TYPES[Int64], TYPES[Byte]
INT_PTR = struct_type("System.IntPtr", IntPtr)
INT_PTR.default_value = IntPtr(0)
INT_PTR.const("Zero", "System.IntPtr", IntPtr(0))
INT_PTR.const("Size", "int", 8)
INT_PTR.method("string ToString()", "string ToString(string format)")(_to_string)
INT_PTR.method("int ToInt32()")(lambda self: int(self))
INT_PTR.method("long ToInt64()")(lambda self: Int64(self))
