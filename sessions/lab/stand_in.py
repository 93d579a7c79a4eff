"""The bootstrap's stages as a lab host with a shared fork server plays them: the payload is there already, the hub is the lab's.

Only the words of the two stages are taken up; whatever else a client runs is a real process.
"""
from __future__ import annotations

import json
import re
import socket
import sys
from typing import Any, Callable

from sessions.lab.lab_host import LabHost
from sessions.lab.pumps import finish, join
from sessions.transports.load_paramiko import paramiko

_FIRST = re.compile(r"^exec sh -c 'for p in .*echo \"(PSSESSION-[0-9a-f]+:)none")
_FACTORY = re.compile(rb"'preload': '([^']*)'")


def plays(host: LabHost, command: str) -> bool:
    """Whether a command is the bootstrap's first stage on a host that has a fork server."""
    return bool(host.hub_socket) and _FIRST.match(command) is not None


def play(host: LabHost, channel: Any, command: str, run: Callable[[bytes], None]) -> None:
    """Answer the second stage; a client with another engine gets a real bootstrap (`run` with what has been read of its input)."""
    match = _FIRST.match(command)
    assert match is not None
    try:
        line, early = _line(channel, b"")
        factory = _FACTORY.search(line)
        if factory is None or factory[1].decode() != host.engine:
            run(line + early)
            return
        facts = {"hub": host.hub_socket, "python": sys.version.split()[0], "executable": sys.executable, "home": host.home, "base": host.base}
        channel.sendall(f"\n{match[1]}{json.dumps(facts)}\n".encode())
        line, early = _line(channel, early)
        words = line.decode().split(" ", 1)
        if words[0] != "relay":
            finish(channel, 0)
            return
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.connect(words[1].rstrip("\n"))
        sock.sendall(early)
        join(channel, sock)
    except (OSError, EOFError, paramiko.SSHException):
        finish(channel, 3)  # the client has left, or the session it wanted is gone


def _line(channel: Any, data: bytes) -> tuple[bytes, bytes]:
    """The client's next line and what it has sent behind it; `data` was read before. The line has no end when the client stops."""
    while b"\n" not in data:
        piece = channel.recv(1 << 16)
        if not piece:
            return data, b""
        data += piece
    end = data.index(b"\n") + 1
    return data[:end], data[end:]
