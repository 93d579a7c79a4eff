"""The .NET members of FileInfo and DirectoryInfo (the classes and their rules: files)."""
from __future__ import annotations

import os
import shutil
from typing import Any, Optional

from shell.clr.arrays import make_array
from shell.clr.exceptions import IOException
from shell.clr.files import (
    DirectoryInfo,
    FileInfo,
    FileSystemInfo,
    already_there,
    extension,
    make_link,
    resolve_link,
    set_unix_file_mode,
    unix_file_mode,
)
from shell.clr.io_errors import net_errors
from shell.clr.typeinfo import NetType

Value = Any
FILE_SYSTEM_INFO = NetType("System.IO.FileSystemInfo", FileSystemInfo, interfaces=("System.Runtime.Serialization.ISerializable",))
FILE_INFO = NetType("System.IO.FileInfo", FileInfo, base=FILE_SYSTEM_INFO)
DIRECTORY_INFO = NetType("System.IO.DirectoryInfo", DirectoryInfo, base=FILE_SYSTEM_INFO)


def _folder(path: Optional[str]) -> Optional[DirectoryInfo]:
    return None if path is None else DirectoryInfo(path)


FILE_INFO.prop("Length", "long")(FileInfo.length)
FILE_INFO.prop("DirectoryName", "string")(FileSystemInfo.parent)
FILE_INFO.prop("Directory", "System.IO.DirectoryInfo")(lambda f: _folder(f.parent()))
FILE_INFO.prop("IsReadOnly", "bool", FileInfo.set_is_read_only)(FileInfo.is_read_only)
DIRECTORY_INFO.prop("Parent", "System.IO.DirectoryInfo")(lambda d: _folder(d.parent()))
DIRECTORY_INFO.prop("Root", "System.IO.DirectoryInfo")(lambda d: DirectoryInfo("/"))
_I = FILE_SYSTEM_INFO
_I.attr("FullName", "string", "path")
_I.prop("Extension", "string")(extension)
_I.prop("Name", "string")(FileSystemInfo.name)
_I.prop("Exists", "bool")(FileSystemInfo.exists)
for _which in ("Creation", "LastAccess", "LastWrite"):
    for _utc in (False, True):
        _I.prop(f"{_which}Time{'Utc' if _utc else ''}", "datetime", lambda f, v, w=_which, u=_utc: f.set_file_time(w, u, v))(
            lambda f, w=_which, u=_utc: f.file_time(w, u))
_I.prop("LinkTarget", "string")(FileSystemInfo.link_target)
_I.prop("UnixFileMode", "System.IO.UnixFileMode", set_unix_file_mode)(unix_file_mode)
_I.prop("Attributes", "System.IO.FileAttributes", FileSystemInfo.set_attributes)(FileSystemInfo.attributes)
_I.method("void Refresh()")(FileSystemInfo.refresh)
_I.method("string ToString()")(str)
_I.method("void CreateAsSymbolicLink(string pathToTarget)")(make_link)
_I.method("System.IO.FileSystemInfo ResolveLinkTarget(bool returnFinalTarget)")(resolve_link)
FILE_INFO.new("System.IO.FileInfo new(string fileName)")(FileInfo)
DIRECTORY_INFO.new("System.IO.DirectoryInfo new(string path)")(DirectoryInfo)
FILE_INFO.convert_from = lambda v: FileInfo(v) if isinstance(v, str) else NotImplemented
DIRECTORY_INFO.convert_from = lambda v: DirectoryInfo(v) if isinstance(v, str) else NotImplemented


@FILE_INFO.method("void Delete()")
def delete_file(info: FileInfo) -> None:
    """A file that is not there is no error."""
    with net_errors(info.path):
        try:
            os.unlink(info.path)
        except FileNotFoundError:
            if not os.path.isdir(os.path.dirname(info.path)):
                raise
    info.refresh()


@FILE_INFO.method("System.IO.FileInfo CopyTo(string destFileName)", "System.IO.FileInfo CopyTo(string destFileName, bool overwrite)")
def copy_file(info: FileInfo, target: str, overwrite: bool = False) -> FileInfo:
    if os.path.lexists(target) and not overwrite:
        raise already_there(target)
    with net_errors(info.path if not os.path.exists(info.path) else target):
        shutil.copy2(info.path, target)
    return FileInfo(target)


@FILE_INFO.method("void MoveTo(string destFileName)", "void MoveTo(string destFileName, bool overwrite)")
def move_file(info: FileInfo, target: str, overwrite: bool = False) -> None:
    if os.path.lexists(target) and not overwrite:
        raise already_there(target)
    with net_errors(info.path if not os.path.exists(info.path) else target):
        shutil.move(info.path, target)
    info.path = os.path.abspath(target)
    info.original = target
    info.refresh()


def _open(mode: int, access: int) -> Any:
    def opener(info: FileInfo) -> Value:
        from shell.clr.io_streams import open_file
        info.refresh()
        return open_file(info.path, mode, access)
    return opener


def _open_as(info: FileInfo, mode: int, access: Optional[int] = None, share: int = 0) -> Value:
    from shell.clr.io_streams import open_file
    return open_file(info.path, mode, access)


FILE_INFO.method("System.IO.FileStream Open(System.IO.FileMode mode)", "System.IO.FileStream Open(System.IO.FileMode mode, System.IO.FileAccess access)",
                 "System.IO.FileStream Open(System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share)")(_open_as)
FILE_INFO.method("System.IO.FileStream Create()")(_open(2, 3))
FILE_INFO.method("System.IO.FileStream OpenRead()")(_open(3, 1))
FILE_INFO.method("System.IO.FileStream OpenWrite()")(_open(4, 2))


@FILE_INFO.method("System.IO.StreamReader OpenText()")
def open_text(info: FileInfo) -> Value:
    from shell.clr.io_text import open_reader
    return open_reader(info.path)


@FILE_INFO.method("System.IO.StreamWriter CreateText()")
def create_text(info: FileInfo) -> Value:
    from shell.clr.io_text import open_writer
    return open_writer(info.path)


@FILE_INFO.method("System.IO.StreamWriter AppendText()")
def append_text(info: FileInfo) -> Value:
    from shell.clr.io_text import open_writer
    return open_writer(info.path, True)


# --- DirectoryInfo ------------------------------------------------------------------------------------------------------------------------

@DIRECTORY_INFO.method("void Create()")
def create(info: DirectoryInfo) -> None:
    with net_errors(info.path):
        os.makedirs(info.path, exist_ok=True)
    info.refresh()


@DIRECTORY_INFO.method("System.IO.DirectoryInfo CreateSubdirectory(string path)")
def create_below(info: DirectoryInfo, path: str) -> DirectoryInfo:
    made = DirectoryInfo(os.path.join(info.path, path))
    create(made)
    return made


@DIRECTORY_INFO.method("void Delete()", "void Delete(bool recursive)")
def delete_folder(info: DirectoryInfo, recursive: bool = False) -> None:
    with net_errors(info.path, folder=True):
        if os.path.islink(info.path.rstrip("/")):
            os.unlink(info.path.rstrip("/"))
        elif recursive:
            shutil.rmtree(info.path)
        else:
            os.rmdir(info.path)
    info.refresh()


@DIRECTORY_INFO.method("void MoveTo(string destDirName)")
def move_folder(info: DirectoryInfo, target: str) -> None:
    if os.path.lexists(target):
        raise IOException(f"Cannot create '{os.path.abspath(target)}' because a file or directory with the same name already exists.")
    with net_errors(info.path, folder=True):
        shutil.move(info.path, target)
    info.path = os.path.abspath(target)
    info.original = target
    info.refresh()


def _children(folders: bool, files: bool, element: NetType) -> Any:
    def get(info: DirectoryInfo, pattern: str = "*", option: int = 0) -> Value:
        return make_array(element, list(info.children(pattern, bool(int(option)), folders, files)))
    return get


for _verb in ("Get", "Enumerate"):
    for _what, _folders, _files, _type in (("Files", False, True, FILE_INFO), ("Directories", True, False, DIRECTORY_INFO), ("FileSystemInfos", True, True, FILE_SYSTEM_INFO)):
        _returns = f"{_type.full_name}[] " if _verb == "Get" else f"System.Collections.Generic.IEnumerable[{_type.full_name}] "
        DIRECTORY_INFO.method(*(_returns + _verb + _what + p for p in ("()", "(string searchPattern)", "(string searchPattern, System.IO.SearchOption searchOption)")))(
            _children(_folders, _files, _type))
