"""System.IO.Path, with Unix rules: the only separator is /."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, ArgumentNullException, IOException
from shell.clr.numbers import Char
from shell.clr.typeinfo import NetType

Value = Any
PATH = NetType("System.IO.Path")
PATH.const("DirectorySeparatorChar", "char", Char("/"))
PATH.const("AltDirectorySeparatorChar", "char", Char("/"))
PATH.const("PathSeparator", "char", Char(":"))
PATH.const("VolumeSeparatorChar", "char", Char("/"))


@PATH.static("string GetFileName(string path)")
def get_file_name(path: Optional[str]) -> Optional[str]:
    return None if path is None else path.rsplit("/", 1)[-1]


@PATH.static("string GetExtension(string path)")
def get_extension(path: Optional[str]) -> Optional[str]:
    """With its dot; empty when there is none or the name ends in a dot."""
    if path is None:
        return None
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return "" if dot < 0 or dot == len(name) - 1 else name[dot:]


@PATH.static("string GetFileNameWithoutExtension(string path)")
def get_base_name(path: Optional[str]) -> Optional[str]:
    if path is None:
        return None
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return name if dot < 0 else name[:dot]


@PATH.static("string GetDirectoryName(string path)")
def get_directory_name(path: Optional[str]) -> Optional[str]:
    """Null for the root, empty for a bare name; repeated separators are folded."""
    if not path:
        return None
    while "//" in path:
        path = path.replace("//", "/")
    if path == "/":
        return None
    head, slash, _ = path.rpartition("/")
    return head or slash


@PATH.static("string GetPathRoot(string path)")
def get_path_root(path: Optional[str]) -> Optional[str]:
    return None if not path else "/" if path.startswith("/") else ""


def _combine(*paths: Value) -> str:
    pieces = paths[0] if len(paths) == 1 and isinstance(paths[0], list) else paths
    out = ""
    for i, piece in enumerate(pieces):
        if piece is None:
            raise ArgumentNullException(f"Value cannot be null. (Parameter 'path{i + 1}')")
        if piece.startswith("/"):
            out = piece
        elif piece:
            out = out + ("" if not out or out.endswith("/") else "/") + piece
    return out


def _join(*paths: Value) -> str:
    pieces = paths[0] if len(paths) == 1 and isinstance(paths[0], list) else paths
    out = ""
    for piece in pieces:
        if piece:
            out = out + ("" if not out or out.endswith("/") or piece.startswith("/") else "/") + piece
    return out


_FORMS = ("string {0}(string path1, string path2)", "string {0}(string path1, string path2, string path3)",
          "string {0}(string path1, string path2, string path3, string path4)", "string {0}(Params string[] paths)")
PATH.static(*(f.format("Combine") for f in _FORMS))(_combine)
PATH.static(*(f.format("Join") for f in _FORMS))(_join)


@PATH.static("string GetFullPath(string path)", "string GetFullPath(string path, string basePath)")
def get_full_path(path: str, base: Optional[str] = None) -> str:
    if not path:
        raise ArgumentException("The path is empty. (Parameter 'path')")
    if "\0" in path:
        raise ArgumentException("Null character in path. (Parameter 'path')")
    full = os.path.normpath(os.path.join(base or os.getcwd(), path))
    if full.startswith("//"):
        full = full[1:]
    return full + "/" if path.endswith("/") and full != "/" else full


@PATH.static("string ChangeExtension(string path, string extension)")
def change_extension(path: Optional[str], extension: Optional[str]) -> Optional[str]:
    if not path:
        return path
    name_at = path.rfind("/") + 1
    dot = path.rfind(".")
    stem = path[:dot] if dot >= name_at else path
    if extension is None:
        return stem
    return stem + ("" if extension.startswith(".") else ".") + extension


@PATH.static("bool HasExtension(string path)")
def has_extension(path: Optional[str]) -> bool:
    return bool(get_extension(path))


@PATH.static("bool IsPathRooted(string path)", "bool IsPathFullyQualified(string path)")
def is_rooted(path: Optional[str]) -> bool:
    return bool(path) and path.startswith("/")  # type: ignore[union-attr]


@PATH.static("string GetTempPath()")
def get_temp_path() -> str:
    folder = os.environ.get("TMPDIR") or "/tmp"
    return folder if folder.endswith("/") else folder + "/"


@PATH.static("string GetTempFileName()")
def get_temp_file_name() -> str:
    import tempfile
    handle, path = tempfile.mkstemp(prefix="tmp", suffix=".tmp", dir=get_temp_path())
    os.close(handle)
    return path


@PATH.static("string GetRandomFileName()")
def get_random_file_name() -> str:
    import secrets
    text = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz012345") for _ in range(11))
    return text[:8] + "." + text[8:]


@PATH.static("char[] GetInvalidFileNameChars()")
def invalid_name_chars() -> Value:
    from shell.clr.arrays import typed_array
    return typed_array("System.Char", [Char("\0"), Char("/")])


@PATH.static("char[] GetInvalidPathChars()")
def invalid_path_chars() -> Value:
    from shell.clr.arrays import typed_array
    return typed_array("System.Char", [Char("\0")])


@PATH.static("string GetRelativePath(string relativeTo, string path)")
def get_relative_path(start: str, path: str) -> str:
    if not start or not path:
        raise ArgumentException(f"The path is empty. (Parameter '{'relativeTo' if not start else 'path'}')")
    return os.path.relpath(get_full_path(path), get_full_path(start))


@PATH.static("bool EndsInDirectorySeparator(string path)")
def ends_in_separator(path: Optional[str]) -> bool:
    return bool(path) and path.endswith("/")  # type: ignore[union-attr]


@PATH.static("string TrimEndingDirectorySeparator(string path)")
def trim_ending_separator(path: str) -> str:
    return path[:-1] if path and path.endswith("/") and path != "/" else path


@PATH.static("bool Exists(string path)")
def exists(path: Optional[str]) -> bool:
    return bool(path) and os.path.lexists(path)  # type: ignore[arg-type]


def checked(path: Optional[str], parameter: str = "path") -> str:
    """A path argument that must name something; raises as System.IO.File does."""
    if path is None:
        raise ArgumentNullException(f"Value cannot be null. (Parameter '{parameter}')")
    if path == "":
        raise ArgumentException(f"The value cannot be an empty string. (Parameter '{parameter}')")
    if "\0" in path:
        raise IOException("The filename, directory name, or volume label syntax is incorrect.")
    return path
