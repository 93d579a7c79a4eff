"""Key bindings beyond prompt_toolkit's Emacs set: PowerShell's own keys, multi-line editing by the parser, help on the word, argument selection."""
from __future__ import annotations

from typing import Callable

from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import completion_is_selected, has_completions, has_suggestion, is_searching
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.selection import SelectionState, SelectionType

from shell.language.parser import parse

HelpOn = Callable[[str], str]


def make_bindings(help_on: HelpOn) -> KeyBindings:
    """`help_on(word)` gives the help text shown by F1 and Alt+H."""
    kb = KeyBindings()
    _enter(kb)
    _suggestions(kb)
    _editing(kb)

    @kb.add("f1")
    @kb.add("escape", "h")
    def _help(event: KeyPressEvent) -> None:
        word = command_at(event.current_buffer)
        if word:
            run_in_terminal(lambda: print(help_on(word)))
    return kb


def _enter(kb: KeyBindings) -> None:
    @kb.add("enter", filter=~is_searching & ~completion_is_selected)
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

    @kb.add("escape", "enter")
    def _newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @kb.add("c-space")
    def _menu(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
        else:
            buffer.start_completion(select_first=False)

    @kb.add("escape", filter=has_completions, eager=False)
    def _close_menu(event: KeyPressEvent) -> None:
        event.current_buffer.cancel_completion()


def _suggestions(kb: KeyBindings) -> None:
    @kb.add("escape", "f", filter=has_suggestion)
    def _next_word(event: KeyPressEvent) -> None:
        """The next word of the ghost suggestion."""
        buffer = event.current_buffer
        suggestion = buffer.suggestion
        if suggestion is not None:
            head, sep, _ = suggestion.text.lstrip(" ").partition(" ")
            lead = " " * (len(suggestion.text) - len(suggestion.text.lstrip(" ")))
            buffer.insert_text(lead + head + sep)


def _editing(kb: KeyBindings) -> None:
    @kb.add("escape", "a")
    def _select_argument(event: KeyPressEvent) -> None:
        """Select the next argument of the command: type to replace it (cycles)."""
        select_argument(event.current_buffer)

    @kb.add("escape", "r")
    def _revert(event: KeyPressEvent) -> None:
        event.current_buffer.text = ""

    @kb.add("c-z")
    def _undo(event: KeyPressEvent) -> None:
        event.current_buffer.undo()

    @kb.add("c-x", "c-e")
    def _editor(event: KeyPressEvent) -> None:
        event.current_buffer.open_in_editor()


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
    buffer.cursor_position = end


def command_at(buffer: Buffer) -> str:
    """The name of the command the cursor is in, '' when in none."""
    from shell.language import nodes as ast
    best = ""
    for node in parse(buffer.text).ast.walk():
        if isinstance(node, ast.CommandAst) and node.extent.start <= buffer.cursor_position and node.command_elements:
            first = node.command_elements[0]
            if isinstance(first, ast.StringConstantExpressionAst):
                best = first.value
    return best
