"""One thread that gives every live session its beat every five seconds, so that a hundred idle sessions cost one wake-up."""
from __future__ import annotations

import threading
import weakref
from typing import Protocol

INTERVAL = 5.0
MISSED_BEATS = 3


class Beating(Protocol):
    def beat(self) -> None: ...


class Heartbeat:
    """Weak references: a session that is dropped leaves by itself. The thread starts with the first session and ends with the last."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._lock = threading.Lock()
        self._members: weakref.WeakSet[Beating] = weakref.WeakSet()
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()

    def join(self, member: Beating) -> None:
        with self._lock:
            self._members.add(member)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="session-heartbeat", daemon=True)
                self._thread.start()

    def leave(self, member: Beating) -> None:
        with self._lock:
            self._members.discard(member)

    def _run(self) -> None:
        while True:
            self._wake.wait(self._interval)
            with self._lock:
                members = list(self._members)
                if not members:
                    self._thread = None
                    return
            for member in members:
                member.beat()


HEARTBEAT = Heartbeat()
