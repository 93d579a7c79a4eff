"""The place below the output that is redrawn in place: progress bars and the hosts of a running fan-out.

All writing to the terminal goes through a Surface: it takes the region away, writes, and draws the region again, so output is never mixed with it.
"""
from __future__ import annotations

import threading
import time
from typing import Any, Callable, Optional

from prompt_toolkit.utils import get_cwidth

Render = Callable[[int, int], "list[str]"]  # (columns, rows) -> lines
DELAY = 0.3  # seconds before something quick is shown at all
TICK = 0.1


def cut(line: str, columns: int) -> str:
    """A line that fits without wrapping; escape sequences take no room."""
    if "\x1b" not in line:
        return _cut_plain(line, columns)[0]
    out, room, rest = [], columns, line
    while rest:
        at = rest.find("\x1b[")
        text, rest = (rest, "") if at < 0 else (rest[:at], rest[at:])
        shown, used = _cut_plain(text, room)
        out.append(shown)
        room -= used
        if rest:
            end = next((i for i, c in enumerate(rest[2:], 2) if c.isalpha()), len(rest) - 1)
            out.append(rest[:end + 1])
            rest = rest[end + 1:]
    return "".join(out)


def _cut_plain(text: str, columns: int) -> tuple[str, int]:
    width = 0
    for i, c in enumerate(text):
        w = get_cwidth(c) if c >= " " else 1
        if width + w > columns:
            return text[:i].replace("\t", " "), width
        width += w
    return text.replace("\t", " "), width


class Surface:
    """Stands for standard output.  `out` is the real file; `size()` gives (columns, rows).

    One lock guards what is on the screen; the ticker thread draws only what is due.  While a line is being typed (`editor` is set) text goes there.
    """

    def __init__(self, out: Any, size: Callable[[], tuple[int, int]], live: bool = True) -> None:
        self.out, self._size, self.live = out, size, live
        self.editor: Any = None
        self.page: Any = None  # takes the text instead when output goes through a pager
        self.at_line_start = True
        self._lock = threading.RLock()
        self._sources: dict[str, Render] = {}
        self._since: dict[str, float] = {}
        self._shown = 0
        self._ticker: Optional[threading.Thread] = None
        self._written = 0.0

    # ---- a text file, as far as the shell uses one

    def write(self, text: str) -> int:
        if not text:
            return 0
        if self.editor is not None:
            self.editor.write(text)
            return len(text)
        with self._lock:
            self._erase()
            if self.page is not None:
                self.page.write(text)
            else:
                self.out.write(text)
                self.at_line_start = text.endswith("\n")
            self._written = time.monotonic()
        return len(text)

    def flush(self) -> None:
        """Hand on what was written; the region is off the screen until the next tick, for programs may write now."""
        target = self.editor if self.editor is not None else self.out
        with self._lock:
            if self._shown:
                self._erase()
            if self.page is not None:
                self.page.flush()
            target.flush()

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self.out.fileno())

    @property
    def encoding(self) -> str:
        return "utf-8"

    # ---- the region

    def show(self, key: str, render: Render, at_once: bool = False) -> None:
        """Add or replace a part of the region."""
        if not self.live:
            return
        with self._lock:
            if key not in self._sources:
                self._since[key] = time.monotonic() - (DELAY if at_once else 0.0)
            self._sources[key] = render
            if self._ticker is None:
                self._ticker = threading.Thread(target=self._tick, name="live-region", daemon=True)
                self._ticker.start()

    def hide(self, key: str) -> None:
        with self._lock:
            if self._sources.pop(key, None) is not None:
                self._erase()
                self.out.flush()

    def clear(self) -> None:
        """A command is done: nothing of it stays."""
        with self._lock:
            self._sources.clear()
            self._erase()

    def _tick(self) -> None:
        """Draw until nothing is left to draw."""
        while True:
            with self._lock:
                if not self._sources:
                    self._ticker = None
                    return
                self._draw()
            time.sleep(TICK)

    def _draw(self) -> None:
        now = time.monotonic()
        if self.editor is not None or self.page is not None or not self.at_line_start or now - self._written < TICK / 2:
            return
        columns, rows = self._size()
        lines: list[str] = []
        for key, render in list(self._sources.items()):
            if now - self._since[key] >= DELAY:
                lines += render(columns - 1, rows)
        if not lines and not self._shown:
            return
        lines = [cut(line, columns - 1) for line in lines[:max(1, rows - 2)]]
        self.out.write(self._eraser() + "".join(line + "\x1b[K\n" for line in lines))  # in one piece: no half-drawn screen
        self.out.flush()
        self._shown = len(lines)

    def _eraser(self) -> str:
        shown, self._shown = self._shown, 0
        return f"\r\x1b[{shown}A\x1b[J" if shown else ""

    def _erase(self) -> None:
        if self._shown:
            self.out.write(self._eraser())
