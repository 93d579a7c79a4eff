"""System.Text.StringBuilder: pieces are collected and joined only when the text is asked for."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.exceptions import ArgumentOutOfRangeException, IndexOutOfRangeException
from shell.clr.numbers import Char
from shell.clr.typeinfo import NetType

Value = Any


class StringBuilder:
    """Append keeps pieces; `text()` joins them into one."""

    __slots__ = ("pieces", "ps_ext", "capacity")

    def __init__(self, text: Optional[str] = None) -> None:
        self.pieces: list[str] = [text] if text else []
        self.ps_ext: Optional[dict[str, Value]] = None
        self.capacity = 16

    def text(self) -> str:
        """The whole text."""
        pieces = self.pieces
        if len(pieces) == 1:
            return pieces[0]
        whole = "".join(pieces)
        self.pieces = [whole] if whole else []
        return whole

    def set_text(self, text: str) -> StringBuilder:
        self.pieces = [text] if text else []
        return self

    def append(self, value: Value) -> StringBuilder:
        if value is not None:
            self.pieces.append(value if value.__class__ is str else as_text(value))
        return self

    def append_line(self, value: Value = None) -> StringBuilder:
        self.append(value)
        self.pieces.append("\n")
        return self

    def insert(self, index: int, value: Value, count: int = 1) -> StringBuilder:
        text = self.text()
        if not 0 <= index <= len(text):
            raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than or equal to the size of the collection. (Parameter 'index')")
        return self.set_text(text[:index] + as_text(value) * count + text[index:])

    def remove(self, start: int, length: int) -> StringBuilder:
        text = self.text()
        if start < 0 or length < 0:
            raise ArgumentOutOfRangeException(f"'{'startIndex' if start < 0 else 'length'}' must be a non-negative value. "
                                              f"(Parameter '{'startIndex' if start < 0 else 'length'}')")
        if start + length > len(text):
            raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'length')")
        return self.set_text(text[:start] + text[start + length:])

    def replace(self, old: str, new: Optional[str], start: int = 0, count: Optional[int] = None) -> StringBuilder:
        text = self.text()
        end = len(text) if count is None else start + count
        if not 0 <= start <= end <= len(text):
            raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than or equal to the size of the collection. (Parameter 'startIndex')")
        return self.set_text(text[:start] + text[start:end].replace(old, new or "") + text[end:])

    def __len__(self) -> int:
        return len(self.text())

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return self.text()


def as_text(value: Value) -> str:
    """What Append makes of a value."""
    if value is None:
        return ""
    if isinstance(value, list) and all(c.__class__ is Char for c in value):
        return "".join(value)
    return value if value.__class__ is str else upcalls.to_string(value)


STRING_BUILDER = NetType("System.Text.StringBuilder", StringBuilder, interfaces=("System.Runtime.Serialization.ISerializable",))
_B = STRING_BUILDER
_SB = "System.Text.StringBuilder"


def _set_length(b: StringBuilder, length: int) -> None:
    if length < 0:
        raise ArgumentOutOfRangeException("Length cannot be less than zero. (Parameter 'value')")
    text = b.text()
    b.set_text(text[:length] + "\0" * (length - len(text)))


def _capacity(b: StringBuilder) -> int:
    while b.capacity < len(b):
        b.capacity *= 2
    return b.capacity


def _set_capacity(b: StringBuilder, size: int) -> None:
    if size < len(b):
        raise ArgumentOutOfRangeException("capacity was less than the current size. (Parameter 'value')")
    b.capacity = size


def _char(b: StringBuilder, index: int) -> Char:
    text = b.text()
    if not 0 <= index < len(text):
        raise IndexOutOfRangeException()
    return Char(text[index])


def _set_char(b: StringBuilder, index: int, value: str) -> None:
    _char(b, index)
    text = b.text()
    b.set_text(text[:index] + value + text[index + 1:])


def _append_format(b: StringBuilder, *values: Value) -> StringBuilder:
    from shell.clr.string_statics import format_static
    return b.append(format_static(*values))


def _append_join(b: StringBuilder, separator: str, values: Value) -> StringBuilder:
    return b.append((separator or "").join(as_text(v) for v in values))


def _sub_append(b: StringBuilder, value: str, start: int, count: int) -> StringBuilder:
    return b.append(value[start:start + count])


_B.prop("Capacity", "int", setter=_set_capacity)(_capacity)
_B.prop("MaxCapacity", "int")(lambda b: 2147483647)
_B.prop("Length", "int", setter=_set_length)(len)
_B.new(f"{_SB} new()", f"{_SB} new(int capacity)", f"{_SB} new(int capacity, int maxCapacity)")(lambda capacity=16, most=0: StringBuilder())
_B.new(f"{_SB} new(string value)", f"{_SB} new(string value, int capacity)")(lambda value, capacity=16: StringBuilder(value))
_B.method(f"{_SB} Append(char value)", f"{_SB} Append(string value)", f"{_SB} Append(char[] value)", f"{_SB} Append(bool value)", f"{_SB} Append(int value)",
          f"{_SB} Append(long value)", f"{_SB} Append(double value)", f"{_SB} Append(decimal value)", f"{_SB} Append(System.Object value)")(StringBuilder.append)
_B.method(f"{_SB} Append(char value, int repeatCount)")(lambda b, c, n: b.append(c * n))
_B.method(f"{_SB} Append(string value, int startIndex, int count)")(_sub_append)
_B.method(f"{_SB} AppendFormat(string format, System.Object arg0)", f"{_SB} AppendFormat(string format, System.Object arg0, System.Object arg1)",
          f"{_SB} AppendFormat(string format, System.Object arg0, System.Object arg1, System.Object arg2)",
          f"{_SB} AppendFormat(string format, Params System.Object[] args)",
          f"{_SB} AppendFormat(System.IFormatProvider provider, string format, Params System.Object[] args)")(_append_format)
_B.method(f"{_SB} AppendJoin(string separator, Params System.Object[] values)")(_append_join)
_B.method(f"{_SB} AppendLine()", f"{_SB} AppendLine(string value)")(StringBuilder.append_line)
_B.method(f"{_SB} Clear()")(lambda b: b.set_text(""))
_B.method("int EnsureCapacity(int capacity)")(lambda b, n: max(n, _capacity(b)))
_B.method("bool Equals(System.Text.StringBuilder sb)")(lambda b, other: isinstance(other, StringBuilder) and b.text() == other.text())
_B.method(f"{_SB} Insert(int index, string value)", f"{_SB} Insert(int index, char value)", f"{_SB} Insert(int index, System.Object value)",
          f"{_SB} Insert(int index, string value, int count)")(StringBuilder.insert)
_B.method(f"{_SB} Remove(int startIndex, int length)")(StringBuilder.remove)
_B.method(f"{_SB} Replace(string oldValue, string newValue)", f"{_SB} Replace(char oldChar, char newChar)",
          f"{_SB} Replace(string oldValue, string newValue, int startIndex, int count)")(StringBuilder.replace)
_B.method("string ToString()")(StringBuilder.text)
_B.method("string ToString(int startIndex, int length)")(lambda b, i, n: b.text()[i:i + n])
_B.indexed("char Chars(int index)", setter=_set_char)(_char)
_B.indexed("char Item(int index)", setter=_set_char)(_char)
