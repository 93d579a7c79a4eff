"""The shell's own operational log ("Windows PowerShell" of Get-EventLog): one JSON line an event under XDG_STATE_HOME/pssession.

Sessions opened and closed, jobs started and ended. A line is written with one append, so several shells can share the file; it is cut to its newer
half when it grows past a megabyte.
"""
from __future__ import annotations

import json
import os
import threading
import time
from typing import Any

LIMIT = 1 << 20
EVENTS: dict[str, tuple[int, str]] = {  # kind -> (event id, entry type)
    "engine started": (400, "Information"), "engine stopped": (403, "Information"), "session opened": (600, "Information"),
    "session closed": (601, "Information"), "job started": (800, "Information"), "job ended": (801, "Information"), "job failed": (802, "Error")}


def log_path() -> str:
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(base, "pssession", "events.jsonl")


KEPT_SECONDS = 1.0
"""How long the file is kept open: another shell may shorten it, and put a new file in its place, at any time."""
_LOCK = threading.Lock()
_KEPT: list[tuple[str, int, float]] = []  # (path, descriptor, when it was opened)


def write(kind: str, message: str) -> None:
    """Append an event. A home that cannot be written to has no such log: the shell works all the same."""
    number, entry = EVENTS[kind]
    line = json.dumps([int(time.time()), number, entry, "PowerShell", message]) + "\n"
    try:
        with _LOCK:
            os.write(_descriptor(log_path()), line.encode("utf-8"))
    except OSError:
        return


def _descriptor(path: str) -> int:
    now = time.monotonic()
    if _KEPT:
        kept, handle, opened = _KEPT[0]
        if kept == path and now - opened < KEPT_SECONDS:
            return handle
        _KEPT.clear()
        os.close(handle)
    handle = _opened(path)
    if os.fstat(handle).st_size > LIMIT:
        os.close(handle)
        _shorten(path)
        handle = _opened(path)
    _KEPT.append((path, handle, now))
    return handle


def _opened(path: str) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        return os.open(path, flags, 0o600)


def _shorten(path: str) -> None:
    with open(path, "rb") as source:
        data = source.read()
    kept = data[data.index(b"\n", len(data) // 2) + 1:]
    temporary = f"{path}.{os.getpid()}"
    with open(temporary, "wb") as out:
        out.write(kept)
    os.replace(temporary, path)


def read() -> list[tuple[int, int, str, str, str]]:
    """(time in seconds, event id, entry type, source, message), oldest first; lines that are no events are left out."""
    rows = []
    try:
        with open(log_path(), encoding="utf-8", errors="replace") as source:
            for line in source:
                row = _row(line)
                if row is not None:
                    rows.append(row)
    except OSError:
        return []
    return rows


def _row(line: str) -> Any:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    good = isinstance(found, list) and len(found) == 5 and isinstance(found[0], int) and isinstance(found[1], int)
    return tuple(found) if good else None
