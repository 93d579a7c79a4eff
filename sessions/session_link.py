"""A client session and its connections: opening, the heartbeat, loss and return. What the user does with it is in session.py."""
from __future__ import annotations

import random
import threading
import time
import uuid
from typing import Any, Callable, TypeVar

from sessions.driver import WireClient
from sessions.errors import (
    BootstrapCut,
    ConnectTimeout,
    ProtocolError,
    SessionBroken,
    SessionError,
    SessionHeld,
    SessionNotFound,
)
from sessions.heartbeat import HEARTBEAT, INTERVAL, MISSED_BEATS
from sessions.progress import Progress
from sessions.session_inbox import SessionInbox
from sessions.session_states import RunspaceState
from sessions.transports.base import NotListening, Transport
from sessions.wire import messages as m

Value = Any
PATIENCE = 0.05
OPEN_TRIES = 3
ENDED = ("The SSH client session has ended with error message: The SSH transport process has abruptly terminated causing this remote "
         "session to break.")
RETURN_PATIENCE = 15.0  # for one attempt to connect while coming back; there are many
R = RunspaceState
Self = TypeVar("Self", bound="SessionLink")


class SessionLink(SessionInbox):
    """Base of Session."""

    # ------------------------------------------------------------------------------------------------ opening
    def open(self: Self) -> Self:
        """Connect, start the host if need be, make the session there. Raises a SessionError; the state is Broken then."""
        self._move(R.Opening)
        began = time.monotonic()
        try:
            wire, opened = self._made_on_host()
            if self._lease.timeout is not None and time.monotonic() - began > self._lease.timeout:
                wire.close()
                raise ConnectTimeout(f"the session was not open after {self._lease.timeout:g} s", self.computer_name)
        except (SessionError, OSError) as error:
            self._give_up(self._as_error(error))
            raise self.error from error  # type: ignore[misc]
        except BaseException:  # Ctrl-C while connecting
            self._give_up(SessionBroken("opening the session was interrupted", self.computer_name))
            raise
        with self._lock:
            self._adopt(wire, opened, 0)
        return self

    def _made_on_host(self) -> tuple[WireClient, m.Opened]:
        """Make the session on the host. When the connection breaks in the middle of it, another is made with other names: a session nobody was told
        of ends by itself."""
        for turn in range(OPEN_TRIES):
            try:
                access = self._lease.access()
                wire = self._greeted(access.hub)
                try:
                    return wire, wire.ask(self._open_message(access.payload.factory), m.Opened)
                except BaseException:
                    wire.close()
                    raise
            except (OSError, BootstrapCut):
                if turn + 1 == OPEN_TRIES:
                    raise
                self.instance_id, self._client_id = str(uuid.uuid4()), uuid.uuid4().hex
        raise AssertionError("not reached")

    def _open_message(self, factory: str) -> m.Open:
        options = self.options
        engine = dict(options.engine, computer_name=self.computer_name)
        return m.Open(self._client_id, self.instance_id, self.name, options.factory or factory, engine, options.keep, options.idle_timeout,
                      options.output_mode, options.window)

    def _greeted(self, open_stream: Callable[[], Transport], to_session: bool = False) -> WireClient:
        wire = WireClient(open_stream(), self.computer_name, self._received, to_session)
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

    def _adopt(self, wire: WireClient, opened: m.Opened, asked: int) -> None:
        """The host says the session is ours: remember where it stands, replay what it has not got, read on. Lock held."""
        self._epoch, self.info, self._resumed = opened.epoch, opened.info, opened.resume
        self._status = opened.info.get("status", {})
        if opened.resume != self._received:
            self.lost_records += max(0, opened.resume - asked) if asked >= 0 else 0
            self._received = opened.resume
            self._progress = Progress(opened.resume)
        self._credited, self._progress.landed_bytes = 0, 0
        self._allowance = self._progress.flying_bytes + self.options.window
        self._heard = time.monotonic()
        self._wire = wire
        self.reconnecting_since = None
        for row in opened.info.get("commands", []):
            if row.get("state") in ("Running", "Queued"):
                self._invocation(str(row["id"]))  # another client's, perhaps: the session is busy with it
        self._replay(wire, opened.received)
        self._move(R.Opened)
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

    # ------------------------------------------------------------------------------------------------ heartbeat, loss, return
    def beat(self) -> None:
        """Called every five seconds: notice silence, ping, acknowledge. Takes no lock for longer than a moment: on a dead network somebody may
        be holding it in the middle of sending, and this is what frees him."""
        wire = self._wire
        if self.state is not R.Opened or wire is None or self.reconnecting_since is not None:
            return
        if time.monotonic() - wire.heard > INTERVAL * MISSED_BEATS + wire.slack:
            threading.Thread(target=wire.abort, name=f"session-abort-{self.computer_name}", daemon=True).start()
            return
        try:
            if wire.ready:
                wire.try_send(m.Ping(time.monotonic()), PATIENCE)
        except OSError:
            return  # the reader thread meets the loss too
        if self._lock.acquire(timeout=PATIENCE):
            try:
                self._consume_abandoned()
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
            self._attempt += 1
            attempt = self._attempt
            self._changed.notify_all()
        if isinstance(problem, ProtocolError):
            self._give_up(problem)
            return
        threading.Thread(target=self._reconnect, args=(attempt,), name=f"session-reconnect-{self.computer_name}", daemon=True).start()

    def _reconnect(self, attempt: int) -> None:
        """Come back, or give up after options.reconnect seconds, or at once when the session itself is gone."""
        deadline = time.monotonic() + self.options.reconnect
        delay = 0.05
        while True:
            try:
                self._reattach(attempt, None, False, RETURN_PATIENCE)
                return
            except SessionHeld:
                self._lost_to_another(attempt)
                return
            except (NotListening, SessionNotFound, ProtocolError):
                self._give_up(SessionBroken(ENDED, self.computer_name))
                return
            except (SessionError, OSError) as error:
                if time.monotonic() + delay > deadline:
                    self._give_up(SessionBroken(f"the connection was lost and could not be made again: {error}", self.computer_name))
                    return
            except Exception as error:  # a bug must not leave the session reconnecting for ever
                self._give_up(SessionBroken(f"the connection was lost and could not be made again: {type(error).__name__}: {error}", self.computer_name))
                raise
            with self._changed:
                self._changed.wait_for(lambda: self._attempt != attempt, delay * random.uniform(0.5, 1.0))
                if self._attempt != attempt:
                    return  # the user has taken the matter into his own hands
            delay = min(delay * 2, 5.0)

    def _lost_to_another(self, attempt: int) -> None:
        """While we were away another client has taken the session over: it is his, we are merely disconnected."""
        with self._lock:
            if self._attempt == attempt and self.state is R.Opened:
                self._go_disconnected()
                self.info["held"] = True

    def _reattach(self, attempt: int, since: int | None, take_over: bool, within: float | None = None) -> None:
        """One attempt at a time to attach to the session on the host; void when a later one, or leaving, has come first. `since`: the number after
        which records are wanted, None for those not received yet; `within`: seconds for a new connection to the host."""
        with self._attaching:
            with self._delivery:  # what an old connection is just handing on is received before we say what we have
                if self._attempt != attempt:
                    return
                last_seq = self._received if since is None else since
            access = self._lease.access(within)
            path = str(self.info.get("socket", ""))
            wire = self._greeted(lambda: access.session(path), True)
            try:
                opened = wire.ask(m.Attach(self._client_id, self.instance_id, self._epoch, last_seq, take_over, self.options.window), m.Opened)
            except BaseException:
                wire.close()
                raise
            with self._lock:
                if self._attempt == attempt and self.state in (R.Opened, R.Connecting):
                    self._adopt(wire, opened, last_seq)
                    return
            wire.close()
