"""Messages to and from the bodies of frames. Every field is checked against LAYOUT before a message object exists."""
from __future__ import annotations

import struct
from dataclasses import fields
from typing import Any, Callable

from sessions.errors import LocalProtocolError, RemoteProtocolError
from sessions.wire.messages import LAYOUT, Batch, Message
from sessions.wire.values import decode, decode_part, dump, encode, encode_run, load

Value = Any
STREAM_COUNT = 8
_CHUNK = struct.Struct("!QQB")


def _is_int(value: Value) -> bool:
    return value.__class__ is int and -(1 << 63) <= value < 1 << 63


def _texts(value: Value) -> bool:
    return value.__class__ is list and set(map(type, value)) <= {str}


_CHECKS: dict[str, Callable[[Value], bool]] = {
    "s": lambda value: value.__class__ is str,
    "i": _is_int,
    "n": lambda value: value is None or _is_int(value),
    "f": lambda value: value.__class__ is float or _is_int(value),
    "b": lambda value: value.__class__ is bool,
    "t": _texts,
    "v": lambda value: True,
    "l": lambda value: value.__class__ is list,
    "d": lambda value: value.__class__ is dict and set(map(type, value)) <= {str},
}
_KINDS: dict[int, tuple[type[Message], str, tuple[str, ...]]] = {
    number: (cls, layout, tuple(item.name for item in fields(cls))) for cls, (number, layout) in LAYOUT.items()
}


def encode_message(message: Message) -> tuple[int, bytes]:
    """(kind, body) of a message."""
    kind, layout = LAYOUT[message.__class__]
    if layout == "batch":
        return kind, _encode_batch(message)  # type: ignore[arg-type]
    if layout.endswith("y"):
        return kind, _CHUNK.pack(message.handle, message.offset, message.end) + message.data  # type: ignore[attr-defined]
    values: list[Value] = []
    for letter, name in zip(layout, _KINDS[kind][2]):
        value = getattr(message, name)
        if not _CHECKS[letter](value):
            raise LocalProtocolError(f"{message.__class__.__name__}.{name} cannot be {value!r:.60}")
        values.append(encode(value) if letter in "vld" else value)
    return kind, dump(values)


def decode_message(kind: int, body: bytes) -> Message:
    """The message of a frame body; RemoteProtocolError when it is not one."""
    entry = _KINDS.get(kind)
    if entry is None:
        raise RemoteProtocolError(f"a message of the unknown kind {kind}")
    cls, layout, names = entry
    if layout == "batch":
        return _decode_batch(body)
    if layout.endswith("y"):
        return _decode_chunk(cls, body)
    values = load(body)
    if values.__class__ is not list or len(values) != len(layout):
        raise RemoteProtocolError(f"a {cls.__name__} message with wrong fields")
    for index, letter in enumerate(layout):
        if letter in "vld":
            values[index] = decode(values[index])
        if not _CHECKS[letter](values[index]):
            raise RemoteProtocolError(f"a {cls.__name__} message with a wrong {names[index]}")
    return cls(*values)


def _encode_batch(message: Batch) -> bytes:
    runs: list[Value] = []
    for stream, values in message.runs:
        for part in encode_run(values):
            runs.append([stream, *part])
    return dump([message.id, message.time, runs])


def _decode_batch(body: bytes) -> Batch:
    tree = load(body)
    good = tree.__class__ is list and len(tree) == 3 and tree[0].__class__ is str and _CHECKS["f"](tree[1]) and tree[2].__class__ is list
    if not good:
        raise RemoteProtocolError("a Batch message with wrong fields")
    runs: list[tuple[int, list[Value]]] = []
    for part in tree[2]:
        if part.__class__ is not list or len(part) < 3 or part[0].__class__ is not int or not 0 <= part[0] < STREAM_COUNT:
            raise RemoteProtocolError("a Batch message with a wrong run")
        runs.append((part[0], decode_part(part[1:])))
    return Batch(tree[0], tree[1], runs)


def _decode_chunk(cls: type[Message], body: bytes) -> Message:
    if len(body) < _CHUNK.size:
        raise RemoteProtocolError("a Chunk message that is too short")
    handle, offset, end = _CHUNK.unpack_from(body)
    if end > 1:
        raise RemoteProtocolError("a Chunk message with wrong fields")
    return cls(handle, offset, bool(end), body[_CHUNK.size:])  # type: ignore[call-arg]
