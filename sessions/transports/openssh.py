"""SSH by the `ssh` program, for machines without paramiko: a second hop from a host that has nothing but Python. Every stream is a process."""
from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from typing import Optional

from sessions.errors import ConnectError
from sessions.transports.base import RelayNeeded
from sessions.transports.child import ChildTransport
from sessions.transports.endpoint import HostSpec

CONNECT_FAILED = 255


class OpenSshTransport(ChildTransport):
    """A command run through ssh. When ssh itself fails, its last line becomes the error."""

    def __init__(self, process: subprocess.Popen[bytes], host: str) -> None:
        super().__init__(process)
        self._host = host
        self._answered = False

    def read(self, timeout: Optional[float] = None) -> bytes:
        data = super().read(timeout)
        if not data and not self._answered and self._process.wait() == CONNECT_FAILED:
            lines = [line.strip() for line in self.noise().splitlines() if line.strip()]
            line = lines[-1] if lines else "ssh ended without a word"
            raise ConnectError(line[5:] if line.startswith("ssh: ") else line, self._host, line)
        self._answered = True
        return data


class OpenSshLink:
    """A Link by way of ssh. It cannot forward to sockets, so sessions are reached through relays."""

    def __init__(self, spec: HostSpec) -> None:
        self.name = spec.name
        self._words = _command(spec)

    @property
    def alive(self) -> bool:
        return True

    def execute(self, command: str, terminal: Optional[tuple[str, int, int]] = None) -> OpenSshTransport:
        process = subprocess.Popen([*self._words, command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                                   start_new_session=True)
        return OpenSshTransport(process, self.name)

    def socket(self, path: str) -> ChildTransport:
        raise RelayNeeded("the ssh program cannot forward to sockets")

    def close(self) -> None:
        """Every stream is closed by its user."""


def _command(spec: HostSpec) -> list[str]:
    """The words of the ssh command, up to the host. Never asks: there is nobody at a host's terminal."""
    program = shutil.which("ssh")
    if program is None:
        raise ConnectError("neither paramiko nor the ssh program is installed here", spec.name)
    words = [program, "-T", "-o", "BatchMode=yes", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"]
    config = os.path.join(os.environ.get("HOME", ""), ".ssh", "config")
    if os.environ.get("HOME") != pwd.getpwuid(os.getuid()).pw_dir and os.path.exists(config):
        words += ["-F", config]  # ssh itself looks in the password file's home only
    words += ["-p", str(spec.port)] if spec.port else []
    words += ["-l", spec.user] if spec.user else []
    words += ["-i", spec.key_file] if spec.key_file else []
    words += ["-o", f"ConnectTimeout={max(1, round(spec.timeout))}"] if spec.timeout else []
    for name, value in spec.options.items():
        words += ["-o", f"{name}={value}"]
    return [*words, "--", spec.name]
