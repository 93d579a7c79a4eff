"""prompt_toolkit's history and ghost suggestion over the store."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Callable, Optional

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.history import History

from shell.commands.interactive.history_store import HistoryStore

Place = Callable[[], "tuple[str, str]"]  # (host, folder) now


class StoredHistory(History):
    """Up and Down walk what the store has; lines are added by the shell when they run, not here."""

    def __init__(self, store: HistoryStore) -> None:
        super().__init__()
        self._store = store

    def load_history_strings(self) -> Iterable[str]:
        return self._store.recent()

    def store_string(self, string: str) -> None:
        """The shell stores lines itself, with what it knows about them."""

    def append_string(self, string: str) -> None:
        if not string.startswith(" "):
            super().append_string(string)


class PlaceSuggest(AutoSuggest):
    """The rest of the likeliest earlier line, ranked by host, folder and success."""

    def __init__(self, store: HistoryStore, place: Place) -> None:
        self._store, self._place = store, place

    def get_suggestion(self, buffer: Buffer, document: Document) -> Optional[Suggestion]:
        text = document.text
        if "\n" in text or len(text) < 2:
            return None
        host, folder = self._place()
        found = self._store.suggest(text, host, folder)
        return None if found is None or "\n" in found else Suggestion(found[len(text):])
