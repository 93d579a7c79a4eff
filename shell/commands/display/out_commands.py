"""Out-Default, Out-Host, Out-String, Out-Null: lay out what comes, on the host, as text, or not at all."""
from __future__ import annotations

from typing import Any, ClassVar

from shell.formatting.cells import split_lines
from shell.formatting.engine import Formatter, host_formatter
from shell.objects.psobject import MISSING
from shell.runtime.cmdlet import Cmdlet

Value = Any


class OutDefault(Cmdlet):
    name = "Out-Default"
    synopsis = "Shows objects as they are shown when nothing else is done with them."
    examples: ClassVar[tuple[tuple[str, str], ...]] = (("Show a value", "5 | Out-Default"),)
    InputObject: Value = MISSING
    Transcript: bool = False

    def begin(self) -> None:
        self._formatter = host_formatter(self.ctx)

    def process(self) -> None:
        if self.InputObject is not MISSING:
            self._formatter.process(self.InputObject)

    def end(self) -> None:
        self._formatter.end()


class OutHost(OutDefault):
    name = "Out-Host"
    synopsis = "Shows objects on the host, past any capture or redirection."
    examples = (("Show a value though the output is captured", "$x = 5 | Out-Host"), ("A screenful at a time", "Get-Command | Out-Host -Paging"))
    Paging: bool = False

    def begin(self) -> None:
        host = self.ctx.host
        if self.Paging and getattr(host, "out_is_terminal", False) and host.interactive and host.height > 2:
            self._shown, self._room, self._quit = 0, host.height - 1, False
            self._formatter = Formatter(self.ctx, self._page, host.width - 1)
        else:
            super().begin()

    def _page(self, text: str) -> None:
        """Show lines; ask after every screenful."""
        for line in split_lines(text):
            if self._quit:
                return
            if self._shown >= self._room:
                answer = (self.ctx.host.read_line("<SPACE> next page; <CR> next line; Q quit") or "").strip().lower()
                self._quit = answer.startswith("q")
                self._shown = self._room - 1 if answer == "" else 0
                if self._quit:
                    return
            self.ctx.host.write_line(line)
            self._shown += 1


class OutNull(Cmdlet):
    name = "Out-Null"
    synopsis = "Discards what it gets."
    examples = (("Run for the effect only", "[System.Collections.ArrayList]::new().Add(1) | Out-Null"),)
    InputObject: Value = None


class OutString(Cmdlet):
    name = "Out-String"
    synopsis = "Gives the text that showing the objects would print."
    examples = (("A table as one string", "[pscustomobject]@{A=1} | Out-String"), ("Line by line", "[pscustomobject]@{A=1} | Out-String -Stream"))
    InputObject: Value = MISSING
    NoNewline: bool = False
    Stream: bool = False
    Width: int = 0

    def begin(self) -> None:
        self._lines: list[str] = []
        width = int(self.Width) or self.ctx.host.width
        self._formatter = Formatter(self.ctx, self._write_lines if self.Stream else self._lines.append, width)
        self._take = self._formatter.process

    def _write_lines(self, text: str) -> None:
        for line in split_lines(text):
            self.write(line)

    def process(self) -> None:
        if self.InputObject is not MISSING:
            self._take(self.InputObject)

    def end(self) -> None:
        self._formatter.end()
        if self.Stream:
            return
        if self.NoNewline:
            self.write("".join(line for text in self._lines for line in split_lines(text)))
        else:
            self._lines.append("")
            self.write("\n".join(self._lines))
