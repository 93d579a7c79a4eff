"""Completion as you type: asks TabExpansion2's engine on a thread, shows descriptions, and drops answers that come too late."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, Optional

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, ThreadedCompleter
from prompt_toolkit.document import Document

Ask = Callable[[str, int], Any]  # (text, cursor) -> result with replacement_index, replacement_length, matches


class ShellCompleter(Completer):
    """`ask` gives the completion result of a text at a cursor; it may be slow (a remote side) and may fail: then there is no menu."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        if not complete_event.completion_requested and len(document.text) > 4000:
            return
        result = self._result(document)
        if result is None:
            return
        start = result.replacement_index - document.cursor_position
        for m in result.matches[:500]:
            yield Completion(m.completion_text, start_position=start, display=m.list_item_text, display_meta=first_line(m.tool_tip, m.list_item_text))

    def _result(self, document: Document) -> Optional[Any]:
        try:
            return self._ask(document.text, document.cursor_position)
        except Exception as e:
            from shell.runtime.errors import internal_error
            if getattr(e, "message", None) is None and getattr(e, "record", None) is None:
                internal_error(e)  # logged: a crash in a completer must not take the prompt with it
            return None


def first_line(tip: str, shown: str) -> str:
    line = (tip or "").strip().split("\n", 1)[0]
    return "" if line == shown else line[:80]


def make_completer(ask: Ask) -> Completer:
    return ThreadedCompleter(ShellCompleter(ask))
