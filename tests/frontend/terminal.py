"""A real terminal for tests: the program on a pty, its screen kept by pyte.  Waits are for what the screen shows, with a limit, never for a time."""
from __future__ import annotations

import os
import pty
import select
import signal
import struct
import sys
import time
from typing import Optional

import pyte

LIMIT = 30.0


class Terminal:
    """One run of the shell at a terminal of `columns` x `lines`."""

    def __init__(self, home: str, arguments: tuple[str, ...] = ("-NoProfile", "-NoLogo"), columns: int = 80, lines: int = 24, colour: bool = False) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        env = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm", "LANG": "en_US.UTF-8", "PROMPT_TOOLKIT_NO_CPR": "1",
               "XDG_DATA_HOME": os.path.join(home, "data"), "XDG_STATE_HOME": os.path.join(home, "state"), "PYTHONPATH": os.getcwd()}
        if not colour:
            env["NO_COLOR"] = "1"
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(sys.executable, [sys.executable, "-m", "shell", *arguments], env)
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        import fcntl
        import termios
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def _pump(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self._stream.feed(data)
        return bool(data)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait_for(self, wanted: str, times: int = 1) -> str:
        """Read until the screen shows `wanted` (so often); fails with the screen otherwise."""
        deadline = time.monotonic() + LIMIT
        while self.text.count(wanted) < times:
            left = deadline - time.monotonic()
            assert left > 0, f"never saw {wanted!r}; the screen is:\n{self.text}"
            self._pump(min(left, 0.2))
        return self.text

    def wait_exit(self) -> int:
        deadline = time.monotonic() + LIMIT
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, f"it does not end; the screen is:\n{self.text}"
            self._pump(0.1)

    def close(self) -> None:
        if self.pid:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # ended by itself
            os.waitpid(self.pid, 0)
        os.close(self.fd)


def started(home: str, prompt: Optional[str] = None, **options: object) -> Terminal:
    """A terminal whose first prompt is there."""
    t = Terminal(home, **options)  # type: ignore[arg-type]
    t.wait_for(prompt or f"PS {home}>")
    return t
