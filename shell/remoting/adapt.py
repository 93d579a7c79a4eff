"""PowerShell values to wire values and back: what crosses to a session, a process job or a durable log.  The rules are shell/serialization/shape's.

Scalars keep their .NET type, containers and custom objects cross whole, other objects become property bags down to the depth; whatever comes in
is data: live containers and scalars, bags named Deserialized.*
"""
from __future__ import annotations

from typing import Any, Callable, Optional

from sessions.wire.values import Bag, Rows, Scalar
from shell.clr.numbers import BigInteger, Byte, Char, Int16, Int64, IntPtr, SByte, Single, UInt16, UInt32, UInt64
from shell.clr.typeinfo import NetType, typeof
from shell.objects.psobject import Member, PSCustomObject, PSObject, base_of
from shell.objects.records import ErrorRecord
from shell.remoting.adapt_records import RECORD_TYPES, error_from_bag, error_to_bag
from shell.serialization import shape
from shell.serialization.rehydrate import deserialized_names, finish_object

Value = Any
Wire = Any
SAFE = frozenset((int, str, float, bool, type(None)))
DEFAULT_DEPTH = 1
MAX_NESTING = 48
_CUSTOM = shape.CUSTOM_TYPES
_NUMBERS: dict[type, str] = {Int64: "Int64", UInt64: "UInt64", UInt32: "UInt32", Int16: "Int16", UInt16: "UInt16", Byte: "Byte", SByte: "SByte", IntPtr: "Int64"}


def to_wire(value: Value, depth: int = DEFAULT_DEPTH) -> Wire:
    """One value as data.  Never fails for a readable object: what cannot be read is left out, what nests too deep becomes text."""
    cls = value.__class__
    if cls in SAFE:
        return value
    if cls is PSCustomObject:
        props = value.props
        if value.text is None and SAFE.issuperset(map(type, props.values())):
            return Bag(value.type_names or _CUSTOM, props)
    return _Out().convert(value, depth, 0)


class _Out:
    """One conversion; remembers the objects on the way down, so that a cycle ends as text."""

    def __init__(self) -> None:
        self._path: set[int] = set()

    def convert(self, value: Value, depth: int, level: int) -> Wire:
        cls = value.__class__
        if cls in SAFE:
            return value
        base = base_of(value)
        if base is not value and not value.props and value.type_names is None:
            return self.convert(base, depth, level)
        scalar = base if base is not None and base.__class__ in SAFE else _scalar(base)
        if scalar is not None:
            return scalar if base is value else self._wrapped(value, scalar, depth, level)
        if id(base) in self._path or level > MAX_NESTING:
            return shape.text_of(value)
        self._path.add(id(base))
        try:
            return self._object(value, base, depth, level + 1)
        finally:
            self._path.discard(id(base))

    def _wrapped(self, value: PSObject, base: Wire, depth: int, level: int) -> Wire:
        """A scalar or container with notes attached."""
        names = value.type_names if value.type_names is not None else []
        return Bag(names, self._pairs(shape.note_pairs(value), depth, level), base)

    def _pairs(self, pairs: Any, depth: int, level: int) -> dict[str, Wire]:
        return {name: self.convert(item, depth, level) for name, item in pairs}

    def _object(self, value: Value, base: Value, depth: int, level: int) -> Wire:
        if isinstance(base, PSCustomObject):
            notes = self._pairs(_custom_pairs(base), depth, level)
            return Bag(shape.qualified_names(base), notes, None, base.text)
        if isinstance(base, ErrorRecord):
            return error_to_bag(base, lambda v: self.convert(v, 0, level))
        record = RECORD_TYPES.get(base.__class__)
        if record is not None:
            return record(base, lambda v: self.convert(v, depth, level))
        if isinstance(base, NetType):
            return Bag(shape.qualified_names(value), {"Name": base.name, "FullName": base.full_name}, None, base.full_name)
        kind = shape.container_kind(base)
        if kind is not None:
            return self._container(value, base, kind, depth, level)
        if typeof(base).kind == "enum":
            return Bag(shape.qualified_names(value), {}, int(base), shape.text_of(base))
        if depth <= 0:
            return shape.text_of(value)
        props = self._pairs(shape.own_properties(base), depth - 1, level)
        props.update(self._pairs(shape.note_pairs(value), depth - 1, level))
        return Bag(shape.qualified_names(value), props, None, shape.text_of(value))

    def _container(self, value: Value, base: Value, kind: str, depth: int, level: int) -> Wire:
        body: Wire
        if kind == "DCT":
            body = {self._key(k): self.convert(v, depth, level) for k, v in base.items()}
        else:
            body = [self.convert(v, depth, level) for v in base]
        notes = self._pairs(shape.note_pairs(value), depth, level)
        name = typeof(base).full_name
        if not notes and name in ("System.Collections.Hashtable", "System.Object[]"):
            return body
        return Bag(shape.qualified_names(value), notes, body)

    def _key(self, key: Value) -> Wire:
        wire = self.convert(key, 0, 0)
        return wire if wire.__class__ in SAFE or wire.__class__ in (bytes, Scalar) else shape.text_of(key)


def _custom_pairs(value: PSCustomObject) -> Any:
    """A custom object's notes; the slow look at type data only where it can matter."""
    if value.type_names is None and not any(isinstance(v, Member) for v in value.props.values()):
        return value.props.items()
    return shape.note_pairs(value)


def _scalar(value: Value) -> Wire:
    """A primitive as wire scalar, None when it is none."""
    cls = value.__class__
    name = _NUMBERS.get(cls)
    if name is not None:
        return Scalar(name, int(value))
    if cls is Char:
        return Scalar("Char", str(value))
    if cls is Single:
        return Scalar("Single", float(value))
    if cls is BigInteger or isinstance(value, PSObject):
        return None
    known = _BY_NAME.get(typeof(value).full_name)
    return known(value) if known is not None else None


_BY_NAME: dict[str, Callable[[Value], Wire]] = {
    "System.Decimal": lambda v: Scalar("Decimal", f"{v:f}"), "System.DateTime": lambda v: Scalar("DateTime", [v.ticks, int(v.kind)]),
    "System.TimeSpan": lambda v: Scalar("TimeSpan", v.ticks), "System.Guid": lambda v: Scalar("Guid", str(v)), "System.Uri": lambda v: Scalar("Uri", str(v)),
    "System.Version": lambda v: Scalar("Version", str(v)), "System.Byte[]": bytes, "System.Xml.XmlDocument": lambda v: Scalar("Xml", v.outer_xml()),
    "System.Management.Automation.ScriptBlock": lambda v: Scalar("ScriptBlock", v.text),
    "System.Security.SecureString": lambda v: Scalar("SecureString", v.text),
}


# ------------------------------------------------------------------------------------------------------------------ the way in


def from_wire(wire: Wire) -> Value:
    """A value from data that came over a wire."""
    cls = wire.__class__
    if cls in SAFE:
        return wire
    if cls is Bag:
        return _from_bag(wire)
    if cls is list:
        from shell.clr.lists import ArrayList
        return PSObject(ArrayList(map(from_wire, wire)), {}, list(_ARRAY_NAMES))
    if cls is dict:
        return _table(wire)
    if cls is bytes:
        from shell.clr.byte_arrays import byte_array
        return byte_array(wire)
    return _from_scalar(wire)


_ARRAY_NAMES = ("Deserialized.System.Object[]", "Deserialized.System.Array", "Deserialized.System.Object")


def _table(wire: dict[Wire, Wire]) -> Value:
    from shell.clr.dictionaries import Hashtable
    table = Hashtable(ignore_case=True)
    for key, item in wire.items():
        table.put(from_wire(key), from_wire(item))
    return table


def plain_rows(rows: Rows) -> bool:
    """Whether like objects are mere notes with plain values: what _from_bag would make of each is one PSCustomObject and nothing else."""
    first = rows.types[0] if rows.types else ""
    return (rows.texts.__class__ is int and first == "System.Management.Automation.PSCustomObject" and first not in _LIVE_RECORDS
            and not any(name in ("PSComputerName", "RunspaceId", "PSShowComputerName") for name in rows.names)
            and all(SAFE.issuperset(map(type, column)) for column in rows.columns))


def _from_bag(bag: Bag) -> Value:
    types = list(bag.types)
    first = types[0] if types else ""
    reader = _LIVE_RECORDS.get(first)
    if reader is not None:
        return reader(bag)
    props = bag.properties
    if bag.base is None and (bag.text is None or not _revivable(first)):
        if not SAFE.issuperset(map(type, props.values())):
            props = {n: from_wire(v) for n, v in props.items()}
        out = PSCustomObject(props, deserialized_names(types) if types else None, bag.text)
        if bag.text is not None:
            out.deserialized_props = frozenset(n.lower() for n in props)
        return out
    target = PSCustomObject({n: from_wire(v) for n, v in props.items()}, None, bag.text)
    base = bag.base
    if base.__class__ is list:
        return PSObject(_collection(first, [from_wire(v) for v in base]), target.props, deserialized_names(types))
    return finish_object(target, from_wire(base), bag.base is not None, types)


def _collection(type_name: str, items: list[Value]) -> Value:
    """What the elements of a list-like object are put into."""
    if type_name == "System.Collections.Stack":
        from shell.clr.queues import Stack
        return Stack(reversed(items))
    if type_name == "System.Collections.Queue":
        from shell.clr.queues import Queue
        return Queue(items)
    from shell.clr.lists import ArrayList
    return ArrayList(items)


def _revivable(name: str) -> bool:
    from shell.serialization.rehydrate import LIVE
    return name in LIVE


_LIVE_RECORDS: dict[str, Callable[[Bag], Value]] = {"System.Management.Automation.ErrorRecord": lambda b: error_from_bag(b, from_wire)}


def _through(type_name: str) -> Callable[[Wire], Value]:
    def read(text: Wire) -> Value:
        from shell.clr.typeinfo import OBJECT, lookup
        from shell.objects.conversion import convert
        return convert(str(text), lookup(type_name) or OBJECT)
    return read


def _decimal(text: Wire) -> Value:
    from decimal import Decimal
    return Decimal(str(text))


def _date(parts: Wire) -> Value:
    from shell.clr.times import DateTime
    return DateTime(int(parts[0]), int(parts[1]))


def _span(ticks: Wire) -> Value:
    from shell.clr.times import TimeSpan
    return TimeSpan(int(ticks))


def _secure(text: Wire) -> Value:
    from shell.clr.security import SecureString
    return SecureString(str(text))


_SCALARS: dict[str, Callable[[Wire], Value]] = {
    "Int64": Int64, "UInt64": UInt64, "UInt32": UInt32, "Int16": Int16, "UInt16": UInt16, "Byte": Byte, "SByte": SByte, "Char": Char, "Single": Single,
    "Decimal": _decimal, "DateTime": _date, "TimeSpan": _span, "Guid": _through("System.Guid"), "Uri": _through("System.Uri"),
    "Version": _through("System.Version"), "Xml": _through("System.Xml.XmlDocument"), "ScriptBlock": str, "SecureString": _secure,
}


def _from_scalar(scalar: Scalar) -> Optional[Value]:
    reader = _SCALARS.get(scalar.type)
    if reader is None:
        return str(scalar.value)
    try:
        return reader(scalar.value)
    except (ValueError, TypeError, IndexError, ArithmeticError):
        return str(scalar.value)
