"""Character classes and escapes of .NET regular expressions, as Python writes them; subtraction `[a-z-[aeiou]]` becomes a look-ahead."""
from __future__ import annotations

import re
from typing import Callable

from shell.clr.exceptions import NetException
from shell.clr.unicode_classes import property_class

Fail = Callable[..., NetException]
_ECMA = 256
_SIMPLE = {"t": "\\t", "n": "\\n", "r": "\\r", "f": "\\f", "v": "\\v", "a": "\\x07", "e": "\\x1b"}
_ECMA_SETS = {"d": "0-9", "w": "a-zA-Z_0-9", "s": " \\f\\n\\r\\t\\v"}
_HEX = re.compile(r"[0-9A-Fa-f]+")


def escape_literal(ch: str) -> str:
    """One character as a literal outside a class."""
    return "\\" + ch if ch in "\\.^$*+?{}[]()|# -&~" else "\\n" if ch == "\n" else ch


def _in_class(ch: str) -> str:
    return "\\" + ch if ch in "\\]^[-&|~" else ch


def read_escape(pattern: str, at: int, options: int, fail: Fail) -> tuple[str, int]:
    """The escape starting with the backslash at `at`, outside a class: (Python text, index after it)."""
    ch = pattern[at + 1]
    if ch in "dDwWsS":
        if options & _ECMA:
            return ("[^" if ch.isupper() else "[") + _ECMA_SETS[ch.lower()] + "]", at + 2
        return "\\" + ch, at + 2
    if ch in "pP":
        inside, after = _property(pattern, at, fail)
        return f"[{inside}]", after
    literal, after = read_character(pattern, at, fail)
    return escape_literal(literal), after


def _property(pattern: str, at: int, fail: Fail) -> tuple[str, int]:
    m = re.compile(r"\\([pP])\{([\w-]+)\}").match(pattern, at)
    if m is None:
        if pattern[at + 2:at + 3] != "{":
            raise fail("Malformed \\p{X} character escape.", min(at + 3, len(pattern)))
        raise fail("Incomplete \\p{X} character escape.", len(pattern))
    inside = property_class(m.group(2), m.group(1) == "P")
    if inside is None:
        raise fail(f"Unknown property '{m.group(2)}'.", m.end())
    return inside, m.end()


def read_character(pattern: str, at: int, fail: Fail) -> tuple[str, int]:
    """An escape that stands for one character."""
    ch = pattern[at + 1]
    if ch in _SIMPLE:
        return {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\x07", "e": "\x1b"}[ch], at + 2
    if ch in "xu":
        width = 2 if ch == "x" else 4
        m = _HEX.match(pattern, at + 2, at + 2 + width)
        if m is None or len(m.group()) < width:
            raise fail("Insufficient or invalid hexadecimal digits.", min(at + 2 + width, len(pattern)))
        return chr(int(m.group(), 16)), m.end()
    if ch == "c":
        letter = pattern[at + 2:at + 3].upper()
        if not letter:
            raise fail("Missing control character.", len(pattern))
        if not "@" <= letter <= "_":
            raise fail("Unrecognized control character.", at + 3)
        return chr(ord(letter) - 64), at + 3
    if ch in "01234567":
        m = re.compile(r"[0-7]{1,3}").match(pattern, at + 1)
        assert m is not None
        return chr(int(m.group(), 8) & 0xFF), m.end()
    if ch.isalnum() or ch == "_":
        raise fail(f"Unrecognized escape sequence \\{ch}.", at + 2)
    return ch, at + 2


class ClassReader:
    """Reads a bracket expression starting at `at`; afterwards `at` is behind it."""

    def __init__(self, pattern: str, at: int, options: int, fail: Fail) -> None:
        self.pattern, self.at, self.options, self.fail = pattern, at, options, fail

    def read(self) -> str:
        pattern = self.pattern
        self.at += 1
        negated = pattern[self.at:self.at + 1] == "^"
        if negated:
            self.at += 1
        parts: list[str] = []
        subtracted = ""
        first = True
        while True:
            if self.at >= len(pattern):
                raise self.fail("Unterminated [] set.", len(pattern))
            ch = pattern[self.at]
            if ch == "]" and not first:
                self.at += 1
                break
            if ch == "-" and pattern[self.at + 1:self.at + 2] == "[" and not first:
                self.at += 1
                inner = ClassReader(pattern, self.at, self.options, self.fail)
                subtracted = inner.read()
                self.at = inner.at
                if pattern[self.at:self.at + 1] != "]":
                    raise self.fail("A subtraction must be the last element in a character class.", self.at)
                self.at += 1
                break
            first = False
            self.element(parts)
        body = "[" + ("^" if negated else "") + "".join(parts) + "]" if parts else "(?!)" if not negated else "(?s:.)"
        return f"(?:(?!{subtracted}){body})" if subtracted else body

    def element(self, parts: list[str]) -> None:
        """One character, range or escape set."""
        low, is_set = self.one()
        pattern = self.pattern
        if is_set or pattern[self.at:self.at + 1] != "-" or pattern[self.at + 1:self.at + 2] in ("]", "[", ""):
            parts.append(low if is_set else _in_class(low))
            return
        dash = self.at
        self.at += 1
        high, high_set = self.one()
        if high_set:
            self.at = dash + 1
            parts.append(_in_class(low) + "\\-")
            return
        if low > high:
            raise self.fail("[x-y] range in reverse order.", self.at)
        parts.append(f"{_in_class(low)}-{_in_class(high)}")

    def one(self) -> tuple[str, bool]:
        """(character, False) or (class text, True)."""
        ch = self.pattern[self.at]
        if ch != "\\":
            self.at += 1
            return ch, False
        if self.at + 1 >= len(self.pattern):
            raise self.fail("Illegal \\ at end of pattern.", len(self.pattern))
        letter = self.pattern[self.at + 1]
        if letter in "dDwWsS":
            self.at += 2
            if self.options & _ECMA and letter.islower():
                return _ECMA_SETS[letter], True
            return "\\" + letter, True
        if letter in "pP":
            inside, self.at = _property(self.pattern, self.at, self.fail)
            return inside, True
        if letter == "b":
            self.at += 2
            return "\b", False
        literal, self.at = read_character(self.pattern, self.at, self.fail)
        return literal, False
