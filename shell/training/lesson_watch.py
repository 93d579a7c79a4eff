"""What a command shows and puts out, seen on its way to the screen; and commands run without a trace on it."""
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable

Value = Any
MOST_OBJECTS = 10_000
MOST_TEXT = 1 << 20
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)")


class OutputTap:
    """Stands in the formatter's place and keeps the objects."""

    def __init__(self, formatter: Any, kept: list[Value]) -> None:
        self._formatter = formatter
        self._kept = kept

    def process(self, value: Value) -> None:
        if len(self._kept) < MOST_OBJECTS:
            self._kept.append(value)
        self._formatter.process(value)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._formatter, name)


class _Out:
    """The host's output file with an ear."""

    def __init__(self, inner: Any, note: Callable[[str], None]) -> None:
        self.inner = inner
        self._note = note

    def write(self, text: str) -> int:
        self._note(text)
        return int(self.inner.write(text) or 0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class Ear:
    """Listens to a host while `listening`. Stays in place once put there: others (transcripts) may have put theirs around it."""

    def __init__(self, host: Any) -> None:
        self.listening = False
        self._parts: list[str] = []
        self._size = 0
        self._host = host
        self._hear_errors()
        if hasattr(host, "out"):
            host.out = _Out(host.out, self._note)
            return
        write, write_line = host.write, host.write_line

        def tell(text: str, *colours: Any) -> None:
            self._note(text)
            write(text, *colours)

        def tell_line(text: str) -> None:
            self._note(text + "\n")
            write_line(text)
        host.write, host.write_line = tell, tell_line

    def _hear_errors(self) -> None:
        show_error = self._host.write_error_line

        def error_line(text: str) -> None:
            self._note(text + "\n")
            show_error(text)
        self._host.write_error_line = error_line

    def _note(self, text: str) -> None:
        if self.listening and self._size < MOST_TEXT:
            self._parts.append(text)
            self._size += len(text)

    def begin(self) -> None:
        self._parts, self._size, self.listening = [], 0, True
        if "write_error_line" not in self._host.__dict__:  # a transcript that has ended took it away with its own
            self._hear_errors()

    def end(self) -> str:
        """What was shown since `begin`, without colours."""
        self.listening = False
        return _ESCAPES.sub("", "".join(self._parts))


class _Sink:
    """An output file that keeps nothing."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is held."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@contextmanager
def muted(ctx: Any) -> Iterator[list[Value]]:
    """Nothing is shown inside; gives the list of error records that were reported."""
    host, streams = ctx.host, ctx.root_streams
    kept = streams.copy()
    own = {name: host.__dict__[name] for name in ("write", "write_line", "write_error_line", "out") if name in host.__dict__}
    complaints: list[Value] = []
    streams.error = complaints.append
    streams.warning = streams.verbose = streams.debug = streams.information = streams.progress = _drop
    host.write = host.write_line = host.write_error_line = _drop
    if "out" in own:
        host.out = _Sink(own["out"])
    try:
        yield complaints
    finally:
        for name in ("write", "write_line", "write_error_line"):
            host.__dict__.pop(name, None)
        host.__dict__.update(own)
        for name in type(streams).__slots__:
            setattr(streams, name, getattr(kept, name))


def _drop(*values: Any) -> None:
    """Not shown."""


def run_quietly(ctx: Any, text: str, new_scope: bool) -> str:
    """Run one input where the prompt would run it, unseen. The first error's text, '' when there was none."""
    from shell.objects.text import to_string
    from shell.runtime.errors import terminating
    from shell.runtime.flow import FlowControl
    ok, frame, count = ctx.ok, ctx.frame, len(ctx.errors)
    problem = ""
    with muted(ctx) as complaints:
        try:
            if ctx.entered is not None and not new_scope:
                ctx.entered.run(text)
            else:
                ctx.invoke(ctx.compile(text, None, ctx.global_state), (), new_scope=new_scope, emit=_drop)
        except FlowControl:
            pass  # `exit` and `break` of a lesson's own text end that text
        except Exception as error:
            problem = to_string(terminating(error, error.__traceback__).record)
    ctx.ok, ctx.frame = ok, frame
    del ctx.errors[:len(ctx.errors) - count]
    return problem or next((to_string(record) for record in complaints), "")
