"""ConvertTo-Csv and Export-Csv."""
from __future__ import annotations

import os
from typing import Any, NoReturn, Optional

from shell.clr.exceptions import InvalidOperationException
from shell.commands.data.csv_import import culture_delimiter
from shell.commands.data.text_files import given_path, one_path, open_for_writing, read_file
from shell.objects.members import type_names
from shell.objects.psobject import MISSING
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.serialization.csv_read import records
from shell.serialization.csv_write import ALWAYS, CsvWriter, column_names

Value = Any


class CsvOutput(Cmdlet):
    """What both commands share: the columns come from the first object."""

    InputObject: Value = MISSING
    Delimiter: Optional[str] = None
    UseCulture: bool = False
    IncludeTypeInformation: bool = False
    NoTypeInformation: bool = False
    NoHeader: bool = False
    UseQuotes: Value = None
    QuoteFields: Optional[list[str]] = None

    def begin(self) -> None:
        if self.IncludeTypeInformation and self.NoTypeInformation:
            self._both("-IncludeTypeInformation", "-NoTypeInformation", "CannotSpecifyIncludeTypeInformationAndNoTypeInformation")
        if self.QuoteFields is not None and self.UseQuotes is not None:
            self._both("-UseQuotes", "-QuoteFields", "CannotSpecifyQuoteFieldsAndUseQuotes")
        quotes = ALWAYS if self.UseQuotes is None else to_string(self.UseQuotes).lower()
        fields = None if self.QuoteFields is None else [to_string(f) for f in self.QuoteFields]
        self.csv = CsvWriter(culture_delimiter() if self.UseCulture else str(self.Delimiter or ","), quotes, fields)
        self._started = False

    def _both(self, one: str, other: str, error_id: str) -> NoReturn:
        self.fail(f"You must specify either the {one} or {other} parameters, but not both.", error_id, "InvalidData", exception_class=InvalidOperationException)

    def put(self, line: str) -> None:
        """Where a line goes."""
        raise NotImplementedError

    def start(self, value: Value) -> None:
        """The first object: columns, type line, header."""
        self._started = True
        self.csv.columns = column_names(value)
        if not self.csv.columns:
            return
        if self.IncludeTypeInformation:
            self.put(f"#TYPE {type_names(value)[0]}")
        if not self.NoHeader:
            self.put(self.csv.header())

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING or value is None:
            return
        if not self._started:
            self.start(value)
        if self.csv.columns:
            self.put(self.csv.row(value))


class ConvertToCsv(CsvOutput):
    name = "ConvertTo-Csv"
    net_class = "Microsoft.PowerShell.Commands.ConvertToCsvCommand"
    synopsis = "Writes objects as lines of CSV text."
    examples = (("A table as text", "[pscustomobject]@{A=1;B='x'} | ConvertTo-Csv"),)

    def begin(self) -> None:
        super().begin()
        self.put = self.emit  # type: ignore[method-assign]


class ExportCsv(CsvOutput):
    name = "Export-Csv"
    net_class = "Microsoft.PowerShell.Commands.ExportCsvCommand"
    synopsis = "Writes objects to a CSV file."
    examples = (("A table as a file", "[pscustomobject]@{A=1;B='x'} | Export-Csv out.csv"),)

    Path: Optional[str] = None
    LiteralPath: Optional[str] = None
    Append: bool = False
    Encoding: Value = None
    Force: bool = False
    NoClobber: bool = False
    _file: Any = None

    def begin(self) -> None:
        super().begin()
        given = given_path(self, self.Path, self.LiteralPath)
        if given is None or (self.Path is not None and self.LiteralPath is not None):
            self._both("-Path", "-LiteralPath", "CannotSpecifyPathAndLiteralPath")
        self._given, literal = given
        self._file: Any = None
        if not self.should_process(self._given, "Export-Csv"):
            return
        path = one_path(self, self._given, literal, False)
        self._existing: Optional[list[str]] = None
        broken_end = False
        if self.Append and os.path.exists(path):
            text = read_file(self, path, self.Encoding)
            self._existing = next(records(text, self.csv.delimiter), None)
            broken_end = bool(text) and not text.endswith("\n")
        self._file = open_for_writing(self, path, self.Encoding, self.Append, self.NoClobber, self.Force)
        if broken_end:
            self._file.write("\n")

    def put(self, line: str) -> None:
        self._file.write(line + "\n")

    def process(self) -> None:
        if self._file is not None:
            super().process()

    def start(self, value: Value) -> None:
        if self._existing is None:
            super().start(value)
            return
        self._started = True
        self.csv.columns = self._existing
        if not self.Force:
            own = {n.lower() for n in column_names(value)}
            for name in self._existing:
                if name.lower() not in own:
                    self._mismatch(name)

    def _mismatch(self, name: str) -> NoReturn:
        self.end()
        self.fail(f"Cannot append CSV content to the following file: {self._given}. The appended object does not have a property that corresponds to the following "
                  f"column: {name}. To continue with mismatched properties, add the -Force parameter, and then retry the command.",
                  "CannotAppendCsvWithMismatchedPropertyNames", "InvalidData", name, InvalidOperationException)

    def end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def stop(self) -> None:
        self.end()
