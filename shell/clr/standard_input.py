"""Standard input as one stream with several readers: the input loop and Read-Host take lines, [Console]::In takes text; nobody reads ahead of need."""
from __future__ import annotations

import os
from typing import Optional


class StandardInput:
    """Buffers what a read brought beyond the line asked for.  `ended_with_newline` is about the last line given."""

    def __init__(self, descriptor: int = 0) -> None:
        self.descriptor = descriptor
        self.ended_with_newline = True
        self.given_up = False  # whoever reads commands has seen the end
        self._buffer = b""
        self._ended = False

    def _fill(self) -> bool:
        if self._ended:
            return False
        data = os.read(self.descriptor, 65536)
        if not data:
            self._ended = True
            return False
        self._buffer += data
        return True

    def read_line(self) -> Optional[str]:
        """The next line without its end, None at the end of input."""
        at = self._buffer.find(b"\n")
        while at < 0:
            seen = len(self._buffer)
            if not self._fill():
                break
            at = self._buffer.find(b"\n", seen)
        if at < 0:
            if not self._buffer:
                return None
            raw, self._buffer = self._buffer, b""
            self.ended_with_newline = False
        else:
            raw, self._buffer = self._buffer[:at], self._buffer[at + 1:]
            self.ended_with_newline = True
        return raw.rstrip(b"\r").decode("utf-8", "replace")

    def read_more(self) -> bytes:
        """What is at hand up to the end of a line, else the next piece; empty at the end.  The lines after it stay for other readers."""
        if not self._buffer:
            self._fill()
        end = self._buffer.find(b"\n") + 1 or len(self._buffer)
        data, self._buffer = self._buffer[:end], self._buffer[end:]
        return data

    def read_rest(self) -> str:
        """Everything up to the end."""
        while self._fill():
            pass
        data, self._buffer = self._buffer, b""
        return data.decode("utf-8", "replace")


STDIN = StandardInput()
