"""Listing members: what Get-Member, Format-List *, Select-Object * and `.psobject.Properties` show, in PowerShell's order.

Attached members come first, then type data, then what the .NET type declares (derived types before their bases).
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import MethodInfo, NetType, ParameterizedProperty, PropertyInfo, typeof
from shell.objects import hooks
from shell.objects.member_lookup import ADAPTERS, attached_members, find_adapted, raw_type_names, read_entry
from shell.objects.psobject import (
    MISSING,
    AliasProperty,
    CodeMethod,
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
from shell.objects.text import type_text

Value = Any
PROPERTY_KINDS = frozenset(["NoteProperty", "AliasProperty", "ScriptProperty", "CodeProperty", "Property"])
METHOD_KINDS = frozenset(["Method", "ScriptMethod", "CodeMethod"])


class MemberView:
    """One member of a value.  `entry` is the note's value, a Member, a PropertyInfo or a MethodInfo; `is_instance`: attached to this value."""

    __slots__ = ("owner", "name", "member_type", "entry", "is_instance", "type_name")

    def __init__(self, owner: Value, name: str, member_type: str, entry: Value, is_instance: bool) -> None:
        self.owner, self.name, self.member_type, self.entry, self.is_instance = owner, name, member_type, entry, is_instance

    def getter(self) -> Value:
        """The member's value now; what throws reads as null."""
        entry = self.entry
        if self.member_type == "Property":
            owner = self.owner.base if self.owner.__class__ is PSObject else self.owner
            if not isinstance(entry, PropertyInfo):
                found = find_adapted(owner, self.name, self.name.lower())
                return None if found is MISSING else found
            try:
                return entry.getter(owner)
            except NetException:
                return None
        if isinstance(entry, MethodInfo):
            from shell.objects.method_values import PSMethod
            return PSMethod(self.owner, entry)
        found = read_entry(self.owner, entry)
        return None if found is MISSING else found

    @property
    def value(self) -> Value:
        return self.getter()

    @property
    def is_settable(self) -> bool:
        entry = self.entry
        if isinstance(entry, (PropertyInfo, ScriptProperty, CodeProperty)):
            return entry.setter is not None
        if isinstance(entry, AliasProperty):
            target = find_view(self.owner, entry.target)
            return target is not None and target.is_settable
        return self.member_type in ("NoteProperty", "Property") and not (isinstance(entry, NoteProperty) and entry.from_type_data)

    @property
    def definition(self) -> str:
        """The Definition column of Get-Member."""
        return definition_of(self)


def definition_of(view: MemberView) -> str:
    entry = view.entry
    if isinstance(entry, PropertyInfo):
        return f"{entry.type_name} {entry.name} {{get;{'set;' if entry.setter is not None else ''}}}"
    if isinstance(entry, ParameterizedProperty):
        access = "{get;set;}" if entry.setter is not None else "{get;}"
        return ", ".join(f"{o.signature} {access}" for o in entry.overloads)
    if isinstance(entry, MethodInfo):
        return ", ".join(("static " if entry.is_static else "") + o.signature for o in entry.overloads)
    known = next((d for k, d in _DEFINITIONS.items() if isinstance(entry, k)), None)
    if known is not None:
        return known(view, entry)
    if view.member_type == "Property":
        return f"{value_type_text(view.getter())} {view.name} {{get;set;}}"
    value = view.getter()
    return f"{note_type_text(value)} {view.name}={'null' if value is None else element_text_of(value)}"


def element_text_of(value: Value) -> str:
    from shell.objects.text import to_string, type_name
    return type_name(value) if isinstance(value, list) else to_string(value)


def note_type_text(value: Value) -> str:
    """The type in a note's definition: accelerator or bare name."""
    if value is None:
        return "object"
    if isinstance(value, PSCustomObject):
        return "PSCustomObject"
    if isinstance(value, NetType):
        return "RuntimeType"
    t = typeof(value.base if value.__class__ is PSObject else value)
    return type_text(t) if t.accelerators else t.name


def value_type_text(value: Value) -> str:
    """A type as signatures write it."""
    if value is None:
        return "System.Object"
    from shell.clr.generics import ps_name
    return ps_name(typeof(value))


def _script_definition(view: MemberView, entry: ScriptProperty) -> str:
    get = f"get={entry.getter.text};" if entry.getter is not None else ""
    put = f"set={entry.setter.text};" if entry.setter is not None else ""
    return f"System.Object {entry.name} {{{get}{put}}}"


def _code_definition(view: MemberView, entry: CodeProperty) -> str:
    gap = " " if entry.kind == "ScriptProperty" else ""
    return f"{entry.type_name} {entry.name}{gap}{{get={entry.name};{f'set={entry.name};' if entry.setter is not None else ''}}}"


def _alias_definition(view: MemberView, entry: AliasProperty) -> str:
    kind = f"({entry.convert_to}) " if entry.convert_to else ""
    return f"{entry.name} = {kind}{entry.target}"


_DEFINITIONS: dict[type, Callable[[MemberView, Any], str]] = {
    ScriptProperty: _script_definition, CodeProperty: _code_definition, AliasProperty: _alias_definition,
    ScriptMethod: lambda view, entry: f"System.Object {entry.name}();",
    CodeMethod: lambda view, entry: entry.definition or f"static System.Object {entry.name}(psobject instance)",
    PropertySet: lambda view, entry: f"{entry.name} {{{', '.join(entry.names)}}}",
    MemberSet: lambda view, entry: f"{entry.name} {{{', '.join(entry.members)}}}",
}


# --- listing -----------------------------------------------------------------------------------------------------------------------------

def extended_views(value: Value) -> Iterator[MemberView]:
    """Attached members, then those of type data that are not hidden by them."""
    seen = set()
    ext = attached_members(value)
    real = value.deserialized_props if isinstance(value, PSCustomObject) and hasattr(value, "deserialized_props") else None
    for name, entry in (ext or {}).items():
        seen.add(name.lower())
        kind = entry.kind if isinstance(entry, Member) else "Property" if real and name.lower() in real else "NoteProperty"
        yield MemberView(value, name, kind, entry, True)
    for member in hooks.current().type_table.members(raw_type_names(value)):
        if member.name.lower() not in seen and not member.hidden:
            yield MemberView(value, member.name, member.kind, member, False)


def adapted_views(value: Value) -> Iterator[MemberView]:
    """Properties of the object itself: XML children, then declared properties."""
    base = value.base if value.__class__ is PSObject else value
    if base is None or isinstance(base, PSCustomObject):
        return
    seen = set()
    for name in adapter_names(base):
        seen.add(name.lower())
        yield MemberView(base, name, "Property", None, False)
    for info in declared_properties(base):
        if info.name.lower() not in seen:
            seen.add(info.name.lower())
            yield MemberView(base, info.name, "Property", info, False)


def adapter_names(base: Value) -> list[str]:
    """Names an adapter adds in front (children of an XML node)."""
    if type(base).__module__ != "shell.clr.xml_nodes":
        return []
    if type(base) not in ADAPTERS:
        find_adapted(base, "?", "?")
    if ADAPTERS.get(type(base)) is None:
        return []
    from shell.clr import xml_nodes
    return list(xml_nodes.xml_names(base))


def declared_properties(base: Value) -> list[PropertyInfo]:
    """Properties the type declares, derived types first."""
    t: Optional[NetType] = _type_of(base)
    found: dict[str, PropertyInfo] = {}
    while t is not None:
        for folded, info in t.properties.items():
            found.setdefault(folded, info)
        t = t.base
    return list(found.values())


def declared_methods(base: Value) -> list[MethodInfo]:
    """Method groups of the type and its bases, parameterized properties included."""
    t: Optional[NetType] = _type_of(base)
    found: dict[str, MethodInfo] = {}
    while t is not None:
        for folded, info in t.methods.items():
            found.setdefault(folded, info)
        t = t.base
    return list(found.values())


def _type_of(base: Value) -> NetType:
    if isinstance(base, NetType):
        from shell.objects.conversion import require
        return require("System.Type")
    return typeof(base)


def list_members(value: Value, *kinds: str) -> list[MemberView]:
    """All members (of these PSMemberTypes names, if given), unsorted."""
    if value is None:
        return []
    out: dict[str, MemberView] = {}
    for view in (*extended_views(value), *adapted_views(value)):
        out.setdefault(view.name.lower(), view)
    base = value.base if value.__class__ is PSObject else value
    for info in declared_methods(base):
        kind = "ParameterizedProperty" if isinstance(info, ParameterizedProperty) else "Method"
        out.setdefault(info.name.lower(), MemberView(value, info.name, kind, info, False))
    return [v for v in out.values() if not kinds or v.member_type in kinds]


def property_views(value: Value) -> list[MemberView]:
    """Everything with a value, as `.psobject.Properties` has it."""
    if value.__class__ is PSCustomObject and not hooks.current().type_table.members(raw_type_names(value)):
        return [v for v in extended_views(value) if v.member_type in PROPERTY_KINDS]
    out: dict[str, MemberView] = {}
    for view in (*extended_views(value), *adapted_views(value)):
        if view.member_type in PROPERTY_KINDS:
            out.setdefault(view.name.lower(), view)
    return list(out.values())


def property_names(value: Value) -> list[str]:
    """Names of all properties, in order."""
    if value is None:
        return []
    return [v.name for v in property_views(value)]


def property_items(value: Value) -> Iterator[tuple[str, Value]]:
    """(name, value) of all properties, in order; values that throw are null."""
    if value is None:
        return
    for view in property_views(value):
        yield view.name, view.getter()


def find_view(value: Value, name: str) -> Optional[MemberView]:
    """The member of that name in any case."""
    folded = name.lower()
    for view in list_members(value):
        if view.name.lower() == folded:
            return view
    return None


__all__ = ["METHOD_KINDS", "PROPERTY_KINDS", "MemberView", "declared_methods", "declared_properties", "definition_of", "extended_views",
           "find_view", "list_members", "property_items", "property_names", "property_views"]
