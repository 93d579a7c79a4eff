"""A program at the far end of two hops at the user's terminal: on the host in between a small relay has that terminal, and this process joins the two.

The relay runs like any program of the entered session; over a socket of this user's it passes keys and sizes on and writes what comes back.
"""
from __future__ import annotations

import os
import shutil
import socket
import struct
import sys
import tempfile
import threading
from typing import Any, Optional

from sessions.errors import SessionError
from sessions.session import Session
from sessions.terminal import Terminal
from shell.remoting.remote_terminal import TerminalLost

Value = Any
KEYS, SIZE = 1, 2
HEAD = struct.Struct("!BI")
LIMIT = 1 << 16
RELAY = r'''
import os, select, signal, socket, struct, sys, tty
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
told, tell = os.pipe()
os.set_blocking(tell, False)
signal.signal(signal.SIGWINCH, lambda number, frame: None)
signal.set_wakeup_fd(tell)
def send(kind, data):
    line.sendall(struct.pack("!BI", kind, len(data)) + data)
def size():
    now = os.get_terminal_size(1)
    send(2, struct.pack("!HH", now.columns, now.lines))
tty.setraw(0)
size()
while True:
    ready = select.select([0, line, told], [], [])[0]
    if told in ready:
        os.read(told, 64)
        size()
    if 0 in ready:
        keys = os.read(0, 4096)
        if not keys:
            break
        send(1, keys)
    if line in ready:
        data = line.recv(65536)
        if not data:
            break
        while data:
            data = data[os.write(1, data):]
'''


def run_through(host: Any, session: Session, command: list[str]) -> int:
    """Run a program of `session` at the terminal of the user of `host` (a RemoteHost); its exit code. Raises TerminalLost."""
    folder = tempfile.mkdtemp(prefix="pst-")
    try:
        joint = _Joint(os.path.join(folder, "s"), session, command, str(host.terminal[0]))
        threading.Thread(target=joint.run, name="terminal-relay", daemon=True).start()
        try:
            host.terminal_code([sys.executable, "-I", "-S", "-c", RELAY, joint.path])
        finally:
            joint.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if joint.code is None:
        raise TerminalLost(str(joint.error or "the relay ended"))
    return joint.code


class _Joint:
    """The two ends: a socket to the relay, and the terminal of the program."""

    def __init__(self, path: str, session: Session, command: list[str], term: str) -> None:
        self.path, self._session, self._command, self._term = path, session, command, term
        self.code: Optional[int] = None
        self.error: Optional[Exception] = None
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(1)
        self._line: Optional[socket.socket] = None

    def run(self) -> None:
        terminal: Optional[Terminal] = None
        try:
            self._line, _ = self._listener.accept()
            while True:
                kind, data = self._read()
                if terminal is None and kind == SIZE:
                    terminal = self._begin(*struct.unpack("!HH", data))
                elif terminal is not None and kind == SIZE:
                    terminal.resize(*struct.unpack("!HH", data))
                elif terminal is not None:
                    terminal.write(data)
        except (OSError, EOFError, SessionError) as error:  # the relay is gone, or the session is
            self.error = error
        if terminal is not None and self.code is None and self._session.state.name == "Opened":
            terminal.hang_up()
        self.close()

    def _begin(self, columns: int, rows: int) -> Terminal:
        assert self._line is not None
        terminal = Terminal(self._session, self._command, self._line.sendall, columns, rows, self._term)
        threading.Thread(target=self._await, args=(terminal,), name="terminal-relay-end", daemon=True).start()
        return terminal

    def _await(self, terminal: Terminal) -> None:
        try:
            self.code = terminal.wait()
        except SessionError as error:
            self.error = error
        self.close()

    def _read(self) -> tuple[int, bytes]:
        kind, size = HEAD.unpack(self._exactly(HEAD.size))
        if size > LIMIT:
            raise EOFError("the relay said too much at once")
        return kind, self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        assert self._line is not None
        data = b""
        while len(data) < size:
            piece = self._line.recv(size - len(data))
            if not piece:
                raise EOFError("the relay ended")
            data += piece
        return data

    def close(self) -> None:
        """Let go of the relay: it ends."""
        for end in (self._listener, self._line):
            if end is not None:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # closed already
        self._listener.close()
