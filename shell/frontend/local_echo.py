"""A typed character is on the screen before the line is drawn anew: drawing a long text takes milliseconds, a character none.

Where the cursor stands at the end of its line, the character is written and the cursor put back; the drawing that follows finds the screen as it
expects it and only changes what is not right yet (colours, the suggestion).
"""
from __future__ import annotations

from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.key_binding.vi_state import InputMode


def install(session: PromptSession[str]) -> None:
    """Look at what arrives before it is processed."""
    processor: Any = session.app.key_processor
    feed = processor.feed_multiple

    def feed_multiple(key_presses: list[KeyPress], first: bool = False) -> None:
        if len(key_presses) == 1 and _may_echo(session, processor, key_presses[0]):
            output = session.app.output
            output.write_raw(key_presses[0].data + "\x1b[D")
            output.flush()
        feed(key_presses, first)
    processor.feed_multiple = feed_multiple


def _may_echo(session: PromptSession[str], processor: Any, press: KeyPress) -> bool:
    """A plain character that will be inserted where the cursor is drawn now."""
    text = press.data
    if len(text) != 1 or press.key != text or not " " <= text <= "~":
        return False
    app = session.app
    buffer = session.default_buffer
    if app._invalidated or processor.key_buffer or processor.arg is not None or app.current_buffer is not buffer:
        return False
    if buffer.selection_state is not None or buffer.complete_state is not None or app.quoted_insert:
        return False
    if app.editing_mode == "VI" and app.vi_state.input_mode not in (InputMode.INSERT, InputMode.INSERT_MULTIPLE):
        return False
    return buffer.document.is_cursor_at_the_end_of_line and _has_room(app.renderer)


def _has_room(renderer: Any) -> bool:
    """Is the cursor's place on the screen known, and is it not near the right edge?"""
    size, screen = renderer._last_size, renderer._last_screen
    return screen is not None and size is not None and renderer._cursor_pos.x < size.columns - 2


