"""Export-Clixml, Import-Clixml, ConvertTo-CliXml, ConvertFrom-CliXml."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException, XmlException
from shell.commands.data.text_files import one_path, open_for_writing, read_file
from shell.objects.psobject import MISSING
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.serialization.clixml_read import deserialize_all
from shell.serialization.clixml_write import Writer

Value = Any
FILE_DEPTH = 2


class ExportClixml(Cmdlet):
    name = "Export-Clixml"
    net_class = "Microsoft.PowerShell.Commands.ExportClixmlCommand"
    synopsis = "Writes objects to a file from which Import-Clixml makes them again."
    examples = (("Keep a result for later", "Get-Date | Export-Clixml when.xml"),)

    InputObject: Value = MISSING
    Path: Optional[str] = None
    LiteralPath: Optional[str] = None
    Depth: int = FILE_DEPTH
    Encoding: Value = None
    Force: bool = False
    NoClobber: bool = False
    _file: Any = None

    def begin(self) -> None:
        self._writer = Writer(int(self.Depth) or FILE_DEPTH)
        literal = self.LiteralPath is not None
        given = to_string(self.LiteralPath if literal else self.Path)
        self._path = one_path(self, given, literal, False)
        self._file: Any = None
        if self.should_process(given, "Export-Clixml"):
            self._file = open_for_writing(self, self._path, self.Encoding, False, self.NoClobber, self.Force)

    def process(self) -> None:
        if self.InputObject is not MISSING and self._file is not None:
            self._writer.add(self.InputObject)

    def end(self) -> None:
        if self._file is not None:
            with self._file as f:
                f.write(self._writer.text())
            self._file = None

    def stop(self) -> None:
        self.end()


class ImportClixml(Cmdlet):
    name = "Import-Clixml"
    net_class = "Microsoft.PowerShell.Commands.ImportClixmlCommand"
    synopsis = "Makes objects from a file that Export-Clixml wrote."
    examples = (("Read a kept result", "Get-Date | Export-Clixml when.xml; Import-Clixml when.xml"),)

    Path: Optional[list[str]] = None
    LiteralPath: Optional[list[str]] = None
    First: Optional[int] = None
    Skip: int = 0
    IncludeTotalCount: bool = False

    def process(self) -> None:
        literal = self.LiteralPath is not None
        for path in (self.LiteralPath if literal else self.Path) or ():
            self._import(to_string(path), literal)

    def _import(self, path: str, literal: bool) -> None:
        text = read_file(self, one_path(self, path, literal, True))
        found = read_roots(self, text)
        if self.IncludeTotalCount:
            self.write("Unknown total count")
        skip = int(self.Skip)
        if self.First is None and not skip:
            self.write_all(found)
            return
        self._write_part(found, skip)

    def _write_part(self, found: list[Value], skip: int) -> None:
        """-First and -Skip count roots, or the elements of the only root when it is a list."""
        if len(found) == 1 and isinstance(found[0], list):
            found = found[0]
        last = None if self.First is None else skip + int(self.First)
        self.write_all(found[skip:last])


def read_roots(command: Cmdlet, text: str) -> list[Value]:
    """The roots of a CLIXML text; bad text ends the command."""
    try:
        return deserialize_all(text)
    except XmlException as e:
        command.fail(e.message, "System.Xml.XmlException", "NotSpecified", exception_class=XmlException)
    except NetException as e:
        command.fail(e.message, e.error_id or e.short_name, e.category or "NotSpecified", exception_class=type(e))


class ConvertToCliXml(Cmdlet):
    name = "ConvertTo-CliXml"
    net_class = "Microsoft.PowerShell.Commands.ConvertToClixmlCommand"
    synopsis = "Writes objects as CLIXML text."
    examples = (("An object as text", "[pscustomobject]@{A=1} | ConvertTo-CliXml"),)

    InputObject: Value = MISSING
    Depth: int = FILE_DEPTH

    def begin(self) -> None:
        self._writer = Writer(int(self.Depth) or FILE_DEPTH)

    def process(self) -> None:
        if self.InputObject is not MISSING:
            self._writer.add(self.InputObject)

    def end(self) -> None:
        self.write(self._writer.text())


class ConvertFromCliXml(Cmdlet):
    name = "ConvertFrom-CliXml"
    net_class = "Microsoft.PowerShell.Commands.ConvertFromClixmlCommand"
    synopsis = "Makes objects from CLIXML text."
    examples = (("There and back", "[pscustomobject]@{A=1} | ConvertTo-CliXml | ConvertFrom-CliXml"),)

    InputObject: str = ""

    def process(self) -> None:
        self.write_all(read_roots(self, self.InputObject))
