"""System.Timers.Timer and System.Threading.Timer."""
from __future__ import annotations

import threading
from typing import Any, Callable, Optional

from shell.clr.events import EventArgs, EventSource, event_args_type
from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException
from shell.clr.typeinfo import NetType

Value = Any
ELAPSED_ARGS = event_args_type("System.Timers.ElapsedEventArgs", SignalTime="datetime")


class Ticker:
    """Calls `tick` after `due` seconds and then every `period` seconds (None: once) on a thread of its own."""

    def __init__(self, due: float, period: Optional[float], tick: Callable[[], None]) -> None:
        self.due, self.period, self.tick = due, period, tick
        self.cancelled = threading.Event()
        self.thread = threading.Thread(target=self._run, name="timer", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        wait: Optional[float] = self.due
        while wait is not None and not self.cancelled.wait(wait):
            self.tick()
            wait = self.period

    def cancel(self) -> None:
        self.cancelled.set()


class Timer(EventSource):
    """System.Timers.Timer: raises Elapsed every `interval` milliseconds while enabled."""

    event_names = {"Elapsed": "System.Timers.ElapsedEventArgs", "Disposed": "System.EventArgs"}

    def __init__(self, interval: float = 100.0) -> None:
        if interval <= 0:
            raise ArgumentException(f"Invalid value '{interval:g}' for parameter 'interval'.")
        self.interval = float(interval)
        self.auto_reset = True
        self.ticker: Optional[Ticker] = None
        self.ps_ext: Optional[dict[str, Value]] = None

    def _tick(self) -> None:
        import time  # noqa: I001

        from shell.clr.files import time_from_ns
        if not self.auto_reset:
            self.ticker = None
        self.raise_event("Elapsed", EventArgs(ELAPSED_ARGS, SignalTime=time_from_ns(time.time_ns(), False)))

    def start(self) -> None:
        if self.ticker is None:
            seconds = self.interval / 1000
            self.ticker = Ticker(seconds, seconds if self.auto_reset else None, self._tick)

    def stop(self) -> None:
        if self.ticker is not None:
            self.ticker.cancel()
            self.ticker = None

    def set_enabled(self, value: bool) -> None:
        if value:
            self.start()
        else:
            self.stop()

    def set_interval(self, value: float) -> None:
        if value <= 0:
            raise ArgumentException(f"'{value:g}' is not a valid value for 'Interval'. 'Interval' must be greater than 0.")
        self.interval = value
        if self.ticker is not None:
            self.stop()
            self.start()

    def set_auto_reset(self, value: bool) -> None:
        self.auto_reset = value
        if self.ticker is not None:
            self.ticker.period = self.interval / 1000 if value else None


TIMER = NetType("System.Timers.Timer", Timer, interfaces=("System.IDisposable", "System.ComponentModel.IComponent"))
TIMER.prop("AutoReset", "bool", Timer.set_auto_reset)(lambda t: t.auto_reset)
TIMER.prop("Enabled", "bool", Timer.set_enabled)(lambda t: t.ticker is not None)
TIMER.prop("Interval", "double", Timer.set_interval)(lambda t: t.interval)
TIMER.prop("Site", "System.Object")(lambda t: None)
TIMER.prop("SynchronizingObject", "System.Object")(lambda t: None)
TIMER.prop("Container", "System.Object")(lambda t: None)
TIMER.new("System.Timers.Timer new()", "System.Timers.Timer new(double interval)")(Timer)
TIMER.method("void Start()")(Timer.start)
TIMER.method("void Stop()", "void Close()", "void Dispose()")(Timer.stop)
TIMER.method("void add_Elapsed(System.Timers.ElapsedEventHandler value)")(lambda t, handler: t.add_handler("Elapsed", handler))
TIMER.method("void remove_Elapsed(System.Timers.ElapsedEventHandler value)")(lambda t, handler: t.remove_handler("Elapsed", handler))


class ThreadingTimer:
    """System.Threading.Timer: calls back after `due` and then every `period` milliseconds (-1: never)."""

    def __init__(self, callback: Callable[[Value], None], state: Value = None, due: int = -1, period: int = -1) -> None:
        self.callback, self.state = callback, state
        self.ticker: Optional[Ticker] = None
        self.ps_ext: Optional[dict[str, Value]] = None
        self.change(due, period)

    def change(self, due: int, period: int) -> bool:
        if due < -1 or period < -1:
            raise ArgumentOutOfRangeException("Number must be either non-negative and less than or equal to Int32.MaxValue or -1. (Parameter 'dueTime')")
        self.dispose()
        if due >= 0:
            self.ticker = Ticker(due / 1000, period / 1000 if period > 0 else None, lambda: self.callback(self.state))
        return True

    def dispose(self) -> None:
        if self.ticker is not None:
            self.ticker.cancel()
            self.ticker = None


THREADING_TIMER = NetType("System.Threading.Timer", ThreadingTimer, interfaces=("System.IDisposable",))
THREADING_TIMER.new("System.Threading.Timer new(System.Threading.TimerCallback callback)",
                    "System.Threading.Timer new(System.Threading.TimerCallback callback, System.Object state, int dueTime, int period)")(ThreadingTimer)
THREADING_TIMER.method("bool Change(int dueTime, int period)")(ThreadingTimer.change)
THREADING_TIMER.method("void Dispose()")(ThreadingTimer.dispose)
