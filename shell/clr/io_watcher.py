"""System.IO.FileSystemWatcher over Linux's inotify."""
from __future__ import annotations

import ctypes
import fnmatch
import os
import select
import struct
import threading
from typing import Any, Optional

from shell.clr.enums import define_enum
from shell.clr.events import EventArgs, EventSource, event_args_type
from shell.clr.exceptions import ArgumentException
from shell.clr.io_errors import io_error
from shell.clr.typeinfo import NetType

Value = Any
NotifyFilters = define_enum("System.IO.NotifyFilters", {"FileName": 1, "DirectoryName": 2, "Attributes": 4, "Size": 8, "LastWrite": 16, "LastAccess": 32,
                                                        "CreationTime": 64, "Security": 256}, flags=True)
WatcherChangeTypes = define_enum("System.IO.WatcherChangeTypes", {"Created": 1, "Deleted": 2, "Changed": 4, "Renamed": 8, "All": 15}, flags=True)
_STRINGS = {"FullPath": "string", "Name": "string", "ChangeType": "System.IO.WatcherChangeTypes"}
EVENT_ARGS = event_args_type("System.IO.FileSystemEventArgs", **_STRINGS)
RENAMED_ARGS = event_args_type("System.IO.RenamedEventArgs", **_STRINGS, OldFullPath="string", OldName="string")
_ATTRIB, _MODIFY, _FROM, _TO, _CREATE, _DELETE, _ISDIR = 0x4, 0x2, 0x40, 0x80, 0x100, 0x200, 0x40000000
_MASK = _ATTRIB | _MODIFY | _FROM | _TO | _CREATE | _DELETE
_KINDS = {"Created": 1, "Deleted": 2, "Changed": 4, "Renamed": 8}


class Watch(threading.Thread):
    """Reads inotify events of a folder (and those below) and hands them to the watcher, until stopped."""

    def __init__(self, owner: FileSystemWatcher) -> None:
        super().__init__(name="file system watcher", daemon=True)
        self.owner = owner
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.handle = self.libc.inotify_init1(os.O_CLOEXEC)
        self.folders: dict[int, str] = {}
        self.stop_read, self.stop_write = os.pipe()
        self.add(owner.path)

    def add(self, folder: str) -> None:
        """Watch a folder, and those below when asked to."""
        number = self.libc.inotify_add_watch(self.handle, os.fsencode(folder), _MASK)
        if number < 0:
            raise io_error(OSError(ctypes.get_errno(), ""), folder, True)
        self.folders[number] = folder
        if self.owner.deep:
            for entry in os.scandir(folder):
                if entry.is_dir(follow_symlinks=False):
                    self.add(entry.path)

    def run(self) -> None:
        while True:
            ready, _, _ = select.select([self.handle, self.stop_read], [], [])
            if self.stop_read in ready:
                break
            self._deliver(os.read(self.handle, 65536))
        for handle in (self.handle, self.stop_read, self.stop_write):
            os.close(handle)

    def _deliver(self, data: bytes) -> None:
        at = 0
        moved: dict[int, str] = {}  # cookie -> old path
        while at < len(data):
            number, mask, cookie, size = struct.unpack_from("iIII", data, at)
            name = data[at + 16:at + 16 + size].rstrip(b"\0").decode("utf-8", "surrogateescape")
            at += 16 + size
            path = os.path.join(self.folders.get(number, self.owner.path), name)
            if mask & _FROM:
                moved[cookie] = path
            elif mask & _TO and cookie in moved:
                self.owner.renamed(moved.pop(cookie), path)
            else:
                self.owner.changed("Created" if mask & (_CREATE | _TO) else "Deleted" if mask & _DELETE else "Changed", path)
            if self.owner.deep and mask & _ISDIR and mask & (_CREATE | _TO):
                self.add(path)
        for path in moved.values():
            self.owner.changed("Deleted", path)

    def stop(self) -> None:
        os.write(self.stop_write, b"x")


class FileSystemWatcher(EventSource):
    """Raises Created, Changed, Deleted and Renamed for names that fit `filter`."""

    event_names = {**dict.fromkeys(("Created", "Changed", "Deleted"), "System.IO.FileSystemEventArgs"), "Renamed": "System.IO.RenamedEventArgs",
                   "Error": "System.IO.ErrorEventArgs", "Disposed": "System.EventArgs"}

    def __init__(self, path: str = "", pattern: str = "*") -> None:
        self.given = ""
        self.filter = pattern or "*"
        self.deep = False
        self.notify = NotifyFilters(1 | 2 | 16)
        self.watch: Optional[Watch] = None
        self.ps_ext: Optional[dict[str, Value]] = None
        if path:
            self.set_path(path)

    @property
    def path(self) -> str:
        return os.path.abspath(self.given)

    def set_path(self, path: str) -> None:
        if not os.path.isdir(path):
            raise ArgumentException(f"The directory name '{path}' does not exist. (Parameter 'Path')")
        self.given = path
        self._restart()

    def set_deep(self, value: bool) -> None:
        self.deep = value
        self._restart()

    def _restart(self) -> None:
        if self.watch is not None:
            self.set_enabled(False)
            self.set_enabled(True)

    def set_enabled(self, value: bool) -> None:
        if value and self.watch is None:
            self.watch = Watch(self)
            self.watch.start()
        elif not value and self.watch is not None:
            self.watch.stop()
            self.watch = None

    def fits(self, path: str) -> bool:
        return self.filter in ("*", "*.*", "") or fnmatch.fnmatchcase(os.path.basename(path), self.filter)

    def arguments(self, kind: str, path: str) -> dict[str, Value]:
        return {"ChangeType": WatcherChangeTypes(_KINDS[kind]), "FullPath": os.path.join(self.given, os.path.relpath(path, self.path)),
                "Name": os.path.relpath(path, self.path)}

    def changed(self, kind: str, path: str) -> None:
        if self.fits(path):
            self.raise_event(kind, EventArgs(EVENT_ARGS, **self.arguments(kind, path)))

    def renamed(self, old: str, new: str) -> None:
        if self.fits(old) or self.fits(new):
            before = self.arguments("Renamed", old)
            self.raise_event("Renamed", EventArgs(RENAMED_ARGS, **self.arguments("Renamed", new), OldFullPath=before["FullPath"], OldName=before["Name"]))


WATCHER = NetType("System.IO.FileSystemWatcher", FileSystemWatcher, interfaces=("System.IDisposable", "System.ComponentModel.IComponent"))
WATCHER.new("System.IO.FileSystemWatcher new()", "System.IO.FileSystemWatcher new(string path)", "System.IO.FileSystemWatcher new(string path, string filter)")(FileSystemWatcher)
WATCHER.prop("EnableRaisingEvents", "bool", FileSystemWatcher.set_enabled)(lambda w: w.watch is not None)
WATCHER.attr("Filter", "string", "filter", writable=True)
WATCHER.prop("IncludeSubdirectories", "bool", FileSystemWatcher.set_deep)(lambda w: w.deep)
WATCHER.prop("InternalBufferSize", "int", lambda w, v: None)(lambda w: 8192)
WATCHER.attr("NotifyFilter", "System.IO.NotifyFilters", "notify", writable=True)
WATCHER.prop("Path", "string", FileSystemWatcher.set_path)(lambda w: w.given)
WATCHER.method("void Dispose()")(lambda w: w.set_enabled(False))
