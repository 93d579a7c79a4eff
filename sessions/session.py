"""The client end of a session: its state, commands, questions, loss and return. The shell's PSSession wraps one of these.

Threads: the user's (invoke, disconnect ...), one reader a connection, one a reconnect, the common heartbeat. One lock guards everything here;
it is never held while user code runs or while bytes are read. Numbered messages are sent under it, so they leave in their order.
"""
from __future__ import annotations

import random
import threading
import time
import uuid
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from sessions.errors import (ConnectError, InvalidSessionState, ProtocolError, SessionBroken, SessionBusy, SessionError, SessionHeld, SessionNotFound)
from sessions.heartbeat import HEARTBEAT, INTERVAL, MISSED_BEATS
from sessions.invocation import Invocation, RecordHandler, UIHandler
from sessions.links import Lease
from sessions.progress import Progress
from sessions.session_states import Availability, RunspaceState, check_move
from sessions.transports.base import NotListening, Transport
from sessions.wire import messages as m
from sessions.wire.connection import Outbox, Received
from sessions.wire_client import WireClient

Value = Any
WINDOW = 1 << 20
RECONNECT_SECONDS = 240.0
REQUEST_SECONDS = 60.0
CLOSE_SECONDS = 5.0
ACK_SECONDS = 0.5
PATIENCE = 0.05
ENDED = ("The SSH client session has ended with error message: The SSH transport process has abruptly terminated causing this remote "
         "session to break.")
R = RunspaceState


class SessionOptions:
    """How a session behaves. idle_timeout in seconds (0: the host's 7200); output_mode Spill, Block or Drop; reconnect in seconds, 0: never."""

    def __init__(self, keep: bool = True, idle_timeout: int = 0, output_mode: str = "Spill", window: int = WINDOW,
                 reconnect: float = RECONNECT_SECONDS, engine: Optional[Mapping[str, Value]] = None, factory: str = "") -> None:
        self.keep = keep
        self.idle_timeout = idle_timeout
        self.output_mode = output_mode
        self.window = window
        self.reconnect = reconnect
        self.engine = dict(engine or {})
        self.factory = factory


class _Waiting:
    """A Request on its way."""

    def __init__(self, message: m.Request) -> None:
        self.message = message
        self.done = threading.Event()
        self.reply: Optional[m.Reply] = None
        self.error: Optional[SessionError] = None


class Session:
    """id is 0 until a SessionTable numbers it. Listeners in `on_state` are called with (session, old, new), perhaps with the lock held:
    they must not wait for anything."""

    transport_name = "SSH"
    configuration_name = "DefaultShell"

    def __init__(self, lease: Lease, computer_name: str, name: str = "", options: Optional[SessionOptions] = None) -> None:
        self.id = 0
        self.name = name
        self.instance_id = str(uuid.uuid4())
        self.computer_name = computer_name
        self.options = options or SessionOptions()
        self.state = R.BeforeOpen
        self.error: Optional[SessionError] = None
        self.info: Dict[str, Value] = {}
        self.ui: Optional[UIHandler] = None
        self.on_state: List[Callable[["Session", RunspaceState, RunspaceState], None]] = []
        self.on_chunk: Dict[int, Callable[[m.Chunk], None]] = {}
        self.reconnecting_since: Optional[float] = None
        self.rtt: Optional[float] = None
        self.lost_records = 0
        self.disconnected_on: Optional[float] = None
        self._lease = lease
        self._client_id = uuid.uuid4().hex
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._wire: Optional[WireClient] = None
        self._outbox = Outbox()
        self._received = 0
        self._epoch = ""
        self._progress = Progress()
        self._credited = 0
        self._acked_at = 0.0
        self._acked = 0
        self._status: Dict[str, Value] = {}
        self._invocations: Dict[str, Invocation] = {}
        self._requests: Dict[int, _Waiting] = {}
        self._request_count = 0
        self._heard = 0.0

    def __repr__(self) -> str:
        return f"<Session {self.id} {self.name!r} {self.computer_name} {self.state.name}>"

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------ opening
    def open(self) -> "Session":
        """Connect, start the host if need be, make the session there. Raises a SessionError; the state is Broken then."""
        self._move(R.Opening)
        try:
            access = self._lease.access()
            wire = self._greeted(lambda: access.hub())
            options = self.options
            engine = dict(options.engine, computer_name=self.computer_name)
            opened = wire.ask(m.Open(self._client_id, self.instance_id, self.name, options.factory or access.payload.factory, engine, options.keep,
                                     options.idle_timeout, options.output_mode, options.window), m.Opened)
        except (SessionError, OSError) as error:
            self._give_up(self._as_error(error))
            raise self.error from error  # type: ignore[misc]
        self._adopt(wire, opened, R.Opened)
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

    def _adopt(self, wire: WireClient, opened: m.Opened, state: RunspaceState) -> None:
        """The host says the session is ours: remember where it stands, replay what it has not got, read on."""
        with self._lock:
            self._epoch, self.info = opened.epoch, opened.info
            self._status = opened.info.get("status", {})
            if opened.resume != self._received:
                self.lost_records += max(0, opened.resume - self._received) if self._received else 0
                self._received = opened.resume
                self._progress = Progress(opened.resume)
            self._credited, self._progress.landed_bytes = 0, 0
            self._heard = time.monotonic()
            self._wire = wire
            self.reconnecting_since = None
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
                wire.send(waiting.message)
            wire.send(m.Credit(self._progress.landed, self.options.window))
        except OSError:
            pass  # lost again already: the reader thread meets it and everything is still kept

    # ------------------------------------------------------------------------------------------------ state
    def _move(self, target: RunspaceState) -> None:
        with self._lock:
            old = self.state
            if old is target:
                return
            check_move(old, target, self.computer_name)
            self.state = target
            self._changed.notify_all()
        for listener in list(self.on_state):
            listener(self, old, target)

    @property
    def availability(self) -> Availability:
        """None unless Opened; Busy while a command runs or the connection is being repaired."""
        if self.state is R.Disconnected:
            held = bool(self.info.get("held"))
            return Availability.Busy if held else Availability.NoneAvailable
        if self.state is not R.Opened:
            return Availability.NoneAvailable
        return Availability.Busy if self.busy or self.reconnecting_since is not None else Availability.Available

    @property
    def busy(self) -> bool:
        """Whether a command of this client runs in it."""
        with self._lock:
            return any(invocation.state == "Running" for invocation in self._invocations.values())

    @property
    def running(self) -> List[Invocation]:
        """The commands that run or are disconnected."""
        with self._lock:
            return [invocation for invocation in self._invocations.values() if not invocation.finished]

    def _give_up(self, error: SessionError) -> None:
        """The session is lost to us: Broken, and everything that waits is told."""
        with self._lock:
            self.error = error
            wire, self._wire = self._wire, None
            invocations, self._invocations = list(self._invocations.values()), {}
            requests, self._requests = list(self._requests.values()), {}
            self.reconnecting_since = None
            if self.state not in (R.Closed, R.Broken):
                self._move(R.Closed if self.state is R.Closing else R.Broken)
        HEARTBEAT.leave(self)
        if wire is not None:
            wire.closing = True
            wire.close()
        for invocation in invocations:
            invocation._interrupted("Failed", error)
        for waiting in requests:
            waiting.error = error
            waiting.done.set()
        self._lease.release()

    # ------------------------------------------------------------------------------------------------ commands
    def invoke(self, script: str, args: Sequence[Value] = (), *, using: Optional[Mapping[str, Value]] = None, has_input: bool = False,
               input: Optional[Sequence[Value]] = None, options: Optional[Mapping[str, Value]] = None, on_record: Optional[RecordHandler] = None,
               ui: Optional[UIHandler] = None, on_end: Optional[Callable[[Invocation], None]] = None, queue: bool = False,
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
            self._send_numbered(m.Exec(command_id, script, list(args), dict(using or {}), dict(options or {}), has_input or input is not None, language))
            if input is not None:
                self._send_numbered(m.Input(command_id, list(input)))
                self._send_numbered(m.InputEnd(command_id))
        return invocation

    def run(self, script: str, *args: Value, **options: Any) -> List[Value]:
        """Run a command and return the values of its output stream."""
        return self.invoke(script, args, **options).result()

    def _require_open(self) -> None:
        if self.state is not R.Opened:
            raise InvalidSessionState(f"the session is {self.state.name}, not Opened", self.computer_name, self.state.name)

    def _forget_finished(self) -> None:
        for command_id in [key for key, invocation in self._invocations.items() if invocation.finished]:
            del self._invocations[command_id]

    def _send_numbered(self, message: m.Message) -> None:
        """Number, keep, send. While the connection is being repaired it waits in the outbox."""
        with self._lock:
            if self.state in (R.Closed, R.Broken):
                raise self.error or InvalidSessionState(f"the session is {self.state.name}", self.computer_name, self.state.name)
            entry = self._outbox.append(message)
            wire = self._wire
            if wire is not None and wire.ready:
                try:
                    wire.send_entry(entry)
                except OSError:
                    pass  # the reader thread meets the loss too, and the outbox keeps the message

    # ------------------------------------------------------------------------------------------------ questions
    def request(self, name: str, *args: Value, timeout: float = REQUEST_SECONDS) -> Value:
        """Ask the host something (prompt, complete, commands, stats, the file verbs) and wait for the answer."""
        with self._lock:
            self._require_open()
            self._request_count += 1
            waiting = _Waiting(m.Request(self._request_count, name, list(args)))
            self._requests[waiting.message.id] = waiting
            self._send_plain(waiting.message)
        try:
            if not waiting.done.wait(timeout):
                raise SessionError(f"no answer to {name} in {timeout:g} s", self.computer_name)
        finally:
            with self._lock:
                self._requests.pop(waiting.message.id, None)
        if waiting.error is not None:
            raise waiting.error
        assert waiting.reply is not None
        if waiting.reply.error:
            raise SessionError(waiting.reply.error, self.computer_name)
        return waiting.reply.value

    def prompt(self, timeout: float = REQUEST_SECONDS) -> str:
        """The text of the remote prompt function."""
        return str(self.request("prompt", timeout=timeout))

    def complete(self, text: str, cursor: int, timeout: float = 5.0) -> Tuple[int, int, List[Value]]:
        """Completions from the remote engine: (start, length, candidates)."""
        start, length, candidates = self.request("complete", text, cursor, timeout=timeout)
        return int(start), int(length), list(candidates)

    def _send_plain(self, message: m.Message) -> bool:
        with self._lock:
            wire = self._wire
            if wire is None or not wire.ready:
                return False
            try:
                wire.send(message)
                return True
            except OSError:
                return False  # the reader thread meets the loss too

    # ------------------------------------------------------------------------------------------------ what arrives (reader thread)
    def _on_message(self, received: Received) -> None:
        message = received.message
        handler = _HANDLERS.get(message.__class__)
        if handler is not None:
            handler(self, received)

    def _on_batch(self, received: Received) -> None:
        batch: m.Batch = received.message  # type: ignore[assignment]
        last = received.seq + len(batch) - 1
        with self._lock:
            self._received = last
            self._progress.arrived(received.seq, last, received.size)
            invocation = self._invocation(batch.id)
        if invocation._arrived(batch, received.seq):
            self._landed(last)

    def _on_command_state(self, received: Received) -> None:
        message: m.CommandState = received.message  # type: ignore[assignment]
        with self._lock:
            self._received = received.seq
            self._progress.arrived(received.seq, received.seq, received.size)
            invocation = self._invocation(message.id)
        self._consumed(received.seq, received.seq)
        invocation._moved(message)

    def _on_host_call(self, received: Received) -> None:
        message: m.HostCall = received.message  # type: ignore[assignment]
        with self._lock:
            self._received = received.seq
            self._progress.arrived(received.seq, received.seq, received.size)
            invocation = self._invocation(message.id)
        invocation._asked(message, received.seq)

    def _invocation(self, command_id: str) -> Invocation:
        """The invocation of a command; one made by another client is met here for the first time."""
        invocation = self._invocations.get(command_id)
        if invocation is None:
            script = next((row.get("script", "") for row in self.info.get("commands", []) if row.get("id") == command_id), "")
            invocation = self._invocations[command_id] = Invocation(self, command_id, script, None, self.ui)
            invocation.park()
        return invocation

    def _on_ack(self, received: Received) -> None:
        with self._lock:
            self._outbox.release(received.message.seq)  # type: ignore[attr-defined]

    def _on_pong(self, received: Received) -> None:
        message: m.Pong = received.message  # type: ignore[assignment]
        self.rtt = time.monotonic() - message.time
        self._status = message.status

    def _on_ping(self, received: Received) -> None:
        self._send_plain(m.Pong(received.message.time, {}))  # type: ignore[attr-defined]

    def _on_reply(self, received: Received) -> None:
        message: m.Reply = received.message  # type: ignore[assignment]
        with self._lock:
            waiting = self._requests.get(message.id)
        if waiting is not None:
            waiting.reply = message
            waiting.done.set()

    def _on_data(self, received: Received) -> None:
        message: m.Chunk = received.message  # type: ignore[assignment]
        handler = self.on_chunk.get(message.handle)
        if handler is not None:
            handler(message)

    def _on_closed(self, received: Received) -> None:
        message: m.Closed = received.message  # type: ignore[assignment]
        with self._lock:
            wire = self._wire
            if wire is not None:
                wire.closing = True
            if message.code == "taken_over":
                self._go_disconnected()
                self.info["held"] = True
                return
            self.error = SessionError(message.message, self.computer_name)
            if self.state is R.Opened:
                self._move(R.Closing)
        self._give_up(self.error)

    def _consumed(self, seq: int, message: int) -> None:
        """Records up to `seq` have reached the user."""
        with self._lock:
            self._progress.consume(seq, message)
            self._credit()
            now = time.monotonic()
            if self._progress.acked > self._acked and (now - self._acked_at > ACK_SECONDS or self._progress.acked == self._received):
                self._acknowledge()

    def _landed(self, message: int) -> None:
        with self._lock:
            self._progress.land(message)
            self._credit()

    def _credit(self) -> None:
        if self._progress.landed_bytes - self._credited >= self.options.window // 4:
            self._credited = self._progress.landed_bytes
            self._send_plain(m.Credit(self._progress.landed, self.options.window))

    def _acknowledge(self) -> None:
        if self._progress.acked > self._acked and self._send_plain(m.Ack(self._progress.acked)):
            self._acked, self._acked_at = self._progress.acked, time.monotonic()

    # ------------------------------------------------------------------------------------------------ heartbeat, loss, return
    def beat(self) -> None:
        """Called every five seconds: notice silence, ping, acknowledge. Takes no lock for longer than a moment: on a dead network somebody may
        be holding it in the middle of sending, and this is what frees him."""
        wire = self._wire
        if self.state is not R.Opened or wire is None or self.reconnecting_since is not None:
            return
        if time.monotonic() - wire.heard > INTERVAL * MISSED_BEATS:
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

    def _on_lost(self, wire: WireClient, problem: Optional[Exception]) -> None:
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
            self._adopt(wire, opened, state)

    # ------------------------------------------------------------------------------------------------ disconnect, connect, receive
    def disconnect(self) -> "Session":
        """Leave the session to itself; its commands run on. Already disconnected: nothing happens."""
        with self._lock:
            if self.state is R.Disconnected:
                return self
            self._require_open()
            self._acknowledge()
            self._move(R.Disconnecting)
            self._send_plain(m.Detach())
            self._go_disconnected()
        return self

    def _go_disconnected(self) -> None:
        """Lock held."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.closing = True
            wire.close()
        self.disconnected_on = time.time()
        self.info["held"] = False
        for invocation in self._invocations.values():
            invocation._interrupted("Disconnected")
        HEARTBEAT.leave(self)
        self._move(R.Disconnected)

    def connect(self, take_over: bool = False) -> "Session":
        """Come back to a disconnected session. Opened already: nothing happens. SessionHeld when another client has it (unless take_over)."""
        if self.state is R.Opened:
            return self
        self._attach(self._received if self._epoch and self._received else -1, take_over)
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

    def receive(self, since: Optional[int] = None, take_over: bool = False) -> List[Invocation]:
        """Connect if need be and return the commands with records to read, oldest first: those not yet acknowledged by any client, or, with
        `since`, everything after that number again (0: all that is kept); `lost_records` then says how many are no longer kept."""
        if since is not None:
            return self._receive_again(since, take_over)
        if self.state is not R.Opened:
            self.connect(take_over)
        with self._lock:
            for row in self.info.get("commands", []):
                if row.get("last_seq", 0) > self._progress.acked or row.get("state") in ("Running", "Queued"):
                    self._invocation(str(row["id"]))
            return [invocation for invocation in self._invocations.values() if invocation.has_more]

    def _receive_again(self, since: int, take_over: bool) -> List[Invocation]:
        if self.state is R.Opened:
            self.disconnect()
        with self._lock:
            self._invocations.clear()
        self._attach(since, take_over)
        with self._lock:
            resumed = self._progress.acked
            self.lost_records = max(0, resumed - since)
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

    def stats(self) -> Dict[str, Value]:
        """What Get-PSSession -Detailed shows: seconds, bytes, numbers as last heard."""
        wire = self._wire
        heard = wire.heard if wire is not None else self._heard
        return {"rtt": self.rtt, "last_heard": time.monotonic() - heard if heard else None, "buffered_records": self._status.get("buffered_records", 0),
                "buffered_bytes": self._status.get("buffered_bytes", 0), "running": self._status.get("script", ""), "dropped": self._status.get("dropped", 0),
                "last_seq": self._received, "acked": self._progress.acked, "idle_timeout": self.options.idle_timeout or 7200,
                "survives_logout": self.info.get("survives_logout"), "survival": self.info.get("survival", ""), "lost_records": self.lost_records,
                "reconnecting": None if self.reconnecting_since is None else time.monotonic() - self.reconnecting_since}


_HANDLERS: Dict[type, Callable[[Session, Received], None]] = {
    m.Batch: Session._on_batch, m.CommandState: Session._on_command_state, m.HostCall: Session._on_host_call, m.Ack: Session._on_ack,
    m.Pong: Session._on_pong, m.Ping: Session._on_ping, m.Reply: Session._on_reply, m.Chunk: Session._on_data, m.Closed: Session._on_closed,
}
