"""Source text, positions in it (Extent) and parse errors; nothing here knows the grammar."""
from __future__ import annotations

from bisect import bisect_right
from typing import Optional, Protocol

_NEWLINES = ("\r\n", "\n", "\r")


class _Linkable(Protocol):
    """A tree whose nodes can be given their parents."""

    def link_parents(self) -> None: ...


class Source:
    """One text that was parsed. `first_line` and `first_column` place a text inside a bigger one."""

    __slots__ = ("text", "file", "root", "comments", "_lines")

    def __init__(self, text: str, file: Optional[str] = None) -> None:
        self.text = text
        self.file = file
        #: the ScriptBlockAst of the whole text, once parsed
        self.root: Optional[_Linkable] = None
        #: (start, end) of every comment, in order
        self.comments: list[tuple[int, int]] = []
        self._lines: Optional[list[int]] = None

    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; a line ends at \\n, \\r or \\r\\n."""
        lines = self._lines
        if lines is None:
            text = self.text
            lines = [0]
            if "\r" in text:
                for index, char in enumerate(text):
                    if char == "\n" or (char == "\r" and text[index + 1:index + 2] != "\n"):
                        lines.append(index + 1)
            else:
                at = text.find("\n")
                while at >= 0:
                    lines.append(at + 1)
                    at = text.find("\n", at + 1)
            self._lines = lines
        return lines

    def line_of(self, offset: int) -> int:
        """Line number, from 1, of an offset."""
        return bisect_right(self.line_starts(), offset)

    def column_of(self, offset: int) -> int:
        """Column number, from 1, of an offset."""
        lines = self.line_starts()
        return offset - lines[bisect_right(lines, offset) - 1] + 1

    def line_text(self, line: int) -> str:
        """Text of a line (from 1) without its line end."""
        lines = self.line_starts()
        if not 0 < line <= len(lines):
            return ""
        end = lines[line] if line < len(lines) else len(self.text)
        text = self.text[lines[line - 1]:end]
        for newline in _NEWLINES:
            if text.endswith(newline):
                return text[:-len(newline)]
        return text


class Extent:
    """A stretch of a source: offsets from 0, the end exclusive. Lines and columns are worked out when asked for."""

    __slots__ = ("source", "start", "end")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def text(self) -> str:
        return self.source.text[self.start:self.end]

    @property
    def file(self) -> Optional[str]:
        return self.source.file

    @property
    def start_offset(self) -> int:
        return self.start

    @property
    def end_offset(self) -> int:
        return self.end

    @property
    def start_line_number(self) -> int:
        return self.source.line_of(self.start)

    @property
    def start_column_number(self) -> int:
        return self.source.column_of(self.start)

    @property
    def end_line_number(self) -> int:
        return self.source.line_of(self.end)

    @property
    def end_column_number(self) -> int:
        return self.source.column_of(self.end)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Extent):
            return NotImplemented
        return self.source is other.source and self.start == other.start and self.end == other.end

    def __hash__(self) -> int:
        return hash((id(self.source), self.start, self.end))

    def __repr__(self) -> str:
        return f"Extent({self.start_line_number}:{self.start_column_number}, {self.text!r})"


EMPTY_SOURCE = Source("")
EMPTY_EXTENT = Extent(EMPTY_SOURCE, 0, 0)


class ParseError:
    """What the parser objects to. `incomplete`: more text at the end could mend it."""

    __slots__ = ("message", "error_id", "extent", "incomplete")

    def __init__(self, message: str, error_id: str, extent: Extent, incomplete: bool = False) -> None:
        self.message = message
        self.error_id = error_id
        self.extent = extent
        self.incomplete = incomplete

    def __repr__(self) -> str:
        mark = ", incomplete" if self.incomplete else ""
        return f"ParseError({self.error_id}, {self.message!r}, {self.extent!r}{mark})"
