"""Conversion to objects: arrays, dictionaries, property bags, delegates, and any type with Parse, a constructor, or settable properties."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable, Optional

from shell.clr.arrays import ARRAY, make_array
from shell.clr.exceptions import InvalidOperationException, NetException, PSInvalidCastException
from shell.clr.typeinfo import OBJECT, MethodInfo, NetType, Overload, lookup, typeof
from shell.objects import hooks
from shell.objects.conversion import convert, is_instance, require
from shell.objects.conversion_errors import convert_failed, invalid_cast, no_conversion, null_failed
from shell.objects.psobject import MISSING, Member, PSCustomObject, PSObject
from shell.objects.records import TerminatingError
from shell.objects.text import to_string, type_name

Value = Any


def unwrap(value: Value) -> Value:
    return value.base if value.__class__ is PSObject else value


# --- arrays and dictionaries -------------------------------------------------------------------------------------------------------------

def to_array(value: Value, t: NetType) -> Value:
    """T[]: elements are converted one by one; a scalar becomes an array of one; a string gives char[] its characters."""
    plain = unwrap(value)
    if plain is None:
        return None
    if getattr(plain, "net_type", None) is t or (t.element is OBJECT and plain.__class__ is list):
        return plain
    element = t.element
    assert element is not None
    if t.full_name.endswith(",]"):
        raise no_conversion(value, t)
    return make_array(element, [convert(e, element) for e in _elements(plain, element)])


def _elements(plain: Value, element: NetType) -> Iterable[Value]:
    if isinstance(plain, list):
        return list.__iter__(plain)
    if isinstance(plain, str):
        return plain if element.full_name == "System.Char" else [plain]
    from shell.objects.enumeration import enumerate_value
    items = enumerate_value(plain)
    return [plain] if items is None else items


def to_plain_array(value: Value, t: NetType) -> Value:
    """[array]: any array as it is, collections as object[], a scalar in an array of one."""
    plain = unwrap(value)
    if plain is None or typeof(plain).is_subtype_of(ARRAY):
        return plain
    return list(_elements(plain, OBJECT))


def to_hashtable(value: Value, t: NetType) -> Value:
    """[hashtable] of a dictionary copies it; other values are refused."""
    plain = unwrap(value)
    if plain is None or is_instance(plain, t):
        return plain
    from shell.clr.dictionaries import NetDictionary
    if isinstance(plain, NetDictionary):
        return new_hashtable(plain.items())
    if isinstance(plain, PSCustomObject):
        inner = no_conversion(value, t)
        inner.message = f'Cannot convert the "{to_string(value)}" value of type "{type_name(value)}" to type "{t.full_name}".'
        raise invalid_cast(f'Cannot convert value "{to_string(value)}" to type "{t.full_name}". Error: "{inner.message}"', "InvalidCastConstructorException", inner)
    raise no_conversion(value, t)


def new_hashtable(items: Iterable[tuple[Value, Value]] = ()) -> Value:
    """A case-insensitive Hashtable, as a literal makes it."""
    from shell.clr.dictionaries import Hashtable
    return Hashtable(items)


def to_ordered(value: Value, t: NetType) -> Value:
    plain = unwrap(value)
    if plain is None or is_instance(plain, t):
        return plain
    from shell.clr.dictionaries import NetDictionary, OrderedDictionary
    if isinstance(plain, NetDictionary):
        return OrderedDictionary(plain.items())
    raise no_conversion(value, t)


_INTERNAL = "System.Management.Automation.LanguagePrimitives+InternalPSCustomObject"


def to_custom_object(value: Value, t: NetType) -> Value:
    """[pscustomobject]: a dictionary becomes a property bag, anything else stays what it is."""
    plain = unwrap(value)
    from shell.clr.dictionaries import NetDictionary
    return bag_from(plain.items(), plain) if isinstance(plain, NetDictionary) else value


def bag_from(pairs: Iterable[tuple[Value, Value]], source: Value = None) -> PSCustomObject:
    """A property bag of (key, value) pairs; PSTypeName becomes a type name."""
    made = PSCustomObject()
    for key, item in pairs:
        name = to_string(key)
        if name.lower() == "pstypename":
            names = [to_string(e) for e in item] if isinstance(item, list) else [to_string(item)]
            made.type_names = [*names, "System.Management.Automation.PSCustomObject", "System.Object"]
        elif not name:
            shown_type = "System.Collections.Specialized.OrderedDictionary" if source is None else type_name(source)
            raise invalid_cast(f'Cannot convert value "{shown_type}" to type "{_INTERNAL}". Error: "Cannot process argument because the value of '
                               'argument "name" is not valid. Change the value of the "name" argument and run the operation again."', "InvalidCastConstructorException")
        else:
            made.put(name, item)
    if made.type_names is not None:
        _refuse_type_data(made, made.props)
    return made


def _refuse_type_data(made: PSCustomObject, props: dict[str, Value]) -> None:
    table = hooks.current().type_table
    for name in props:
        if table.declares(name.lower()) and table.find(made.type_names or [], name.lower()) is not MISSING:
            raise invalid_cast(f'Cannot create object of type "{_INTERNAL}". Cannot change the member created from the type configuration: "{name}".',
                               "ObjectCreationError")


# --- running library code ----------------------------------------------------------------------------------------------------------------

def new_of(t: NetType, args: Sequence[Value]) -> Value:
    from shell.objects.methods import construct
    return construct(t, args)


def called(value: Value, t: NetType, error_id: str, function: Callable[..., Value], *args: Value) -> Value:
    """Run library code whose error becomes `Cannot convert value ...`; conversion errors of parts pass through as they are."""
    try:
        return function(*args)
    except TerminatingError as error:  # a constructor written in script threw
        raise convert_failed(value, t, error.record.exception, error_id) from None
    except NetException as error:
        inner = error.inner if error.error_id is not None and isinstance(error.inner, NetException) and error.short_name == "MethodInvocationException" else error
        if isinstance(inner, PSInvalidCastException) and inner.error_id is not None:
            raise inner from None
        raise convert_failed(value, t, inner, error_id) from None


# --- delegates ---------------------------------------------------------------------------------------------------------------------------

class ScriptDelegate:
    """A script block standing for a .NET delegate: call it with the delegate's arguments ($args, and $_ for the first)."""

    __slots__ = ("block",)

    def __init__(self, block: Value) -> None:
        self.block = block

    def __call__(self, *args: Value) -> Value:
        return hooks.current().run_script(self.block, args=args, dollar_underscore=args[0] if args else None)


def to_delegate(value: Value, t: NetType) -> Value:
    """A script block, a method group or any callable."""
    plain = unwrap(value)
    if plain is None or isinstance(plain, ScriptDelegate) or is_instance(plain, t):
        return plain
    if t.convert_from is not None:
        made = t.convert_from(plain)
        if made is not NotImplemented:
            return made
    name = type_name(plain)
    if name == "System.Management.Automation.ScriptBlock":
        return ScriptDelegate(plain)
    if name == "System.Management.Automation.PSMethod":
        return plain.call
    if callable(plain) and not isinstance(plain, NetType):
        return plain
    raise no_conversion(value, t)


# --- any other type ----------------------------------------------------------------------------------------------------------------------

def to_object(value: Value, t: NetType) -> Value:
    """Instances as they are; else Parse, cast operators, constructors, property by property."""
    plain = unwrap(value)
    if plain is None:
        if t.kind == "struct":
            raise null_failed(t)
        return None
    if is_instance(plain, t) or (t.convert_from is None and t.python_class is not None and type(plain) is t.python_class and not t.arguments):
        return plain
    if t.convert_from is not None:
        found = called(plain, t, "InvalidCastConstructorException", t.convert_from, plain)
        if found is not NotImplemented:
            return found
    for way in (_by_text, from_cast_operator, _by_interface, _by_constructor, _by_properties):
        found = way(plain, t)
        if found is not MISSING:
            return found
    if isinstance(value, list) and len(value) == 1:
        return convert(value[0], t)
    raise no_conversion(value, t)


_NO_TEXT = frozenset(["System.Management.Automation.ScriptBlock"])


def _by_text(plain: Value, t: NetType) -> Value:
    """A static Parse(string[, IFormatProvider])."""
    if not isinstance(plain, str) or t.full_name in _NO_TEXT:
        return MISSING
    if t.full_name == "System.Management.Automation.PSCredential":
        raise invalid_cast(f'Cannot convert the value of type "System.String" to type "{t.full_name}".', "InvalidCastFromStringToCredential")
    group = t.find_static("parse")
    if not isinstance(group, MethodInfo):
        return MISSING
    provider, single = _parse_overloads(group)
    if provider is not None:
        return called(plain, t, "InvalidCastParseTargetInvocationWithFormatProvider", provider.function, plain, invariant_culture())
    if single is not None:
        return called(plain, t, "InvalidCastParseTargetInvocation", single.function, plain)
    return MISSING


def _parse_overloads(group: MethodInfo) -> tuple[Optional[Overload], Optional[Overload]]:
    provider = single = None
    for overload in group.overloads:
        names = [p.type_name.lower() for p in overload.params]
        if names[:1] not in (["string"], ["system.string"]):
            continue
        if len(names) == 1:
            single = overload
        elif len(names) == 2 and names[1].endswith("iformatprovider"):
            provider = overload
    return provider, single


def invariant_culture() -> Value:
    """CultureInfo.InvariantCulture."""
    t = lookup("System.Globalization.CultureInfo")
    found = t.find_static("invariantculture") if t is not None else None
    return None if found is None or isinstance(found, MethodInfo) else found.getter()


def from_cast_operator(plain: Value, t: NetType) -> Value:
    """op_Implicit / op_Explicit of either type."""
    for owner in (t, typeof(plain)):
        for name in ("op_implicit", "op_explicit"):
            group = owner.find_static(name)
            if not isinstance(group, MethodInfo):
                continue
            for overload in group.overloads:
                source, result = _named(overload.params[0].type_name), _named(overload.return_type)
                if source is not None and result is t and is_instance(plain, source):
                    return called(plain, t, "InvalidCastOperator", overload.function, plain)
    return MISSING


def _named(name: str) -> Optional[NetType]:
    from shell.objects.typenames import resolve_type
    return resolve_type(name)


_LISTS = frozenset(["System.Collections.IEnumerable", "System.Collections.IList", "System.Collections.ICollection", "System.Collections.Generic.IEnumerable`1",
                    "System.Collections.Generic.IList`1", "System.Collections.Generic.ICollection`1", "System.Collections.Generic.IReadOnlyList`1",
                    "System.Collections.Generic.IReadOnlyCollection`1"])


def _by_interface(plain: Value, t: NetType) -> Value:
    """Collection interfaces: an array of the element type serves."""
    if t.full_name.split("[", 1)[0] not in _LISTS:
        return MISSING
    element = t.arguments[0] if t.arguments else OBJECT
    if isinstance(plain, str) and element.full_name != "System.Char":
        return MISSING if not t.arguments else make_array(element, [convert(plain, element)])
    return make_array(element, [convert(e, element) for e in _elements(plain, element)])


def _by_constructor(plain: Value, t: NetType) -> Value:
    """A constructor of one parameter the value fits; collections take any enumerable and convert its elements."""
    singles = [o for o in t.constructors if len(o.params) == 1 and not o.params[0].by_ref]
    for overload in singles:
        source = _named(overload.params[0].type_name)
        if source is not None and source is not OBJECT and is_instance(plain, source) and not (isinstance(plain, int) and _takes_items(t, singles)):
            return called(plain, t, "InvalidCastConstructorException", overload.function, plain)
    if _takes_items(t, singles) and not _is_dictionary(plain):
        element = t.arguments[0] if t.arguments else OBJECT
        items = make_array(element, [convert(e, element) for e in _elements(plain, element)])
        return called(plain, t, "InvalidCastConstructorException", new_of, t, [items])
    for overload in singles:
        if overload.params[0].type_name in ("System.Object", "object"):
            return called(plain, t, "InvalidCastConstructorException", overload.function, plain)
    if isinstance(plain, (int, float)) and not isinstance(plain, bool):
        return _by_widening(plain, t, singles)
    return MISSING


def _by_widening(plain: Value, t: NetType, singles: list[Overload]) -> Value:
    for overload in singles:
        source = _named(overload.params[0].type_name)
        if source is not None and source.full_name in ("System.Int64", "System.Double", "System.Decimal"):
            return called(plain, t, "InvalidCastConstructorException", overload.function, convert(plain, source))
    return MISSING


def _takes_items(t: NetType, singles: list[Overload]) -> bool:
    return any(("IEnumerable" in o.params[0].type_name or "ICollection" in o.params[0].type_name or "IList" in o.params[0].type_name) for o in singles)


def _is_dictionary(plain: Value) -> bool:
    from shell.clr.dictionaries import NetDictionary
    return isinstance(plain, (NetDictionary, PSCustomObject))


def _by_properties(plain: Value, t: NetType) -> Value:
    """A dictionary or property bag fills a fresh instance property by property."""
    if not _is_dictionary(plain) or t.kind == "struct" or not _has_default_constructor(t):
        return MISSING
    made = new_of(t, [])
    items = plain.items() if not isinstance(plain, PSObject) else _bag_items(plain)
    for key, item in items:
        name = to_string(key)
        target = t.find_property(name)
        if target is None or target.setter is None:
            if isinstance(plain, PSObject):
                continue
            raise invalid_cast(f'Cannot create object of type "{t.full_name}". The property \'{name}\' was not found for the \'{t.full_name}\' object. '
                               f"{_settable(t)}", "ObjectCreationError", InvalidOperationException(f"The property '{name}' was not found."))
        from shell.objects.members import set_property
        try:
            set_property(made, target.name, item)
        except NetException as error:
            inner = error.inner if isinstance(error.inner, NetException) else error
            raise invalid_cast(f'Cannot create object of type "{t.full_name}". {inner.message}', "ObjectCreationError", error) from None
    return made


def _bag_items(plain: PSObject) -> list[tuple[str, Value]]:
    return [(k, v) for k, v in plain.props.items() if not isinstance(v, Member)]


def _has_default_constructor(t: NetType) -> bool:
    return any(not [p for p in o.params if not p.optional] for o in t.constructors)


def _settable(t: NetType) -> str:
    found: list[str] = []
    level: Optional[NetType] = t
    while level is not None:
        for p in level.properties.values():
            if p.setter is not None:
                resolved = _named(p.type_name)
                found.append(f"[{p.name} <{resolved.full_name if resolved is not None else p.type_name}>]")
        level = level.base
    if not found:
        return "There is no settable property available."
    return f"The settable properties are: {', '.join(found)}."


__all__ = ["ScriptDelegate", "bag_from", "from_cast_operator", "invariant_culture", "new_hashtable", "require", "to_array", "to_custom_object",
           "to_delegate", "to_hashtable", "to_object", "to_ordered", "to_plain_array"]
