"""Job ids: one counter a process, as PowerShell has it; another may be given where a job has its own world."""
from __future__ import annotations

import itertools


class JobNumbers:
    """Hands out ids, never one twice."""

    def __init__(self, first: int = 1) -> None:
        self._count = itertools.count(first)

    def take(self) -> int:
        return next(self._count)


PROCESS_NUMBERS = JobNumbers()
