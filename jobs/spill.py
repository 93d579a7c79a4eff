"""Chunks of a stream log and the temporary file full ones go to when memory is short. Knows no streams, no readers."""
from __future__ import annotations

import marshal
from typing import Any, BinaryIO, Callable, Optional

from jobs.states import Value

_PLAIN = frozenset({str, bytes, int, float, bool, type(None)})


class Entry:
    """count records that arrived together: live values as a list, or one encoded payload as bytes."""

    __slots__ = ("first", "count", "stream", "time", "body")

    def __init__(self, first: int, count: int, stream: int, time: float, body: Any) -> None:
        self.first, self.count, self.stream, self.time, self.body = first, count, stream, time, body


class Chunk:
    """A run of entries; spilled is its (offset, length) in the file once it has left memory."""

    __slots__ = ("first", "records", "size", "entries", "spilled")

    def __init__(self, first: int) -> None:
        self.first = first
        self.records = 0
        self.size = 0
        self.entries: list[Entry] = []
        self.spilled: Optional[tuple[int, int]] = None


class SpillFile:
    """Private, nameless, read back only by this process. Live objects stay in memory unless an encoder was given:
    a reader must get the very object; plain scalars have no identity worth keeping."""

    def __init__(self, encode: Optional[Callable[[list[Value]], bytes]], decode: Optional[Callable[[bytes], list[Value]]]) -> None:
        self._encode, self._decode = encode, decode
        self._file: Optional[BinaryIO] = None
        self._cached: Optional[tuple[Chunk, list[Entry]]] = None
        self.size = 0
        self.failure: Optional[OSError] = None

    def store(self, chunk: Chunk) -> bool:
        """Move a chunk to disk; False when it must stay (live objects, or the disk refused: see failure)."""
        rows = []
        for entry in chunk.entries:
            row = self._row(entry)
            if row is None:
                return False
            rows.append(row)
        data = marshal.dumps(rows)
        try:
            self._write(data)
        except OSError as error:
            self.failure = error
            return False
        chunk.spilled = (self.size, len(data))
        chunk.entries = []
        self.size += len(data)
        self.failure = None
        return True

    def _row(self, entry: Entry) -> Optional[tuple[int, int, int, float, int, Any]]:
        body, form = entry.body, 0
        if body.__class__ is list:
            form = 1
            if not all(value.__class__ in _PLAIN for value in body):
                if self._encode is None:
                    return None
                body, form = self._encode(body), 2
        return entry.first, entry.count, int(entry.stream), entry.time, form, body

    def _write(self, data: bytes) -> None:
        if self._file is None:
            import tempfile  # rarely needed, slow to import
            self._file = tempfile.TemporaryFile(prefix="job-", buffering=0)
        file = self._file
        assert file is not None
        file.seek(self.size)
        view = memoryview(data)
        while view:
            view = view[file.write(view):]

    def entries(self, chunk: Chunk) -> list[Entry]:
        """The entries of a chunk, read back if need be (the last one read stays at hand)."""
        if chunk.spilled is None:
            return chunk.entries
        if self._cached is not None and self._cached[0] is chunk:
            return self._cached[1]
        assert self._file is not None
        offset, length = chunk.spilled
        self._file.seek(offset)
        parts: list[bytes] = []
        while length:
            part = self._file.read(length)
            if not part:
                raise OSError("the temporary file of a stream log is shorter than what was written to it")
            parts.append(part)
            length -= len(part)
        entries = [Entry(first, count, stream, time, self._decode(body) if form == 2 and self._decode else body)
                   for first, count, stream, time, form, body in marshal.loads(b"".join(parts))]
        self._cached = (chunk, entries)
        return entries

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._cached = None
        self.size = 0
