"""Members as objects: the PSNoteProperty, PSScriptProperty ... that `.psobject.Properties` lists and `[psnoteproperty]::new()` makes."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.typeinfo import NetType, typeof
from shell.objects.conversion import require
from shell.objects.member_listing import MemberView
from shell.objects.method_values import MEMBER_INFO, SCRIPT_METHOD
from shell.objects.psobject import (
    AliasProperty,
    CodeProperty,
    Member,
    MemberSet,
    NoteProperty,
    PropertySet,
    PSCustomObject,
    PSObject,
    ScriptMethod,
    ScriptProperty,
)
from shell.objects.text import to_string, type_name

Value = Any
_S = "System.Management.Automation."
_TYPES: dict[str, NetType] = {}


class PropertyValue:
    """One property of one object.  Reading and writing `value` reads and writes the object."""

    __slots__ = ("view", "ps_ext")

    def __init__(self, view: MemberView) -> None:
        self.view = view
        self.ps_ext: Any = None

    @property
    def net_type(self) -> NetType:
        return _TYPES[self.view.member_type]

    @property
    def name(self) -> str:
        return self.view.name

    @property
    def kind(self) -> str:
        return self.view.member_type

    @property
    def value(self) -> Value:
        return self.view.getter()

    @value.setter
    def value(self, new: Value) -> None:
        from shell.objects.members import set_property
        set_property(self.view.owner, self.view.name, new)

    @property
    def member(self) -> Value:
        """The declared member behind it, if it is one."""
        return self.view.entry

    def __str__(self) -> str:
        return property_text(self)


def property_text(info: Value) -> str:
    """ToString: what Get-Member's Definition says."""
    return info.view.definition if isinstance(info, PropertyValue) else str(info.name)


def member_type_value(name: str) -> Value:
    """The PSMemberTypes value of that name."""
    return require(_S + "PSMemberTypes").enum_values[name]


def type_name_of_value(value: Value) -> str:
    """TypeNameOfValue of a note: the value's type, System.Object of null."""
    if value is None:
        return "System.Object"
    base = value.base if value.__class__ is PSObject else value
    return type_name(base)


def _type_of_property(info: Value) -> str:
    if isinstance(info, PropertyValue):
        entry = info.view.entry
        if info.kind == "Property" and hasattr(entry, "type_name"):
            from shell.objects.typenames import resolve_type
            resolved = resolve_type(entry.type_name)
            return resolved.full_name if resolved is not None else str(entry.type_name)
        if info.kind == "ScriptProperty":
            return "System.Object"
        if isinstance(entry, CodeProperty):
            return entry.type_name
        return type_name_of_value(info.value)
    return type_name_of_value(info.value) if isinstance(info, NoteProperty) else "System.Object"


def _settable(info: Value) -> bool:
    return info.view.is_settable if isinstance(info, PropertyValue) else not isinstance(info, (ScriptProperty, CodeProperty)) or info.setter is not None


def _value(info: Value) -> Value:
    return info.value if isinstance(info, (PropertyValue, NoteProperty)) else None


def _set_value(info: Value, new: Value) -> None:
    info.value = new


def _is_instance(info: Value) -> bool:
    return info.view.is_instance if isinstance(info, PropertyValue) else True


def _member_of(info: Value) -> Value:
    return info.view.entry if isinstance(info, PropertyValue) else info


_PROPERTY_INFO = NetType(_S + "PSPropertyInfo", base=MEMBER_INFO)


def _declare(kind: str, full_name: str, python_class: Optional[type], *accelerators: str) -> NetType:
    t = _TYPES[kind] = NetType(_S + full_name, python_class, base=_PROPERTY_INFO, accelerators=accelerators)
    return t


def _common(t: NetType, before: Callable[[NetType], None] = lambda t: None) -> None:
    t.prop("MemberType", _S + "PSMemberTypes")(lambda m: member_type_value(m.kind))
    before(t)
    t.prop("IsSettable", "bool")(_settable)
    t.prop("IsGettable", "bool")(lambda m: True)
    t.prop("Value", "System.Object", setter=_set_value)(_value)
    t.prop("TypeNameOfValue", "string")(_type_of_property)
    t.prop("Name", "string")(lambda m: m.name)
    t.prop("IsInstance", "bool")(_is_instance)
    t.method("string ToString()")(property_text)
    t.method(_S + "PSMemberInfo Copy()")(lambda m: m)


def _script_parts(t: NetType) -> None:
    t.prop("SetterScript", "scriptblock")(lambda m: _member_of(m).setter)
    t.prop("GetterScript", "scriptblock")(lambda m: _member_of(m).getter)


def _alias_parts(t: NetType) -> None:
    t.prop("ReferencedMemberName", "string")(lambda m: _member_of(m).target)


NOTE = _declare("NoteProperty", "PSNoteProperty", NoteProperty, "psnoteproperty")
_common(NOTE)
NOTE.new(_S + "PSNoteProperty new(string name, System.Object value)")(lambda name, value: NoteProperty(name, value))
SCRIPT = _declare("ScriptProperty", "PSScriptProperty", ScriptProperty, "psscriptproperty")
_common(SCRIPT, _script_parts)
SCRIPT.new(_S + "PSScriptProperty new(string name, scriptblock getterScript)",
           _S + "PSScriptProperty new(string name, scriptblock getterScript, scriptblock setterScript)")(lambda name, get, put=None: ScriptProperty(name, get, put))
ALIAS = _declare("AliasProperty", "PSAliasProperty", AliasProperty, "psaliasproperty")
_common(ALIAS, _alias_parts)
ALIAS.new(_S + "PSAliasProperty new(string name, string referencedMemberName)")(lambda name, target: AliasProperty(name, target))
PROPERTY = _declare("Property", "PSProperty", None)
_common(PROPERTY)
CODE = _declare("CodeProperty", "PSCodeProperty", CodeProperty)
_common(CODE)
SET = _declare("PropertySet", "PSPropertySet", PropertySet, "pspropertyset")
SET.base = MEMBER_INFO
SET.prop("ReferencedPropertyNames", "System.Collections.ObjectModel.Collection[string]")(lambda m: list(_member_of(m).names))
SET.prop("MemberType", _S + "PSMemberTypes")(lambda m: member_type_value("PropertySet"))
SET.prop("Value", "System.Object")(lambda m: m)
SET.prop("Name", "string")(lambda m: m.name)
SET.new(_S + "PSPropertySet new(string name, System.Collections.Generic.IEnumerable[string] referencedPropertyNames)")(
    lambda name, names: PropertySet(name, [to_string(n) for n in names]))
MEMBER_SET = _declare("MemberSet", "PSMemberSet", MemberSet, "psmemberset")
MEMBER_SET.base = MEMBER_INFO
MEMBER_SET.prop("Name", "string")(lambda m: m.name)
MEMBER_SET.prop("MemberType", _S + "PSMemberTypes")(lambda m: member_type_value("MemberSet"))
MEMBER_SET.prop("Members", "System.Object")(lambda m: list(_member_of(m).members.values()))


@MEMBER_SET.new(_S + "PSMemberSet new(string name)", _S + "PSMemberSet new(string name, System.Collections.Generic.IEnumerable[psobject] members)")
def new_member_set(name: str, members: Any = ()) -> MemberSet:
    """A member set of members made before."""
    return MemberSet(name, {m.name: m for m in members if isinstance(m, Member)})


SCRIPT_METHOD.python_class = ScriptMethod
SCRIPT_METHOD.accelerators = ("psscriptmethod",)
SCRIPT_METHOD.new(_S + "PSScriptMethod new(string name, scriptblock script)")(lambda name, script: ScriptMethod(name, script))


def member_of_info(info: Value) -> Member:
    """A member to attach, out of what script code hands over."""
    plain = info.base if info.__class__ is PSObject else info
    if isinstance(plain, Member):
        return plain
    if isinstance(plain, PropertyValue):
        return plain.member if isinstance(plain.member, Member) else NoteProperty(plain.name, plain.value)
    if isinstance(plain, PSCustomObject):
        raise TypeError("a member is needed")
    return NoteProperty(typeof(plain).name, plain)
