"""How a process job's records travel: jobs.codec.Codec over adapt and the wire's batches by column.  Data only in both directions."""
from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby, repeat
from typing import Any, Callable, NamedTuple, Optional

from sessions.wire.values import Bag, decode_columns, decode_part, dump, encode_run, load
from shell.objects.psobject import PSCustomObject
from shell.objects.records import InformationalRecord
from shell.remoting.adapt import SAFE, from_wire, to_wire
from shell.remoting.adapt_records import information_from_bag, informational_from_bag, progress_from_bag
from shell.remoting.remote_error import remote_error
from shell.serialization import shape
from shell.serialization.rehydrate import CUSTOM, deserialized_names

Value = Any
OBJECT_BYTES = 60
"""What an object is taken to weigh in a batch; only the moment of sending depends on it."""
_KINDS = {3: "Warning", 4: "Verbose", 5: "Debug"}


class JobEncoder:
    """Collects the wire values of one stream.  Neighbours that are custom objects of one shape and of plain values are kept as bare rows."""

    __slots__ = ("_values", "_size", "_rows", "_names", "_types")

    def __init__(self) -> None:
        self._values: list[Any] = []
        self._size = 0
        self._rows: list[tuple[Any, ...]] = []
        self._names: tuple[str, ...] = ()
        self._types: Any = None

    def add(self, value: Value) -> int:
        cls = value.__class__
        if cls is PSCustomObject:
            return self._add_object(value)
        if cls in SAFE:
            if self._rows:
                self._end_rows()
            self._values.append(value)
            self._size += 8 + len(value) if cls is str else 12
            return self._size
        wire = to_wire(value)
        if self._rows:
            self._end_rows()
        self._values.append(wire)
        self._size += OBJECT_BYTES
        return self._size

    def _add_object(self, value: PSCustomObject) -> int:
        props = value.props
        row = tuple(props.values())
        self._size += OBJECT_BYTES
        if value.text is not None or not props or not SAFE.issuperset(map(type, row)):
            wire = to_wire(value)
            if self._rows:
                self._end_rows()
            self._values.append(wire)
            return self._size
        names = tuple(props)
        if names != self._names or value.type_names is not self._types and value.type_names != self._types:
            if self._rows:
                self._end_rows()
            self._names = names
            self._types = None if value.type_names is None else list(value.type_names)
        self._rows.append(row)
        return self._size

    def _end_rows(self) -> None:
        types = shape.CUSTOM_TYPES if self._types is None else self._types
        self._values.append(Rows(list(types), list(self._names), self._rows))
        self._rows = []

    def take(self) -> tuple[int, bytes]:
        if self._rows:
            self._end_rows()
        values = self._values
        if not values:
            return 0, b""
        self._values, self._size = [], 0
        return sum([len(v.rows) if v.__class__ is Rows else 1 for v in values]), dump(encode_mixed(values))


class Rows(NamedTuple):
    """Objects of one shape: their type names, property names, and the plain values of each."""

    types: list[str]
    names: list[str]
    rows: list[tuple[Any, ...]]

    def part(self) -> list[Any]:
        """As sessions.wire.values.encode_run has it."""
        return ["o", self.types, self.names, list(zip(*self.rows)), len(self.rows)]


def encode_mixed(values: list[Any]) -> list[Any]:
    """Batch parts of a run that may mix plain values, objects and rows of objects."""
    parts: list[Any] = []
    for kind, run in groupby(values, _batch_kind):
        if kind is Rows:
            parts.extend(rows.part() for rows in run)
        else:
            parts.extend(encode_run(list(run)))
    return parts


def _batch_kind(value: Any) -> Any:
    return value.__class__ if value.__class__ in (Bag, Rows) else None


def _informational(wire: Any, kind: str) -> Value:
    return informational_from_bag(kind, wire) if isinstance(wire, Bag) else InformationalRecord(kind, str(wire))


_READERS: dict[int, Callable[[Any], Value]] = {
    2: lambda w: remote_error(w) if isinstance(w, Bag) else w,
    3: lambda w: _informational(w, "Warning"), 4: lambda w: _informational(w, "Verbose"), 5: lambda w: _informational(w, "Debug"),
    6: lambda w: information_from_bag(w, from_wire) if isinstance(w, Bag) else w,
    7: lambda w: progress_from_bag(w) if isinstance(w, Bag) else w,
}


def _plain_objects(part: Any) -> Optional[list[Value]]:
    """Custom objects of plain values, the common case; None for any other part."""
    if len(part) != 5:
        return None
    _, types, names, columns, count = part
    if count.__class__ is not int or not names or types[:1] != [CUSTOM] or not {str}.issuperset(map(type, names)) or len(columns) != len(names):
        return None
    for column in columns:
        if column.__class__ is not list or len(column) != count or not SAFE.issuperset(map(type, column)):
            return None
    return PSCustomObject.many(names, zip(*columns), deserialized_names(types))


def _objects(part: Any) -> list[Value]:
    """The objects of a part by column."""
    types, names, columns, texts = decode_columns(part)
    if texts.__class__ is not int or types[:1] != [CUSTOM] or not names:
        rows = zip(*columns) if names else iter([()] * (texts if texts.__class__ is int else len(texts)))
        told = repeat(None) if texts.__class__ is int else texts
        return [from_wire(Bag(types, dict(zip(names, row)), None, text)) for row, text in zip(rows, told)]
    for number, column in enumerate(columns):
        if not SAFE.issuperset(map(type, column)):
            columns[number] = list(map(from_wire, column))
    return PSCustomObject.many(names, zip(*columns), deserialized_names(types))


class JobCodec:
    """Both directions.  One instance may serve many jobs."""

    def encoder(self, stream: int) -> JobEncoder:
        return JobEncoder()

    def decode(self, stream: int, payload: bytes) -> Sequence[Value]:
        out: list[Value] = []
        reader = _READERS.get(int(stream), from_wire)
        for part in json.loads(payload):  # of a process this user's own shell has started: no peer to be wary of
            if reader is from_wire and part.__class__ is list and part[:1] == ["o"]:
                found = _plain_objects(part)
                out += _objects(part) if found is None else found
                continue
            wires = decode_part(part)
            if reader is from_wire and SAFE.issuperset(map(type, wires)):
                out += wires
            else:
                out += map(reader, wires)
        return out


def encode_request(request: dict[str, Value]) -> bytes:
    """What a job process is started with."""
    from sessions.wire.values import encode
    return dump(encode(request))


def decode_request(data: bytes) -> dict[str, Any]:
    from sessions.wire.values import decode
    found = decode(load(data))
    return found if isinstance(found, dict) else {}
