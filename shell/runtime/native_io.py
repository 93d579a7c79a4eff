"""Moving data in and out of native programs: a reader thread that yields decoded lines or raw pieces, and text or bytes for standard input."""
from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO, Any, Optional

from shell.objects.psobject import base_of

Value = Any
_END = object()
TOGETHER = 0.02


class LineReader:
    """Reads stdout and stderr of a program on threads; `lines()` gives (is_error, text) in order of arrival.  `raw` gets stdout's bytes as they are.

    Two pipes have no common order: with `errors_last`, a line of stderr lets pass what stdout brings within TOGETHER seconds, so that a program
    that writes to both at once always reads the same.
    """

    def __init__(self, out: Optional[IO[bytes]], err: Optional[IO[bytes]], raw: Optional[Callable[[bytes], None]] = None) -> None:
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sources = [(s, e) for s, e in ((out, False), (err, True)) if s is not None]
        self._open = len(self._sources)
        self._raw = raw
        self.errors_last = False
        self._codec = output_codec()

    def start(self) -> None:
        for source, is_error in self._sources:
            threading.Thread(target=self._pump if is_error or self._raw is None else self._pump_raw, args=(source, is_error), daemon=True).start()

    def _pump(self, source: IO[bytes], is_error: bool) -> None:
        put = self._queue.put
        codec = self._codec
        try:
            for raw in source:
                for line in decode_lines(raw, codec):
                    put((is_error, line))
        except ValueError:
            pass  # closed while stopping
        finally:
            source.close()
            put(_END)

    def _pump_raw(self, source: Any, is_error: bool) -> None:
        try:
            while piece := source.read1(1 << 16):
                self._queue.put((is_error, piece))
        except ValueError:
            pass  # closed while stopping
        finally:
            source.close()
            self._queue.put(_END)

    def give_up(self) -> None:
        """The program was ended: what it has started may hold its output open for ever, and is not waited for."""
        for _ in self._sources:
            self._queue.put(_END)

    def lines(self, block: bool) -> Iterator[tuple[bool, str]]:
        """Everything that has arrived; with `block`, until both streams end."""
        held: list[tuple[bool, str]] = []
        deadline = 0.0
        while self._open:
            try:
                item = self._queue.get(block, max(0.0, deadline - time.monotonic()) if held else None)
            except queue.Empty:
                yield from held
                if not held:
                    return
                held = []
                continue
            if self.errors_last and item is not _END and item[0]:
                deadline = deadline if held else time.monotonic() + TOGETHER
                held.append(item)
            elif item is _END:
                self._open -= 1
            elif item[1].__class__ is bytes:
                assert self._raw is not None
                self._raw(item[1])
            else:
                yield item
        yield from held


def output_codec() -> str:
    """How output is decoded: [Console]::OutputEncoding."""
    console = sys.modules.get("shell.clr.console")
    return "utf-8" if console is None else str(console.hooks.output_encoding.codec)


def decode_lines(raw: bytes, codec: str = "utf-8") -> list[str]:
    """The lines in one piece of output up to its LF: CR LF, LF and CR all end a line."""
    if raw.endswith(b"\n"):
        raw = raw[:-1]
    if raw.endswith(b"\r"):
        raw = raw[:-1]
    text = raw.decode(codec, "replace")
    return text.split("\r") if "\r" in text else [text]


class InputFeeder:
    """Writes piped objects to a program's standard input: bytes as they are, strings as lines, anything else as the screen would show it."""

    def __init__(self, stdin: IO[bytes], ctx: Any) -> None:
        self._stdin, self._ctx = stdin, ctx
        self._formatter: Any = None
        encoding = base_of(ctx.get_variable("OutputEncoding"))
        self._codec = getattr(encoding, "codec", "utf-8")
        self._mark: bytes = getattr(encoding, "preamble", b"")
        self._errors = "surrogatepass" if self._codec.startswith("utf") else "replace"

    def _line(self, text: str) -> None:
        data = (text + "\n").encode(self._codec, self._errors)
        if self._mark:
            data, self._mark = self._mark + data, b""
        self._stdin.write(data)

    def write(self, value: Value) -> None:
        base = base_of(value)
        if base is None:
            return
        if self._formatter is None:
            if isinstance(base, str):
                self._line(base)
                return
            if getattr(getattr(base, "net_type", None), "full_name", "") == "System.Byte[]":
                self._stdin.write(bytes(base))
                return
            if base.__class__.__name__ == "Byte":
                self._stdin.write(bytes((int(base),)))
                return
            self._formatter = self._ctx.line_formatter(self._line)
        self._formatter.process(value)

    def flush(self) -> None:
        self._stdin.flush()

    def close(self) -> None:
        if self._formatter is not None:
            self._formatter.end()
        self._stdin.close()
