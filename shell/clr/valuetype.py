"""System.ValueType and the members every value type shares: the common root of numbers, dates and enums."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import OBJECT, NetType

Value = Any

VALUE_TYPE = NetType("System.ValueType", base=OBJECT)


def struct_type(full_name: str, python_class: type, *accelerators: str) -> NetType:
    """A value type with the interfaces comparable .NET structs have."""
    return NetType(full_name, python_class, base=VALUE_TYPE, kind="struct", accelerators=accelerators,
                   interfaces=("System.IComparable", "System.IFormattable", "System.IConvertible", "System.IEquatable`1"))


def hash_code(value: Value) -> int:
    """A GetHashCode within Int32, equal for equal values (the numbers .NET gives are not promised by .NET either)."""
    return ((hash(value) + (1 << 31)) % (1 << 32)) - (1 << 31)
