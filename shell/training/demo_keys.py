"""Keys and typing at the terminal for what plays there: demos and recordings.  The terminal is raw only while a key is waited for."""
from __future__ import annotations

import codecs
import os
import select
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Optional

_NAMES = {"\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left", "\x1b[5~": "pageup", "\x1b[6~": "pagedown", "\x1bOA": "up", "\x1bOB": "down",
          "\x1bOC": "right", "\x1bOD": "left", "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\b": "backspace", "\x03": "c-c", "\x04": "c-d",
          "\x0c": "c-l", "\x1b": "escape"}


class Keyboard:
    """Keys from a descriptor, one by one, by name: a character is itself."""

    def __init__(self, descriptor: int = 0) -> None:
        self.descriptor = descriptor
        self._waiting: list[str] = []
        self._decoder: Any = codecs.getincrementaldecoder("utf-8")("ignore")

    @contextmanager
    def raw(self) -> Iterator[None]:
        """No echo, no lines, no signals while it lasts."""
        kept = termios.tcgetattr(self.descriptor)
        modes = termios.tcgetattr(self.descriptor)
        modes[0] &= ~(termios.ICRNL | termios.IXON)
        modes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
        termios.tcsetattr(self.descriptor, termios.TCSADRAIN, modes)
        try:
            yield
        finally:
            termios.tcsetattr(self.descriptor, termios.TCSADRAIN, kept)

    def key(self, seconds: Optional[float] = None) -> Optional[str]:
        """The next key; None when none comes in time; 'c-d' at the end of input.  To be called inside `raw`."""
        while not self._waiting:
            ready, _, _ = select.select([self.descriptor], [], [], seconds)
            if not ready:
                return None
            data = os.read(self.descriptor, 1024)
            self._waiting += split_keys(self._decoder.decode(data)) if data else ["c-d"]
        return self._waiting.pop(0)

    def pause(self, seconds: float) -> Optional[str]:
        """Wait so long; a key ends the wait and is given."""
        until = time.monotonic() + seconds
        return self.key(max(0.0, until - time.monotonic()))


def split_keys(text: str) -> list[str]:
    """The keys in what a terminal sent."""
    keys: list[str] = []
    at = 0
    while at < len(text):
        size = 1
        if text[at] == "\x1b" and at + 1 < len(text):
            size = 2
            if text[at + 1] in "[O":
                while at + size < len(text) and not "@" <= text[at + size] <= "~":
                    size += 1
                size += 1
        part = text[at:at + size]
        at += size
        keys.append(_NAMES.get(part, part if len(part) == 1 and part >= " " else "other"))
    return keys


def show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
