"""Get-Member: what properties and methods objects have."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException
from shell.clr.typeinfo import MethodInfo, NetType, PropertyInfo, typeof
from shell.clr.wildcards import WildcardPattern
from shell.objects.member_listing import MemberView, adapted_views, definition_of, extended_views, list_members
from shell.objects.members import type_names
from shell.objects.psobject import MISSING, base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
PROPERTY_TYPES = ("AliasProperty", "CodeProperty", "Property", "NoteProperty", "ScriptProperty")
METHOD_TYPES = ("Method", "CodeMethod", "ScriptMethod")
_GROUPS = {"properties": PROPERTY_TYPES, "methods": METHOD_TYPES}
_HIDDEN = (("pstypenames", "CodeProperty", "System.Collections.ObjectModel.Collection`1[[System.String, System.Private.CoreLib]] pstypenames{get=PSTypeNames;}"),
           ("psadapted", "MemberSet", "psadapted {}"), ("psbase", "MemberSet", "psbase {}"), ("psextended", "MemberSet", "psextended {}"),
           ("psobject", "MemberSet", "psobject {BaseObject, Members, Properties, Methods, ImmediateBaseObject, TypeNames, get_BaseObject, get_Members, "
            "get_Properties, get_Methods, get_ImmediateBaseObject, get_TypeNames, ToString, Copy, CompareTo, Equals, GetHashCode, GetType}"))


class MemberDefinition:
    """Microsoft.PowerShell.Commands.MemberDefinition."""

    __slots__ = ("type_name", "name", "member_type", "definition", "ps_ext", "__weakref__")

    def __init__(self, type_name: str, name: str, member_type: str, definition: str) -> None:
        self.type_name, self.name, self.member_type, self.definition = type_name, name, member_type, definition
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.definition


def _member_type(m: MemberDefinition) -> Value:
    from shell.objects.member_infos import member_type_value
    return member_type_value(m.member_type)


_DEFINITION = NetType("Microsoft.PowerShell.Commands.MemberDefinition", MemberDefinition)
_DEFINITION.attr("TypeName", "string", "type_name")
_DEFINITION.attr("Name", "string", "name")
_DEFINITION.prop("MemberType", "System.Management.Automation.PSMemberTypes")(_member_type)
_DEFINITION.attr("Definition", "string", "definition")
_DEFINITION.method("string ToString()")(str)


def kinds_of(value: Value) -> Optional[frozenset[str]]:
    """PSMemberTypes as member kind names; None is all of them."""
    names = [p.strip() for p in to_string(value).split(",") if p.strip()]
    if any(n.lower() == "all" for n in names):
        return None
    out: set[str] = set()
    for n in names:
        out.update(_GROUPS.get(n.lower(), (n,)))
    return frozenset(out)


class GetMember(Cmdlet):
    name = "Get-Member"
    synopsis = "Shows the properties and methods of objects."
    examples = (("Everything a string can do", "'text' | Get-Member"), ("Only properties of files", "Get-ChildItem | Get-Member -MemberType Properties"),
                ("Static members", "[math] | Get-Member -Static"))

    InputObject: Value = MISSING
    Name: Optional[list[str]] = None
    MemberType: Value = None
    View: Value = None
    Static: bool = False
    Force: bool = False

    def begin(self) -> None:
        self._seen: set[str] = set()
        self._kinds = None if self.MemberType is None else kinds_of(self.MemberType)
        self._views = {p.strip().lower() for p in to_string(self.View).split(",")} if self.View is not None else set()

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING or value is None:
            return
        base = base_of(value)
        shown = (base.full_name if isinstance(base, NetType) else typeof(base).full_name) if self.Static else next(iter(type_names(value)), "System.Object")
        if shown in self._seen:
            return
        self._seen.add(shown)
        members = list(self._members(value, base, shown))
        for pattern in self.Name or ["*"]:
            wildcard = WildcardPattern(to_string(pattern))
            found = [m for m in members if wildcard.matches(m.name) and (self._kinds is None or m.member_type in self._kinds)]
            self.write_all(sorted(found, key=lambda m: (m.member_type.lower(), m.name.lower())))

    def end(self) -> None:
        if not self._seen:
            self.error("You must specify an object for the Get-Member cmdlet.", "NoObjectInGetMember", "CloseError",
                       exception_class=InvalidOperationException)

    # ---- collecting

    def _members(self, value: Value, base: Value, shown: str) -> Iterator[MemberDefinition]:
        if self.Static:
            yield from self._static(base if isinstance(base, NetType) else typeof(base), shown)
            return
        if self.Force:
            for name, kind, definition in _HIDDEN:
                yield MemberDefinition(shown, name, kind, definition)
        hidden: set[str] = set() if self.Force else getattr(typeof(base), "hidden_members", set())
        for view in self._selected(value, base):
            if view.name.lower() not in hidden and not getattr(view.entry, "hidden", False):
                yield MemberDefinition(shown, view.name, view.member_type, definition_of(view))
        if self.Force and not isinstance(base, NetType):
            yield from self._accessors(base, shown)

    def _selected(self, value: Value, base: Value) -> list[MemberView]:
        views = self._views
        if not views or "all" in views or {"extended", "adapted"} <= views:
            return list_members(value)
        out: list[MemberView] = []
        if "extended" in views:
            out += extended_views(value)
        if views & {"adapted", "base"}:
            out += adapted_views(value)
            out += [v for v in list_members(base) if isinstance(v.entry, MethodInfo)]
        return out

    def _accessors(self, base: Value, shown: str) -> Iterator[MemberDefinition]:
        """get_X and set_X, which only -Force shows."""
        from shell.objects.member_listing import declared_properties
        for info in declared_properties(base):
            yield MemberDefinition(shown, f"get_{info.name}", "Method", f"{info.type_name} get_{info.name}()")
            if info.setter is not None:
                yield MemberDefinition(shown, f"set_{info.name}", "Method", f"void set_{info.name}({info.type_name} value)")

    def _static(self, t: NetType, shown: str) -> Iterator[MemberDefinition]:
        seen: set[str] = set()
        current: Optional[NetType] = t
        while current is not None:
            entry: Any
            for folded, entry in (*current.static_properties.items(), *current.static_methods.items()):
                if folded in seen:
                    continue
                seen.add(folded)
                if isinstance(entry, PropertyInfo):
                    access = "{get;}" if entry.setter is None else "{get;set;}"
                    yield MemberDefinition(shown, entry.name, "Property", f"static {entry.type_name} {entry.name} {access}")
                else:
                    yield MemberDefinition(shown, entry.name, "Method", ", ".join("static " + o.signature for o in entry.overloads))
            current = current.base
        for name in t.enum_values or ():
            yield MemberDefinition(shown, name, "Property", f"static {t.full_name} {name} {{get;}}")
        if t.constructors:
            yield MemberDefinition(shown, "new", "Method", ", ".join(o.signature for o in t.constructors))
