"""Members of values: properties, methods, statics, constructors, as `.`, `::` and the cmdlets that name members use them."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import MethodInfo, NetType, PropertyInfo, typeof
from shell.objects import exception_types, hooks, object_members, typedata  # noqa: F401  (the first and third declare members of every object)
from shell.objects.member_listing import MemberView, list_members, property_items, property_names
from shell.objects.member_lookup import (
    DICTIONARIES,
    METHODS,
    class_decides,
    find_extended,
    find_in,
    find_method,
    find_quickly,
    find_slowly,
    find_value,
    is_dictionary,
    key_text,
)
from shell.objects.member_setting import add_member, attach, set_parameterized, set_property, set_static, type_names
from shell.objects.methods import call_script_method, construct, group_of, missing_method, null_method
from shell.objects.psobject import MISSING, CodeMethod, PSCustomObject, PSObject, ScriptMethod
from shell.objects.records import PropertyNotFoundException
from shell.objects.upcall_binding import install

Value = Any
__all__ = ["MemberView", "add_member", "attach", "find_property_value", "get_property", "get_static", "has_member", "invoke_method", "invoke_static", "list_members",
           "new_instance", "property_items", "property_names", "property_spelling", "set_parameterized", "set_property", "set_static", "type_names"]
install()


def get_property(value: Value, name: Value, strict: int = 0) -> Value:
    """value.name.  A missing property is null, or an error under strict mode 2 (-1: the session's); collections answer for their elements."""
    found = find_quickly(value, name)
    if found is not MISSING:
        return found
    cls: Any = value.__class__
    if cls in DICTIONARIES and value.ps_ext is None:
        found = value.get(name, MISSING)
        if found is not MISSING:
            return found
    return _get_slowly(value, name, strict)


def _get_slowly(value: Value, name: Value, strict: int) -> Value:
    if strict < 0:
        strict = hooks.current().strict_version
    if name.__class__ is not str:
        if is_dictionary(value):
            found = value.get(name, MISSING)
            if found is not MISSING:
                return found
        name = key_text(name)
    if value is not None:
        found = find_slowly(value, name)
        if found is not MISSING:
            return found
    folded = name.lower()
    special = _SPECIAL.get(folded)
    if special is not None and (value is not None or folded in ("count", "length")):
        found = special(value)
        if found is not MISSING:
            return found
    if value is None:
        return _missing(name, strict)
    return _get_other(value, name, strict)


def _get_other(value: Value, name: str, strict: int) -> Value:
    """Methods as values, static members of nothing, members of the elements of a collection."""
    from shell.objects.method_values import PSMethod
    base = value.base if value.__class__ is PSObject else value
    if not isinstance(base, PSCustomObject):
        info = find_method(base, name)
        if info is not None:
            return PSMethod(value, info)
        from shell.objects.enumeration import enumerate_value
        items = enumerate_value(base)
        if items is not None:
            return _enumerate(items, name, strict)
    else:
        entry = _method_entry(base, name)
        if entry is not None:
            return PSMethod(value, entry)
    return _missing(name, strict)


def _method_entry(value: Value, name: str) -> Value:
    entry = find_extended(value, name, name.lower())
    if isinstance(entry, (ScriptMethod, CodeMethod)):
        return entry
    return find_method(value, name)


def _enumerate(items: Any, name: str, strict: int) -> Value:
    """Member enumeration: values flattened one level, one alone as itself, none as null."""
    out: list[Value] = []
    found_any = False
    for item in items:
        found = find_value(item, name) if item is not None else MISSING
        if found is MISSING:
            nested = _nested(item, name)
            if nested is not MISSING:
                found = nested
        if found is MISSING:
            if strict >= 2 or strict < 0:
                _missing(name, strict)
            if isinstance(item, PSCustomObject):
                found_any = True
                out.append(None)
            continue
        found_any = True
        if isinstance(found, list):
            out.extend(found)
        else:
            out.append(found)
    if not found_any:
        return _missing(name, strict) if strict >= 2 or strict < 0 else None
    return out[0] if len(out) == 1 else out


def _nested(item: Value, name: str) -> Value:
    """Elements that are collections are enumerated in turn; special members work on elements too."""
    special = _SPECIAL.get(name.lower())
    if special is not None and item is not None:
        return special(item)
    if isinstance(item, list):
        found = _enumerate(iter(item), name, 0)
        return MISSING if found is None else found
    return MISSING


def _missing(name: str, strict: int) -> Value:
    if strict >= 2 or strict < 0 and hooks.current().strict_version >= 2:
        raise PropertyNotFoundException(f"The property '{name}' cannot be found on this object. Verify that the property exists.",
                                        error_id="PropertyNotFoundStrict", category="NotSpecified")
    return None


def find_property_value(value: Value, name: str) -> Value:
    """A property's value, or MISSING when the value has no such property (what cmdlets that name properties ask)."""
    found = find_value(value, name)
    if found is MISSING and value is not None:
        special = _SPECIAL.get(name.lower())
        if special is not None and name.lower() not in ("psobject", "psbase", "psadapted", "psextended"):
            return special(value)
    return found


def property_spelling(value: Value, name: str) -> Optional[str]:
    """A property's name as the object spells it, or None."""
    folded = name.lower()
    return next((n for n in property_names(value) if n.lower() == folded), None)


def has_member(value: Value, name: str) -> bool:
    """Is there a property or method of that name?"""
    return find_value(value, name) is not MISSING or _method_entry(value, name) is not None


# --- what PowerShell adds to everything --------------------------------------------------------------------------------------------------

def _count(value: Value) -> Value:
    """Count and Length of a scalar: 1; of null: 0; collections without one ask their elements."""
    if value is None:
        return 0
    base = value.base if value.__class__ is PSObject else value
    if is_dictionary(base):
        return 1
    from shell.objects.enumeration import enumerate_value
    items = enumerate_value(base)
    return 1 if items is None else MISSING


def _psobject(value: Value) -> Value:
    from shell.objects.psobject_view import PSObjectView
    return PSObjectView(value)


def _psbase(value: Value) -> Value:
    from shell.objects.psobject_view import BaseView
    return BaseView(value.base if value.__class__ is PSObject else value)


def _pstypenames(value: Value) -> Value:
    from shell.objects.psobject_view import TypeNameCollection
    return TypeNameCollection(value)


def _is_present(value: Value) -> Value:
    """Switches are plain booleans here: IsPresent is the value itself."""
    return value if value.__class__ is bool else MISSING


_SPECIAL = {"ispresent": _is_present, "count": _count, "length": _count, "psobject": _psobject, "psbase": _psbase, "psadapted": _psbase, "psextended": _psobject,
            "pstypenames": _pstypenames}


# --- methods -----------------------------------------------------------------------------------------------------------------------------

def invoke_method(value: Value, name: str, args: Sequence[Value], void: Value = None) -> Value:
    """value.name(args).  `void` is returned for methods that return nothing, so that statements can tell them from null."""
    table = METHODS.get(value.__class__)
    if table is not None:
        call = table.get(name)
        if call is not None:
            return call(value, args, void)
    return _invoke_slowly(value, name, args, void)


def _invoke_slowly(value: Value, name: Value, args: Sequence[Value], void: Value) -> Value:
    name = key_text(name)
    folded = name.lower()
    if value is None:
        if folded in ("where", "foreach"):
            from shell.objects.intrinsics import invoke_intrinsic
            return invoke_intrinsic([], folded, args)
        raise null_method(name)
    if type(value).__name__ == "BaseView":
        return invoke_method(value.target, name, args, void)
    entry = find_extended(value, name, folded)
    if isinstance(entry, ScriptMethod):
        return call_script_method(entry.name, entry.script, value, args)
    if isinstance(entry, CodeMethod):
        return entry.function(value.base if value.__class__ is PSObject else value, *args)
    if value.__class__ is PSObject and not isinstance(value.base, PSObject):
        return invoke_method(value.base, name, args, void)
    info = find_method(value, folded)
    if info is not None:
        call = group_of(info).call
        if folded not in typedata.VOLATILE and class_decides(value.__class__) and not isinstance(value, (PSObject, NetType)):
            METHODS.setdefault(value.__class__, {})[name] = call
        return call(value, args, void)
    return _invoke_other(value, name, folded, args, void)


def _invoke_other(value: Value, name: str, folded: str, args: Sequence[Value], void: Value) -> Value:
    if folded in ("where", "foreach"):
        from shell.objects.intrinsics import invoke_intrinsic
        return invoke_intrinsic(value, folded, args)
    accessor = _accessor(value, folded, args)
    if accessor is not MISSING:
        return accessor
    if not isinstance(value, PSCustomObject):
        from shell.objects.enumeration import enumerate_value
        items = enumerate_value(value)
        if items is not None:
            return _invoke_each(value, items, name, args, void)
    shown = None
    if isinstance(value, PSCustomObject) and value.type_names and value.type_names[0].startswith("Deserialized."):
        raise missing_method(value, name, _Named(value.type_names[0]))  # type: ignore[arg-type]
    raise missing_method(value, name, shown)


class _Named:
    """A type known by name only (deserialized objects)."""

    def __init__(self, full_name: str) -> None:
        self.full_name = full_name


def _accessor(value: Value, folded: str, args: Sequence[Value]) -> Value:
    """get_X() and set_X(v) of a property X."""
    if not folded.startswith(("get_", "set_")) or isinstance(value, NetType):
        return MISSING
    t = typeof(value)
    info = t.find_property(folded[4:])
    if info is not None:
        if folded.startswith("get_"):
            return info.getter(value) if not args else MISSING
        set_property(value, info.name, args[0])
        return None
    group = t.find_method(folded[4:])
    if group is not None and folded.startswith("get_"):
        return group_of(group).call(value, args)
    return MISSING


def _invoke_each(value: Value, items: Any, name: str, args: Sequence[Value], void: Value) -> Value:
    """Method enumeration: the first element that lacks the method ends it."""
    out: list[Value] = []
    all_void = True
    empty = True
    for item in items:
        empty = False
        if item is None:
            raise null_method(name)
        result = invoke_method(item, name, args, MISSING)
        if result is MISSING:
            continue
        all_void = False
        if isinstance(result, list):
            out.extend(result)
        else:
            out.append(result)
    if empty:
        raise missing_method(value, name)
    if all_void:
        return void
    return out[0] if len(out) == 1 else out


# --- statics and constructors ------------------------------------------------------------------------------------------------------------

def get_static(t: Value, name: str) -> Value:
    """[t]::name.  Missing members are null; a method is a value; what is no type answers with its own type's statics."""
    t = _as_type(t)
    found = t.find_static(name)
    if isinstance(found, PropertyInfo):
        try:
            return found.getter()
        except NetException:
            return None
    if isinstance(found, MethodInfo):
        from shell.objects.method_values import PSMethod
        return PSMethod(None, found, t)
    if t.enum_values:
        value = find_in(t.enum_values, name)
        if value is not MISSING:
            return value
    if name.lower() == "new":
        from shell.objects.method_values import PSMethod
        from shell.objects.methods import constructor_group
        return PSMethod(None, constructor_group(t).info, t)
    if hooks.current().strict_version >= 2:
        _missing(name, 2)
    return None


def _as_type(t: Value) -> NetType:
    base = t.base if t.__class__ is PSObject else t
    if isinstance(base, NetType):
        return base
    if base is None:
        raise null_method("")
    return typeof(base)


_STATICS: dict[tuple[Any, str], Any] = {}  # (type, name as spelled) -> prepared call


def invoke_static(t: Value, name: str, args: Sequence[Value], void: Value = None) -> Value:
    """[t]::name(args); `new` constructs."""
    call = _STATICS.get((t, name))
    if call is not None:
        return call(args, void)
    t = _as_type(t)
    found = t.find_static(name)
    if isinstance(found, MethodInfo):
        call = _STATICS[(t, name)] = group_of(found).call_static
        return call(args, void)
    folded = name.lower()
    if folded == "new":
        return new_instance(t, args)
    if folded == "referenceequals" and len(args) == 2:
        return _reference_equals(args[0], args[1])
    if folded == "equals" and len(args) == 2:
        from shell.clr.arrays import net_equals
        return net_equals(args[0], args[1])
    if folded.startswith("get_"):
        prop = t.find_static(folded[4:])
        if isinstance(prop, PropertyInfo) and not args:
            return prop.getter()
    raise missing_method(None, name, t)


def _reference_equals(a: Value, b: Value) -> bool:
    a, b = (v.base if v.__class__ is PSObject else v for v in (a, b))
    return a is b and not isinstance(a, (int, float))


def new_instance(t: NetType, args: Sequence[Value]) -> Value:
    """[t]::new(args)."""
    return construct(t, args)


