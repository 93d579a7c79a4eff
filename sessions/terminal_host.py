"""A program in a pseudo terminal on the host's side. Its output is kept (the last 256 KB), so a client that was cut off goes on where it was."""
from __future__ import annotations

import errno
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
from typing import TYPE_CHECKING, Any, Union

from sessions.wire import messages as m

if TYPE_CHECKING:
    from sessions.services import Host

Value = Any
KEPT = 256 << 10
READ = 32 << 10
_TAKE_TERMINAL = "import fcntl,os,sys,termios;fcntl.ioctl(0,termios.TIOCSCTTY,0);os.execvp(sys.argv[1],sys.argv[1:])"


class HostTerminal:
    """Started by the request with the id `handle`; its bytes travel in Chunk messages with that handle."""

    def __init__(self, host: Host, handle: int, command: Union[str, list[str]], folder: str, environment: dict[str, str], columns: int, rows: int) -> None:
        self._host = host
        self._handle = handle
        self._master, slave = pty.openpty()
        self.resize(columns, rows)
        words = ["/bin/sh", "-c", command] if isinstance(command, str) else list(command)
        try:  # the child takes the terminal as its own through a moment of Python: forking by hand is not safe among threads
            self._process = subprocess.Popen([sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, *words], stdin=slave, stdout=slave, stderr=slave,
                                             cwd=folder, env=environment, start_new_session=True)
        finally:
            os.close(slave)
        self.pid = self._process.pid
        self._lock = threading.Lock()
        self._kept = bytearray()
        self._total = 0
        self._typed = 0
        self._waiting: list[m.Request] = []
        self._ended = False
        threading.Thread(target=self._pour, name="session-terminal", daemon=True).start()

    def _pour(self) -> None:
        while True:
            try:
                data = os.read(self._master, READ)
            except OSError as error:
                if error.errno != errno.EIO:  # EIO is how Linux says that the last program has left the terminal
                    raise
                data = b""
            if not data:
                break
            self._host.wait_room()
            with self._lock:
                offset = self._total
                self._total += len(data)
                self._kept += data
                del self._kept[:-KEPT]
                self._host.send(m.Chunk(self._handle, offset, False, data))
        self._process.wait()
        with self._lock:
            self._ended = True
            os.close(self._master)
            for request in self._waiting:
                self._host.answer(request, self._result)

    def _result(self, *args: Value) -> Value:
        """[exit code (-N: signal N ended the program), bytes of output in all]."""
        return [self._process.returncode, self._total]

    def write(self, handle: int, offset: int, data: bytes) -> None:
        """Keys; those that came before (sent again after a lost connection) are skipped. Lock held."""
        fresh = data[max(0, self._typed - offset):]
        self._typed += len(fresh)
        if not self._ended:
            os.write(self._master, fresh)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def request(self, message: m.Request) -> None:
        """terminal_wait [handle, offset], terminal_write [handle, offset, bytes], terminal_resize [handle, columns, rows], terminal_end [handle]."""
        with self._lock:
            if message.name == "terminal_wait":
                self._replay(int(message.args[1]))
                if self._ended:
                    self._host.answer(message, self._result)
                else:
                    self._waiting = [request for request in self._waiting if request.id != message.id] + [message]
            elif message.name == "terminal_write":
                self._host.answer(message, self.write)
            elif message.name == "terminal_resize":
                self._host.answer(message, lambda handle, columns, rows: None if self._ended else self.resize(columns, rows))
            else:
                self._host.answer(message, lambda handle: None if self._ended else os.killpg(self.pid, signal.SIGHUP))

    def _replay(self, offset: int) -> None:
        """Send again what was written after `offset`."""
        first = self._total - len(self._kept)
        start = max(offset, first)
        if start < self._total:
            self._host.send(m.Chunk(self._handle, start, False, bytes(self._kept[start - first:])))
