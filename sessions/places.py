"""Where a session host keeps its sockets and files on its machine, and who may connect to them.

The run folder belongs to the user, mode 0700, one a machine (homes may be shared over NFS): hub-<payload>.sock, <session>.sock,
<session>.json (written once), <session>.log (spilled records), host.log (what went wrong). Which folder that is: stage.run_folder.
"""
from __future__ import annotations

import json
import os
import socket
import struct
import time
from typing import Any

from sessions.stage import run_folder

__all__ = ["SessionFiles", "connect", "listen", "log_line", "peer_allowed", "run_folder"]


def peer_allowed(sock: socket.socket) -> bool:
    """True when the process at the other end of a UNIX socket runs as this user or as root."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:  # other systems: the folder's mode is the guard
        return True
    _, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return uid in (os.getuid(), 0)


def listen(path: str) -> socket.socket:
    """A listening UNIX socket; one left behind by a dead process is replaced."""
    if os.path.exists(path):
        os.unlink(path)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(path)
    os.chmod(path, 0o600)
    server.listen(128)
    return server


def connect(path: str, timeout: float | None = None) -> socket.socket:
    """A connection to a UNIX socket; OSError when nobody listens."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(timeout)
    try:
        sock.connect(path)
    except OSError:
        sock.close()
        raise
    return sock


class SessionFiles:
    """The files of one session in a run folder."""

    def __init__(self, folder: str, session_id: str) -> None:
        stem = os.path.join(folder, "".join(ch for ch in session_id if ch.isalnum())[:20])
        self.folder = folder
        self.socket = stem + ".sock"
        self.facts = stem + ".json"
        self.spill = stem + ".log"

    def write_facts(self, facts: dict[str, Any]) -> None:
        """Say what the session is, for listings and for cleaning up."""
        descriptor = os.open(self.facts, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(facts, out)

    def remove(self) -> None:
        for path in (self.socket, self.facts, self.spill):
            if os.path.exists(path):
                os.unlink(path)


def log_line(folder: str, text: str) -> None:
    """Append to the host's log; at a megabyte it starts anew. A log that cannot be written (a full disk, a folder that is gone) must not end a
    session: its lines are lost."""
    path = os.path.join(folder, "host.log")
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        if os.path.exists(path) and os.path.getsize(path) > 1 << 20:
            flags |= os.O_TRUNC
        descriptor = os.open(path, flags, 0o600)
    except OSError:
        return
    try:
        os.write(descriptor, f"{time.strftime('%Y-%m-%d %H:%M:%S')} {os.getpid()} {text}\n".encode())
    except OSError:
        pass  # no space: see above
    finally:
        os.close(descriptor)
