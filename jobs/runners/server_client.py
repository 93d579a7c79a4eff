"""This program's end of the fork server: starting it, asking it for processes, hearing how they end, replacing it when it is lost."""
from __future__ import annotations

import os
import signal
import socket
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple, Optional, Protocol

from jobs.runners import frames
from jobs.runners.frames import FrameReader
from jobs.runners.reactor import REACTOR
from jobs.states import SpawnFailed


class WorkerSpec(NamedTuple):
    """How job processes come about. argv reaches fork_server.main (see python_argv); entry is module:function, taking a ChildContext."""

    argv: tuple[str, ...]
    entry: str
    preload: tuple[str, ...] = ()


class Requester(Protocol):
    """Who asked for a process; called on the reactor's thread."""

    def exited(self, status: int, cpu_seconds: float, peak_memory: int) -> None:
        ...

    def stopped(self, by_signal: bool) -> None:
        ...


class ForkServer:
    """Everything below runs on the reactor's thread except start and close."""

    def __init__(self, spec: WorkerSpec) -> None:
        self._spec = spec
        self._reader = FrameReader()
        self._outbox: deque[tuple[bytes, tuple[int, int, int]]] = deque()
        self._children: dict[int, Requester] = {}
        self.broken: Optional[str] = None
        self.alive = True
        self.ready = False
        self._socket, theirs = socket.socketpair()
        try:
            self._process = spawn(spec, "server", theirs)
        except SpawnFailed:
            self._socket.close()
            raise
        finally:
            theirs.close()
        self._socket.setblocking(False)
        REACTOR.call(self._writable)

    @property
    def pid(self) -> int:
        pid: int = self._process.pid
        return pid

    def request(self, descriptors: tuple[int, int, int]) -> None:
        """Ask for a process over (channel, stdout, stderr); this side's copies are closed once they are sent."""
        self._outbox.append((frames.pack(frames.SPAWN), descriptors))
        self._writable()

    def expect(self, pid: int, requester: Requester) -> None:
        """From now on tell the requester what becomes of this process."""
        self._children[pid] = requester

    def forget(self, pid: int) -> None:
        self._children.pop(pid, None)

    def kill(self) -> None:
        """It does not answer: end it; those who wait see their channels close."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # gone already

    def close(self) -> None:
        """Let it end by itself."""
        REACTOR.call(self._lost)

    def _writable(self) -> None:
        while self._outbox and self.alive:
            data, descriptors = self._outbox[0]
            try:
                socket.send_fds(self._socket, [data], list(descriptors))
            except BlockingIOError:
                REACTOR.watch(self._socket, self._readable, self._writable)
                return
            except OSError:
                self._lost()
                return
            self._outbox.popleft()
            _close(descriptors)
        if self.alive:
            REACTOR.watch(self._socket, self._readable)

    def _readable(self) -> None:
        try:
            data = self._socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lost()
            return
        for frame in self._reader.feed(data):
            self._heard(frame)

    def _heard(self, frame: frames.Frame) -> None:
        if frame.type == frames.READY:
            self.ready = True
        elif frame.type == frames.BROKEN:
            self.broken = frame.payload.decode("utf-8", "replace")
        elif frame.type == frames.EXITED:
            requester = self._children.pop(frame.number, None)
            if requester is not None:
                requester.exited(*frames.unpack_exit(frame.payload))
        elif frame.type in (frames.STOPPED, frames.CONTINUED):
            requester = self._children.get(frame.number)
            if requester is not None:
                requester.stopped(frame.type == frames.STOPPED)

    def _lost(self) -> None:
        """Descriptors not yet sent are closed, so their jobs see the end of their channels and look for another server."""
        if not self.alive:
            return
        self.alive = False
        REACTOR.watch(self._socket, None)
        self._socket.close()
        while self._outbox:
            _close(self._outbox.popleft()[1])
        self._collect(50)

    def _collect(self, tries: int) -> None:
        """Wait for the dead server's process, without blocking the reactor."""
        if self._process.poll() is None:
            if tries == 0:
                self.kill()
            REACTOR.later(0.02, lambda: self._collect(tries - 1))


def spawn(spec: WorkerSpec, role: str, channel: socket.socket, stdout: Optional[int] = None, stderr: Optional[int] = None) -> Any:
    """Start a fresh interpreter as 'server' or 'job'; a subprocess.Popen. Raises SpawnFailed."""
    import subprocess  # slow to import
    argv: Sequence[str] = [*spec.argv, role, str(channel.fileno()), spec.entry, *spec.preload]
    try:
        return subprocess.Popen(argv, pass_fds=(channel.fileno(),), stdin=subprocess.DEVNULL, start_new_session=True,
                                stdout=subprocess.DEVNULL if stdout is None else stdout,
                                stderr=subprocess.DEVNULL if stderr is None else stderr)
    except OSError as error:
        raise SpawnFailed(f"cannot start {spec.argv[0]}: {error}") from error


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
