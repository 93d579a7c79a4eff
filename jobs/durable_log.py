"""A durable job's stream log seen from a shell: the same interface as StreamLog, over the file, with readers whose places are files too."""
from __future__ import annotations

import fcntl
import mmap
import os
import struct
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Optional

from jobs.cursors import Cursor, Run
from jobs.records import STREAM_OF, STREAM_SLOTS, Decoder, Stream, StreamRecord
from jobs.spill import Chunk, Entry
from jobs.states import JobError
from jobs.stream_file import TEXT, FileFrame, read_payload, scan
from jobs.streams import StreamLog

_PLACE = struct.Struct(">Q")
BUSY_SECONDS = 2.0
_CHUNK_FRAMES = 64


class ReaderInUse(JobError):
    """Another program is reading under this reader's name right now."""

    def __init__(self, reader: str) -> None:
        super().__init__(f"reader {reader!r} is in use by another program")
        self.reader = reader


class _FileChunk(Chunk):
    """Frames of the file; their payloads are read when wanted."""

    __slots__ = ("frames",)

    def __init__(self, first: int) -> None:
        super().__init__(first)
        self.frames: list[FileFrame] = []


class _FileEntries:
    """Stands where a StreamLog has its SpillFile: gives a chunk's entries from the log file."""

    failure = None
    size = 0

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._cached: Optional[tuple[Chunk, int, list[Entry]]] = None

    def entries(self, chunk: Chunk) -> list[Entry]:
        frames: list[FileFrame] = getattr(chunk, "frames", [])
        if self._cached is not None and self._cached[0] is chunk and self._cached[1] == len(frames):
            return self._cached[2]
        entries = [self._entry(frame) for frame in frames]
        self._cached = (chunk, len(frames), entries)
        return entries

    def _entry(self, frame: FileFrame) -> Entry:
        payload = read_payload(self._descriptor, frame)
        body: Any = payload if payload is not None else b""
        if frame.form == TEXT:
            body = [(payload or b"").decode("utf-8", "replace")]
        return Entry(frame.seq, frame.number, frame.stream, frame.time, body)

    def store(self, chunk: Chunk) -> bool:
        return False

    def close(self) -> None:
        self._cached = None


class DurableLog(StreamLog):
    """Read-only here: the job's runner writes the file. refresh takes in what has been added."""

    def __init__(self, path: str, decoder: Decoder, reader_path: str, reader: str) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._reader_path = reader_path
        self._scanned = 0
        super().__init__(decoder, retain=True)
        self._spill = _FileEntries(self._descriptor)  # type: ignore[assignment]
        self._chunks, self._firsts = [_FileChunk(0)], [0]
        self.refresh()
        self.default = self.reader(reader_path, reader)

    def refresh(self) -> None:
        """Look for new frames in the file."""
        with self._condition:
            if self._descriptor < 0:
                return  # let go of meanwhile
            before = self._next_seq
            for frame in scan(self._descriptor, self._scanned):
                self._add(frame)
            grown = self._next_seq != before
            if grown:
                self._condition.notify_all()
        if grown:
            for listener in self._listeners:
                listener(self)

    def _add(self, frame: FileFrame) -> None:
        chunk = self._chunks[-1]
        if not isinstance(chunk, _FileChunk) or len(chunk.frames) >= _CHUNK_FRAMES:
            chunk = _FileChunk(frame.seq)
            self._chunks.append(chunk)
            self._firsts.append(frame.seq)
        chunk.frames.append(frame)
        chunk.records += frame.number
        self._next_seq = frame.seq + frame.number
        self._totals[frame.stream] += frame.number
        self._scanned = frame.end

    def reader(self, path: str, name: str) -> DurableCursor:
        """The reader of that name, where it was left."""
        cursor = DurableCursor(self, name, path)
        with self._condition:
            self._cursors.append(cursor)
        return cursor

    def append(self, stream: Stream, value: Any) -> None:
        raise NotImplementedError("a durable job's streams are written by its runner")

    def extend(self, stream: Stream, values: Sequence[Any]) -> None:
        raise NotImplementedError("a durable job's streams are written by its runner")

    def append_payload(self, stream: Stream, count: int, payload: bytes) -> None:
        raise NotImplementedError("a durable job's streams are written by its runner")

    def close(self) -> None:
        self.refresh()
        super().close()

    def dispose(self) -> None:
        """Let go of the files (they stay)."""
        super().dispose()
        for cursor in self._cursors:
            if isinstance(cursor, DurableCursor):
                cursor.release()
        with self._condition:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1


class _Places(list):  # type: ignore[type-arg]
    """The places of a reader, one a stream, each written through to shared memory of the reader's file."""

    def __init__(self, memory: mmap.mmap) -> None:
        super().__init__(_PLACE.unpack_from(memory, 8 * slot)[0] for slot in range(STREAM_SLOTS))
        self._memory = memory

    def __setitem__(self, slot: Any, seq: Any) -> None:
        super().__setitem__(slot, seq)
        _PLACE.pack_into(self._memory, 8 * slot, seq)


class _Noting:
    """Hands over values, each noted as taken in the reader's file before."""

    def __init__(self, cursor: DurableCursor, slot: int, first: int, values: Sequence[Any]) -> None:
        self._cursor, self._slot, self._seq, self._values = cursor, slot, first, values
        self._first = first

    def __iter__(self) -> _Noting:
        return self

    def __length_hint__(self) -> int:
        return len(self._values) - (self._seq - self._first)

    def replace(self, values: Sequence[Any]) -> None:
        self._values = values

    def __next__(self) -> Any:
        index = self._seq - self._first
        if index >= len(self._values):
            raise StopIteration
        self._seq += 1
        self._cursor._note(self._slot, self._seq)
        return self._values[index]


class DurableCursor(Cursor):
    """A named reader. Each record it hands over is noted in the file before: a reader that is killed goes on exactly behind it."""

    def __init__(self, log: DurableLog, name: str, path: str) -> None:
        super().__init__(log, name)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.fstat(self._file).st_size < 8 * STREAM_SLOTS:
            os.ftruncate(self._file, 8 * STREAM_SLOTS)
        self._memory = mmap.mmap(self._file, 8 * STREAM_SLOTS)
        self._durable_log = log
        self._load()

    def _load(self) -> None:
        self._next = _Places(self._memory)
        taken = [0] * STREAM_SLOTS
        for chunk in self._log._chunks:
            for frame in getattr(chunk, "frames", ()):
                taken[frame.stream] += max(0, min(frame.number, self._next[frame.stream] - frame.seq))
        self._taken = taken

    def _skip_to(self, seq: int) -> None:
        """Disposing of the log in this program moves no reader."""

    def _note(self, slot: int, seq: int) -> None:
        self._next[slot] = seq
        self._taken[slot] += 1

    def _claimed(self, entry: Entry, start: int, count: int, values: Sequence[Any]) -> Optional[Run]:
        """Nothing is claimed ahead: the places in the file say what has been handed over."""
        slot = entry.stream
        start = max(start, self._next[slot] - entry.first)
        if start >= count:
            return None
        rest = _Noting(self, slot, entry.first + start, values[start:count])
        return Run(STREAM_OF[slot], entry.first + start, entry.time, values[start:count], rest)

    def runs(self, streams: Optional[Iterable[Stream]] = None) -> Iterator[Run]:
        """As Cursor.runs; raises ReaderInUse when another program reads under this name and does not stop."""
        self._durable_log.refresh()
        self._lock()
        try:
            self._load()
            yield from super().runs(streams)
        finally:
            if self._file >= 0:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def peek(self, streams: Optional[Iterable[Stream]] = None) -> Iterator[StreamRecord]:
        self._durable_log.refresh()
        self._load()
        return super().peek(streams)

    def unread(self, streams: Optional[Iterable[Stream]] = None) -> int:
        if [_PLACE.unpack_from(self._memory, 8 * slot)[0] for slot in range(STREAM_SLOTS)] != list(self._next):
            self._load()
        return super().unread(streams)

    def _lock(self) -> None:
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ReaderInUse(self.name)
                time.sleep(0.01)

    def release(self) -> None:
        if self._file >= 0:
            self._memory.close()
            os.close(self._file)
            self._file = -1
