"""Out-File and Tee-Object: the shown form of objects into a file."""
from __future__ import annotations

import os
from typing import IO, Any, Optional

from shell.clr.exceptions import IOException, NetException
from shell.commands.files.base import net_from_os
from shell.commands.files.content_base import encoding_argument
from shell.commands.files.file_errors import PSArgumentException, PSInvalidOperationException
from shell.objects.psobject import MISSING
from shell.objects.records import ErrorRecord, InvocationInfo, TerminatingError
from shell.objects.text import to_string
from shell.providers.file_content import UTF8, write_errors
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet

Value = Any


class OutFile(Cmdlet):
    name = "Out-File"
    net_class = "Microsoft.PowerShell.Commands.OutFileCommand"
    synopsis = "Writes what the screen would show into a file."
    examples = (("A table into a file", "Get-Process | Out-File processes.txt"), ("At the end of a file", "Get-Date | Out-File log.txt -Append"))

    FilePath: Optional[str] = None
    LiteralPath: Optional[str] = None
    Encoding: Value = None
    Append: bool = False
    Force: bool = False
    NoClobber: bool = False
    Width: int = 0
    NoNewline: bool = False
    InputObject: Value = MISSING
    _file: Optional[IO[bytes]] = None

    def begin(self) -> None:
        literal = self.LiteralPath is not None
        given = to_string(self.LiteralPath if literal else self.FilePath)
        self._form = encoding_argument(self, self.Encoding) or UTF8
        path = self._resolve(given, literal)
        self._end = "" if self.NoNewline else "\n"
        self._errors = write_errors(self._form.codec)
        if self.should_process(given, "Output to File"):
            self._open(path)
        from shell.formatting.engine import Formatter
        self._formatter = Formatter(self.ctx, self._line, int(self.Width) or self.ctx.host.width)

    def _resolve(self, given: str, literal: bool) -> str:
        """The one real path; ends the command when there is none."""
        drives = self.ctx.drives
        try:
            if not literal and has_wildcard(given):
                found = drives.expand(given)
                if len(found) > 1:
                    self.fail("Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files.",
                              "ReadWriteMultipleFilesNotSupported", "InvalidArgument", given, exception_class=PSArgumentException)
                if not found:
                    self.fail(f"Cannot perform operation because the wildcard path {given} did not resolve to a file.", "FileOpenFailure", "OpenError", given,
                              exception_class=PSArgumentException)
                target = found[0]
            else:
                target = drives.resolve(given if literal else given.replace("`", ""))
        except NetException as e:
            raise self.terminate(ErrorRecord(e, e.error_id or e.short_name, e.category or "NotSpecified", given)) from e
        if not target.provider.is_files:
            self.fail(f"Cannot open file because the current provider ({target.provider.full_name}) cannot open a file.", "ReadWriteFileNotFileSystemProvider",
                      "InvalidArgument", given, exception_class=PSInvalidOperationException)
        return str(target.path)

    def _open(self, path: str) -> None:
        if self.NoClobber and not self.Append and os.path.lexists(path):
            self.fail(f"The file '{path}' already exists.", "NoClobber", "ResourceExists", path, exception_class=IOException)
        try:
            if self.Force and os.path.exists(path) and not os.access(path, os.W_OK):
                os.chmod(path, 0o644)
            self._file = open(path, "ab" if self.Append else "wb")
        except OSError as e:
            raise self.terminate(ErrorRecord(net_from_os(e, path), "FileOpenFailure", "OpenError", path)) from e
        if self._form.mark and (not self.Append or os.path.getsize(path) == 0):
            self._file.write(self._form.mark)

    def _line(self, text: str) -> None:
        if self._file is not None:
            if not self._end:
                text = text.replace("\n", "")
            self._file.write((text + self._end).encode(self._form.codec, self._errors))

    def process(self) -> None:
        value = self.InputObject
        if value is not MISSING:
            self._formatter.process(value)

    def write_bytes(self, data: bytes) -> None:
        """Raw output of a program, redirected here."""
        if self._file is not None:
            self._file.write(data)

    def end(self) -> None:
        try:
            self._formatter.end()
        finally:
            self._close()

    def stop(self) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class TeeObject(Cmdlet):
    name = "Tee-Object"
    net_class = "Microsoft.PowerShell.Commands.TeeObjectCommand"
    synopsis = "Writes objects into a file or variable and passes them on."
    examples = (("See and keep", "Get-Process | Tee-Object processes.txt"), ("Into a variable", "1..3 | Tee-Object -Variable numbers"))

    FilePath: Optional[str] = None
    LiteralPath: Optional[str] = None
    Variable: Optional[str] = None
    Append: bool = False
    Encoding: Value = None
    InputObject: Value = None
    _stage: Any = None

    def begin(self) -> None:
        self._collected: list[Value] = []
        if self.Variable is None:
            self._start_file()

    def _start_file(self) -> None:
        from shell.runtime.cmdlet_stage import CmdletStage
        from shell.runtime.frame import drop
        from shell.runtime.parameters import CommandArgument
        name = "FilePath" if self.LiteralPath is None else "LiteralPath"
        args = [CommandArgument(to_string(getattr(self, name)), name)]
        if self.Append:
            args.append(CommandArgument(True, "Append"))
        if self.Encoding is not None:
            args.append(CommandArgument(self.Encoding, "Encoding"))
        self._stage = CmdletStage(self.ctx.find_cmdlet("Out-File"), args, self.ctx, drop, InvocationInfo(None, None, "out-file", "out-file"), True)
        try:
            self._stage.begin()
        except TerminatingError as e:
            e.record.category_info.activity = "out-file"
            raise

    def process(self) -> None:
        value = self.InputObject
        if self.Variable is None:
            self._stage.process(value)
        else:
            self._collected.append(value)
        self.write(value)

    def end(self) -> None:
        if self._stage is not None:
            self._stage.end()
            return
        name = to_string(self.Variable)
        values = self._collected
        if self.Append:
            old = self.ctx.get_variable(name)
            values = [*(old if isinstance(old, list) else [] if old is None else [old]), *values]
        self.ctx.set_variable(name, values[0] if len(values) == 1 else list(values))

    def stop(self) -> None:
        if self._stage is not None:
            self._stage.stop()
