"""The faults themselves: those of the network by the proxy, those of processes by signals. One FaultSource a lane, its choices from its seed."""
from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable, Optional

from tests.faults.sessions.proxy import Proxy
from tests.sshd import Sshd

WEIGHTS = {"cut": 30, "reset": 14, "stall": 10, "delay": 10, "trickle": 8, "half_open": 6, "refuse": 5, "kill_sshd": 8, "stop_host": 5, "kill_hub": 3,
           "restart_sshd": 1}
REPAIR_SECONDS = 10.0


def serving_process(port: int) -> Optional[int]:
    """The process that has the other end of a loopback connection whose near end has this port (Linux)."""
    inode = ""
    with open("/proc/net/tcp") as table:
        for line in table:
            words = line.split()
            if words[2].endswith(f":{port:04X}") and words[3] == "01":
                inode = words[9]
    if not inode:
        return None
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if _comm(pid) == "sshd" and f"socket:[{inode}]" in _descriptors(pid):
            return int(pid)
    return None


def _comm(pid: str) -> str:
    try:
        with open(f"/proc/{pid}/comm") as source:
            return source.read().strip()
    except OSError:
        return ""  # ended while we looked


def _parent(pid: str) -> str:
    try:
        with open(f"/proc/{pid}/stat") as source:
            return source.read().rpartition(")")[2].split()[1]
    except OSError:
        return ""


def _descriptors(pid: str) -> list[str]:
    try:
        return [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return []


def hub_processes(cache: str) -> list[int]:
    """The hubs whose files lie below `cache`. Their children, about to be sessions, bear the same name for a moment: those are spared."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if _comm(pid) != "pssession-hub" or _comm(_parent(pid)) == "pssession-hub":
            continue
        try:
            with open(f"/proc/{pid}/environ", "rb") as source:
                if f"XDG_CACHE_HOME={cache}".encode() in source.read().split(b"\0"):
                    found.append(int(pid))
        except OSError:
            continue
    return found


class FaultSource:
    """Injures one lane until told to stop. A fault counts when there was something to hurt. `host_pid` gives the session's process."""

    def __init__(self, seed: str, proxy: Proxy, sshd: Sshd, host_pid: Callable[[], int], connected: Callable[[], bool], pace: float, budget: int, sshd_lock: threading.Lock) -> None:
        self._rng = random.Random(seed)
        self._proxy = proxy
        self._sshd = sshd
        self._host_pid = host_pid
        self._connected = connected
        self._pace = pace
        self._budget = budget
        self._sshd_lock = sshd_lock
        self.counts: Counter[str] = Counter()
        self.done = threading.Event()
        self._calm = threading.Event()
        self._calm.set()
        self._acts: dict[str, Callable[[], bool]] = {
            "cut": lambda: self._at_a_byte(self._proxy.cut), "reset": lambda: self._at_a_byte(lambda: self._proxy.cut(True)),
            "half_open": lambda: self._at_a_byte(self._proxy.swallow),
            "stall": lambda: self._at_a_byte(lambda: self._proxy.stall(self._rng.uniform(0.05, 0.4))),
            "delay": lambda: self._a_while("delay", self._rng.uniform(0.001, 0.02)), "trickle": lambda: self._a_while("trickling", True),
            "refuse": self._refuse, "kill_sshd": self._kill_sshd, "stop_host": self._stop_host, "kill_hub": self._kill_hub, "restart_sshd": self._restart_sshd}

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def run(self) -> None:
        """In a thread of its own; `done` is set when the budget is used up."""
        names, weights = list(WEIGHTS), list(WEIGHTS.values())
        while not self.done.is_set() and self.total < self._budget:
            kind = self._rng.choices(names, weights)[0]
            self._calm.wait()
            if self._rng.random() < 0.8:
                self._await_repair()
            if self._acts[kind]():
                self.counts[kind] += 1
            self.done.wait(self._rng.uniform(0.1, 1.9) * self._pace)
        self.done.set()

    @contextmanager
    def calm(self) -> Iterator[None]:
        """No new faults for a while: opening a session makes no promise, it may be refused for as long as there is fire."""
        self._calm.clear()
        try:
            yield
        finally:
            self._calm.set()

    def _await_repair(self) -> None:
        """Most faults hit a connection that works; the others its repair."""
        deadline = time.monotonic() + REPAIR_SECONDS
        while not self._connected() and time.monotonic() < deadline and not self.done.wait(0.01):
            continue

    def _at_a_byte(self, act: Callable[[], object]) -> bool:
        """After so many bytes; at the latest when the pace says so."""
        if not self._proxy.pairs:
            return False
        hit = threading.Event()

        def action() -> None:
            act()
            hit.set()
        self._proxy.after(int(self._rng.expovariate(1 / 30_000)), action)
        if not hit.wait(self._pace):
            self._proxy.set_off()
        return True

    def _a_while(self, name: str, value: object) -> bool:
        self._proxy.for_a_while(name, value, self._rng.uniform(0.1, 0.6))
        return bool(self._proxy.pairs)

    def _refuse(self) -> bool:
        self._proxy.for_a_while("refusing", True, self._rng.uniform(0.05, 0.4))
        self._proxy.cut()
        return True

    def _kill_sshd(self) -> bool:
        pairs = self._proxy.pairs
        pid = serving_process(pairs[-1].server_side_port) if pairs else None
        return pid is not None and _signal(pid, signal.SIGKILL)

    def _stop_host(self) -> bool:
        pid = self._host_pid()
        if not pid or not _signal(pid, signal.SIGSTOP):
            return False
        time.sleep(self._rng.uniform(0.05, 1.5))
        return _signal(pid, signal.SIGCONT)

    def _kill_hub(self) -> bool:
        return sum(_signal(pid, signal.SIGKILL) for pid in hub_processes(self._sshd.cache)) > 0

    def _restart_sshd(self) -> bool:
        with self._sshd_lock:
            self._sshd.stop()
            self._sshd.start()
        return True


def _signal(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
