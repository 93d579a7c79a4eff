"""The session host: one process a session. The main thread runs commands on the engine, one other thread does all I/O."""
from __future__ import annotations

import os
import queue
import threading
import time
import traceback
from typing import Any, Callable, Optional

from sessions.commands import BatchingSink, Command
from sessions.engine import Engine, EngineContext, ExecRequest, ExecResult
from sessions.host_core import HostCore
from sessions.host_io import Peer
from sessions.places import SessionFiles, log_line
from sessions.remote_ui import RemoteUI
from sessions.services import Services
from sessions.shield import INTERRUPTIBLE, block_interrupts
from sessions.wire import messages as m
from sessions.wire.connection import Received
from sessions.wire.states import State

Value = Any


class SessionHost(HostCore):
    """A session on its machine. Made from the client's Open message; `serve` returns when the session is over."""

    def __init__(self, opening: m.Open, engine: Engine, context: EngineContext, files: SessionFiles, info: dict[str, Value]) -> None:
        super().__init__(opening, engine, context, files, info)
        self.work: queue.Queue[Callable[[], bool]] = queue.Queue()
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
        try:
            self.engine.close()
        except Exception:  # the session is over all the same
            log_line(self.files.folder, "engine: " + traceback.format_exc())
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
            self.say_farewell("exit", "the session was ended by exit")
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

    def end(self) -> None:
        """End the session from outside: stop what runs, then leave."""
        with self.lock:
            self.ending = True
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
        if peer.connection.state is State.READY:  # a Detach may have come in the same piece
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
        if peer.told:
            self.confirmed = True
            self.drained.notify_all()
            return
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
