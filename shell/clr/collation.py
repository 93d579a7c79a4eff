"""Linguistic order of text (as ICU gives .NET's cultures): punctuation before digits before letters, accents second, case last (lower first).

`culture_compare(a, b, ignore_case)` and `culture_key(text)` are what string comparison and sorting use.
"""
from __future__ import annotations

from typing import Optional

# root collation order of ASCII; letters and digits follow
_ORDER = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = 0xE000  # letters outside ASCII sort behind, by code point
_TABLE: dict[int, Optional[int]] = {ord(ch): 1 + i for i, ch in enumerate(_ORDER)}
for _code in list(range(0, 9)) + list(range(14, 32)) + [127]:
    _TABLE[_code] = None  # ignorable
_EXPANSIONS = {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o\u0338", "Ø": "O\u0338", "ł": "l\u0335", "Ł": "L\u0335", "đ": "d\u0335", "Đ": "D\u0335",
               "œ": "oe", "Œ": "OE", "þ": "th", "ı": "i"}
_LATER_SYMBOLS = "\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u00ab\u00bb\u2026\u00a7\u00b6\u00a9\u00ae\u00b0\u00b1\u00d7\u00f7\u20ac\u00a3\u00a5\u00a2"

Key = tuple[str, str, str]


def _primary_ascii(text: str) -> str:
    return text.lower().translate(_TABLE)


def culture_key(text: str, ignore_case: bool = False) -> Key:
    """A sort key: letters, then accents, then case.  Compare keys with < and ==."""
    if text.isascii():
        return _primary_ascii(text), "", "" if ignore_case else text.swapcase()
    import unicodedata
    expanded = "".join(_EXPANSIONS.get(ch, ch) for ch in text)
    marks, letters, case = [], [], []
    for ch in unicodedata.normalize("NFD", expanded):
        if unicodedata.combining(ch):
            marks.append(ch)
            continue
        low = ch.lower()
        code = ord(low[0])
        if code < 128:
            place = _TABLE[code]
        elif low in _LATER_SYMBOLS:
            place = 6
        else:
            place = _BASE + code if code < 0x2000 else code + 0x10000
        if place is not None:
            letters.append(chr(min(place, 0x10FFFF)))
            marks.append("\u0001")
            case.append(ch.swapcase() if ch.swapcase() != ch else ch)
    sharp = "\u0002" if "ß" in text else ""  # ß sorts with ss but is never equal to it, not even ignoring case
    return "".join(letters), "".join(marks).rstrip("\u0001") + sharp, "" if ignore_case else "".join(case)


def culture_compare(a: str, b: str, ignore_case: bool = False) -> int:
    """-1, 0 or 1: the linguistic order of two texts.  'a' is before 'A', both before 'b'."""
    if a == b:
        return 0
    if a.isascii() and b.isascii():
        x, y = a.lower().translate(_TABLE), b.lower().translate(_TABLE)
        if x != y:
            return -1 if x < y else 1
        if ignore_case:
            return 0
        x, y = a.swapcase(), b.swapcase()
        return -1 if x < y else 1 if x > y else 0
    ka, kb = culture_key(a, ignore_case), culture_key(b, ignore_case)
    return -1 if ka < kb else 1 if ka > kb else 0


def ordinal_compare(a: str, b: str, ignore_case: bool = False) -> int:
    """Order by code unit; ignoring case compares the upper-case forms."""
    if ignore_case:
        a, b = a.upper(), b.upper()
    if a == b:
        return 0
    if not (a.isascii() and b.isascii()):
        x, y = a.encode("utf-16-be", "surrogatepass"), b.encode("utf-16-be", "surrogatepass")
        return -1 if x < y else 1
    return -1 if a < b else 1
