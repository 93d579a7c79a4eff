"""A tap on the program's output: what anything writes to standard output and error goes on to where it went before, and is seen here on the way.

A descriptor that is a terminal is replaced by a pseudo terminal, so that programs still find one; the keyboard stays the real terminal.  Any other
descriptor is replaced by a pipe.  One thread passes everything on; `sync` waits until it has passed all that was written before."""
from __future__ import annotations

import atexit
import codecs
import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import threading
from typing import Any, Callable, Optional

Sink = Callable[[str], None]  # what was written, decoded, in order
Resized = Callable[[int, int], None]
_MARK = re.compile(rb"\x1b\]5379;(\d+)\x07")
_PART = re.compile(rb"\x1b(?:\](?:5(?:3(?:7(?:9(?:;\d*)?)?)?)?)?)?\Z")
POLL = 0.1  # seconds between looks at the terminal's size and modes
PATIENCE = 10.0  # seconds `sync` waits for a terminal that takes nothing


class Channel:
    """One way out: `inner` is read here, `outer` is the descriptor of the real destination."""

    def __init__(self, inner: int, outer: int, terminal: bool) -> None:
        self.inner, self.outer, self.terminal = inner, outer, terminal
        self.decoder: Any = codecs.getincrementaldecoder("utf-8")("replace")
        self.held = b""  # the beginning of a mark, perhaps
        self.modes: Any = termios.tcgetattr(inner) if terminal else None
        self.failed = False


class Tap:
    """Put in by `Tap(...)`, taken out by `close`.  `sink` may be set and cleared at any time; it is called on the tap's thread."""

    def __init__(self, resized: Resized) -> None:
        self.sink: Optional[Sink] = None
        self._resized = resized
        self._marks: dict[int, threading.Event] = {}
        self._count = 0
        self._channels: dict[int, Channel] = {}  # by the program's descriptor
        self._lock = threading.Lock()
        flush()
        self._real = {fd: os.dup(fd) for fd in (1, 2)}
        self._terminal = next((self._real[fd] for fd in (1, 2) if os.isatty(fd)), -1)
        self._size = self._look() if self._terminal >= 0 else (0, 0)
        self._enter()
        atexit.register(self.close)  # what a failing program says last must get out
        threading.Thread(target=self._run, name="recording", daemon=True).start()

    def _enter(self) -> None:
        inner = -1
        shared: Optional[Channel] = None
        for fd, real in self._real.items():
            if os.isatty(fd):
                if shared is None:
                    inner, outer = self._open_terminal(real)
                    shared = Channel(inner, real, True)
                    self._slave = outer
                self._channels[fd] = shared
                os.dup2(self._slave, fd)
            elif self._terminal < 0:  # next to a terminal, what goes elsewhere is not what one sees
                inner, outer = os.pipe()
                self._channels[fd] = Channel(inner, real, False)
                os.dup2(outer, fd)
                os.close(outer)

    _slave = -1
    _closed = False

    def _open_terminal(self, real: int) -> tuple[int, int]:
        """A pseudo terminal like the real one, but that changes nothing of what passes: the real one does its own output processing."""
        inner, outer = os.openpty()
        modes = termios.tcgetattr(real)
        modes[1] &= ~termios.OPOST
        termios.tcsetattr(outer, termios.TCSANOW, modes)
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", self._size[1], self._size[0], 0, 0))
        return inner, outer

    def _look(self) -> tuple[int, int]:
        size = os.get_terminal_size(self._terminal)
        return size.columns or 80, size.lines or 24

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the terminal, (0, 0) when there is none."""
        return self._size

    # ---- the program's thread

    def sync(self) -> None:
        """Wait until everything written so far has been passed on."""
        flush()
        waits: list[tuple[threading.Event, Channel]] = []
        for fd, channel in self._channels.items():
            if any(c is channel for _, c in waits):
                continue
            with self._lock:
                self._count += 1
                number = self._count
                done = self._marks[number] = threading.Event()
            os.write(fd, b"\x1b]5379;%d\x07" % number)
            waits.append((done, channel))
        for done, channel in waits:
            if not channel.failed:
                done.wait(PATIENCE)

    def close(self) -> None:
        """Put the descriptors back.  Programs that still hold the tap's end are passed on until they end."""
        atexit.unregister(self.close)
        self.sync()
        self.sink = None
        self._closed = True
        for fd in self._channels:
            os.dup2(self._real[fd], fd)
        if self._slave >= 0:
            os.close(self._slave)
            self._slave = -1

    # ---- the tap's thread

    def _run(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTTOU,))  # modes may be set while a program has the terminal
        live = {c.inner: c for c in self._channels.values()}
        while live:
            ready, _, _ = select.select(list(live), [], [], POLL)
            for inner in ready:
                if not self._pass(live[inner]):
                    os.close(inner)
                    del live[inner]
            if self._slave >= 0:
                self._follow_size()
            if not ready:
                for channel in live.values():
                    self._emit(channel, channel.held)
                    channel.held = b""
                    self._follow_modes(channel)
        if self._closed:
            for real in self._real.values():
                os.close(real)

    def _pass(self, channel: Channel) -> bool:
        """One piece; False at the end."""
        try:
            data = os.read(channel.inner, 65536)
        except OSError:
            data = b""  # a terminal nobody holds any more
        if not data:
            return False
        self._follow_modes(channel)
        data = channel.held + data
        part = _PART.search(data)
        channel.held = b"" if part is None else part.group()
        data = data if part is None else data[:part.start()]
        at = 0
        for m in _MARK.finditer(data):
            self._emit(channel, data[at:m.start()])
            at = m.end()
            with self._lock:
                done = self._marks.pop(int(m.group(1)), None)
            if done is not None:
                done.set()
        self._emit(channel, data[at:])
        return not channel.failed

    def _emit(self, channel: Channel, data: bytes) -> None:
        if not data:
            return
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(channel.outer, view):]
        except OSError:
            channel.failed = True  # whoever read it is gone; closing our end tells the program
            return
        sink = self.sink
        if sink is not None:
            text = channel.decoder.decode(data)
            sink(text if channel.terminal and not self._adds_returns(channel) else re.sub(r"(?<!\r)\n", "\r\n", text))

    def _adds_returns(self, channel: Channel) -> bool:
        modes = termios.tcgetattr(channel.outer)
        return bool(modes[1] & termios.OPOST and modes[1] & termios.ONLCR)

    def _follow_modes(self, channel: Channel) -> None:
        """A program set modes of the terminal it writes to (curses does): they are meant for the one with the keyboard."""
        if not channel.terminal:
            return
        modes = termios.tcgetattr(channel.inner)
        if modes != channel.modes:
            channel.modes = modes
            real = termios.tcgetattr(channel.outer)
            termios.tcsetattr(channel.outer, termios.TCSANOW, [modes[0], modes[1] | real[1] & termios.OPOST, *modes[2:]])

    def _follow_size(self) -> None:
        size = self._look()
        if size == self._size:
            return
        self._size = size
        inner = next(c.inner for c in self._channels.values() if c.terminal)
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        try:
            os.killpg(os.tcgetpgrp(self._terminal), signal.SIGWINCH)  # the first signal came before the copy knew
        except OSError:
            pass  # not the terminal that controls us: nobody waits for the signal
        self._resized(*size)


def flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
