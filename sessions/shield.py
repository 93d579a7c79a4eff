"""Keeping SIGINT out of the session host's own bookkeeping: an engine may stop a command by interrupting the main thread wherever it is.

The main thread of a session process has SIGINT blocked, except while the engine runs a command; inside that, numbering and batching block it
again for a moment. Other threads never run Python's signal handlers and are left alone, so programs they start inherit nothing odd.
"""
from __future__ import annotations

import signal
import threading
from types import TracebackType
from typing import Any

_INTERRUPT = frozenset({signal.SIGINT})


class _Masked:
    """Context manager that changes the mask of the main thread and puts it back."""

    def __init__(self, how: int) -> None:
        self._how = how
        self._before: list[Any] = []

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._before.append(signal.pthread_sigmask(self._how, _INTERRUPT))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.pthread_sigmask(signal.SIG_SETMASK, self._before.pop())


UNINTERRUPTED = _Masked(signal.SIG_BLOCK)
INTERRUPTIBLE = _Masked(signal.SIG_UNBLOCK)


def block_interrupts() -> None:
    """For the main thread of a session process, for good."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPT)
