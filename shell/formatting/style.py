"""What $PSStyle says about output: whether escape sequences stay in text, and the styles of headers, errors and the other streams."""
from __future__ import annotations

import os
from typing import Any

from shell.formatting.cells import plain

Value = Any
DEFAULTS = {"FormatAccent": "\x1b[32;1m", "TableHeader": "\x1b[32;1m", "CustomTableHeaderLabel": "\x1b[32;1;3m", "ErrorAccent": "\x1b[36;1m",
            "Error": "\x1b[31;1m", "Warning": "\x1b[33;1m", "Verbose": "\x1b[33;1m", "Debug": "\x1b[33;1m"}
RESET = "\x1b[0m"
COMPUTERS = ("36", "33", "35", "34", "32", "96", "93", "95", "94", "92")


_taken: dict[str, int] = {}  # host -> its place among the colours


def computer_style(name: str) -> str:
    """The colour of a host: the same one for a name as long as the program runs, and another for each as far as there are colours."""
    key = name.lower()
    place = _taken.get(key)
    if place is None:
        import zlib
        place = zlib.crc32(key.encode()) % len(COMPUTERS)
        used = set(_taken.values())
        if len(used) < len(COMPUTERS):
            while place in used:
                place = (place + 1) % len(COMPUTERS)
        _taken[key] = place
    return f"\x1b[{COMPUTERS[place]}m"


class OutputStyle:
    """$PSStyle as the views use it; asked anew each time, for scripts change it between statements.

    `ctx.ps_style` is the PSStyle of the runspace once somebody has named $PSStyle; until then the defaults hold.
    """

    def __init__(self, ctx: Value) -> None:
        self._ctx = ctx

    def rendering(self) -> str:
        """PlainText, Ansi or Host."""
        style = getattr(self._ctx, "ps_style", None)
        if style is None:
            return "PlainText" if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else "Host"
        return str(style.output_rendering)

    def colours(self) -> bool:
        """Does formatting add styles of its own?  Host rendering does so only on a terminal; a host that records texts may ask for them."""
        if getattr(getattr(self._ctx, "host", None), "keeps_styles", False):
            return True
        rendering = self.rendering()
        if rendering == "Host":
            return bool(getattr(getattr(self._ctx, "host", None), "colour", False))
        return rendering == "Ansi"

    def of(self, name: str) -> str:
        """A style of $PSStyle.Formatting, '' when output has no styles."""
        if not self.colours():
            return ""
        style = getattr(self._ctx, "ps_style", None)
        return DEFAULTS[name] if style is None else str(style.formatting.values[name])

    def clean(self, text: str) -> str:
        """Text as it may be written: without escape sequences when rendering is plain."""
        return plain(text) if "\x1b" in text and self.rendering() == "PlainText" else text
