"""Completion as you type: asks TabExpansion2's engine on a thread, shows descriptions, falls back to fuzzy matching, and drops answers that come too late."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, Optional

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, ThreadedCompleter
from prompt_toolkit.document import Document

from shell.frontend.fuzzy import score
from shell.runtime.settings import setting

Ask = Callable[[str, int], Any]  # (text, cursor) -> result with replacement_index, replacement_length, matches; None: no answer
Likely = Callable[[str], "list[str]"]  # a text -> earlier lines
MOST = 500
TYPED_LIMIT = 4000
KIND_WORDS = {"Command": "", "ParameterName": "", "ParameterValue": ""}


class ShellCompleter(Completer):
    """`ask` may be slow (a remote side) and may fail: then there is no menu.  `likely` gives the rows of the list view."""

    def __init__(self, ask: Ask, likely: Optional[Likely] = None) -> None:
        self._ask, self._likely = ask, likely

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        if not complete_event.completion_requested:
            if self._likely is not None and setting("PredictionView") == "List":
                yield from self._predictions(document)
                return
            if len(document.text) > TYPED_LIMIT:
                return
        text, cursor = document.text, document.cursor_position
        result = self._result(text, cursor)
        if result is None:
            return
        matches = result.matches
        if not matches and setting("FuzzyCompletion"):
            yield from self._fuzzy(text, cursor)
            return
        start = result.replacement_index - cursor
        for m in matches[:MOST]:
            yield completion(m, start)

    def _result(self, text: str, cursor: int) -> Optional[Any]:
        try:
            return self._ask(text, cursor)
        except Exception as e:
            from shell.runtime.errors import internal_error
            if getattr(e, "message", None) is None and getattr(e, "record", None) is None:
                internal_error(e)  # logged: a crash in a completer must not take the prompt with it
            return None

    def _fuzzy(self, text: str, cursor: int) -> Iterable[Completion]:
        """Nothing begins with the word: what begins with its first letter (or sign and letter) and has the others in order, the best first."""
        start = word_start(text, cursor)
        word = text[start:cursor]
        lead = 2 if word[:1] in "-$" else 1
        if len(word) <= lead:
            return
        result = self._result(text[:start + lead] + text[cursor:], start + lead)
        if result is None:
            return
        found = []
        for i, m in enumerate(result.matches):
            worth = score(word.lstrip("-$"), m.list_item_text)
            if worth is not None:
                found.append((-worth[0], i, m))
        for _, _, m in sorted(found, key=lambda f: f[:2])[:MOST]:
            yield completion(m, result.replacement_index - cursor)

    def _predictions(self, document: Document) -> Iterable[Completion]:
        text = document.text
        if len(text.strip()) < 2 or "\n" in text or document.cursor_position < len(text):
            return
        assert self._likely is not None
        for line in self._likely(text):
            yield Completion(line, start_position=-len(text), display=line.replace("\n", " ⏎ "), display_meta="[History]")


def completion(m: Any, start: int) -> Completion:
    return Completion(m.completion_text, start_position=start, display=m.list_item_text, display_meta=lambda: first_line(m.tool_tip, m.list_item_text))


def word_start(text: str, cursor: int) -> int:
    """Where the word before the cursor begins."""
    at = cursor
    while at and text[at - 1] not in " \t\n|;(){},=":
        at -= 1
    return at


def first_line(tip: str, shown: str) -> str:
    line = (tip or "").strip().split("\n", 1)[0]
    return "" if line == shown else line[:80]


def make_completer(ask: Ask, likely: Optional[Likely] = None) -> Completer:
    return ThreadedCompleter(ShellCompleter(ask, likely))
