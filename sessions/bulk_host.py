"""The host's end of raw streams for large files: a UNIX socket for each, taken once, that carries the bytes of one file and nothing else.

From the host: the bytes from an offset on, then the end of the stream. To the host: the bytes, answered with the offset (8 bytes, network order)
up to which they are written, after every PIECE and after the last. Whatever goes wrong ends the stream; the client then asks piece by piece.
"""
from __future__ import annotations

import os
import socket
import struct
import threading
import time
from typing import Any, Callable, Optional

from sessions.places import listen, peer_allowed

Host = Any
PIECE = 256 << 10
ACCEPT_SECONDS = 30.0
STOP_SECONDS = 10.0
OFFSET = struct.Struct("!Q")


class _Stream:
    """One stream: its file, and its socket once the client has connected."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.lock = threading.Lock()
        self.sock: Optional[socket.socket] = None
        self.stopped = False
        self.thread: Optional[threading.Thread] = None

    def taken(self, sock: socket.socket) -> bool:
        """The client has connected; False when nobody wants the stream any more."""
        with self.lock:
            self.sock = sock
            return not self.stopped

    def stop(self) -> None:
        """End it; nothing is written afterwards."""
        with self.lock:
            self.stopped = True
            sock = self.sock
        if sock is None:
            return  # it will find out when the client connects, or gives up waiting
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended by itself
        if self.thread is not None:
            self.thread.join(STOP_SECONDS)


class BulkHost:
    """Gives out streams. `stem` is the path the sockets' names begin with."""

    def __init__(self, host: Host, stem: str) -> None:
        self._host = host
        self._stem = stem
        self._lock = threading.Lock()
        self._count = 0
        self._writers: dict[str, _Stream] = {}

    def read(self, path: str, offset: int, size: int) -> str:
        """The socket from which `size` bytes of a file can be read."""
        return self._offer(_Stream(os.open(path, os.O_RDONLY)), lambda stream, sock: self._send(stream, sock, offset, size))

    def write(self, path: str, offset: int, end: int) -> str:
        """The socket that takes the bytes of a file from `offset` to `end`."""
        self.stop(path)
        stream = _Stream(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        with self._lock:
            self._writers[path] = stream
        return self._offer(stream, lambda stream, sock: self._take(stream, sock, offset, end))

    def stop(self, path: str) -> None:
        """End the stream that writes to a file, if there is one."""
        with self._lock:
            stream = self._writers.pop(path, None)
        if stream is not None:
            stream.stop()

    def _offer(self, stream: _Stream, work: Callable[[_Stream, socket.socket], None]) -> str:
        with self._lock:
            self._count += 1
            path = f"{self._stem}.b{self._count % 100}"
        try:
            listener = listen(path)
        except OSError:
            os.close(stream.descriptor)
            raise
        stream.thread = threading.Thread(target=self._serve, args=(stream, listener, path, work), name="session-bulk", daemon=True)
        stream.thread.start()
        return path

    def _serve(self, stream: _Stream, listener: socket.socket, path: str, work: Callable[[_Stream, socket.socket], None]) -> None:
        listener.settimeout(ACCEPT_SECONDS)
        try:
            try:
                sock, _ = listener.accept()
            finally:
                listener.close()
                if os.path.exists(path):
                    os.unlink(path)
            with sock:
                sock.setblocking(True)
                if peer_allowed(sock) and stream.taken(sock):
                    work(stream, sock)
        except OSError:
            pass  # nobody came, the client left, the disk is full: the client sees the end of the stream and asks piece by piece, which says why
        finally:
            os.close(stream.descriptor)

    def _send(self, stream: _Stream, sock: socket.socket, offset: int, size: int) -> None:
        end = offset + size
        with open(stream.descriptor, "rb", closefd=False) as source:
            while offset < end:
                sent = sock.sendfile(source, offset, min(PIECE, end - offset))
                if not sent:
                    return
                offset += sent
                self._heard()

    def _take(self, stream: _Stream, sock: socket.socket, offset: int, end: int) -> None:
        os.lseek(stream.descriptor, offset, os.SEEK_SET)
        room = memoryview(bytearray(PIECE))
        while offset < end:
            size = sock.recv_into(room, min(PIECE, end - offset), socket.MSG_WAITALL)
            if not size:
                return
            self._heard()
            rest = room[:size]
            while rest:
                rest = rest[os.write(stream.descriptor, rest):]
            offset += size
            sock.sendall(OFFSET.pack(offset))

    def _heard(self) -> None:
        """Bytes of a stream are a sign of life: the session's own messages may wait behind them."""
        peer = self._host.peer
        if peer is not None:
            peer.heard = time.monotonic()
