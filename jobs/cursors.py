"""Readers of a job's log: each keeps its own place, for each stream apart, so that reading one stream leaves the others unread.

A record is taken when it is handed over, not before. What is handed out as a run is taken from the run's iterator, one by one; an iterator
that somebody let go stays with the cursor, and the next reader goes on with it.
"""
from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from operator import length_hint
from typing import Any, Optional

from jobs.records import ALL_STREAMS, INTERRUPT_POLL_SECONDS, STREAM_OF, STREAM_SLOTS, Interrupt, Stream, StreamRecord, mask_of
from jobs.spill import Entry
from jobs.states import Value


class Run:
    """Neighbouring records of one stream; first is the number of values[0]. Each is taken when the iterator `rest` hands it over."""

    __slots__ = ("stream", "first", "time", "values", "rest")

    def __init__(self, stream: Stream, first: int, when: float, values: Sequence[Value], rest: Iterator[Value]) -> None:
        self.stream, self.first, self.time, self.values, self.rest = stream, first, when, values, rest

    @property
    def left(self) -> int:
        return length_hint(self.rest)

    def replace(self, values: list[Value]) -> None:
        """Hand over these in the place of the values (the same number), before anything has been taken."""
        keeper = getattr(self.rest, "replace", None)  # an iterator that keeps account of what it hands over goes on doing so
        if keeper is not None:
            keeper(values)
        else:
            self.rest = iter(values)
        self.values = values

    def records(self) -> Iterator[StreamRecord]:
        """One by one, with their numbers."""
        rest, end = self.rest, self.first + len(self.values) - 1
        for value in rest:
            yield StreamRecord(end - length_hint(rest), self.stream, value, self.time)


class Cursor:
    """One reader's place in a log. The log's lock guards everything here."""

    def __init__(self, log: Any, name: str) -> None:
        self.name = name
        self._log = log
        self._next = [0] * STREAM_SLOTS
        self._taken = [0] * STREAM_SLOTS
        self._open: list[Run] = []
        """Runs handed out that are not empty yet; counted as taken in _next and _taken."""

    def _skip_to(self, seq: int) -> None:
        self._next = [seq] * STREAM_SLOTS
        self._taken = list(self._log._totals)
        self._open = []

    def _past(self, end: int) -> bool:
        totals = self._log._totals
        return all(self._next[s] >= end or self._taken[s] >= totals[s] for s in ALL_STREAMS)

    @property
    def taken(self) -> int:
        """How many records, of all streams, this reader has taken."""
        taken: int = sum(self._taken)
        return taken - sum(run.left for run in self._open)

    def unread(self, streams: Optional[Iterable[Stream]] = None) -> int:
        """How many records of these streams (all) this reader has not taken."""
        totals: list[int] = self._log._totals
        taken = self._taken
        mask = mask_of(streams)
        left = sum(run.left for run in self._open if mask >> run.stream & 1) if self._open else 0
        return left + sum(totals[s] - taken[s] for s in ALL_STREAMS if mask >> s & 1)

    def peek(self, streams: Optional[Iterable[Stream]] = None) -> Iterator[StreamRecord]:
        """The unread records in order, leaving them unread."""
        for run in self._left_open(mask_of(streams)):
            values, left = run.values, run.left
            for index in range(len(values) - left, len(values)):
                yield StreamRecord(run.first + index, run.stream, values[index], run.time)
        for record in self._log._records(self._start(streams), streams):
            if record.seq >= self._next[record.stream]:
                yield record

    def runs(self, streams: Optional[Iterable[Stream]] = None) -> Iterator[Run]:
        """The unread records in order, as runs of one stream each. What is not taken from a run when the next is asked for comes again later."""
        log, mask, seq = self._log, mask_of(streams), self._start(streams)
        try:
            yield from self._left_open(mask)
            while True:
                slices, seq = log._slices(seq, mask)
                if not slices:
                    return
                for entry, start, count in slices:
                    if self._next[entry.stream] >= entry.first + count:
                        continue
                    run = self._claimed(entry, start, count, log._decoded(entry, count))
                    if run is not None:
                        yield run
                self._tidy()
        finally:
            self._tidy()

    def _left_open(self, mask: int) -> list[Run]:
        """What earlier readers let go."""
        with self._log._condition:
            self._open = [run for run in self._open if run.left]
            return [run for run in self._open if mask >> run.stream & 1]

    def _claimed(self, entry: Entry, start: int, count: int, values: Sequence[Value]) -> Optional[Run]:
        """The part of an entry that nobody has read through this cursor."""
        slot, first = entry.stream, entry.first
        with self._log._condition:
            self._open = [run for run in self._open if run.left]
            start = max(start, self._next[slot] - first)
            if start >= count:
                return None
            if start or count < len(values):
                values = values[start:count]
            run = Run(STREAM_OF[slot], first + start, entry.time, values, self._handing_over(slot, first + start, values))
            self._next[slot] = first + count
            self._taken[slot] += count - start
            self._open.append(run)
            return run

    def _handing_over(self, slot: int, first: int, values: Sequence[Value]) -> Iterator[Value]:
        """The iterator that takes them; it must tell how many are left (length_hint)."""
        return iter(values)

    def read(self, streams: Optional[Iterable[Stream]] = None) -> Iterator[StreamRecord]:
        """The unread records in order. A record is taken at the moment it is handed over: stopping early loses nothing."""
        for run in self.runs(streams):
            yield from run.records()

    def follow(self, streams: Optional[Iterable[Stream]] = None, timeout: Optional[float] = None,
               interrupt: Optional[Interrupt] = None) -> Iterator[StreamRecord]:
        """As read, then wait for more until the log is closed, the timeout has passed or interrupt is set."""
        for run in self.follow_runs(streams, timeout, interrupt):
            yield from run.records()

    def follow_runs(self, streams: Optional[Iterable[Stream]] = None, timeout: Optional[float] = None,
                    interrupt: Optional[Interrupt] = None) -> Iterator[Run]:
        """As runs, then wait for more."""
        wanted = None if streams is None else tuple(streams)
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            yield from self.runs(wanted)
            if not self.wait(wanted, deadline, interrupt):
                return

    def wait(self, streams: Optional[Iterable[Stream]] = None, deadline: Optional[float] = None,
             interrupt: Optional[Interrupt] = None) -> bool:
        """Wait for an unread record; False when none can come (closed), at the deadline (monotonic seconds) or on interrupt."""
        wanted = None if streams is None else tuple(streams)
        with self._log._condition:
            while not self.unread(wanted):
                if self._log._closed or (interrupt is not None and interrupt.is_set()):
                    return False
                rest = None if deadline is None else deadline - time.monotonic()
                if rest is not None and rest <= 0:
                    return False
                slice_ = INTERRUPT_POLL_SECONDS if interrupt is not None else None
                self._log._condition.wait(slice_ if rest is None else rest if slice_ is None else min(rest, slice_))
            return True

    def close(self) -> None:
        """Give the place up, so that it no longer holds records back."""
        with self._log._condition:
            if self in self._log._cursors and self is not self._log.default:
                self._log._cursors.remove(self)
        self._tidy()

    def _start(self, streams: Optional[Iterable[Stream]]) -> int:
        """Where the first record can be that this reader has not taken: streams without any hold nothing up."""
        totals, taken, mask = self._log._totals, self._taken, mask_of(streams)
        end: int = self._log._next_seq
        return min((self._next[s] for s in ALL_STREAMS if mask >> s & 1 and totals[s] > taken[s]), default=end)

    def _tidy(self) -> None:
        if not self._log.retain:
            with self._log._condition:
                self._log._release()
