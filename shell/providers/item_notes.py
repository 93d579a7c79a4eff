"""The note properties every provider item carries: PSPath, PSParentPath, PSChildName, PSDrive, PSProvider, PSIsContainer."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.dictionary_base import DictionaryEntry
from shell.clr.files import DirectoryInfo, FileInfo, FileSystemInfo
from shell.providers import types as _types  # noqa: F401  (what PSDrive and PSProvider show)
from shell.providers.paths import ResolvedPath
from shell.runtime.variables import PSVariable

Value = Any
FILE_PREFIX = "Microsoft.PowerShell.Core\\FileSystem::"


def file_notes(path: str, drive: Any, provider: Any, container: Optional[bool] = None) -> dict[str, Value]:
    """The notes of a file system path; PSIsContainer only when it is known."""
    head, _, name = path.rstrip("/").rpartition("/")
    notes: dict[str, Value] = {"PSPath": FILE_PREFIX + path, "PSParentPath": FILE_PREFIX + (head or "/") if name else "", "PSChildName": name or "/",
                               "PSDrive": drive, "PSProvider": provider}
    if container is not None:
        notes["PSIsContainer"] = container
    return notes


def make_info(path: str, folder: bool, drive: Any, provider: Any) -> FileSystemInfo:
    """A FileInfo or DirectoryInfo of an absolute, normal path, its state read now, its notes attached."""
    info: FileSystemInfo = (DirectoryInfo if folder else FileInfo).__new__(DirectoryInfo if folder else FileInfo)
    info.original = info.path = path
    info._stat = None
    info.ps_ext = file_notes(path, drive, provider, folder)
    info.stat()
    return info


def flat_notes(target: ResolvedPath, container: bool = False) -> dict[str, Value]:
    """The notes of an item of session state."""
    provider = target.provider
    prefix = f"{provider.full_name}::"
    return {"PSPath": prefix + target.path, "PSDrive": target.drive or provider.ctx.drives.default_for(provider), "PSProvider": provider,
            "PSIsContainer": container}


def note_item(value: Value, target: ResolvedPath) -> Value:
    """Attach the notes to an item that is this item's own object; shared ones (functions, aliases) stay as they are."""
    if isinstance(value, (PSVariable, DictionaryEntry)):
        value.ps_ext = flat_notes(target)
    return value
