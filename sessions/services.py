"""What a session host does beside running commands: files for copying, terminals for programs that need one. Loaded when first asked for."""
from __future__ import annotations

import os
import threading
from typing import Any, Callable, Optional, Protocol

from sessions.bulk_host import BulkHost
from sessions.places import SessionFiles
from sessions.wire import messages as m

Value = Any
CHUNK = 192 << 10


class Host(Protocol):
    """What the services need of the session host."""

    engine: Any
    files: SessionFiles

    def send(self, message: m.Message) -> None: ...
    def answer(self, request: m.Request, function: Callable[..., Value]) -> bool: ...
    def wait_room(self) -> None: ...


class Services:
    """One a session host; called in its I/O thread. `chunk` takes the client's Chunk messages."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._writes: dict[int, tuple[m.Request, str, int]] = {}
        self._terminals: dict[int, Any] = {}
        self._streams: Optional[BulkHost] = None
        self._lock = threading.Lock()
        self._verbs: dict[str, Callable[..., Value]] = {
            "file_stat": file_stat, "file_list": file_list, "file_folder": file_folder, "file_finish": self._finish, "file_remove": file_remove,
            "bulk_read": lambda *args: self._bulk().read(*args), "bulk_write": lambda *args: self._bulk().write(*args)}

    def request(self, message: m.Request) -> None:
        """Answer a Request, now or later."""
        if message.name in self._verbs:
            threading.Thread(target=self._host.answer, args=(message, self._verbs[message.name]), name="session-service", daemon=True).start()
        elif message.name == "file_read":
            self._read(message)
        elif message.name == "file_write":
            self._writes[message.id] = (message, str(message.args[0]), int(message.args[1]))
        elif message.name.startswith("terminal_"):
            self._terminal(message)
        else:
            self._host.send(m.Reply(message.id, None, f"the host does not know how to {message.name!r}"))

    def chunk(self, message: m.Chunk) -> None:
        """Bytes for a file_write (handle: its request)."""
        pending = self._writes.pop(message.handle, None)
        if pending is not None:
            request, path, offset = pending
            self._host.answer(request, lambda *args: write_at(path, offset, message.data))

    def _read(self, message: m.Request) -> None:
        """args: path, offset, size. Answered with one Chunk whose handle is the request's id."""
        path, offset, size = str(message.args[0]), int(message.args[1]), min(int(message.args[2]), CHUNK)
        try:
            with open(path, "rb") as source:
                source.seek(offset)
                data = source.read(size)
        except OSError as error:
            self._host.send(m.Reply(message.id, None, f"{error.strerror or error}"))
            return
        self._host.send(m.Chunk(message.id, offset, len(data) < size, data))

    def _bulk(self) -> BulkHost:
        with self._lock:
            if self._streams is None:
                self._streams = BulkHost(self._host, os.path.splitext(self._host.files.socket)[0])
            return self._streams

    def _finish(self, part: str, *args: Value) -> Value:
        """file_finish, after a stream that still writes to the part."""
        self._bulk().stop(part)
        return file_finish(part, *args)

    def _terminal(self, message: m.Request) -> None:
        from sessions.terminal_host import HostTerminal
        begun = self._terminals.get(message.id)
        if message.name == "terminal_open" and begun is not None:  # asked again after a lost connection
            self._host.answer(message, lambda *args: begun.pid)
            return
        if message.name == "terminal_open":
            settings = getattr(self._host.engine, "terminal_settings", None)
            folder, environment = settings() if settings is not None else (os.getcwd(), dict(os.environ))

            def start(command: Value, term: str, columns: int, rows: int, extra: dict[str, str]) -> int:
                terminal = HostTerminal(self._host, message.id, command, folder, dict(environment, TERM=term, **extra), columns, rows)
                self._terminals[message.id] = terminal
                return terminal.pid
            self._host.answer(message, start)
            return
        terminal = self._terminals.get(int(message.args[0]) if message.args else message.id)
        if terminal is None:
            self._host.send(m.Reply(message.id, None, "no such terminal"))
        else:
            terminal.request(message)


def file_stat(path: str) -> Value:
    """None, or {kind: file | folder | other, size, mode, mtime, path (absolute)}."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    kind = "folder" if os.path.isdir(path) else "file" if os.path.isfile(path) else "other"
    return {"kind": kind, "size": found.st_size, "mode": found.st_mode & 0o7777, "mtime": found.st_mtime, "path": os.path.abspath(path)}


def file_list(path: str) -> Value:
    """Everything below a folder: [relative path, stat] in an order in which folders come before what they hold."""
    rows: list[Value] = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in [*folders, *sorted(names)]:
            full = os.path.join(folder, name)
            rows.append([os.path.relpath(full, path), file_stat(full)])
    return rows


def file_folder(path: str) -> Value:
    """Make a folder and those above it."""
    os.makedirs(path, exist_ok=True)
    return os.path.abspath(path)


def file_finish(part: str, path: str, size: int, mode: int, mtime: float) -> Value:
    """Turn a file that has arrived in full into its final self. Asked again after a lost connection, it may have been done already."""
    if not os.path.exists(part) and os.path.exists(path):
        there = os.stat(path)
        if there.st_size == size and abs(there.st_mtime - mtime) < 0.001:
            return os.path.abspath(path)
    arrived = os.path.getsize(part)
    if arrived != size:
        raise OSError(f"{arrived} of {size} bytes have arrived")
    os.chmod(part, mode)
    os.utime(part, (mtime, mtime))
    os.replace(part, path)
    return os.path.abspath(path)


def file_remove(path: str) -> Value:
    """Remove a part that is not wanted any more."""
    if os.path.exists(path):
        os.unlink(path)


def write_at(path: str, offset: int, data: bytes) -> int:
    """Write bytes at a place; writing the same again changes nothing."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.lseek(descriptor, offset, os.SEEK_SET)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view):]
    finally:
        os.close(descriptor)
    return offset + len(data)
