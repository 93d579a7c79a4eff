"""ConvertTo-Json and ConvertFrom-Json."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, InvalidOperationException, NetException
from shell.objects.psobject import MISSING
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.serialization.json_lenient import JsonError
from shell.serialization.json_read import JsonReader, KeyProblem
from shell.serialization.json_write import JsonWriter

Value = Any


class ConvertToJson(Cmdlet):
    name = "ConvertTo-Json"
    net_class = "Microsoft.PowerShell.Commands.ConvertToJsonCommand"
    synopsis = "Writes objects as JSON text."
    examples = (("An object", "[pscustomobject]@{Name='web01'; Up=$true} | ConvertTo-Json"), ("On one line", "@{a=1} | ConvertTo-Json -Compress"))

    InputObject: Value = MISSING
    Depth: int = 2
    Compress: bool = False
    EnumsAsStrings: bool = False
    AsArray: bool = False
    EscapeHandling: Value = "Default"

    def begin(self) -> None:
        self._items: list[Value] = []

    def process(self) -> None:
        if self.InputObject is not MISSING:
            self._items.append(self.InputObject)

    def end(self) -> None:
        if not self._items:
            return
        value = self._items if len(self._items) > 1 or self.AsArray else self._items[0]
        writer = JsonWriter(self.Depth, self.Compress, self.EnumsAsStrings, to_string(self.EscapeHandling))
        try:
            text = writer.convert(value)
        except NetException as e:
            self.error(e.message, e.error_id or "", e.category or "NotSpecified", value, exception_class=type(e))
            return
        if writer.truncated:
            self.warn(f"Resulting JSON is truncated as serialization has exceeded the set depth of {self.Depth}.")
        self.write(text)


class ConvertFromJson(Cmdlet):
    name = "ConvertFrom-Json"
    net_class = "Microsoft.PowerShell.Commands.ConvertFromJsonCommand"
    synopsis = "Reads JSON text into objects."
    examples = (("Read one property", "'{\"name\":\"web01\"}' | ConvertFrom-Json | ForEach-Object name"),)

    InputObject: str = ""
    AsHashtable: bool = False
    Depth: int = 1024
    NoEnumerate: bool = False
    DateKind: Value = "Default"

    def begin(self) -> None:
        self._lines: list[str] = []

    def process(self) -> None:
        self._lines.append(self.InputObject)

    def end(self) -> None:
        """Several strings are parsed one by one when the first is complete by itself, otherwise joined."""
        lines = self._lines
        if not lines:
            return
        if len(lines) > 1 and self._complete(lines[0]):
            for line in lines:
                self._convert(line)
        else:
            self._convert("\n".join(lines))

    def _reader(self) -> JsonReader:
        return JsonReader(self.AsHashtable, to_string(self.DateKind), self.Depth)

    def _complete(self, line: str) -> bool:
        try:
            self._reader().read(line)
            return bool(line.strip()) and line.strip() not in ("[", "{")
        except JsonError:
            return False
        except KeyProblem:
            return True

    def _convert(self, text: str) -> None:
        try:
            reader = self._reader()
            value = reader.finish(reader.read(text))
        except JsonError as e:
            self.fail(f"Conversion from JSON failed with error: {e.message}", "System.ArgumentException", "NotSpecified", exception_class=ArgumentException)
        except KeyProblem as e:
            self._key_problem(e)
            return
        if isinstance(value, list) and not self.NoEnumerate:
            self.write_all(value)
        else:
            self.write(value)

    def _key_problem(self, e: KeyProblem) -> None:
        message: Optional[str]
        if e.error_id == "EmptyKeyInJsonString":
            message = "The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch."
        else:
            message = (f"The JSON string contains keys with different casing. Please use the -AsHashTable switch instead. The key that was attempted to be added "
                       f"to the existing key '{e.other}' was '{e.name}'.")
        self.fail(message, e.error_id, "InvalidOperation", exception_class=InvalidOperationException)
