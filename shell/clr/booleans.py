"""System.Boolean: True and False as text and back."""
from __future__ import annotations

from typing import Any

from shell.clr.convertible import add_conversions
from shell.clr.exceptions import ArgumentException, ArgumentNullException, FormatException
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import VALUE_TYPE

Value = Any

BOOLEAN = NetType("System.Boolean", bool, base=VALUE_TYPE, kind="struct", accelerators=("bool",),
                  interfaces=("System.IComparable", "System.IConvertible", "System.IEquatable`1"))
add_conversions(BOOLEAN)
BOOLEAN.default_value = False
BOOLEAN.const("TrueString", "string", "True")
BOOLEAN.const("FalseString", "string", "False")


@BOOLEAN.static("bool Parse(string value)")
def parse(text: str) -> bool:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'value')")
    word = text.strip(" \t\r\n\0").lower()
    if word not in ("true", "false"):
        raise FormatException(f"String '{text}' was not recognized as a valid Boolean.")
    return word == "true"


@BOOLEAN.static("bool TryParse(string value, [ref] bool result)")
def try_parse(text: str, result: Value) -> bool:
    word = (text or "").strip(" \t\r\n\0").lower()
    result.value = word == "true"
    return word in ("true", "false")


@BOOLEAN.method("string ToString()", "string ToString(System.IFormatProvider provider)")
def to_string(self: bool, provider: Value = None) -> str:
    return "True" if self else "False"


@BOOLEAN.method("int CompareTo(System.Object obj)", "int CompareTo(bool value)")
def compare_to(self: bool, other: Value) -> int:
    if other is None:
        return 1
    if other.__class__ is not bool:
        raise ArgumentException("Object must be of type Boolean.")
    return 0 if self == other else 1 if self else -1


@BOOLEAN.method("bool Equals(System.Object obj)", "bool Equals(bool obj)")
def equals(self: bool, other: Value) -> bool:
    return other.__class__ is bool and self == other


@BOOLEAN.method("int GetHashCode()")
def get_hash_code(self: bool) -> int:
    return int(self)
