"""How values become bytes on their way out of a job: the protocol the embedding program fulfils, and two plain codecs."""
from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Callable, Protocol

from jobs.states import OutputNotSerializable, Value

_LENGTH = struct.Struct(">I")


class BatchEncoder(Protocol):
    """Collects values of one stream. A value is encoded when it is added: the job may change it afterwards."""

    def add(self, value: Value) -> int:
        """Take one value; return the bytes now pending. Raise OutputNotSerializable for a value that cannot be sent."""

    def take(self) -> tuple[int, bytes]:
        """Hand over (number of values, payload) since the last take and start anew."""


class Codec(Protocol):
    """Both directions; encoder in the job's process, decode where the job object lives."""

    def encoder(self, stream: int) -> BatchEncoder:
        """A fresh encoder for one stream."""

    def decode(self, stream: int, payload: bytes) -> Sequence[Value]:
        """The values of one payload, in order."""


class _JoiningEncoder:
    """Joins separately encoded values, each after its length."""

    def __init__(self, encode: Callable[[Value], bytes]) -> None:
        self._encode = encode
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, value: Value) -> int:
        data = self._encode(value)
        self._parts.append(_LENGTH.pack(len(data)))
        self._parts.append(data)
        self._size += 4 + len(data)
        return self._size

    def take(self) -> tuple[int, bytes]:
        parts = self._parts
        self._parts, self._size = [], 0
        return len(parts) // 2, b"".join(parts)


def split_values(payload: bytes) -> list[bytes]:
    """The single values of a payload written by ValueCodec."""
    values: list[bytes] = []
    at, end, unpack = 0, len(payload), _LENGTH.unpack_from
    while at < end:
        start = at + 4
        at = start + unpack(payload, at)[0]
        if at > end:
            raise ValueError("payload ends inside a value")
        values.append(payload[start:at])
    return values


class ValueCodec:
    """A codec made of two functions that know one value at a time."""

    def __init__(self, encode: Callable[[Value], bytes], decode: Callable[[bytes], Value]) -> None:
        self._encode, self._decode = encode, decode

    def encoder(self, stream: int) -> BatchEncoder:
        return _JoiningEncoder(self._encode)

    def decode(self, stream: int, payload: bytes) -> Sequence[Value]:
        return [self._decode(data) for data in split_values(payload)]


class BytesCodec:
    """Values are bytes already."""

    def encoder(self, stream: int) -> BatchEncoder:
        return _JoiningEncoder(bytes)

    def decode(self, stream: int, payload: bytes) -> Sequence[Value]:
        return split_values(payload)


def _pickled(value: Value) -> bytes:
    import pickle  # slow to import, and shells bring a codec of their own
    try:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # pickle raises whatever the object's own hooks raise
        raise OutputNotSerializable(type(value).__name__, str(error)) from error


def _unpickled(data: bytes) -> Value:
    import pickle
    return pickle.loads(data)


class PickleCodec(ValueCodec):
    """Any picklable Python value. Only between this program and processes it forked itself: never for another host's data."""

    def __init__(self) -> None:
        super().__init__(_pickled, _unpickled)
