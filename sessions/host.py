"""The session host: one process a session. The main thread runs commands on the engine, one other thread does all I/O.

One lock guards the connection, the record log and the outgoing bytes; whoever appends sends as much as the window allows at once, the I/O
thread sends the rest. The session outlives its connection; who may connect, and in which order things are legal, is decided elsewhere
(places.peer_allowed, wire.states).
"""
from __future__ import annotations

import os
import queue
import threading
import time
import traceback
import uuid
from typing import Any, Callable, Optional

from sessions.commands import BatchingSink, Command, CommandTable
from sessions.engine import Engine, EngineContext, ExecRequest, ExecResult
from sessions.host_io import BACKLOG_BYTES, HostIO, Peer
from sessions.log import RecordLog
from sessions.places import SessionFiles, log_line
from sessions.services import Services
from sessions.shield import INTERRUPTIBLE, UNINTERRUPTED, block_interrupts
from sessions.wire import messages as m
from sessions.wire.connection import Received
from sessions.wire.states import State

Value = Any
SOCKET_BYTES = 256 << 10


class SessionHost:
    """A session on its machine. Made from the client's Open message; `serve` returns when the session is over."""

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
        self.received: dict[str, int] = {}
        self.work: queue.Queue[Callable[[], bool]] = queue.Queue()
        self.sink: BatchingSink | None = None
        self.running: Command | None = None
        self.calls: dict[int, queue.Queue[m.HostReply]] = {}
        self.call_count = 0
        self.detached_at = time.monotonic()
        self.lost = False
        self.over = False
        self.io = HostIO(self)
        self.extras: dict[str, Callable[..., Value]] = {"commands": self.commands.describe, "stats": self.status, "configure": self.configure}
        self.services: Optional[Services] = None

    # ---------------------------------------------------------------------------------------------- main thread: commands
    def serve(self, peer: Peer) -> None:
        """Run the session, beginning with the client that opened it."""
        self.adopt(peer, self.opening.client_id, self.opening.window, 0)
        thread = threading.Thread(target=self.io.loop, name="session-io", daemon=True)
        thread.start()
        block_interrupts()
        while not self.work.get()():
            pass
        self.over = True
        self.io.wake()
        thread.join(2)
        self.engine.close()
        self.log.close()
        self.files.remove()

    def run_command(self, command: Command) -> bool:
        """Run one command; True ends the session."""
        message = command.message
        if command.stopping:
            self.finish(command, ExecResult("Stopped"))
            return False
        sink = BatchingSink(message.id, self.append, self.io.arm, lambda: self.hold_back(command))
        self.sink, self.running, command.state = sink, command, "Running"
        ui = RemoteUI(self, message.id)
        request = ExecRequest(message.id, message.script, message.args, message.using, iter(command.input) if command.input else None, message.options)
        try:
            with INTERRUPTIBLE:
                result = self.execute(request, sink, ui, message.language)
        except (Exception, KeyboardInterrupt) as error:  # the engine failed, not the command: said as such, the session goes on
            log_line(self.files.folder, "engine: " + traceback.format_exc())
            result = ExecResult("Stopped" if command.stopping else "Failed", f"the engine failed: {type(error).__name__}: {error}", None, True)
        sink.flush()
        self.sink, self.running = None, None
        self.finish(command, result)
        if result.close:
            self.part("exit", "the session was ended by exit")
        return result.close

    def execute(self, request: ExecRequest, sink: BatchingSink, ui: RemoteUI, language: str) -> ExecResult:
        if language == "script":
            return self.engine.run(request, sink, ui)
        from sessions.code_objects import run_callable
        return run_callable(request, sink)

    def finish(self, command: Command, result: ExecResult) -> None:
        command.exit_code = result.exit_code
        command.state = result.state
        command.last_seq = self.append(
            m.CommandState(command.message.id, result.state, result.reason, result.exit_code, result.had_errors, time.time()))

    def answer(self, request: m.Request, function: Callable[..., Value]) -> bool:
        """Answer a Request with what `function` returns, or with its error's text. False: the session goes on."""
        try:
            reply = m.Reply(request.id, function(*request.args), "")
        except Exception as error:
            reply = m.Reply(request.id, None, f"{type(error).__name__}: {error}")
        self.send(reply)
        return False

    # ---------------------------------------------------------------------------------------------- any thread: sending
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
        """Make a writer wait while the reader is slow, or away with a log that is full."""
        with self.lock:
            while not (command.stopping or self.over):
                peer = self.peer
                if not (peer.unsent_bytes > BACKLOG_BYTES if peer is not None else self.log.full):
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
        limit = float(self.idle_timeout) if self.idle_timeout > 0 else 7200.0
        if not self.keep:
            limit = min(limit, 240.0 if self.lost else 0.0)
        return now - self.detached_at > limit

    # ---------------------------------------------------------------------------------------------- I/O thread: clients come and go
    def adopt(self, peer: Peer, client_id: str, window: int, last_seq: int) -> None:
        """Make `peer` the session's client and tell it so; records follow after last_seq."""
        with self.lock:
            resume = max(last_seq, self.log.first - 1)
            peer.client_id, peer.window = client_id, max(window, 1)
            peer.connection.received = self.received.setdefault(client_id, 0)
            peer.unsent.extend(self.log.after(resume))
            peer.unsent_bytes = sum(slot.size for slot in peer.unsent)
            facts = dict(self.info, commands=self.commands.describe(), status=self.status(), keep=self.keep)
            opened = m.Opened(self.opening.session_id, self.opening.name, self.epoch, self.log.first, self.log.last, self.log.acked,
                              peer.connection.received, resume, facts)
            peer.out += peer.connection.send(opened)
            self.peer, self.lost = peer, False
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
            if peer.connection.state is State.READY:
                for slot in peer.unsent:
                    peer.out += self.log.read(slot)
                peer.unsent.clear()
                peer.out += peer.connection.send(m.Closed(code, text))
            peer.leaving = True
            self.let_go(peer, lost=False)
            self.push(peer)

    def let_go(self, peer: Peer, lost: bool) -> None:
        """The client is gone. A session that is not to be kept ends, unless its connection was lost or a command runs."""
        with self.lock:
            if self.peer is not peer:
                return
            self.received[peer.client_id] = peer.connection.received
            self.peer, self.lost, self.detached_at = None, lost, time.monotonic()
            if not lost:
                self.calls_fail()
            self.drained.notify_all()

    def calls_fail(self) -> None:
        """Nobody will answer now."""
        for call, waiting in self.calls.items():
            waiting.put(m.HostReply(call, None, "nobody is connected to this session to answer"))

    def end(self) -> None:
        """End the session from outside: stop what runs, then leave."""
        with self.lock:
            for command in self.commands.unfinished:
                self.stop(command)
            self.drained.notify_all()
        self.work.put(lambda: True)
        if self.running is not None:
            threading.Timer(5.0, self.abandon).start()

    def abandon(self) -> None:
        """The engine did not stop in time: leave all the same."""
        log_line(self.files.folder, "a command did not stop in 5 s: the session process ends anyway")
        self.files.remove()
        os._exit(1)

    def stop(self, command: Command) -> None:
        if command.finished or command.stopping:
            return
        command.stopping = True
        if command.input is not None:
            command.input.close()
        self.calls_fail()
        self.drained.notify_all()
        if command is self.running:
            threading.Thread(target=self.engine.stop, name="engine-stop", daemon=True).start()

    # ---------------------------------------------------------------------------------------------- I/O thread: messages
    def handle(self, peer: Peer, received: Received) -> None:
        """One message of a client, by the table HANDLERS. Lock held."""
        HANDLERS[received.message.__class__](self, peer, received.message)

    def on_exec(self, peer: Peer, message: m.Exec) -> None:
        if self.commands.seen(message.id):
            return
        command = Command(message, self.log.last + 1)
        self.commands.add(command)
        self.work.put(lambda: self.run_command(command))

    def on_input(self, peer: Peer, message: m.Input) -> None:
        command = self.commands.get(message.id)
        if command is not None and command.input is not None:
            command.input.put(message.values)

    def on_input_end(self, peer: Peer, message: m.InputEnd) -> None:
        command = self.commands.get(message.id)
        if command is not None and command.input is not None:
            command.input.close()

    def on_stop(self, peer: Peer, message: m.Stop) -> None:
        command = self.commands.get(message.id)
        if command is not None:
            self.stop(command)

    def on_reply(self, peer: Peer, message: m.HostReply) -> None:
        waiting = self.calls.get(message.call)
        if waiting is not None:
            waiting.put(message)

    def on_ack(self, peer: Peer, message: m.Ack) -> None:
        self.log.release(message.seq)
        self.drained.notify_all()

    def on_credit(self, peer: Peer, message: m.Credit) -> None:
        peer.landed(message.seq)
        peer.window = max(message.window, 1)
        self.pump(peer)

    def on_ping(self, peer: Peer, message: m.Ping) -> None:
        peer.out += peer.connection.send(m.Pong(message.time, self.status()))

    def on_request(self, peer: Peer, message: m.Request) -> None:
        slow: dict[str, Callable[..., Value]] = {"prompt": self.engine.prompt, "complete": lambda *args: list(self.engine.complete(*args))}
        if message.name in slow:
            self.work.put(lambda: self.answer(message, slow[message.name]))
        elif message.name in self.extras:
            self.answer(message, self.extras[message.name])
        else:
            self.serving().request(message)

    def on_detach(self, peer: Peer, message: m.Detach) -> None:
        peer.leaving = True
        self.keep = True
        self.let_go(peer, lost=False)

    def on_close(self, peer: Peer, message: m.Close) -> None:
        self.part("closed", "the session was closed")
        self.end()

    def on_chunk(self, peer: Peer, message: m.Chunk) -> None:
        self.serving().chunk(message)

    def serving(self) -> Services:
        """Files and terminals, from their first use on."""
        if self.services is None:
            self.services = Services(self)
        return self.services


HANDLERS: dict[type, Callable[[SessionHost, Peer, Any], None]] = {
    m.Exec: SessionHost.on_exec, m.Input: SessionHost.on_input, m.InputEnd: SessionHost.on_input_end, m.Stop: SessionHost.on_stop,
    m.HostReply: SessionHost.on_reply, m.Ack: SessionHost.on_ack, m.Credit: SessionHost.on_credit, m.Ping: SessionHost.on_ping,
    m.Pong: lambda host, peer, message: None, m.Request: SessionHost.on_request, m.Detach: SessionHost.on_detach, m.Close: SessionHost.on_close,
    m.Chunk: SessionHost.on_chunk,
}


class RemoteUI:
    """HostUI of one command: questions travel as numbered messages, so they survive a lost connection for a while."""

    def __init__(self, host: SessionHost, command_id: str) -> None:
        self._host = host
        self._id = command_id

    def call(self, name: str, *args: Value) -> Value:
        waiting: queue.Queue[m.HostReply] = queue.Queue()
        number = self._send(name, args, waiting)
        try:
            reply = waiting.get()
        finally:
            self._host.calls.pop(number, None)
        if reply.error:
            raise ConnectionError(reply.error)
        return reply.value

    def notify(self, name: str, *args: Value) -> None:
        self._send(name, args, None)

    def _send(self, name: str, args: tuple[Value, ...], waiting: queue.Queue[m.HostReply] | None) -> int:
        host = self._host
        with host.lock:
            host.call_count += 1
            number = host.call_count
            if waiting is not None:
                if host.peer is None and not host.lost:
                    raise ConnectionError("nobody is connected to this session to answer")
                host.calls[number] = waiting
        host.append(m.HostCall(number, self._id, name, list(args), waiting is not None))
        return number
