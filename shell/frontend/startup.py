"""--profile-startup: where the time until the first prompt went."""
from __future__ import annotations

import os
import time
from typing import Any, Callable, TypeVar

T = TypeVar("T")


def since_process_start() -> float:
    """Seconds this process has lived, where /proc tells; else since Python could first be asked."""
    try:
        with open("/proc/self/stat", "rb") as f:
            started = int(f.read().rpartition(b")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        with open("/proc/uptime", "rb") as f:
            return max(0.0, float(f.read().split()[0]) - started)
    except (OSError, ValueError, IndexError):
        return time.process_time()


class StartupTimes:
    """Parts with their seconds, in order."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, float]] = [("Python, and importing the program", since_process_start())]

    def mark(self, name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        self.parts.append((name, time.perf_counter() - start))
        return result

    def note(self, name: str, seconds: float) -> None:
        self.parts.append((name, seconds))

    def show(self, write: Callable[[str], Any]) -> None:
        """One line a part, then the sum."""
        for name, seconds in self.parts:
            write(f"{seconds * 1000:8.1f} ms  {name}")
        write(f"{sum(s for _, s in self.parts) * 1000:8.1f} ms  until the first prompt")


__all__ = ["StartupTimes", "since_process_start"]
