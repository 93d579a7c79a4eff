"""Out-Picker: choose among piped objects on the terminal, with fuzzy search; what is chosen goes down the pipeline."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import InvalidOperationException
from shell.formatting.cells import cells, plain
from shell.formatting.engine import Formatter
from shell.objects.psobject import MISSING, base_of
from shell.objects.text import to_display, to_string
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
_ALL = "__AllParameterSets"
WIDE = 400


class OutPicker(Cmdlet):
    name = "Out-Picker"
    synopsis = "Lets you choose among objects on the terminal; those chosen go on down the pipeline."
    description = "Type to search (letters in order are enough), Space or Tab marks with -Multiple, Enter takes, Escape takes none."
    examples = (("End the processes you choose", "Get-Process | Out-Picker -Multiple | Stop-Process -WhatIf"),)
    extra = (Param("InputObject", "System.Object", sets={_ALL: {"pipeline": "value"}}),
             Param("Property", "System.String[]", sets={_ALL: {"position": 0}}, help="Properties to show; all of the usual ones otherwise."),
             Param("Title", "System.String"), Param("Multiple", "System.Management.Automation.SwitchParameter", help="Several may be chosen."))
    InputObject: Value = MISSING
    Property: Value = None
    Title: str = ""
    Multiple: bool = False

    def begin(self) -> None:
        self._values: list[Value] = []

    def process(self) -> None:
        if self.InputObject is not MISSING:
            self._values.append(self.InputObject)

    def end(self) -> None:
        if not self._values:
            return
        host = self.ctx.host
        if not getattr(host, "can_pick", False):
            self.fail("Out-Picker needs a terminal to choose at.", "NoTerminal", "InvalidOperation", None, InvalidOperationException)
        title, rows = self._rows()
        chosen = host.pick(self.Title or title, rows, bool(self.Multiple))
        self.write_all(self._values[i] for i in chosen or ())

    def _rows(self) -> tuple[str, list[str]]:
        """The header, and a line an object: a table where that is how they are shown."""
        if all(isinstance(base_of(v), (str, int, float, bool)) for v in self._values):
            return "Choose", [to_display(v) for v in self._values]
        lines: list[str] = []
        formatter = Formatter(self.ctx, lines.append, WIDE)
        names = list(self.Property) if isinstance(self.Property, list) else [self.Property] if self.Property is not None else None
        parameters: dict[str, Value] = {"Property": names} if names else {}
        for packet in self.ctx.call_command("Format-Table", parameters, input=self._values):
            formatter.process(packet)
        formatter.end()
        body = [plain(line) for line in lines if line.strip()]
        if len(body) == len(self._values) + 2:
            return body[0], body[2:]
        return "Choose", [to_string(v) for v in self._values]


def widest(rows: list[str]) -> int:
    return max(map(cells, rows), default=0)
