"""The console: where text goes and lines come from when no line editor is in use.  Colour only on a terminal and without NO_COLOR."""
from __future__ import annotations

import os
import sys
from typing import Any, Optional

from shell.clr.standard_input import STDIN
from shell.objects.records import PSInvalidOperationException
from shell.runtime.host import NON_INTERACTIVE

Value = Any

_COLOURS = {"black": 30, "darkred": 31, "darkgreen": 32, "darkyellow": 33, "darkblue": 34, "darkmagenta": 35, "darkcyan": 36, "gray": 37,
            "darkgray": 90, "red": 91, "green": 92, "yellow": 93, "blue": 94, "magenta": 95, "cyan": 96, "white": 97}


class ConsoleHost:
    """The host of a console without line editing."""

    name = "ConsoleHost"
    version = "7.6.5"
    is_remote = False

    def __init__(self, interactive: bool = True) -> None:
        self.interactive = interactive
        self.source = STDIN
        self.exit_requested: Optional[int] = None
        self.out = sys.stdout
        self.echo_input = not sys.stdin.isatty()  # what prompts take from piped input is echoed; not in `-Command -`
        self.window_title = ""
        self.out_is_terminal = sys.stdout.isatty()
        if hasattr(self.out, "reconfigure"):
            self.out.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n", write_through=False, line_buffering=self.out_is_terminal)
            sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]

    @property
    def colour(self) -> bool:
        return self.out_is_terminal and not os.environ.get("NO_COLOR")

    @property
    def width(self) -> int:
        text = os.environ.get("COLUMNS", "")
        if text.isdigit() and int(text) > 0:
            return int(text)
        try:
            return os.get_terminal_size(1).columns or 120
        except OSError:
            return 120

    @property
    def height(self) -> int:
        try:
            return os.get_terminal_size(1).lines
        except OSError:
            return 0

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        if (foreground or background) and self.colour:
            codes = []
            if foreground:
                codes.append(str(_COLOURS.get(foreground.lower(), 39)))
            if background:
                codes.append(str(_COLOURS.get(background.lower(), 39) + 10))
            text = f"\x1b[{';'.join(codes)}m{text}\x1b[0m"
        self.out.write(text)

    def write_line(self, text: str) -> None:
        self.out.write(text + "\n")

    def write_error_line(self, text: str) -> None:
        self.out.flush()
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def write_progress(self, record: Value) -> None:
        """Nothing: this console has no place for a bar."""

    def echo(self, line: Optional[str], ended: bool) -> None:
        """Show an input line that came from a pipe; None: the input has ended."""
        if line is not None:
            self.write(line + ("\n" if ended else ""))

    def flush(self) -> None:
        self.out.flush()

    def set_exit(self, code: int) -> None:
        self.exit_requested = code

    def read_line(self, prompt: str, secure: bool = False) -> Optional[str]:
        """Read-Host and prompts: takes the next line of standard input."""
        if not self.interactive:
            raise PSInvalidOperationException(NON_INTERACTIVE, error_id="InvalidOperation", category="InvalidOperation")
        self.out.write(prompt)
        self.out.flush()
        if sys.stdin.isatty() and secure:
            import getpass
            return getpass.getpass("")
        line = self.source.read_line()
        if self.echo_input:
            self.out.write(("" if line is None else line) + "\n")
        return line

    def choose(self, caption: str, message: str, choices: list[tuple[str, str]], default: int) -> int:
        """Ask for one of the choices, repeating the question until the answer is one of them."""
        if not self.interactive:
            raise PSInvalidOperationException(NON_INTERACTIVE, error_id="InvalidOperation", category="InvalidOperation")
        if caption or message:
            self.out.write("\n" + "".join(line + "\n" for t in (caption, message) if t for line in wrapped(t, self.width)))
        while True:
            line = self.read_line(choice_line(choices, default))
            if line is None or not line.strip():
                return default
            found = match_choice(line.strip(), choices)
            if found is not None:
                return found
            if line.strip() == "?":
                for label, text in choices:
                    self.write_line(f"{hot_key(label)} - {text}")


def wrapped(text: str, width: int) -> list[str]:
    """A question's lines, broken at blanks to the width of the console."""
    import textwrap
    return [part for line in text.split("\n") for part in textwrap.wrap(line, width, drop_whitespace=True) or [""]]


def hot_key(label: str) -> str:
    """`&Yes` -> Y."""
    at = label.find("&")
    return label[at + 1:at + 2].upper() if at >= 0 else ""


def choice_line(choices: list[tuple[str, str]], default: int) -> str:
    """`[Y] Yes  [N] No  [?] Help (default is "N"): `"""
    parts = [f"[{hot_key(label)}] {label.replace('&', '')}" for label, _ in choices]
    tail = f' (default is "{hot_key(choices[default][0])}")' if default >= 0 else ""
    return "  ".join([*parts, "[?] Help"]) + tail + ": "


def match_choice(answer: str, choices: list[tuple[str, str]]) -> Optional[int]:
    for i, (label, _) in enumerate(choices):
        if answer.lower() in (hot_key(label).lower(), label.replace("&", "").lower()):
            return i
    return None
