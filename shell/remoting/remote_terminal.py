"""A program of an entered session at the user's own terminal: keys go to it as they are typed, Ctrl-C with them, its output comes here, the size of the
window follows, and whatever happens the terminal is given back as it was.

While the connection is being repaired the program waits and what is typed arrives once; Ctrl-C then gives the prompt back and hangs the program up.
"""
from __future__ import annotations

import os
import select
import signal
import sys
import threading
from typing import Any, Optional

from sessions.errors import SessionError
from sessions.session import Session
from sessions.terminal import Terminal

Value = Any
INTERRUPT = b"\x03"
DONE, RESIZED = b"d", b"r"
TIDY = b"\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1006l\x1b[?2004l\x1b[?1l\x1b>\x1b[?25h\x1b[0m\r\n"
"""Leaves the alternate screen, the mouse, bracketed paste and keypad modes: for a program that could not do it itself."""


class TerminalLost(Exception):
    """The program's end was not seen."""


def terminal_here(ctx: Any) -> Optional[list[Value]]:
    """[TERM, columns, rows] when the user is at a terminal that a remote program can have, else None."""
    host = ctx.host
    if host.is_remote:
        return host.terminal  # type: ignore[no-any-return]  # of the user one hop back
    if not host.interactive or threading.current_thread() is not threading.main_thread():
        return None
    try:
        if not (os.isatty(0) and os.isatty(1)):
            return None
        size = os.get_terminal_size(1)
    except OSError:
        return None
    return [os.environ.get("TERM", "xterm-256color"), size.columns, size.lines]


def run_at_terminal(session: Session, command: list[str]) -> int:
    """Run a program there with this process's terminal until it ends; its exit code. Raises TerminalLost."""
    return _Joined(session).run(command)


class _Joined:
    """One program joined to the terminal. The main thread waits for keys and signals, the session's reader thread writes the output."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told, self._tell = os.pipe()
        os.set_blocking(self._tell, False)
        self._code: Optional[int] = None
        self._error: Optional[Exception] = None

    def run(self, command: list[str]) -> int:
        import termios
        import tty
        modes = termios.tcgetattr(0)
        handler = signal.signal(signal.SIGWINCH, lambda number, frame: self._wake(RESIZED))
        sys.stdout.flush()
        try:
            tty.setraw(0, termios.TCSADRAIN)
            self._join(command)
        finally:
            termios.tcsetattr(0, termios.TCSADRAIN, modes)
            signal.signal(signal.SIGWINCH, handler)
            os.close(self._told)
            tell, self._tell = self._tell, -1
            os.close(tell)
        if self._code is None:
            raise TerminalLost(str(self._error or "given up"))
        return self._code

    def _join(self, command: list[str]) -> None:
        size = os.get_terminal_size(1)
        extra = {name: os.environ[name] for name in ("COLORTERM",) if name in os.environ}
        try:
            terminal = Terminal(self._session, command, _write_out, size.columns, size.lines, os.environ.get("TERM", "xterm-256color"), extra)
        except SessionError as error:
            self._error = error
            return
        threading.Thread(target=self._await, args=(terminal,), name="remote-terminal", daemon=True).start()
        try:
            self._pump(terminal)
        except SessionError as error:
            self._error = error
        if self._code is None:
            _write_out(TIDY)

    def _await(self, terminal: Terminal) -> None:
        try:
            self._code = terminal.wait()
        except SessionError as error:
            self._error = error
        self._wake(DONE)

    def _wake(self, what: bytes) -> None:
        if self._tell < 0:
            return  # over already
        try:
            os.write(self._tell, what)
        except BlockingIOError:
            return  # it is awake as it is

    def _pump(self, terminal: Terminal) -> None:
        """Until the program ends, or is given up."""
        sources = [0, self._told]
        while True:
            ready, _, _ = select.select(sources, [], [])
            if self._told in ready:
                told = os.read(self._told, 64)
                if RESIZED in told:
                    size = os.get_terminal_size(1)
                    terminal.resize(size.columns, size.lines)
                if DONE in told:
                    return
            if 0 in ready:
                keys = os.read(0, 4096)
                if not keys:  # the terminal itself is gone
                    sources.remove(0)
                    terminal.hang_up()
                elif INTERRUPT in keys and self._session.reconnecting_since is not None:
                    terminal.hang_up()
                    return
                else:
                    terminal.write(keys)


def _write_out(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]
