"""The stream log of a durable job on disk: frames appended by one writer, readable by anyone while it grows. A torn tail is no frame."""
from __future__ import annotations

import os
import struct
import time
import zlib
from collections.abc import Iterator
from typing import NamedTuple, Optional

HEADER = struct.Struct(">IBBIQdI")
ENCODED, TEXT = 0, 1
"""Forms of a payload: values of the job's codec, or UTF-8 text written past the streams."""


class FileFrame(NamedTuple):
    """One append: number records of a stream, numbered from seq; the payload starts at offset + HEADER.size."""

    offset: int
    length: int
    stream: int
    form: int
    number: int
    seq: int
    time: float

    @property
    def end(self) -> int:
        return self.offset + HEADER.size + self.length


class StreamFileWriter:
    """The one writer. Cuts off what an earlier writer left half written, and goes on numbering after it."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._end = 0
        self.next_seq = 0
        for frame in scan(self._descriptor, 0, verify=True):
            self._end, self.next_seq = frame.end, frame.seq + frame.number
        os.ftruncate(self._descriptor, self._end)

    def append(self, stream: int, count: int, payload: bytes, form: int = ENCODED) -> None:
        """All or nothing: when the disk is full the file is as before and OSError is raised."""
        head = HEADER.pack(len(payload), stream, form, count, self.next_seq, time.time(), zlib.crc32(payload))
        view = memoryview(head + payload)
        at = self._end
        try:
            while view:
                written = os.pwrite(self._descriptor, view, at)
                view = view[written:]
                at += written
        except OSError:
            os.ftruncate(self._descriptor, self._end)
            raise
        self._end = at
        self.next_seq += count

    def close(self) -> None:
        os.close(self._descriptor)


def scan(descriptor: int, offset: int, verify: bool = False) -> Iterator[FileFrame]:
    """The whole frames from an offset on, without their payloads (verify reads and checks those)."""
    size = os.fstat(descriptor).st_size
    while offset + HEADER.size <= size:
        head = os.pread(descriptor, HEADER.size, offset)
        if len(head) < HEADER.size:
            return
        length, stream, form, count, seq, when, check = HEADER.unpack(head)
        if offset + HEADER.size + length > size:
            return
        frame = FileFrame(offset, length, stream, form, count, seq, when)
        if verify and zlib.crc32(read_payload(descriptor, frame) or b"") != check:
            return
        yield frame
        offset = frame.end


def read_payload(descriptor: int, frame: FileFrame) -> Optional[bytes]:
    """None when the file no longer holds all of it."""
    parts: list[bytes] = []
    at, rest = frame.offset + HEADER.size, frame.length
    while rest:
        part = os.pread(descriptor, rest, at)
        if not part:
            return None
        parts.append(part)
        at += len(part)
        rest -= len(part)
    return b"".join(parts)
