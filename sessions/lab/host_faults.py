"""Faults inside a lab host's session processes: a full disk, a wrong clock, a crash in the middle of a command. Standard library only.

The lab writes them to ~/.lab/faults.json; session processes look there when it matters.
"""
from __future__ import annotations

import errno
import json
import os
import signal
import sys
import time
from typing import Any

from sessions.engine import OUTPUT, ExecRequest, ExecResult, HostUI, RecordSink

Value = Any
FILE = os.path.join(".lab", "faults.json")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class HostFaults:
    """The faults of one host as its file says, read again when the file has changed."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.path = os.path.join(home, FILE)
        self._stamp: Any = None
        self._facts: dict[str, Value] = {}

    def get(self, name: str) -> Value:
        """One fault, None when it is not set."""
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp != self._stamp:
            with open(self.path) as source:
                self._facts = json.load(source)
            self._stamp = stamp
        return self._facts.get(name)

    def install(self) -> None:
        """Make this process see the host's disk and clock."""
        real_time, real_ns = time.time, time.time_ns
        time.time = lambda: real_time() + (self.get("clock_skew") or 0)
        time.time_ns = lambda: real_ns() + int((self.get("clock_skew") or 0) * 1_000_000_000)
        private = (os.path.join(self.home, ".cache") + os.sep, os.path.join(self.home, ".lab") + os.sep)
        inside = self.home + os.sep

        def guard(event: str, args: tuple[Value, ...]) -> None:
            if event != "open" or not isinstance(args[0], str) or not _writes(args[1], args[2]):
                return
            path = os.path.abspath(args[0])
            if path.startswith(inside) and not path.startswith(private) and self.get("disk_full"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        sys.addaudithook(guard)


def _writes(mode: Value, flags: Value) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & WRITES)


class CrashingEngine:
    """An engine on a host that crashes in the next command when it has been told to: side effects up to the first output stay, no output leaves."""

    def __init__(self, inner: Any, faults: HostFaults, folder: str) -> None:
        self.inner = inner
        self._faults = faults
        self._folder = folder

    def __getattr__(self, name: str) -> Value:
        return getattr(self.inner, name)

    def run(self, request: ExecRequest, sink: RecordSink, ui: HostUI) -> ExecResult:
        if not self._faults.get("crash_next"):
            result: ExecResult = self.inner.run(request, sink, ui)
            return result
        self.inner.run(request, _LastWords(self.crash), ui)
        self.crash()
        raise AssertionError("not reached")

    def crash(self) -> None:
        """End every session process of this host, this one last."""
        facts = json.loads(open(self._faults.path).read())
        facts["crash_next"] = False
        with open(self._faults.path + ".new", "w") as out:
            json.dump(facts, out)
        os.replace(self._faults.path + ".new", self._faults.path)
        for pid in session_pids(self._folder):
            if pid != os.getpid():
                _kill(pid)
        os.kill(os.getpid(), signal.SIGKILL)


class _LastWords:
    """A sink that crashes at the first output."""

    def __init__(self, crash: Any) -> None:
        self._crash = crash

    def write(self, stream: int, value: Value) -> None:
        if stream == OUTPUT:
            self._crash()

    def flush(self) -> None:
        """Nothing is kept."""


def session_pids(folder: str) -> list[int]:
    """The session processes whose facts lie in a run folder."""
    found = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if not name.endswith(".json"):
            continue
        try:
            with open(os.path.join(folder, name)) as source:
                found.append(int(json.load(source)["pid"]))
        except (OSError, ValueError, KeyError):
            continue  # it ended just now
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it was faster
