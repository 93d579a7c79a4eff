"""The FileSystem provider: files and folders of the machine.  Provider paths are absolute real paths with `/`."""
from __future__ import annotations

import os
from typing import Any, Iterable

from shell.providers.provider import Provider

Value = Any


class FileSystemProvider(Provider):
    """Reading side and the questions; what changes files is in filesystem_changes.py."""

    name = "FileSystem"
    capabilities = "Filter, ShouldProcess, Credentials"

    def __init__(self, ctx: Any) -> None:
        super().__init__(ctx)
        self.home = os.path.expanduser("~")

    def exists(self, path: str) -> bool:
        return os.path.lexists(path.rstrip("/") or "/")

    def is_container(self, path: str) -> bool:
        return os.path.isdir(path)

    def children(self, path: str, force: bool = False) -> Iterable[str]:
        """Folders first, then files, each in culture order; dot files only with `force`.  Raises OSError."""
        from shell.clr.collation import sort_key
        folders, files = [], []
        with os.scandir(path) as entries:
            for e in entries:
                if force or not e.name.startswith("."):
                    (folders if _is_folder(e) else files).append(e.name)
        base = path.rstrip("/") + "/"
        return [base + n for group in (folders, files) for n in sorted(group, key=sort_key)]

    def item(self, path: str, force: bool = False) -> Value:
        from shell.clr.files import DirectoryInfo, FileInfo
        return DirectoryInfo(path) if os.path.isdir(path) else FileInfo(path)

    def join(self, parent: str, name: str) -> str:
        return parent.rstrip("/") + "/" + name

    def leaf(self, path: str) -> str:
        return path.rstrip("/").rpartition("/")[2]

    def is_hidden(self, path: str) -> bool:
        return self.leaf(path).startswith(".")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def find_ignoring_case(root: str, relative: str) -> str:
    """The real path of a relative one whose parts may be spelled in another case; as it stands when nothing matches."""
    path = root.rstrip("/") or "/"
    for part in relative.split("/"):
        if not part:
            continue
        exact = path.rstrip("/") + "/" + part
        if not os.path.lexists(exact):
            folded = part.lower()
            try:
                exact = next((path.rstrip("/") + "/" + n for n in sorted(os.listdir(path)) if n.lower() == folded), exact)
            except OSError:
                pass  # not a folder, or not ours to read: the path as given says so itself
        path = exact
    return path
