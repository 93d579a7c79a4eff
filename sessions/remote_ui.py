"""RemoteUI: how a command on the host asks or tells the user at the other end."""
from __future__ import annotations

import queue
from typing import Any

from sessions.host_core import HostCore
from sessions.wire import messages as m

Value = Any


class RemoteUI:
    """HostUI of one command: questions travel as numbered messages, so they survive a lost connection for a while."""

    def __init__(self, host: HostCore, command_id: str) -> None:
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
