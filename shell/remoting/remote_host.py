"""The host of a runspace in a session: text, questions and progress go to the user at the other end.

Text goes out as records of the stream `host`, in order with all others; questions are calls that wait for the answer.
"""
from __future__ import annotations

import os
import threading
from typing import Any, Callable, Optional

from shell.objects.records import ProgressRecord, PSInvalidOperationException
from shell.remoting.adapt import to_wire
from shell.runtime.host import NON_INTERACTIVE, HostException

Value = Any
PROGRESS, HOST = 6, 7
REOPENED = 'exec 0<"$1"; shift; exec "$@"'


class PipedIntoTerminal:
    """A program in a terminal whose standard input is a pipe of this process: opened anew by a shell in between, by its name under /proc."""

    def __init__(self, call: Callable[[list[str]], int], words: list[str], source: Any) -> None:
        self._call, self._source = call, source
        self._words = ["/bin/sh", "-c", REOPENED, "sh", f"/proc/{os.getpid()}/fd/{source.fileno()}", *words]
        self._done = threading.Event()
        self._code = 255
        self._error: Optional[Exception] = None

    def run(self) -> None:
        try:
            self._code = self._call(self._words)
        except HostException as e:
            self._error = e
        self._source.close()  # nobody reads any more: a writer that has more to say is told
        self._done.set()

    def wait(self) -> int:
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._code


class RemoteHost:
    """One a session; `attach` gives it the sink and user of the running command."""

    name = "ServerRemoteHost"
    version = "7.6.5"
    is_remote = True
    colour = False

    def __init__(self) -> None:
        self.interactive = False
        self.width = 120
        self.height = 0
        self.window_title = ""
        self.exit_requested: Optional[int] = None
        self.line_output: Any = None  # what a typed line's own output goes to: only programs that write there get a terminal
        self.terminal: Optional[list[Value]] = None  # [TERM, columns, rows] of the user at the other end, when programs can have it
        self._sink: Any = None
        self._ui: Any = None

    def attach(self, sink: Any, ui: Any, options: dict[str, Value]) -> None:
        """A command begins: who reads it, and how wide his screen is."""
        self._sink, self._ui = sink, ui
        self.interactive = bool(options.get("answers"))
        width, height = options.get("width"), options.get("height")
        self.width = width if isinstance(width, int) and 0 < width < 100_000 else 120
        self.height = height if isinstance(height, int) and 0 <= height < 100_000 else 0
        self.exit_requested = None
        terminal = options.get("terminal")
        self.terminal = terminal if isinstance(terminal, list) and terminal else None

    def detach(self) -> None:
        self._sink = self._ui = self.line_output = None

    # ---- text

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        if self._sink is not None:
            self._sink.write(HOST, [text, foreground, background] if foreground or background else text)

    def write_line(self, text: str) -> None:
        self.write(text + "\n")

    def write_error_line(self, text: str) -> None:
        self.write(text + "\n")

    def write_progress(self, record: ProgressRecord) -> None:
        if self._sink is not None:
            self._sink.write(PROGRESS, to_wire(record))

    def flush(self) -> None:
        """The sink sends by itself."""

    # ---- programs

    def gives_terminal(self, emit: Any) -> bool:
        """Whether a program whose output goes there runs in a terminal that is joined to the user's."""
        return self.terminal is not None and self._ui is not None and self.line_output is not None and emit is self.line_output

    def run_in_terminal(self, words: list[str], source: Any = None) -> Callable[[], int]:
        """Run a program in such a terminal; what waits for its exit code. `source`: an open pipe that is its standard input."""
        if source is None:
            return lambda: self.terminal_code(words)
        run = PipedIntoTerminal(self.terminal_code, words, source)
        threading.Thread(target=run.run, name="piped-terminal", daemon=True).start()
        return run.wait

    def terminal_code(self, words: list[str]) -> int:
        """Run a program in the user's terminal and wait; its exit code."""
        code = self._call("terminal", words)
        return code if isinstance(code, int) else 255

    # ---- questions

    def read_line(self, prompt: str, secure: bool = False) -> Optional[str]:
        if not self.interactive or self._ui is None:
            raise PSInvalidOperationException(NON_INTERACTIVE, error_id="InvalidOperation", category="InvalidOperation")
        answer = self._call("read_line", prompt, secure)
        return None if answer is None else str(answer)

    def choose(self, caption: str, message: str, choices: list[tuple[str, str]], default: int) -> int:
        if not self.interactive or self._ui is None:
            raise HostException(NON_INTERACTIVE)
        answer = self._call("choose", caption, message, [list(c) for c in choices], default)
        return answer if isinstance(answer, int) else default

    def _call(self, name: str, *args: Value) -> Value:
        try:
            return self._ui.call(name, *args)
        except ConnectionError as e:
            raise HostException(f"The question could not be asked: {e}" if name != "terminal" else f"The program's terminal was lost: {e}") from e

    def set_exit(self, code: int) -> None:
        self.exit_requested = code
