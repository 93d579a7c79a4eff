"""A demo as a test: every line run in a shell of its own, without a terminal.  A line fails by an error nobody announced, by one that was announced and
did not come, and by output that is not what was expected."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Optional

from shell.engine import Shell
from shell.objects.records import ErrorRecord
from shell.runtime.host import NullHost
from shell.training.demo_script import Demo, Step

WIDTH = 120


class Checked(NamedTuple):
    """One line; `problem` is empty when it passed."""

    line: int
    text: str
    problem: str
    output: str


class CollectingHost(NullHost):
    """Keeps what is shown."""

    name = "ConsoleHost"
    width = WIDTH
    echo_input = True  # nobody sits there: leaving a session says no more than piped input gets

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.exit_requested: Optional[int] = None

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        self.shown.append(text)

    def write_line(self, text: str) -> None:
        self.shown.append(text + "\n")

    def write_error_line(self, text: str) -> None:
        self.shown.append(text + "\n")

    def set_exit(self, code: int) -> None:
        self.exit_requested = code

    def take(self) -> str:
        text = "".join(self.shown)
        self.shown = []
        return text


def check(demo: Demo) -> Iterator[Checked]:
    """The result of every line, as they come."""
    from shell.objects import hooks
    outer = hooks.current()
    host = CollectingHost()
    shell = Shell(host)
    try:
        if demo.hosts:
            shell.ctx.sessions.start_lab(demo.hosts)
        errors: list[Any] = []
        _listen(shell, errors)
        for step in demo.steps:
            hooks.set_current(shell.ctx)
            yield _run(shell, host, step, errors)
            hooks.set_current(outer)
    finally:
        hooks.set_current(shell.ctx)
        shell.close()
        hooks.set_current(outer)


def _listen(shell: Shell, errors: list[Any]) -> None:
    """Every error that is shown, of this shell or of an entered session."""
    def show_error(record: Any) -> None:
        errors.append(record)
        Shell.show_error(shell, record)
    shell.ctx.is_host_output = lambda emit: False  # type: ignore[method-assign]  # programs write to us, not past us
    shell.show_error = show_error  # type: ignore[method-assign]
    shell.ctx.root_streams.error = show_error


def _run(shell: Shell, host: CollectingHost, step: Step, errors: list[Any]) -> Checked:
    errors.clear()
    host.take()
    result = shell.run_input(step.text)
    output = host.take()
    texts = [r.message if isinstance(r, ErrorRecord) else str(r) for r in errors]
    problem = _problem(step, texts, output, result)
    return Checked(step.line, step.text, problem, output)


def _problem(step: Step, errors: list[str], output: str, result: Any) -> str:
    if step.error is not None:
        if any(re.search(step.error, e, re.I) for e in errors):
            return ""
        return f"was meant to fail with '{step.error}'" + (f", failed with: {errors[0]}" if errors else ", did not fail")
    if errors:
        return errors[0]
    if result.exit_code:
        return f"ended the shell with exit code {result.exit_code}"
    missing = next((p for p in step.expects if not re.search(p, output, re.I | re.M)), None)
    return "" if missing is None else f"was expected to show '{missing}', showed: {output.strip()[:400] or 'nothing'}"
