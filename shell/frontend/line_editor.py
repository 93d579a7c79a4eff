"""The line editor: a PromptSession made from the settings, and made anew when they change."""
from __future__ import annotations

from typing import Any, Optional

from prompt_toolkit import PromptSession
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.shortcuts import CompleteStyle

from shell.frontend.appearance import make_style
from shell.frontend.completing import make_completer
from shell.frontend.drawing import continuation
from shell.frontend.drawing import install as install_drawing
from shell.frontend.highlight import KnownCommands
from shell.frontend.history_adapter import PlaceSuggest, StoredHistory
from shell.frontend.keys import make_bindings
from shell.frontend.lexing import ShellLexer
from shell.frontend.local_echo import install as install_echo
from shell.runtime.settings import setting

MENU_ROWS = 6
ESCAPE_SECONDS = 0.05  # how long a lone Esc is waited for: what follows sooner is a key sequence


def make_session(repl: Any) -> PromptSession[str]:
    """A line editor for the loop `repl`, as the settings say."""
    plain = bool(setting("ScreenReader"))
    colour = repl.host.colour and not plain
    session: PromptSession[str] = PromptSession(
        message=repl.message, lexer=ShellLexer(KnownCommands(repl.ctx), repl.redraw) if colour else None, style=make_style(colour),
        include_default_pygments_style=False, history=StoredHistory(repl.store),
        auto_suggest=_suggest(repl, plain), completer=make_completer(repl.complete, repl.likely),
        complete_while_typing=Condition(lambda: not plain and (bool(setting("CompleteWhileTyping")) or setting("PredictionView") == "List")),
        key_bindings=make_bindings(repl), multiline=True, prompt_continuation=continuation,
        bottom_toolbar=repl.toolbar if setting("Toolbar") and not plain else None, enable_suspend=False, enable_open_in_editor=True,
        complete_style=CompleteStyle.READLINE_LIKE if plain else CompleteStyle.COLUMN,
        reserve_space_for_menu=0 if plain else MENU_ROWS, input_processors=[HighlightMatchingBracketProcessor()],
        editing_mode=EditingMode.VI if setting("EditMode") == "Vi" else EditingMode.EMACS, tempfile_suffix=".ps1")
    session.app.ttimeoutlen = ESCAPE_SECONDS
    session.app.max_render_postpone_time = None
    install_drawing(session)
    if not plain:
        install_echo(session)
    if setting("EditMode") == "Vi":
        from prompt_toolkit.cursor_shapes import ModalCursorShapeConfig
        session.cursor = ModalCursorShapeConfig()
        session.app.timeoutlen = 0.3
    return session


def _suggest(repl: Any, plain: bool) -> Optional[PlaceSuggest]:
    if plain or setting("PredictionView") != "Inline":
        return None
    return PlaceSuggest(repl.store, repl.place)
