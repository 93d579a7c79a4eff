"""Moving data in and out of native programs: a reader thread that yields decoded lines, and text or bytes for standard input."""
from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import IO, Any, Optional

from shell.objects.psobject import base_of

Value = Any
_END = object()


class LineReader:
    """Reads stdout and stderr of a program on threads; `lines()` gives (is_error, text) in order of arrival."""

    def __init__(self, out: Optional[IO[bytes]], err: Optional[IO[bytes]]) -> None:
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sources = [(s, e) for s, e in ((out, False), (err, True)) if s is not None]
        self._open = len(self._sources)

    def start(self) -> None:
        for source, is_error in self._sources:
            threading.Thread(target=self._pump, args=(source, is_error), daemon=True).start()

    def _pump(self, source: IO[bytes], is_error: bool) -> None:
        put = self._queue.put
        try:
            for raw in source:
                put((is_error, decode_line(raw)))
        except ValueError:
            pass  # closed while stopping
        finally:
            source.close()
            put(_END)

    def lines(self, block: bool) -> Iterator[tuple[bool, str]]:
        """Everything that has arrived; with `block`, until both streams end."""
        while self._open:
            try:
                item = self._queue.get(block)
            except queue.Empty:
                return
            if item is _END:
                self._open -= 1
            else:
                yield item


def decode_line(raw: bytes) -> str:
    """UTF-8 with replacement; one trailing LF or CRLF removed."""
    if raw.endswith(b"\r\n"):
        raw = raw[:-2]
    elif raw.endswith(b"\n"):
        raw = raw[:-1]
    return raw.decode("utf-8", "replace")


def feed_text(stdin: IO[bytes], value: Value) -> bool:
    """Write one object as it is: bytes, or a string as a line.  False for an object that has to be formatted first."""
    base = base_of(value)
    if isinstance(base, str):
        stdin.write(base.encode("utf-8", "surrogatepass") + b"\n")
    elif getattr(getattr(base, "net_type", None), "full_name", "") == "System.Byte[]":
        stdin.write(bytes(base))
    elif base.__class__.__name__ == "Byte":
        stdin.write(bytes((int(base),)))
    elif base is not None:
        return False
    stdin.flush()
    return True
