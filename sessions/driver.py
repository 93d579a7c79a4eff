"""One physical connection of a client to a session host: handshake, a reader thread, a lock for writing. No policy: the session decides."""
from __future__ import annotations

import platform
import threading
import time
from typing import Any, Callable

from sessions.errors import EngineStartError, ProtocolError, SessionBroken, SessionError, SessionHeld, SessionNotFound
from sessions.transports.base import Transport
from sessions.wire import messages as m
from sessions.wire.connection import Connection, Entry, Received
from sessions.wire.frames import HEADER, MAX_FRAME
from sessions.wire.states import Role, State

Value = Any
HANDSHAKE_SECONDS = 30.0
FRAME = HEADER.size + MAX_FRAME
UNDER_WAY = 4 << 20
MAX_SLACK = 120.0
FAREWELL_PATIENCE = 1.0
REFUSALS: dict[str, type[SessionError]] = {"gone": SessionNotFound, "held": SessionHeld, "engine": EngineStartError, "version": ProtocolError,
                                           "busy": SessionBroken}


class WireClient:
    """Owns a transport. `on_message` and `on_lost` are called from the reader thread."""

    def __init__(self, transport: Transport, host: str, received: int = 0, to_session: bool = False) -> None:
        """`to_session`: the other end is a session's own socket, not a hub's."""
        self._transport = transport
        self._to_session = to_session
        self._host = host
        self._lock = threading.Lock()
        self.connection = Connection(Role.CLIENT)
        self.connection.received = received
        self.heard = time.monotonic()
        self.slack = 0.0
        self.closing = False
        self._early: list[Received] = []

    # ------------------------------------------------------------------------------------------------ handshake, in the caller's thread
    def greet(self) -> None:
        """Exchange Hello."""
        self.send(m.Hello(m.VERSION, "pssession", platform.python_version()))
        self._expect(m.Hello)

    def ask(self, message: m.Message, reply: type[m.Message]) -> Any:
        """Send a handshake message and wait for its reply."""
        self.send(message)
        return self._expect(reply)

    def _expect(self, kind: type[m.Message]) -> Any:
        deadline = time.monotonic() + HANDSHAKE_SECONDS
        while True:
            while self._early:
                message = self._early.pop(0).message
                if isinstance(message, m.Refused):
                    raise self._refusal(message)
                if isinstance(message, kind):
                    return message
            try:
                data = self._transport.read(max(0.1, deadline - time.monotonic()))
            except TimeoutError as error:
                raise SessionBroken("the session host did not answer in time", self._host) from error
            if not data:
                words = self._transport.noise().strip()
                if words.startswith("relay:") and self._to_session:
                    raise SessionNotFound("this session does not exist any more", self._host)
                raise ConnectionResetError(f"the session host ended the connection{': ' + words if words else ''}")
            self._early += self.connection.receive_bytes(data)

    def _refusal(self, message: m.Refused) -> SessionError:
        kind = REFUSALS.get(message.code, SessionError)
        error = kind(message.message, self._host)
        if isinstance(error, EngineStartError):
            error.detail = message.detail
        return error

    # ------------------------------------------------------------------------------------------------ afterwards
    def start(self, on_message: Callable[[WireClient, Received], None], on_lost: Callable[[WireClient, Exception | None], None], name: str) -> None:
        """Start the reader thread."""
        threading.Thread(target=self._read, args=(on_message, on_lost), name=name, daemon=True).start()

    def _read(self, on_message: Callable[[WireClient, Received], None], on_lost: Callable[[WireClient, Exception | None], None]) -> None:
        problem: Exception | None = None
        try:
            while True:
                for received in self._early:
                    on_message(self, received)
                data = self._transport.read()
                if not data:
                    break
                self.heard, self.slack = time.monotonic(), 0.0
                self._early = self.connection.receive_bytes(data)
        except (OSError, ProtocolError, EOFError) as error:
            problem = error
        except Exception as error:  # a bug, here or in a handler of records: the session must not fall silent over it
            on_lost(self, ProtocolError(f"a message could not be handled: {type(error).__name__}: {error}", self._host))
            raise
        on_lost(self, problem)

    def send(self, message: m.Message) -> None:
        """Send an unnumbered message; OSError when the connection is dead."""
        with self._lock:
            self._transport.write(self.connection.send(message))

    def send_entry(self, entry: Entry) -> None:
        """Send a numbered message, a frame at a time, so that small messages of other threads pass between.

        A frame that the stream has taken after the first is a sign of life: nothing is heard from the host while it takes in a large message.
        What is still under way after the last one takes as long as the frames so far suggest; `slack` is that time.
        """
        data = self.connection.send_entry(entry)
        began = time.monotonic()
        for start in range(0, len(data), FRAME):
            with self._lock:
                self._transport.write(data[start:start + FRAME])
            if start:
                self.heard = time.monotonic()
                self.slack = min(MAX_SLACK, (self.heard - began) * UNDER_WAY / start)
                time.sleep(0)  # let a thread that waits for the lock have it

    def try_send(self, message: m.Message, patience: float) -> bool:
        """Send if nobody else has been sending for longer than `patience` seconds, and if it need not wait for the network."""
        if not self._lock.acquire(timeout=patience):
            return False
        try:
            if not self._transport.has_room():
                return False
            self._transport.write(self.connection.send(message))
            return True
        finally:
            self._lock.release()

    def farewell(self) -> None:
        """Tell the host that its Closed has arrived."""
        try:
            self.try_send(m.Detach(), FAREWELL_PATIENCE)
        except OSError:
            pass  # the connection is lost: the host waits a while for us and then ends too

    @property
    def ready(self) -> bool:
        return self.connection.state is State.READY

    def close(self) -> None:
        """Close the transport. The reader thread then reports a loss, which the session knows to be wanted when `closing` was set."""
        self._transport.close()

    def abort(self) -> None:
        """The peer is silent: end the connection from below, whoever is in the middle of sending."""
        self._transport.abort()

    def noise(self) -> str:
        return self._transport.noise()
