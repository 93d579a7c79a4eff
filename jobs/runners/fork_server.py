"""The warm fork server: one thread, everything loaded, forks a process a job and tells how each ended. Also the spawn fallback's start."""
from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections import deque
from collections.abc import Sequence
from typing import NoReturn

from jobs.runners import frames
from jobs.runners.child import Entry, resolve, run_job
from jobs.runners.frames import FrameReader


def main(arguments: Sequence[str]) -> NoReturn:
    """arguments: 'server' or 'job', the channel's file descriptor, module:function, modules to preload."""
    role, descriptor, entry, *preload = arguments
    channel = socket.socket(fileno=int(descriptor))
    channel.set_inheritable(False)
    try:
        for module in preload:
            importlib.import_module(module)
        function = resolve(entry)
    except BaseException as error:
        channel.sendall(frames.pack(frames.BROKEN, frames.describe_exception(error)))
        raise
    if role == "job":
        run_job(channel, function)
    Server(channel, function).serve()


class Server:
    """Single-threaded, so that forking it is safe."""

    def __init__(self, channel: socket.socket, entry: Entry) -> None:
        self._channel = channel
        self._entry = entry
        self._reader = FrameReader()
        self._descriptors: deque[int] = deque()
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)

    def serve(self) -> NoReturn:
        """Until the starting program closes its end."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        gc.collect()
        gc.freeze()
        self._channel.sendall(frames.pack(frames.READY))
        while True:
            ready, _, _ = select.select([self._channel, self._wake_read], [], [])
            if self._channel in ready:
                self._orders()
            if self._wake_read in ready:
                os.read(self._wake_read, 4096)
                self._reap()

    def _orders(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._channel, 65536, 96)
        except ConnectionError:
            data, descriptors = b"", []
        if not data:
            os._exit(0)
        self._descriptors.extend(descriptors)
        for frame in self._reader.feed(data):
            if frame.type == frames.SPAWN:
                self._fork(self._descriptors.popleft(), self._descriptors.popleft(), self._descriptors.popleft())

    def _fork(self, channel: int, stdout: int, stderr: int) -> None:
        try:
            pid = os.fork()
        except OSError as error:  # no more processes: the job's channel says so
            with socket.socket(fileno=channel) as refused:
                refused.sendall(frames.pack(frames.BROKEN, frames.describe_exception(error)))
            os.close(stdout)
            os.close(stderr)
            return
        if pid:
            for descriptor in (channel, stdout, stderr):
                os.close(descriptor)
            return
        try:
            self._become_job(channel, stdout, stderr)
        finally:
            os._exit(70)  # only if run_job itself broke

    def _become_job(self, channel: int, stdout: int, stderr: int) -> NoReturn:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._channel.close()
        os.close(self._wake_read)
        os.close(self._wake_write)
        for other in self._descriptors:
            os.close(other)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        os.close(stdout)
        os.close(stderr)
        gc.enable()
        run_job(socket.socket(fileno=channel), self._entry)

    def _reap(self) -> None:
        try:
            if hasattr(os, "waitid"):
                self._tell_held()
            while not hasattr(os, "waitid") or self._look():
                pid, status, usage = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    return
                unit = 1 if sys.platform == "darwin" else 1024
                self._tell(frames.pack_exit(pid, status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit))
        except ChildProcessError:
            return

    def _tell_held(self) -> None:
        """Who was stopped or continued by a signal. One call both looks and takes: a second look could take the news of a later change."""
        while True:
            try:
                seen = os.waitid(os.P_ALL, 0, os.WSTOPPED | os.WCONTINUED | os.WNOHANG)
            except ChildProcessError:
                return  # all there are have ended
            if seen is None or seen.si_pid == 0:
                return
            self._tell(frames.pack(frames.CONTINUED if seen.si_code == os.CLD_CONTINUED else frames.STOPPED, number=seen.si_pid))

    def _look(self) -> bool:
        """Is there somebody to reap? Before it is done: while the dead leader is not reaped its group's number is safe to kill by."""
        seen = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if seen is None or seen.si_pid == 0:
            return False
        if seen.si_code != os.CLD_EXITED:
            try:
                os.killpg(seen.si_pid, signal.SIGKILL)  # a killed job takes what it started with it
            except (ProcessLookupError, PermissionError):
                pass  # nobody left in the group
        return True

    def _tell(self, frame: bytes) -> None:
        try:
            self._channel.sendall(frame)
        except OSError:
            os._exit(0)  # the starting program is gone


def python_argv(paths: Sequence[str] = (), isolated: bool = True) -> list[str]:
    """A command line that reaches main in a fresh interpreter; paths go first on its module path (default: where this package is)."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    code = f"import sys; sys.path[:0] = {list(paths) or [root]!r}; from jobs.runners.fork_server import main; main(sys.argv[1:])"
    return [sys.executable, *(["-I", "-S"] if isolated else []), "-c", code]
