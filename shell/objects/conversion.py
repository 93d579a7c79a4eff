"""Conversion as PowerShell does it: `convert(value, type)` behind casts, typed variables, parameters and method arguments.

Each target type gets one converter, chosen on first use and kept; library errors become PSInvalidCastException with PowerShell's text and id.
"""
from __future__ import annotations

from decimal import Decimal
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.numbers import RANGES, BigInteger, Char, Int64, to_single
from shell.clr.typeinfo import OBJECT, NetType, lookup, typeof
from shell.objects import conversion_numbers as numbers
from shell.objects.conversion_errors import (
    bool_failed,
    convert_failed,
    invalid_cast,
    no_conversion,
    null_enum_failed,
    null_failed,
    overflow,
)
from shell.objects.conversion_numbers import parse_number, scan_number
from shell.objects.psobject import MISSING, PSCustomObject, PSObject
from shell.objects.text import to_string, type_name

Value = Any
Converter = Callable[[Any, NetType], Any]
__all__ = ["convert", "try_convert", "to_bool", "to_int", "to_long", "to_double", "parse_number", "scan_number", "convert_variable", "is_instance",
           "convert_argument", "custom_object", "require"]

_EXACT = frozenset([str, int, float, bool, Decimal, Char, Int64])
_CONVERTERS: dict[NetType, Converter] = {}


def convert(value: Value, t: NetType) -> Value:
    """The value as an instance of `t`; raises PSInvalidCastException with PowerShell's text."""
    if value.__class__ is t.python_class and value.__class__ in _EXACT:
        return value
    converter = _CONVERTERS.get(t)
    if converter is None:
        converter = _CONVERTERS[t] = _choose(t)
    return converter(value, t)


def try_convert(value: Value, t: NetType) -> Value:
    """As `convert`, but MISSING instead of an error (what -as and comparisons need)."""
    try:
        return convert(value, t)
    except NetException:
        return MISSING


def converter_of(t: NetType) -> Converter:
    """The prepared converter of a type, for call sites that keep it."""
    found = _CONVERTERS.get(t)
    if found is None:
        found = _CONVERTERS[t] = _choose(t)
    return found


def convert_variable(value: Value, t: NetType) -> Value:
    """Assignment to a typed variable or parameter: as a cast, but [bool] takes only booleans and numbers."""
    if t.python_class is bool:
        return _strict_bool(value)
    return convert(value, t)


def custom_object(value: Value) -> Value:
    """[pscustomobject] as the language has it: a dictionary becomes a property bag (the type itself is [psobject], which takes anything)."""
    from shell.objects.conversion_objects import to_custom_object
    return to_custom_object(value, require("System.Management.Automation.PSCustomObject"))


def _strict_bool(value: Value) -> bool:
    plain = value.base if value.__class__ is PSObject else value
    if isinstance(plain, (bool, int, float, Decimal)) or type_name(plain) == "System.Management.Automation.SwitchParameter":
        return to_bool(plain)
    raise bool_failed(value)


def is_instance(value: Value, t: NetType) -> bool:
    """-is: the value's type is `t`, derives from it or implements it."""
    if value is None:
        return False
    if value.__class__ is PSObject:
        if t.full_name == "System.Management.Automation.PSObject":
            return True
        value = value.base
    if value.__class__ is PSCustomObject and t.full_name == "System.Management.Automation.PSObject":
        return True
    if t is OBJECT:
        return True
    if isinstance(value, NetType):
        return t.full_name in ("System.Type", "System.RuntimeType", "System.Reflection.MemberInfo", "System.Reflection.TypeInfo")
    own = typeof(value)
    return own.is_subtype_of(t) or (t.kind == "interface" and _implements(own, t))


def _implements(own: NetType, t: NetType) -> bool:
    """Interfaces are declared per type as full names; generic ones may be declared open (`System.IEquatable`1`)."""
    open_name = t.full_name.split("[", 1)[0] if t.arguments else ""
    level: Optional[NetType] = own
    while level is not None:
        if t.full_name in level.interfaces or (open_name and open_name in level.interfaces):
            return True
        level = level.base
    return False


def to_bool(value: Value) -> bool:
    """Truth: null, 0, '' and empty lists are false; a list of one is its element's truth."""
    cls = value.__class__
    if cls is bool:
        return value  # type: ignore[no-any-return]
    if value is None:
        return False
    if cls is str or cls is int:
        return bool(value)
    if cls is PSObject:
        return to_bool(value.base)
    if cls is Char:
        return bool(value != "\0" and value)
    if isinstance(value, list):
        if len(value) != 1:
            return len(value) > 1
        first = value[0].base if value[0].__class__ is PSObject else value[0]
        return len(first) > 0 if isinstance(first, list) else to_bool(first)
    if isinstance(value, (int, float, Decimal)):
        return value != 0
    if hasattr(value, "is_present"):
        return bool(value.is_present)
    return True


def to_int(value: Value) -> int:
    """[int]."""
    return value if value.__class__ is int else convert(value, require("System.Int32"))


def to_long(value: Value) -> int:
    """[long]."""
    return convert(value, require("System.Int64"))  # type: ignore[no-any-return]


def to_double(value: Value) -> float:
    """[double]."""
    return value if value.__class__ is float else convert(value, require("System.Double"))


_REQUIRED: dict[str, NetType] = {}


def require(name: str) -> NetType:
    """A library type by full name; it must exist."""
    found = _REQUIRED.get(name)
    if found is None:
        t = lookup(name)
        if t is None:
            raise LookupError(f"type {name} is not registered")
        found = _REQUIRED[name] = t
    return found


def convert_argument(value: Value, t: NetType, parameter: str, method: str) -> Value:
    """A method argument: conversion errors say which argument of which method."""
    try:
        return convert(value, t)
    except NetException as error:
        raise argument_failed(value, t, parameter, method, error) from None


def argument_failed(value: Value, t: NetType, parameter: str, method: str, error: NetException) -> NetException:
    """`Cannot convert argument "x", with value: "v", for "M" to type "T": "inner"`."""
    from shell.objects.conversion_errors import shown
    from shell.objects.records import MethodException
    return MethodException(f'Cannot convert argument "{parameter}", with value: "{shown(value)}", for "{method}" to type "{t.full_name}": "{error.message}"',
                           error, error_id="MethodArgumentConversionInvalidCastArgument")


# --- choosing a converter ----------------------------------------------------------------------------------------------------------------

def _choose(t: NetType) -> Converter:
    named = _BY_NAME.get(t.full_name)
    if named is not None:
        return named
    if t.kind == "enum":
        return _to_enum
    from shell.objects import conversion_objects as objects
    if t.element is not None:
        return objects.to_array
    if t.full_name.startswith("System.Nullable`1"):
        return _to_nullable
    if is_delegate(t):
        return objects.to_delegate
    return objects.to_object


def is_delegate(t: NetType) -> bool:
    """Delegate types: what a script block can stand for."""
    if t.kind == "delegate" or (t.base is not None and t.base.full_name in ("System.Delegate", "System.MulticastDelegate")):
        return True
    head = t.full_name.split("`", 1)[0]
    return head in _DELEGATES


_DELEGATES = frozenset([
    "System.Action", "System.Func", "System.Predicate", "System.Comparison", "System.Converter", "System.EventHandler", "System.Delegate",
    "System.Text.RegularExpressions.MatchEvaluator", "System.Threading.ThreadStart", "System.Threading.ParameterizedThreadStart",
    "System.Threading.TimerCallback", "System.Threading.WaitCallback", "System.AsyncCallback", "System.ConsoleCancelEventHandler"])


def _unwrap(value: Value) -> Value:
    return value.base if value.__class__ is PSObject else value


def _as_is(value: Value, t: NetType) -> Value:
    return value


def _to_string(value: Value, t: NetType) -> str:
    return to_string(value)


def _to_bool(value: Value, t: NetType) -> bool:
    return to_bool(value)


def _integer(cls: type) -> Converter:
    name, low, high = RANGES[cls]

    def cast(value: Value, t: NetType) -> Value:
        if value.__class__ is int and low <= value <= high:
            return cls(value)
        if value is None:
            return cls(0)
        found = numbers.integer_cast(_unwrap(value), cls, t)
        return _final(value, t) if found is MISSING else found
    return cast


def _numeric(function: Callable[[Value, NetType], Value], zero: Value) -> Converter:
    def cast(value: Value, t: NetType) -> Value:
        if value is None:
            return zero
        found = function(_unwrap(value), t)
        return _final(value, t) if found is MISSING else found
    return cast


def _final(value: Value, t: NetType) -> Value:
    """Last resort of a number target: an instance already, or the final error."""
    plain = _unwrap(value)
    if is_instance(plain, t):
        return plain
    if hasattr(plain, "is_present"):
        return convert(bool(plain.is_present), t)
    if isinstance(plain, NetException) or not isinstance(plain, list):
        from shell.objects.conversion_objects import from_cast_operator
        found = from_cast_operator(plain, t)
        if found is not MISSING:
            return found
    raise no_conversion(value, t)


def _to_char(value: Value, t: NetType) -> Value:
    plain = _unwrap(value)
    if plain is None:
        return Char("\0")
    if plain.__class__ is Char:
        return plain
    if isinstance(plain, str):
        if len(plain) == 1:
            return Char(plain)
        from shell.clr.exceptions import FormatException
        raise convert_failed(value, t, FormatException("String must be exactly one character long."), "InvalidCastIConvertible")
    if isinstance(plain, bool) or isinstance(plain, (float, Decimal)):
        from shell.clr.exceptions import InvalidCastException
        source = "Boolean" if isinstance(plain, bool) else "Double" if isinstance(plain, float) else "Decimal"
        if isinstance(plain, bool):
            raise convert_failed(value, t, InvalidCastException(f"Invalid cast from '{source}' to 'Char'."), "InvalidCastIConvertible")
        plain = round(plain)
    if isinstance(plain, int):
        if 0 <= plain <= 0xFFFF:
            return Char(chr(plain))
        raise convert_failed(value, t, overflow("System.Char"), "InvalidCastIConvertible")
    return _final(value, t)


def _to_enum(value: Value, t: NetType) -> Value:
    plain = _unwrap(value)
    if plain.__class__ is t.python_class:
        return plain
    if plain is None:
        raise null_enum_failed(t)
    from shell.clr.enums import enum_from_number, enum_from_text
    try:
        if isinstance(plain, str):
            return enum_from_text(t, plain)
        if isinstance(plain, (int, float, Decimal)) and not isinstance(plain, bool):
            return enum_from_number(t, round(plain), to_string(plain))
        if isinstance(plain, list) and plain and all(isinstance(e, str) for e in plain):
            return enum_from_text(t, ",".join(plain))
        name = type_name(plain)
        if isinstance(plain, PSCustomObject) and plain.text is not None:
            return enum_from_text(t, plain.text)
    except NetException as error:
        if error.error_id == "UndefinedIntegerToEnum":
            raise invalid_cast(error.message, error.error_id, error) from None
        raise convert_failed(value, t, error, error.error_id or "InvalidCastFromStringToEnum") from None
    raise no_conversion(value, t) if name else null_failed(t)


def _to_nullable(value: Value, t: NetType) -> Value:
    return None if value is None else convert(value, t.arguments[0])


def _to_type(value: Value, t: NetType) -> Value:
    plain = _unwrap(value)
    if isinstance(plain, NetType) or plain is None:
        return plain
    if isinstance(plain, str):
        from shell.objects.typenames import resolve_type
        found = resolve_type(plain)
        if found is not None:
            return found
        raise invalid_cast(f'Cannot convert the "{plain}" value of type "System.String" to type "System.Type".', "InvalidCastFromStringToType")
    raise no_conversion(value, t)


def _to_switch(value: Value, t: NetType) -> Value:
    from shell.objects.switches import switch_value
    plain = _unwrap(value)
    if isinstance(plain, (str, list)):
        raise no_conversion(value, t)
    return switch_value(to_bool(plain))


def _late(name: str) -> Converter:
    """A converter of conversion_objects or conversion_library, bound on first use (they import this module)."""
    def first(value: Value, t: NetType) -> Value:
        from shell.objects import conversion_library, conversion_objects
        converter: Converter = getattr(conversion_objects, name, None) or getattr(conversion_library, name)
        _CONVERTERS[t] = converter
        return converter(value, t)
    return first


_BY_NAME: dict[str, Converter] = {
    "System.Object": _as_is, "System.Management.Automation.PSObject": _as_is, "System.Void": lambda value, t: None,
    "System.String": _to_string, "System.Boolean": _to_bool, "System.Char": _to_char,
    "System.Double": _numeric(numbers.double_cast, 0.0), "System.Single": _numeric(numbers.single_cast, to_single(0.0)),
    "System.Decimal": _numeric(numbers.decimal_cast, Decimal(0)),
    "System.Numerics.BigInteger": _numeric(numbers.bigint_cast, BigInteger(0)),
    "System.Type": _to_type, "System.RuntimeType": _to_type, "System.Management.Automation.SwitchParameter": _to_switch,
    "System.Management.Automation.PSCustomObject": _late("to_custom_object"),
    "System.Management.Automation.LanguagePrimitives+InternalPSCustomObject": _late("to_custom_object"),
    "System.Collections.Hashtable": _late("to_hashtable"), "System.Array": _late("to_plain_array"),
    "System.Collections.Specialized.OrderedDictionary": _late("to_ordered"),
    "System.DateTime": _late("to_datetime"), "System.TimeSpan": _late("to_timespan"),
    "System.Text.RegularExpressions.Regex": _late("to_regex"), "System.Xml.XmlDocument": _late("to_xml"),
    **{name: _integer(cls) for cls, (name, _, _) in RANGES.items()},
}

