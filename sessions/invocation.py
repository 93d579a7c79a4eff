"""A command that runs in a session, seen from the client: its records as they arrive, its end, its input, its questions."""
from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Callable, NamedTuple, Protocol

from sessions.errors import CommandFailed, SessionError
from sessions.wire import messages as m

Value = Any
FINISHED = ("Completed", "Failed", "Stopped")
RecordHandler = Callable[[int, Value], None]
UIHandler = Callable[[str, list[Value]], Value]


class Record(NamedTuple):
    """One record: stream number (sessions.engine.STREAMS), wire value, sequence number in the session."""

    stream: int
    value: Value
    seq: int


class Owner(Protocol):
    """What an invocation needs of its session."""

    computer_name: str

    def _send_numbered(self, message: m.Message) -> None: ...
    def _consumed(self, seq: int, message: int) -> None: ...
    def _abandon(self, seq: int, message: int) -> None: ...
    def _landed(self, message: int) -> None: ...


class _Run(NamedTuple):
    stream: int
    values: list[Value]
    first: int
    message: int


class Invocation:
    """Made by Session.invoke and Session.receive. Iterate it once (records or runs), or wait for its end.

    state: Running, Completed, Failed, Stopped, or Disconnected while its session is. `error` is set when the session broke under it.
    One lock; records are handed out in order, each to exactly one reader. `ui` answers the command's questions: in the thread that reads the
    records, or in one of its own when the records go to `on_record`.
    """

    def __init__(self, session: Owner, command_id: str, script: str, on_record: RecordHandler | None = None,
                 ui: UIHandler | None = None) -> None:
        self.session = session
        self.id = command_id
        self.script = script
        self.state = "Running"
        self.reason: Value = None
        self.exit_code: int | None = None
        self.had_errors = False
        self.error: SessionError | None = None
        self.started = time.time()
        self.ended: float | None = None
        self.on_end: list[Callable[[Invocation], None]] = []
        self._on_record = on_record
        self._ui = ui
        self._items: deque[Any] = deque()
        self._changed = threading.Condition()
        self._background = on_record is not None
        self._last = 0

    def __del__(self) -> None:
        """Records that nobody can read any more need not be kept on the host for us."""
        for item in self._items:
            if isinstance(item, _Run):
                self.session._abandon(item.first + len(item.values) - 1, item.message)

    # ------------------------------------------------------------------------------------------------ reading
    def runs(self, read: Callable[[int, int], None] | None = None, timeout: float | None = None) -> Iterator[tuple[int, list[Value]]]:
        """(stream, values) as they arrive, until the command ends or its session is disconnected. TimeoutError after `timeout` idle seconds.

        A run is acknowledged when the next one is asked for; with `read` it is not: read(last number, message) is called instead.
        """
        while True:
            item = self._next(timeout)
            if item is None:
                return
            if isinstance(item, m.HostCall):
                self._answer(item)
                continue
            yield item.stream, item.values
            last = item.first + len(item.values) - 1
            if read is None:
                self.session._consumed(last, item.message)
            else:
                read(last, item.message)

    def records(self, timeout: float | None = None) -> Iterator[Record]:
        """Record by record. Each is acknowledged when the next one is asked for."""
        while True:
            item = self._next(timeout)
            if item is None:
                return
            if isinstance(item, m.HostCall):
                self._answer(item)
                continue
            seq = item.first - 1
            try:
                for value in item.values:
                    seq += 1
                    yield Record(item.stream, value, seq)
            except GeneratorExit:
                self._put_back(item, seq)
                raise
            self.session._consumed(seq, item.message)

    def __iter__(self) -> Iterator[Record]:
        return self.records()

    def _put_back(self, run: _Run, seq: int) -> None:
        """The reader left in the middle of a run: what it has not seen waits for the next reader."""
        taken = seq - run.first + 1
        with self._changed:
            if taken < len(run.values):
                self._items.appendleft(_Run(run.stream, run.values[taken:], seq + 1, run.message))
        self.session._consumed(seq, run.message)

    def _next(self, timeout: float | None) -> Any:
        with self._changed:
            while not self._items:
                if self.state != "Running":
                    return None
                if not self._changed.wait(timeout) and not self._items and self.state == "Running":
                    raise TimeoutError(f"no record in {timeout} s")
            return self._items.popleft()

    def take(self) -> list[tuple[int, list[Value]]]:
        """(stream, values) that have arrived, without waiting."""
        taken: list[tuple[int, list[Value]]] = []
        while True:
            with self._changed:
                item = self._items.popleft() if self._items else None
            if item is None:
                return taken
            if isinstance(item, m.HostCall):
                self._answer(item)
                continue
            taken.append((item.stream, item.values))
            self.session._consumed(item.first + len(item.values) - 1, item.message)

    @property
    def has_more(self) -> bool:
        """Whether records wait to be read, or may still come."""
        with self._changed:
            return bool(self._items) or self.state in ("Running", "Disconnected")

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end (or for a disconnect); False when the time is up. Records stay to be read; questions are answered here."""
        self.park()
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._changed:
                call = next((item for item in self._items if isinstance(item, m.HostCall)), None)
                if call is not None:
                    self._items.remove(call)
                elif self.state != "Running":
                    return True
                else:
                    left = None if deadline is None else deadline - time.monotonic()
                    if left is not None and left <= 0:
                        return False
                    self._changed.wait(left)
            if call is not None:
                self._answer(call)

    def await_return(self, timeout: float | None = None) -> bool:
        """Wait while the session is disconnected; False when the time is up."""
        with self._changed:
            return self._changed.wait_for(lambda: self.state != "Disconnected", timeout)

    def result(self, timeout: float | None = None) -> list[Value]:
        """Wait for the end and return the values of the output stream; raises `error` when the session broke, CommandFailed when the command
        ended with a terminating error."""
        output: list[Value] = []
        for stream, values in self.runs(timeout=timeout):
            if stream == 0:
                output += values
        if self.error is not None:
            raise self.error
        if self.state == "Failed":
            text = getattr(self.reason, "text", None) or self.reason
            raise CommandFailed(str(text), self.session.computer_name, self.reason, output)
        return output

    # ------------------------------------------------------------------------------------------------ acting on the command
    def stop(self) -> None:
        """Ask the command to stop. Its end arrives as usual."""
        self.park()
        if self.state == "Running":
            self.session._send_numbered(m.Stop(self.id))

    def write_input(self, values: Iterable[Value]) -> None:
        """Pipe values into the command (made with has_input=True)."""
        self.session._send_numbered(m.Input(self.id, list(values)))

    def end_input(self) -> None:
        """No more input."""
        self.session._send_numbered(m.InputEnd(self.id))

    def park(self) -> None:
        """From now on keep what arrives in memory however much it is: nobody may be reading, and later commands must not wait for that."""
        with self._changed:
            self._background = True
            messages = {item.message for item in self._items if isinstance(item, _Run)}
        for message in sorted(messages):
            self.session._landed(message)

    # ------------------------------------------------------------------------------------------------ the session's side
    def _arrived(self, batch: m.Batch, seq: int) -> bool:
        """Records from the session's reader thread. True when they take no room of the window any more."""
        handler = self._on_record
        if handler is not None:
            for stream, values in batch.runs:
                for value in values:
                    handler(stream, value)
            self.session._consumed(seq + len(batch) - 1, seq + len(batch) - 1)
            return True
        last = seq + len(batch) - 1
        with self._changed:
            for stream, values in batch.runs:
                self._items.append(_Run(stream, values, seq, last))
                seq += len(values)
            self._changed.notify_all()
            return self._background

    def _asked(self, call: m.HostCall, seq: int) -> None:
        """A HostCall from the session's reader thread."""
        self.session._consumed(seq, seq)
        if self._ui is None:
            self._answer(call)
        elif self._on_record is not None:
            threading.Thread(target=self._answer, args=(call,), name="host-call", daemon=True).start()
            return
        with self._changed:
            self._items.append(call)
            self._changed.notify_all()

    def _answer(self, call: m.HostCall) -> None:
        value, error = None, ""
        try:
            if self._ui is None:
                raise ConnectionError("nobody is there to answer")
            value = self._ui(call.name, call.args)
        except Exception as problem:
            error = str(problem) or type(problem).__name__
        if call.wait:
            self.session._send_numbered(m.HostReply(call.call, value, error))

    def _moved(self, message: m.CommandState) -> None:
        with self._changed:
            self.reason, self.exit_code, self.had_errors = message.reason, message.exit_code, message.had_errors
            self._enter(message.state)
        self._ended()

    def _interrupted(self, state: str, error: SessionError | None = None) -> None:
        """The session was disconnected or broke. Connected again: state Running."""
        with self._changed:
            if self.finished:
                return
            self.error = error
            self._enter(state)
        self._ended()

    def _enter(self, state: str) -> None:
        self.state = state
        if state in FINISHED:
            self.ended = time.time()
        self._changed.notify_all()

    def _ended(self) -> None:
        if self.finished:
            for listener in list(self.on_end):
                listener(self)

