"""What the session host runs and what it gives it: the Engine, RecordSink and HostUI protocols.

Every value that crosses here is a wire value (see sessions.wire.values). The shell turns PowerShell objects into these and back.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

try:  # Protocol exists from 3.8 on; imported so that a host with a cut-down typing fails with a clear name
    from typing import Protocol
except ImportError as error:  # pragma: no cover
    raise ImportError("Python 3.9 or newer is needed") from error

Value = Any

STREAMS = ("output", "error", "warning", "verbose", "debug", "information", "progress", "host")
OUTPUT, ERROR, WARNING, VERBOSE, DEBUG, INFORMATION, PROGRESS, HOST = range(8)


@dataclass(frozen=True)
class EngineContext:
    """Given to the engine factory: who the session is. `options` is the dict the client passed to connect(options=)."""

    session_id: str
    name: str
    computer_name: str
    options: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class ExecRequest:
    """One command. `input` yields the piped values as they arrive (blocking); None when nothing is piped in.

    `language` is "script" (text for the engine) or "python" (a code object of sessions.code_objects, run by the host itself).
    `options` is free for the two shells (for example {"interactive": True, "width": 120}).
    """

    id: str
    script: str
    args: list[Value]
    using: dict[str, Value]
    input: Iterator[Value] | None
    options: dict[str, Value]


@dataclass(frozen=True)
class ExecResult:
    """How a command ended. `state` is Completed, Failed or Stopped; `close` asks the host to end the session (exit)."""

    state: str = "Completed"
    reason: Value = None
    exit_code: int | None = None
    had_errors: bool = False
    close: bool = False


class RecordSink(Protocol):
    """Takes records in the order they are written. `write` may block when the reader is slow."""

    def write(self, stream: int, value: Value) -> None: ...

    def flush(self) -> None: ...


class HostUI(Protocol):
    """The user at the other end. `call` waits for the answer, `notify` does not; names and arguments are the shells' affair.

    `call` raises ConnectionError when nobody is attached to answer.
    """

    def call(self, name: str, *args: Value) -> Value: ...

    def notify(self, name: str, *args: Value) -> None: ...


class Nobody:
    """A sink and a user that take everything and answer nothing: what an engine is warmed up with."""

    def write(self, stream: int, value: Value) -> None:
        """Dropped."""

    def flush(self) -> None:
        """Nothing is kept."""

    def call(self, name: str, *args: Value) -> Value:
        raise ConnectionError("nobody is attached")

    def notify(self, name: str, *args: Value) -> None:
        """Dropped."""


class Engine(Protocol):
    """Runs commands one at a time in the main thread of the session process."""

    def run(self, request: ExecRequest, sink: RecordSink, ui: HostUI) -> ExecResult: ...

    def stop(self) -> None:
        """Called from another thread while `run` runs: make it end soon."""

    def prompt(self) -> str: ...

    def complete(self, text: str, cursor: int) -> tuple[int, int, list[Value]]:
        """(start, length, candidates) of the text to replace."""

    def close(self) -> None: ...
