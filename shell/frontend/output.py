"""How the prompt shows output: hosts first and in colour when there are several, the last output kept in $__ and $LastOutput, the pager."""
from __future__ import annotations

import os
import shlex
import subprocess
import time
from typing import Any, Optional

from shell.formatting.engine import Formatter
from shell.formatting.packets import PACKETS
from shell.formatting.style import RESET, computer_style
from shell.objects.psobject import PSObject
from shell.runtime.settings import setting

Value = Any
PATIENCE = 0.5  # seconds short output may be held back


class TerminalFormatter:
    """Stands where the host's Formatter would, for one run."""

    def __init__(self, ctx: Any, host: Any) -> None:
        self._host = host
        self._formatter = Formatter(ctx, host.write_line, host.width - 1, host.write_error_line)
        self._formatter._shaper.scope.links = bool(host.colour and host.out_is_terminal and setting("Hyperlinks") and not setting("ScreenReader"))
        self._limit = int(setting("LastOutputLimit"))
        self.kept: list[Value] = []
        self._by_host = bool(setting("ComputerNameFirst"))

    def process(self, value: Value) -> None:
        if value.__class__ in PACKETS:
            self._formatter.process(value)
            return
        if len(self.kept) < self._limit:
            self.kept.append(value)
        if self._host.several and self._by_host:
            self._formatter._shaper.scope.computer_first = True
            value = self._with_host(value)
        self._formatter.process(value)

    def _with_host(self, value: Value) -> Value:
        """A line of text of one of several hosts says whose it is."""
        if value.__class__ is PSObject and isinstance(value.base, str):
            name = value.props.get("PSComputerName")
            if name and value.props.get("PSShowComputerName"):
                lead = f"{computer_style(str(name))}{name}{RESET}: " if self._host.colour else f"{name}: "
                return "\n".join(lead + line for line in value.base.split("\n"))
        return value

    def end(self) -> None:
        self._formatter.end()

    def last_output(self) -> Value:
        """What $LastOutput becomes: one object itself, several as an array."""
        return self.kept[0] if len(self.kept) == 1 else list(self.kept)


class PagedOutput:
    """Takes the text of a run; what is longer than the screen goes to the pager as it comes."""

    def __init__(self, out: Any, rows: int, columns: int, environment: Optional[dict[str, str]] = None) -> None:
        self._out, self._rows, self._columns = out, rows, max(1, columns)
        self._held: list[str] = []
        self._lines = 0
        self._since = 0.0
        self._pager: Optional[subprocess.Popen[bytes]] = None
        self._closed = False
        self._environment = environment

    def write(self, text: str) -> None:
        if self._pager is not None or self._closed:
            self._send(text)
            return
        if not self._held:
            self._since = time.monotonic()
        self._held.append(text)
        self._lines += sum(1 + len(line) // self._columns for line in text.split("\n")[:-1])
        if self._lines >= self._rows - 1:
            self._start()

    def flush(self) -> None:
        """Output that comes slowly is shown as it comes, without the pager."""
        if self._pager is None and self._held and time.monotonic() - self._since > PATIENCE:
            self._closed = True
            self.finish()

    def _start(self) -> None:
        words = shlex.split(os.environ.get("PAGER") or "less -R")
        self._out.flush()
        try:
            self._pager = subprocess.Popen(words, stdin=subprocess.PIPE, env=self._environment)
        except OSError:
            self._closed = True
            self.finish()  # no pager: as it would be without
            return
        self._send("".join(self._held))
        self._held.clear()

    def _send(self, text: str) -> None:
        if self._closed:
            if self._pager is None:
                self._out.write(text)
            return
        assert self._pager is not None and self._pager.stdin is not None
        try:
            self._pager.stdin.write(text.encode("utf-8", "replace"))
        except BrokenPipeError:
            self._closed = True  # the reader has seen enough

    def finish(self) -> None:
        """The run is over: show what was held, or wait until the reader leaves the pager."""
        pager = self._pager
        if pager is None:
            self._out.write("".join(self._held))
            self._held.clear()
            return
        assert pager.stdin is not None
        try:
            pager.stdin.close()
        except BrokenPipeError:
            pass  # it has gone before the end
        while True:
            try:
                pager.wait()
                return
            except KeyboardInterrupt:
                continue  # Ctrl-C is the pager's
