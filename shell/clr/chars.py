"""System.Char: classification and case of one character."""
from __future__ import annotations

import unicodedata
from typing import Any, Callable

from shell.clr.convertible import add_conversions
from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException, FormatException
from shell.clr.numbers import Char
from shell.clr.valuetype import struct_type

Value = Any

CHAR = struct_type("System.Char", Char, "char")
add_conversions(CHAR)
CHAR.default_value = Char("\0")
CHAR.const("MaxValue", "char", Char("\uffff"))
CHAR.const("MinValue", "char", Char("\0"))

_CATEGORIES = ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe",
               "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn"]  # in the order of System.Globalization.UnicodeCategory


def category_number(ch: str) -> int:
    return _CATEGORIES.index(unicodedata.category(ch))


def _in(*categories: str) -> Callable[[str], bool]:
    return lambda ch: unicodedata.category(ch) in categories


def _is_white(ch: str) -> bool:
    return ch in "\t\n\v\f\r\x85\u2028\u2029" or unicodedata.category(ch) in ("Zs", "Zl", "Zp")


_TESTS: dict[str, Callable[[str], bool]] = {
    "IsDigit": _in("Nd"), "IsNumber": _in("Nd", "Nl", "No"), "IsLetter": _in("Lu", "Ll", "Lt", "Lm", "Lo"),
    "IsLetterOrDigit": _in("Lu", "Ll", "Lt", "Lm", "Lo", "Nd"), "IsUpper": _in("Lu"), "IsLower": _in("Ll"),
    "IsPunctuation": _in("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"), "IsSymbol": _in("Sm", "Sc", "Sk", "So"),
    "IsSeparator": _in("Zs", "Zl", "Zp"), "IsControl": _in("Cc"), "IsWhiteSpace": _is_white, "IsSurrogate": _in("Cs"),
    "IsHighSurrogate": lambda ch: "\ud800" <= ch <= "\udbff", "IsLowSurrogate": lambda ch: "\udc00" <= ch <= "\udfff",
}


def _declare_test(name: str, test: Callable[[str], bool]) -> None:
    @CHAR.static(f"bool {name}(char c)", f"bool {name}(string s, int index)")
    def run(text: str, index: int = 0) -> bool:
        if not 0 <= index < len(text):
            raise ArgumentOutOfRangeException("Specified argument was out of the range of valid values. (Parameter 'index')")
        return test(text[index])


for _name, _test in _TESTS.items():
    _declare_test(_name, _test)


def _declare_ascii(name: str, members: str) -> None:
    @CHAR.static(f"bool {name}(char c)")
    def run(ch: str) -> bool:
        return ch in members


_LOWER, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"
for _name, _members in {"IsAsciiDigit": _DIGITS, "IsAsciiLetterLower": _LOWER, "IsAsciiLetterUpper": _LOWER.upper(),
                        "IsAsciiLetter": _LOWER + _LOWER.upper(), "IsAsciiLetterOrDigit": _LOWER + _LOWER.upper() + _DIGITS,
                        "IsAsciiHexDigit": _DIGITS + "abcdefABCDEF"}.items():
    _declare_ascii(_name, _members)


@CHAR.static("bool IsAscii(char c)")
def is_ascii(ch: str) -> bool:
    return ch < "\x80"


def _one(ch: str, changed: str) -> Char:
    return Char(changed if len(changed) == 1 else ch)


@CHAR.static("char ToUpper(char c)", "char ToUpper(char c, cultureinfo culture)", "char ToUpperInvariant(char c)")
def to_upper(ch: str, culture: Value = None) -> Char:
    return _one(ch, ch.upper())


@CHAR.static("char ToLower(char c)", "char ToLower(char c, cultureinfo culture)", "char ToLowerInvariant(char c)")
def to_lower(ch: str, culture: Value = None) -> Char:
    return _one(ch, ch.lower())


@CHAR.static("string ToString(char c)")
def to_text(ch: str) -> str:
    return str.__str__(ch)


@CHAR.static("double GetNumericValue(char c)")
def get_numeric_value(ch: str) -> float:
    return float(unicodedata.numeric(ch, -1.0))


@CHAR.static("System.Globalization.UnicodeCategory GetUnicodeCategory(char c)")
def get_unicode_category(ch: str) -> Value:
    from shell.clr.enum_catalog import UnicodeCategory
    return UnicodeCategory(category_number(ch))


@CHAR.static("string ConvertFromUtf32(int utf32)")
def convert_from_utf32(code: int) -> str:
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ArgumentOutOfRangeException("A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate "
                                          "codepoint values (0x00d800 ~ 0x00dfff). (Parameter 'utf32')")
    return chr(code)


@CHAR.static("int ConvertToUtf32(string s, int index)", "int ConvertToUtf32(char highSurrogate, char lowSurrogate)")
def convert_to_utf32(text: str, index: Value) -> int:
    if isinstance(index, str):
        return ord((text + index).encode("utf-16-le", "surrogatepass").decode("utf-16-le"))
    return ord(text[index])


@CHAR.static("char Parse(string s)")
def parse(text: str) -> Char:
    if len(text) != 1:
        raise FormatException("String must be exactly one character long.")
    return Char(text)


@CHAR.static("bool TryParse(string s, [ref] char result)")
def try_parse(text: str, result: Value) -> bool:
    good = text is not None and len(text) == 1
    result.value = Char(text) if good else Char("\0")
    return good


@CHAR.method("string ToString()", "string ToString(System.IFormatProvider provider)")
def to_string(self: Char, provider: Value = None) -> str:
    return "".join(self)


@CHAR.method("int CompareTo(System.Object value)", "int CompareTo(char value)")
def compare_to(self: Char, other: Value) -> int:
    if other is None:
        return 1
    if other.__class__ is not Char:
        raise ArgumentException("Object must be of type Char.")
    return ord(self) - ord(other)


@CHAR.method("bool Equals(System.Object obj)", "bool Equals(char obj)")
def equals(self: Char, other: Value) -> bool:
    return other.__class__ is Char and str.__eq__(self, other)


@CHAR.method("int GetHashCode()")
def get_hash_code(self: Char) -> int:
    return ord(self) | (ord(self) << 16)
