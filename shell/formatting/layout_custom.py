"""Lays out custom views: lines that carry their indentation; long ones wrap under themselves."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from shell.formatting.cells import cells, wrap


def custom_lines(lines: Iterable[str], screen: int) -> Iterator[str]:
    """The lines, none wider than the screen."""
    for line in lines:
        if cells(line) <= screen:
            yield line
            continue
        text = line.lstrip(" ")
        indent = min(len(line) - len(text), screen - 1)
        for piece in wrap(text, screen - indent):
            yield " " * indent + piece
