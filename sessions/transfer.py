"""Copying files over a session: pieces in flight, a part file that a broken copy is resumed from, progress. One command may run meanwhile."""
from __future__ import annotations

import hashlib
import os
from collections import deque
from typing import Any, Callable, Optional

from sessions.errors import SessionError, TransferError
from sessions.services import CHUNK, file_finish, file_list, file_stat, write_at
from sessions.session import Session
from sessions.session_core import Waiting
from sessions.wire import messages as m

Value = Any
IN_FLIGHT = 12
Progress = Callable[[str, int, int], None]
"""(path, bytes done, bytes in all)"""


def _part(path: str, size: int, mtime: float) -> str:
    """The part file beside `path`: its name changes with the source, so that only the same source is resumed."""
    mark = hashlib.sha256(f"{size} {mtime!r}".encode()).hexdigest()[:8]
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{mark}.part")


def send_file(session: Session, source: str, target: str, progress: Optional[Progress] = None) -> int:
    """Copy a local file to the path `target` on the host; returns its size. A part left by an earlier try is gone on with."""
    found = file_stat(source)
    if found is None or found["kind"] != "file":
        raise TransferError(f"Cannot find path '{source}' because it does not exist.", path=source)
    size, mtime = found["size"], found["mtime"]
    part = _part(target, size, mtime)
    kept = _ask(session, target, "file_stat", part)
    start = kept["size"] // CHUNK * CHUNK if kept is not None and kept["size"] <= size else 0
    flight: deque[Waiting] = deque()
    done = start
    with open(source, "rb") as data:
        data.seek(start)
        for offset in range(start, size, CHUNK) if size else [0]:
            piece = data.read(CHUNK)
            flight.append(session.ask("file_write", part, offset, chunk=piece))
            while len(flight) >= IN_FLIGHT:
                done = _landed(session, flight.popleft(), target, progress, size)
    while flight:
        done = _landed(session, flight.popleft(), target, progress, size)
    _ask(session, target, "file_finish", part, target, size, found["mode"], mtime)
    return done


def _landed(session: Session, waiting: Waiting, path: str, progress: Optional[Progress], size: int) -> int:
    try:
        done = int(session.answer_of(waiting))
    except SessionError as error:
        raise TransferError(error.message, session.computer_name, path) from error
    if progress is not None:
        progress(path, done, size)
    return done


def _ask(session: Session, path: str, name: str, *args: Value) -> Value:
    try:
        return session.request(name, *args)
    except SessionError as error:
        raise TransferError(error.message, session.computer_name, path) from error


def fetch_file(session: Session, source: str, target: str, progress: Optional[Progress] = None) -> int:
    """Copy a file of the host to the local path `target`; returns its size."""
    found = _ask(session, source, "file_stat", source)
    if found is None or found["kind"] != "file":
        raise TransferError(f"Cannot find path '{source}' because it does not exist.", session.computer_name, source)
    size = int(found["size"])
    part = _part(target, size, found["mtime"])
    start = os.path.getsize(part) // CHUNK * CHUNK if os.path.exists(part) and os.path.getsize(part) <= size else 0
    flight: deque[Waiting] = deque()
    offsets = iter(range(start, size, CHUNK))
    done = start
    write_at(part, start, b"")
    while True:
        for offset in offsets:
            flight.append(session.ask("file_read", source, offset, CHUNK))
            if len(flight) >= IN_FLIGHT:
                break
        if not flight:
            break
        chunk = _piece(session, flight.popleft(), source)
        done = write_at(part, chunk.offset, chunk.data)
        if progress is not None:
            progress(source, done, size)
    file_finish(part, target, size, int(found["mode"]), float(found["mtime"]))
    return done


def _piece(session: Session, waiting: Waiting, path: str) -> m.Chunk:
    try:
        answer = session.answer_of(waiting)
    except SessionError as error:
        raise TransferError(error.message, session.computer_name, path) from error
    if not isinstance(answer, m.Chunk):
        raise TransferError("the host answered without the bytes", session.computer_name, path)
    return answer


def send_tree(session: Session, source: str, target: str, progress: Optional[Progress] = None) -> int:
    """Copy a local folder with everything in it so that it becomes `target`; returns the number of files."""
    _ask(session, target, "file_folder", target)
    count = 0
    for name, found in file_list(source):
        here, there = os.path.join(source, name), _join(target, name)
        if found is None:
            continue  # a link to nothing
        if found["kind"] == "folder":
            _ask(session, there, "file_folder", there)
        elif found["kind"] == "file":
            send_file(session, here, there, progress)
            count += 1
    return count


def fetch_tree(session: Session, source: str, target: str, progress: Optional[Progress] = None) -> int:
    """Copy a folder of the host so that it becomes the local `target`; returns the number of files."""
    os.makedirs(target, exist_ok=True)
    root = os.path.realpath(target)
    count = 0
    for name, found in _ask(session, source, "file_list", source):
        here = os.path.join(target, name)
        if os.path.commonpath([root, os.path.realpath(here)]) != root:
            raise TransferError(f"the host named a file outside the folder: {name}", session.computer_name, source)
        if found is None:
            continue
        if found["kind"] == "folder":
            os.makedirs(here, exist_ok=True)
        elif found["kind"] == "file":
            fetch_file(session, _join(source, name), here, progress)
            count += 1
    return count


def _join(folder: str, name: str) -> str:
    return folder.rstrip("/") + "/" + name.replace(os.sep, "/")
