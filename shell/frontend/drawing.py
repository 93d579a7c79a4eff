"""Draws the text being typed line by line from what was laid out before: a key changes one line, the others are taken over.

prompt_toolkit lays out every visible character at every key and leaves thousands of objects in reference cycles behind, whose collection costs
more than the drawing.  Here a line with the same fragments, prefix and width is laid out once.
"""
from __future__ import annotations

from typing import Any, Callable, Optional

from prompt_toolkit import PromptSession
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples, to_formatted_text
from prompt_toolkit.layout.containers import Window, WindowAlign
from prompt_toolkit.layout.controls import BufferControl, UIContent
from prompt_toolkit.layout.screen import _CHAR_CACHE, Char, Screen, WritePosition

KEPT = 600  # lines laid out that are remembered
CONTINUATION = ">> "
Prefix = Callable[[int, int], Any]
Shape = tuple[dict[int, tuple[int, int]], dict[tuple[int, int], tuple[int, int]]]
_EMPTY = _CHAR_CACHE["", ""]
_FIRST: StyleAndTextTuples = to_formatted_text(CONTINUATION, style="class:prompt-continuation")


def continuation(width: int, line: int, wrapped: int) -> str:
    """What stands before every line but the first; nothing before the rows a long line goes on in."""
    return "" if wrapped else CONTINUATION


class DrawnLine:
    """The rows of one line of text, and where in them each of its characters is."""

    def __init__(self, fragments: StyleAndTextTuples, prefix: StyleAndTextTuples, width: int) -> None:
        self.rows: list[dict[int, Char]] = [{}]
        self.ends: list[int] = []  # the columns used in each row but the last
        self.places: list[tuple[int, int]] = []  # (row, column) of each character
        self.escapes: list[tuple[int, int, str]] = []
        self._width, self._x = width, 0
        self._add(prefix, [])
        self._add(fragments, self.places)

    def _add(self, fragments: StyleAndTextTuples, places: list[tuple[int, int]]) -> None:
        row, x, width = self.rows[-1], self._x, self._width
        pieces: list[Any] = fragments
        for style, text, *_ in pieces:
            if "[ZeroWidthEscape]" in style:
                self.escapes.append((len(self.rows) - 1, x, text))
                continue
            for c in text:
                char = _CHAR_CACHE[c, style]
                if x + char.width > width:
                    self.ends.append(x)
                    row, x = {}, 0
                    self.rows.append(row)
                places.append((len(self.rows) - 1, x))
                if x < width:
                    row[x] = char
                    if char.width != 1:
                        _odd_width(row, x, char, c)
                x += char.width
        self._x = x


def _odd_width(row: dict[int, Char], x: int, char: Char, c: str) -> None:
    """A wide character takes the cells beside it; one without width joins the one before."""
    if char.width > 1:
        for i in range(1, char.width):
            row[x + i] = _EMPTY
        return
    for before in (2, 1):
        found = row.get(x - before)
        if found is not None and found.width == before:
            row[x - before] = _CHAR_CACHE[found.char + c, found.style]


class Drawing(UIContent):
    """The content of the text's window with its lines laid out."""

    def __init__(self, content: UIContent, draw: Callable[[UIContent, int, int], DrawnLine]) -> None:
        super().__init__(content.get_line, content.line_count, content.cursor_position, content.menu_position, content.show_cursor)
        self._draw = draw
        self._lines: dict[tuple[int, int], DrawnLine] = {}

    def drawn(self, number: int, width: int) -> DrawnLine:
        found = self._lines.get((number, width))
        if found is None:
            found = self._lines[number, width] = self._draw(self, number, width)
        return found

    def get_height_for_line(self, lineno: int, width: int, get_line_prefix: Optional[Prefix], slice_stop: Optional[int] = None) -> int:
        if slice_stop is not None or width <= 0 or lineno >= self.line_count:
            return super().get_height_for_line(lineno, width, get_line_prefix, slice_stop)
        return len(self.drawn(lineno, width).rows)


class EditorDrawing:
    """Takes over the drawing of one line editor's text."""

    def __init__(self, window: Window, control: BufferControl) -> None:
        self._window, self._control = window, control
        self._prefix: Any = window.get_line_prefix
        self._create, self._copy = control.create_content, window._copy_body
        self._kept: dict[Any, DrawnLine] = {}
        changed: Any = window
        changed.get_line_prefix, changed._copy_body = self.prefix, self.copy_body
        changed = control
        changed.create_content = self.create_content

    def prefix(self, line: int, wrapped: int) -> StyleAndTextTuples:
        if line == 0 and wrapped == 0:
            return to_formatted_text(self._prefix(line, wrapped))
        return [] if wrapped else _FIRST

    def create_content(self, width: int, height: int, preview_search: bool = False) -> UIContent:
        return Drawing(self._create(width, height, preview_search), self._draw)

    def _draw(self, content: UIContent, number: int, width: int) -> DrawnLine:
        fragments, prefix = content.get_line(number), self.prefix(number, 0)
        key = (tuple(fragments), tuple(prefix), width)
        found = self._kept.pop(key, None) or DrawnLine(fragments, prefix, width)
        self._kept[key] = found  # the last used is the last forgotten
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return found

    def copy_body(self, ui_content: UIContent, new_screen: Screen, write_position: WritePosition, move_x: int, width: int,
                  vertical_scroll: int = 0, horizontal_scroll: int = 0, wrap_lines: bool = False, highlight_lines: bool = False,
                  vertical_scroll_2: int = 0, always_hide_cursor: bool = False, has_focus: bool = False, align: WindowAlign = WindowAlign.LEFT,
                  get_line_prefix: Optional[Prefix] = None) -> Shape:
        """As Window._copy_body, whose place it takes."""
        if not isinstance(ui_content, Drawing) or not wrap_lines or align != WindowAlign.LEFT:
            return self._copy(ui_content, new_screen, write_position, move_x, width, vertical_scroll, horizontal_scroll, wrap_lines, highlight_lines,
                              vertical_scroll_2, always_hide_cursor, has_focus, align, get_line_prefix)
        rows, places = self._copy_lines(ui_content, new_screen, write_position, move_x, width, vertical_scroll, -vertical_scroll_2)
        cursor, menu = ui_content.cursor_position, ui_content.menu_position
        y, x = places.get((cursor.y, cursor.x), (0, 0))
        if has_focus:
            new_screen.set_cursor_position(self._window, Point(x=x, y=y))
            new_screen.show_cursor = not always_hide_cursor and ui_content.show_cursor
            self._window._highlight_digraph(new_screen)
        if highlight_lines:
            self._window._highlight_cursorlines(new_screen, Point(x=x, y=y), write_position.xpos + move_x, write_position.ypos, width, write_position.height)
        if has_focus:
            self._window._show_key_processor_key_buffer(new_screen)
        if menu is not None:
            y, x = places.get((menu.y, menu.x), (0, 0))
            new_screen.set_menu_position(self._window, Point(x=x, y=y))
        new_screen.height = max(new_screen.height, write_position.ypos + write_position.height)
        return rows, places

    def _copy_lines(self, content: Drawing, screen: Screen, place: WritePosition, move_x: int, width: int, first: int, y: int) -> Shape:
        """The rows on the screen: (line, column) each begins with, and the places of the characters of the lines with the cursor and the menu."""
        begins: dict[int, tuple[int, int]] = {}
        places: dict[tuple[int, int], tuple[int, int]] = {}
        left = place.xpos + move_x
        told = {content.cursor_position.y, content.menu_position.y if content.menu_position is not None else -1}
        for number in range(first, content.line_count):
            if y >= place.height:
                break
            line, column = content.drawn(number, width), 0
            for i, row in enumerate(line.rows[:place.height - y], y):
                begins[i] = (number, column)
                column += line.ends[i - y] if i - y < len(line.ends) else 0
                if i >= 0:
                    screen.data_buffer[i + place.ypos].update({x + left: char for x, char in row.items()} if left else row)
            for i, x, text in line.escapes:
                if 0 <= y + i < place.height:
                    screen.zero_width_escapes[y + i + place.ypos][x + left] += text
            if number in told:
                places.update({(number, c): (y + i + place.ypos, x + left) for c, (i, x) in enumerate(line.places) if 0 <= y + i < place.height})
            y += len(line.rows)
        return begins, places


def install(session: PromptSession[str]) -> None:
    """For a session whose continuation is the one above."""
    for window in session.layout.find_all_windows():
        control = window.content
        if isinstance(control, BufferControl) and control.buffer is session.default_buffer:
            EditorDrawing(window, control)
