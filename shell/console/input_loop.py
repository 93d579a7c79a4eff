"""Standard input as commands: one line at a time, blocks that end at a blank line, exactly as recorded; and the strict mode that is ours."""
from __future__ import annotations

from typing import Any, Optional, Protocol

from shell.language.parser import parse


class Runner(Protocol):
    """What the loop needs of the shell."""

    def run_line(self, text: str) -> bool:
        """Run one complete input; returns False when the shell shall end."""

    def run_empty(self) -> bool:
        """An empty line; returns False when the prompt shall end."""

    def prompt_text(self) -> str:
        """The prompt to show."""

    def pending_input(self) -> Optional[str]:
        """Text that a command asked to be run next (Invoke-History), or None."""


class InputLoop:
    """Reads lines from the console's source and hands complete inputs to the runner.

    `echo`: prompt mode (prompts and lines are written to the output).  Without it (`-Command -`) nothing is.  A line that does not parse completely
    opens a block, which takes every line up to the first empty one at which the text is complete; a block still open at the end is dropped.
    """

    def __init__(self, host: Any, runner: Runner, echo: bool) -> None:
        self.host = host
        self.runner = runner
        self.echo = echo

    def run(self, runner: Optional[Runner] = None) -> bool:
        """Until the runner ends it; False when the input has ended.  A nested prompt runs its own runner."""
        by = runner if runner is not None else self.runner
        while True:
            if self.host.source.given_up:
                return False
            if self.echo:
                self.host.write(by.prompt_text())
            line = self._read()
            if line is None:
                self.host.source.given_up = True
                return False
            if incomplete(line):
                text = self._block(line)
                if text is None:
                    self.host.source.given_up = True
                    return False
                line = text
            if not (by.run_line(line) if line.strip() else by.run_empty()):
                return True

    def _read(self) -> Optional[str]:
        """The next line, echoed in prompt mode; the echo ends with a newline only if the input's line did."""
        self.host.flush()
        line: Optional[str] = self.host.source.read_line()
        if self.echo:
            self.host.echo(line, self.host.source.ended_with_newline)
        return line

    def _block(self, first: str) -> Optional[str]:
        """Collect a block; None when the input ends inside it."""
        lines = [first]
        while True:
            if self.echo:
                self.host.write(">> ")
            line = self._read()
            if line is None:
                return None
            if line:
                lines.append(line)
                continue
            text = "\n".join(lines)
            if not incomplete(text):
                return text


def incomplete(text: str) -> bool:
    """True when more text could make it complete."""
    return parse(text).incomplete
