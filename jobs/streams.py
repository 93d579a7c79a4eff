"""A job's streams: one interleaved log, bounded in memory; the cursors over it are in cursors.py."""
from __future__ import annotations

import bisect
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Callable, Optional

from jobs.cursors import Cursor, Run
from jobs.records import (
    ALL_STREAMS,
    DEFAULT_LIMITS,
    INTERRUPT_POLL_SECONDS,
    STREAM_OF,
    STREAM_SLOTS,
    Decoder,
    Interrupt,
    LogLimits,
    Stream,
    StreamRecord,
    mask_of,
)
from jobs.spill import Chunk, Entry, SpillFile
from jobs.states import UndecodablePayload, Value

__all__ = ["ALL_STREAMS", "Cursor", "Decoder", "INTERRUPT_POLL_SECONDS", "Interrupt", "LogLimits", "Run", "STREAM_SLOTS", "Stream", "StreamLog",
           "StreamRecord"]

LOOK_BACK = 8
"""How many chunks from the end are searched for the last value of a stream."""


class StreamLog:
    """Append-only log of all streams of one job, in arrival order. One lock guards everything below it.

    retain keeps what the default cursor has consumed readable through values() and other cursors, as PowerShell's child jobs do;
    without it consumed records are released. Records may be live values or encoded payloads that are decoded when read.
    """

    def __init__(self, decoder: Optional[Decoder] = None, retain: bool = True, limits: LogLimits = DEFAULT_LIMITS,
                 encode_live: Optional[Callable[[list[Value]], bytes]] = None,
                 decode_live: Optional[Callable[[bytes], list[Value]]] = None) -> None:
        self._condition = threading.Condition(threading.Lock())
        self._decoder = decoder
        self.retain = retain
        self._limits = limits
        self._chunks: list[Chunk] = [Chunk(0)]
        self._firsts: list[int] = [0]
        self._next_seq = 0
        self._totals = [0] * STREAM_SLOTS
        self._resident_records = 0
        self._resident_size = 0
        self._spill = SpillFile(encode_live, decode_live)
        self._cursors: list[Cursor] = []
        self._listeners: tuple[Callable[[StreamLog], None], ...] = ()
        self._closed = False
        self.default = self.cursor("default")

    # writing

    def append(self, stream: Stream, value: Value) -> None:
        """Add one live value."""
        now = time.time()
        with self._condition:
            chunk = self._chunks[-1]
            last = chunk.entries[-1] if chunk.entries else None
            if last is not None and last.stream == stream and last.body.__class__ is list and now - last.time < 0.01:
                last.body.append(value)
                last.count += 1
            else:
                chunk.entries.append(Entry(self._next_seq, 1, stream, now, [value]))
            kind = value.__class__
            self._grown(chunk, stream, 1, 56 + len(value) if kind is str or kind is bytes else 64)
        for listener in self._listeners:
            listener(self)

    def extend(self, stream: Stream, values: Sequence[Value]) -> None:
        """Add several live values at once."""
        if not values:
            return
        with self._condition:
            chunk = self._chunks[-1]
            chunk.entries.append(Entry(self._next_seq, len(values), stream, time.time(), list(values)))
            size = sum(56 + len(value) if value.__class__ is str or value.__class__ is bytes else 64 for value in values)
            self._grown(chunk, stream, len(values), size)
        for listener in self._listeners:
            listener(self)

    def append_payload(self, stream: Stream, count: int, payload: bytes) -> None:
        """Add count records in their encoded form."""
        with self._condition:
            chunk = self._chunks[-1]
            chunk.entries.append(Entry(self._next_seq, count, stream, time.time(), payload))
            self._grown(chunk, stream, count, len(payload) + 96)
        for listener in self._listeners:
            listener(self)

    def _grown(self, chunk: Chunk, stream: int, count: int, size: int) -> None:
        self._next_seq += count
        self._totals[stream] += count
        chunk.records += count
        chunk.size += size
        self._resident_records += count
        self._resident_size += size
        if chunk.size >= self._limits.chunk_size or chunk.records >= self._limits.chunk_records:
            self._seal(chunk)
        self._condition.notify_all()

    def _seal(self, chunk: Chunk) -> None:
        """Start a new chunk; past the limits the full one goes to disk at once, so readers at the front stay in memory."""
        over = self._resident_records > self._limits.records or self._resident_size > self._limits.size
        if over and self._spill.store(chunk):
            self._forget_resident(chunk)
        self._chunks.append(Chunk(self._next_seq))
        self._firsts.append(self._next_seq)

    def _forget_resident(self, chunk: Chunk) -> None:
        self._resident_records -= chunk.records
        self._resident_size -= chunk.size

    def close(self) -> None:
        """No more records come; readers that follow end once they have read what there is."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        for listener in self._listeners:
            listener(self)

    def reopen(self) -> None:
        """A restarted job writes on into the same log."""
        with self._condition:
            self._closed = False

    def dispose(self) -> None:
        """Release memory and the temporary file. Cursors then find nothing."""
        with self._condition:
            self._closed = True
            self._chunks, self._firsts = [Chunk(self._next_seq)], [self._next_seq]
            self._resident_records = self._resident_size = 0
            for cursor in self._cursors:
                cursor._skip_to(self._next_seq)
            self._spill.close()
            self._condition.notify_all()

    # looking

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def next_seq(self) -> int:
        """The number the next record will get, so the number of records so far."""
        return self._next_seq

    def total(self, stream: Stream) -> int:
        """Records ever added to a stream."""
        return self._totals[stream]

    @property
    def spill_failure(self) -> Optional[OSError]:
        """Why records that should have gone to disk are still in memory (a full disk), or None."""
        return self._spill.failure

    @property
    def spilled_bytes(self) -> int:
        return self._spill.size

    def values(self, stream: Stream) -> list[Value]:
        """Everything held of one stream: all of it when retained, else what the default reader has not taken."""
        if not self.retain:
            return [record.value for record in self.default.peek((stream,))]
        return [record.value for record in self._records(0, (stream,))]

    def last(self, stream: Stream) -> Optional[Value]:
        """The newest value held of a stream, left where it is."""
        if not self._totals[stream]:
            return None
        with self._condition:
            entry = next((entry for chunk in reversed(self._chunks[-LOOK_BACK:]) for entry in reversed(self._spill.entries(chunk))
                          if entry.stream == stream), None)
        return None if entry is None else self._decoded(entry, entry.count)[-1]

    def records(self, seq: int = 0) -> Iterator[StreamRecord]:
        """What is held from a number on, whatever readers have taken; nothing is taken."""
        return self._records(seq, None)

    def payloads(self, seq: int) -> tuple[list[tuple[int, int, bytes]], int]:
        """Still encoded records from seq on, a chunk at most: (stream, count, payload) each, and where to go on. Live values are left out."""
        slices, end = self._slices(seq, -1)
        return [(entry.stream, count, entry.body) for entry, start, count in slices if entry.body.__class__ is bytes and start == 0], end

    def _records(self, seq: int, streams: Optional[Iterable[Stream]]) -> Iterator[StreamRecord]:
        mask = mask_of(streams)
        while True:
            slices, seq = self._slices(seq, mask)
            if not slices:
                return
            for entry, start, count in slices:
                values, stream = self._decoded(entry, count), STREAM_OF[entry.stream]
                for index in range(start, count):
                    yield StreamRecord(entry.first + index, stream, values[index], entry.time)

    def add_listener(self, listener: Callable[[StreamLog], None]) -> Callable[[], None]:
        """Call listener(log) after each addition and at close, on the writer's thread; returns the way to take it back."""
        with self._condition:
            self._listeners += (listener,)

        def remove() -> None:
            with self._condition:
                self._listeners = tuple(other for other in self._listeners if other is not listener)
        return remove

    # reading

    def cursor(self, name: str = "", at_end: bool = False) -> Cursor:
        """A new independent reader, at the first record still held or at the end."""
        with self._condition:
            cursor = Cursor(self, name)
            cursor._skip_to(self._next_seq if at_end else self._firsts[0])
            if not at_end:
                cursor._taken = [total - held for total, held in zip(self._totals, self._held())]
            self._cursors.append(cursor)
        return cursor

    def _held(self) -> list[int]:
        if self._firsts[0] == 0:
            return list(self._totals)
        held = [0] * STREAM_SLOTS
        for chunk in self._chunks:
            for entry in self._spill.entries(chunk):
                held[entry.stream] += entry.count
        return held

    def _slices(self, seq: int, mask: int) -> tuple[list[tuple[Entry, int, int]], int]:
        """Wanted entries at or after seq from the first chunk that has any: (entry, first index, count now), and where to go on."""
        with self._condition:
            place = max(0, bisect.bisect_right(self._firsts, seq) - 1)
            found: list[tuple[Entry, int, int]] = []
            while place < len(self._chunks) and not found:
                chunk = self._chunks[place]
                for entry in self._spill.entries(chunk):
                    if mask >> entry.stream & 1 and entry.first + entry.count > seq:
                        found.append((entry, max(0, seq - entry.first), entry.count))
                seq = max(seq, chunk.first + chunk.records)
                place += 1
            return found, seq

    def _decoded(self, entry: Entry, count: int) -> Sequence[Value]:
        if entry.body.__class__ is list:
            return entry.body
        if self._decoder is None:
            raise ValueError("this log holds encoded records but was given no decoder")
        try:
            values = self._decoder.decode(entry.stream, entry.body)
            if len(values) == count:
                return values
            detail = f"{len(values)} values where {count} were announced"
        except Exception as error:  # a decoder may raise anything; the reader gets a named value instead of the records
            detail = f"{type(error).__name__}: {error}"
        return [UndecodablePayload(entry.stream, count, detail)] * count

    def _release(self) -> None:
        """Let go of what every cursor has taken (only without retain); called with the lock held."""
        while len(self._chunks) > 1 or self._chunks[0].records:
            chunk = self._chunks[0]
            end = chunk.first + chunk.records
            if any(not cursor._past(end) for cursor in self._cursors):
                return
            if chunk.spilled is None:
                self._forget_resident(chunk)
            if len(self._chunks) == 1:
                self._chunks, self._firsts = [Chunk(self._next_seq)], [self._next_seq]
                return
            del self._chunks[0], self._firsts[0]
