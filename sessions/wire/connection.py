"""Connection: bytes to messages and back for one physical connection, and the Outbox of numbered messages that outlives it.

A numbered message takes as many sequence numbers as it has records (a Batch) or one. The receiver keeps the last number it has taken and
drops or trims what it has already; the sender keeps numbered messages in an Outbox until they are acknowledged, and replays from there.
"""
from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from sessions.errors import LocalProtocolError, RemoteProtocolError
from sessions.wire import states
from sessions.wire.codec import decode_message, encode_message
from sessions.wire.frames import MAX_MESSAGE, FrameReader, pack
from sessions.wire.messages import NUMBERED, Batch, Message, Opened
from sessions.wire.states import Role, State


class Received(NamedTuple):
    """A message, the sequence number of its first item (0 when unnumbered) and the size of its body."""

    message: Message
    seq: int
    size: int


class Entry(NamedTuple):
    """A numbered message as its frames: numbers first..last."""

    first: int
    last: int
    data: bytes


def weight(message: Message) -> int:
    """How many sequence numbers a message takes."""
    return len(message) if isinstance(message, Batch) else 1


def encode_numbered(message: Message, seq: int) -> Entry:
    """The frames of a numbered message whose first item gets number `seq`."""
    kind, body = encode_message(message)
    return Entry(seq, seq + weight(message) - 1, pack(kind, body, seq))


class Outbox:
    """Numbered messages kept in memory until acknowledged. The host's own, with a file behind it, is sessions.log.RecordLog."""

    def __init__(self) -> None:
        self.last = 0
        self._entries: deque[Entry] = deque()

    def append(self, *messages: Message) -> list[Entry]:
        """Number messages and keep them: all, or none when one of them cannot be sent."""
        entries: list[Entry] = []
        last = self.last
        for message in messages:
            entries.append(encode_numbered(message, last + 1))
            last = entries[-1].last
        self.last = last
        self._entries.extend(entries)
        return entries

    def release(self, seq: int) -> None:
        """Forget what is acknowledged."""
        while self._entries and self._entries[0].last <= seq:
            self._entries.popleft()

    def after(self, seq: int) -> Iterator[Entry]:
        """Kept messages with a number above `seq`."""
        return iter([entry for entry in self._entries if entry.last > seq])

    def __len__(self) -> int:
        return len(self._entries)


class Connection:
    """One end of a connection. Does no I/O: the driver moves the bytes. `received` carries on from an earlier connection."""

    def __init__(self, role: Role, received: int = 0, limit: int = MAX_MESSAGE) -> None:
        self.role = role
        self.state = State.START
        self.received = received
        self._frames = FrameReader(limit)

    def send(self, message: Message) -> bytes:
        """Bytes of an unnumbered message."""
        if message.__class__ in NUMBERED:
            raise LocalProtocolError(f"{message.__class__.__name__} is numbered: it goes through an outbox")
        self.state = states.next_state(self.role, self.state, states.SEND, message.__class__)
        kind, body = encode_message(message)
        return pack(kind, body)

    def send_entry(self, entry: Entry) -> bytes:
        """Bytes of a numbered message, new or replayed."""
        if self.state is not State.READY:
            raise LocalProtocolError(f"{self.role.value} in state {self.state.value} cannot send numbered messages")
        return entry.data

    def receive_bytes(self, data: bytes) -> list[Received]:
        """Messages completed by `data`, already known ones left out."""
        results: list[Received] = []
        for kind, seq, body in self._frames.feed(data):
            message = decode_message(kind, body)
            self.state = states.next_state(self.role, self.state, states.RECEIVE, message.__class__)
            if message.__class__ in NUMBERED:
                self._take(message, seq, len(body), results)
            elif seq:
                raise RemoteProtocolError(f"{message.__class__.__name__} with a sequence number")
            else:
                if isinstance(message, Opened):
                    self.received = message.resume
                results.append(Received(message, 0, len(body)))
        return results

    def _take(self, message: Message, seq: int, size: int, results: list[Received]) -> None:
        last = seq + weight(message) - 1
        if seq < 1 or last < seq:
            raise RemoteProtocolError(f"{message.__class__.__name__} without a sequence number")
        if seq > self.received + 1:
            raise RemoteProtocolError(f"messages {self.received + 1} to {seq - 1} are missing")
        if last <= self.received:
            return
        if seq <= self.received:
            message, seq = trim(message, self.received - seq + 1), self.received + 1
        self.received = last
        results.append(Received(message, seq, size))


def trim(message: Message, count: int) -> Message:
    """A Batch without its first `count` records."""
    if not isinstance(message, Batch):
        raise RemoteProtocolError("only a batch can be taken in part")
    runs: list[tuple[int, list[object]]] = []
    for stream, values in message.runs:
        if count >= len(values):
            count -= len(values)
            continue
        runs.append((stream, values[count:]))
        count = 0
    return Batch(message.id, message.time, runs)
