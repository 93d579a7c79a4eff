"""From operating system errors to the exceptions .NET raises for them, with its texts."""
from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from shell.clr.exceptions import (
    DirectoryNotFoundException,
    FileNotFoundException,
    IOException,
    NetException,
    PathTooLongException,
    UnauthorizedAccessException,
)


def io_error(error: OSError, path: str, folder: bool = False) -> NetException:
    """The exception for an OSError about `path`; `folder`: a directory was wanted there."""
    full = os.path.abspath(path)
    code = error.errno
    if code == errno.ENOENT:
        if folder or not os.path.isdir(os.path.dirname(full)):
            return DirectoryNotFoundException(f"Could not find a part of the path '{full}'.")
        return FileNotFoundException(f"Could not find file '{full}'.")
    if code in (errno.EACCES, errno.EPERM, errno.EISDIR, errno.EROFS):
        return UnauthorizedAccessException(f"Access to the path '{full}' is denied.")
    if code == errno.EEXIST:
        return IOException(f"The file '{full}' already exists.")
    if code == errno.ENOTDIR:
        return IOException(f"The directory name is invalid. : '{full}'") if folder else DirectoryNotFoundException(f"Could not find a part of the path '{full}'.")
    if code == errno.ENAMETOOLONG:
        return PathTooLongException(f"The path '{full}' is too long, or a component of the specified path is too long.")
    return IOException(f"{os.strerror(code or 0)} : '{full}'")


@contextmanager
def net_errors(path: str, folder: bool = False) -> Iterator[None]:
    """Translate OSErrors raised inside."""
    try:
        yield
    except OSError as error:
        raise io_error(error, path, folder) from error
