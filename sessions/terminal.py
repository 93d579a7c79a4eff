"""A program that needs a terminal, in a session: its bytes to and from the caller's terminal. Survives a lost connection."""
from __future__ import annotations

import threading
from typing import Any, Callable, Optional, Union

from sessions.session import Session
from sessions.session_core import Waiting
from sessions.wire import messages as m

Value = Any


class Terminal:
    """`on_output` gets bytes in the session's reader thread. `wait` returns the exit code."""

    def __init__(self, session: Session, command: Union[str, list[str]], on_output: Callable[[bytes], None], columns: int = 80, rows: int = 24,
                 term: str = "xterm-256color", environment: Optional[dict[str, str]] = None) -> None:
        self._session = session
        self._on_output = on_output
        self._offset = 0
        self._written = 0
        self._lock = threading.Lock()
        opening = session.ask("terminal_open", command, term, columns, rows, dict(environment or {}))
        self._handle = opening.message.id
        session.on_chunk[self._handle] = self._arrived
        session.answer_of(opening)
        self._waiting: Waiting = session.ask("terminal_wait", self._handle, 0, refresh=lambda: ["terminal_wait", self._handle, self._offset])

    def _arrived(self, chunk: m.Chunk) -> None:
        with self._lock:
            skip = self._offset - chunk.offset
            if skip < len(chunk.data):
                self._offset = chunk.offset + len(chunk.data)
                self._on_output(chunk.data[max(0, skip):])

    def write(self, data: bytes) -> None:
        """Keys. While the connection is being repaired they wait, and arrive once."""
        with self._lock:
            self._session.ask("terminal_write", self._handle, self._written, data)
            self._written += len(data)

    def resize(self, columns: int, rows: int) -> None:
        """Does not wait: what is written afterwards arrives afterwards."""
        self._session.ask("terminal_resize", self._handle, columns, rows)

    def hang_up(self) -> None:
        """End the program as a closed terminal does. Does not wait."""
        self._session.ask("terminal_end", self._handle)

    def wait(self, timeout: Optional[float] = None) -> int:
        """The exit code (-n: signal n ended it). Every byte of output has been handed over by then."""
        code, _ = self._session.answer_of(self._waiting, timeout)
        self._session.on_chunk.pop(self._handle, None)
        return int(code)
