"""The lines of the streams beside output: `WARNING: text`, `VERBOSE: text`, `DEBUG: text`, in $PSStyle's styles; never wrapped."""
from __future__ import annotations

from typing import Any

from shell.formatting.style import RESET, OutputStyle

Value = Any
PREFIXES = {"Warning": "WARNING: ", "Verbose": "VERBOSE: ", "Debug": "DEBUG: "}


def stream_text(kind: str, message: str, ctx: Value) -> str:
    """The text of a warning, verbose or debug message as the console shows it, without a line end; `kind` is Warning, Verbose or Debug."""
    text = PREFIXES[kind] + message
    style = OutputStyle(ctx)
    on = style.of(kind)
    return f"{on}{text}{RESET}" if on else style.clean(text)
