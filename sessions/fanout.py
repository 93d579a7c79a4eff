"""The same thing on many hosts at once: at most `throttle` at a time, results as they come, one line of recap."""
from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable, Generic, TypeVar

from sessions.errors import SessionError

T = TypeVar("T")
U = TypeVar("U")
Value = Any
THROTTLE = 32


@dataclass
class Outcome(Generic[T, U]):
    """What came of one item: `result`, or `error`."""

    item: T
    index: int
    result: U | None = None
    error: SessionError | None = None


def each(items: Sequence[T], work: Callable[[T], U], throttle: int = THROTTLE) -> Iterator[Outcome[T, U]]:
    """Do `work` for every item in threads and yield outcomes as they come. Errors other than SessionError are raised here."""
    results: queue.Queue[Any] = queue.Queue()
    pending: queue.Queue[Any] = queue.Queue()
    for index, item in enumerate(items):
        pending.put((index, item))

    def worker() -> None:
        while True:
            try:
                index, item = pending.get_nowait()
            except queue.Empty:
                return
            try:
                results.put(Outcome(item, index, work(item)))
            except SessionError as error:
                results.put(Outcome(item, index, None, error))
            except BaseException as error:
                results.put(error)
    for number in range(min(len(items), max(1, throttle or THROTTLE))):
        threading.Thread(target=worker, name=f"fanout-{number}", daemon=True).start()
    try:
        for _ in items:
            outcome = results.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
    finally:
        while not pending.empty():
            try:
                pending.get_nowait()
            except queue.Empty:
                break


@dataclass
class Recap:
    """Counts a fan-out: `48 ok, 2 failed: web07 timed out, web31 exit 3`."""

    ok: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, host: str, trouble: str = "") -> None:
        """One host's end; `trouble` is empty when all went well."""
        if trouble:
            self.failed[host] = trouble
        else:
            self.ok.append(host)

    def __str__(self) -> str:
        text = f"{len(self.ok)} ok"
        if self.failed:
            text += f", {len(self.failed)} failed: " + ", ".join(f"{host} {trouble}" for host, trouble in self.failed.items())
        return text
