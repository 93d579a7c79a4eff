"""Searching and splitting behind the methods of System.String: comparisons, ranges, StringSplitOptions."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Callable, Optional

from shell.clr.enums import EnumValue
from shell.clr.exceptions import ArgumentOutOfRangeException

Value = Any

WHITE = "".join(map(chr, [*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]))
REMOVE_EMPTY, TRIM_ENTRIES = 1, 2
_BAD_START = "Index was out of range. Must be non-negative and less than or equal to the size of the collection. (Parameter 'startIndex')"
_BAD_COUNT = "Count must be positive and count must refer to a location within the string/array/collection. (Parameter 'count')"


def no_negative(name: str, value: int) -> None:
    """Refuse a negative argument in .NET's words."""
    if value < 0:
        raise ArgumentOutOfRangeException(f"{name} ('{value}') must be a non-negative value. (Parameter '{name}')\nActual value was {value}.")


def changed_case(text: str, change: Callable[[str], str]) -> str:
    """Change case one character to one character, as .NET does (ß has no upper case, İ stays)."""
    return "".join([c if len(c) == 1 else ch for ch, c in ((ch, change(ch)) for ch in text)])


def folded(text: str) -> str:
    """The form under which texts compare equal ignoring case, same length as the text."""
    return text.lower() if text.isascii() else changed_case(changed_case(text, str.upper), str.lower)


def is_ignoring_case(comparison: Value) -> bool:
    """StringComparison's odd values ignore case; so does an `ignoreCase` flag."""
    return bool(comparison) if comparison.__class__ is bool else bool(int(comparison) & 1)


def within(text: str, start: int, count: Optional[int]) -> int:
    """End of the range [start, start+count); raises .NET's errors when it leaves the text."""
    if not 0 <= start <= len(text):
        raise ArgumentOutOfRangeException(_BAD_START)
    if count is None:
        return len(text)
    if count < 0 or start + count > len(text):
        raise ArgumentOutOfRangeException(_BAD_COUNT)
    return start + count


def _arguments(rest: Sequence[int]) -> tuple[list[int], bool]:
    """Split (startIndex, count, comparison) into the numbers and whether case is ignored."""
    numbers = [int(r) for r in rest if not isinstance(r, EnumValue)]
    ignoring = any(is_ignoring_case(r) for r in rest if isinstance(r, EnumValue))
    return numbers, ignoring


def find(text: str, value: str, rest: Sequence[int]) -> int:
    numbers, ignoring = _arguments(rest)
    start = numbers[0] if numbers else 0
    end = within(text, start, numbers[1] if len(numbers) > 1 else None)
    if ignoring:
        text, value = folded(text), folded(value)
    return text.find(value, start, end)


def find_last(text: str, value: str, rest: Sequence[int]) -> int:
    """LastIndexOf: the search goes backwards from startIndex over `count` characters."""
    numbers, ignoring = _arguments(rest)
    start = numbers[0] if numbers else len(text) - 1
    if not text:
        return -1 if value else 0
    if not -1 <= start <= len(text):
        raise ArgumentOutOfRangeException(_BAD_START)
    start = min(start, len(text) - 1)
    count = numbers[1] if len(numbers) > 1 else start + 1
    if count < 0 or start - count + 1 < 0:
        raise ArgumentOutOfRangeException(_BAD_COUNT)
    if ignoring:
        text, value = folded(text), folded(value)
    return text.rfind(value, start - count + 1, start + 1)


def _split_points(text: str, separators: list[str], most: int) -> list[str]:
    if len(separators) == 1:
        return text.split(separators[0], most - 1 if most > 0 else -1)
    pattern = "|".join(map(re.escape, separators))
    return re.split(pattern, text, maxsplit=0 if most <= 0 else most - 1) if most != 1 else [text]


def split_text(text: str, separator: Value, rest: Sequence[int]) -> list[str]:
    """String.Split in every overload: separator is a string, a char, an array of either, or None (white space)."""
    options = next((int(r) for r in rest if isinstance(r, EnumValue)), 0)
    count = next((int(r) for r in rest if not isinstance(r, EnumValue)), None)
    if count is not None:
        no_negative("count", count)
        if count == 0:
            return []
    separators = [separator] if isinstance(separator, str) else list(separator or ())
    separators = [s for s in separators if s]
    if not separators and not (isinstance(separator, str) and separator == ""):
        separators = list(WHITE)
    if count == 1 or not separators:
        return _cleaned([text], options)
    if not options or count is None:
        return _cleaned(_split_points(text, separators, count or 0), options)
    return _split_counted(text, separators, count, options)


def _cleaned(pieces: list[str], options: int) -> list[str]:
    if options & TRIM_ENTRIES:
        pieces = [p.strip(WHITE) for p in pieces]
    return [p for p in pieces if p] if options & REMOVE_EMPTY else pieces


def _split_counted(text: str, separators: list[str], count: int, options: int) -> list[str]:
    """With a count and options: pieces dropped as empty do not count, the rest stays whole in the last piece."""
    finder = re.compile("|".join(map(re.escape, separators)))
    out: list[str] = []
    position = 0
    while len(out) < count - 1:
        m = finder.search(text, position)
        if m is None:
            break
        out.extend(_cleaned([text[position:m.start()]], options))
        position = m.end()
    while options & REMOVE_EMPTY:  # leading empty pieces of the remainder vanish too
        m = finder.search(text, position)
        if m is None or _cleaned([text[position:m.start()]], options):
            break
        position = m.end()
    return out + _cleaned([text[position:]], options)
