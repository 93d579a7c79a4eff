"""What a job's streams carry: the names of the streams, the record, and what a log needs to know of its surroundings."""
from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Optional, Protocol

from jobs.states import Value

INTERRUPT_POLL_SECONDS = 0.02


class Stream(enum.IntEnum):
    """The named streams; 1 to 6 carry PowerShell's redirection numbers. Host is what was written straight to the screen."""

    Output = 1
    Error = 2
    Warning = 3
    Verbose = 4
    Debug = 5
    Information = 6
    Progress = 7
    Host = 8


STREAM_OF: tuple[Stream, ...] = (Stream.Output, *Stream)
"""By number; there is no stream 0."""
STREAM_SLOTS = len(STREAM_OF)
ALL_STREAMS: tuple[Stream, ...] = tuple(Stream)


class StreamRecord(NamedTuple):
    """One value of a job: seq counts over all streams of the job from 0; time is seconds since the epoch of its arrival."""

    seq: int
    stream: Stream
    value: Value
    time: float


class Decoder(Protocol):
    """Turns a payload of one stream into its values."""

    def decode(self, stream: int, payload: bytes) -> Sequence[Value]:
        ...


class Interrupt(Protocol):
    """threading.Event, or anything that answers is_set."""

    def is_set(self) -> bool:
        ...


class LogLimits(NamedTuple):
    """What may stay in memory before full chunks go to a temporary file."""

    records: int = 100_000
    size: int = 16 * 1024 * 1024
    chunk_records: int = 4096
    chunk_size: int = 256 * 1024


DEFAULT_LIMITS = LogLimits()


def mask_of(streams: Optional[Iterable[Stream]]) -> int:
    """A bit a stream; all bits for all streams."""
    if streams is None:
        return -1
    mask = 0
    for stream in streams:
        mask |= 1 << stream
    return mask
