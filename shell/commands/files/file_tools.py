"""New-TemporaryFile, Get-FileHash, Unblock-File."""
from __future__ import annotations

import hashlib
from typing import Any, Optional

from shell.clr.exceptions import NetException, SystemException, define_exception
from shell.commands.files.base import PathCmdlet, net_from_os
from shell.objects.psobject import PSCustomObject, base_of
from shell.objects.records import ErrorRecord, ItemNotFoundException
from shell.objects.text import to_string
from shell.providers.paths import ResolvedPath
from shell.runtime.cmdlet import Cmdlet

Value = Any
PlatformNotSupportedException = define_exception("System.PlatformNotSupportedException", SystemException)
_HASH_TYPE = "Microsoft.PowerShell.Commands.FileHashInfo"


class NewTemporaryFile(Cmdlet):
    name = "New-TemporaryFile"
    net_class = "Microsoft.PowerShell.Commands.NewTemporaryFileCommand"
    synopsis = "Makes an empty file with a name of its own among the temporary files."
    examples = (("Use and remove", "$t = New-TemporaryFile; Remove-Item $t"),)

    def end(self) -> None:
        from shell.clr.io_paths import get_temp_file_name, get_temp_path
        if self.should_process(get_temp_path()):
            path = get_temp_file_name()
            self.write(self.ctx.providers["filesystem"].item(path, True))


class FoundFiles(PathCmdlet):
    """Base: each path that is not there is the error FileNotFound about the path as typed."""

    def files(self) -> Any:
        for path, literal in self.given_paths():
            try:
                yield from self.expand_one(path, literal)
            except NetException as e:
                if e.error_id == "PathNotFound":
                    self.write_error(ErrorRecord(ItemNotFoundException(e.message), "FileNotFound", "ObjectNotFound", path))
                else:
                    self.report(e, path)


class GetFileHash(FoundFiles):
    name = "Get-FileHash"
    net_class = "Microsoft.PowerShell.Commands.GetFileHashCommand"
    synopsis = "Computes the hash of a file or stream."
    examples = (("SHA-256", "Get-FileHash setup.iso"), ("Another algorithm", "Get-FileHash setup.iso -Algorithm MD5"))

    Algorithm: str = "SHA256"
    InputStream: Value = None

    def process(self) -> None:
        if self.InputStream is None:
            for target in self.files():
                self._file(target)

    def end(self) -> None:
        if self.InputStream is not None:
            state = hashlib.new(self._name().lower())
            stream = base_of(self.InputStream)
            while piece := stream.read_bytes(1 << 16):
                state.update(piece)
            self._show(state.hexdigest(), None)

    def _name(self) -> str:
        return to_string(self.Algorithm).upper()

    def _file(self, target: ResolvedPath) -> None:
        if target.provider.is_container(target.path):
            return
        state = hashlib.new(self._name().lower())
        try:
            with open(target.path, "rb") as f:
                while piece := f.read(1 << 20):
                    state.update(piece)
        except OSError as e:
            self.write_error(ErrorRecord(net_from_os(e, target.path), "FileReadError", "ReadError", target.path))
            return
        self._show(state.hexdigest(), target.path)

    def _show(self, digest: str, path: Optional[str]) -> None:
        self.write(PSCustomObject({"Algorithm": self._name(), "Hash": digest.upper(), "Path": path}, [_HASH_TYPE, "System.Object"]))


class UnblockFile(FoundFiles):
    name = "Unblock-File"
    net_class = "Microsoft.PowerShell.Commands.UnblockFileCommand"
    synopsis = "Takes the mark of the internet off files; there is no such mark here."
    examples = (("What this platform answers", "try { Unblock-File ./download.zip -ErrorAction Stop } catch { $_.Exception.Message }"),)

    def process(self) -> None:
        for _ in self.files():
            pass
        self.fail("The cmdlet does not support Linux.", "System.PlatformNotSupportedException", "NotSpecified", exception_class=PlatformNotSupportedException)


