"""Move-Item and Rename-Item."""
from __future__ import annotations

import os
import shutil
from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, IOException, NetException
from shell.commands.files.base import PathCmdlet, net_from_os
from shell.commands.files.copy_item import TransferCmdlet
from shell.commands.files.file_errors import PSArgumentException, PSInvalidOperationException
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.item_notes import make_info, note_item
from shell.providers.paths import ResolvedPath, has_wildcard

Value = Any


class MoveItem(TransferCmdlet):
    name = "Move-Item"
    net_class = "Microsoft.PowerShell.Commands.MoveItemCommand"
    synopsis = "Moves files and folders."
    examples = (("Into a folder", "Move-Item *.log old"), ("Over an existing file", "Move-Item new.txt config.txt -Force"))
    verb = "Move"

    def process(self) -> None:
        for source in self.sources():
            destination = self.destination()
            if destination is None:
                return
            if not source.provider.is_files:
                self._unsupported(source)
            elif os.path.isdir(source.path) and not os.path.islink(source.path):
                self._folder(source.path.rstrip("/") or "/", destination.path, source.drive)
            else:
                self._file(source.path, destination.path, source.drive)

    def _unsupported(self, source: ResolvedPath) -> None:
        try:
            source.provider.unsupported()
        except NetException as e:
            self.report(e, source.path)

    def _show(self, to: str, folder: bool, drive: Any) -> None:
        if self.PassThru:
            self.write(make_info(to, folder, drive, self.ctx.providers["filesystem"]))

    def _file(self, path: str, to: str, drive: Any) -> None:
        if os.path.isdir(to):
            to = to.rstrip("/") + "/" + path.rpartition("/")[2]
        info = make_info(path, False, drive, self.ctx.providers["filesystem"])
        if not self.should_process(f"Item: {path} Destination: {to}", "Move File") or path == to:
            return
        if os.path.lexists(to) and not self.Force:
            self.write_error(ErrorRecord(IOException(f"The file '{to}' already exists."), "MoveFileInfoItemIOError", "WriteError", info))
            return
        try:
            if not os.path.isdir(os.path.dirname(to)):
                raise FileNotFoundError(2, "")
            shutil.move(path, to)
        except OSError as e:
            self.failed(e, to, False, info)
            return
        self._show(to, False, drive)

    def _folder(self, path: str, to: str, drive: Any) -> None:
        if os.path.isdir(to):
            to = to.rstrip("/") + "/" + path.rpartition("/")[2]
        to = to.rstrip("/")
        if to == path or to.startswith(path + "/"):
            e = IOException(f"Destination path cannot be a subdirectory of the source or the source itself: {to}.")
            self.write_error(ErrorRecord(e, "MoveItemCannotMoveToSubdirectory", "InvalidArgument", path))
            return
        if not self.should_process(f"Item: {path} Destination: {to}", "Move Directory"):
            return
        info = make_info(path, True, drive, self.ctx.providers["filesystem"])
        try:
            if os.path.isdir(to):
                shutil.copytree(path, to, symlinks=True, dirs_exist_ok=True)
                shutil.rmtree(path)
            elif os.path.lexists(to):
                raise FileExistsError(17, "")
            else:
                os.stat(os.path.dirname(to))
                shutil.move(path, to)
        except OSError as e:
            self.failed(e, to, True, info)
            return
        self._show(to, True, drive)


class RenameItem(PathCmdlet):
    name = "Rename-Item"
    net_class = "Microsoft.PowerShell.Commands.RenameItemCommand"
    synopsis = "Gives an item another name where it is."
    examples = (("A new name", "Rename-Item a.txt b.txt"), ("Another extension for many", "Get-ChildItem *.txt | Rename-Item -NewName { $_.BaseName + '.md' }"))

    Path: Optional[str] = None  # type: ignore[assignment]
    LiteralPath: Optional[str] = None  # type: ignore[assignment]
    NewName: str = ""
    PassThru: bool = False

    def process(self) -> None:
        literal = self.LiteralPath is not None
        path = to_string(self.LiteralPath if literal else self.Path)
        try:
            found = self.expand_one(path, literal, force=True)
        except NetException as e:
            self.report(e, path)
            return
        if len(found) != 1:
            self._ambiguous(path, len(found))
            return
        target = found[0]
        if target.provider.is_files:
            self._file_system(target)
        else:
            self._session_state(target)

    def _ambiguous(self, path: str, count: int) -> None:
        if count:
            self.fail("Cannot rename because the path resolved to more than one item. Only one item can be renamed at a time.", "Argument", "InvalidArgument",
                      path, exception_class=ArgumentException)
        e = PSInvalidOperationException(f"Cannot rename because item at '{path}' does not exist.")
        self.write_error(ErrorRecord(e, "InvalidOperation", "InvalidOperation", path))
        self.runtime.had_error = has_wildcard(path) is False  # recorded: $? stays true

    def _session_state(self, target: ResolvedPath) -> None:
        new = to_string(self.NewName)
        try:
            if self.should_process(f"Item: {target.path} NewName: {new}", f"Rename {target.provider.item_word}"):
                made = target.provider.rename(target.path, new.rpartition(":")[2].lstrip("/\\"), self.Force)
                if self.PassThru and made is not None:
                    self.write(note_item(made, target))
        except NetException as e:
            self.report(e, target.path)

    def _file_system(self, target: ResolvedPath) -> None:
        path = target.path.rstrip("/")
        parent = path.rpartition("/")[0] or "/"
        new = to_string(self.NewName).replace("\\", "/")
        to = os.path.normpath(os.path.join(parent, new))
        if (os.path.dirname(to) != parent.rstrip("/") and os.path.dirname(to) != parent) or new.endswith("/"):
            e = PSArgumentException("Cannot rename the specified target, because it represents a path or device name.")
            self.write_error(ErrorRecord(e, "Argument", "InvalidArgument"))
            return
        folder = os.path.isdir(path)
        if not self.should_process(f"Item: {path} Destination: {to}", "Rename Directory" if folder else "Rename File") or path == to:
            return
        try:
            if os.path.lexists(to):
                text = f"Cannot create '{to}' because a file or directory with the same name already exists." if folder else f"The file '{to}' already exists."
                self.write_error(ErrorRecord(IOException(text), "RenameItemIOError", "WriteError", path))
                return
            os.rename(path, to)
        except OSError as e:
            self.write_error(ErrorRecord(net_from_os(e, path), "RenameItemIOError", "WriteError", path))
            return
        if self.PassThru:
            self.write(make_info(to, folder, target.drive, target.provider))
