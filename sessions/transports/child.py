"""The local machine as a host: commands are child processes over pipes, sockets are connected directly. Needs no sshd."""
from __future__ import annotations

import os
import select
import socket
import subprocess
import threading

from sessions.transports.base import NotListening

CHUNK = 1 << 18
NOISE = 1 << 16


class SocketTransport:
    """A connected socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._sock.setblocking(True)

    def read(self, timeout: float | None = None) -> bytes:
        if timeout is not None and not select.select([self._sock], [], [], timeout)[0]:
            raise TimeoutError(f"nothing arrived in {timeout:g} s")
        return self._sock.recv(CHUNK)

    def write(self, data: bytes) -> None:
        self._sock.sendall(data)

    def has_room(self) -> bool:
        return bool(select.select([], [self._sock], [], 0)[1])

    def close(self) -> None:
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the peer was faster
        self._sock.close()

    def abort(self) -> None:
        self.close()

    def noise(self) -> str:
        return ""


class ChildTransport:
    """Standard input and output of a child process; its standard error is kept."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        assert process.stdin is not None and process.stdout is not None
        self._input, self._output = process.stdin, process.stdout
        self._noise = bytearray()
        self._drainer = threading.Thread(target=self._drain, name="child-stderr", daemon=True)
        self._drainer.start()

    def _drain(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as source:
            for line in iter(lambda: os.read(source.fileno(), 4096), b""):
                self._noise += line
                del self._noise[:-NOISE]

    def read(self, timeout: float | None = None) -> bytes:
        if timeout is not None and not select.select([self._output], [], [], timeout)[0]:
            raise TimeoutError(f"nothing arrived in {timeout:g} s")
        try:
            return os.read(self._output.fileno(), CHUNK)
        except ValueError:  # closed by another thread
            return b""

    def write(self, data: bytes) -> None:
        self._input.write(data)
        self._input.flush()

    def has_room(self) -> bool:
        return bool(select.select([], [self._input], [], 0)[1])

    def close(self) -> None:
        try:
            self._input.close()
        except OSError:
            pass  # unsent input of a process that is gone
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    def abort(self) -> None:
        self._process.kill()

    def noise(self) -> str:
        self._drainer.join(0.5)
        return self._noise.decode("utf-8", "replace")


class LocalLink:
    """A Link to this very machine. `environment` replaces variables for the commands it runs."""

    def __init__(self, name: str = "localhost", environment: dict[str, str] | None = None) -> None:
        self.name = name
        self._environment = dict(os.environ, **(environment or {}))

    @property
    def alive(self) -> bool:
        return True

    def execute(self, command: str, terminal: tuple[str, int, int] | None = None) -> ChildTransport:
        home = self._environment.get("HOME", "/")
        process = subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                                   env=self._environment, cwd=home if os.path.isdir(home) else "/", start_new_session=True)
        return ChildTransport(process)

    def socket(self, path: str) -> SocketTransport:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(path)
        except OSError as error:
            sock.close()
            raise NotListening(error.errno, f"{path}: {error.strerror}") from error
        return SocketTransport(sock)

    def close(self) -> None:
        """Nothing is held open."""
