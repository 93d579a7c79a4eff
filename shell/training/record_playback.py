"""Plays a recording in the terminal: Space pauses, `.` steps, `]` and `[` go to the next and the previous command, + and - change the speed, q ends."""
from __future__ import annotations

import os
import re
import time
from typing import Optional

from shell.training.demo_keys import Keyboard, show
from shell.training.record_cast import MARKER, OUTPUT, Cast, Event

_UNSAFE = re.compile(r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|\[[?>=]?[0-9;]*[cn]|\[>?[0-9;]*[tq]|\[\?(?:9|100\d|2004)[hl]|[c=>])")
END = "\x1b[0m\x1b[?25h\x1b7\x1b[r\x1b8"  # colours, cursor and margins as they were
_FULL_SCREEN = re.compile(r"\x1b\[\?(?:47|1047|1049)([hl])")
SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)


def safe(text: str) -> str:
    """Output without what could do more than draw: titles, clipboard, questions, mouse and paste modes."""
    return _UNSAFE.sub("", text)


class Playback:
    """One showing.  `start`: seconds, or the place of a marker."""

    def __init__(self, cast: Cast, speed: float = 1.0, idle_limit: Optional[float] = None, pause_on_markers: bool = False) -> None:
        self.events = [e for e in cast.timed(idle_limit) if e.code in (OUTPUT, MARKER)]
        self.speed = speed
        self.pause_on_markers = pause_on_markers
        self.index = 0
        self.now = 0.0
        self.keys = Keyboard()
        self._paused = False
        self._full_screen = False

    @property
    def markers(self) -> list[int]:
        """Where in the events the markers are."""
        return [i for i, e in enumerate(self.events) if e.code == MARKER]

    def at_once(self) -> None:
        """Everything, without waiting: where there is no terminal to watch."""
        for e in self.events:
            self._write(e)
        show("\x1b[0m\n" if os.isatty(1) else "")

    def run(self, marker: int = 0) -> None:
        """Play until the end or until it is left."""
        show("\x1b[H\x1b[2J")
        try:
            with self.keys.raw():
                if marker:
                    self._go(self.markers[min(marker, len(self.markers)) - 1] + 1 if self.markers else 0)
                self._play()
        finally:
            show(self._left() + END + "\r\n")

    def _play(self) -> None:
        while self.index < len(self.events):
            e = self.events[self.index]
            if not self._wait(e):
                return
            if self.index >= len(self.events) or self.events[self.index] is not e:
                continue  # a key went elsewhere
            self.now = e.at
            self.index += 1
            self._write(e)
            if e.code == MARKER and self.pause_on_markers:
                self._paused = True

    def _wait(self, e: Event) -> bool:
        """Until the event is due; False when it is left."""
        due = time.monotonic() + (e.at - self.now) / self.speed
        while True:
            key = self.keys.key(None if self._paused else max(0.0, due - time.monotonic()))
            if key is None:
                return True
            left = max(0.0, due - time.monotonic()) * self.speed
            before = self.index
            done = self._key(key)
            if done is not None:
                return done
            if self.index != before:
                return True
            due = time.monotonic() + left / self.speed

    def _key(self, key: str) -> Optional[bool]:
        """What a key does; False: leave, True: the event is due now, None: go on waiting."""
        if key in ("q", "c-c", "c-d", "escape"):
            return False
        if key == " ":
            self._paused = not self._paused
        elif key == "." and self._paused:
            return True
        elif key in ("]", "right", "pagedown"):
            self._go(next((m + 1 for m in self.markers if m >= self.index), len(self.events)))
        elif key in ("[", "left", "pageup"):
            here = [m for m in self.markers if m < self.index - 1]
            self._go((here[-2] if len(here) > 1 else 0) + 1)
        elif key in ("+", "=", "-"):
            faster = [s for s in SPEEDS if s > self.speed]
            slower = [s for s in SPEEDS if s < self.speed]
            self.speed = (faster[0] if faster else self.speed) if key != "-" else (slower[-1] if slower else self.speed)
        return None

    def _go(self, index: int) -> None:
        """To a place: what comes before it is drawn at once, from the beginning if it lies behind."""
        start = self.index
        if index < start:
            show(self._left() + END + "\x1b[H\x1b[2J")
            start = 0
        for e in self.events[start:index]:
            self._write(e)
        self.index = index
        self.now = self.events[index - 1].at if index else 0.0

    def _write(self, e: Event) -> None:
        if e.code != OUTPUT:
            return
        show(safe(e.data))
        for m in _FULL_SCREEN.finditer(e.data):
            self._full_screen = m.group(1) == "h"

    def _left(self) -> str:
        """What leaves a full-screen program's screen, if one was being shown."""
        on, self._full_screen = self._full_screen, False
        return "\x1b[?1049l" if on else ""
