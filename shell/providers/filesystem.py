"""The FileSystem provider: files and folders of the machine.  Provider paths are absolute real paths with `/`."""
from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Optional

from shell.providers.provider import Provider

Value = Any


class FileSystemProvider(Provider):
    """Reading side and the questions; what changes files is in file_changes.py."""

    name = "FileSystem"
    capabilities = "Filter, ShouldProcess, Credentials"
    is_files = True

    def __init__(self, ctx: Any) -> None:
        super().__init__(ctx)
        self.home = os.path.expanduser("~")

    def exists(self, path: str) -> bool:
        return os.path.lexists(path.rstrip("/") or "/")

    def is_container(self, path: str) -> bool:
        return os.path.isdir(path)

    def children(self, path: str, force: bool = False) -> Iterable[str]:
        """Folders first, then files, each in culture order; dot files only with `force`.  Raises OSError."""
        base = path.rstrip("/") + "/"
        return [base + name for name, _ in listing(path, force)]

    def item(self, path: str, force: bool = False, drive: Any = None) -> Value:
        from shell.providers.item_notes import make_info
        path = path.rstrip("/") or "/"
        return make_info(path, os.path.isdir(path), drive or self.ctx.drives.builtin["/"], self)

    def join(self, parent: str, name: str) -> str:
        return parent.rstrip("/") + "/" + name

    def leaf(self, path: str) -> str:
        return path.rstrip("/").rpartition("/")[2]

    def ignore_case_literal(self) -> bool:
        return False

    def is_hidden(self, path: str) -> bool:
        return self.leaf(path).startswith(".")

    def read_content(self, path: str) -> Any:
        """`${c:\\file}`: the lines."""
        from shell.providers.file_content import read_lines
        return read_lines(path, None)

    def variable_content(self, path: str) -> Optional[Value]:
        from shell.providers.file_content import read_lines
        if not os.path.isfile(path):
            return None
        lines = list(read_lines(path, None))
        return lines[0] if len(lines) == 1 else lines or None

    def write_content(self, path: str, values: list[Value], append: bool) -> None:
        from shell.providers.file_content import ContentWriter
        writer = ContentWriter(path, None, append)
        try:
            for value in values:
                writer.write_text(value)
        finally:
            writer.close()


def listing(path: str, force: bool) -> list[tuple[str, bool]]:
    """(name, is a folder) of what a folder holds: folders first, each group in culture order.  Raises OSError."""
    from shell.clr.collation import culture_key
    folders: list[str] = []
    files: list[str] = []
    with os.scandir(path) as entries:
        for e in entries:
            if force or not e.name.startswith("."):
                (folders if _is_folder(e) else files).append(e.name)
    folders.sort(key=culture_key)
    files.sort(key=culture_key)
    return [(n, True) for n in folders] + [(n, False) for n in files]


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
