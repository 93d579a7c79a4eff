"""Remove-Item: removes files, folders and items of session state."""
from __future__ import annotations

import os
import shutil
from typing import Any

from shell.clr.exceptions import IOException, NetException
from shell.clr.files import read_only
from shell.commands.files.base import PathCmdlet, net_from_os
from shell.commands.files.file_errors import NO_RIGHTS, PSInvalidOperationException
from shell.objects.records import ErrorRecord, TerminatingError
from shell.providers.paths import ResolvedPath, has_wildcard
from shell.runtime.host import HostException

Value = Any


class RemoveItem(PathCmdlet):
    name = "Remove-Item"
    net_class = "Microsoft.PowerShell.Commands.RemoveItemCommand"
    synopsis = "Removes files, folders and items of other drives."
    examples = (("A folder with all it holds", "Remove-Item build -Recurse"), ("An environment variable", "Remove-Item Env:MODE"))
    Recurse: bool = False

    def process(self) -> None:
        for path, literal in self.given_paths():
            try:
                found = self.expand_one(path, literal)
            except NetException as e:
                self.report(e, path)
                continue
            wild = not literal and has_wildcard(path)
            for target in found:
                if self.wanted(target):
                    self._remove(target, wild)

    def _remove(self, target: ResolvedPath, wild: bool) -> None:
        provider = target.provider
        if not provider.is_files:
            if self.should_process(f"Item: {target.path}", f"Remove {provider.item_word}"):
                try:
                    provider.remove(target.path, self.Recurse, self.Force)
                except NetException as e:
                    self.report(e, target.path)
                except TerminatingError as e:
                    self.write_error(e.record)
            return
        path = target.path.rstrip("/") or "/"
        if self._in_use(path):
            used = PSInvalidOperationException(f"Cannot remove the item at '{target.shown}' because it is in use.")
            self.write_error(ErrorRecord(used, "InvalidOperation", "InvalidOperation"))
            return
        folder = os.path.isdir(path) and not os.path.islink(path)
        if folder and not self.Recurse and self._has_children(path) and not self._agreed(path):
            return
        if not self.should_process(path, "Remove Directory" if os.path.isdir(path) else "Remove File"):
            return
        if folder:
            self._folder(path, target)
        else:
            self._file(path, target)

    def _in_use(self, path: str) -> bool:
        here = self.ctx.location.filesystem_path
        return os.path.isdir(path) and not os.path.islink(path) and (here == path or here.startswith(path.rstrip("/") + "/"))

    def _has_children(self, path: str) -> bool:
        try:
            with os.scandir(path) as entries:
                return any(True for _ in entries)
        except OSError:
            return False  # removing it will say what is wrong

    def _agreed(self, path: str) -> bool:
        try:
            return self.should_continue(f"The item at {path} has children and the Recurse parameter was not specified. If you continue, all children will be removed "
                                        "with the item. Are you sure you want to continue?", "Confirm")
        except HostException as e:
            raise self.terminate(ErrorRecord(PSInvalidOperationException(e.message), "InvalidOperation", "InvalidOperation")) from e

    def _protected(self, path: str) -> bool:
        """Hidden or read-only: only with -Force."""
        s = os.lstat(path)
        return path.rpartition("/")[2].startswith(".") or (read_only(s) and not os.path.islink(path))

    def _file(self, path: str, target: ResolvedPath) -> bool:
        try:
            if not self.Force and self._protected(path):
                info = target.provider.item(path, True, target.drive)
                self.write_error(ErrorRecord(IOException(NO_RIGHTS), "RemoveFileSystemItemUnAuthorizedAccess", "PermissionDenied", info))
                return False
            os.unlink(path)
        except OSError as e:
            self._failed(e, path, target)
            return False
        return True

    def _folder(self, path: str, target: ResolvedPath) -> None:
        if self.Force:
            try:
                shutil.rmtree(path)
            except OSError as e:
                self._failed(e, e.filename or path, target)
            return
        if self._protected(path):
            info = target.provider.item(path, True, target.drive)
            self.write_error(ErrorRecord(IOException(NO_RIGHTS), "RemoveFileSystemItemUnAuthorizedAccess", "PermissionDenied", info))
            return
        self._tree(path, target)

    def _tree(self, path: str, target: ResolvedPath) -> bool:
        """Remove what may be removed; a folder that keeps something stays."""
        complete = True
        for entry in sorted(os.listdir(path)):
            child = f"{path}/{entry}"
            if os.path.isdir(child) and not os.path.islink(child):
                complete = self._tree(child, target) and complete
            else:
                complete = self._file(child, target) and complete
        if complete:
            try:
                os.rmdir(path)
            except OSError as e:
                self._failed(e, path, target)
                return False
        return complete

    def _failed(self, e: OSError, path: str, target: ResolvedPath) -> None:
        denied = isinstance(e, PermissionError)
        self.write_error(ErrorRecord(net_from_os(e, path), "RemoveFileSystemItemUnAuthorizedAccess" if denied else "RemoveFileSystemItemIOError",
                                     "PermissionDenied" if denied else "WriteError", path))
