"""Set-Content, Add-Content, Clear-Content: what files and other items hold is written, extended, emptied."""
from __future__ import annotations

import os
from typing import Any, ClassVar, Optional

from shell.clr.exceptions import DirectoryNotFoundException, IOException, NetException, NotSupportedException
from shell.commands.files.base import net_from_os
from shell.commands.files.content_base import ContentCmdlet
from shell.objects.records import ErrorRecord, TerminatingError
from shell.providers.file_content import ContentWriter
from shell.providers.paths import ResolvedPath

Value = Any
_NOT_BYTES = "Cannot proceed with byte encoding. When using byte encoding the content must be of type byte."


def container_error(path: str, clear: bool) -> NetException:
    if clear:
        return NotSupportedException(f"Unable to clear content of '{path}' because it is a directory. Clear-Content is only supported on files.")
    return NotSupportedException(f"Unable to write content because it is a directory: '{path}'.")


class SetContent(ContentCmdlet):
    name = "Set-Content"
    net_class = "Microsoft.PowerShell.Commands.SetContentCommand"
    synopsis = "Writes a new content into a file or another item."
    examples: ClassVar[tuple[tuple[str, str], ...]] = (("Lines into a file", "'one', 'two' | Set-Content notes.txt"), ("Without a final newline", "Set-Content version.txt 1.2 -NoNewline"))

    Value: Value = None
    NoNewline: bool = False
    PassThru: bool = False
    append = False
    action = "Set Content"
    plain_input = "Value"
    _writers: Optional[list[ContentWriter]] = None

    def begin(self) -> None:
        self._items: list[tuple[ResolvedPath, list[Value]]] = []

    def process(self) -> None:
        if self._writers is None:
            self._open()
        values = self.Value if isinstance(self.Value, list) else [self.Value]
        for writer in self._writers or ():
            if self.AsByteStream:
                for value in values:
                    if value is not None and not writer.write_bytes(value):
                        self._not_bytes()
                        return
            else:
                for value in values:
                    writer.write_text(value)
        for _, collected in self._items:
            collected.extend(values)
        if self.PassThru:
            self.write_all(values)

    def _not_bytes(self) -> None:
        self.end()
        self._writers = []
        self.error(_NOT_BYTES, "GetContentWriterArgumentError", "InvalidArgument", exception_class=IOException)

    def _open(self) -> None:
        form = self.form()
        self._writers = []
        if self.AsByteStream and self.Encoding is not None:
            self.warn("Encoding not used when '-AsByteStream' specified.")
        for target in self.targets(False):
            if not target.provider.is_files:
                self._other(target)
            elif self.should_process(f"Path: {target.path}", self.action):
                writer = self._writer(target.path, form)
                if writer is not None:
                    self._writers.append(writer)

    def _other(self, target: ResolvedPath) -> None:
        if self.append:
            e = NotSupportedException("Cannot call method. The content Seek method is not supported by this provider.")
            self.write_error(ErrorRecord(e, "NotSupported", "NotImplemented", target.path))
        elif self.should_process(f"Path: {target.path}", self.action):
            self._items.append((target, []))

    def _writer(self, path: str, form: Any) -> Optional[ContentWriter]:
        if os.path.isdir(path):
            self.write_error(ErrorRecord(container_error(path, not self.append), "WriteContainerContentException" if self.append else "ClearDirectoryContent",
                                         "InvalidOperation", path))
            return None
        try:
            if self.Force and os.path.exists(path) and not os.access(path, os.W_OK):
                os.chmod(path, 0o644)
            return ContentWriter(path, form, self.append, self.AsByteStream, self.NoNewline)
        except OSError as e:
            net = net_from_os(e, path)
            if isinstance(net, DirectoryNotFoundException):
                record = ErrorRecord(net, "GetContentWriterDirectoryNotFoundError", "ObjectNotFound", path)
            elif isinstance(e, PermissionError):
                record = ErrorRecord(net, "GetContentWriterUnauthorizedAccessError", "PermissionDenied", path)
            else:
                record = ErrorRecord(net, "GetContentWriterIOError", "WriteError", path)
            self.write_error(record)
            return None

    def end(self) -> None:
        for writer in self._writers or ():
            writer.close()
        for target, values in self._items:
            try:
                target.provider.write_content(target.path, values, False)
            except NetException as e:
                self.report(e, target.path)
            except TerminatingError as e:
                self.write_error(e.record)
        self._items = []

    def stop(self) -> None:
        for writer in self._writers or ():
            writer.close()


class AddContent(SetContent):
    name = "Add-Content"
    net_class = "Microsoft.PowerShell.Commands.AddContentCommand"
    synopsis = "Adds to what a file holds."
    examples = (("A line more", "Add-Content notes.txt 'remember this'"),)
    append = True
    action = "Add Content"


class ClearContent(ContentCmdlet):
    name = "Clear-Content"
    net_class = "Microsoft.PowerShell.Commands.ClearContentCommand"
    synopsis = "Empties files without removing them."
    examples = (("Empty the logs", "Clear-Content *.log"),)

    def process(self) -> None:
        for target in self.resolved():
            path = target.path
            if not target.provider.is_files:
                try:
                    target.provider.set_item(path, None)
                except NetException as e:
                    self.report(e, path)
            elif os.path.isdir(path):
                self.write_error(ErrorRecord(container_error(path, True), "ClearDirectoryContent", "InvalidOperation", path))
            elif self.should_process(f"Item: {path}", "Clear Content"):
                self._clear(path)

    def _clear(self, path: str) -> None:
        try:
            with open(path, "wb"):
                pass
        except OSError as e:
            denied = isinstance(e, PermissionError)
            self.write_error(ErrorRecord(net_from_os(e, path), "ClearContentUnauthorizedAccessError" if denied else "ClearContentIOError",
                                         "PermissionDenied" if denied else "WriteError", path))
