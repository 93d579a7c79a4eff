"""System.Double and System.Single: limits, parsing, text, tests for NaN and the infinities."""
from __future__ import annotations

from typing import Any

from shell.clr.convertible import add_conversions
from shell.clr.exceptions import ArgumentException, ArgumentNullException, FormatException
from shell.clr.number_text import FLOAT_THOUSANDS, double_text, parse_double
from shell.clr.numbers import Single
from shell.clr.typeinfo import NetType, typeof
from shell.clr.valuetype import hash_code, struct_type

Value = Any

_INFINITY = float("inf")


def _to_string(self: float, spec: Value = None, provider: Value = None) -> str:
    from shell.clr.culture_info import number_info
    if spec is not None and not isinstance(spec, str):
        spec, provider = None, spec
    info = number_info(provider)
    if not spec and info.is_plain:
        return double_text(self)
    from shell.clr.number_format import format_number
    return format_number(self, spec, info)


def _compare_to(self: float, other: Value) -> int:
    if other is None:
        return 1
    if other.__class__ is not self.__class__:
        raise ArgumentException(f"Object must be of type {typeof(self).name}.")
    if self == other:
        return 0
    if self != self:
        return 0 if other != other else -1
    return 1 if other != other or self > other else -1


def _equals(self: float, other: Value) -> bool:
    return other.__class__ is self.__class__ and (float.__eq__(self, other) is True or (self != self and other != other))


def _declare(t: NetType, cls: type, word: str, most: float, least: float) -> NetType:
    t.default_value = cls(0.0)
    for name, value in {"MaxValue": most, "MinValue": -most, "Epsilon": least, "NaN": float("nan"), "PositiveInfinity": _INFINITY,
                        "NegativeInfinity": -_INFINITY, "NegativeZero": -0.0, "Pi": 3.141592653589793, "E": 2.718281828459045,
                        "Tau": 6.283185307179586}.items():
        t.const(name, word, cls(value))
    t.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider provider)",
             "string ToString(string format, System.IFormatProvider provider)")(_to_string)
    t.method("int CompareTo(System.Object value)", f"int CompareTo({word} value)")(_compare_to)
    t.method("bool Equals(System.Object obj)", f"bool Equals({word} obj)")(_equals)
    t.method("int GetHashCode()")(hash_code)
    t.static(f"bool IsNaN({word} d)")(lambda v: v != v)
    t.static(f"bool IsInfinity({word} d)")(lambda v: abs(v) == _INFINITY)
    t.static(f"bool IsPositiveInfinity({word} d)")(lambda v: v == _INFINITY)
    t.static(f"bool IsNegativeInfinity({word} d)")(lambda v: v == -_INFINITY)
    t.static(f"bool IsFinite({word} d)")(lambda v: v == v and abs(v) != _INFINITY)
    t.static(f"bool IsNegative({word} d)")(lambda v: str(float(v)).startswith("-"))
    t.static(f"bool IsInteger({word} value)")(lambda v: v == v and abs(v) != _INFINITY and float(v).is_integer())
    _declare_parsing(t, cls, word)
    return t


def _finish(cls: type, number: float) -> Value:
    if cls is float:
        return number
    from shell.clr.numbers import to_single
    return to_single(number)


def _info(provider: Value) -> Value:
    from shell.clr.culture_info import number_info
    return number_info(provider)


def _declare_parsing(t: NetType, cls: type, word: str) -> None:
    def parse(text: str, styles: Value = FLOAT_THOUSANDS, provider: Value = None) -> Value:
        if text is None:
            raise ArgumentNullException("Value cannot be null. (Parameter 's')")
        if not isinstance(styles, int):
            styles, provider = FLOAT_THOUSANDS, styles
        return _finish(cls, parse_double(text, int(styles), _info(provider)))

    def try_parse(text: Value, *rest: Value) -> bool:
        ref = rest[-1]
        styles = int(rest[0]) if len(rest) == 3 else FLOAT_THOUSANDS
        provider = rest[-2] if len(rest) > 1 else None
        try:
            ref.value = _finish(cls, parse_double("" if text is None else text, styles, _info(provider)))
        except FormatException:
            ref.value = cls(0.0)
            return False
        return True
    styles_word = "System.Globalization.NumberStyles"
    t.static(f"{word} Parse(string s)", f"{word} Parse(string s, {styles_word} style)", f"{word} Parse(string s, System.IFormatProvider provider)",
             f"{word} Parse(string s, {styles_word} style, System.IFormatProvider provider)")(parse)
    t.static(f"bool TryParse(string s, [ref] {word} result)", f"bool TryParse(string s, System.IFormatProvider provider, [ref] {word} result)",
             f"bool TryParse(string s, {styles_word} style, System.IFormatProvider provider, [ref] {word} result)")(try_parse)


DOUBLE = _declare(struct_type("System.Double", float, "double"), float, "double", 1.7976931348623157e308, 5e-324)
SINGLE = _declare(struct_type("System.Single", Single, "float", "single"), Single, "float", 3.4028234663852886e38, 1.401298464324817e-45)
add_conversions(DOUBLE, SINGLE)
