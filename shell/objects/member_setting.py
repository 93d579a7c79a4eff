"""Changing members: property assignment, attached members, type names."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException
from shell.clr.typeinfo import NetType, ParameterizedProperty, PropertyInfo, typeof
from shell.objects import hooks
from shell.objects.conversion import convert
from shell.objects.member_lookup import (
    ADAPTERS,
    REMEMBERED,
    SETTERS,
    attached_members,
    class_decides,
    find_adapted,
    find_extended,
    find_in,
    find_value,
    is_dictionary,
    key_text,
    raw_type_names,
)
from shell.objects.psobject import MISSING, AliasProperty, CodeProperty, Member, NoteProperty, PSCustomObject, PSObject, ScriptProperty
from shell.objects.records import RuntimeException, SetValueException, SetValueInvocationException, TerminatingError
from shell.objects.typedata import VOLATILE, mark_volatile
from shell.objects.typenames import resolve_type

Value = Any
_CANNOT = "The property '{0}' cannot be found on this object. Verify that the property exists and can be set."


def _assignment_error(message: str, error_id: str = "PropertyAssignmentException") -> NetException:
    return RuntimeException(message, error_id=error_id, category="InvalidOperation")


def _setting_failed(name: str, text: str, inner: Optional[BaseException] = None) -> NetException:
    return SetValueInvocationException(f'Exception setting "{name}": "{text}"', inner, error_id="ExceptionWhenSetting", category="NotSpecified")


def _read_only(name: str) -> NetException:
    return _assignment_error(f"'{name}' is a ReadOnly property.")


def set_property(value: Value, name: Value, new: Value) -> None:
    """value.name = new."""
    if value.__class__ is PSCustomObject:
        props = value.props
        if name in props and not isinstance(props[name], Member):
            props[name] = new
            return
    else:
        table = SETTERS.get(value.__class__)
        info = table.get(name) if table is not None else None
        if info is not None:
            _set_declared_property(value, info, new)
            return
    if value is None:
        raise _assignment_error(_CANNOT.format(key_text(name)), "PropertyNotFound")
    if name.__class__ is not str and is_dictionary(value):
        _set_key(value, name, new)
        return
    name = key_text(name)
    ext = attached_members(value)
    if ext:
        for key, entry in ext.items():
            if key == name or key.lower() == name.lower():
                _set_entry(value, ext, key, entry, new)
                return
    entry = find_extended(value, name, name.lower())
    if entry is not MISSING:
        _set_declared(value, entry, new)
        return
    if value.__class__ is PSObject:
        set_property(value.base, name, new)
        return
    _set_own(value, name, new)


def _set_entry(value: Value, ext: dict[str, Value], key: str, entry: Value, new: Value) -> None:
    if not isinstance(entry, Member):
        ext[key] = new
    elif isinstance(entry, NoteProperty):
        entry.value = new
    else:
        _set_declared(value, entry, new)


def _set_declared(value: Value, entry: Member, new: Value) -> None:
    """Set through an alias, script or code property."""
    if isinstance(entry, AliasProperty):
        set_property(value, entry.target, new)
    elif isinstance(entry, ScriptProperty):
        if entry.setter is None:
            raise SetValueException(f'Set accessor for property "{entry.name}" is unavailable.', error_id="SetWithoutSetterFromScriptProperty")
        try:
            hooks.current().run_script(entry.setter, this=value, args=[new])
        except TerminatingError as error:
            raise _setting_failed(entry.name, error.record.exception.message, error.record.exception) from error
    elif isinstance(entry, CodeProperty):
        if entry.setter is None:
            raise SetValueException(f'Set accessor for property "{entry.name}" is unavailable.', error_id="SetWithoutSetterFromCodeProperty")
        entry.setter(value.base if value.__class__ is PSObject else value, new)
    else:
        raise _read_only(entry.name)


def _set_key(value: Value, name: Value, new: Value) -> None:
    arguments = typeof(value).arguments
    if arguments:
        name, new = convert(name, arguments[0]), convert(new, arguments[1])
    value.put(name, new)


def _set_own(value: Value, name: str, new: Value) -> None:
    """A dictionary key, an XML child, or a property of the .NET type."""
    if is_dictionary(value):
        _set_key(value, name, new)
        return
    if isinstance(value, PSCustomObject):
        raise _setting_failed(name, _CANNOT.format(name))
    if isinstance(value, NetType):
        from shell.objects.conversion import require
        raise _read_only(name) if require("System.Type").find_property(name) is not None else _assignment_error(_CANNOT.format(name))
    if type(value).__module__ == "shell.clr.xml_nodes":
        find_adapted(value, name, name.lower())
        if ADAPTERS.get(type(value)) is not None:
            _set_xml(value, name, new)
            return
    info = typeof(value).find_property(name)
    if info is None:
        raise _assignment_error(_CANNOT.format(name))
    if name.lower() not in VOLATILE and class_decides(value.__class__):
        SETTERS.setdefault(value.__class__, {})[name] = info
    _set_declared_property(value, info, new)


def _set_xml(value: Value, name: str, new: Value) -> None:
    from shell.clr import xml_nodes
    try:
        xml_nodes.xml_set(value, name, new)
    except NetException as error:
        if error.error_id is not None:
            raise
        if typeof(value).find_property(name) is None:
            raise _setting_failed(name, error.message, error) from error
        _set_declared_property(value, typeof(value).find_property(name), new)  # type: ignore[arg-type]


def _set_declared_property(value: Value, info: PropertyInfo, new: Value) -> None:
    if info.setter is None:
        raise _read_only(info.name)
    try:
        info.setter(value, _converted(info, new))
    except NetException as error:
        raise _setting_failed(info.name, error.message, error) from error


def set_parameterized(value: Value, name: str, args: Sequence[Value], new: Value) -> None:
    """value.Name(args) = new: a parameterized property such as Item."""
    base = value.base if value.__class__ is PSObject else value
    if base is None:
        raise _assignment_error(_CANNOT.format(name), "PropertyNotFound")
    group = typeof(base).find_method(name)
    if not isinstance(group, ParameterizedProperty):
        raise _assignment_error(_CANNOT.format(name))
    if group.setter is None:
        raise _read_only(group.name)
    try:
        group.setter(base, *args, new)
    except NetException as error:
        raise _setting_failed(group.name, error.message, error) from error


_TYPES: dict[PropertyInfo, Optional[NetType]] = {}


def _converted(info: PropertyInfo, new: Value) -> Value:
    if info not in _TYPES:
        _TYPES[info] = None if info.type_name in ("System.Object", "object") else resolve_type(info.type_name)
    t = _TYPES[info]
    return new if t is None else convert(new, t)


def set_static(t: Value, name: str, new: Value) -> None:
    """[t]::name = new."""
    base = t.base if t.__class__ is PSObject else t
    owner = base if isinstance(base, NetType) else typeof(base)
    found = owner.find_static(name)
    if not isinstance(found, PropertyInfo):
        if find_in(owner.enum_values, name) is not MISSING:
            raise _read_only(name)
        raise _assignment_error(_CANNOT.format(name))
    if found.setter is None:
        raise _read_only(found.name)
    try:
        found.setter(_converted(found, new))
    except NetException as error:
        raise _setting_failed(found.name, error.message, error) from error


# --- attached members --------------------------------------------------------------------------------------------------------------------

def attach(value: Value, remember: bool = False) -> Value:
    """Something that carries attached members for this value: the value itself where it can, else a PSObject around it.

    `remember` ties the wrapper to this very Python object, so that later look-ups on the bare value (a variable that holds the same string
    or small int) find the members too, as PowerShell's table of resurrected members does.
    """
    if isinstance(value, PSObject):
        return value
    if hasattr(value, "ps_ext"):
        if value.ps_ext is None:
            value.ps_ext = {}
        return value
    known = REMEMBERED.get(id(value))
    if known is not None:
        return known
    made = PSObject(value)
    if remember:
        REMEMBERED[id(value)] = made
        if len(REMEMBERED) > 10_000:
            REMEMBERED.popitem(last=False)
    return made


def holder_table(holder: Value) -> dict[str, Value]:
    """The attached members of what `attach` returned."""
    return holder.props if isinstance(holder, PSObject) else holder.ps_ext


def add_member(value: Value, member: Member, force: bool = False) -> Value:
    """Attach a member and return what carries it; errors are Add-Member's."""
    name = member.name
    folded = name.lower()
    table = hooks.current().type_table
    if table.declares(folded) and table.find(raw_type_names(value), folded) is not MISSING:
        if force:
            raise InvalidOperationException(
                f'Cannot force the member with name "{name}" and type "{member.kind}" to be added. A member with that name and type already exists, '
                "and the existing member is not an instance extension.", error_id="CannotAddOrRemoveNonInstanceMember", category="InvalidOperation")
        raise _exists(name)
    holder = attach(value, remember=True)
    ext = holder_table(holder)
    if not force and (find_in(ext, name) is not MISSING or find_value(value, name) is not MISSING or _has_method(value, folded)):
        raise _exists(name)
    for key in [k for k in ext if k.lower() == folded]:
        del ext[key]
    if not isinstance(value, PSObject):
        mark_volatile(folded)
    ext[name] = member.value if type(member) is NoteProperty else member
    return holder


def _has_method(value: Value, folded: str) -> bool:
    base = value.base if value.__class__ is PSObject else value
    return not isinstance(base, NetType) and typeof(base).find_method(folded) is not None


def _exists(name: str) -> NetException:
    return InvalidOperationException(
        f'Cannot add a member with the name "{name}" because a member with that name already exists. To overwrite the member anyway, add the Force '
        "parameter to your command.", error_id="MemberAlreadyExists", category="InvalidOperation")


def type_names(value: Value) -> list[str]:
    """PSTypeNames, as a fresh list."""
    return list(raw_type_names(value))


def set_type_names(value: Value, names: list[str]) -> Value:
    """Give a value these type names; returns what carries them."""
    if not isinstance(value, PSObject):
        if hasattr(value, "type_names"):
            value.type_names = names
            return value
        value = attach(value)
        if not isinstance(value, PSObject):
            value = PSObject(value, value.ps_ext)
    value.type_names = names
    return value
