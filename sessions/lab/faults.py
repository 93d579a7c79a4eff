"""What can go wrong on a lab host, and the line between a host and its clients that makes it so: latency, jitter, loss, stalls.

Delays hold for what the host sends, as `tc netem` on the host's network card would: a round trip takes `latency` longer. Loss is what TCP makes of
it: a lost packet arrives a retransmission later, and what was sent after it waits. Nothing is reordered and nothing disappears, so that the same
commands give the same text every time; only the pace differs, and that comes from the lab's seed.
"""
from __future__ import annotations

import random
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, fields
from typing import Any, Callable

RETRANSMIT_SECONDS = 0.2
MOST_LOSSES = 6


@dataclass
class Faults:
    """Changed at any time. latency, jitter: seconds; drop: share of the host's packets that is lost (0 to 1); refuse_auth: no login is accepted;
    refuse: no connection is accepted (the host is down); no_sockets: the host does not forward to UNIX sockets; drop_after: the connection dies
    after that many bytes from the host; cut_until, stall_until: moments of time.monotonic(); disk_full, crash_next, clock_skew: see host_faults.
    """

    latency: float = 0.0
    jitter: float = 0.0
    drop: float = 0.0
    refuse_auth: bool = False
    refuse: bool = False
    no_sockets: bool = False
    drop_after: int = 0
    cut_until: float = 0.0
    stall_until: float = 0.0
    disk_full: bool = False
    crash_next: bool = False
    clock_skew: float = 0.0
    key_changed: bool = False

    @property
    def unreachable(self) -> bool:
        """No new connection is accepted now."""
        return self.refuse or time.monotonic() < self.cut_until

    @property
    def slow(self) -> bool:
        """What the host sends is delayed now."""
        return bool(self.latency or self.jitter or self.drop) or time.monotonic() < self.stall_until

    def copy(self) -> Faults:
        return Faults(**{f.name: getattr(self, f.name) for f in fields(self)})

    def assign(self, other: Faults) -> None:
        for f in fields(self):
            setattr(self, f.name, getattr(other, f.name))


class FaultyLine:
    """A connected socket as paramiko uses one; what is sent goes through the host's faults."""

    def __init__(self, sock: socket.socket, faults: Faults, rng: random.Random, drop_now: Callable[[], None]) -> None:
        self._sock = sock
        self._faults = faults
        self._rng = rng
        self._drop_now = drop_now
        self._lock = threading.Condition()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._last_due = 0.0
        self._courier: threading.Thread | None = None
        self._closed = False
        self._sent = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def send(self, data: bytes) -> int:
        """Send now, or leave it to the courier when it must wait."""
        if self._faults.drop_after and self._overdrawn(len(data)):
            raise ConnectionResetError("cut by the lab")
        if not self._waiting and not self._faults.slow:
            return self._sock.send(data)
        with self._lock:
            if self._closed:
                raise ConnectionResetError("cut by the lab")
            self._last_due = max(self._last_due, self._due())
            self._waiting.append((self._last_due, bytes(data)))
            if self._courier is None:
                self._courier = threading.Thread(target=self._carry, name="lab-courier", daemon=True)
                self._courier.start()
            self._lock.notify()
        return len(data)

    def _overdrawn(self, size: int) -> bool:
        self._sent += size
        if self._sent <= self._faults.drop_after:
            return False
        self._faults.drop_after, self._sent = 0, 0
        self._drop_now()
        return True

    def _due(self) -> float:
        """When a packet sent now arrives."""
        faults, rng, now = self._faults, self._rng, time.monotonic()
        due = max(now, faults.stall_until) + max(0.0, faults.latency + rng.uniform(-faults.jitter, faults.jitter))
        wait = RETRANSMIT_SECONDS
        for _ in range(MOST_LOSSES):
            if rng.random() >= faults.drop:
                break
            due += wait
            wait *= 2
        return due

    def _carry(self) -> None:
        """Deliver what waits, in order, when it is due."""
        while True:
            with self._lock:
                while not self._waiting and not self._closed:
                    self._lock.wait()
                if self._closed:
                    return
                due, data = self._waiting[0]
                pause = due - time.monotonic()
                if pause > 0:
                    self._lock.wait(pause)
                    continue
            try:
                self._sock.sendall(data)
            except socket.timeout:
                self.close()  # the client has not read for a second of paramiko's own time-out: as good as gone
                return
            except OSError:
                return  # the client has left
            with self._lock:
                if self._waiting:
                    self._waiting.popleft()

    def shutdown(self, how: int) -> None:
        self._forget()
        self._sock.shutdown(how)

    def close(self) -> None:
        self._forget()
        self._sock.close()

    def _forget(self) -> None:
        """What has not been delivered never will be."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            self._lock.notify_all()
