"""Write-Host: text for the person at the console, through the information stream."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.dictionaries import DictionaryEntry
from shell.clr.numbers import Single
from shell.objects.enumeration import enumerate_value
from shell.objects.psobject import base_of
from shell.objects.records import HostInformationMessage, InformationRecord
from shell.objects.text import net_string, to_display, to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any


class WriteHost(Cmdlet):
    name = "Write-Host"
    synopsis = "Shows text on the console."
    description = "The text goes to the information stream (6), so it can be captured or sent to a file, and is shown whatever $InformationPreference says."
    examples = (("Say hello", "Write-Host 'hello'"), ("Two things with a separator", "Write-Host 1, 2 -Separator ' - '"))

    Object: Value = None
    NoNewline: bool = False
    Separator: Value = " "
    ForegroundColor: Optional[Value] = None
    BackgroundColor: Optional[Value] = None

    def process(self) -> None:
        from shell.clr.times import now_local
        text = host_text(self.Object, to_string(self.Separator))
        message = HostInformationMessage(text, self.NoNewline, self._colour(self.ForegroundColor), self._colour(self.BackgroundColor))
        record = InformationRecord(message, self.ctx.information_source(), ["PSHOST"], now_local())
        self.runtime.write_information(record, force=self.runtime.preference("Information") != "Ignore" or not self.runtime.common.get("informationaction"))

    @staticmethod
    def _colour(value: Value) -> Optional[str]:
        return None if value is None else to_string(value)


def host_text(value: Value, separator: str) -> str:
    """Collections are flattened and joined; anything else is its text."""
    base = base_of(value)
    if base is None:
        return ""
    if isinstance(base, str):
        return base
    items = enumerate_value(base)
    if items is None:
        if hasattr(base, "items") and hasattr(base, "keys") and not isinstance(base, type):
            return separator.join(entry_text(k, v) for k, v in base.items())
        if isinstance(base, DictionaryEntry):
            return entry_text(base.key, base.value)
        if base.__class__ in (float, Single) and value is base:
            return net_string(base)  # all digits, as ToString() gives them
        return to_display(value)
    return separator.join(host_text(i, separator) for i in items)


def entry_text(key: Value, value: Value) -> str:
    """A dictionary entry: `[a, 1]`."""
    return f"[{to_string(key)}, {to_string(value)}]"
