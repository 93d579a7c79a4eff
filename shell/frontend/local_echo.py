"""A typed character is on the screen before the line is drawn anew: drawing a long text takes milliseconds, a character none.

Where the cursor stands at the end of its line, the character is written and the cursor put back; the drawing that follows finds the screen as it
expects it and only changes what is not right yet (colours, the suggestion).
"""
from __future__ import annotations

from typing import Any, Optional

from prompt_toolkit import PromptSession
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.key_binding.vi_state import InputMode

LONG = 20  # lines from which on drawing takes so long that it may lag behind what is echoed
LAG_SECONDS = 0.08
ROOM = 1  # columns left free at the right edge: the terminal's own wrapping is never asked for


class LocalEcho:
    """One a line editor.  `ahead`: characters written since the last drawing; None: something else happened since, so the cursor's place is not known."""

    def __init__(self, session: PromptSession[str]) -> None:
        self._session = session
        self._app: Any = session.app
        self._ahead: Optional[int] = 0
        processor: Any = self._app.key_processor
        self._processor = processor
        self._feed = processor.feed_multiple
        processor.feed_multiple = self.feed_multiple
        self._app.after_render += self._rendered

    def _rendered(self, sender: object) -> None:
        self._ahead = 0

    def feed_multiple(self, key_presses: list[KeyPress], first: bool = False) -> None:
        """What arrives is looked at before it is processed."""
        if key_presses:
            text = "".join(press.data for press in key_presses)
            if self._ahead is not None and len(key_presses) <= 8 and all(map(_is_plain, key_presses)) and self._may_echo(len(text)):
                back = self._ahead + len(text)
                forward = f"\x1b[{self._ahead}C" if self._ahead else ""
                self._app.output.write_raw(f"{forward}{text}\x1b[{back}D")
                self._app.output.flush()
                self._ahead = back
                self._app.min_redraw_interval = LAG_SECONDS if self._session.default_buffer.document.line_count > LONG else None
            else:
                self._ahead = self._app.min_redraw_interval = None
        self._feed(key_presses, first)

    def _may_echo(self, count: int) -> bool:
        """Will the characters be inserted where the cursor is drawn (or would be, after those before)?"""
        app, buffer = self._app, self._session.default_buffer
        if self._processor.key_buffer or self._processor.arg is not None or app.current_buffer is not buffer or app.quoted_insert:
            return False
        if buffer.selection_state is not None or buffer.complete_state is not None:
            return False
        if app.editing_mode == EditingMode.VI and app.vi_state.input_mode not in (InputMode.INSERT, InputMode.INSERT_MULTIPLE):
            return False
        screen, size = app.renderer._last_screen, app.renderer._last_size
        return buffer.document.is_cursor_at_the_end_of_line and screen is not None and size is not None and \
            app.renderer._cursor_pos.x + (self._ahead or 0) + count < size.columns - ROOM


def _is_plain(press: KeyPress) -> bool:
    return len(press.data) == 1 and press.key == press.data and " " <= press.data <= "~"


def install(session: PromptSession[str]) -> None:
    LocalEcho(session)
