"""What arrives at a client session, message by message, in the reader thread of its connection.

A message counts only while its connection is the session's: `_delivery` is held while one is handed on, and whoever asks the host to go on after
the last number waits for it. So nothing is taken twice from an old connection and a new one.
"""
from __future__ import annotations

import time
from typing import Any, Callable

from sessions.driver import WireClient
from sessions.errors import RemoteProtocolError, SessionError
from sessions.invocation import Invocation
from sessions.session_core import ACK_SECONDS, PARKED_LIMIT, SessionCore
from sessions.session_states import RunspaceState
from sessions.wire import messages as m
from sessions.wire.connection import Received

Value = Any
R = RunspaceState


class SessionInbox(SessionCore):
    """Base of Session."""

    def _on_message(self, wire: WireClient, received: Received) -> None:
        handler = _HANDLERS.get(received.message.__class__)
        with self._delivery:
            if wire is self._wire and handler is not None:
                handler(self, received)

    def _on_batch(self, received: Received) -> None:
        batch: m.Batch = received.message  # type: ignore[assignment]
        last = received.seq + len(batch) - 1
        with self._lock:
            self._check_flood()
            self._received = last
            self._progress.arrived(received.seq, last, received.size)
            invocation = self._invocation(batch.id)
        if invocation._arrived(batch, received.seq):
            self._landed(last)

    def _check_flood(self) -> None:
        """A host that sends more than it has credit for, or more than is sane that nobody reads, is not listened to any longer. Lock held."""
        progress = self._progress
        if progress.flying_bytes > self._allowance:
            raise RemoteProtocolError("the host sends more than it was given room for", self.computer_name)
        if progress.parked_bytes > PARKED_LIMIT:
            raise RemoteProtocolError(f"more than {PARKED_LIMIT >> 20} MB of results wait that nobody reads", self.computer_name)

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
                wire.farewell()
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

    def _abandon(self, seq: int, message: int) -> None:
        """Records of an invocation that nobody holds any more. Called by the collector of garbage, in any thread and anywhere: only noted here."""
        self._abandoned.append((seq, message))

    def _consume_abandoned(self) -> None:
        while self._abandoned:
            self._consumed(*self._abandoned.popleft())

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


_HANDLERS: dict[type, Callable[[SessionInbox, Received], None]] = {
    m.Batch: SessionInbox._on_batch, m.CommandState: SessionInbox._on_command_state, m.HostCall: SessionInbox._on_host_call, m.Ack: SessionInbox._on_ack,
    m.Pong: SessionInbox._on_pong, m.Ping: SessionInbox._on_ping, m.Reply: SessionInbox._on_reply, m.Chunk: SessionInbox._on_data, m.Closed: SessionInbox._on_closed,
}
