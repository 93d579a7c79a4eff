"""ConvertFrom-Csv and Import-Csv: from CSV text to objects."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.commands.data.text_files import one_path, read_file
from shell.objects.psobject import PSCustomObject
from shell.objects.records import ExtendedTypeSystemException
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.serialization.csv_read import records

Value = Any
UNNAMED = 'One or more headers were not specified. Default names starting with "H" have been used in place of any missing headers.'


def culture_delimiter() -> str:
    """The list separator of the current culture."""
    from shell.clr.culture_info import current_culture
    text_info = getattr(current_culture(), "text_info", None)
    return str(getattr(text_info, "list_separator", None) or ",")


class CsvInput(Cmdlet):
    """What both commands share: header, type line, rows to objects."""

    Delimiter: Optional[str] = None
    UseCulture: bool = False
    Header: Optional[list[str]] = None

    def begin(self) -> None:
        self._delimiter = culture_delimiter() if self.UseCulture else str(self.Delimiter or ",")
        self._names: Optional[list[str]] = None
        self._type: Optional[str] = None
        self._first = True

    def read(self, text: str) -> None:
        """Write the objects of a text; the header may have come with an earlier one."""
        delimiter = self._delimiter
        if self._first:
            self._first = False
            text = self._type_line(text)
            if text[:9].lower() == "#fields: ":
                text, delimiter = text[9:], " "
        rows = records(text, delimiter)
        if self._names is None:
            self._names = self._header(rows)
            if self._names is None:
                self._first = True
                return
        self._write_rows(self._names, rows)

    def _type_line(self, text: str) -> str:
        if text[:5].lower() != "#type":
            return text
        line, _, rest = text.partition("\n")
        self._type = line[5:].strip() or None
        return rest

    def _header(self, rows: Iterator[list[str]]) -> Optional[list[str]]:
        """Names of the columns; None when no header has come yet."""
        names = [to_string(h) for h in self.Header] if self.Header is not None else next(rows, None)
        if names is None:
            return None
        while len(names) > 1 and not names[-1]:
            names.pop()
        seen: set[str] = set()
        for name in names:
            if name and name.lower() in seen:
                self.fail(f'The member "{name}" is already present.', "AlreadyPresentPSMemberInfoInternalCollectionAdd", "NotSpecified",
                          exception_class=ExtendedTypeSystemException)
            seen.add(name.lower())
        return names if all(names) else self._named(names)

    def _named(self, names: list[str]) -> list[str]:
        """Empty names become H1, H2 ..."""
        count = 0
        for i, name in enumerate(names):
            if not name:
                count += 1
                names[i] = f"H{count}"
        self.warn(UNNAMED)
        return names

    def _write_rows(self, names: list[str], rows: Iterator[list[str]]) -> None:
        emit, width = self.emit, len(names)
        kinds = None if self._type is None else [self._type, "CSV:" + self._type]
        for fields in rows:
            if len(fields) < width:
                fields.extend([None] * (width - len(fields)))  # type: ignore[list-item]
            emit(PSCustomObject(dict(zip(names, fields)), None if kinds is None else list(kinds)))


class ConvertFromCsv(CsvInput):
    name = "ConvertFrom-Csv"
    net_class = "Microsoft.PowerShell.Commands.ConvertFromCsvCommand"
    synopsis = "Makes objects from lines of CSV text."
    examples = (("Two rows", "'a,b','1,2','3,4' | ConvertFrom-Csv"),)

    InputObject: Optional[list[Value]] = None

    def process(self) -> None:
        for item in self.InputObject or ():
            self.read(to_string(item))


class ImportCsv(CsvInput):
    name = "Import-Csv"
    net_class = "Microsoft.PowerShell.Commands.ImportCsvCommand"
    synopsis = "Makes objects from the rows of a CSV file."
    examples = (("Read a file", "Import-Csv servers.csv"),)

    Path: Optional[list[str]] = None
    LiteralPath: Optional[list[str]] = None
    Encoding: Value = None

    def process(self) -> None:
        if self.Path is not None and self.LiteralPath is not None:
            from shell.clr.exceptions import InvalidOperationException
            self.fail("You must specify either the -Path or -LiteralPath parameters, but not both.", "CannotSpecifyPathAndLiteralPath", "InvalidData",
                      exception_class=InvalidOperationException)
        literal = self.LiteralPath is not None
        for path in (self.LiteralPath if literal else self.Path) or ():
            self.begin()
            self.read(read_file(self, one_path(self, to_string(path), literal, True), self.Encoding))
