"""The commands of a session host: each id once, its input, its state. And the sink that gathers records into batches."""
from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import Any, Callable

from sessions.shield import UNINTERRUPTED
from sessions.wire.messages import Batch, Exec

Value = Any
FLUSH_SECONDS = 0.002
FLUSH_BYTES = 48 * 1024
FINISHED = ("Completed", "Failed", "Stopped")


class InputQueue:
    """Values piped into a command, as an iterator that waits. Ended by the client, or by `close` when the command stops."""

    def __init__(self) -> None:
        self._queue: queue.Queue[list[Value] | None] = queue.Queue()

    def put(self, values: list[Value]) -> None:
        self._queue.put(values)

    def close(self) -> None:
        self._queue.put(None)

    def __iter__(self) -> Iterator[Value]:
        while True:
            values = self._queue.get()
            if values is None:
                return
            yield from values


class Command:
    """One Exec and what became of it. `first_seq` is the number of its first record or state."""

    def __init__(self, message: Exec, first_seq: int) -> None:
        self.message = message
        self.state = "Queued"
        self.first_seq = first_seq
        self.last_seq = first_seq
        self.stopping = False
        self.exit_code: int | None = None
        self.started = time.time()
        self.input = InputQueue() if message.has_input else None

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    def describe(self) -> dict[str, Value]:
        """What a client that attaches is told."""
        message = self.message
        return {"id": message.id, "script": message.script[:2000], "state": self.state, "first_seq": self.first_seq,
                "last_seq": self.last_seq, "exit_code": self.exit_code, "started": self.started,
                "name": message.options.get("name", ""), "options": message.options}


class CommandTable:
    """Every command of the session by id, oldest first. Finished ones beyond `keep` lose their text, never their id."""

    def __init__(self, keep: int = 200) -> None:
        self._commands: dict[str, Command] = {}
        self._finished: dict[str, str] = {}
        self._keep = keep

    def seen(self, command_id: str) -> bool:
        return command_id in self._commands or command_id in self._finished

    def add(self, command: Command) -> None:
        self._commands[command.message.id] = command
        if len(self._commands) > self._keep:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        for command_id, command in self._commands.items():
            if command.finished:
                self._finished[command_id] = command.state
                del self._commands[command_id]
                return

    def get(self, command_id: str) -> Command | None:
        return self._commands.get(command_id)

    @property
    def unfinished(self) -> list[Command]:
        return [command for command in self._commands.values() if not command.finished]

    def describe(self) -> list[Value]:
        return [command.describe() for command in self._commands.values()]


class BatchingSink:
    """RecordSink of one command. The first record leaves at once, the following ones gather for 2 ms or 48 KB.

    `emit` takes a finished Batch; `arm` asks for a call of `flush` in 2 ms; both are the host's. One lock, held while a batch is handed over,
    so batches leave in the order in which they were written.
    """

    def __init__(self, command_id: str, emit: Callable[[Batch], int], arm: Callable[[], None], pause: Callable[[], None]) -> None:
        self._id = command_id
        self._emit = emit
        self._arm = arm
        self._pause = pause
        self._lock = threading.RLock()
        self._runs: list[tuple[int, list[Value]]] = []
        self._stream = -1
        self._values: list[Value] = []
        self._size = 0
        self._armed = False
        self._flushed = 0.0

    def write(self, stream: int, value: Value) -> None:
        with self._lock:
            if stream != self._stream:
                values: list[Value] = []  # in this order, an interrupt in between costs nothing
                self._runs.append((stream, values))
                self._values = values
                self._stream = stream
            self._values.append(value)
            self._size += len(value) + 8 if value.__class__ is str else 32
            if self._size < FLUSH_BYTES:
                if self._armed:
                    return
                if time.monotonic() - self._flushed < FLUSH_SECONDS:
                    self._armed = True
                    self._arm()
                    return
            self.flush()
        self._pause()

    def flush(self) -> None:
        with self._lock, UNINTERRUPTED:
            self._armed = False
            runs, self._runs = [run for run in self._runs if run[1]], []
            self._values, self._stream, self._size = [], -1, 0
            if runs:
                self._emit(Batch(self._id, time.time(), runs))
                self._flushed = time.monotonic()
