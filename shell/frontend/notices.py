"""Lines above the prompt about jobs that ended, several at once joined into one."""
from __future__ import annotations

import threading
from typing import Any, Callable

TOGETHER = 3  # so many have a line each


class JobNotices:
    """Listens to a job table; `take()` gives the lines that are due, `show` is called (from any thread) when there are some."""

    def __init__(self, show: Callable[[], None]) -> None:
        self._show = show
        self.seen: set[int] = set()  # jobs that were watched to their end: no news
        self._lock = threading.Lock()
        self._ended: list[tuple[str, str, int]] = []  # (line, state, job)
        self._watched: Any = None

    def watch(self, table: Any) -> None:
        """Begin listening, once a table; only jobs at the top of it are told of."""
        if table is not None and table is not self._watched:
            self._watched = table
            table.add_listener(self._changed)

    def _changed(self, job: Any, now: Any, before: Any) -> None:
        if job.parent is not None or not job.finished:
            return
        with self._lock:
            self._ended.append((job_line(job, now.state.name), now.state.name, job.id))
        self._show()

    def take(self) -> list[str]:
        """Due lines; more than three are summed up in one."""
        with self._lock:
            ended = [e for e in self._ended if e[2] not in self.seen]
            self._ended = []
        if len(ended) <= TOGETHER:
            return [line for line, _, _ in ended]
        states: dict[str, int] = {}
        for _, state, _ in ended:
            states[state] = states.get(state, 0) + 1
        return [f"{len(ended)} jobs ended: " + ", ".join(f"{n} {state}" for state, n in sorted(states.items())) + ". Get-Job lists them."]


def job_line(job: Any, state: str) -> str:
    """`Job 3 logs: Completed, 3 hosts ok, 1.2 s`"""
    parts = [state]
    children = job.child_jobs
    if job.kind.name == "RemoteJob" or len(children) > 1:
        failed = sum(1 for c in children if c.state.name == "Failed")
        good, word = len(children) - failed, "host" if job.kind.name == "RemoteJob" else "child job"
        parts.append(f"{good} {word}{'s' if good != 1 else ''} ok" + (f", {failed} failed" if failed else ""))
    elif job.exit_code:
        parts.append(f"exit code {job.exit_code}")
    seconds = job.duration
    if seconds is not None:
        parts.append(f"{seconds:.1f} s")
    return f"Job {job.id} {job.name}: {', '.join(parts)}"
