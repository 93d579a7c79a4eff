"""The I/O thread of a session host: its listener, its peers, its timers."""
from __future__ import annotations

import os
import platform
import selectors
import socket
import threading
import time
import traceback
from collections import deque
from typing import Any, Protocol

from sessions.commands import FLUSH_SECONDS, BatchingSink
from sessions.errors import ProtocolError
from sessions.log import Slot
from sessions.places import SessionFiles, listen, log_line, peer_allowed
from sessions.wire import messages as m
from sessions.wire.connection import Connection, Received
from sessions.wire.states import Role, State

Value = Any
BACKLOG_BYTES = 4 << 20
SILENCE_SECONDS = 20.0
TICK_SECONDS = 5.0


class Peer:
    """A socket and its protocol state. `client_id` is '' until the session is its."""

    def __init__(self, sock: socket.socket, connection: Connection | None = None) -> None:
        self.sock = sock
        self.connection = connection or Connection(Role.HOST)
        self.client_id = ""
        self.heard = time.monotonic()
        self.window = 1 << 20
        self.out = bytearray()
        self.unsent: deque[Slot] = deque()
        self.unsent_bytes = 0
        self.flying: deque[tuple[int, int]] = deque()
        self.flying_bytes = 0
        self.leaving = False
        self.told = False  # the farewell is on its way
        self.taken = 0  # the last of the client's numbers that was acted upon

    def landed(self, seq: int) -> None:
        """Numbers up to `seq` are acknowledged: their bytes count no more against the window."""
        while self.flying and self.flying[0][0] <= seq:
            self.flying_bytes -= self.flying.popleft()[1]


class Owner(Protocol):
    """What the I/O thread needs of the session host."""

    lock: threading.RLock
    drained: threading.Condition
    files: SessionFiles
    peer: Peer | None
    sink: BatchingSink | None
    over: bool
    unheard: bool
    received: dict[str, int]

    def attach(self, peer: Peer, message: m.Attach) -> None: ...
    def refuse(self, peer: Peer, code: str, text: str) -> None: ...
    def handle(self, peer: Peer, received: Received) -> None: ...
    def describe(self) -> dict[str, Value]: ...
    def pump(self, peer: Peer) -> None: ...
    def push(self, peer: Peer) -> None: ...
    def let_go(self, peer: Peer, lost: bool) -> None: ...
    def end(self) -> None: ...
    def unwanted(self, now: float) -> bool: ...


class HostIO:
    """The I/O thread of a session host: its listener, its peers, its timers."""

    def __init__(self, host: Owner) -> None:
        self._host = host
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._listener = listen(host.files.socket)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        self._peers: list[Peer] = []
        self._flush_at = 0.0
        self._ticked = time.monotonic()

    def wake(self) -> None:
        try:
            self._wake_write.send(b"x")
        except BlockingIOError:
            pass  # enough wake-ups are waiting

    def arm(self) -> None:
        """Flush the running command's records in 2 ms."""
        self._flush_at = time.monotonic() + FLUSH_SECONDS
        self.wake()

    def add(self, peer: Peer) -> None:
        peer.sock.setblocking(False)
        self._peers.append(peer)
        self._selector.register(peer.sock, selectors.EVENT_READ, peer)

    def loop(self) -> None:
        host = self._host
        if host.peer is not None:
            self.add(host.peer)
        try:
            while not host.over or any(peer.out for peer in self._peers):
                self._turn()
        except Exception:  # without its I/O thread the session is useless: say why and leave
            log_line(host.files.folder, "session-io: " + traceback.format_exc())
            host.files.remove()
            os._exit(1)

    def _turn(self) -> None:
        host = self._host
        now = time.monotonic()
        timeout = max(0.0, self._flush_at - now) if self._flush_at else max(0.0, self._ticked + TICK_SECONDS - now)
        for key, events in self._selector.select(min(timeout, 0.2) if host.over else timeout):
            if key.fileobj is self._wake_read:
                self._wake_read.recv(4096)
            elif key.fileobj is self._listener:
                self._accept()
            elif events & selectors.EVENT_READ:
                self._read(key.data)
        if self._flush_at and time.monotonic() >= self._flush_at:
            self._flush_at = 0.0
            sink = host.sink
            if sink is not None:
                sink.flush()
        with host.lock:
            for peer in list(self._peers):
                self._service(peer)
        if time.monotonic() - self._ticked >= TICK_SECONDS:
            self._ticked = time.monotonic()
            self._tick()

    def _accept(self) -> None:
        sock, _ = self._listener.accept()
        if peer_allowed(sock):
            self.add(Peer(sock))
        else:
            sock.close()

    def _read(self, peer: Peer) -> None:
        host = self._host
        try:
            data = peer.sock.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        with host.lock:
            if not data:
                self._drop(peer)
                return
            peer.heard = time.monotonic()
            try:
                self._messages(peer, data)
            except ProtocolError as error:
                log_line(host.files.folder, f"a client broke the protocol: {error}")
                self._drop(peer)

    def _messages(self, peer: Peer, data: bytes) -> None:
        host = self._host
        numbered = False
        parted = peer.connection.state is State.PARTING
        for received in peer.connection.receive_bytes(data):
            message = received.message
            numbered = numbered or received.seq > 0
            if isinstance(message, m.Hello):
                answer_hello(peer, message)
            elif isinstance(message, m.ListSessions):
                peer.out += peer.connection.send(m.Listing([host.describe()]))
            elif isinstance(message, m.Attach):
                host.attach(peer, message)
            elif isinstance(message, m.Open):
                host.refuse(peer, "busy", "this socket belongs to a session already")
            elif (parted or peer.connection.state is State.PARTING) and not isinstance(message, m.Detach):
                continue  # crossed our Closed on the way
            else:
                host.unheard = False
                host.handle(peer, received)
            if received.seq:
                peer.taken = received.seq
            if peer.client_id:
                host.received[peer.client_id] = peer.taken
        if numbered and peer.connection.state is State.READY:
            peer.out += peer.connection.send(m.Ack(peer.connection.received))

    def _service(self, peer: Peer) -> None:
        """Send what waits; close a peer that is to leave and has been told. Lock held."""
        host = self._host
        if peer is host.peer:
            host.pump(peer)
        host.push(peer)
        if peer.leaving and not peer.out:
            self._drop(peer)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if peer.out else 0)
        if self._selector.get_key(peer.sock).events != wanted:
            self._selector.modify(peer.sock, wanted, peer)
        if peer.unsent_bytes <= BACKLOG_BYTES and len(peer.out) <= BACKLOG_BYTES:
            host.drained.notify_all()

    def _drop(self, peer: Peer) -> None:
        if peer not in self._peers:
            return
        self._peers.remove(peer)
        self._selector.unregister(peer.sock)
        peer.sock.close()
        self._host.let_go(peer, lost=True)

    def _tick(self) -> None:
        """Drop a client that fell silent; end a session that nobody wants any more."""
        host = self._host
        now = time.monotonic()
        with host.lock:
            for peer in list(self._peers):
                if now - peer.heard > SILENCE_SECONDS:
                    self._drop(peer)
            if owner_gone():
                host.end()
            elif host.unwanted(now):
                host.end()


def owner_gone() -> bool:
    """True when this host belongs to a lab whose process has ended."""
    owner = os.environ.get("PSSESSION_OWNER_PID", "")
    if not owner.isdigit():
        return False
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def answer_hello(peer: Peer, message: m.Hello) -> None:
    """Greet back, or part when the versions differ."""
    if message.version != m.VERSION:
        peer.out += peer.connection.send(m.Refused("version", f"this host speaks version {m.VERSION}, the client {message.version}", ""))
        peer.leaving = True
        return
    peer.out += peer.connection.send(m.Hello(m.VERSION, "pssession", platform.python_version(), []))
