"""A real terminal for tests: the program on a pty, its screen kept by pyte.  Waits are for what the screen shows, with a limit, never for a time."""
from __future__ import annotations

import os
import pty
import select
import signal
import struct
import sys
import time
from typing import Any, Callable, Optional

import pyte

LIMIT = float(os.environ.get("PSSESSION_TEST_LIMIT", "60"))


class _Screen(pyte.Screen):
    """Answers what programs ask of a terminal (where the cursor is)."""

    answer: Callable[[str], None] = staticmethod(lambda text: None)

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Terminal:
    """One run of the shell at a terminal of `columns` x `lines`."""

    def __init__(self, home: str, arguments: tuple[str, ...] = ("-NoProfile", "-NoLogo"), columns: int = 80, lines: int = 24, colour: bool = False,
                 environment: Optional[dict[str, str]] = None) -> None:
        self.screen = _Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.at_prompt = False
        self.raw = b""  # the last that was written
        self.prompts = 0  # how many prompts were begun (OSC 133;A)
        env = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm", "LANG": "en_US.UTF-8",
               "XDG_DATA_HOME": os.path.join(home, "data"), "XDG_STATE_HOME": os.path.join(home, "state"), "PYTHONPATH": os.getcwd(),
               "EDITOR": "sh -c 'printf \"\\047edited here\\047\" > \"$0\"'", "XDG_CONFIG_HOME": os.path.join(home, ".config")}
        if not colour:
            env["NO_COLOR"] = "1"
        env.update(environment or {})
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(sys.executable, [sys.executable, "-m", "shell", *arguments], env)
        self.screen.answer = self.type  # type: ignore[method-assign]
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        import fcntl
        import termios
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def paste(self, text: str) -> None:
        """Bracketed paste, read while it is written: a terminal does not stand still either.  What is asked meanwhile is answered after it, not inside."""
        answers: list[str] = []
        self.screen.answer = answers.append  # type: ignore[method-assign]
        data = f"\x1b[200~{text}\x1b[201~".encode()
        while data:
            _, ready, _ = select.select([], [self.fd], [], 0.0)
            if ready:
                data = data[os.write(self.fd, data[:1024]):]
            self._pump(0.0)
        self.screen.answer = self.type  # type: ignore[method-assign]
        self.type("".join(answers))

    def read_raw(self, seconds: float) -> bytes:
        """What the program writes next, after the screen has got it too."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return b""
        self._take(data)
        return data

    def _pump(self, seconds: float) -> bool:
        return bool(self.read_raw(seconds))

    def _take(self, data: bytes) -> None:
        self.raw = (self.raw + data)[-200_000:]
        self.prompts += data.count(b"\x1b]133;A")
        last = max((data.rfind(mark), mark) for mark in (b"\x1b]133;A", b"\x1b]133;C", b"\x1b]133;D"))
        if last[0] >= 0:
            self.at_prompt = last[1].endswith(b"A")
        self._stream.feed(data)

    def clear(self, prompt: str) -> None:
        """An empty line at the top of an empty screen, whatever was there."""
        self.settle(lambda: self.at_prompt and self.lines[self.screen.cursor.y].startswith((prompt.rstrip(), ">>")))
        seen = self.prompts
        self.type("\x07\x03")
        self.settle(lambda: self.prompts > seen and self.lines[self.screen.cursor.y] == prompt.rstrip())
        self.type("\x0c")
        self.settle(lambda: self.lines[0] == prompt.rstrip() and not any(self.lines[1:-1]))

    @property
    def lines(self) -> list[str]:
        """The rows, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    def settle(self, done: Callable[[], bool]) -> None:
        """Read until `done`."""
        deadline = time.monotonic() + LIMIT
        while not done():
            left = deadline - time.monotonic()
            assert left > 0, f"it never came; the screen is:\n{self.text}"
            self._pump(min(left, 0.2))

    def style_at(self, text: str) -> Any:
        """The character cell where `text` is first on the screen (pyte: fg, bold, underscore, reverse); a plain one when it is not."""
        for y, line in enumerate(self.screen.display):
            if text in line:
                return self.screen.buffer[y][line.index(text)]
        return self.screen.default_char

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
