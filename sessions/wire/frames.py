"""Frames: length-limited pieces of messages on a byte stream; large messages are split so that small ones can pass between the pieces.

Header, 14 bytes, network order: length of the body (4), kind of message (1), flags (1), sequence number of the first item or 0 (8).
Flag 1: more pieces of this message follow. Numbered and unnumbered messages are separate lanes; each lane has at most one unfinished message.
"""
from __future__ import annotations

import struct

from sessions.errors import LocalProtocolError, RemoteProtocolError

HEADER = struct.Struct("!IBBQ")
MAX_FRAME = 256 * 1024
MAX_MESSAGE = 256 * 1024 * 1024
MORE = 1

RawMessage = tuple[int, int, bytes]  # kind, sequence number, body


def pack(kind: int, body: bytes, seq: int = 0, limit: int = MAX_MESSAGE) -> bytes:
    """The frames of one message."""
    size = len(body)
    if size <= MAX_FRAME:
        return HEADER.pack(size, kind, 0, seq) + body
    if size > limit:
        raise LocalProtocolError(f"a message of {size} bytes is larger than the limit of {limit}")
    pieces: list[bytes] = []
    for start in range(0, size, MAX_FRAME):
        piece = body[start:start + MAX_FRAME]
        pieces.append(HEADER.pack(len(piece), kind, MORE if start + MAX_FRAME < size else 0, seq))
        pieces.append(piece)
    return b"".join(pieces)


class FrameReader:
    """Bytes in, whole messages out. `limit` bounds one message, so a peer cannot make this end hold more than that a lane."""

    def __init__(self, limit: int = MAX_MESSAGE) -> None:
        self.limit = limit
        self._buffer = bytearray()
        self._partial: dict[bool, tuple[int, int, list[bytes], int]] = {}

    def feed(self, data: bytes) -> list[RawMessage]:
        """Whole messages completed by `data`."""
        buffer = self._buffer
        buffer += data
        messages: list[RawMessage] = []
        offset, available, head = 0, len(buffer), HEADER.size
        while available - offset >= head:
            size, kind, flags, seq = HEADER.unpack_from(buffer, offset)
            if size > MAX_FRAME or flags > MORE:
                raise RemoteProtocolError(f"a frame header that makes no sense (length {size}, flags {flags})")
            if available - offset < head + size:
                break
            body = bytes(buffer[offset + head:offset + head + size])
            offset += head + size
            if flags or self._partial:
                self._piece(kind, flags, seq, body, messages)
            else:
                messages.append((kind, seq, body))
        if offset:
            del buffer[:offset]
        return messages

    def _piece(self, kind: int, flags: int, seq: int, body: bytes, messages: list[RawMessage]) -> None:
        lane = seq != 0
        entry = self._partial.get(lane)
        if entry is None:
            if not flags:
                messages.append((kind, seq, body))
                return
            entry = (kind, seq, [], 0)
        if entry[:2] != (kind, seq):
            raise RemoteProtocolError("pieces of two messages are mixed")
        total = entry[3] + len(body)
        if total > self.limit:
            raise RemoteProtocolError(f"a message larger than the limit of {self.limit} bytes")
        entry[2].append(body)
        if flags:
            self._partial[lane] = (kind, seq, entry[2], total)
            return
        self._partial.pop(lane, None)
        messages.append((kind, seq, b"".join(entry[2])))
