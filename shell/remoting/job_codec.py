"""How a process job's records travel: jobs.codec.Codec over adapt and the wire's batches by column.  Data only in both directions."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any, Callable

from sessions.wire.values import Bag, decode_columns, decode_part, dump, encode_run, load
from shell.objects.psobject import PSCustomObject
from shell.objects.records import InformationalRecord
from shell.remoting.adapt import SAFE, from_wire, to_wire
from shell.remoting.adapt_records import information_from_bag, informational_from_bag, progress_from_bag
from shell.remoting.remote_error import remote_error
from shell.serialization.rehydrate import CUSTOM, deserialized_names

Value = Any
OBJECT_BYTES = 60
"""What an object is taken to weigh in a batch; only the moment of sending depends on it."""
_KINDS = {3: "Warning", 4: "Verbose", 5: "Debug"}


class JobEncoder:
    """Collects the wire values of one stream."""

    __slots__ = ("_values", "_size")

    def __init__(self) -> None:
        self._values: list[Any] = []
        self._size = 0

    def add(self, value: Value) -> int:
        cls = value.__class__
        if cls in SAFE:
            self._values.append(value)
            self._size += 8 + len(value) if cls is str else 12
        else:
            self._values.append(to_wire(value))
            self._size += OBJECT_BYTES
        return self._size

    def take(self) -> tuple[int, bytes]:
        values = self._values
        if not values:
            return 0, b""
        self._values, self._size = [], 0
        return len(values), dump(encode_mixed(values))


def encode_mixed(values: list[Any]) -> list[Any]:
    """Batch parts of a run that may mix plain values and objects."""
    parts: list[Any] = []
    start = 0
    kinds = [v.__class__ is Bag for v in values]
    while start < len(values):
        is_bag = kinds[start]
        try:
            end = kinds.index(not is_bag, start)
        except ValueError:
            end = len(values)
        parts.extend(encode_run(values[start:end]))
        start = end
    return parts


def _informational(wire: Any, kind: str) -> Value:
    return informational_from_bag(kind, wire) if isinstance(wire, Bag) else InformationalRecord(kind, str(wire))


_READERS: dict[int, Callable[[Any], Value]] = {
    2: lambda w: remote_error(w) if isinstance(w, Bag) else w,
    3: lambda w: _informational(w, "Warning"), 4: lambda w: _informational(w, "Verbose"), 5: lambda w: _informational(w, "Debug"),
    6: lambda w: information_from_bag(w, from_wire) if isinstance(w, Bag) else w,
    7: lambda w: progress_from_bag(w) if isinstance(w, Bag) else w,
}


def _objects(part: Any) -> list[Value]:
    """The objects of a part by column; plain custom objects without the detour over bags."""
    types, names, columns, texts = decode_columns(part)
    if texts.__class__ is not int or types[:1] != [CUSTOM] or not names:
        rows = zip(*columns) if names else iter([()] * (texts if texts.__class__ is int else len(texts)))
        told = repeat(None) if texts.__class__ is int else texts
        return [from_wire(Bag(types, dict(zip(names, row)), None, text)) for row, text in zip(rows, told)]
    for number, column in enumerate(columns):
        if not SAFE.issuperset(map(type, column)):
            columns[number] = list(map(from_wire, column))
    shown = deserialized_names(types)
    return [PSCustomObject(dict(zip(names, row)), shown[:]) for row in zip(*columns)]


class JobCodec:
    """Both directions.  One instance may serve many jobs."""

    def encoder(self, stream: int) -> JobEncoder:
        return JobEncoder()

    def decode(self, stream: int, payload: bytes) -> Sequence[Value]:
        out: list[Value] = []
        reader = _READERS.get(int(stream), from_wire)
        for part in load(payload):
            if reader is from_wire and part.__class__ is list and part[:1] == ["o"]:
                out += _objects(part)
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
