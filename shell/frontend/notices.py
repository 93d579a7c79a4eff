"""Lines above the prompt about jobs that ended, several at once joined into one."""
from __future__ import annotations

import threading
from typing import Any, Callable


class JobNotices:
    """Listens to a job table; `take()` gives the lines that are due, `show` is called (from any thread) when there are some."""

    def __init__(self, show: Callable[[], None]) -> None:
        self._show = show
        self._lock = threading.Lock()
        self._lines: list[str] = []
        self._remove: Callable[[], None] = lambda: None

    def watch(self, table: Any) -> None:
        """Begin listening; only jobs at the top of the table are told of."""
        listen = getattr(table, "add_listener", None)
        if listen is not None:
            self._remove = listen(self._changed) or self._remove

    def _changed(self, job: Any, now: Any, before: Any) -> None:
        state = getattr(now, "state", now)
        if getattr(job, "parent", None) is not None or not getattr(job, "finished", False):
            return
        with self._lock:
            self._lines.append(job_line(job, getattr(state, "name", str(state))))
        self._show()

    def take(self) -> list[str]:
        """Due lines; more than three are summed up."""
        with self._lock:
            lines, self._lines = self._lines, []
        if len(lines) > 3:
            return [*lines[:2], f"... and {len(lines) - 2} more jobs ended"]
        return lines

    def stop(self) -> None:
        self._remove()


def job_line(job: Any, state: str) -> str:
    """`Job 3 logs: Completed, 3 hosts ok, 1.2 s`"""
    parts = [state]
    children = getattr(job, "child_jobs", None) or []
    if len(children) > 1:
        failed = sum(1 for c in children if c.state.name == "Failed")
        parts.append(f"{len(children) - failed} ok" + (f", {failed} failed" if failed else ""))
    seconds = getattr(job, "duration", None)
    if seconds is not None:
        parts.append(f"{seconds:.1f} s")
    return f"Job {job.id} {job.name}: {', '.join(parts)}"
