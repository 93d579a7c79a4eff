"""One command in several sessions at once: events as they come, at most `throttle` sessions at a time."""
from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, Callable, Optional

from sessions.errors import SessionError
from sessions.invocation import Invocation
from shell.remoting.ps_session import PSSession

Value = Any
QUEUED_RUNS = 256


class Target:
    """Where a command runs: an open session, or a host for which a temporary one is opened. `open` raises a SessionError."""

    def __init__(self, label: str, session: Optional[PSSession] = None, open: Optional[Callable[[], PSSession]] = None, spec: Any = None) -> None:
        self.label, self.session, self.spec = label, session, spec
        self._open = open
        self.invocation: Optional[Invocation] = None
        self.error: Optional[SessionError] = None

    @property
    def temporary(self) -> bool:
        return self._open is not None

    def connected(self) -> PSSession:
        if self.session is None:
            assert self._open is not None
            self.session = self._open()
        return self.session

    def opened(self) -> PSSession:
        """A session opened now: each attempt of a job has its own."""
        self.session = None
        return self.connected()


class RemoteRuns:
    """Runs `start(session) -> Invocation` in every target. Iterate `events`: (target, stream, values), and (target, -1, []) at each end."""

    def __init__(self, targets: Sequence[Target], start: Callable[[PSSession], Invocation], throttle: int,
                 watch: Callable[[Target, str], None] = lambda target, state: None) -> None:
        """`watch(target, state)` is told, on any thread, when a target is connecting and when its command runs."""
        self.targets = list(targets)
        self._watch = watch
        self._start = start
        self._queue: queue.Queue[tuple[Target, int, list[Value]]] = queue.Queue(QUEUED_RUNS)
        self._pending: queue.SimpleQueue[Target] = queue.SimpleQueue()
        self._stopped = False
        for target in self.targets:
            self._pending.put(target)
        self._left = False  # nobody reads events any more
        self._workers = [threading.Thread(target=self._work, name=f"remote-run-{n}", daemon=True) for n in range(min(len(self.targets), max(1, throttle)))]

    def begin(self) -> None:
        """Start the workers."""
        for worker in self._workers:
            worker.start()

    def next(self, timeout: Optional[float] = None) -> Optional[tuple[Target, int, list[Value]]]:
        """The next event; None when none came within the timeout."""
        try:
            return self._queue.get(True, timeout)
        except queue.Empty:
            return None

    def events(self) -> Iterator[tuple[Target, int, list[Value]]]:
        self.begin()
        for _ in self.targets:
            while True:
                target, stream, values = self._queue.get()
                yield target, stream, values
                if stream < 0:
                    break

    def _work(self) -> None:
        while True:
            try:
                target = self._pending.get_nowait()
            except queue.Empty:
                return
            try:
                if not self._stopped:
                    self._run(target)
            except SessionError as error:
                target.error = error
            finally:
                self._tell(target, -1, [])

    def _tell(self, target: Target, stream: int, values: list[Value]) -> None:
        """Put an event, waiting for room as long as somebody reads."""
        while not self._left:
            try:
                self._queue.put((target, stream, values), timeout=0.1)
                return
            except queue.Full:
                continue

    def _run(self, target: Target) -> None:
        if target.session is None:
            self._watch(target, "connecting")
        session = target.connected()
        try:
            target.invocation = invocation = self._start(session)
            self._watch(target, "running")
            if self._stopped:
                invocation.stop()
            for stream, values in invocation.runs():
                self._tell(target, stream, values)
        finally:
            if target.temporary:
                session.session.close()

    def stop(self) -> None:
        """Ask every command to stop; the ends still come."""
        self._stopped = True
        for target in self.targets:
            if target.invocation is not None:
                try:
                    target.invocation.stop()
                except SessionError:
                    continue  # it has broken: its end comes as well

    def leave(self, seconds: float) -> None:
        """Stop, and wait for the ends (not longer than this): the sessions take the next command then. Events that come are dropped."""
        self.stop()
        self._left = True
        deadline = time.monotonic() + seconds
        for worker in self._workers:
            if worker.ident is not None:
                worker.join(max(0.0, deadline - time.monotonic()))
