"""Key bindings beyond prompt_toolkit's own: PowerShell's Emacs and Windows tables, multi-line editing by the parser, help on the word, argument selection."""
from __future__ import annotations

from typing import Any, Optional, Protocol

from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.filters import (
    Condition,
    completion_is_selected,
    has_completions,
    has_selection,
    has_suggestion,
    is_searching,
    vi_insert_mode,
    vi_mode,
)
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.bindings.named_commands import get_by_name
from prompt_toolkit.selection import SelectionState, SelectionType

from shell.language.parser import parse
from shell.runtime.settings import setting


class Editor(Protocol):
    """What the keys need of the loop."""

    def help_on(self, command: str, parameter: str) -> str: ...
    def search_history(self, event: KeyPressEvent) -> None: ...
    def toggle_list(self) -> None: ...
    def forget(self, text: str) -> None: ...
    def lent(self) -> bool: ...
    def give_back(self, event: KeyPressEvent) -> None: ...


is_windows = Condition(lambda: bool(setting("EditMode") == "Windows"))
emacs = ~vi_mode
typing = ~vi_mode | vi_insert_mode


def make_bindings(editor: Editor) -> KeyBindings:
    kb = KeyBindings()
    _enter(kb)
    _suggestions(kb, editor)
    _editing(kb)
    _windows(kb)
    _completion(kb)
    _help(kb, editor)

    @kb.add("c-r", filter=~is_searching & typing)
    def _search(event: KeyPressEvent) -> None:
        editor.search_history(event)

    @kb.add("tab", filter=Condition(editor.lent) & Condition(lambda: not get_app().current_buffer.text))
    def _give_back(event: KeyPressEvent) -> None:
        editor.give_back(event)

    @kb.add("f7")
    def _list(event: KeyPressEvent) -> None:
        editor.search_history(event)
    return kb


def _enter(kb: KeyBindings) -> None:
    @kb.add("enter", filter=~is_searching & ~completion_is_selected & typing)
    def _accept(event: KeyPressEvent) -> None:
        """Run a complete text; a newline where more could follow."""
        buffer = event.current_buffer
        if parse(buffer.text).incomplete:
            buffer.insert_text("\n")
        else:
            buffer.validate_and_handle()

    @kb.add("enter", filter=completion_is_selected)
    def _take(event: KeyPressEvent) -> None:
        """Enter on a highlighted completion takes it."""
        event.current_buffer.complete_state = None

    @kb.add("escape", "enter", filter=emacs)
    @kb.add("c-j", filter=is_windows)
    def _newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")
    _shift_enter(kb)


def _shift_enter(kb: KeyBindings) -> None:
    """Terminals that tell Shift+Enter apart send CSI 27;2;13~ or CSI 13;2u."""
    from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
    from prompt_toolkit.keys import Keys
    for sequence in ("\x1b[27;2;13~", "\x1b[13;2u"):
        ANSI_SEQUENCES[sequence] = (Keys.Escape, Keys.Enter)


def _completion(kb: KeyBindings) -> None:
    @kb.add("c-space")
    @kb.add("escape", "=", filter=emacs)
    def _menu(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
        else:
            buffer.start_completion(select_first=False)

    @kb.add("escape", filter=has_completions, eager=False)
    def _close_menu(event: KeyPressEvent) -> None:
        event.current_buffer.cancel_completion()

    @kb.add("tab", filter=is_windows & ~has_completions)
    def _first(event: KeyPressEvent) -> None:
        """Windows mode: the first offer at once, Tab again the next."""
        event.current_buffer.start_completion(select_first=True)


def _suggestions(kb: KeyBindings, editor: Editor) -> None:
    @kb.add("escape", "f", filter=has_suggestion & emacs)
    def _next_word(event: KeyPressEvent) -> None:
        """The next word of the ghost suggestion."""
        buffer = event.current_buffer
        suggestion = buffer.suggestion
        if suggestion is not None:
            head, sep, _ = suggestion.text.lstrip(" ").partition(" ")
            lead = " " * (len(suggestion.text) - len(suggestion.text.lstrip(" ")))
            buffer.insert_text(lead + head + sep)

    @kb.add("f2")
    def _view(event: KeyPressEvent) -> None:
        """Suggestions as ghost text or as a list."""
        event.current_buffer.cancel_completion()
        editor.toggle_list()
        if setting("PredictionView") == "List":
            event.current_buffer.start_completion(complete_event=CompleteEvent(text_inserted=True))

    @kb.add("s-delete", filter=has_suggestion)
    def _forget(event: KeyPressEvent) -> None:
        """Never suggest this line again."""
        buffer = event.current_buffer
        if buffer.suggestion is not None:
            editor.forget(buffer.text + buffer.suggestion.text)
            buffer.suggestion = None


def _editing(kb: KeyBindings) -> None:
    @kb.add("escape", "a", filter=emacs)
    def _select_argument(event: KeyPressEvent) -> None:
        """Select the next argument of the command: type to replace it (cycles)."""
        select_argument(event.current_buffer)

    @kb.add("escape", "r", filter=emacs)
    def _revert(event: KeyPressEvent) -> None:
        event.current_buffer.text = ""

    @kb.add("c-z", filter=typing)
    def _undo(event: KeyPressEvent) -> None:
        event.current_buffer.undo()

    @kb.add("c-x", "c-e", filter=emacs)
    def _editor(event: KeyPressEvent) -> None:
        event.current_buffer.open_in_editor()

    @kb.add("c-c", filter=has_selection)
    def _copy(event: KeyPressEvent) -> None:
        """With a selection: copy it instead of dropping the line."""
        event.app.clipboard.set_data(event.current_buffer.copy_selection())


def _windows(kb: KeyBindings) -> None:
    """PSReadLine's Windows keys that differ from Emacs's."""
    for key, name in (("c-home", "unix-line-discard"), ("c-end", "kill-line"), ("c-delete", "kill-word"), ("c-w", "unix-word-rubout")):
        kb.add(key, filter=is_windows)(get_by_name(name))

    @kb.add("c-a", filter=is_windows)
    def _all(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        buffer.cursor_position = 0
        buffer.start_selection(selection_type=SelectionType.CHARACTERS)
        if buffer.selection_state is not None:
            buffer.selection_state.enter_shift_mode()
        buffer.cursor_position = len(buffer.text)

    @kb.add("c-y", filter=is_windows)
    def _redo(event: KeyPressEvent) -> None:
        event.current_buffer.redo()

    @kb.add("c-v", filter=is_windows)
    def _paste(event: KeyPressEvent) -> None:
        event.current_buffer.paste_clipboard_data(event.app.clipboard.get_data())

    @kb.add("c-x", filter=is_windows & has_selection)
    def _cut(event: KeyPressEvent) -> None:
        event.app.clipboard.set_data(event.current_buffer.cut_selection())

    @kb.add("escape", filter=is_windows & ~has_completions)
    def _revert(event: KeyPressEvent) -> None:
        event.current_buffer.text = ""

    @kb.add("f8")
    def _prefix(event: KeyPressEvent) -> None:
        """The last line that begins like this one."""
        previous_with_prefix(event.current_buffer)


def previous_with_prefix(buffer: Buffer) -> None:
    prefix = buffer.document.text_before_cursor
    for index in range(buffer.working_index - 1, -1, -1):
        if buffer._working_lines[index].startswith(prefix):
            at = buffer.cursor_position
            buffer.go_to_history(index)
            buffer.cursor_position = at
            return


def _help(kb: KeyBindings, editor: Editor) -> None:
    @kb.add("f1")
    @kb.add("escape", "h", filter=emacs)
    def _explain(event: KeyPressEvent) -> None:
        """The help of the command, or of the parameter, the cursor is in: above the line, which stays."""
        command, parameter = place_of(event.current_buffer)
        if command:
            run_in_terminal(lambda: print(editor.help_on(command, parameter)))

    @kb.add("escape", "?", filter=emacs)
    def _keys(event: KeyPressEvent) -> None:
        run_in_terminal(lambda: print(editor.help_on("about_Keys", "")))


def arguments_of(text: str) -> list[tuple[int, int]]:
    """(start, end) of every command argument in a text."""
    from shell.language import nodes as ast
    out = []
    for node in parse(text).ast.walk():
        if isinstance(node, ast.CommandAst):
            out += [(e.extent.start, e.extent.end) for e in node.command_elements[1:] if not isinstance(e, ast.CommandParameterAst)]
    return sorted(out)


def select_argument(buffer: Buffer) -> None:
    found = arguments_of(buffer.text)
    if not found:
        return
    at = buffer.cursor_position
    start, end = next(((s, e) for s, e in found if s >= at), found[0])
    buffer.cursor_position = start
    buffer.selection_state = SelectionState(start, SelectionType.CHARACTERS)
    buffer.selection_state.enter_shift_mode()  # what is typed replaces it
    buffer.cursor_position = end


def place_of(buffer: Buffer) -> tuple[str, str]:
    """(command, parameter) the cursor is in, '' for none."""
    from shell.language import nodes as ast
    best: Optional[Any] = None
    for node in parse(buffer.text).ast.walk():
        if isinstance(node, ast.CommandAst) and node.extent.start <= buffer.cursor_position and node.command_elements and \
                isinstance(node.command_elements[0], ast.StringConstantExpressionAst):
            best = node
    if best is None:
        return "", ""
    parameter = next((e.parameter_name for e in best.command_elements[1:] if isinstance(e, ast.CommandParameterAst)
                      and e.extent.start <= buffer.cursor_position <= e.extent.end), "")
    return best.command_elements[0].value, parameter


__all__ = ["Editor", "arguments_of", "make_bindings", "place_of", "select_argument"]
