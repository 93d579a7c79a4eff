"""Bodies of jobs for the tests: importable by the fork server, the durable runner and spawned processes."""
from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator

from jobs import JobState, Stream, emit
from jobs.runners.callables import current
from jobs.runners.child import ChildContext


def nothing() -> None:
    pass


def count(upto: int) -> Iterator[int]:
    yield from range(upto)


def slow_count(upto: int) -> Iterator[int]:
    """Numbers with pauses, so that there is time to be hurt."""
    for number in range(upto):
        if number % 100 == 50:
            time.sleep(0.01)
        yield number


def say_and_fail() -> Iterator[int]:
    yield 1
    emit("careful", Stream.Warning)
    yield 2
    raise ValueError("no good")


def unpicklable() -> Iterator[object]:
    yield "before"
    yield lambda: 0


def die() -> Iterator[str]:
    yield "last words"
    os.write(2, b"raw complaint\n")
    os.kill(os.getpid(), signal.SIGKILL)


def leave(code: int) -> None:
    raise SystemExit(code)


def sleep_with_grandchild() -> Iterator[int]:
    """Tells the grandchild's process id, then sleeps."""
    yield subprocess.Popen(["sleep", "300"]).pid
    time.sleep(300)


def stubborn() -> Iterator[str]:
    """Ignores being asked, and being terminated."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    yield "ready"
    while True:
        time.sleep(1)


def endless() -> Iterator[str]:
    while True:
        yield "x" * 100


def greet() -> Iterator[str]:
    context = current()
    assert isinstance(context, ChildContext)
    yield "hello " + context.ask(b'"name?"').decode()


def ends_failed() -> JobState:
    return JobState.Failed


def fail_until(path: str, times: int) -> str:
    """Fails the first times it runs, counting in a file."""
    with open(path, "a", encoding="ascii") as file:
        file.write("x")
    if os.path.getsize(path) <= times:
        raise RuntimeError("not yet")
    return "done"


def tick(path: str) -> Iterator[int]:
    """One number after another, each when the file has grown to it."""
    number = 0
    while True:
        while not os.path.exists(path) or os.path.getsize(path) <= number:
            time.sleep(0.002)
        yield number
        number += 1


def environment(name: str) -> Iterator[str]:
    yield os.environ.get(name, "")
    yield os.getcwd()


def encoded_failure(context: ChildContext) -> None:
    """An entry: fails with a value of its own."""
    context.emit(Stream.Output, "out")
    context.fail_with({"why": "because"})
