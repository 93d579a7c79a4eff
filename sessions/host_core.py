"""What a session host is made of: the record log, what is sent of it and when, and who the client is. Commands and messages are in host.py.

One lock guards the connection, the record log and the outgoing bytes; whoever appends sends as much as the window allows at once, the I/O
thread sends the rest. The session outlives its connection; who may connect, and in which order things are legal, is decided elsewhere
(places.peer_allowed, wire.states).
"""
from __future__ import annotations

import os
import queue
import threading
import time
import uuid
from typing import Any

from sessions.commands import BatchingSink, Command, CommandTable
from sessions.engine import Engine, EngineContext
from sessions.host_io import BACKLOG_BYTES, HostIO, Peer
from sessions.log import RecordLog
from sessions.places import SessionFiles
from sessions.shield import UNINTERRUPTED
from sessions.wire import messages as m
from sessions.wire.connection import Received
from sessions.wire.states import State

Value = Any
SOCKET_BYTES = 256 << 10
IDLE_SECONDS = 7200.0
RETURN_SECONDS = 240.0  # a client whose connection was lost may take this long to come back to a session that is not kept, or that has ended


class HostCore:
    """Base of SessionHost."""

    def __init__(self, opening: m.Open, engine: Engine, context: EngineContext, files: SessionFiles, info: dict[str, Value]) -> None:
        self.opening = opening
        self.context = context
        self.engine = engine
        self.files = files
        self.info = info
        self.epoch = uuid.uuid4().hex
        self.keep = opening.keep
        self.idle_timeout = opening.idle_timeout
        self.log = RecordLog(files.spill, opening.output_mode)
        self.commands = CommandTable()
        self.lock = threading.RLock()
        self.drained = threading.Condition(self.lock)
        self.peer: Peer | None = None
        self.last_client = ""
        self.received: dict[str, int] = {}
        self.sink: BatchingSink | None = None
        self.running: Command | None = None
        self.calls: dict[int, queue.Queue[m.HostReply]] = {}
        self.call_count = 0
        self.detached_at = time.monotonic()
        self.lost = False
        self.unheard = True  # no client has said a word since the session was made: it may not know of it
        self.over = False
        self.ending = False
        self.farewell: m.Closed | None = None  # said when everything before it is sent
        self.confirmed = False  # the client has heard it
        self.io = HostIO(self)

    # ------------------------------------------------------------------------------------------------ any thread: sending
    def append(self, message: m.Message) -> int:
        """Number, keep and send a message; its last number."""
        sink = self.sink
        if sink is not None and not isinstance(message, m.Batch):
            sink.flush()  # before the lock is taken: a sink's lock comes first
        with self.lock, UNINTERRUPTED:
            slot = self.log.append(message)
            peer = self.peer
            if peer is not None:
                peer.unsent.append(slot)
                peer.unsent_bytes += slot.size
                self.pump(peer)
            return slot.last

    def send(self, message: m.Message) -> None:
        """Send an unnumbered message to the client, if there is one."""
        with self.lock:
            peer = self.peer
            if peer is not None and peer.connection.state is State.READY:
                peer.out += peer.connection.send(message)
                self.push(peer)

    def pump(self, peer: Peer) -> None:
        """Move logged messages to the socket as far as the window allows. Lock held."""
        while peer.unsent and len(peer.out) < SOCKET_BYTES and (peer.flying_bytes < peer.window or not peer.flying):
            slot = peer.unsent.popleft()
            peer.unsent_bytes -= slot.size
            peer.flying.append((slot.last, slot.size))
            peer.flying_bytes += slot.size
            peer.out += self.log.read(slot)
            self.push(peer)
        if self.farewell is not None and not peer.unsent and peer.connection.state is State.READY:
            peer.out += peer.connection.send(self.farewell)
            peer.told = True
            self.push(peer)

    def push(self, peer: Peer) -> None:
        """Write what the socket takes now; the I/O thread does the rest. Lock held."""
        if not peer.out:
            return
        try:
            sent = peer.sock.send(peer.out)
            del peer.out[:sent]
        except BlockingIOError:
            pass
        except OSError:
            peer.leaving = True
            peer.out.clear()
        if peer.out or peer.leaving:
            self.io.wake()

    def hold_back(self, command: Command) -> None:
        """Make a writer wait while the reader is slow, or away with a log that is full. A client that keeps what it does not read (it has
        credit, and acknowledges nothing) gets four times the log's memory when the rest cannot be spilled."""
        with self.lock:
            while not (command.stopping or self.over):
                peer = self.peer
                if not (peer.unsent_bytes > BACKLOG_BYTES or self.log.overfull if peer is not None else self.log.full):
                    return
                self.drained.wait()

    def configure(self, idle_timeout: int, output_mode: str) -> None:
        """Change the session's options; 0 and '' leave them as they are."""
        self.idle_timeout = idle_timeout or self.idle_timeout
        if output_mode:
            self.log.set_mode(output_mode)

    def wait_room(self) -> None:
        """Make a terminal's reader wait while the socket is full."""
        with self.lock:
            while self.peer is not None and len(self.peer.out) > SOCKET_BYTES and not self.over:
                self.drained.wait()

    def status(self) -> dict[str, Value]:
        """What Ping and listings report."""
        running = self.running
        return {"last_seq": self.log.last, "acked": self.log.acked, "buffered_records": self.log.pending, "buffered_bytes": self.log.kept_bytes,
                "dropped": self.log.dropped, "running": running.message.id if running else "", "script": running.message.script[:200] if running else ""}

    def describe(self) -> dict[str, Value]:
        """One row of a listing."""
        peer = self.peer
        return dict(self.status(), id=self.opening.session_id, name=self.opening.name, epoch=self.epoch, socket=self.files.socket, pid=os.getpid(),
                    held=peer is not None, client=peer.client_id if peer else "", keep=self.keep, output_mode=self.log.mode,
                    idle_timeout=self.idle_timeout, idle_seconds=0.0 if peer else time.monotonic() - self.detached_at,
                    created=self.info.get("created", 0.0), commands=self.commands.describe(), factory=self.opening.factory)

    def unwanted(self, now: float) -> bool:
        """True when nobody is connected, nothing runs, and the time is up: the idle time-out, or 4 minutes for a session not to be kept."""
        if self.peer is not None or self.commands.unfinished:
            return False
        limit = float(self.idle_timeout) if self.idle_timeout > 0 else IDLE_SECONDS
        if not self.keep or self.unheard:
            limit = min(limit, RETURN_SECONDS if self.lost else 0.0)
        return now - self.detached_at > limit

    # ------------------------------------------------------------------------------------------------ I/O thread: clients come and go
    def adopt(self, peer: Peer, client_id: str, window: int, last_seq: int) -> None:
        """Make `peer` the session's client and tell it so; records follow after last_seq."""
        with self.lock:
            resume = max(last_seq, self.log.first - 1)
            peer.client_id, peer.window = client_id, max(window, 1)
            peer.connection.received = peer.taken = self.received.setdefault(client_id, 0)
            peer.unsent.extend(self.log.after(resume))
            peer.unsent_bytes = sum(slot.size for slot in peer.unsent)
            facts = dict(self.info, commands=self.commands.describe(), status=self.status(), keep=self.keep)
            opened = m.Opened(self.opening.session_id, self.opening.name, self.epoch, self.log.first, self.log.last, self.log.acked,
                              peer.connection.received, resume, facts)
            peer.out += peer.connection.send(opened)
            self.peer, self.lost, self.last_client = peer, False, client_id
            self.push(peer)
            self.pump(peer)
            self.drained.notify_all()

    def attach(self, peer: Peer, message: m.Attach) -> None:
        """Answer an Attach."""
        with self.lock:
            holder = self.peer
            if message.session_id != self.opening.session_id or message.epoch not in ("", self.epoch):
                self.refuse(peer, "gone", "this session does not exist any more")
            elif holder is not None and holder.client_id != message.client_id and not message.take_over:
                self.refuse(peer, "held", "another client is connected to this session")
            elif message.last_seq > self.log.last:
                self.refuse(peer, "gone", "this session has not reached the records asked for")
            else:
                if holder is not None:
                    self.part("taken_over", "another client has taken this session over")
                if self.last_client not in ("", message.client_id):
                    self.calls_fail()  # the other one was asked, and will not answer any more
                last_seq = self.log.acked if message.last_seq < 0 else message.last_seq
                self.adopt(peer, message.client_id, message.window, last_seq)

    def refuse(self, peer: Peer, code: str, text: str) -> None:
        peer.out += peer.connection.send(m.Refused(code, text, ""))
        peer.leaving = True

    def part(self, code: str, text: str) -> None:
        """Tell the client that its connection is over, and let go of it."""
        with self.lock:
            peer = self.peer
            if peer is None:
                return
            peer.unsent.clear()
            peer.unsent_bytes = 0
            if peer.connection.state is State.READY:
                peer.out += peer.connection.send(m.Closed(code, text))
            peer.leaving = True
            self.let_go(peer, lost=False)
            self.push(peer)

    def let_go(self, peer: Peer, lost: bool) -> None:
        """The client is gone. A session that is not to be kept ends, unless its connection was lost or a command runs."""
        with self.lock:
            if self.peer is not peer:
                return
            self.received[peer.client_id] = peer.taken
            self.peer, self.lost, self.detached_at = None, lost, time.monotonic()
            if not lost:
                self.calls_fail()
            self.drained.notify_all()

    def say_farewell(self, code: str, text: str) -> None:
        """The session ends by itself: let the client have everything and the news, also after a lost connection or when it comes back in time."""
        deadline = time.monotonic() + RETURN_SECONDS
        with self.lock:
            self.farewell = m.Closed(code, text)
            if self.peer is not None:
                self.pump(self.peer)
                self.io.wake()
            while not (self.confirmed or self.ending) and time.monotonic() < deadline:
                self.drained.wait(max(0.0, deadline - time.monotonic()))

    def calls_fail(self) -> None:
        """Nobody will answer now."""
        for call, waiting in self.calls.items():
            waiting.put(m.HostReply(call, None, "nobody is connected to this session to answer"))

    def handle(self, peer: Peer, received: Received) -> None:
        """One message of a client."""
        raise NotImplementedError

    def end(self) -> None:
        """End the session from outside."""
        raise NotImplementedError
