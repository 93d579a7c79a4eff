"""The client end of a session: opening, commands, questions, loss and return, the end. The shell's PSSession wraps one of these.

Threads: the user's (invoke, disconnect ...), one reader a connection, one a reconnect, the common heartbeat.
"""
from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from sessions.errors import (
    ConnectError,
    SessionBroken,
    SessionBusy,
    SessionError,
    SessionHeld,
    SessionNotFound,
)
from sessions.invocation import Invocation, RecordHandler, UIHandler
from sessions.session_core import SessionOptions, Waiting
from sessions.session_link import SessionLink
from sessions.session_states import RunspaceState
from sessions.transports.base import NotListening, Transport
from sessions.wire import messages as m

Value = Any
REQUEST_SECONDS = 60.0
CLOSE_SECONDS = 5.0
PATIENCE = 0.05
OPEN_TRIES = 3
ENDED = ("The SSH client session has ended with error message: The SSH transport process has abruptly terminated causing this remote "
         "session to break.")
R = RunspaceState


class Session(SessionLink):
    """A session to one host. Made by SessionService (or sessions.connect). `streams`: whether raw streams to it are worth a try."""

    streams = True

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------ commands
    def invoke(self, script: str, args: Sequence[Value] = (), *, using: Mapping[str, Value] | None = None, has_input: bool = False,
               input: Sequence[Value] | None = None, options: Mapping[str, Value] | None = None, on_record: RecordHandler | None = None,
               ui: UIHandler | None = None, on_end: Callable[[Invocation], None] | None = None, queue: bool = False,
               language: str = "script") -> Invocation:
        """Run a command; returns at once. SessionBusy when one runs already (unless queue), InvalidSessionState when not Opened.

        input: values to pipe in, at once and complete; has_input=True instead lets the caller use write_input and end_input.
        """
        command_id = uuid.uuid4().hex
        invocation = Invocation(self, command_id, script, on_record, ui or self.ui)
        if on_end is not None:
            invocation.on_end.append(on_end)
        with self._lock:
            self._require_open()
            if not queue and self.busy:
                raise SessionBusy("the session is busy", self.computer_name)
            for earlier in self._invocations.values():
                earlier.park()
            self._forget_finished()
            self._invocations[command_id] = invocation
        messages: list[m.Message] = [
            m.Exec(command_id, script, list(args), dict(using or {}), dict(options or {}), has_input or input is not None, language)]
        if input is not None:
            messages += [m.Input(command_id, list(input)), m.InputEnd(command_id)]
        try:
            self._send_numbered(*messages)
        except BaseException:  # a value that cannot be sent: the command does not exist
            with self._lock:
                self._invocations.pop(command_id, None)
            raise
        return invocation

    def run(self, script: str, *args: Value, **options: Any) -> list[Value]:
        """Run a command and return the values of its output stream."""
        return self.invoke(script, args, **options).result()

    def start(self, function: Callable[..., Any], *args: Any, name: str | None = None, table: Any = None, **keywords: Any) -> Any:
        """Run a Python function in the session's process on the host as a jobs.Job, returned at once and started. What the function returns, or
        yields, becomes output as it arrives: `for record in jobs.follow([job])`, `jobs.wait(job)`, `job.receive()`. An exception there makes the job
        Failed. The function travels by dill when the host runs the same minor version of Python, else by its source, else CodeObjectError."""
        from sessions.api import start
        from sessions.runners import SessionRunner
        if table is None:
            import jobs
            table = jobs.TABLE
        invocation = start(self, function, *args, **keywords)
        job = table.new("PythonJob", name=name, command=invocation.script, location=self.computer_name,
                        runner=SessionRunner(self, lambda session: invocation))
        job.start()
        return job

    def _forget_finished(self) -> None:
        for command_id in [key for key, invocation in self._invocations.items() if invocation.finished]:
            del self._invocations[command_id]

    # ------------------------------------------------------------------------------------------------ questions
    def ask(self, name: str, *args: Value, chunk: Optional[bytes] = None, refresh: Optional[Callable[[], list[Value]]] = None) -> Waiting:
        """Send a Request without waiting; `answer_of` waits. It is asked again after a lost connection."""
        with self._lock:
            self._require_open()
            self._request_count += 1
            waiting = Waiting(m.Request(self._request_count, name, list(args)), chunk, refresh)
            self._requests[waiting.message.id] = waiting
            for message in waiting.messages():
                self._send_plain(message)
        return waiting

    def answer_of(self, waiting: Waiting, timeout: Optional[float] = None) -> Value:
        """Wait for the answer to `ask`; SessionError with the host's text when it is one."""
        try:
            if not waiting.done.wait(timeout):
                raise SessionError(f"no answer to {waiting.message.name} in {timeout:g} s", self.computer_name)
        finally:
            with self._lock:
                self._requests.pop(waiting.message.id, None)
        if waiting.error is not None:
            raise waiting.error
        return waiting.reply

    def request(self, name: str, *args: Value, timeout: float = REQUEST_SECONDS) -> Value:
        """Ask the host something (prompt, complete, commands, stats, the file verbs) and wait for the answer."""
        return self.answer_of(self.ask(name, *args), timeout)

    def stream(self, path: str) -> Transport:
        """A raw stream to a UNIX socket on the host, over the session's own link; NotListening or RelayNeeded."""
        return self._lease.access().link.socket(path)

    def sign_of_life(self) -> None:
        """The host was heard on a stream: its other messages may wait behind those bytes."""
        wire = self._wire
        if wire is not None:
            wire.heard = time.monotonic()

    def prompt(self, timeout: float = REQUEST_SECONDS) -> str:
        """The text of the remote prompt function."""
        return str(self.request("prompt", timeout=timeout))

    def complete(self, text: str, cursor: int, timeout: float = 5.0) -> tuple[int, int, list[Value]]:
        """Completions from the remote engine: (start, length, candidates)."""
        start, length, candidates = self.request("complete", text, cursor, timeout=timeout)
        return int(start), int(length), list(candidates)

    # ------------------------------------------------------------------------------------------------ disconnect, connect, receive
    def disconnect(self, idle_timeout: int = 0, output_mode: str = "") -> Session:
        """Leave the session to itself; its commands run on. Already disconnected: nothing happens. The arguments change the session's options
        (seconds; Spill, Block or Drop)."""
        if (idle_timeout or output_mode) and self.state is R.Opened:
            self.request("configure", idle_timeout, output_mode)
            self.options.idle_timeout = idle_timeout or self.options.idle_timeout
            self.options.output_mode = output_mode or self.options.output_mode
        with self._lock:
            if self.state is R.Disconnected:
                return self
            self._require_open()
            self._acknowledge()
            self._move(R.Disconnecting)
            self._send_plain(m.Detach())
            self._go_disconnected()
        return self

    def connect(self, take_over: bool = False) -> Session:
        """Come back to a disconnected session. Opened already: nothing happens. SessionHeld when another client has it (unless take_over)."""
        if self.state is R.Opened:
            return self
        self._attach(None if self._epoch else -1, take_over)
        return self

    def _attach(self, last_seq: int | None, take_over: bool) -> None:
        with self._lock:
            self._move(R.Connecting)
            self._attempt += 1
            attempt = self._attempt
            self._restart_invocations()
        try:
            for turn in range(OPEN_TRIES):
                try:
                    self._reattach(attempt, last_seq, take_over)
                    break
                except NotListening:
                    raise
                except OSError:  # the connection broke in the middle of this
                    if turn + 1 == OPEN_TRIES:
                        raise
        except (NotListening, SessionNotFound) as error:
            self._give_up(SessionBroken("the session does not exist any more", self.computer_name))
            raise self.error from error  # type: ignore[misc]
        except (SessionError, OSError) as error:
            with self._lock:
                if self._attempt != attempt:
                    raise self._as_error(error) from error
                self._move(R.Disconnected)
                for invocation in self._invocations.values():
                    invocation._interrupted("Disconnected")
            if isinstance(error, (SessionHeld, ConnectError)):
                raise
            raise self._as_error(error) from error

    def _restart_invocations(self) -> None:
        for invocation in self._invocations.values():
            if invocation.state == "Disconnected":
                invocation._interrupted("Running")

    def receive(self, since: int | None = None, take_over: bool = False) -> list[Invocation]:
        """Connect if need be and return the commands with records to read, oldest first: those not yet acknowledged by any client, or, with
        `since`, everything after that number again (0: all that is kept); `lost_records` then says how many are no longer kept."""
        if since is not None:
            return self._receive_again(since, take_over)
        if self.state is not R.Opened:
            self.connect(take_over)
        with self._lock:
            for row in self.info.get("commands", []):
                if row.get("last_seq", 0) > self._received:
                    self._invocation(str(row["id"]))
            return [invocation for invocation in self._invocations.values() if invocation.has_more]

    def _receive_again(self, since: int, take_over: bool) -> list[Invocation]:
        if self.state is R.Opened:
            self.disconnect()
        with self._lock:
            self._invocations.clear()
            self.lost_records = 0
        self._attach(since, take_over)
        with self._lock:
            resumed = self._resumed
            rows = [row for row in self.info.get("commands", []) if row.get("state") in ("Running", "Queued") or row.get("last_seq", 0) > resumed]
            return [self._invocation(str(row["id"])) for row in rows]

    # ------------------------------------------------------------------------------------------------ the end
    def close(self) -> None:
        """End the session here and on the host. Safe to call in any state."""
        if self.state in (R.Closed, R.BeforeOpen):
            if self.state is R.BeforeOpen:
                self._move(R.Closed)
                self._lease.release()
            return
        if self.state is R.Disconnected:
            try:
                self.connect(take_over=True)
            except SessionError:
                pass  # unreachable or gone: it is closed here; the host ends it by its idle time-out
        self._end_here()

    def close_here(self) -> None:
        """Forget the session in this program only; on the host it goes on (another client has it, or it waits for one)."""
        if self.state is R.Opened:
            self.disconnect()
        self._move(R.Closed)
        self._give_up(SessionError("the session was left", self.computer_name))

    def _end_here(self) -> None:
        with self._lock:
            if self.state is R.Closed:
                return
            self._move(R.Closing)
            asked = self._send_plain(m.Close())
            deadline = time.monotonic() + CLOSE_SECONDS
            while asked and self.state is R.Closing and self._wire is not None and time.monotonic() < deadline:
                self._changed.wait(max(0.0, deadline - time.monotonic()))
            for invocation in self._invocations.values():
                invocation._interrupted("Stopped")
        self._give_up(self.error or SessionError("the session was closed", self.computer_name))

    def stats(self) -> dict[str, Value]:
        """What Get-PSSession -Detailed shows: seconds, bytes, numbers as last heard."""
        wire = self._wire
        heard = wire.heard if wire is not None else self._heard
        return {"rtt": self.rtt, "last_heard": time.monotonic() - heard if heard else None, "buffered_records": self._status.get("buffered_records", 0),
                "buffered_bytes": self._status.get("buffered_bytes", 0), "running": self._status.get("script", ""), "dropped": self._status.get("dropped", 0),
                "last_seq": self._received, "acked": self._progress.acked, "idle_timeout": self.options.idle_timeout or 7200,
                "survives_logout": self.info.get("survives_logout"), "survival": self.info.get("survival", ""), "lost_records": self.lost_records,
                "reconnecting": None if self.reconnecting_since is None else time.monotonic() - self.reconnecting_since}


__all__ = ["Session", "SessionOptions"]
