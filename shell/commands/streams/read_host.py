"""Read-Host: a line from the person at the console."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import NetException
from shell.objects.records import TerminatingError
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.command_runtime import record_of

Value = Any


class ReadHost(Cmdlet):
    name = "Read-Host"
    synopsis = "Asks for a line of text."
    examples = (("Ask for a name", "$name = Read-Host 'Name'"),)

    Prompt: Value = None
    AsSecureString: bool = False
    MaskInput: bool = False

    def process(self) -> None:
        text = "" if self.Prompt is None else " ".join(to_string(p) for p in (self.Prompt if isinstance(self.Prompt, list) else [self.Prompt])) + ": "
        try:
            line = self.ctx.host.read_line(text, self.AsSecureString or self.MaskInput)
        except NetException as e:
            raise TerminatingError(self.runtime.complete(record_of(e)))
        if self.AsSecureString:
            from shell.clr.security import SecureString
            self.write(SecureString(line or ""))
        else:
            self.write("" if line is None else line)
