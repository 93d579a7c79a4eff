"""System.String: the instance methods scripts call, kept thin because they run in loops (statics and constructors: string_statics)."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.arrays import TypedArray, array_type
from shell.clr.chars import CHAR
from shell.clr.collation import culture_compare
from shell.clr.convertible import add_conversions
from shell.clr.enumerators import NetEnumerator
from shell.clr.exceptions import ArgumentException, ArgumentNullException, ArgumentOutOfRangeException, IndexOutOfRangeException
from shell.clr.numbers import Char
from shell.clr.string_search import WHITE, changed_case, find, find_last, folded, is_ignoring_case, no_negative, split_text, within
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import hash_code

Value = Any

STRING = NetType("System.String", str, accelerators=("string",), interfaces=(
    "System.IComparable", "System.ICloneable", "System.IConvertible", "System.IComparable`1", "System.IEquatable`1",
    "System.Collections.IEnumerable", "System.Collections.Generic.IEnumerable`1"))
add_conversions(STRING)
STRINGS, CHARS = array_type(STRING), array_type(CHAR)
_OPTIONS = "System.StringSplitOptions options"
_NONE = "System.StringSplitOptions options = System.StringSplitOptions.None"
_COMPARISON = "System.StringComparison comparisonType"


@STRING.prop("Length", "int")
def length(self: str) -> int:
    return len(self)


@STRING.indexed("char Chars(int index)")
@STRING.method("char get_Chars(int index)")
def chars(self: str, index: int) -> Char:
    if not 0 <= index < len(self):
        raise IndexOutOfRangeException()
    return Char(self[index])


@STRING.method("string ToString()", "string ToString(System.IFormatProvider provider)")
def to_string(self: str, provider: Value = None) -> str:
    return self


@STRING.method("System.Object Clone()")
def clone(self: str) -> str:
    return self


@STRING.method("string Substring(int startIndex)", "string Substring(int startIndex, int length)")
def substring(self: str, start: int, length: Optional[int] = None) -> str:
    size = len(self)
    if start < 0:
        raise ArgumentOutOfRangeException("StartIndex cannot be less than zero. (Parameter 'startIndex')")
    if start > size:
        raise ArgumentOutOfRangeException("startIndex cannot be larger than length of string. (Parameter 'startIndex')")
    if length is None:
        return self[start:]
    if length < 0:
        raise ArgumentOutOfRangeException("Length cannot be less than zero. (Parameter 'length')")
    if start + length > size:
        raise ArgumentOutOfRangeException("Index and length must refer to a location within the string. (Parameter 'length')")
    return self[start:start + length]


@STRING.method("string ToUpper()", "string ToUpper(cultureinfo culture)", "string ToUpperInvariant()")
def to_upper(self: str, culture: Value = None) -> str:
    return self.upper() if self.isascii() else changed_case(self, str.upper)


@STRING.method("string ToLower()", "string ToLower(cultureinfo culture)", "string ToLowerInvariant()")
def to_lower(self: str, culture: Value = None) -> str:
    return self.lower() if self.isascii() else changed_case(self, str.lower)


@STRING.method("string Trim()", "string Trim(Params char[] trimChars)", "string Trim(char trimChar)")
def trim(self: str, what: Value = None) -> str:
    return self.strip("".join(what) if what else WHITE)


@STRING.method("string TrimStart()", "string TrimStart(Params char[] trimChars)", "string TrimStart(char trimChar)")
def trim_start(self: str, what: Value = None) -> str:
    return self.lstrip("".join(what) if what else WHITE)


@STRING.method("string TrimEnd()", "string TrimEnd(Params char[] trimChars)", "string TrimEnd(char trimChar)")
def trim_end(self: str, what: Value = None) -> str:
    return self.rstrip("".join(what) if what else WHITE)


@STRING.method("string PadLeft(int totalWidth)", "string PadLeft(int totalWidth, char paddingChar)")
def pad_left(self: str, width: int, fill: str = " ") -> str:
    if width < 0:
        no_negative("totalWidth", width)
    return self.rjust(width, fill)


@STRING.method("string PadRight(int totalWidth)", "string PadRight(int totalWidth, char paddingChar)")
def pad_right(self: str, width: int, fill: str = " ") -> str:
    if width < 0:
        no_negative("totalWidth", width)
    return self.ljust(width, fill)


@STRING.method("string Replace(char oldChar, char newChar)", "string Replace(string oldValue, string newValue)",
               "string Replace(string oldValue, string newValue, System.StringComparison comparisonType)",
               "string Replace(string oldValue, string newValue, bool ignoreCase, cultureinfo culture)")
def replace(self: str, old: str, new: str, comparison: Value = None, culture: Value = None) -> str:
    if not old:
        raise ArgumentNullException("Value cannot be null. (Parameter 'oldValue')") if old is None else ArgumentException(
            "The value cannot be an empty string. (Parameter 'oldValue')")
    if comparison is None or not is_ignoring_case(comparison):
        return self.replace(old, new or "")
    import re
    return re.sub(re.escape(old), lambda m: new or "", self, flags=re.I)


@STRING.method("string ReplaceLineEndings()", "string ReplaceLineEndings(string replacementText)")
def replace_line_endings(self: str, text: str = "\n") -> str:
    import re
    return re.sub("\r\n|[\n\r\f\x85\u2028\u2029]", lambda m: text, self)


@STRING.method("string Insert(int startIndex, string value)")
def insert(self: str, start: int, value: str) -> str:
    if not 0 <= start <= len(self):
        raise ArgumentOutOfRangeException("Specified argument was out of the range of valid values. (Parameter 'startIndex')")
    return self[:start] + (value or "") + self[start:]


@STRING.method("string Remove(int startIndex, int count)", "string Remove(int startIndex)")
def remove(self: str, start: int, count: Optional[int] = None) -> str:
    if start < 0:
        raise ArgumentOutOfRangeException("StartIndex cannot be less than zero. (Parameter 'startIndex')")
    if count is None:
        if start > len(self):
            raise ArgumentOutOfRangeException("startIndex cannot be larger than length of string. (Parameter 'startIndex')")
        return self[:start]
    if count < 0:
        raise ArgumentOutOfRangeException("Count cannot be less than zero. (Parameter 'count')")
    if start + count > len(self):
        raise ArgumentOutOfRangeException("Index and count must refer to a location within the string. (Parameter 'count')")
    return self[:start] + self[start + count:]


@STRING.method("bool Contains(string value)", f"bool Contains(string value, {_COMPARISON})", "bool Contains(char value)",
               f"bool Contains(char value, {_COMPARISON})")
def contains(self: str, value: str, comparison: Value = None) -> bool:
    if comparison is None or not is_ignoring_case(comparison):
        return value in self
    return folded(value) in folded(self)


@STRING.method("bool StartsWith(string value)", f"bool StartsWith(string value, {_COMPARISON})",
               "bool StartsWith(string value, bool ignoreCase, cultureinfo culture)", "bool StartsWith(char value)")
def starts_with(self: str, value: str, comparison: Value = None, culture: Value = None) -> bool:
    if comparison is None or not is_ignoring_case(comparison):
        return self.startswith(value)
    return folded(self).startswith(folded(value))


@STRING.method("bool EndsWith(string value)", f"bool EndsWith(string value, {_COMPARISON})",
               "bool EndsWith(string value, bool ignoreCase, cultureinfo culture)", "bool EndsWith(char value)")
def ends_with(self: str, value: str, comparison: Value = None, culture: Value = None) -> bool:
    if comparison is None or not is_ignoring_case(comparison):
        return self.endswith(value)
    return folded(self).endswith(folded(value))


@STRING.method("int IndexOf(char value)", "int IndexOf(char value, int startIndex)", f"int IndexOf(char value, {_COMPARISON})",
               "int IndexOf(char value, int startIndex, int count)", "int IndexOf(string value)", "int IndexOf(string value, int startIndex)",
               "int IndexOf(string value, int startIndex, int count)", f"int IndexOf(string value, {_COMPARISON})",
               f"int IndexOf(string value, int startIndex, {_COMPARISON})", f"int IndexOf(string value, int startIndex, int count, {_COMPARISON})")
def index_of(self: str, value: str, *rest: int) -> int:
    return find(self, value, rest) if rest else self.find(value)


@STRING.method("int LastIndexOf(char value)", "int LastIndexOf(char value, int startIndex)", "int LastIndexOf(char value, int startIndex, int count)",
               "int LastIndexOf(string value)", "int LastIndexOf(string value, int startIndex)",
               "int LastIndexOf(string value, int startIndex, int count)", f"int LastIndexOf(string value, {_COMPARISON})",
               f"int LastIndexOf(string value, int startIndex, {_COMPARISON})",
               f"int LastIndexOf(string value, int startIndex, int count, {_COMPARISON})")
def last_index_of(self: str, value: str, *rest: int) -> int:
    return find_last(self, value, rest) if rest else self.rfind(value)


@STRING.method("int IndexOfAny(char[] anyOf)", "int IndexOfAny(char[] anyOf, int startIndex)", "int IndexOfAny(char[] anyOf, int startIndex, int count)")
def index_of_any(self: str, any_of: list[str], start: int = 0, count: Optional[int] = None) -> int:
    end = within(self, start, count)
    return next((i for i in range(start, end) if self[i] in any_of), -1)


@STRING.method("int LastIndexOfAny(char[] anyOf)", "int LastIndexOfAny(char[] anyOf, int startIndex)",
               "int LastIndexOfAny(char[] anyOf, int startIndex, int count)")
def last_index_of_any(self: str, any_of: list[str], start: Optional[int] = None, count: Optional[int] = None) -> int:
    first = len(self) - 1 if start is None else start
    last = -1 if count is None else first - count
    return next((i for i in range(first, last, -1) if self[i] in any_of), -1)


@STRING.method("string[] Split(Params char[] separator)", "string[] Split(char separator, int count, " + _NONE + ")",
               "string[] Split(char separator, " + _NONE + ")", "string[] Split(char[] separator, int count)",
               "string[] Split(char[] separator, " + _OPTIONS + ")", "string[] Split(char[] separator, int count, " + _OPTIONS + ")",
               "string[] Split(string separator, " + _NONE + ")", "string[] Split(string separator, int count, " + _NONE + ")",
               "string[] Split(string[] separator, " + _OPTIONS + ")", "string[] Split(string[] separator, int count, " + _OPTIONS + ")")
def split(self: str, separator: Value = None, *rest: int) -> TypedArray:
    if not rest and separator.__class__ is str:
        return TypedArray(self.split(separator) if separator else [self], STRINGS)
    return TypedArray(split_text(self, separator, rest), STRINGS)


@STRING.method("char[] ToCharArray()", "char[] ToCharArray(int startIndex, int length)")
def to_char_array(self: str, start: int = 0, length: Optional[int] = None) -> TypedArray:
    text = self if length is None else self[start:start + length]
    if not 0 <= start <= len(self):
        raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than or equal to the size of the collection. (Parameter 'startIndex')")
    return TypedArray(map(Char, text), CHARS)


@STRING.method("System.CharEnumerator GetEnumerator()")
def get_enumerator(self: str) -> NetEnumerator:
    return NetEnumerator([Char(ch) for ch in self])


@STRING.method("void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)")
def copy_to(self: str, source: int, target: list[str], start: int, count: int) -> None:
    if source < 0 or count < 0 or source + count > len(self) or start < 0 or start + count > len(target):
        raise ArgumentOutOfRangeException("Index and count must refer to a location within the string. (Parameter 'sourceIndex')")
    target[start:start + count] = map(Char, self[source:source + count])


@STRING.method("int CompareTo(System.Object value)", "int CompareTo(string strB)")
def compare_to(self: str, other: Value) -> int:
    if other is None:
        return 1
    if not isinstance(other, str):
        raise ArgumentException("Object must be of type String.")
    return culture_compare(self, other)


@STRING.method("bool Equals(System.Object obj)", "bool Equals(string value)", f"bool Equals(string value, {_COMPARISON})")
def equals(self: str, other: Value, comparison: Value = None) -> bool:
    if comparison is None or not isinstance(other, str):
        return other.__class__ is str and self == other
    return bool(folded(self) == folded(other) if is_ignoring_case(comparison) else self == other)


@STRING.method("int GetHashCode()")
def get_hash_code(self: str) -> int:
    return hash_code(str.__str__(self))


@STRING.method("bool IsNormalized()", "bool IsNormalized(System.Text.NormalizationForm normalizationForm)")
def is_normalized(self: str, form: Value = 1) -> bool:
    return bool(normalize(self, form) == self)


@STRING.method("string Normalize()", "string Normalize(System.Text.NormalizationForm normalizationForm)")
def normalize(self: str, form: Value = 1) -> str:
    import unicodedata
    names: dict[int, Any] = {1: "NFC", 2: "NFD", 5: "NFKC", 6: "NFKD"}
    return unicodedata.normalize(names.get(int(form), "NFC"), self)
