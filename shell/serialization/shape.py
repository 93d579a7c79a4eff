"""What of a value is serialized, for every form of serialization (CLIXML, sessions, process jobs): its kind, type names, properties, notes, text.

Rules as recorded: primitives keep their type; containers and custom objects expand without limit; objects of .NET and script classes count
against the depth and become text when it is used up; script and alias properties are frozen to values (one that throws is left out), methods vanish.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional

from shell.clr.typeinfo import NetType, typeof
from shell.objects import hooks
from shell.objects.members import get_property, type_names
from shell.objects.psobject import Member, PSCustomObject, PSObject, ScriptMethod, ScriptProperty, base_of
from shell.objects.text import to_display, to_string

Value = Any
Pairs = list[tuple[str, Value]]
CORE_LIBRARY = "System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e"
CUSTOM_TYPES = ("System.Management.Automation.PSCustomObject", "System.Object")

PRIMITIVES = frozenset((
    "System.String", "System.Char", "System.Boolean", "System.DateTime", "System.TimeSpan", "System.SByte", "System.Int16", "System.UInt16", "System.Int32",
    "System.UInt32", "System.Int64", "System.UInt64", "System.Byte", "System.Single", "System.Double", "System.Decimal", "System.Byte[]", "System.Guid",
    "System.Uri", "System.Version", "System.Xml.XmlDocument", "System.Management.Automation.ScriptBlock", "System.Security.SecureString"))
_LISTS = frozenset(("System.Collections.ArrayList",))
_QUEUES = {"System.Collections.Queue": "QUE", "System.Collections.Stack": "STK"}


def primitive_name(value: Value) -> Optional[str]:
    """The .NET name of a primitive's type, None for anything else."""
    name = typeof(value).full_name
    return name if name in PRIMITIVES else None


def container_kind(value: Value) -> Optional[str]:
    """LST, DCT, QUE, STK or IE for containers."""
    if isinstance(value, (str, PSObject)):
        return None
    if value.__class__ is list:
        return "LST"
    t = typeof(value)
    name = t.full_name
    if name.endswith("]") and t.element is not None or name in _LISTS or name.startswith("System.Collections.Generic.List`1"):
        return "LST"
    head = name.split("[", 1)[0].rstrip("`12")
    if head in _QUEUES or name in _QUEUES:
        return _QUEUES[name]
    if hasattr(value, "items") and hasattr(value, "keys") and hasattr(value, "put"):
        return "DCT"
    from shell.objects.enumeration import enumerate_value
    return "IE" if enumerate_value(value) is not None else None


def qualified_names(value: Value) -> list[str]:
    """Type names as they are written: generic arguments with their assembly."""
    if isinstance(value, PSObject) and value.type_names is not None:
        return list(value.type_names)
    if isinstance(value, PSCustomObject):
        return list(CUSTOM_TYPES)
    t = typeof(base_of(value))
    if t.arguments:
        return [qualified_generic(t), *type_names(value)[1:]]
    return type_names(value)


def qualified_generic(t: NetType) -> str:
    """`List`1[[System.Int32, System.Private.CoreLib, ...]]`."""
    if not t.arguments:
        return t.full_name
    head = t.full_name.split("[", 1)[0]
    return head + "[" + ",".join(f"[{qualified_generic(a)}, {CORE_LIBRARY}]" for a in t.arguments) + "]"


def text_of(value: Value) -> str:
    """What <ToString> holds and what an object beyond the depth becomes."""
    if isinstance(value, PSCustomObject):
        return value.text if value.text is not None else to_string(value)
    return to_string(value) if typeof(base_of(value)).full_name in _INVARIANT else to_display(value)


_INVARIANT = frozenset(("System.DateTimeOffset", "System.DateOnly", "System.TimeOnly"))


def readable(getter: Callable[[], Value]) -> tuple[bool, Value]:
    """(True, value), or (False, None) when reading fails."""
    try:
        return True, getter()
    except Exception as e:
        from shell.clr.exceptions import NetException
        from shell.objects.records import TerminatingError
        if isinstance(e, (NetException, TerminatingError)):
            return False, None
        raise


def own_properties(value: Value) -> Pairs:
    """<Props>: the declared properties of a stand-in or class instance that can be read."""
    base = base_of(value)
    out: Pairs = []
    seen: set[str] = set()
    levels: list[NetType] = []
    t: Optional[NetType] = typeof(base)
    while t is not None:
        levels.append(t)
        t = t.base
    for level in levels:
        for key, p in level.properties.items():
            if key in seen or p.is_static or getattr(p, "parameters", None):
                continue
            seen.add(key)
            ok, found = readable(lambda p=p: p.getter(base))  # type: ignore[misc]
            if ok:
                out.append((p.name, found))
    return out


def note_pairs(value: Value) -> Iterator[tuple[str, Value]]:
    """<MS>: attached notes and frozen script, alias and code properties, with those of the type data."""
    seen: set[str] = set()
    attached: dict[str, Value] = value.props if isinstance(value, PSObject) else (getattr(base_of(value), "ps_ext", None) or {})
    for name, entry in attached.items():
        seen.add(name.lower())
        if not isinstance(entry, Member):
            yield name, entry
            continue
        if isinstance(entry, ScriptMethod) or "Property" not in entry.kind or entry.kind == "PropertySet":
            continue
        ok, found = readable(lambda n=name, e=entry: _attached_value(value, n, e))  # type: ignore[misc]
        if ok:
            yield name, found
    for name in hooks.current().type_table.property_names(qualified_names(value)):
        if name.lower() not in seen:
            ok, found = readable(lambda n=name: get_property(value, n))  # type: ignore[misc]
            if ok:
                yield name, found


def has_notes(value: PSObject) -> bool:
    """Does a wrapper carry attached properties (methods do not count)?"""
    return any(not isinstance(e, Member) or "Property" in e.kind for e in value.props.values())


def _attached_value(value: Value, name: str, entry: Member) -> Value:
    """An attached property read so that a script that throws is noticed (reading it as a member would give null)."""
    if isinstance(entry, ScriptProperty):
        return hooks.current().run_script(entry.getter, this=value)
    return get_property(value, name)

