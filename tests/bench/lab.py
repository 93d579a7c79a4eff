"""The lab at a hundred hosts: how long it takes to start, to be asked, to be put back, and what memory it needs."""
from __future__ import annotations

import os
import threading
import time
from typing import Any

from sessions.defaults import default_payload
from sessions.fanout import each
from sessions.lab import Lab
from sessions.service import SessionService
from sessions.transports.endpoint import HostSpec

HOSTS = 100


def pss_megabytes() -> int:
    """Memory of this process and of the lab's, each page divided by those who share it."""
    total, owner = 0, f"PSSESSION_OWNER_PID={os.getpid()}\0".encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as source:
                if owner not in source.read() and int(pid) != os.getpid():
                    continue
            with open(f"/proc/{pid}/smaps_rollup") as source:
                total += next(int(line.split()[1]) for line in source if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue  # it has just ended
    return total // 1024


class Peak:
    """The most memory seen while it is open."""

    def __enter__(self) -> Peak:
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.most = max(self.most, pss_megabytes())

    def __exit__(self, *rest: object) -> None:
        self._over.set()
        self._thread.join()


def measure(program: list[str]) -> dict[str, Any]:
    """Seconds and megabytes, by what was done."""
    found: dict[str, Any] = {}

    def timed(what: str, begun: float) -> None:
        found[what] = round(time.monotonic() - begun, 3)
    default_payload()
    begun = time.monotonic()
    lab = Lab(HOSTS, 7, engine="shell.host_main:make_engine")
    service = SessionService(default_payload)
    service.add_resolver(lab)
    service.open(HostSpec("Server01")).run("hostname")
    timed("up, first host answers", begun)
    found["MB idle"] = pss_megabytes()

    def ask(name: str) -> Any:
        session = service.open_temporary(HostSpec(name))
        try:
            return session.run("hostname")[0]
        finally:
            session.close()
    for label in ("fan-out, first time", "fan-out, again"):
        begun = time.monotonic()
        answers = [str(outcome.result) for outcome in each(lab.names, ask, 32)]
        timed(label, begun)
        assert sorted(answers) == sorted(lab.names)
    for throttle in (32, 16):
        with Peak() as peak:
            list(each(lab.names, ask, throttle))
        found[f"MB at most, {throttle} at a time"] = peak.most
    _kept_open(found, service, lab, timed)
    begun = time.monotonic()
    lab.close()
    timed("closed", begun)
    return found


def _kept_open(found: dict[str, Any], service: SessionService, lab: Lab, timed: Any) -> None:
    begun = time.monotonic()
    sessions = [outcome.result for outcome in service.open_many([HostSpec(name) for name in lab.names])]
    timed("sessions to all, opened", begun)
    begun = time.monotonic()
    list(each(sessions, lambda session: session.run("hostname"), 32))  # type: ignore[union-attr]
    timed("fan-out over open sessions", begun)
    found["MB with 100 open sessions"] = pss_megabytes()
    begun = time.monotonic()
    lab.reset(lambda: [None for _ in each(service.table.all(), service.remove)] and None)
    timed("reset", begun)
    service.close()


def show(found: dict[str, Any]) -> None:
    print(f"\nlab of {HOSTS} hosts")
    for what, value in found.items():
        print(f"  {what:30} {value} {'' if what.startswith('MB') else 's'}")
