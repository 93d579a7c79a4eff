"""byte[] values to and from Python bytes."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from shell.clr.arrays import TypedArray, array_type
from shell.clr.numbers import Byte
from shell.clr.typeinfo import NetType, lookup

Value = Any
_BYTES = [Byte(i) for i in range(256)]
_type: Optional[NetType] = None


def byte_array(data: Iterable[int]) -> TypedArray:
    """A byte[] holding these bytes."""
    global _type
    if _type is None:
        element = lookup("System.Byte")
        assert element is not None
        _type = array_type(element)
    return TypedArray(map(_BYTES.__getitem__, data), _type)


def to_bytes(value: Value) -> bytes:
    """The bytes in a byte[] (or any list of integers 0..255)."""
    return value if isinstance(value, bytes) else bytes(value)
