"""Running script text in a fresh runspace, for the tests of the compiler and the runtime."""
from __future__ import annotations

from typing import Any

from shell.engine import Shell
from shell.objects.records import TerminatingError
from shell.runtime.host import NullHost


class Run:
    """What a text gave: `out` its output, `errors` the messages of reported errors, `stopped` the message of what ended it."""

    def __init__(self, text: str, file: str | None = None) -> None:
        self.shell = Shell(NullHost())
        self.ctx = self.shell.ctx
        self.errors: list[str] = []
        self.records: list[Any] = []
        self.stopped = ""
        self.ctx.root_streams.error = self._note
        self.out: list[Any] = []
        try:
            block = self.shell.compile(text, file)
            self.ctx.invoke(block, new_scope=False, emit=self.out.append)
        except TerminatingError as e:
            self.stopped = e.record.message
            self.records.append(e.record)

    def _note(self, record: Any) -> None:
        self.records.append(record)
        self.errors.append(record.message)


def run(text: str) -> list[Any]:
    """The output of a text that must not fail."""
    r = Run(text)
    assert not r.errors and not r.stopped, (r.errors, r.stopped)
    return r.out
