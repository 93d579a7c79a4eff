"""A TCP proxy between shell and sshd that can be told to go wrong: cut, reset, stall, swallow, delay, trickle, refuse.

Faults are set off by bytes, not by the clock, where that is possible: `after(n, action)` runs an action in the thread that carries the n-th byte
from now, so a fault hits in the middle of a message as often as the seed says.
"""
from __future__ import annotations

import random
import socket
import struct
import threading
import time
from typing import Callable, Optional

PIECE = 65536


class Pair:
    """One forwarded connection."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.ends = (client, server)
        self.swallowing = False
        self.gone = False

    @property
    def server_side_port(self) -> int:
        """The local port of the connection to sshd: it names the sshd process that serves it."""
        return int(self.ends[1].getsockname()[1])

    def end(self, reset: bool = False) -> None:
        """Close both ends; with a reset instead of a farewell if asked."""
        self.gone = True
        for end in self.ends:
            try:
                if reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # closed by its peer already
            if reset:
                end.close()


class Proxy:
    """Forwards to a port of this machine until told otherwise."""

    def __init__(self, port: int, rng: random.Random) -> None:
        self._target = port
        self._rng = rng
        self._lock = threading.Lock()
        self._pairs: list[Pair] = []
        self._trigger: Optional[tuple[int, Callable[[], None]]] = None
        self._flowing = threading.Event()
        self._flowing.set()
        self.delay = 0.0
        self.trickling = False
        self.refusing = False
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=32)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    # ---- carrying

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            if self.refusing:
                client.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self._target), 5.0)
            except OSError:  # sshd is being started again
                client.close()
                continue
            server.settimeout(None)
            pair = Pair(client, server)
            for end in pair.ends:
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._pairs.append(pair)
            for source, target in (pair.ends, pair.ends[::-1]):
                threading.Thread(target=self._carry, args=(pair, source, target), name="proxy-carry", daemon=True).start()

    def _carry(self, pair: Pair, source: socket.socket, target: socket.socket) -> None:
        try:
            while True:
                data = source.recv(self._rng.randrange(1, 2048) if self.trickling else PIECE)
                if not data:
                    break
                self._flowing.wait()
                if self.delay:
                    time.sleep(self.delay)
                if pair.swallowing:
                    continue
                head = self._due(len(data))
                if head is None:
                    target.sendall(data)
                    continue
                size, action = head
                target.sendall(data[:size])
                action()
                if not pair.swallowing:
                    target.sendall(data[size:])
        except OSError:
            pass  # one of the two has ended: so does the other
        with self._lock:
            if pair in self._pairs:
                self._pairs.remove(pair)
        pair.end()

    def _due(self, size: int) -> Optional[tuple[int, Callable[[], None]]]:
        """The action whose byte is among the next `size`, and how many of them come before it."""
        with self._lock:
            if self._trigger is None:
                return None
            left, action = self._trigger
            if left >= size:
                self._trigger = (left - size, action)
                return None
            self._trigger = None
            return left, action

    # ---- going wrong

    def after(self, count: int, action: Callable[[], None]) -> None:
        """Run `action` when `count` more bytes have been carried."""
        with self._lock:
            self._trigger = (count, action)

    def set_off(self) -> None:
        """Run the action that waits for its byte, now."""
        with self._lock:
            trigger, self._trigger = self._trigger, None
        if trigger is not None:
            trigger[1]()

    @property
    def pairs(self) -> list[Pair]:
        with self._lock:
            return list(self._pairs)

    def cut(self, reset: bool = False) -> None:
        for pair in self.pairs:
            pair.end(reset)

    def swallow(self) -> None:
        """From now on these connections are half open: nothing passes, nobody is told."""
        for pair in self.pairs:
            pair.swallowing = True

    def stall(self, seconds: float) -> None:
        """Nothing passes for a while, nothing is lost."""
        self._flowing.clear()
        threading.Timer(seconds, self._flowing.set).start()

    def for_a_while(self, name: str, value: object, seconds: float) -> None:
        """Set delay, trickling or refusing, and set it back."""
        before = type(value)()
        setattr(self, name, value)
        threading.Timer(seconds, setattr, (self, name, before)).start()

    def close(self) -> None:
        self._listener.close()
        self._flowing.set()
        self.cut()
