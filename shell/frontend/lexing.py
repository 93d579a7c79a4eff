"""prompt_toolkit's view of the colours.  Short texts are parsed at once; long ones on a thread while the last colours, moved along, are shown."""
from __future__ import annotations

import threading
from bisect import bisect_right
from typing import Any, Callable, Optional

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from shell.frontend.highlight import spans

AT_ONCE = 400  # characters parsed within a key press
IDLE_SECONDS = 0.15  # a long text is parsed when no key came for so long
MAX_LENGTH = 400_000  # longer texts stay plain


def common_prefix(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(a: str, b: str, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle:len(a) - low] == b[len(b) - middle:len(b) - low]:
            low = middle
        else:
            high = middle - 1
    return low


class Painting:
    """One text and the style of each of its characters; lines are made when they are asked for."""

    def __init__(self, text: str, styles: list[str]) -> None:
        self.text, self.styles = text, styles
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._lines: dict[int, StyleAndTextTuples] = {}

    @classmethod
    def of(cls, text: str, pieces: list[tuple[int, int, str]]) -> Painting:
        styles = [""] * len(text)
        for start, end, style in pieces:
            for i in range(start, min(end, len(text))):
                styles[i] = f"{styles[i]} {style}" if style == "class:error" and styles[i] else style
        return cls(text, styles)

    def edited(self, text: str) -> Painting:
        """The same colours for a text that differs in one place."""
        head = common_prefix(self.text, text)
        tail = common_suffix(self.text, text, min(len(self.text), len(text)) - head)
        middle = len(text) - head - tail
        near = self.styles[head - 1] if head and middle else ""
        found = Painting(text, self.styles[:head] + [near] * middle + self.styles[len(self.styles) - tail:])
        first, last = bisect_right(self.starts, head) - 1, bisect_right(self.starts, len(self.text) - tail) - 1
        moved = len(found.starts) - len(self.starts)
        found._lines = {n if n < first else n + moved: row for n, row in list(self._lines.items()) if n < first or n > last}
        return found

    def repaint(self, start: int, end: int, pieces: list[tuple[int, int, str]]) -> None:
        self.styles[start:end] = Painting.of(self.text[start:end], pieces).styles
        self._lines.pop(bisect_right(self.starts, start) - 1, None)

    def line(self, number: int) -> StyleAndTextTuples:
        found = self._lines.get(number)
        if found is None and 0 <= number < len(self.starts):
            start = self.starts[number]
            end = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
            found = self._lines[number] = _runs(self.text, self.styles, start, end)
        return found or []


def _runs(text: str, styles: list[str], start: int, end: int) -> StyleAndTextTuples:
    row: StyleAndTextTuples = []
    i = start
    while i < end:
        j = i + 1
        while j < end and styles[j] == styles[i]:
            j += 1
        row.append((styles[i], text[i:j]))
        i = j
    return row


class ShellLexer(Lexer):
    """`redraw` is called from a thread when better colours have been found."""

    def __init__(self, known: Callable[[str], bool], redraw: Callable[[], None] = lambda: None) -> None:
        self._known, self._redraw = known, redraw
        self._painting = Painting("", [])
        self._version = 0
        self._wanted: Optional[str] = None
        self._changed = threading.Condition()
        self._worker: Optional[threading.Thread] = None

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        text = document.text
        if text != self._painting.text:
            self._version += 1
            if len(text) <= AT_ONCE:
                self._painting = Painting.of(text, spans(text, self._known))
            elif len(text) > MAX_LENGTH:
                self._painting = Painting(text, [""] * len(text))
            else:
                self._painting = self._painting.edited(text)
                self._paint_line(document)
                self._ask(text)
        return self._painting.line

    def _paint_line(self, document: Document) -> None:
        """The line the cursor is in, by itself: right for most lines, and put right by the thread where it is not."""
        painting, at = self._painting, document.cursor_position
        number = bisect_right(painting.starts, at) - 1
        start = painting.starts[number]
        end = painting.starts[number + 1] - 1 if number + 1 < len(painting.starts) else len(painting.text)
        if end - start <= AT_ONCE // 2:
            pieces = [p for p in spans(painting.text[start:end], self._known) if p[2] != "class:error"]
            painting.repaint(start, end, pieces)

    def _ask(self, text: str) -> None:
        with self._changed:
            self._wanted = text
            self._changed.notify()
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="highlight", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                while self._wanted is None:
                    if not self._changed.wait(5.0):
                        self._worker = None
                        return
                text = self._wanted
                if self._changed.wait(IDLE_SECONDS):
                    continue  # a key came: the text is another already
                self._wanted = None
            found = Painting.of(text, spans(text, self._known))
            with self._changed:
                if self._painting.text == text:
                    self._painting = found
                    self._version += 1
            self._redraw()

    def invalidation_hash(self) -> Any:
        return self._version
