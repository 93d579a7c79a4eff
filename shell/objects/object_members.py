"""What every object answers: Equals, GetHashCode, GetType, ToString."""
from __future__ import annotations

from typing import Any

from shell.clr.arrays import net_equals
from shell.clr.typeinfo import OBJECT, NetType, typeof
from shell.clr.valuetype import hash_code
from shell.objects.psobject import PSCustomObject, PSObject
from shell.objects.text import net_string

Value = Any


def get_type(value: Value) -> NetType:
    """Object.GetType()."""
    if isinstance(value, NetType):
        from shell.clr.reflection import RUNTIME_TYPE
        return RUNTIME_TYPE
    if isinstance(value, PSCustomObject) and value.text is not None:
        return typeof(_PLAIN)  # a deserialized object of a .NET or script class
    return typeof(value.base if value.__class__ is PSObject else value)


_PLAIN = PSObject(None)


def _equals(value: Value, other: Value) -> bool:
    if isinstance(value, PSCustomObject):
        return value is other
    return net_equals(value, other)


def _to_string(value: Value) -> str:
    """A custom object's ToString() is empty."""
    if isinstance(value, PSCustomObject):
        return value.text or ""
    return net_string(value)


def _hash_code(value: Value) -> int:
    try:
        return hash_code(value)
    except TypeError:
        return hash_code(id(value))


OBJECT.method("string ToString()")(_to_string)
OBJECT.method("type GetType()")(get_type)
OBJECT.method("bool Equals(System.Object obj)")(_equals)
OBJECT.method("int GetHashCode()")(_hash_code)
OBJECT.static("bool Equals(System.Object objA, System.Object objB)")(lambda a, b: net_equals(a, b))
OBJECT.static("bool ReferenceEquals(System.Object objA, System.Object objB)")(
    lambda a, b: a is b and not isinstance(a, (int, float)))


class PlainObject:
    """[object]::new()."""

    __slots__ = ("ps_ext",)

    def __init__(self) -> None:
        self.ps_ext: Any = None


OBJECT.new("System.Object new()")(PlainObject)
