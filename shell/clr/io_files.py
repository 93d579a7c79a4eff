"""System.IO.File and System.IO.Directory: the statics that read, write, move and list files."""
from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from typing import Any, Callable, Optional

from shell.clr.arrays import typed_array
from shell.clr.byte_arrays import byte_array, to_bytes
from shell.clr.encodings import UTF8_NO_BOM, Encoding, detect
from shell.clr.exceptions import DirectoryNotFoundException, FileNotFoundException, IOException
from shell.clr.files import DirectoryInfo, FileInfo, FileSystemInfo, already_there, set_time, walk
from shell.clr.io_errors import net_errors
from shell.clr.io_paths import checked
from shell.clr.io_streams import open_file
from shell.clr.io_text import StringReader, open_reader, open_writer
from shell.clr.typeinfo import NetType

Value = Any
FILE = NetType("System.IO.File")
DIRECTORY = NetType("System.IO.Directory")


def read_bytes(path: str) -> bytes:
    """A file's bytes."""
    with net_errors(checked(path)):
        with open(path, "rb") as f:
            return f.read()


def write_bytes(path: str, data: bytes, append: bool = False) -> None:
    with net_errors(checked(path)):
        with open(path, "ab" if append else "wb") as f:
            f.write(data)


def read_text(path: str, encoding: Optional[Encoding] = None) -> str:
    """A file's text; a byte order mark overrules the encoding and is dropped."""
    data = read_bytes(path)
    found = detect(data)
    chosen = found or encoding or UTF8_NO_BOM
    return chosen.decode(data[len(found.preamble):] if found is not None else data)


def write_text(path: str, text: Optional[str], encoding: Optional[Encoding] = None, append: bool = False) -> None:
    chosen = encoding or UTF8_NO_BOM
    preamble = b"" if append and os.path.exists(path) and os.path.getsize(path) else chosen.preamble
    write_bytes(path, preamble + chosen.encode(text or ""), append)


def lines_of(text: str) -> list[str]:
    """Split as StreamReader.ReadLine does."""
    reader, out = StringReader(text), []
    line = reader.read_line()
    while line is not None:
        out.append(line)
        line = reader.read_line()
    return out


FILE.static("byte[] ReadAllBytes(string path)")(lambda path: byte_array(read_bytes(path)))
FILE.static("void WriteAllBytes(string path, byte[] bytes)")(lambda path, data: write_bytes(path, to_bytes(data)))
FILE.static("void AppendAllBytes(string path, byte[] bytes)")(lambda path, data: write_bytes(path, to_bytes(data), True))
FILE.static("string ReadAllText(string path)", "string ReadAllText(string path, System.Text.Encoding encoding)")(read_text)
FILE.static("void WriteAllText(string path, string contents)", "void WriteAllText(string path, string contents, System.Text.Encoding encoding)")(write_text)
FILE.static("void AppendAllText(string path, string contents)", "void AppendAllText(string path, string contents, System.Text.Encoding encoding)")(
    lambda path, text, encoding=None: write_text(path, text, encoding, True))
FILE.static("string[] ReadAllLines(string path)", "string[] ReadAllLines(string path, System.Text.Encoding encoding)",
            "System.Collections.Generic.IEnumerable[string] ReadLines(string path)",
            "System.Collections.Generic.IEnumerable[string] ReadLines(string path, System.Text.Encoding encoding)")(
    lambda path, encoding=None: typed_array("System.String", lines_of(read_text(path, encoding))))


def _write_lines(append: bool) -> Callable[..., None]:
    def write(path: str, lines: Iterable[Optional[str]], encoding: Optional[Encoding] = None) -> None:
        write_text(path, "".join([(line or "") + "\n" for line in lines]), encoding, append)
    return write


for _name, _append in (("WriteAllLines", False), ("AppendAllLines", True)):
    FILE.static(*(f"void {_name}(string path, {t} contents{e})" for e in ("", ", System.Text.Encoding encoding")
                  for t in ("System.Collections.Generic.IEnumerable[string]", "string[]")))(_write_lines(_append))


@FILE.static("bool Exists(string path)")
def file_exists(path: Optional[str]) -> bool:
    return bool(path) and os.path.lexists(path) and not os.path.isdir(path)  # type: ignore[arg-type]


@FILE.static("void Delete(string path)")
def delete_file(path: str) -> None:
    """A file that is not there is no error; a missing folder is."""
    with net_errors(checked(path)):
        try:
            os.unlink(path)
        except FileNotFoundError:
            if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
                raise


@FILE.static("void Copy(string sourceFileName, string destFileName)", "void Copy(string sourceFileName, string destFileName, bool overwrite)")
def copy_file(source: str, target: str, overwrite: bool = False) -> None:
    if not os.path.exists(checked(source, "sourceFileName")):
        raise FileNotFoundException(f"Could not find file '{os.path.abspath(source)}'.")
    if os.path.isdir(checked(target, "destFileName")):
        raise IOException(f"The target file '{os.path.abspath(target)}' is a directory, not a file.")
    if os.path.lexists(target) and not overwrite:
        raise already_there(target)
    with net_errors(target):
        shutil.copy2(source, target)


@FILE.static("void Move(string sourceFileName, string destFileName)", "void Move(string sourceFileName, string destFileName, bool overwrite)")
def move_file(source: str, target: str, overwrite: bool = False) -> None:
    if not os.path.lexists(checked(source, "sourceFileName")):
        raise FileNotFoundException(f"Could not find file '{os.path.abspath(source)}'.")
    if os.path.lexists(checked(target, "destFileName")) and not overwrite:
        raise already_there(target)
    with net_errors(target):
        shutil.move(source, target)


@FILE.static("void Replace(string sourceFileName, string destinationFileName, string destinationBackupFileName)")
def replace_file(source: str, target: str, backup: Optional[str]) -> None:
    with net_errors(source if not os.path.exists(source) else target):
        if backup:
            shutil.copy2(target, backup)
        os.replace(source, target)


_ACCESS = "System.IO.FileAccess access"
FILE.static("System.IO.FileStream Open(string path, System.IO.FileMode mode)", f"System.IO.FileStream Open(string path, System.IO.FileMode mode, {_ACCESS})",
            f"System.IO.FileStream Open(string path, System.IO.FileMode mode, {_ACCESS}, System.IO.FileShare share)")(open_file)
FILE.static("System.IO.FileStream Create(string path)", "System.IO.FileStream Create(string path, int bufferSize)")(lambda path, size=0: open_file(path, 2, 3))
FILE.static("System.IO.FileStream OpenRead(string path)")(lambda path: open_file(path, 3, 1))
FILE.static("System.IO.FileStream OpenWrite(string path)")(lambda path: open_file(path, 4, 2))
FILE.static("System.IO.StreamReader OpenText(string path)")(open_reader)
FILE.static("System.IO.StreamWriter CreateText(string path)")(open_writer)
FILE.static("System.IO.StreamWriter AppendText(string path)")(lambda path: open_writer(path, True))


def _existing(path: str) -> FileSystemInfo:
    info = DirectoryInfo(path) if os.path.isdir(checked(path)) else FileInfo(path)
    if info.stat() is None:
        raise FileNotFoundException(f"Could not find file '{info.path}'.")
    return info


FILE.static("System.IO.FileAttributes GetAttributes(string path)")(lambda path: _existing(path).attributes())
FILE.static("void SetAttributes(string path, System.IO.FileAttributes fileAttributes)")(lambda path, value: _existing(path).set_attributes(value))
for _which in ("Creation", "LastAccess", "LastWrite"):
    for _utc in (False, True):
        _suffix = f"{_which}Time{'Utc' if _utc else ''}"
        for _t in (FILE, DIRECTORY):
            _t.static(f"datetime Get{_suffix}(string path)")(lambda path, w=_which, u=_utc: FileInfo(path).file_time(w, u))
            _t.static(f"void Set{_suffix}(string path, datetime {_which[0].lower()}{_which[1:]}Time)")(lambda path, v, w=_which, u=_utc: set_time(path, w, u, v))


@FILE.static("System.IO.UnixFileMode GetUnixFileMode(string path)")
def get_unix_mode(path: str) -> Value:
    from shell.clr.files import unix_file_mode
    return unix_file_mode(_existing(path))


@FILE.static("void SetUnixFileMode(string path, System.IO.UnixFileMode mode)")
def set_unix_mode(path: str, value: int) -> None:
    with net_errors(checked(path)):
        os.chmod(path, int(value))


@FILE.static("System.IO.FileSystemInfo CreateSymbolicLink(string path, string pathToTarget)")
def create_link(path: str, target: str) -> FileInfo:
    with net_errors(checked(path)):
        os.symlink(checked(target, "pathToTarget"), path)
    return FileInfo(path)


@FILE.static("System.IO.FileSystemInfo ResolveLinkTarget(string linkPath, bool returnFinalTarget)")
def resolve_target(path: str, final: bool) -> Optional[FileSystemInfo]:
    from shell.clr.files import resolve_link
    return resolve_link(_existing(path), final)


# --- Directory ----------------------------------------------------------------------------------------------------------------------------

@DIRECTORY.static("bool Exists(string path)")
def folder_exists(path: Optional[str]) -> bool:
    return bool(path) and os.path.isdir(path)  # type: ignore[arg-type]


@DIRECTORY.static("System.IO.DirectoryInfo CreateDirectory(string path)")
def create_folder(path: str) -> DirectoryInfo:
    if os.path.isfile(checked(path)):
        raise IOException(f"Cannot create '{os.path.abspath(path)}' because a file or directory with the same name already exists.")
    with net_errors(path, folder=True):
        os.makedirs(path, exist_ok=True)
    return DirectoryInfo(path)


@DIRECTORY.static("void Delete(string path)", "void Delete(string path, bool recursive)")
def delete_folder(path: str, recursive: bool = False) -> None:
    with net_errors(checked(path), folder=True):
        if recursive and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.islink(path):
            os.unlink(path)
        else:
            os.rmdir(path)


@DIRECTORY.static("void Move(string sourceDirName, string destDirName)")
def move_folder(source: str, target: str) -> None:
    if not os.path.lexists(checked(source, "sourceDirName")):
        raise DirectoryNotFoundException(f"Could not find a part of the path '{os.path.abspath(source)}'.")
    if os.path.lexists(checked(target, "destDirName")):
        raise IOException(f"Cannot create '{os.path.abspath(target)}' because a file or directory with the same name already exists.")
    with net_errors(source, folder=True):
        shutil.move(source, target)


def _listing(folders: bool, files: bool) -> Callable[..., Value]:
    def get(path: str, pattern: str = "*", option: int = 0) -> Value:
        found = [p for p, is_dir in walk(checked(path), pattern, bool(int(option))) if (folders if is_dir else files)]
        return typed_array("System.String", found)
    return get


for _verb, _returns in (("Get", "string[]"), ("Enumerate", "System.Collections.Generic.IEnumerable[string]")):
    for _what, _folders, _files in (("Files", False, True), ("Directories", True, False), ("FileSystemEntries", True, True)):
        DIRECTORY.static(*(f"{_returns} {_verb}{_what}(string path{p})" for p in (
            "", ", string searchPattern", ", string searchPattern, System.IO.SearchOption searchOption")))(_listing(_folders, _files))
DIRECTORY.static("string GetCurrentDirectory()")(os.getcwd)
DIRECTORY.static("System.IO.DirectoryInfo GetParent(string path)")(lambda path: _parent(path))
DIRECTORY.static("string GetDirectoryRoot(string path)")(lambda path: "/")
DIRECTORY.static("System.IO.FileSystemInfo CreateSymbolicLink(string path, string pathToTarget)")(lambda path, target: DirectoryInfo(create_link(path, target).path))


@DIRECTORY.static("void SetCurrentDirectory(string path)")
def set_current(path: str) -> None:
    with net_errors(checked(path), folder=True):
        os.chdir(path)


def _parent(path: str) -> Optional[DirectoryInfo]:
    above = DirectoryInfo(path).parent()
    return None if above is None else DirectoryInfo(above)


@DIRECTORY.static("System.IO.DirectoryInfo CreateTempSubdirectory()", "System.IO.DirectoryInfo CreateTempSubdirectory(string prefix)")
def create_temp(prefix: str = "") -> DirectoryInfo:
    import tempfile
    return DirectoryInfo(tempfile.mkdtemp(prefix=prefix or ""))


@DIRECTORY.static("string[] GetLogicalDrives()")
def logical_drives() -> Value:
    from shell.clr.drive_info import mounts
    return typed_array("System.String", [n for n, _ in mounts()])
