"""Get-Content: what files and other items hold, line by line or as a whole."""
from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO, Any, Optional

from shell.clr.byte_arrays import byte_array
from shell.clr.exceptions import InvalidOperationException, NetException
from shell.clr.numbers import Byte
from shell.commands.files.base import net_from_os
from shell.commands.files.content_base import ContentCmdlet
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.content_line import LineSource
from shell.providers.file_content import TextForm, open_text
from shell.providers.paths import ResolvedPath

Value = Any
POLL_SECONDS = 0.2  # -Wait looks for new lines this often


class GetContent(ContentCmdlet):
    name = "Get-Content"
    net_class = "Microsoft.PowerShell.Commands.GetContentCommand"
    synopsis = "Reads what a file or another item holds."
    examples = (("The lines of a file", "Get-Content notes.txt"), ("Its end", "Get-Content app.log -Tail 20"), ("All of it as one text", "Get-Content a.json -Raw"))

    ReadCount: int = 1
    TotalCount: int = -1
    Tail: int = -1
    Raw: bool = False
    Delimiter: Optional[str] = None
    Wait: bool = False

    def process(self) -> None:
        if not self._sane():
            return
        for target in self.targets(True):
            if self.stopping:
                return
            if not target.provider.is_files:
                self._session_state(target)
            elif os.path.isdir(target.path):
                e = InvalidOperationException(f"Unable to get content because it is a directory: '{target.path}'. Please use 'Get-ChildItem' instead.")
                self.write_error(ErrorRecord(e, "GetContainerContentException", "InvalidOperation", target.path))
            else:
                self._file(target)

    def _sane(self) -> bool:
        if self.has("TotalCount") and self.has("Tail"):
            self.error("The parameters TotalCount and Tail cannot be used together. Please specify only one parameter.", "TailAndHeadCannotCoexist",
                       "InvalidOperation", exception_class=InvalidOperationException)
            return False
        if self.Raw:
            for other in ("Tail", "TotalCount", "Delimiter"):
                if self.has(other):
                    self.error(f"The 'Raw' and '{other}' parameters cannot be specified in the same command.", "InvalidOperation", "InvalidOperation",
                               exception_class=InvalidOperationException)
                    return False
        return True

    def _session_state(self, target: ResolvedPath) -> None:
        try:
            for value in target.provider.read_content(target.path):
                self.write([value] if isinstance(value, list) else value)
        except NetException as e:
            self.report(e, target.shown)

    def _file(self, target: ResolvedPath) -> None:
        path = target.path
        try:
            if self.AsByteStream:
                if self.Encoding is not None:
                    self.warn("Encoding not used when '-AsByteStream' specified.")
                self._bytes(path)
            else:
                self._text(target)
        except OSError as e:
            self.write_error(ErrorRecord(net_from_os(e, path), "GetContentReaderUnauthorizedAccessError" if isinstance(e, PermissionError) else
                                         "GetContentReaderIOError", "PermissionDenied" if isinstance(e, PermissionError) else "ReadError", path))

    # ---- bytes

    def _bytes(self, path: str) -> None:
        with open(path, "rb") as f:
            if self.Raw:
                self.write(byte_array(f.read()))
                return
            if self.has("Tail"):
                size = os.fstat(f.fileno()).st_size
                f.seek(max(0, size - self.Tail))
            data = f.read(self.TotalCount) if self.TotalCount >= 0 else f.read()
        if self.ReadCount == 1:
            self.write_all(map(Byte, data))
        elif self.ReadCount <= 0:
            self.write(byte_array(data))
        else:
            for i in range(0, len(data), self.ReadCount):
                self.write(byte_array(data[i:i + self.ReadCount]))

    # ---- text

    def _text(self, target: ResolvedPath) -> None:
        form = self.form()
        if self.Raw:
            with open_text(target.path, form, "") as f:
                text = f.read()
            if text:
                self.write(text)
            return
        with open_text(target.path, form) as f:
            if self.Tail != 0 or not self.has("Tail"):
                self._deliver(self._chosen(self._pieces(f, target.path, form)), target)
            if self.Wait:
                self._follow(f)

    def _pieces(self, f: IO[str], path: str, form: Optional[TextForm]) -> Iterable[str]:
        """Lines, or what stands between delimiters."""
        if self.Delimiter is None:
            return _lines(f)
        with open_text(path, form, "") as whole:
            text = whole.read()
        delimiter = to_string(self.Delimiter)
        parts = text.split(delimiter) if delimiter else [text]
        return parts[:-1] if parts and parts[-1] == "" else parts

    def _chosen(self, lines: Iterable[str]) -> Iterable[str]:
        if self.TotalCount >= 0:
            from itertools import islice
            return islice(lines, self.TotalCount)
        if self.has("Tail"):
            return deque(lines, maxlen=self.Tail)
        return lines

    def _deliver(self, lines: Iterable[str], target: ResolvedPath) -> None:
        count = self.ReadCount
        line_of = LineSource(target).line
        if count == 1:
            emit = self.emit
            for number, line in enumerate(lines, 1):
                emit(line_of(line, number))
            return
        block: list[Value] = []
        for number, line in enumerate(lines, 1):
            block.append(line_of(line, number))
            if len(block) == count:
                self.write(block)
                block = []
        if block:
            self.write(block)

    def _follow(self, f: IO[str]) -> None:
        """-Wait: new lines as they are written, until stopped."""
        import time
        rest = ""
        while not (self.stopping or self.ctx.stop_requested):
            text = f.read()
            if not text:
                time.sleep(POLL_SECONDS)
                continue
            *whole, rest = (rest + text).split("\n")
            for line in whole:
                self.write(line)


def _lines(f: IO[str]) -> Iterator[str]:
    for line in f:
        yield line[:-1] if line.endswith("\n") else line
