"""What is taken over from the drawing before is what prompt_toolkit would have drawn: the same cells, the same cursor, for random texts and keys."""
from __future__ import annotations

import asyncio
import io
import random
from typing import Any

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.application.current import set_app
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.selection import SelectionState

from shell.frontend.drawing import continuation, install
from shell.frontend.lexing import Painting, ShellLexer

PLAIN = ("Get-ChildItem ", "| ", "{ ", "} ", "'text' ", "$name ", "\n", "\n", "x" * 30, "(1, 2)")
ODD = (*PLAIN, "\n", "宽字", "e\u0301", "\x01", "\t", "\u200b", "\xa0")  # prompt_toolkit reckons the rows of such lines wrong where they are broken


def _session(shown: Size, ours: bool) -> PromptSession[str]:
    output = Vt100_Output(io.StringIO(), lambda: shown, term="xterm", enable_cpr=False)
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        session: PromptSession[str] = PromptSession(
            message=[("[ZeroWidthEscape]", "\x1b]133;A\x07"), ("class:prompt", "PS> ")], multiline=True, prompt_continuation=continuation,
            lexer=ShellLexer(str.isalpha), bottom_toolbar="the toolbar", complete_while_typing=False)
    if ours:
        install(session)
    return session


def _screen(session: PromptSession[str], shown: Size) -> dict[str, Any]:
    app = session.app
    app.render_counter += 1
    with set_app(app):
        app.renderer.render(app, app.layout)
    screen = app.renderer._last_screen
    assert screen is not None
    window = app.layout.current_window
    return {"rows": [[(screen.data_buffer[y][x].char, screen.data_buffer[y][x].style) for x in range(shown.columns)] for y in range(screen.height)],
            "cursor": screen.get_cursor_position(window), "scrolled": (window.vertical_scroll, window.vertical_scroll_2),
            "escapes": [dict(screen.zero_width_escapes[y]) for y in range(screen.height)]}


def _change(buffer: Any, chance: random.Random, pieces: tuple[str, ...]) -> None:
    what = chance.randrange(6)
    if what < 3:
        buffer.insert_text("".join(chance.choice(pieces) for _ in range(chance.randrange(1, 8))))
    elif what == 3:
        buffer.delete_before_cursor(chance.randrange(1, 9))
    elif what == 4:
        buffer.cursor_position = chance.randrange(len(buffer.text) + 1)
    else:
        buffer.selection_state = SelectionState(chance.randrange(len(buffer.text) + 1)) if buffer.selection_state is None else None


@pytest.mark.parametrize("seed", range(6))
def test_the_same_cells_as_prompt_toolkit_draws(seed: int) -> None:
    async def compare() -> None:
        shown = Size(rows=(8, 12, 24)[seed % 3], columns=(20, 41, 600)[seed // 2])
        pair = [(_session(shown, ours), random.Random(seed)) for ours in (True, False)]
        for step in range(40):
            for session, chance in pair:
                with set_app(session.app):
                    session.app.loop = asyncio.get_running_loop()
                    _change(session.default_buffer, chance, PLAIN if shown.columns < 600 else ODD)
            mine, theirs = (_screen(session, shown) for session, _ in pair)
            for y, (row, wanted) in enumerate(zip(mine["rows"], theirs["rows"])):
                assert row == wanted, (step, y)
            assert mine == theirs, (step, pair[0][0].default_buffer.text)
    asyncio.run(compare())


def test_lines_taken_over_have_the_text_and_styles_of_the_new_text() -> None:
    chance = random.Random(1)
    text = "one two\nthree\n\nfour five six\n"
    painting = Painting(text, [f"class:{c}" if c.isalpha() else "" for c in text])
    for _ in range(300):
        for n in range(len(painting.starts)):
            painting.line(n)
        a = chance.randrange(len(text) + 1)
        b = min(len(text), a + chance.randrange(4))
        text = text[:a] + "".join(chance.choice("ab\n c") for _ in range(chance.randrange(4))) + text[b:]
        painting = painting.edited(text)
        fresh = Painting(text, list(painting.styles))
        assert [painting.line(n) for n in range(len(fresh.starts))] == [fresh.line(n) for n in range(len(fresh.starts))]
        assert "\n".join("".join(p[1] for p in painting.line(n)) for n in range(len(fresh.starts))) == text
