"""Fuzzy matching: the letters of a query in order; words, beginnings and runs count more.  Shared by pickers, history search and completion."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Optional


def score(query: str, text: str) -> Optional[tuple[int, list[int]]]:
    """(worth, positions of the letters found), None when they are not all there in order.  Case does not matter."""
    if not query:
        return 0, []
    folded, wanted = text.lower(), query.lower()
    whole = folded.find(wanted)
    if whole >= 0:
        return 1000 - min(whole, 200) + (200 if _starts_word(text, whole) else 0) - min(len(text), 100) // 4, list(range(whole, whole + len(wanted)))
    found: list[int] = []
    at = 0
    for letter in wanted:
        at = _best(text, folded, letter, at)
        if at < 0:
            return _plain(folded, wanted, text)
        found.append(at)
        at += 1
    return _worth(text, found), found


def _best(text: str, folded: str, letter: str, start: int) -> int:
    """The next place of a letter: one that begins a word if there is one, else the first."""
    first = folded.find(letter, start)
    at = first
    while at >= 0:
        if at == start or _starts_word(text, at):
            return at
        at = folded.find(letter, at + 1)
    return first


def _plain(folded: str, wanted: str, text: str) -> Optional[tuple[int, list[int]]]:
    """Letter by letter, the first place each: when preferring the beginnings of words led past the end."""
    found: list[int] = []
    at = 0
    for letter in wanted:
        at = folded.find(letter, at)
        if at < 0:
            return None
        found.append(at)
        at += 1
    return _worth(text, found), found


def _worth(text: str, found: list[int]) -> int:
    runs = sum(b == a + 1 for a, b in zip(found, found[1:]))
    starts = sum(_starts_word(text, i) for i in found)
    return 20 * runs + 30 * starts - (found[-1] - found[0]) - min(len(text), 100) // 4


def _starts_word(text: str, at: int) -> bool:
    if at == 0:
        return True
    before, here = text[at - 1], text[at]
    return not before.isalnum() or here.isupper() and before.islower()


def rank(query: str, texts: Iterable[str]) -> list[tuple[int, list[int]]]:
    """(index, positions) of the texts that match every word of the query, the best first; the order given decides among equals."""
    words = query.split()
    found = []
    for i, text in enumerate(texts):
        total, places = 0, []
        for word in words:
            result = score(word, text)
            if result is None:
                break
            total += result[0]
            places += result[1]
        else:
            found.append((-total, i, places))
    found.sort(key=lambda f: (f[0], f[1]))
    return [(i, places) for _, i, places in found]
