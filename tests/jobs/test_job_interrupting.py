"""Stopping code from outside strikes only where it does no harm, and news of being held comes in order."""
from __future__ import annotations

import importlib
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.interrupting import ThreadInterrupt, Watch, callable_code
from jobs.runners.fork_server import Server

PATIENCE = 60


class Stopped(BaseException):
    """What the tests raise."""


class Victim:
    """A thread that runs a body; says when it is there, and what ended it."""

    def __init__(self, body: object) -> None:
        self.there, self.go_on = threading.Event(), threading.Event()
        self.error: list[BaseException] = []
        self.thread = threading.Thread(target=self._run, args=(body,), daemon=True)
        self.thread.start()
        assert self.there.wait(PATIENCE)

    def _run(self, body: object) -> None:
        try:
            body(self)  # type: ignore[operator]
        except BaseException as error:
            self.error.append(error)

    def interrupt(self) -> ThreadInterrupt:
        assert self.thread.ident is not None
        return ThreadInterrupt(self.thread.ident, Stopped)


def test_never_inside_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "held_import.py").write_text("import __main__\n__main__.held_import_hook()\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    def importing(victim: Victim) -> None:
        def hook() -> None:
            victim.there.set()
            while not victim.go_on.is_set():
                pass
        monkeypatch.setattr(sys.modules["__main__"], "held_import_hook", hook, raising=False)
        importlib.import_module("held_import")
        while True:
            pass
    victim = Victim(importing)
    interrupt = victim.interrupt()
    assert not any(interrupt.attempt() for _ in range(50))
    victim.go_on.set()
    while not interrupt.attempt():
        pass
    victim.thread.join(PATIENCE)
    assert isinstance(victim.error[0], Stopped) and "held_import" in sys.modules


def test_a_wait_is_interrupted_only_when_it_is_found_twice() -> None:
    def waiting(victim: Victim) -> None:
        victim.there.set()
        while not victim.go_on.wait(0.5):
            pass
    victim = Victim(waiting)
    interrupt = victim.interrupt()
    while not interrupt.attempt():
        pass
    victim.thread.join(PATIENCE)
    assert isinstance(victim.error[0], Stopped)


def test_nothing_is_raised_once_it_is_over() -> None:
    victim = Victim(lambda victim: (victim.there.set(), victim.go_on.wait(PATIENCE)))
    interrupt = victim.interrupt()
    interrupt.over()
    assert interrupt.attempt()
    victim.go_on.set()
    victim.thread.join(PATIENCE)
    assert not victim.error


def test_a_thread_that_is_gone_is_no_place() -> None:
    assert not Watch(callable_code).harmless(None)


class _Told(Server):
    """A server that only remembers what it would tell."""

    def __init__(self) -> None:
        self.told: list[int] = []

    def _tell(self, frame: bytes) -> None:
        self.told.append(frame[4])


@pytest.fixture
def held_child() -> Iterator[int]:
    import os
    import signal
    pid = os.fork()
    if pid == 0:
        while True:
            signal.pause()
    yield pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_the_last_news_of_a_child_is_what_it_is(held_child: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Continued between two looks of the server: what is told last must not be that it is stopped."""
    import os
    import signal

    from jobs.runners import frames
    server = _Told()
    os.kill(held_child, signal.SIGSTOP)
    real = os.waitid
    real(os.P_PID, held_child, os.WSTOPPED | os.WNOWAIT)  # it stands: a signal to go on that came earlier would undo the stop unseen

    def look(kind: int, number: int, what: int) -> object:
        seen = real(os.P_PID, held_child, what)  # other children of the test's process have news of their own
        if what & os.WSTOPPED and not server.told:
            os.kill(held_child, signal.SIGCONT)
        return seen
    monkeypatch.setattr(os, "waitid", look)
    deadline = time.monotonic() + 60
    while (not server.told or server.told[-1] != frames.CONTINUED) and time.monotonic() < deadline:
        server._tell_held()
    assert server.told == [frames.STOPPED, frames.CONTINUED]
