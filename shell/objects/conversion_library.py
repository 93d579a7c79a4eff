"""Conversion to the library types with rules of their own: dates and time spans from ticks, patterns, XML."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import NetType, typeof
from shell.objects.conversion import is_instance
from shell.objects.conversion_errors import no_conversion
from shell.objects.conversion_objects import called, new_of, to_object, unwrap
from shell.objects.text import to_string, type_name

Value = Any


def to_datetime(value: Value, t: NetType) -> Value:
    """Text in the invariant culture, or a number of ticks."""
    plain = unwrap(value)
    if isinstance(plain, int) and not isinstance(plain, bool):
        return _construct(plain, t)
    if plain is not None and type_name(plain) == "System.DateTimeOffset":
        return _property(plain, "LocalDateTime")
    return to_object(value, t)


def to_timespan(value: Value, t: NetType) -> Value:
    """Text, or a number of ticks."""
    plain = unwrap(value)
    if isinstance(plain, int) and not isinstance(plain, bool):
        return _construct(plain, t)
    return to_object(value, t)


def _construct(ticks: int, t: NetType) -> Value:
    from shell.clr.numbers import Int64
    for overload in t.constructors:
        if len(overload.params) == 1 and overload.params[0].type_name in ("long", "System.Int64"):
            return called(ticks, t, "InvalidCastConstructorException", overload.function, Int64(ticks))
    raise no_conversion(ticks, t)


def _property(value: Value, name: str) -> Value:
    found = typeof(value).find_property(name)
    assert found is not None
    return found.getter(value)


def to_regex(value: Value, t: NetType) -> Value:
    plain = unwrap(value)
    if isinstance(plain, str):
        assert t.python_class is not None
        return called(plain, t, "InvalidCastFromStringToRegex", new_of, t, [plain])
    return to_object(value, t)


def to_xml(value: Value, t: NetType) -> Value:
    plain = unwrap(value)
    if plain is None or is_instance(plain, t):
        return plain
    from shell.clr.xml_nodes import parse_xml
    text = "\n".join(to_string(e) for e in plain) if isinstance(plain, list) else to_string(plain)
    return called(plain, t, "InvalidCastToXmlDocument", parse_xml, text)
