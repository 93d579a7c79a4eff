"""FileInfo and DirectoryInfo.  A path's state is read once and kept until Refresh(), as .NET does."""
from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import FileNotFoundException, IOException, NetException
from shell.clr.io_enums import FileAttributes, UnixFileMode
from shell.clr.io_errors import net_errors
from shell.clr.io_paths import checked
from shell.clr.numbers import Int64

Value = Any
_EPOCH = 621355968000000000  # ticks from year 1 to 1970


def time_from_ns(ns: int, utc: bool) -> Value:
    """A DateTime (kind Utc or Local) of a file time in nanoseconds since 1970."""
    from shell.clr.times import DateTime
    ticks = _EPOCH + ns // 100
    if utc:
        return DateTime(ticks, 1)
    return DateTime(ticks + time.localtime(ns // 1000000000).tm_gmtoff * 10000000, 2)


def ns_from_time(value: Value, utc: bool) -> int:
    """Nanoseconds since 1970 of a DateTime; one of unspecified kind is local (utc: universal) time."""
    ns = (int(value.ticks) - _EPOCH) * 100
    if value.kind == 1 or (utc and value.kind == 0):
        return ns
    guess = ns // 1000000000
    offset = time.localtime(guess).tm_gmtoff
    return ns - time.localtime(guess - offset).tm_gmtoff * 1000000000


class FileSystemInfo:
    """`original` is the path as given (what ToString shows), `path` the full one."""

    __slots__ = ("original", "path", "_stat", "ps_ext")
    is_folder = False

    def __init__(self, path: str, original: Optional[str] = None) -> None:
        self.original = path if original is None else original
        full = os.path.abspath(checked(path, "path" if self.is_folder else "fileName"))
        self.path = full + "/" if path.endswith("/") and full != "/" and len(path) > 1 else full
        self._stat: Any = None
        self.ps_ext: Optional[dict[str, Value]] = None

    def stat(self) -> Optional[os.stat_result]:
        """lstat of the path, cached; None when nothing is there."""
        if self._stat is None:
            try:
                self._stat = os.lstat(self.path.rstrip("/") or "/")
            except OSError:
                self._stat = False
        return self._stat or None

    def refresh(self) -> None:
        self._stat = None

    def target_is_folder(self) -> bool:
        s = self.stat()
        if s is not None and stat.S_ISLNK(s.st_mode):
            return os.path.isdir(self.path)
        return s is not None and stat.S_ISDIR(s.st_mode)

    def exists(self) -> bool:
        return self.stat() is not None and self.target_is_folder() == self.is_folder

    def name(self) -> str:
        bare = self.path.rstrip("/")
        return bare.rsplit("/", 1)[-1] or "/"

    def parent(self) -> Optional[str]:
        """The full path of the folder it is in; None for the root."""
        bare = self.path.rstrip("/")
        return (bare.rpartition("/")[0] or "/") if bare else None

    def link_target(self) -> Optional[str]:
        s = self.stat()
        return os.readlink(self.path.rstrip("/")) if s is not None and stat.S_ISLNK(s.st_mode) else None

    def file_time(self, which: str, utc: bool) -> Value:
        """LastWrite, LastAccess or Creation (the earlier of write and change time, where Linux tells no birth)."""
        s = self.stat()
        if s is None:
            return time_from_ns((504911232000000000 - _EPOCH) * 100, utc)
        ns = {"LastWrite": s.st_mtime_ns, "LastAccess": s.st_atime_ns, "Creation": min(s.st_mtime_ns, s.st_ctime_ns)}[which]
        return time_from_ns(ns, utc)

    def set_file_time(self, which: str, utc: bool, value: Value) -> None:
        set_time(self.path, which, utc, value)
        self.refresh()

    def attributes(self) -> Value:
        """FileAttributes made of type, name, links and permissions; -1 when nothing is there."""
        s = self.stat()
        if s is None:
            return FileAttributes(-1)
        return attributes_of(self.path, s)

    def set_attributes(self, value: int) -> None:
        set_read_only(self.path, bool(int(value) & 1))
        self.refresh()

    def __str__(self) -> str:
        return self.original

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class FileInfo(FileSystemInfo):
    """System.IO.FileInfo."""

    __slots__ = ()

    def length(self) -> Int64:
        s = self.stat()
        if s is None or self.target_is_folder():
            raise FileNotFoundException(f"Could not find file '{self.path}'.")
        return Int64(os.stat(self.path).st_size if stat.S_ISLNK(s.st_mode) and os.path.exists(self.path) else s.st_size)

    def is_read_only(self) -> bool:
        s = self.stat()
        return s is not None and read_only(s)

    def set_is_read_only(self, value: bool) -> None:
        set_read_only(self.path, value)
        self.refresh()


class DirectoryInfo(FileSystemInfo):
    """System.IO.DirectoryInfo."""

    __slots__ = ()
    is_folder = True

    def children(self, pattern: str = "*", deep: bool = False, folders: bool = True, files: bool = True) -> Iterator[FileSystemInfo]:
        for path, is_dir in walk(self.path, pattern, deep):
            if is_dir and folders:
                yield DirectoryInfo(path)
            elif not is_dir and files:
                yield FileInfo(path)


def read_only(s: os.stat_result) -> bool:
    """Has this user no write permission by the mode bits?"""
    if s.st_uid == os.geteuid():
        return not s.st_mode & stat.S_IWUSR
    if s.st_gid == os.getegid() or s.st_gid in os.getgroups():
        return not s.st_mode & stat.S_IWGRP
    return not s.st_mode & stat.S_IWOTH


def attributes_of(path: str, s: os.stat_result) -> Value:
    """FileAttributes as .NET makes them up on Unix."""
    bits = 0
    name = path.rstrip("/").rsplit("/", 1)[-1]
    if read_only(s) and not stat.S_ISLNK(s.st_mode):
        bits |= 1
    if name.startswith("."):
        bits |= 2
    if stat.S_ISDIR(s.st_mode) or (stat.S_ISLNK(s.st_mode) and os.path.isdir(path)):
        bits |= 16
    if stat.S_ISLNK(s.st_mode):
        bits |= 1024
    return FileAttributes(bits or 128)


def set_read_only(path: str, value: bool) -> None:
    """Take every write permission away, or give the owner's back."""
    with net_errors(path):
        mode = stat.S_IMODE(os.stat(path).st_mode)
        os.chmod(path, mode & ~0o222 if value else mode | 0o200)


def set_time(path: str, which: str, utc: bool, value: Value) -> None:
    """Set a file's time; Creation sets the write time, the nearest Linux has."""
    ns = ns_from_time(value, utc)
    with net_errors(path):
        s = os.stat(path)
        os.utime(path, ns=(ns, s.st_mtime_ns) if which == "LastAccess" else (s.st_atime_ns, ns))


def walk(folder: str, pattern: str = "*", deep: bool = False) -> Iterator[tuple[str, bool]]:
    """(full path, is a folder) of what a folder holds and the pattern (`*`, `?`) matches; deep goes down, not through links."""
    import fnmatch
    import re
    shape = "*" if pattern in ("*.*", "*", "") else pattern.replace("[", "[[]")
    matches = re.compile(fnmatch.translate(shape)).match
    with net_errors(folder, folder=True):
        entries = list(os.scandir(folder))
    below = []
    for e in entries:
        is_dir = e.is_dir()
        if matches(e.name):
            yield os.path.join(folder, e.name), is_dir
        if deep and is_dir and not e.is_symlink():
            below.append(os.path.join(folder, e.name))
    for sub in below:
        yield from walk(sub, pattern, True)


def unix_mode(info: FileSystemInfo) -> str:
    """`-rw-r--r--`, as type data's UnixMode shows it."""
    s = info.stat()
    return stat.filemode(s.st_mode) if s is not None else ""


def mode(info: FileSystemInfo) -> str:
    """`d-r-h-s`: type data's Mode, five places."""
    bits = int(info.attributes())
    if bits < 0:
        return ""
    first = "l" if bits & 1024 else "d" if bits & 16 else "-"
    return first + ("a" if bits & 32 else "-") + ("r" if bits & 1 else "-") + ("h" if bits & 2 else "-") + ("s" if bits & 4 else "-")


def link_type(info: FileSystemInfo) -> Optional[str]:
    """SymbolicLink, HardLink or null."""
    s = info.stat()
    if s is None:
        return None
    if stat.S_ISLNK(s.st_mode):
        return "SymbolicLink"
    return "HardLink" if s.st_nlink > 1 and stat.S_ISREG(s.st_mode) else None


def resolved_target(info: FileSystemInfo) -> str:
    """Where the path leads after following links."""
    return os.path.realpath(info.path) if info.link_target() is not None else info.path


def owner(info: FileSystemInfo) -> str:
    """The owner's user name (its number when there is no such user)."""
    import pwd
    s = info.stat()
    try:
        return "" if s is None else pwd.getpwuid(s.st_uid).pw_name
    except KeyError:
        return str(s.st_uid)  # type: ignore[union-attr]


def group(info: FileSystemInfo) -> str:
    """The group's name."""
    import grp
    s = info.stat()
    try:
        return "" if s is None else grp.getgrgid(s.st_gid).gr_name
    except KeyError:
        return str(s.st_gid)  # type: ignore[union-attr]


def unix_file_mode(info: FileSystemInfo) -> Value:
    s = info.stat()
    return UnixFileMode(-1 if s is None else stat.S_IMODE(s.st_mode))


def set_unix_file_mode(info: FileSystemInfo, value: int) -> None:
    with net_errors(info.path):
        os.chmod(info.path, int(value))
    info.refresh()


def info_at(path: str) -> FileSystemInfo:
    """A DirectoryInfo or FileInfo, whichever the path is."""
    return DirectoryInfo(path) if os.path.isdir(path) else FileInfo(path)


def make_link(info: FileSystemInfo, target: str) -> None:
    """CreateAsSymbolicLink."""
    with net_errors(info.path):
        os.symlink(target, info.path)
    info.refresh()


def resolve_link(info: FileSystemInfo, final: bool = False) -> Optional[FileSystemInfo]:
    """ResolveLinkTarget: one step or all the way; null when it is no link."""
    target = info.link_target()
    if target is None:
        return None
    path = os.path.realpath(info.path) if final else os.path.normpath(os.path.join(info.parent() or "/", target))
    return type(info)(path)


def extension(info: FileSystemInfo) -> str:
    """From the last dot on; a name that ends in a dot has the extension `.`."""
    name = info.name()
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


def already_there(path: str) -> NetException:
    return IOException(f"The file '{os.path.abspath(path)}' already exists.")
