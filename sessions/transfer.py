"""Copying files over a session: raw streams for large ones, pieces in flight for others, a part file that a broken copy is resumed from, progress.

One command may run meanwhile."""
from __future__ import annotations

import hashlib
import os
from collections import deque
from typing import Any, Callable, Optional

from sessions.bulk import BULK_FROM, Landed, pull, push
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

    def kept() -> int:
        there = _answer(session, session.ask("file_stat", part), target)
        return int(there["size"]) if there is not None and there["size"] <= size else 0
    start = _in_bulk(kept, size, lambda begin: push(session, source, part, begin, size, _teller(progress, target, size)))
    if start < size or not size:
        _send_pieces(session, source, part, target, start, size, progress)
    _ask(session, target, "file_finish", part, target, size, found["mode"], mtime)
    return int(size)


def _in_bulk(kept: Callable[[], int], size: int, copy: Callable[[int], bool]) -> int:
    """Copy by a stream, again when it broke and something came of it; returns from where on pieces must do it. `kept`: how much has arrived."""
    start = kept() // CHUNK * CHUNK
    while size - start >= BULK_FROM:
        if copy(start):
            return size
        before, start = start, kept() // CHUNK * CHUNK
        if start <= before:
            break
    return start


def _teller(progress: Optional[Progress], path: str, size: int) -> Landed:
    return (lambda done: None) if progress is None else (lambda done: progress(path, done, size))


def _send_pieces(session: Session, source: str, part: str, target: str, start: int, size: int, progress: Optional[Progress]) -> None:
    """Questions with a piece each, the next ones under way while the first are answered."""
    flight: deque[Waiting] = deque()
    with open(source, "rb") as data:
        data.seek(start)
        for offset in range(start, size, CHUNK) if size else [0]:
            piece = data.read(CHUNK)
            flight.append(session.ask("file_write", part, offset, chunk=piece))
            while len(flight) >= IN_FLIGHT:
                _landed(session, flight.popleft(), target, progress, size)
    while flight:
        _landed(session, flight.popleft(), target, progress, size)


def _landed(session: Session, waiting: Waiting, path: str, progress: Optional[Progress], size: int) -> None:
    done = int(_answer(session, waiting, path))
    if progress is not None:
        progress(path, done, size)


def _answer(session: Session, waiting: Waiting, path: str) -> Value:
    """The answer to a question, however long the session takes to come back."""
    try:
        return session.answer_of(waiting)
    except SessionError as error:
        raise TransferError(error.message, session.computer_name, path) from error


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

    def kept() -> int:
        return os.path.getsize(part) if os.path.exists(part) and os.path.getsize(part) <= size else 0
    start = _in_bulk(kept, size, lambda begin: pull(session, source, part, begin, size, _teller(progress, source, size)))
    write_at(part, start, b"")
    _fetch_pieces(session, source, part, start, size, progress)
    file_finish(part, target, size, int(found["mode"]), float(found["mtime"]))
    return size


def _fetch_pieces(session: Session, source: str, part: str, start: int, size: int, progress: Optional[Progress]) -> None:
    flight: deque[Waiting] = deque()
    offsets = iter(range(start, size, CHUNK))
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


def _piece(session: Session, waiting: Waiting, path: str) -> m.Chunk:
    answer = _answer(session, waiting, path)
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
