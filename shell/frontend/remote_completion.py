"""Completion in an entered session: asked of the remote engine, kept for a while, within a time limit; what comes too late is kept for the next key."""
from __future__ import annotations

import threading
import time
from typing import Any, Callable, NamedTuple, Optional

from sessions.errors import SessionError

Value = Any
KEPT_SECONDS = 30.0
KEPT_ANSWERS = 200
MOST = 500


class RemoteMatch(NamedTuple):
    """One offer as the menu needs it."""

    completion_text: str
    list_item_text: str
    tool_tip: str


class RemoteAnswer(NamedTuple):
    replacement_index: int
    replacement_length: int
    matches: list[RemoteMatch]


class RemoteCompletion:
    """One an entered session.  `ask` is called on the completer's thread; `forget` when a line has run there."""

    def __init__(self, session: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self.session, self._clock = session, clock
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, int], tuple[float, RemoteAnswer]] = {}
        self._asking: dict[tuple[str, int], threading.Event] = {}
        self._age = 0

    def forget(self) -> None:
        """What was true before the last line may not be now."""
        with self._lock:
            self._answers.clear()
            self._age += 1

    def ask(self, text: str, cursor: int, seconds: float) -> Optional[RemoteAnswer]:
        """The answer, from what is kept or from the host; None when it does not come in time (it is kept when it does come)."""
        found = self._kept(text, cursor)
        if found is not None or self.session.reconnecting_since is not None:
            return found
        key = (text, cursor)
        with self._lock:
            done = self._asking.get(key)
            if done is None:
                done = self._asking[key] = threading.Event()
                threading.Thread(target=self._fetch, args=(key, done, self._age), name="remote-completion", daemon=True).start()
        done.wait(seconds)
        return self._kept(text, cursor)

    def _fetch(self, key: tuple[str, int], done: threading.Event, age: int) -> None:
        try:
            start, length, rows = self.session.complete(*key, timeout=30.0)
            answer = RemoteAnswer(start, length, [RemoteMatch(*map(str, row)) for row in rows])
            with self._lock:
                if age == self._age:
                    if len(self._answers) >= KEPT_ANSWERS:
                        self._answers.clear()
                    self._answers[key] = (self._clock(), answer)
        except SessionError:
            return  # no answer: the prompt tells of the session's state
        finally:
            with self._lock:
                self._asking.pop(key, None)
            done.set()

    def _kept(self, text: str, cursor: int) -> Optional[RemoteAnswer]:
        """An answer to this text, or to one of which this is a longer word."""
        now = self._clock()
        with self._lock:
            entry = self._answers.get((text, cursor))
            if entry is not None and now - entry[0] < KEPT_SECONDS:
                return entry[1]
            for size in range(1, 24):
                entry = self._answers.get((text[:cursor - size] + text[cursor:], cursor - size))
                if entry is None or now - entry[0] >= KEPT_SECONDS or not entry[1].matches or len(entry[1].matches) >= MOST:
                    continue
                return _narrowed(entry[1], text, cursor)
        return None


def _narrowed(answer: RemoteAnswer, text: str, cursor: int) -> Optional[RemoteAnswer]:
    """A kept answer for a longer word: those of its offers that still fit; None when the word has become another thing."""
    word = text[answer.replacement_index:cursor]
    if not word or any(c in word for c in " /\\.:|;(){}'\"=,*?["):
        return None
    matches = [m for m in answer.matches if m.completion_text.lower().startswith(word.lower())]
    return RemoteAnswer(answer.replacement_index, cursor - answer.replacement_index, matches) if matches else None
