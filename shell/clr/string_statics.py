"""Statics and constructors of System.String: Join, Format, Concat, Compare, IsNullOrEmpty, new."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.collation import culture_compare, ordinal_compare
from shell.clr.exceptions import ArgumentNullException, ArgumentOutOfRangeException
from shell.clr.string_search import WHITE, no_negative
from shell.clr.strings import STRING

Value = Any

STRING.const("Empty", "string", "")


@STRING.static("bool IsNullOrEmpty(string value)")
def is_null_or_empty(value: Optional[str]) -> bool:
    return not value


@STRING.static("bool IsNullOrWhiteSpace(string value)")
def is_null_or_white_space(value: Optional[str]) -> bool:
    return not value or not value.strip(WHITE)


def _text(value: Value) -> str:
    return value if value.__class__ is str else upcalls.to_string(value)


@STRING.static("string Join(string separator, Params string[] value)", "string Join(char separator, Params string[] value)",
               "string Join(string separator, Params System.Object[] values)", "string Join(char separator, Params System.Object[] values)",
               "string Join(string separator, System.Collections.Generic.IEnumerable[string] values)")
def join(separator: str, values: Value) -> str:
    return (separator or "").join([_text(v) for v in values])


@STRING.static("string Join(string separator, string[] value, int startIndex, int count)",
               "string Join(char separator, string[] value, int startIndex, int count)")
def join_range(separator: str, values: list[str], start: int, count: int) -> str:
    if values is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'value')")
    no_negative("startIndex", start)
    no_negative("count", count)
    most = len(values) - count
    if start > most:
        raise ArgumentOutOfRangeException(
            f"startIndex ('{start}') must be less than or equal to '{most}'. (Parameter 'startIndex')\nActual value was {start}.")
    return (separator or "").join([_text(v) for v in values[start:start + count]])


@STRING.static("string Concat(System.Object arg0)", "string Concat(System.Object arg0, System.Object arg1)",
               "string Concat(System.Object arg0, System.Object arg1, System.Object arg2)", "string Concat(Params System.Object[] args)",
               "string Concat(string str0, string str1)", "string Concat(string str0, string str1, string str2)",
               "string Concat(string str0, string str1, string str2, string str3)", "string Concat(Params string[] values)")
def concat(*values: Value) -> str:
    if len(values) == 1 and isinstance(values[0], list):
        values = tuple(values[0])
    return "".join([_text(v) for v in values])


@STRING.static("string Format(string format, System.Object arg0)", "string Format(string format, System.Object arg0, System.Object arg1)",
               "string Format(string format, System.Object arg0, System.Object arg1, System.Object arg2)",
               "string Format(string format, Params System.Object[] args)",
               "string Format(System.IFormatProvider provider, string format, Params System.Object[] args)",
               "string Format(System.IFormatProvider provider, string format, System.Object arg0)")
def format_static(*values: Value) -> str:
    from shell.clr.composite import format_composite
    culture, rest = None, list(values)
    if not isinstance(rest[0], str):
        culture = rest.pop(0)
    template = rest.pop(0)
    if template is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'format')")
    arguments = rest[0] if len(rest) == 1 and isinstance(rest[0], list) else rest
    return format_composite(template, arguments, culture)


_COMPARISON = "System.StringComparison comparisonType"


@STRING.static("int Compare(string strA, string strB)", "int Compare(string strA, string strB, bool ignoreCase)",
               f"int Compare(string strA, string strB, {_COMPARISON})", "int Compare(string strA, string strB, bool ignoreCase, cultureinfo culture)")
def compare(a: Optional[str], b: Optional[str], mode: Value = False, culture: Value = None) -> int:
    if a is None or b is None:
        return (a is not None) - (b is not None)
    if mode.__class__ is bool:
        return culture_compare(a, b, mode)
    number = int(mode)
    if number >= 4:
        return ordinal_compare(a, b, number == 5)
    return culture_compare(a, b, bool(number & 1))


@STRING.static("int Compare(string strA, int indexA, string strB, int indexB, int length)",
               "int Compare(string strA, int indexA, string strB, int indexB, int length, bool ignoreCase)",
               f"int Compare(string strA, int indexA, string strB, int indexB, int length, {_COMPARISON})")
def compare_parts(a: str, at: int, b: str, bt: int, length: int, mode: Value = False) -> int:
    return int(compare(a[at:at + length], b[bt:bt + length], mode))


@STRING.static("int CompareOrdinal(string strA, string strB)")
def compare_ordinal(a: Optional[str], b: Optional[str]) -> int:
    if a is None or b is None:
        return (a is not None) - (b is not None)
    first = next((ord(x) - ord(y) for x, y in zip(a, b) if x != y), None)
    return len(a) - len(b) if first is None else int(first)


@STRING.static("bool Equals(string a, string b)", f"bool Equals(string a, string b, {_COMPARISON})")
def equals(a: Optional[str], b: Optional[str], comparison: Value = 4) -> bool:
    return a == b if a is None or b is None else compare(a, b, comparison) == 0 if int(comparison) & 1 else a == b


@STRING.static("string Copy(string str)", "string Intern(string str)")
def copy(text: str) -> str:
    return text


@STRING.new("string new(char c, int count)")
def new_repeated(ch: str, count: int) -> str:
    if count < 0:
        raise ArgumentOutOfRangeException(f"'count' must be non-negative. (Parameter 'count')\nActual value was {count}.")
    return "".join(ch) * count


@STRING.new("string new(char[] value)", "string new(char[] value, int startIndex, int length)")
def new_from_chars(value: list[str], start: int = 0, length: Optional[int] = None) -> str:
    text = "".join(value or ())
    return text[start:] if length is None else text[start:start + length]
