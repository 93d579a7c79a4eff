"""How Select-String decides about a line, and how it gathers the lines around a match."""
from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, Callable, Optional

from shell.clr.regexes import Match, Regex
from shell.commands.data.match_info import MatchInfo, MatchInfoContext

Value = Any
IGNORE_CASE = 1


class LineMatcher:
    """The patterns of one call."""

    def __init__(self, patterns: Sequence[str], simple: bool, case_sensitive: bool, all_matches: bool, inverted: bool) -> None:
        self.patterns = list(patterns)
        self.simple, self.case_sensitive, self.all_matches, self.inverted = simple, case_sensitive, all_matches, inverted
        self._folded = [p if case_sensitive else p.lower() for p in self.patterns]
        self._regexes = [] if simple else [Regex(p, 0 if case_sensitive else IGNORE_CASE) for p in self.patterns]

    def match(self, line: str) -> Optional[tuple[str, list[Value]]]:
        """(the pattern that counts, its matches), or None when the line is not wanted."""
        found = self._find_text(line) if self.simple else self._find(line)
        if not self.inverted:
            return found
        return (self.patterns[0], []) if found is None else None

    def _find_text(self, line: str) -> Optional[tuple[str, list[Value]]]:
        text = line if self.case_sensitive else line.lower()
        for pattern, folded in zip(self.patterns, self._folded):
            if folded in text:
                return pattern, []
        return None

    def _find(self, line: str) -> Optional[tuple[str, list[Value]]]:
        for pattern, regex in zip(self.patterns, self._regexes):
            if self.all_matches and not self.inverted:
                found = list(regex.matches(line))
                if found:
                    return pattern, found
                continue
            first = regex.compiled.search(line)
            if first is not None and not (regex.contiguous and first.start()):
                return pattern, [Match(regex, line, first)]
        return None


class ContextTracker:
    """Holds matches back until the lines after them have come.  A line one match shows is not shown again by the next."""

    def __init__(self, before: int, after: int, emit: Callable[[MatchInfo], Any]) -> None:
        self.after = after
        self._emit = emit
        self._recent: deque[str] = deque(maxlen=before)
        self._unshown: deque[str] = deque(maxlen=before)
        self._pending: list[MatchInfo] = []
        self._showing: Optional[MatchInfoContext] = None

    def line(self, text: str, match: Optional[MatchInfo]) -> None:
        """The next line of the input, with its match if it has one."""
        for m in self._pending:
            if len(m.context.post) < self.after:  # type: ignore[union-attr]
                m.context.post.append(text)  # type: ignore[union-attr]
        if match is not None:
            self._take(match)
        elif self._showing is not None:
            self._showing.display_post.append(text)
            if len(self._showing.display_post) >= self.after:
                self._showing = None
        else:
            self._unshown.append(text)
        self._recent.append(text)
        self._release(False)

    def _take(self, match: MatchInfo) -> None:
        context = match.context = MatchInfoContext()
        context.pre, context.display_pre = list(self._recent), list(self._unshown)
        self._unshown.clear()
        self._showing = context if self.after else None
        self._pending.append(match)

    def _release(self, everything: bool) -> None:
        while self._pending:
            context = self._pending[0].context
            assert context is not None
            if not everything and (len(context.post) < self.after or context is self._showing):
                return
            self._emit(self._pending.pop(0))

    def end(self) -> None:
        self._release(True)
