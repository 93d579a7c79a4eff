"""What a client session is made of: state, numbered and plain sending, what arrives. Opening, loss and return are in session.py.

One lock guards everything here; it is never held while user code runs or while bytes are read. Numbered messages are sent under it, so they
leave in their order.
"""
from __future__ import annotations

import threading
import time
import uuid
from collections import deque
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
from sessions.wire.connection import Outbox

Value = Any
WINDOW = 1 << 20
PARKED_LIMIT = 1 << 30
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
        self._delivery = threading.RLock()  # held while a message is handed on; taken before _lock
        self._abandoned: deque[tuple[int, int]] = deque()
        self._attaching = threading.Lock()  # held during an attempt to come back to the host; taken before _delivery
        self._attempt = 0  # a later attempt, or leaving, makes earlier ones void
        self._wire: WireClient | None = None
        self._outbox = Outbox()
        self._received = 0
        self._epoch = ""
        self._resumed = 0
        self._progress = Progress()
        self._credited = 0
        self._allowance = self.options.window
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
            self._attempt += 1
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
        self._attempt += 1
        self.reconnecting_since = None
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
