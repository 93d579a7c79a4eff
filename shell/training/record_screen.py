"""A terminal's screen in memory: what the control sequences of a recording make of it.  Enough of xterm for what shells and full-screen programs write."""
from __future__ import annotations

import re
from typing import Callable, NamedTuple, Optional, Union
from unicodedata import combining

from shell.formatting.cells import char_cells

Colour = Union[None, int, str]  # None: the terminal's own; 0 to 255 of the palette; "#rrggbb"


class Style(NamedTuple):
    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    hidden: bool = False
    strike: bool = False


class Cell(NamedTuple):
    """One place.  A wide character is followed by a cell with no text."""

    text: str
    style: Style


PLAIN = Style()
BLANK = Cell(" ", PLAIN)
_TOKEN = re.compile(r"\x1b\[([<=>?]?)([0-9;:]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b([ -/])(.)|\x1b([0-Z\\^-~])"
                    r"|([\x00-\x1a\x1c-\x1f\x7f])|([^\x00-\x1f\x7f]+)", re.S)
_HALF = re.compile(r"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/])?\Z")
_LINES = dict(zip("`afgjklmnopqrstuvwxyz{|}~", "◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·"))  # the DEC line drawing set
_JOINERS = "\u200b\u200c\u200d\ufe0e\ufe0f"
_FLAGS = {1: ("bold", True), 2: ("dim", True), 3: ("italic", True), 4: ("underline", True), 7: ("reverse", True), 8: ("hidden", True), 9: ("strike", True),
          21: ("underline", True), 23: ("italic", False), 24: ("underline", False), 27: ("reverse", False), 28: ("hidden", False), 29: ("strike", False)}


class Screen:
    """`feed` text; `rows` are lists of cells.  `x` may be one past the last column: the next character wraps."""

    def __init__(self, columns: int, height: int) -> None:
        self.columns, self.height = columns, height
        self._held = ""
        self.reset()

    def reset(self) -> None:
        self.rows = [self._row() for _ in range(self.height)]
        self.x = self.y = 0
        self.style = PLAIN
        self.cursor_shown = True
        self._wrap = True
        self._top, self._bottom = 0, self.height - 1
        self._saved: tuple[int, int, Style] = (0, 0, PLAIN)
        self._main: Optional[tuple[list[list[Cell]], int, int, Style]] = None
        self._drawing = False
        self._last = " "

    def _row(self) -> list[Cell]:
        return [BLANK] * self.columns

    def resize(self, columns: int, height: int) -> None:
        """As terminals without reflow do: rows are cut or filled on the right; what is below the new last row moves up."""
        self.rows = [(row + [BLANK] * columns)[:columns] for row in self.rows]
        surplus = max(0, self.y - height + 1)
        self.rows = self.rows[surplus:surplus + height]
        self.columns, self.height = columns, height
        self.rows += [self._row() for _ in range(height - len(self.rows))]
        self.y = min(self.y - surplus, height - 1)
        self.x = min(self.x, columns)
        self._top, self._bottom = 0, height - 1

    # ---- input

    def feed(self, text: str) -> None:
        text = self._held + text
        half = _HALF.search(text)
        self._held = "" if half is None else half.group()
        if half is not None:
            text = text[:half.start()]
        for m in _TOKEN.finditer(text):
            mode, numbers, final, designate, charset, single, control, plain = m.groups()
            if plain is not None:
                self._draw(plain)
            elif control is not None:
                self._control(control)
            elif final is not None:
                self._sequence(mode, numbers, final)
            elif single is not None:
                self._escape(single)
            elif designate == "(":
                self._drawing = charset == "0"

    def _draw(self, text: str) -> None:
        for ch in text:
            if self._drawing:
                ch = _LINES.get(ch, ch)
            width = 0 if ch > "\u02ff" and (combining(ch) or ch in _JOINERS) else char_cells(ch)
            if width == 0:
                self._combine(ch)
                continue
            if self.x + width > self.columns:
                if self._wrap:
                    self.x = 0
                    self._line_feed()
                else:
                    self.x = self.columns - width
            row = self.rows[self.y]
            self._break_wide(row, self.x)
            self._break_wide(row, self.x + width)
            row[self.x] = Cell(ch, self.style)
            if width == 2:
                row[self.x + 1] = Cell("", self.style)
            self.x += width
            self._last = ch

    def _break_wide(self, row: list[Cell], x: int) -> None:
        """Half of a wide character is overwritten: the other half goes too."""
        if 0 < x < self.columns and not row[x].text:
            row[x - 1] = Cell(" ", row[x - 1].style)
            row[x] = Cell(" ", row[x].style)

    def _combine(self, ch: str) -> None:
        x = self.x - 1
        row = self.rows[self.y]
        if x > 0 and not row[x].text:
            x -= 1
        if x >= 0:
            row[x] = Cell(row[x].text + ch, row[x].style)

    def _control(self, ch: str) -> None:
        if ch == "\r":
            self.x = 0
        elif ch in "\n\x0b\x0c":
            self._line_feed()
        elif ch == "\b":
            self.x = max(0, min(self.x, self.columns - 1) - 1)
        elif ch == "\t":
            self.x = min((self.x // 8 + 1) * 8, self.columns - 1)
        elif ch == "\x0e":
            self._drawing = True
        elif ch == "\x0f":
            self._drawing = False

    def _escape(self, final: str) -> None:
        if final == "7":
            self._save()
        elif final == "8":
            self._restore()
        elif final == "D":
            self._line_feed()
        elif final == "E":
            self.x = 0
            self._line_feed()
        elif final == "M":
            if self.y == self._top:
                self._scroll(self._top, -1)
            else:
                self.y = max(0, self.y - 1)
        elif final == "c":
            self.reset()

    def _line_feed(self) -> None:
        if self.y == self._bottom:
            self._scroll(self._top, 1)
        elif self.y < self.height - 1:
            self.y += 1

    def _scroll(self, top: int, count: int) -> None:
        """Rows from `top` to the bottom margin up by count, down when it is negative."""
        for _ in range(min(abs(count), self.height)):
            if count > 0:
                del self.rows[top]
                self.rows.insert(self._bottom, self._empty())
            else:
                del self.rows[self._bottom]
                self.rows.insert(top, self._empty())

    def _blank(self) -> Cell:
        """What erasing leaves: the background of the moment."""
        return BLANK if self.style.bg is None else Cell(" ", Style(bg=self.style.bg))

    def _empty(self) -> list[Cell]:
        return [self._blank()] * self.columns

    # ---- sequences

    def _sequence(self, mode: str, numbers: str, final: str) -> None:
        if mode == "?":
            if final in "hl":
                for n in numbers.split(";"):
                    self._private(n, final == "h")
            return
        if mode:
            return
        if final == "m":
            self._colours(numbers)
            return
        values = [int(n) if n.isdigit() else 0 for n in numbers.replace(":", ";").split(";")]
        handler = _SEQUENCES.get(final)
        if handler is not None:
            handler(self, values[0], values)

    def _private(self, number: str, on: bool) -> None:
        if number == "25":
            self.cursor_shown = on
        elif number == "7":
            self._wrap = on
        elif number in ("47", "1047", "1049"):
            self._alternate(on)

    def _alternate(self, on: bool) -> None:
        """A full-screen program begins or ends."""
        if on and self._main is None:
            self._main = (self.rows, self.x, self.y, self.style)
            self.rows = [self._row() for _ in range(self.height)]
        elif not on and self._main is not None:
            self.rows, self.x, self.y, self.style = self._main
            self._main = None
            self.resize(self.columns, self.height)

    def _save(self) -> None:
        self._saved = (self.x, self.y, self.style)

    def _restore(self) -> None:
        x, y, self.style = self._saved
        self._go(x, y)

    def _go(self, x: int, y: int) -> None:
        self.x = max(0, min(x, self.columns - 1))
        self.y = max(0, min(y, self.height - 1))

    def _up_down(self, count: int) -> None:
        """Cursor up and down stop at the margins."""
        low, high = (self._top, self._bottom) if self._top <= self.y <= self._bottom else (0, self.height - 1)
        self._go(self.x, max(low, min(self.y + count, high)))

    def _erase(self, y: int, start: int, end: int) -> None:
        row = self.rows[y]
        start, end = min(start, self.columns), min(end, self.columns)
        self._break_wide(row, start)
        self._break_wide(row, end)
        row[start:end] = [self._blank()] * max(0, end - start)

    def _erase_line(self, how: int) -> None:
        self._erase(self.y, 0 if how else self.x, min(self.x, self.columns - 1) + 1 if how == 1 else self.columns)

    def _erase_screen(self, how: int) -> None:
        self._erase_line(how) if how < 2 else None
        for y in range(self.y + 1, self.height) if how == 0 else range(self.y) if how == 1 else range(self.height):
            self.rows[y] = self._empty()

    def _insert_lines(self, count: int) -> None:
        if self._top <= self.y <= self._bottom:
            self._scroll(self.y, count)
            self.x = 0

    def _shift(self, count: int) -> None:
        """Characters from the cursor on move right by count, left when it is negative."""
        row, x = self.rows[self.y], min(self.x, self.columns - 1)
        fill = [self._blank()] * min(abs(count), self.columns - x)
        row[x:] = (fill + row[x:])[:self.columns - x] if count > 0 else (row[x - count:] + fill)[:self.columns - x]

    def _margins(self, top: int, bottom: int) -> None:
        top, bottom = max(top or 1, 1) - 1, min(bottom or self.height, self.height) - 1
        if top < bottom:
            self._top, self._bottom = top, bottom
            self.x = self.y = 0

    def _colours(self, numbers: str) -> None:
        codes = [int(n) if n.isdigit() else 0 for n in numbers.replace(":", ";").split(";")]
        at = 0
        style = self.style
        while at < len(codes):
            code = codes[at]
            at += 1
            if code == 0:
                style = PLAIN
            elif code in _FLAGS:
                name, value = _FLAGS[code]
                style = style._replace(**{name: value})
            elif code == 22:
                style = style._replace(bold=False, dim=False)
            elif code in (38, 48):
                colour, at = _extended(codes, at)
                style = style._replace(fg=colour) if code == 38 else style._replace(bg=colour)
            elif 30 <= code <= 37 or code == 39 or 90 <= code <= 97:
                style = style._replace(fg=None if code == 39 else code - 30 if code < 40 else code - 82)
            elif 40 <= code <= 47 or code == 49 or 100 <= code <= 107:
                style = style._replace(bg=None if code == 49 else code - 40 if code < 50 else code - 92)
        self.style = style

    # ---- output

    def text(self) -> str:
        """What one reads: rows without blanks on the right, without empty rows at the end."""
        return "\n".join("".join(c.text for c in row).rstrip() for row in self.rows).rstrip("\n")


def _extended(codes: list[int], at: int) -> tuple[Colour, int]:
    """The colour after 38 or 48, and where its codes end."""
    if at < len(codes) and codes[at] == 5 and at + 1 < len(codes):
        return min(codes[at + 1], 255), at + 2
    if at < len(codes) and codes[at] == 2 and at + 3 < len(codes):
        return "#{:02x}{:02x}{:02x}".format(*(min(c, 255) for c in codes[at + 1:at + 4])), at + 4
    return None, len(codes)


_Handler = Callable[[Screen, int, "list[int]"], None]
_SEQUENCES: dict[str, _Handler] = {
    "A": lambda s, n, v: s._up_down(-max(n, 1)), "B": lambda s, n, v: s._up_down(max(n, 1)), "e": lambda s, n, v: s._up_down(max(n, 1)),
    "C": lambda s, n, v: s._go(s.x + max(n, 1), s.y), "a": lambda s, n, v: s._go(s.x + max(n, 1), s.y),
    "D": lambda s, n, v: s._go(min(s.x, s.columns - 1) - max(n, 1), s.y),
    "E": lambda s, n, v: s._go(0, s.y + max(n, 1)), "F": lambda s, n, v: s._go(0, s.y - max(n, 1)),
    "G": lambda s, n, v: s._go(max(n, 1) - 1, s.y), "`": lambda s, n, v: s._go(max(n, 1) - 1, s.y), "d": lambda s, n, v: s._go(s.x, max(n, 1) - 1),
    "H": lambda s, n, v: s._go(max(v[1] if len(v) > 1 else 1, 1) - 1, max(n, 1) - 1),
    "f": lambda s, n, v: s._go(max(v[1] if len(v) > 1 else 1, 1) - 1, max(n, 1) - 1),
    "J": lambda s, n, v: s._erase_screen(n), "K": lambda s, n, v: s._erase_line(n),
    "L": lambda s, n, v: s._insert_lines(-max(n, 1)), "M": lambda s, n, v: s._insert_lines(max(n, 1)),
    "P": lambda s, n, v: s._shift(-max(n, 1)), "@": lambda s, n, v: s._shift(max(n, 1)), "X": lambda s, n, v: s._erase(s.y, s.x, s.x + max(n, 1)),
    "S": lambda s, n, v: s._scroll(s._top, max(n, 1)), "T": lambda s, n, v: s._scroll(s._top, -max(n, 1)),
    "b": lambda s, n, v: s._draw(s._last * min(max(n, 1), s.columns)),
    "r": lambda s, n, v: s._margins(n, v[1] if len(v) > 1 else 0), "s": lambda s, n, v: s._save(), "u": lambda s, n, v: s._restore(),
}
