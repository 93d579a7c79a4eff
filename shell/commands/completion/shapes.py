"""What is known of a value while its program is being written: the live value, its type, a class of the text, or names of keys."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType, ParameterizedProperty, typeof
from shell.objects import hooks
from shell.objects.member_listing import METHOD_KINDS, PROPERTY_KINDS, list_members
from shell.objects.psobject import MISSING, AliasProperty, base_of
from shell.objects.records import TerminatingError

Value = Any
_RANKS = {"AliasProperty": 1, "CodeProperty": 2, "Property": 4, "NoteProperty": 8, "ScriptProperty": 16, "PropertySet": 32, "Method": 64, "CodeMethod": 128,
          "ScriptMethod": 256, "ParameterizedProperty": 512, "MemberSet": 1024, "Event": 2048}
_OBJECT_METHODS = ("Equals", "GetHashCode", "GetType", "ToString")
_PSOBJECT = ("BaseObject", "ImmediateBaseObject", "Members", "Methods", "Properties", "TypeNames")
_PSOBJECT_METHODS = ("CompareTo", "Copy", "Equals", "GetHashCode", "GetObjectData", "GetType", "ToString")
_ENUM_STATICS = ("Equals", "Format", "GetName", "GetNames", "GetUnderlyingType", "GetValues", "GetValuesAsUnderlyingType", "IsDefined", "Parse",
                 "ReferenceEquals", "ToObject", "TryParse")


class MemberName:
    """One member as offered."""

    __slots__ = ("name", "is_method", "tip", "is_key", "child")

    def __init__(self, name: str, is_method: bool, tip: str = "", is_key: bool = False, child: Any = None) -> None:
        self.name, self.is_method, self.tip, self.is_key = name, is_method, tip or name, is_key
        self.child: Optional[Callable[[], Optional[Shape]]] = child


class Shape:
    """Base: something with members."""

    def members(self) -> list[MemberName]:
        """All members in the order they are offered."""
        return []

    def properties(self) -> list[MemberName]:
        return sorted((m for m in self.members() if not m.is_method), key=lambda m: m.name.lower())

    def member(self, name: str) -> Optional[Shape]:
        """The shape of a member's value."""
        folded = name.lower()
        for m in self.members():
            if m.name.lower() == folded and m.child is not None:
                return m.child()
        return None

    def element(self) -> Optional[Shape]:
        """The shape of what a pipeline gets from it."""
        return self


def by_name(members: list[MemberName]) -> list[MemberName]:
    """Properties by name, then methods by name, each once."""
    seen: dict[tuple[bool, str], MemberName] = {}
    for m in members:
        seen.setdefault((m.is_method, m.name.lower()), m)
    return sorted(seen.values(), key=lambda m: (m.is_method, m.name.lower()))


class LiveShape(Shape):
    """A value of the session."""

    def __init__(self, value: Value) -> None:
        self.value = value

    def members(self) -> list[MemberName]:
        base = base_of(self.value)
        views = [v for v in list_members(self.value) if v.member_type in _RANKS and not getattr(v.entry, "hidden", False)]
        ranked = [(_RANKS[v.member_type], MemberName(v.name, v.member_type in METHOD_KINDS or isinstance(v.entry, ParameterizedProperty), _tip(v)))
                  for v in views]
        known = {m.name.lower() for _, m in ranked}
        ranked += [(_RANKS[kind], MemberName(n, kind == "Method")) for kind, n in _job_members(base) if n.lower() not in known]
        ranked.sort(key=lambda pair: (pair[0], pair[1].name.lower()))
        found = [m for _, m in ranked]
        if hasattr(base, "contains") and hasattr(base, "keys"):
            found += [MemberName(k, False, k, True) for k in base.keys() if isinstance(k, str)]
        elif isinstance(base, list):
            found += [MemberName("Where", True, "Where({ expression } [, mode [, numberToReturn]])"),
                      MemberName("ForEach", True, "ForEach(expression [, arguments...])")]
        return found

    def properties(self) -> list[MemberName]:
        names = [v for v in list_members(self.value) if v.member_type in PROPERTY_KINDS and not getattr(v.entry, "hidden", False)]
        base = base_of(self.value)
        keys = [MemberName(k, False, k, True) for k in base.keys() if isinstance(k, str)] if hasattr(base, "contains") and hasattr(base, "keys") else []
        return sorted([MemberName(v.name, False, _tip(v)) for v in names] + keys, key=lambda m: m.name.lower())

    def member(self, name: str) -> Optional[Shape]:
        from shell.objects.members import get_property
        try:
            found = get_property(self.value, name)
        except (NetException, TerminatingError):
            return None
        return None if found is None or found is MISSING else LiveShape(found)

    def element(self) -> Optional[Shape]:
        base = base_of(self.value)
        if isinstance(base, list):
            return LiveShape(base[0]) if base else None
        return self


_JOB_MEMBERS: dict[str, str] = {
    "Property": "StartParameters", "Method": "ResumeJob ResumeJobAsync StartJob StartJobAsync StopJobAsync SuspendJob SuspendJobAsync UnblockJob UnblockJobAsync",
    "Event": "ResumeJobCompleted StartJobCompleted StopJobCompleted SuspendJobCompleted UnblockJobCompleted",
}


def _job_members(base: Value) -> list[tuple[str, str]]:
    """(kind, name) of what jobs have in PowerShell beyond what works here: events, and starting and suspending thread jobs by method."""
    names = typeof(base).hierarchy()
    if "System.Management.Automation.Job" not in names:
        return []
    found = [("Event", "StateChanged")]
    if any(n.endswith(".ThreadJob") for n in names):
        found += [(kind, n) for kind, text in _JOB_MEMBERS.items() for n in text.split()]
    return found


def _tip(view: Any) -> str:
    try:
        text = str(view.definition)
    except (NetException, TerminatingError):
        return str(view.name)
    return text.replace("), ", ")\n") if view.member_type in METHOD_KINDS else text


def type_shape(name: str) -> Optional[Shape]:
    """The shape of values of a named type."""
    from shell.objects.typenames import resolve_type
    try:
        t = resolve_type(name)
    except NetException:
        return None
    return None if t is None else TypeShape(t)


class TypeShape(Shape):
    """Values of a type."""

    def __init__(self, net_type: NetType) -> None:
        self.type = net_type

    def members(self) -> list[MemberName]:
        found: list[MemberName] = []
        t: Optional[NetType] = self.type
        while t is not None:
            for p in t.properties.values():
                access = "{get;set;}" if p.setter is not None else "{get;}"
                found.append(MemberName(p.name, False, f"{p.type_name} {p.name} {access}", child=lambda n=p.type_name: type_shape(n)))
            for m in t.methods.values():
                returns = m.overloads[0].return_type if m.overloads else "void"
                found.append(MemberName(m.name, True, "\n".join(o.signature for o in m.overloads), child=lambda n=returns: type_shape(n)))
            t = t.base
        found += [MemberName(n, True) for n in _OBJECT_METHODS]
        for member in hooks.current().type_table.members(self.type.hierarchy()):
            if type(member).__name__ != "MemberSet" and not getattr(member, "hidden", False):
                found.append(MemberName(member.name, "Method" in getattr(member, "kind", ""), f"System.Object {member.name}" if not isinstance(
                    member, AliasProperty) else f"{member.name} = {member.target}"))
        if self.type.full_name == "System.Management.Automation.Job":
            found += [MemberName(n, False) for n in ("HasMoreData", "Location", "StatusMessage")]  # declared by each kind of job
        return by_name(found)

    def element(self) -> Optional[Shape]:
        if self.type.element is not None:
            return TypeShape(self.type.element)
        if self.type.arguments and "Dictionary" not in self.type.full_name:
            return TypeShape(self.type.arguments[-1])
        return self


class UnionShape(Shape):
    """One of several types."""

    def __init__(self, parts: list[Shape]) -> None:
        self.parts = parts

    def members(self) -> list[MemberName]:
        return by_name([m for p in self.parts for m in p.members()])


class StaticShape(Shape):
    """What stands after `[Type]::`."""

    def __init__(self, net_type: NetType) -> None:
        self.type = net_type

    def members(self) -> list[MemberName]:
        t: Optional[NetType] = self.type
        found = [MemberName(n, False, f"static {self.type.full_name} {n} {{get;}}", child=lambda: TypeShape(self.type)) for n in self.type.enum_values]
        found.append(MemberName("new", True, "\n".join(o.signature for o in self.type.constructors), child=lambda: TypeShape(self.type)))
        if self.type.enum_values:
            found = found[:-1] + [MemberName(n, True) for n in _ENUM_STATICS]
        while t is not None:
            for p in t.static_properties.values():
                found.append(MemberName(p.name, False, f"static {p.type_name} {p.name} {{get;}}", child=lambda n=p.type_name: type_shape(n)))
            for m in t.static_methods.values():
                returns = m.overloads[0].return_type if m.overloads else "void"
                found.append(MemberName(m.name, True, "\n".join("static " + o.signature for o in m.overloads), child=lambda n=returns: type_shape(n)))
            t = t.base
        if not self.type.constructors and self.type.kind == "class" and not self.type.enum_values:
            found = [m for m in found if m.name != "new"]
        return by_name(found + [MemberName(n, True) for n in ("Equals", "ReferenceEquals")])


class TableShape(Shape):
    """A hashtable, or with `custom` a [pscustomobject], of which the text shows the keys."""

    def __init__(self, keys: list[tuple[str, Callable[[], Optional[Shape]]]], custom: bool = False) -> None:
        self.keys, self.custom = keys, custom

    def members(self) -> list[MemberName]:
        own = [MemberName(k, False, k, True, child) for k, child in self.keys]
        if self.custom:
            return by_name(own + [MemberName(n, False) for n in _PSOBJECT] + [MemberName(n, True) for n in _PSOBJECT_METHODS])
        table = type_shape("hashtable")
        return by_name(own + (table.members() if table is not None else []))


class NamesShape(Shape):
    """Objects of which only the names of some properties are known (what Select-Object gave)."""

    def __init__(self, names: list[MemberName]) -> None:
        self.names = names

    def members(self) -> list[MemberName]:
        return by_name(self.names + [MemberName(n, True) for n in _OBJECT_METHODS])


class ClassShape(Shape):
    """A class or enum that the text defines; `static`: the type itself."""

    def __init__(self, node: Any, lookup: Callable[[str], Optional[Shape]], static: bool = False, base: Optional[Shape] = None) -> None:
        self.node, self.lookup, self.static, self.base = node, lookup, static, base

    def _own(self) -> Iterator[MemberName]:
        for m in self.node.members:
            if m.is_hidden or m.is_static != self.static or getattr(m, "is_constructor", False):
                continue
            is_method = hasattr(m, "parameters")
            typed = m.return_type if is_method else m.property_type
            child = None if typed is None else (lambda n=typed.type_name.full_name: self.lookup(n))
            yield MemberName(m.name, is_method, m.extent.text.partition("{")[0].strip(), child=child)

    def members(self) -> list[MemberName]:
        found = list(self._own())
        if self.static and self.node.is_enum:
            return by_name(found + [MemberName(n, True) for n in _ENUM_STATICS])
        if self.static:
            return by_name(found + [MemberName("new", True, child=lambda: self.lookup(self.node.name))] + [MemberName(n, True) for n in
                                                                                                          ("Equals", "ReferenceEquals")])
        base = self.base.members() if self.base is not None else [MemberName(n, True) for n in _OBJECT_METHODS]
        return by_name(found + base)
