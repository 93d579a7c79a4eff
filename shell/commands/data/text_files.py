"""Text files of the data commands: from a path parameter to an open file, with PowerShell's errors (FileOpenFailure and kin) and encodings."""
from __future__ import annotations

import os
from typing import IO, Any, Optional

from shell.clr.encodings import Encoding, detect, get_encoding
from shell.clr.exceptions import IOException, NetException, UnauthorizedAccessException
from shell.commands.files.base import net_from_os
from shell.objects.psobject import base_of
from shell.objects.records import PSInvalidOperationException
from shell.objects.text import to_string
from shell.providers.paths import ResolvedPath, has_wildcard
from shell.runtime.cmdlet import Cmdlet

Value = Any
_BOM = {"utf8bom": "utf-8-sig", "bigendianutf32": "utf-32-be", "utf8nobom": "utf-8", "utf8": "utf-8", "ansi": "latin-1", "oem": "cp437", "ascii": "ascii",
        "default": "utf-8", "string": "utf-16-le", "unknown": "utf-16-le", "unicode": "utf-16-le", "bigendianunicode": "utf-16-be", "utf32": "utf-32-le", "utf7": "utf-7"}
_PREAMBLES = {"utf-8-sig": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0", "utf-32-be": b"\0\0\xfe\xff"}
MULTIPLE = "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files."


def codec_of(encoding: Value) -> tuple[str, bytes]:
    """(Python codec, byte order mark to write) of an -Encoding argument: a name, a code page or an Encoding."""
    value = base_of(encoding)
    if value is None:
        return "utf-8", b""
    if isinstance(value, Encoding):
        return value.codec, bytes(value.preamble)
    if isinstance(value, str) and value.lower() in _BOM:
        codec = _BOM[value.lower()]
        return codec, _PREAMBLES.get(codec, b"")
    found = get_encoding(value)
    return found.codec, bytes(found.preamble)


def read_text(path: str, encoding: Value = None) -> str:
    """The whole text of a file; a byte order mark decides over `encoding`.  Raises OSError."""
    with open(path, "rb") as f:
        data = f.read()
    found = detect(data)
    if found is not None:
        return data[len(found.preamble):].decode(found.codec, "replace")
    return data.decode(codec_of(encoding)[0], "replace")


def one_path(command: Cmdlet, path: str, literal: bool, must_exist: bool) -> str:
    """The single file a path parameter means; ends the command when it is none or several."""
    drives = command.ctx.drives
    try:
        if literal or not has_wildcard(path):
            targets: list[ResolvedPath] = [drives.literal(path, False) if literal else drives.resolve(path)]
        else:
            targets = drives.expand(path, False, False)
            if not targets and must_exist:
                targets = [drives.literal(path, False)]
    except NetException as e:
        command.fail(e.message, e.error_id or e.short_name, e.category or "NotSpecified", path, type(e))
    if len(targets) > 1:
        command.fail(MULTIPLE, "ReadWriteMultipleFilesNotSupported", "InvalidArgument", exception_class=PSInvalidOperationException)
    target = targets[0] if targets else drives.literal(path, False)
    if target.provider.name != "FileSystem":
        command.fail(f"Cannot open file because the current provider ({target.provider.name}) cannot open a file.", "ReadWriteFileNotFileSystemProvider",
                     "InvalidArgument", exception_class=PSInvalidOperationException)
    return str(target.path)


def open_failure(command: Cmdlet, e: OSError, path: str) -> NetException:
    """End the command with the error of a file that cannot be opened."""
    net = net_from_os(e, path)
    category = "PermissionDenied" if isinstance(net, UnauthorizedAccessException) else "OpenError"
    command.fail(net.message, "FileOpenFailure", category, exception_class=type(net))


def read_file(command: Cmdlet, path: str, encoding: Value = None) -> str:
    """The text of a file; FileOpenFailure ends the command."""
    try:
        return read_text(path, encoding)
    except OSError as e:
        raise open_failure(command, e, path)


def open_for_writing(command: Cmdlet, path: str, encoding: Value = None, append: bool = False, no_clobber: bool = False, force: bool = False) -> IO[str]:
    """A text file to write, LF kept as it is; -NoClobber and -Force (read-only files) as PowerShell has them."""
    if no_clobber and not append and os.path.exists(path):
        command.fail(f"The file '{path}' already exists.", "NoClobber", "ResourceExists", exception_class=IOException)
    codec, preamble = codec_of(encoding)
    try:
        if force and os.path.exists(path) and not os.access(path, os.W_OK):
            os.chmod(path, os.stat(path).st_mode | 0o200)
        fresh = not append or not os.path.exists(path) or os.path.getsize(path) == 0
        file = open(path, "a" if append else "w", encoding=codec, errors="replace", newline="")
        if fresh and preamble:
            file.buffer.write(preamble)
        return file
    except OSError as e:
        raise open_failure(command, e, path)


def given_path(command: Cmdlet, path: Value, literal: Value) -> Optional[tuple[str, bool]]:
    """(path, is literal) of -Path and -LiteralPath, None when neither was given."""
    if literal is not None:
        return to_string(literal), True
    return None if path is None else (to_string(path), False)
