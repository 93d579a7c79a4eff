"""System.Diagnostics.Stopwatch."""
from __future__ import annotations

import time
from typing import Any, Optional

from shell.clr.numbers import Int64
from shell.clr.typeinfo import NetType

Value = Any


class Stopwatch:
    """Measures on the monotonic clock."""

    __slots__ = ("total", "started", "ps_ext")

    def __init__(self) -> None:
        self.total = 0  # nanoseconds of finished runs
        self.started: Optional[int] = None
        self.ps_ext: Optional[dict[str, Value]] = None

    def start(self) -> None:
        if self.started is None:
            self.started = time.monotonic_ns()

    def stop(self) -> None:
        self.total, self.started = self.elapsed_ns(), None

    def reset(self) -> None:
        self.total, self.started = 0, None

    def restart(self) -> None:
        self.reset()
        self.start()

    def elapsed_ns(self) -> int:
        return self.total + (time.monotonic_ns() - self.started if self.started is not None else 0)

    def elapsed(self) -> Value:
        from shell.clr.times import TimeSpan
        return TimeSpan(self.elapsed_ns() // 100)

    def __str__(self) -> str:
        from shell.clr import upcalls
        return upcalls.to_string(self.elapsed())


def start_new() -> Stopwatch:
    """StartNew()."""
    made = Stopwatch()
    made.start()
    return made


def _span(ticks: int) -> Value:
    from shell.clr.times import TimeSpan
    return TimeSpan(ticks)


STOPWATCH = NetType("System.Diagnostics.Stopwatch", Stopwatch)
STOPWATCH.prop("IsRunning", "bool")(lambda s: s.started is not None)
STOPWATCH.prop("Elapsed", "timespan")(Stopwatch.elapsed)
STOPWATCH.prop("ElapsedMilliseconds", "long")(lambda s: Int64(s.elapsed_ns() // 1000000))
STOPWATCH.prop("ElapsedTicks", "long")(lambda s: Int64(s.elapsed_ns()))
STOPWATCH.const("Frequency", "long", Int64(1000000000))
STOPWATCH.const("IsHighResolution", "bool", True)
STOPWATCH.new("System.Diagnostics.Stopwatch new()")(Stopwatch)
STOPWATCH.static("System.Diagnostics.Stopwatch StartNew()")(start_new)
STOPWATCH.static("long GetTimestamp()")(lambda: Int64(time.monotonic_ns()))
STOPWATCH.static("timespan GetElapsedTime(long startingTimestamp)")(lambda begin: _span((time.monotonic_ns() - begin) // 100))
STOPWATCH.static("timespan GetElapsedTime(long startingTimestamp, long endingTimestamp)")(lambda begin, end: _span((end - begin) // 100))
STOPWATCH.method("void Start()")(Stopwatch.start)
STOPWATCH.method("void Stop()")(Stopwatch.stop)
STOPWATCH.method("void Reset()")(Stopwatch.reset)
STOPWATCH.method("void Restart()")(Stopwatch.restart)
STOPWATCH.method("string ToString()")(str)
