"""Output as CLIXML (-OutputFormat XML, and the error stream after -EncodedCommand): every record becomes an element named after its stream."""
from __future__ import annotations

import re
import sys
from typing import Any, Optional, TextIO

from shell.console.console_host import ConsoleHost
from shell.engine import Shell
from shell.formatting.engine import Formatter
from shell.formatting.errors import format_error
from shell.formatting.packets import PACKETS
from shell.formatting.style import RESET
from shell.objects.records import ErrorRecord, HostInformationMessage, InformationalRecord, InformationRecord
from shell.serialization.clixml_write import HEADER, Writer

Value = Any
TAG = "#< CLIXML\n"
_STYLE = re.compile("\x1b\\[[0-9;]*m")


class XmlStream:
    """One document on a text file, begun with its first record.  Records are held until there are many or the end comes."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._writer = Writer(compact=True)
        self._held: list[str] = []
        self._size = 0
        self._begun = self._opened = False

    def begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._file.write(TAG)

    def add(self, value: Value, stream: str) -> None:
        self.begin()
        self._writer.add(value, stream)
        self._held.append(self._writer.take())
        self._size += len(self._held[-1])
        if self._size > 1 << 16:
            self._write()

    def raw(self, text: str) -> None:
        """Text past the document (the echo of an input line)."""
        self.begin()
        self._file.write(text)

    def _write(self) -> None:
        if not self._opened:
            self._opened = True
            self._file.write(HEADER + ">")
        self._file.write("".join(self._held))
        self._held.clear()
        self._size = 0

    def end(self) -> None:
        if self._begun:
            self._write()
            self._file.write("</Objs>")
            self._file.flush()


class XmlHost(ConsoleHost):
    """A console whose texts go into documents."""

    def __init__(self, interactive: bool, encode_output: bool, errors_are_records: bool = False) -> None:
        """`errors_are_records`: a shell called us with a script block; it gets error records, not their text."""
        super().__init__(interactive)
        self.errors_are_records = encode_output and errors_are_records
        self.document: Optional[XmlStream] = XmlStream(self.out) if encode_output else None
        self.errors = XmlStream(sys.stderr)
        self.keeps_styles = False

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        if self.document is None:
            super().write(text, foreground, background)
        else:
            self.document.add(text, "Output")

    def write_line(self, text: str) -> None:
        if self.document is None:
            super().write_line(text)
        else:
            self.document.add(text + "\n", "Output")

    def write_error_line(self, text: str) -> None:
        for line in styled_lines(text):
            self.errors.add(line + "\n", "Error")

    def echo(self, line: Optional[str], ended: bool) -> None:
        """An input line shows outside the document, with the empty texts PowerShell leaves inside it."""
        if self.document is None:
            super().echo(line, ended)
            return
        if line is not None:
            self.document.raw(line + "\n")
            self.document.add("", "Output")
        self.document.add("", "Output")

    def error_text(self, record: ErrorRecord, ctx: Value) -> str:
        """An error's text with its colours: they are kept in the document though the stream is no terminal."""
        self.keeps_styles = True
        try:
            return format_error(record, ctx)
        finally:
            self.keeps_styles = False

    def end(self) -> None:
        """Nothing more comes: close the documents."""
        for stream in (self.document, self.errors):
            if stream is not None:
                stream.end()


class XmlShell(Shell):
    """A runspace whose streams are written as records."""

    host: XmlHost

    def make_formatter(self) -> Any:
        document = self.host.document
        return super().make_formatter() if document is None else _Recorder(self, document)

    def show_error(self, record: Value) -> None:
        if self.host.errors_are_records:
            self.host.errors.add(record, "Error")
            return
        self.host.write_error_line(self.host.error_text(record, self.ctx) if isinstance(record, ErrorRecord) else str(record))

    def _show_informational(self, record: InformationalRecord) -> None:
        self.host.errors.add(record.message, record.kind.lower())

    def _show_information(self, record: InformationRecord) -> None:
        if isinstance(record.message_data, HostInformationMessage):
            super()._show_information(record)
        else:
            self.host.errors.add(record, "information")


class _Recorder:
    """Stands where a Formatter would: objects go into the document; laid-out packets become text."""

    def __init__(self, shell: XmlShell, document: XmlStream) -> None:
        self._shell, self._document = shell, document
        self._layout = Formatter(shell.ctx, shell.host.write_line, shell.host.width - 1)

    def process(self, value: Value) -> None:
        if value.__class__ in PACKETS:
            self._layout.process(value)
        elif isinstance(value, ErrorRecord) and value.merged:
            self._shell.show_error(value)
        else:
            self._document.add(value, "Output")

    def end(self) -> None:
        self._layout.end()


def styled_lines(text: str) -> list[str]:
    """The lines of a styled text, each with the styles that are on where it begins and a reset at its end."""
    out: list[str] = []
    active: list[str] = []
    for line in text.split("\n"):
        start = "".join(active)
        for style in _STYLE.findall(line):
            active = [] if style == RESET else [*active, style]
        out.append(start + line + (RESET if active else ""))
    return out
