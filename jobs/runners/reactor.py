"""The one thread of this process that reads from and writes to all job processes. Nothing called from here may block."""
from __future__ import annotations

import heapq
import itertools
import os
import selectors
import socket
import sys
import threading
import time
from collections import deque
from typing import Callable, Optional, Union

Descriptor = Union[int, socket.socket]
Callback = Callable[[], None]


class Timer:
    """A callback to come; cancel keeps it from being called."""

    __slots__ = ("callback", "cancelled")

    def __init__(self, callback: Callback) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Reactor:
    """Started on first use. Callbacks run on its thread; call hands it work from any other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: Optional[threading.Thread] = None
        self._pid = 0
        self._selector: selectors.BaseSelector
        self._calls: deque[Callback] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._wake: tuple[int, int] = (-1, -1)
        self._woken = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        """In a fork of this process: what was to be done is the other one's affair."""
        self._lock = threading.Lock()
        self._thread = None
        self._calls, self._timers = deque(), []

    def call(self, callback: Callback) -> None:
        """Run on the reactor's thread, soon."""
        self._calls.append(callback)
        self._ensure()
        if not self._woken:
            self._woken = True
            os.write(self._wake[1], b"!")

    def later(self, seconds: float, callback: Callback) -> Timer:
        """Run on the reactor's thread after so many seconds. From any thread."""
        timer = Timer(callback)
        entry = (time.monotonic() + seconds, next(self._order), timer)
        if threading.current_thread() is self._thread:
            heapq.heappush(self._timers, entry)
        else:
            self.call(lambda: heapq.heappush(self._timers, entry))
        return timer

    def watch(self, descriptor: Descriptor, readable: Optional[Callback], writable: Optional[Callback] = None) -> None:
        """On the reactor's thread: call when ready; replaces what was watched before; nothing to call means forget."""
        events = (selectors.EVENT_READ if readable else 0) | (selectors.EVENT_WRITE if writable else 0)
        known = self._current(descriptor) is not None
        if not events:
            if known:
                self._selector.unregister(descriptor)
        elif known:
            self._selector.modify(descriptor, events, (readable, writable))
        else:
            self._selector.register(descriptor, events, (readable, writable))

    def _current(self, descriptor: Descriptor) -> object:
        """What is called for a descriptor now; None when it is not watched."""
        try:
            return self._selector.get_key(descriptor).data
        except (KeyError, ValueError):
            return None

    def _ensure(self) -> None:
        if self._thread is not None and self._pid == os.getpid():
            return
        with self._lock:
            if self._thread is not None and self._pid == os.getpid():
                return
            self._pid = os.getpid()
            self._selector = selectors.DefaultSelector()
            self._wake = os.pipe()
            os.set_blocking(self._wake[0], False)
            self._selector.register(self._wake[0], selectors.EVENT_READ, (self._drain, None))
            thread = threading.Thread(target=self._run, name="job reactor", daemon=True)
            self._woken = False
            self._thread = thread
            thread.start()

    def _drain(self) -> None:
        os.read(self._wake[0], 4096)
        self._woken = False
        while self._calls:
            self._guarded(self._calls.popleft())

    def _run(self) -> None:
        while True:
            for key, ready in self._selector.select(self._until_timer()):
                readable, writable = key.data
                if self._current(key.fd) is not key.data:
                    continue  # an earlier callback of this round closed or changed it
                if ready & selectors.EVENT_READ and readable:
                    self._guarded(readable)
                if ready & selectors.EVENT_WRITE and writable:
                    self._guarded(writable)
            now = time.monotonic()
            while self._timers and self._timers[0][0] <= now:
                timer = heapq.heappop(self._timers)[2]
                if not timer.cancelled:
                    self._guarded(timer.callback)

    def _until_timer(self) -> Optional[float]:
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None

    def _guarded(self, callback: Callback) -> None:
        """One job's trouble must not end all the others; it is shown as any thread's unhandled exception is."""
        try:
            callback()
        except Exception:
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))


REACTOR = Reactor()
"""Shared by everything in this process."""
