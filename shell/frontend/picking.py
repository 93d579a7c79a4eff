"""The picker: a list with fuzzy search, below the prompt.  Enter takes, Space or Tab marks several, Escape gives up."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, NamedTuple, Optional

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.styles import BaseStyle

from shell.frontend.fuzzy import rank
from shell.frontend.live_region import cut

MOST = 500  # rows that are looked at for drawing


class Row(NamedTuple):
    """A line to choose: its text, and what it stands for."""

    text: str
    value: Any
    style: str = ""


Find = Callable[[str], "list[tuple[Row, list[int]]]"]


def among(rows: Sequence[Row]) -> Find:
    """The usual search: fuzzy among fixed rows."""
    texts = [r.text for r in rows]

    def find(query: str) -> list[tuple[Row, list[int]]]:
        return [(rows[i], places) for i, places in rank(query, texts)[:MOST]]
    return find


class Picker:
    """One question.  `application()` runs to the values chosen, or None."""

    def __init__(self, title: str, find: Find, several: bool = False, height: int = 12, style: Optional[BaseStyle] = None, query: str = "",
                 hint: str = "") -> None:
        self.title, self._find, self.several, self.height, self._style, self._hint = title, find, several, height, style, hint
        self.buffer = Buffer(multiline=False)
        self.buffer.text, self.buffer.cursor_position = query, len(query)
        self.buffer.on_text_changed += lambda _: self._search()
        self.marked: list[Any] = []
        self.at = 0
        self.found: list[tuple[Row, list[int]]] = []
        self._search()

    def _search(self) -> None:
        self.found = self._find(self.buffer.text)
        self.at = 0

    def move(self, by: int) -> None:
        if self.found:
            self.at = max(0, min(len(self.found) - 1, self.at + by))

    def mark(self) -> None:
        """Mark or unmark the line, and go on to the next."""
        if not self.found:
            return
        value = self.found[self.at][0].value
        if any(value is m for m in self.marked):
            self.marked = [m for m in self.marked if m is not value]
        else:
            self.marked.append(value)
        self.move(1)

    def chosen(self) -> list[Any]:
        if self.several and self.marked:
            return list(self.marked)
        return [self.found[self.at][0].value] if self.found else []

    # ---- drawing

    def _lines(self, columns: int = 400) -> StyleAndTextTuples:
        out: StyleAndTextTuples = []
        first = max(0, min(self.at - self.height // 2, len(self.found) - self.height))
        for i, (row, places) in enumerate(self.found[first:first + self.height], first):
            here = "class:picker.current" if i == self.at else ""
            marked = self.several and any(row.value is m for m in self.marked)
            lead = ("> " if i == self.at else "  ") + (("[x] " if marked else "[ ] ") if self.several else "")
            out.append((here or row.style, lead))
            lit = set(places)
            for k, c in enumerate(cut(row.text, columns)):
                out.append((f"{here or row.style} class:picker.match" if k in lit else here or row.style, c))
            out.append((here, "\n"))
        if not self.found:
            out.append(("class:picker.hint", "  nothing matches\n"))
        return out

    def _status(self) -> StyleAndTextTuples:
        keys = "Enter takes, " + ("Tab marks, " if self.several else "") + "Esc gives up"
        return [("class:picker.hint", f"  {len(self.found)} found. {self._hint or keys}")]

    def application(self, **options: Any) -> Application[Optional[list[Any]]]:
        prompt = BeforeInput(lambda: [("class:picker.title", f"{self.title} ? ")])
        box = Window(BufferControl(self.buffer, input_processors=[prompt]), height=1)
        body = HSplit([box, Window(FormattedTextControl(self._lines), height=lambda: max(1, min(self.height, len(self.found) or 1)), wrap_lines=False),
                       Window(FormattedTextControl(self._status), height=1)])
        return Application(layout=Layout(body, focused_element=box), key_bindings=self._keys(), style=self._style, erase_when_done=True, full_screen=False,
                           **options)

    def _keys(self) -> KeyBindings:
        kb = KeyBindings()

        def bind(names: Sequence[str], work: Callable[[KeyPressEvent], None], **options: Any) -> None:
            for name in names:
                kb.add(name, **options)(work)
        bind(("up", "c-p", "c-r"), lambda e: self.move(1 if e.key_sequence[0].key == "c-r" else -1))
        bind(("down", "c-n"), lambda e: self.move(1))
        bind(("pageup",), lambda e: self.move(-self.height))
        bind(("pagedown",), lambda e: self.move(self.height))
        bind(("enter",), lambda e: e.app.exit(result=self.chosen() or None))
        bind(("escape",), lambda e: e.app.exit(result=None), eager=True)
        bind(("c-c", "c-g"), lambda e: e.app.exit(result=None))
        if self.several:
            bind(("tab",), lambda e: self.mark())
        return kb


def pick(title: str, rows: Sequence[str], several: bool, height: int, style: Optional[BaseStyle] = None) -> Optional[list[int]]:
    """Ask at the terminal; the numbers of the rows chosen, None when given up."""
    values = [Row(text, i) for i, text in enumerate(rows)]
    boxed = [Row(r.text, _Box(r.value)) for r in values]
    app = Picker(title, among(boxed), several, height, style).application()
    app.ttimeoutlen = 0.05
    chosen = app.run()
    return None if chosen is None else [box.number for box in chosen]


class _Box:
    """Identity for a row number: marks are compared by identity."""

    def __init__(self, number: int) -> None:
        self.number = number


def ask_by_number(title: str, rows: Sequence[str], read_line: Callable[[str], Optional[str]], write: Callable[[str], Any]) -> Optional[list[int]]:
    """The same question without redrawing, for screen readers: numbered lines and a question."""
    for i, row in enumerate(rows, 1):
        write(f"{i}: {row}")
    answer = read_line(f"{title}, number: ")
    numbers = [int(w) - 1 for w in (answer or "").replace(",", " ").split() if w.isdigit() and 1 <= int(w) <= len(rows)]
    return numbers or None


__all__ = ["Picker", "Row", "among", "ask_by_number", "pick"]
