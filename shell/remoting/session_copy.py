"""Copy-Item -ToSession and -FromSession: files and folders over a session, by its own transfer (pieces in flight, resumed when broken off)."""
from __future__ import annotations

import os
import time
from typing import Any

from sessions.errors import SessionError
from sessions.session import Session
from sessions.session_states import RunspaceState
from sessions.transfer import fetch_file, fetch_tree, send_file, send_tree
from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.objects.psobject import base_of
from shell.objects.records import ItemNotFoundException, ProgressRecord
from shell.objects.text import to_string

Value = Any
SMALL = 1 << 20  # bytes of which no progress is worth telling
SHOW_SECONDS = 0.1


class SessionCopy:
    """The service "copy_session": called with the Copy-Item cmdlet for each of its inputs."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx

    def __call__(self, cmdlet: Any) -> None:
        if cmdlet.FromSession is not None and cmdlet.ToSession is not None:
            cmdlet.error("'-FromSession' and '-ToSession' are mutually exclusive and cannot be specified at the same time.",
                         "InvalidInput", "InvalidArgument", None, ArgumentException)
            return
        session: Session = base_of(cmdlet.ToSession if cmdlet.ToSession is not None else cmdlet.FromSession).session
        if session.state is not RunspaceState.Opened:
            cmdlet.error(f"Cannot perform operation because the session Availability is set to {_availability(session)}.", "SessionNotAvailable",
                         "InvalidOperation", None, InvalidOperationException)
            return
        try:
            if cmdlet.ToSession is not None:
                self._send(cmdlet, session)
            else:
                self._fetch(cmdlet, session)
        except SessionError as e:
            cmdlet.error(e.message, "CopyError", "WriteError", None)

    # ---- there

    def _send(self, cmdlet: Any, session: Session) -> None:
        target = to_string(cmdlet.Destination)
        remote = self._remote_path(session, target)
        if remote is None:
            cmdlet.error(f"The path '{target}' is not valid. Only absolute paths are supported on remote copy operations.", "RemotePathNotAbsolute",
                         "InvalidArgument", target, ArgumentException)
            return
        for source in cmdlet.sources():
            path = source.path
            there = session.request("file_stat", remote)
            place = f"{remote.rstrip('/')}/{os.path.basename(path)}" if there is not None and there["kind"] == "folder" else remote
            if os.path.isdir(path):
                self._send_folder(cmdlet, session, path, place)
                continue
            parent = os.path.dirname(place.rstrip("/")) or "/"
            if session.request("file_stat", parent) is None:
                cmdlet.error(f"Cannot find path '{target}' because it does not exist.", "PathNotFound", "ObjectNotFound", target, ItemNotFoundException)
                continue
            send_file(session, path, place, self._progress(cmdlet))

    def _send_folder(self, cmdlet: Any, session: Session, path: str, place: str) -> None:
        if cmdlet.Recurse:
            send_tree(session, path, place, self._progress(cmdlet))
        else:
            session.request("file_folder", place)

    # ---- here

    def _fetch(self, cmdlet: Any, session: Session) -> None:
        for text in cmdlet.LiteralPath if cmdlet.LiteralPath is not None else cmdlet.Path or ():
            for path in self._remote_sources(cmdlet, session, to_string(text)):
                self._fetch_one(cmdlet, session, path)

    def _remote_sources(self, cmdlet: Any, session: Session, text: str) -> list[str]:
        """Full paths on the host, found by its own engine (wildcards, drives)."""
        parameter = "LiteralPath" if cmdlet.LiteralPath is not None else "Path"
        found = session.run(f"param($p) Get-Item -{parameter} $p -Force -ErrorAction SilentlyContinue | ForEach-Object FullName", text)
        if not found:
            cmdlet.error(f"Cannot find path '{text}' because it does not exist.", "PathNotFound", "ObjectNotFound", text, ItemNotFoundException)
        return [str(f) for f in found]

    def _fetch_one(self, cmdlet: Any, session: Session, path: str) -> None:
        target = self._ctx.drives.resolve(to_string(cmdlet.Destination) or ".").path
        place = os.path.join(target, os.path.basename(path)) if os.path.isdir(target) else target
        there = session.request("file_stat", path)
        if there["kind"] == "folder":
            if cmdlet.Recurse:
                fetch_tree(session, path, place, self._progress(cmdlet))
            else:
                os.makedirs(place, exist_ok=True)
            return
        if not os.path.isdir(os.path.dirname(place) or "/"):
            cmdlet.error(f"Cannot find path '{place}' because it does not exist.", "PathNotFound", "ObjectNotFound", place, ItemNotFoundException)
            return
        fetch_file(session, path, place, self._progress(cmdlet))

    # ---- common

    def _remote_path(self, session: Session, text: str) -> str | None:
        """A provider path on the host of an absolute path; None for a relative one."""
        if text.startswith("/"):
            return text
        if ":" not in text:
            return None
        found = session.run("param($p) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($p)", text)
        return str(found[0]) if found else None

    def _progress(self, cmdlet: Any) -> Any:
        shown = 0.0

        def show(path: str, done: int, total: int) -> None:
            nonlocal shown
            now = time.monotonic()
            if total > SMALL and (done >= total or now - shown > SHOW_SECONDS):
                shown = now
                cmdlet.progress(ProgressRecord("Copying", f"{os.path.basename(path)}: {done} of {total} bytes", 1, -1, done * 100 // total, -1, "", done >= total))
        return show


def _availability(session: Session) -> str:
    name = session.availability.name
    return "None" if name == "NoneAvailable" else name
