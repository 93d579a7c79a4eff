"""What $PSStyle says about output: whether escape sequences stay in text, and the styles of headers, errors and the other streams."""
from __future__ import annotations

from typing import Any

from shell.formatting.cells import plain

Value = Any
DEFAULTS = {"FormatAccent": "\x1b[32;1m", "TableHeader": "\x1b[32;1m", "CustomTableHeaderLabel": "\x1b[32;1;3m", "ErrorAccent": "\x1b[36;1m",
            "Error": "\x1b[31;1m", "Warning": "\x1b[33;1m", "Verbose": "\x1b[33;1m", "Debug": "\x1b[33;1m"}
RESET = "\x1b[0m"


def _read(owner: Value, name: str) -> Value:
    from shell.objects.members import get_property
    return get_property(owner, name)


class OutputStyle:
    """$PSStyle as the views use it; asked anew each time, for scripts change it between statements."""

    def __init__(self, ctx: Value) -> None:
        self._ctx = ctx

    def rendering(self) -> str:
        """PlainText, Ansi or Host."""
        style = self._ctx.get_variable("PSStyle") if self._ctx is not None else None
        if style is None:
            return "PlainText"
        return str(_read(style, "OutputRendering"))

    def colours(self) -> bool:
        """Does formatting add styles of its own?  Host rendering does so only on a terminal."""
        rendering = self.rendering()
        if rendering == "Host":
            return bool(getattr(getattr(self._ctx, "host", None), "colour", False))
        return rendering == "Ansi"

    def of(self, name: str) -> str:
        """A style of $PSStyle.Formatting, '' when output has no styles."""
        if not self.colours():
            return ""
        formatting = _read(self._ctx.get_variable("PSStyle"), "Formatting")
        value = _read(formatting, name) if formatting is not None else None
        return DEFAULTS.get(name, "") if value is None else str(value)

    def clean(self, text: str) -> str:
        """Text as it may be written: without escape sequences when rendering is plain."""
        return plain(text) if "\x1b" in text and self.rendering() == "PlainText" else text
