"""System.Text.RegularExpressions over Python's `re`: Regex, Match, Group, Capture and their collections.

A repeated group keeps only its last capture (Python's `re` remembers no more), so `Captures` of a group has at most one entry.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Callable, Optional

from shell.clr.exceptions import ArgumentNullException, ArgumentOutOfRangeException, NotSupportedException
from shell.clr.regex_replacement import Replacement, parse_replacement
from shell.clr.regex_translate import ECMA, IGNORE_CASE, Key, Translation, parse_error, translate

Value = Any
_compiled: dict[tuple[str, int], tuple[re.Pattern[str], Translation]] = {}


def _compile(pattern: str, options: int) -> tuple[re.Pattern[str], Translation]:
    key = (pattern, options)
    found = _compiled.get(key)
    if found is None:
        translation = translate(pattern, options)
        flags = (re.I if options & IGNORE_CASE else 0) | (re.A if options & ECMA else 0)
        try:
            found = re.compile(translation.pattern, flags), translation
        except re.error as error:
            if "look-behind" in str(error):
                raise NotSupportedException("Look-behind of variable width is not supported by this regular expression engine.") from None
            raise parse_error(pattern, len(pattern), str(error)[:1].upper() + str(error)[1:] + ".") from None
        except OverflowError:
            raise parse_error(pattern, len(pattern), "Capture group numbers must be less than or equal to Int32.MaxValue.") from None
        if len(_compiled) > 500:
            _compiled.clear()
        _compiled[key] = found
    return found


class Capture:
    """A stretch of the input."""

    __slots__ = ("index", "text")

    def __init__(self, index: int, text: str) -> None:
        self.index, self.text = index, text

    def __str__(self) -> str:
        return self.text


class Group(Capture):
    """What one group caught; not `success`: it took no part."""

    __slots__ = ("name", "success")

    def __init__(self, name: str, index: int, text: str, success: bool) -> None:
        self.index, self.text, self.name, self.success = index, text, name, success

    @property
    def captures(self) -> CaptureCollection:
        return CaptureCollection([Capture(self.index, self.text)] if self.success else [])


class CaptureCollection(list):  # type: ignore[type-arg]
    """The captures of a group."""

    __slots__ = ()


class Match(Group):
    """One match of a regex, or the failed match (`found` is None)."""

    __slots__ = ("regex", "found", "input", "_groups")

    def __init__(self, regex: Regex, text: str, found: Optional[re.Match[str]]) -> None:
        self.regex, self.input, self.found = regex, text, found
        self.name = "0"
        self.success = found is not None
        self.index = found.start() if found is not None else 0
        self.text = found.group() if found is not None else ""
        self._groups: Optional[GroupCollection] = None

    @property
    def groups(self) -> GroupCollection:
        if self._groups is None:
            self._groups = GroupCollection(self)
        return self._groups

    @property
    def captures(self) -> CaptureCollection:
        return CaptureCollection([self] if self.success else [])

    def group(self, key: Key) -> Optional[Group]:
        """The group of that number or name; None when the pattern has none such."""
        if key == 0:
            return self
        indexes = self.regex.indexes.get(key)
        if indexes is None:
            return None
        if self.found is not None:
            for i in reversed(indexes):
                start = self.found.start(i)
                if start >= 0:
                    return Group(str(key), start, self.found.group(i), True)
        return Group(str(key), 0, "", False)

    def group_text(self, key: Key) -> Optional[str]:
        """Text of a group, None when it took no part or does not exist."""
        found = self.group(key)
        return found.text if found is not None and found.success else None

    def named_texts(self) -> Iterator[tuple[Key, str]]:
        """(number or name, text) of each group that took part, as $Matches holds them."""
        yield 0, self.text
        for key in self.regex.order:
            text = self.group_text(key)
            if text is not None:
                yield key, text

    def next_match(self) -> Match:
        if self.found is None:
            return self
        at = self.found.end()
        if at == self.found.start():
            at += 1
        found = self.regex.compiled.search(self.input, at) if at <= len(self.input) else None
        return Match(self.regex, self.input, found)


class GroupCollection:
    """The groups of a match: by number, by name, or in order."""

    __slots__ = ("match",)

    def __init__(self, match: Match) -> None:
        self.match = match

    def __iter__(self) -> Iterator[Group]:
        yield self.match
        for key in self.match.regex.order:
            found = self.match.group(key)
            if found is not None:
                yield found

    def __len__(self) -> int:
        return 1 + len(self.match.regex.order) if self.match.success else 1

    def item(self, key: Key) -> Group:
        """A group; unknown ones give a failed group."""
        found = self.match.group(self.match.regex.key_of(key))
        return Group(str(key), 0, "", False) if found is None else found


class MatchCollection(list):  # type: ignore[type-arg]
    """All matches of a regex in a text."""

    __slots__ = ()


class Regex:
    """A regular expression with RegexOptions.  `compiled` is the Python pattern, `order` the group keys in .NET's order."""

    __slots__ = ("pattern", "options", "compiled", "order", "indexes", "contiguous", "_replacements")

    def __init__(self, pattern: str, options: int = 0) -> None:
        if pattern is None:
            raise ArgumentNullException("Value cannot be null. (Parameter 'pattern')")
        if not 0 <= options < 4096:
            raise ArgumentOutOfRangeException("Specified argument was out of the range of valid values. (Parameter 'options')")
        self.pattern, self.options = pattern, int(options)
        self.compiled, translation = _compile(pattern, int(options))
        self.order, self.contiguous = translation.order, translation.contiguous
        self.indexes: dict[Key, list[int]] = {}
        for i, key in enumerate(translation.keys):
            if key is not None:
                self.indexes.setdefault(key, []).append(i + 1)
        self._replacements: dict[str, Replacement] = {}

    def __str__(self) -> str:
        return self.pattern

    def key_of(self, key: Key) -> Key:
        """A group number or name as a key: named groups also have numbers, after the unnamed ones."""
        if isinstance(key, str) and key.isdigit():
            key = int(key)
        if isinstance(key, int) and key not in self.indexes and key != 0:
            numbered = sum(1 for k in self.order if isinstance(k, int))
            names = [k for k in self.order if isinstance(k, str)]
            top = max([k for k in self.order if isinstance(k, int)], default=0) if numbered else 0
            if 0 < key - top <= len(names):
                return names[key - top - 1]
        return key

    def group_names(self) -> list[str]:
        return ["0"] + [str(k) for k in self.order]

    def group_numbers(self) -> list[int]:
        numbers = [0] + [k for k in self.order if isinstance(k, int)]
        top = max(numbers)
        return numbers + [top + 1 + i for i in range(len(self.order) + 1 - len(numbers))]

    def is_match(self, text: str, start: int = 0) -> bool:
        return self.compiled.search(text, start) is not None

    def match(self, text: str, start: int = 0) -> Match:
        """The first match at or after `start` (a failed Match when there is none)."""
        if not 0 <= start <= len(text):
            raise ArgumentOutOfRangeException("Start index cannot be less than 0 or greater than input length. (Parameter 'startat')")
        found = self.compiled.search(text, start)
        if found is not None and self.contiguous and found.start() != start:
            found = None
        return Match(self, text, found)

    def iterate(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Python matches from left to right."""
        at = start
        for found in self.compiled.finditer(text, start):
            if self.contiguous and found.start() != at:
                return
            at = found.end()
            yield found

    def matches(self, text: str, start: int = 0) -> MatchCollection:
        return MatchCollection([Match(self, text, found) for found in self.iterate(text, start)])

    def spans(self, text: str) -> list[tuple[int, int, list[str]]]:
        """(start, end, texts of the groups that took part) of every match: what splitting needs."""
        if not self.order:
            return [(m.start(), m.end(), []) for m in self.iterate(text)]
        out = []
        for m in self.iterate(text):
            made = Match(self, text, m)
            out.append((m.start(), m.end(), [t for t in map(made.group_text, self.order) if t is not None]))
        return out

    def replacement(self, template: str) -> Replacement:
        """The parsed replacement pattern, cached."""
        found = self._replacements.get(template)
        if found is None:
            found = self._replacements[template] = parse_replacement(template, self)
        return found

    def replace(self, text: str, template: str, count: int = -1, start: int = 0) -> str:
        """Replace matches by a replacement pattern ($1, ${name}, $&, $$ ...)."""
        if "$" not in template:
            return self._substitute(text, lambda m: template, count, start)
        filled = self.replacement(template)
        return self._substitute(text, lambda m: filled.expand(Match(self, text, m)), count, start)

    def replace_with(self, text: str, evaluate: Callable[[Match], str], count: int = -1, start: int = 0) -> str:
        """Replace matches by what a function makes of each Match."""
        return self._substitute(text, lambda m: evaluate(Match(self, text, m)), count, start)

    def _substitute(self, text: str, fill: Callable[[re.Match[str]], str], count: int, start: int) -> str:
        if count == 0:
            return text
        if count < -1:
            raise ArgumentOutOfRangeException("Count cannot be less than -1. (Parameter 'count')")
        if not start and not self.contiguous:
            return self.compiled.sub(fill, text, 0 if count < 0 else count)
        out: list[str] = []
        at = 0
        for n, found in enumerate(self.iterate(text, start)):
            if n == count:
                break
            out.extend((text[at:found.start()], fill(found)))
            at = found.end()
        return "".join(out) + text[at:]

    def split(self, text: str, count: int = 0, start: int = 0) -> list[str]:
        """Regex.Split: captured texts stay among the pieces."""
        if count == 1:
            return [text]
        out, at, pieces = [], 0, 1
        for begin, end, groups in self.spans(text):
            if begin < start:
                continue
            if count and pieces == count:
                break
            out.append(text[at:begin])
            out.extend(groups)
            at, pieces = end, pieces + 1
        return out + [text[at:]]

    @staticmethod
    def escape(text: str) -> str:
        """Regex.Escape."""
        return "".join(_ESCAPES.get(ch, ch) for ch in text)

    @staticmethod
    def unescape(text: str) -> str:
        """Regex.Unescape."""
        from shell.clr.regex_class import read_character
        out, i = [], 0
        while i < len(text):
            if text[i] == "\\":
                if i + 1 == len(text):
                    raise parse_error(text, len(text), "Illegal \\ at end of pattern.")
                ch, i = read_character(text, i, lambda reason, at: parse_error(text, at, reason))
                out.append(ch)
            else:
                out.append(text[i])
                i += 1
        return "".join(out)


_ESCAPES = {**{ch: "\\" + ch for ch in "\\*+?|{[()^$.# "}, "\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f"}
