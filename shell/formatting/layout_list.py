"""Lays out list entries: `Name : value`, labels padded to the longest, long values wrapped under themselves."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from shell.formatting.cells import cells, fit, head, is_simple, split_lines, wrap

SEPARATOR = " : "
_MIN_VALUE = 5


class ListLayout:
    """Lays out the entries of one list; labels are prepared once while they stay the same."""

    def __init__(self, screen: int) -> None:
        self.screen = screen
        self._labels: Optional[list[str]] = None
        self._prefixes: list[str] = []
        self._indent = 0

    def _prepare(self, labels: list[str]) -> None:
        if labels is self._labels or labels == self._labels:
            return
        widest = min(max((cells(n) for n in labels), default=0), self.screen - len(SEPARATOR) - _MIN_VALUE)
        self._prefixes = [(fit(n, widest, "left", True) if cells(n) <= widest else head(n, widest)) + SEPARATOR for n in labels]
        self._indent = widest + len(SEPARATOR)
        self._labels = labels

    def lines(self, labels: list[str], values: Sequence[str], style: str = "") -> list[str]:
        """The entry's lines, without the blank line after it."""
        self._prepare(labels)
        room = self.screen - self._indent
        out: list[str] = []
        for prefix, value in zip(self._prefixes, values):
            if style:
                prefix = f"{style}{prefix}\x1b[0m"
            if len(value) <= room and is_simple(value):
                out.append(prefix + value)
                continue
            pad = " " * self._indent
            for line in split_lines(value):
                for piece in wrap(line, room) or [""]:
                    out.append(prefix + piece)
                    prefix = pad
        return out
