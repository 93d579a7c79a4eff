"""ConvertFrom-StringData: `name=value` lines to a hashtable."""
from __future__ import annotations

import re
from typing import Any

from shell.clr.dictionaries import Hashtable
from shell.objects.records import PSInvalidOperationException
from shell.runtime.cmdlet import Cmdlet

Value = Any
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|([abefnrtv\\])|(.))", re.S)
_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def unescape(text: str) -> str:
    """The escapes of a regular expression, as Regex.Unescape takes them away."""
    def one(m: re.Match[str]) -> str:
        octal, two, four, letter, other = m.groups()
        if octal:
            return chr(int(octal, 8))
        if two or four:
            return chr(int(two or four, 16))
        return _LETTERS[letter] if letter else other
    return _ESCAPE.sub(one, text) if "\\" in text else text


class ConvertFromStringData(Cmdlet):
    name = "ConvertFrom-StringData"
    net_class = "Microsoft.PowerShell.Commands.ConvertFromStringDataCommand"
    synopsis = "Makes a hashtable of lines that say name=value."
    examples = (("Two settings", "ConvertFrom-StringData \"host=web01`nport=80\""),)

    StringData: str = ""
    Delimiter: str = "="

    def process(self) -> None:
        table = Hashtable(ignore_case=True)
        for line in re.split("[\r\n]+", self.StringData):
            line = line.strip()
            if not line or line[0] == "#":
                continue
            name, found, value = line.partition(str(self.Delimiter))
            if not found:
                self._bad(f"Data line '{line}' is not in 'name=value' format. ")
            name = unescape(name.strip())
            if table.contains(name):
                self._bad(f"Data item '{name}' in line '{line}' is already defined. ")
            table.put(name, unescape(value.strip()))
        self.write(table)

    def _bad(self, message: str) -> None:
        self.fail(message, "InvalidOperation", "InvalidOperation", exception_class=PSInvalidOperationException)
