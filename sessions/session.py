"""The client end of a session: opening, commands, questions, loss and return, the end. The shell's PSSession wraps one of these.

Threads: the user's (invoke, disconnect ...), one reader a connection, one a reconnect, the common heartbeat.
"""
from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from sessions.driver import WireClient
from sessions.errors import (
    ConnectError,
    ConnectTimeout,
    ProtocolError,
    SessionBroken,
    SessionBusy,
    SessionError,
    SessionHeld,
    SessionNotFound,
)
from sessions.heartbeat import HEARTBEAT, INTERVAL, MISSED_BEATS
from sessions.invocation import Invocation, RecordHandler, UIHandler
from sessions.progress import Progress
from sessions.session_core import SessionCore, SessionOptions, Waiting
from sessions.session_states import RunspaceState
from sessions.transports.base import NotListening, Transport
from sessions.wire import messages as m

Value = Any
REQUEST_SECONDS = 60.0
CLOSE_SECONDS = 5.0
PATIENCE = 0.05
ENDED = ("The SSH client session has ended with error message: The SSH transport process has abruptly terminated causing this remote "
         "session to break.")
R = RunspaceState


class Session(SessionCore):
    """A session to one host. Made by SessionService (or sessions.connect)."""

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------ opening
    def open(self) -> Session:
        """Connect, start the host if need be, make the session there. Raises a SessionError; the state is Broken then."""
        self._move(R.Opening)
        began = time.monotonic()
        try:
            access = self._lease.access()
            wire = self._greeted(lambda: access.hub())
            options = self.options
            engine = dict(options.engine, computer_name=self.computer_name)
            opened = wire.ask(m.Open(self._client_id, self.instance_id, self.name, options.factory or access.payload.factory, engine, options.keep,
                                     options.idle_timeout, options.output_mode, options.window), m.Opened)
            if self._lease.timeout is not None and time.monotonic() - began > self._lease.timeout:
                wire.close()
                raise ConnectTimeout(f"the session was not open after {self._lease.timeout:g} s", self.computer_name)
        except (SessionError, OSError) as error:
            self._give_up(self._as_error(error))
            raise self.error from error  # type: ignore[misc]
        except BaseException:  # Ctrl-C while connecting
            self._give_up(SessionBroken("opening the session was interrupted", self.computer_name))
            raise
        self._adopt(wire, opened, R.Opened, 0)
        return self

    def _greeted(self, open_stream: Callable[[], Transport]) -> WireClient:
        wire = WireClient(open_stream(), self.computer_name, self._received)
        try:
            wire.greet()
        except BaseException:
            wire.close()
            raise
        return wire

    def _as_error(self, error: Exception) -> SessionError:
        if isinstance(error, SessionError):
            if not error.host:
                error.host = self.computer_name
            return error
        return SessionBroken(str(error) or type(error).__name__, self.computer_name)

    def _adopt(self, wire: WireClient, opened: m.Opened, state: RunspaceState, asked: int) -> None:
        """The host says the session is ours: remember where it stands, replay what it has not got, read on."""
        with self._lock:
            self._epoch, self.info, self._resumed = opened.epoch, opened.info, opened.resume
            self._status = opened.info.get("status", {})
            if opened.resume != self._received:
                self.lost_records += max(0, opened.resume - asked) if asked >= 0 else 0
                self._received = opened.resume
                self._progress = Progress(opened.resume)
            self._credited, self._progress.landed_bytes = 0, 0
            self._heard = time.monotonic()
            self._wire = wire
            self.reconnecting_since = None
            for row in opened.info.get("commands", []):
                if row.get("state") in ("Running", "Queued"):
                    self._invocation(str(row["id"]))  # another client's, perhaps: the session is busy with it
            self._replay(wire, opened.received)
            self._move(state)
            wire.start(self._on_message, self._on_lost, f"session-reader-{self.computer_name}")
        HEARTBEAT.join(self)

    def _replay(self, wire: WireClient, received: int) -> None:
        """Send again what the host has not got, and the questions without answer."""
        self._outbox.release(received)
        try:
            for entry in self._outbox.after(received):
                wire.send_entry(entry)
            for waiting in self._requests.values():
                for message in waiting.messages(again=True):
                    wire.send(message)
            wire.send(m.Credit(self._progress.landed, self.options.window))
        except OSError:
            pass  # lost again already: the reader thread meets it and everything is still kept

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

    def prompt(self, timeout: float = REQUEST_SECONDS) -> str:
        """The text of the remote prompt function."""
        return str(self.request("prompt", timeout=timeout))

    def complete(self, text: str, cursor: int, timeout: float = 5.0) -> tuple[int, int, list[Value]]:
        """Completions from the remote engine: (start, length, candidates)."""
        start, length, candidates = self.request("complete", text, cursor, timeout=timeout)
        return int(start), int(length), list(candidates)

    # ------------------------------------------------------------------------------------------------ heartbeat, loss, return
    def beat(self) -> None:
        """Called every five seconds: notice silence, ping, acknowledge. Takes no lock for longer than a moment: on a dead network somebody may
        be holding it in the middle of sending, and this is what frees him."""
        wire = self._wire
        if self.state is not R.Opened or wire is None or self.reconnecting_since is not None:
            return
        if time.monotonic() - wire.heard > INTERVAL * MISSED_BEATS + wire.slack:
            wire.abort()
            return
        try:
            if wire.ready:
                wire.try_send(m.Ping(time.monotonic()), PATIENCE)
        except OSError:
            return  # the reader thread meets the loss too
        if self._lock.acquire(timeout=PATIENCE):
            try:
                self._acknowledge()
            finally:
                self._lock.release()

    def _on_lost(self, wire: WireClient, problem: Exception | None) -> None:
        """The reader's connection is over."""
        with self._lock:
            if wire is not self._wire or wire.closing:
                return
            self._wire = None
            self._heard = wire.heard
            wire.closing = True
            wire.close()
            if self.state is not R.Opened:
                self._changed.notify_all()
                return
            self.reconnecting_since = time.monotonic()
            self._changed.notify_all()
        if isinstance(problem, ProtocolError):
            self._give_up(problem)
            return
        threading.Thread(target=self._reconnect, name=f"session-reconnect-{self.computer_name}", daemon=True).start()

    def _reconnect(self) -> None:
        """Come back, or give up after options.reconnect seconds, or at once when the session itself is gone."""
        deadline = time.monotonic() + self.options.reconnect
        delay = 0.05
        while True:
            if self.state is not R.Opened:
                return
            try:
                self._reattach(self._received, take_over=True)
                return
            except (NotListening, SessionNotFound, ProtocolError):
                self._give_up(SessionBroken(ENDED, self.computer_name))
                return
            except (SessionError, OSError) as error:
                if time.monotonic() + delay > deadline:
                    self._give_up(SessionBroken(f"the connection was lost and could not be made again: {error}", self.computer_name))
                    return
            with self._changed:
                self._changed.wait(delay * random.uniform(0.5, 1.0))
            delay = min(delay * 2, 5.0)

    def _reattach(self, last_seq: int, take_over: bool, state: RunspaceState = R.Opened) -> None:
        access = self._lease.access()
        path = str(self.info.get("socket", ""))
        wire = self._greeted(lambda: access.session(path))
        try:
            opened = wire.ask(m.Attach(self._client_id, self.instance_id, self._epoch, last_seq, take_over, self.options.window), m.Opened)
        except BaseException:
            wire.close()
            raise
        with self._lock:
            if self.state not in (R.Opened, R.Connecting):
                wire.close()
                return
            self._adopt(wire, opened, state, last_seq)

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
        self._attach(self._received if self._epoch else -1, take_over)
        return self

    def _attach(self, last_seq: int, take_over: bool) -> None:
        self._move(R.Connecting)
        try:
            with self._lock:
                self._restart_invocations()
            self._reattach(last_seq, take_over)
        except (NotListening, SessionNotFound) as error:
            self._give_up(SessionBroken("the session does not exist any more", self.computer_name))
            raise self.error from error  # type: ignore[misc]
        except (SessionError, OSError) as error:
            self._move(R.Disconnected)
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
