"""What a client session is made of: state, numbered and plain sending, what arrives. Opening, loss and return are in session.py.

One lock guards everything here; it is never held while user code runs or while bytes are read. Numbered messages are sent under it, so they
leave in their order.
"""
from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Mapping
from typing import Any, Callable, Optional

from sessions.driver import WireClient
from sessions.errors import InvalidSessionState, LocalProtocolError, SessionError
from sessions.heartbeat import HEARTBEAT
from sessions.invocation import Invocation, UIHandler
from sessions.links import Lease
from sessions.progress import Progress
from sessions.session_states import Availability, RunspaceState, check_move
from sessions.wire import messages as m
from sessions.wire.connection import Outbox, Received

Value = Any
WINDOW = 1 << 20
RECONNECT_SECONDS = 240.0
ACK_SECONDS = 0.5
R = RunspaceState


class SessionOptions:
    """How a session behaves. idle_timeout in seconds (0: the host's 7200); output_mode Spill, Block or Drop; reconnect in seconds, 0: never."""

    def __init__(self, keep: bool = True, idle_timeout: int = 0, output_mode: str = "Spill", window: int = WINDOW,
                 reconnect: float = RECONNECT_SECONDS, engine: Mapping[str, Value] | None = None, factory: str = "") -> None:
        self.keep = keep
        self.idle_timeout = idle_timeout
        self.output_mode = output_mode
        self.window = window
        self.reconnect = reconnect
        self.engine = dict(engine or {})
        self.factory = factory


class Waiting:
    """A Request on its way, with the bytes that belong to it. `refresh` gives name and arguments for asking again after a lost connection."""

    def __init__(self, message: m.Request, chunk: Optional[bytes] = None, refresh: Optional[Callable[[], list[Value]]] = None) -> None:
        self.message = message
        self.chunk = chunk
        self.refresh = refresh
        self.done = threading.Event()
        self.reply: Value = None
        self.error: Optional[SessionError] = None

    def messages(self, again: bool = False) -> list[m.Message]:
        """What is to be sent."""
        request = self.message
        if again and self.refresh is not None:
            name, *args = self.refresh()
            request = m.Request(request.id, name, args)
        return [request] if self.chunk is None else [request, m.Chunk(request.id, 0, True, self.chunk)]


class SessionCore:
    """Base of Session. id is 0 until a SessionTable numbers it. Listeners in `on_state` are called with (session, old, new), perhaps with the
    lock held: they must not wait for anything."""

    transport_name = "SSH"
    configuration_name = "DefaultShell"

    def __init__(self, lease: Lease, computer_name: str, name: str = "", options: SessionOptions | None = None) -> None:
        self.id = 0
        self.name = name
        self.instance_id = str(uuid.uuid4())
        self.computer_name = computer_name
        self.options = options or SessionOptions()
        self.state = R.BeforeOpen
        self.error: SessionError | None = None
        self.info: dict[str, Value] = {}
        self.ui: UIHandler | None = None
        self.on_state: list[Callable[[SessionCore, RunspaceState, RunspaceState], None]] = []
        self.on_chunk: dict[int, Callable[[m.Chunk], None]] = {}
        self.reconnecting_since: float | None = None
        self.rtt: float | None = None
        self.lost_records = 0
        self.disconnected_on: float | None = None
        self._lease = lease
        self._client_id = uuid.uuid4().hex
        self._order = threading.RLock()  # held while numbered messages are sent; taken before _lock
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._wire: WireClient | None = None
        self._outbox = Outbox()
        self._received = 0
        self._epoch = ""
        self._resumed = 0
        self._progress = Progress()
        self._credited = 0
        self._acked_at = 0.0
        self._acked = 0
        self._status: dict[str, Value] = {}
        self._invocations: dict[str, Invocation] = {}
        self._requests: dict[int, Waiting] = {}
        self._request_count = 0
        self._heard = 0.0

    def __repr__(self) -> str:
        return f"<Session {self.id} {self.name!r} {self.computer_name} {self.state.name}>"

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
    def running(self) -> list[Invocation]:
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

    def beat(self) -> None:
        """Called by the heartbeat."""

    def _require_open(self) -> None:
        if self.state is not R.Opened:
            raise InvalidSessionState(f"the session is {self.state.name}, not Opened", self.computer_name, self.state.name)

    # ------------------------------------------------------------------------------------------------ sending
    def _send_numbered(self, *messages: m.Message) -> None:
        """Number, keep, send. While the connection is being repaired they wait in the outbox. The session's lock must not be held: sending may
        take long, and `_order` keeps others from overtaking."""
        with self._order:
            with self._lock:
                if self.state in (R.Closed, R.Broken):
                    raise self.error or InvalidSessionState(f"the session is {self.state.name}", self.computer_name, self.state.name)
                entries = self._outbox.append(*messages)
                wire = self._wire
            if wire is None or not wire.ready:
                return
            try:
                for entry in entries:
                    wire.send_entry(entry)
            except (OSError, LocalProtocolError):
                pass  # the connection was lost or closed meanwhile: the reader thread meets that too, and the outbox keeps the messages

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
            waiting = self._requests.pop(message.id, None)
        if waiting is None:
            return
        if message.error:
            waiting.error = SessionError(message.error, self.computer_name)
        waiting.reply = message.value
        waiting.done.set()

    def _on_data(self, received: Received) -> None:
        message: m.Chunk = received.message  # type: ignore[assignment]
        handler = self.on_chunk.get(message.handle)
        if handler is not None:
            handler(message)
            return
        with self._lock:
            waiting = self._requests.pop(message.handle, None)
        if waiting is not None:
            waiting.reply = message
            waiting.done.set()

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


_HANDLERS: dict[type, Callable[[SessionCore, Received], None]] = {
    m.Batch: SessionCore._on_batch, m.CommandState: SessionCore._on_command_state, m.HostCall: SessionCore._on_host_call, m.Ack: SessionCore._on_ack,
    m.Pong: SessionCore._on_pong, m.Ping: SessionCore._on_ping, m.Reply: SessionCore._on_reply, m.Chunk: SessionCore._on_data, m.Closed: SessionCore._on_closed,
}
