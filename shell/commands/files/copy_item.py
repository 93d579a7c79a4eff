"""Copy-Item: copies files, folders and items of session state; -ToSession and -FromSession go through the session service."""
from __future__ import annotations

import os
import shutil
from typing import Any, Optional

from shell.clr.exceptions import IOException, NetException, UnauthorizedAccessException
from shell.commands.files.base import PathCmdlet, name_passes, net_from_os
from shell.commands.files.file_errors import PSArgumentException
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.item_notes import make_info
from shell.providers.paths import ResolvedPath, has_wildcard

Value = Any


class TransferCmdlet(PathCmdlet):
    """Base of Copy- and Move-Item: sources, and the destination as text and as a path."""

    Destination: str = ""
    PassThru: bool = False
    verb = "Copy"

    def sources(self) -> Any:
        for path, literal in self.given_paths():
            try:
                found = self.expand_one(path, literal)
            except NetException as e:
                self.report(e, path)
                continue
            for target in found:
                folder = target.provider.is_files and os.path.isdir(target.path)
                if name_passes(target.provider.leaf(target.path), None if folder else self.Filter, self.Include, self.Exclude):
                    yield target

    def destination(self) -> Optional[ResolvedPath]:
        """Where to; None after an error was reported.  A trailing separator is kept in the path when no folder is there."""
        text = to_string(self.Destination) or "."
        drives = self.ctx.drives
        try:
            if has_wildcard(text):
                found = drives.expand(text, True)
                if len(found) == 1:
                    return found[0]  # type: ignore[no-any-return]
            target: ResolvedPath = drives.resolve(text)
        except NetException as e:
            self.report(e, text)
            return None
        if text.endswith(("/", "\\")) and target.provider.is_files and not os.path.isdir(target.path):
            target.path = target.path.rstrip("/") + "/"
        return target

    def failed(self, e: OSError, path: str, folder: bool, target: Value) -> None:
        """An OSError of a copy or move, with PowerShell's ids."""
        word = "DirectoryInfo" if folder else "FileInfo"
        denied = isinstance(e, PermissionError)
        self.write_error(ErrorRecord(net_from_os(e, path), f"{self.verb}{word}Item{'UnauthorizedAccessError' if denied else 'IOError'}",
                                     "PermissionDenied" if denied else "WriteError", target))


class CopyItem(TransferCmdlet):
    name = "Copy-Item"
    net_class = "Microsoft.PowerShell.Commands.CopyItemCommand"
    synopsis = "Copies files, folders and items of other drives, also to and from sessions."
    examples = (("A folder with all it holds", "Copy-Item src backup -Recurse"), ("A file to a host", "Copy-Item a.txt -Destination /tmp -ToSession $s"))

    Container: bool = True
    Recurse: bool = False
    FromSession: Value = None
    ToSession: Value = None

    def process(self) -> None:
        if self.FromSession is not None or self.ToSession is not None:
            self.ctx.service("copy_session")(self)
            return
        for source in self.sources():
            destination = self.destination()
            if destination is None:
                return
            if not source.provider.is_files:
                self._session_state(source, destination)
            elif os.path.isdir(source.path):
                self._whole_folder(source, destination)
            else:
                self.file(source.path, destination.path, source.drive)

    def _session_state(self, source: ResolvedPath, destination: ResolvedPath) -> None:
        try:
            if self.should_process(f"Item: {source.path} Destination: {destination.path}", f"Copy {source.provider.item_word}"):
                source.provider.copy(source.path, destination.path, self.Recurse, self.Force)
        except NetException as e:
            self.report(e, source.path)

    def _whole_folder(self, source: ResolvedPath, destination: ResolvedPath) -> None:
        path, to = source.path.rstrip("/") or "/", destination.path
        if os.path.lexists(to) and not os.path.isdir(to):
            e = PSArgumentException("Container cannot be copied onto existing leaf item.")
            self.write_error(ErrorRecord(e, "CopyContainerItemToLeafError", "InvalidArgument", path))
        elif self.Recurse and not self.Container:
            self._flatten(path, to, source.drive)
        else:
            self.folder(path, to, source.drive)

    def _flatten(self, path: str, to: str, drive: Any) -> None:
        """-Container:$false: everything below lands in one folder."""
        for name in sorted(os.listdir(path), key=lambda n: (not os.path.isdir(f"{path}/{n}"), n)):
            child = f"{path}/{name}"
            if os.path.isdir(child):
                self._make_folder(f"{to.rstrip('/')}/{name}", child, drive)
                self._flatten(child, to, drive)
            else:
                self.file(child, to, drive)

    def _itself(self, path: str) -> None:
        e = IOException(f"Cannot overwrite the item {path} with itself.")
        self.write_error(ErrorRecord(e, "CopyError", "WriteError", path))

    def folder(self, path: str, to: str, drive: Any, top: bool = True) -> None:
        """A folder; into the destination when that exists."""
        if path == to.rstrip("/"):
            self._itself(path)
            return
        if top and os.path.isdir(to):
            to = to.rstrip("/") + "/" + path.rpartition("/")[2]
        if path == to.rstrip("/"):
            self._itself(path)
            return
        if not self.should_process(f"Item: {path} Destination: {to}", "Copy Directory"):
            return
        entries = [(e.name, e.is_dir()) for e in os.scandir(path)] if self.Recurse else []
        if not self._make_folder(to.rstrip("/"), path, drive) or not self.Recurse:
            return
        self._contents(path, to.rstrip("/"), entries, drive)

    def _contents(self, path: str, to: str, entries: list[tuple[str, bool]], drive: Any) -> None:
        for name, is_folder in sorted(entries, key=lambda e: e[1]):
            if self.stopping:
                return
            if name_passes(name, None, None, self.Exclude) and (is_folder or name_passes(name, self.Filter, None, None)):
                if is_folder:
                    self.folder(f"{path}/{name}", f"{to}/{name}", drive, False)
                else:
                    self.file(f"{path}/{name}", f"{to}/{name}", drive)

    def _make_folder(self, to: str, path: str, drive: Any) -> bool:
        """The folder at the destination; an existing one is an error without -Force, though its files are copied all the same."""
        if os.path.isdir(to):
            if not self.Force:
                e = IOException(f"An item with the specified name {to} already exists.")
                self.write_error(ErrorRecord(e, "DirectoryExist", "ResourceExists", to))
            return True
        try:
            os.makedirs(to)
        except OSError as e:
            self.write_error(ErrorRecord(net_from_os(e, to), "CreateDirectoryIOError", "WriteError", to))
            return False
        if self.PassThru:
            self.write(make_info(to, True, drive, self.ctx.providers["filesystem"]))
        return True

    def file(self, path: str, to: str, drive: Any) -> None:
        """One file."""
        if os.path.isdir(to):
            to = to.rstrip("/") + "/" + path.rpartition("/")[2]
        if path == to:
            self._itself(path)
            return
        if not self.should_process(f"Item: {path} Destination: {to}", "Copy File"):
            return
        files = self.ctx.providers["filesystem"]
        try:
            if to.endswith("/"):
                raise PermissionError(13, "")
            self._copy(path, to)
        except PermissionError:
            e = UnauthorizedAccessException(f"Access to the path '{to if os.access(path, os.R_OK) else path}' is denied.")
            self.write_error(ErrorRecord(e, "CopyFileInfoItemUnauthorizedAccessError", "PermissionDenied", make_info(path, False, drive, files)))
            return
        except OSError as e:
            self.failed(e, to if os.path.exists(path) else path, False, make_info(path, False, drive, files))
            return
        if self.PassThru:
            self.write(make_info(to, False, drive, files))

    def _copy(self, path: str, to: str) -> None:
        if self.Force and os.path.exists(to) and not os.access(to, os.W_OK):
            os.chmod(to, 0o644)
        shutil.copyfile(path, to)
        shutil.copymode(path, to)
        s = os.stat(path)
        os.utime(to, ns=(s.st_atime_ns, s.st_mtime_ns))
