"""TOML as lessons use it: tomllib where Python has it, else this reader of a strict subset.

The subset: comments, bare and quoted keys, [tables] and [[arrays of tables]] with dotted names, strings of all four kinds, decimal integers and floats,
true, false, arrays over several lines. Dates, inline tables, dotted keys before `=`, and other number forms are refused by line.
"""
from __future__ import annotations

import re
from typing import Any

Value = Any
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9]+)?(?=[\s,\]#]|$)")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


class TomlError(ValueError):
    """What is wrong, and in which line."""


def loads(text: str) -> dict[str, Value]:
    """A document as nested dicts and lists."""
    try:
        import tomllib  # type: ignore[import-not-found,unused-ignore]  # since Python 3.11
    except ImportError:
        return Reader(text).document()
    try:
        found: dict[str, Value] = tomllib.loads(text)
        return found
    except tomllib.TOMLDecodeError as error:
        raise TomlError(str(error)) from error


class Reader:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._root: dict[str, Value] = {}
        self._seen: set[int] = set()  # tables that had their header

    def document(self) -> dict[str, Value]:
        table = self._root
        while True:
            self._blank()
            if self._at >= len(self._text):
                return self._root
            if self._text.startswith("[[", self._at):
                table = self._array_header()
            elif self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._line_end()

    # ---- lines

    def _fail(self, what: str) -> TomlError:
        return TomlError(f"line {self._text.count(chr(10), 0, self._at) + 1}: {what}")

    def _peek(self) -> str:
        return self._text[self._at:self._at + 1]

    def _spaces(self) -> None:
        while self._peek() in (" ", "\t") and self._peek():
            self._at += 1

    def _blank(self) -> None:
        """Skip white space, line ends and comments."""
        while self._peek() and self._peek() in " \t\n#":
            if self._peek() == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            else:
                self._at += 1

    def _line_end(self) -> None:
        self._spaces()
        if self._peek() not in ("", "\n", "#"):
            raise self._fail("something stands behind the end")

    # ---- tables

    def _name(self) -> list[str]:
        parts = [self._key()]
        self._spaces()
        while self._peek() == ".":
            self._at += 1
            self._spaces()
            parts.append(self._key())
            self._spaces()
        return parts

    def _key(self) -> str:
        if self._peek() in ('"', "'") and not self._text.startswith(('"""', "'''"), self._at):
            return self._string()
        match = _BARE.match(self._text, self._at)
        if match is None:
            raise self._fail("a name is missing")
        self._at = match.end()
        return match[0]

    def _expect(self, word: str) -> None:
        if not self._text.startswith(word, self._at):
            raise self._fail(f"'{word}' is missing")
        self._at += len(word)

    def _inside(self, parts: list[str]) -> dict[str, Value]:
        """The table in which the last part of a header's name stands."""
        table = self._root
        for part in parts:
            found = table.setdefault(part, {})
            if isinstance(found, list) and found and isinstance(found[-1], dict):
                found = found[-1]
            if not isinstance(found, dict):
                raise self._fail(f"'{part}' is no table")
            table = found
        return table

    def _header(self) -> dict[str, Value]:
        self._at += 1
        self._spaces()
        parts = self._name()
        self._expect("]")
        above = self._inside(parts[:-1])
        table = above.setdefault(parts[-1], {})
        if not isinstance(table, dict) or id(table) in self._seen:
            raise self._fail(f"'{'.'.join(parts)}' is there already")
        self._seen.add(id(table))
        return table

    def _array_header(self) -> dict[str, Value]:
        self._at += 2
        self._spaces()
        parts = self._name()
        self._expect("]]")
        above = self._inside(parts[:-1])
        array = above.setdefault(parts[-1], [])
        if not isinstance(array, list) or array and not isinstance(array[-1], dict):
            raise self._fail(f"'{'.'.join(parts)}' is no array of tables")
        table: dict[str, Value] = {}
        array.append(table)
        return table

    def _pair(self, table: dict[str, Value]) -> None:
        key = self._key()
        self._spaces()
        if self._peek() == ".":
            raise self._fail("dotted keys are not read here; write a [table]")
        self._expect("=")
        self._spaces()
        if key in table:
            raise self._fail(f"'{key}' is there already")
        table[key] = self._value()

    # ---- values

    def _value(self) -> Value:
        rest = self._text[self._at:self._at + 5]
        if rest[:1] in ('"', "'"):
            return self._string()
        if rest[:1] == "[":
            return self._array()
        for word, value in (("true", True), ("false", False)):
            if rest.startswith(word) and (len(rest) == len(word) or rest[len(word):len(word) + 1] in " \t\n,]#"):
                self._at += len(word)
                return value
        match = _NUMBER.match(self._text, self._at)
        if match is None:
            raise self._fail("this is no value that is read here")
        self._at = match.end()
        word = match[0].replace("_", "")
        return float(word) if any(letter in word for letter in ".eE") else int(word)

    def _array(self) -> list[Value]:
        self._at += 1
        made: list[Value] = []
        while True:
            self._blank()
            if self._peek() == "]":
                self._at += 1
                return made
            made.append(self._value())
            self._blank()
            if self._peek() == ",":
                self._at += 1
            elif self._peek() != "]":
                raise self._fail("',' or ']' is missing")

    def _string(self) -> str:
        quote = self._peek()
        if self._text.startswith(quote * 3, self._at):
            return self._long_string(quote)
        self._at += 1
        end = self._close(quote, 1)
        if "\n" in self._text[self._at:end]:
            raise self._fail("a string does not end in its line")
        return self._content(end, 1, quote == '"')

    def _long_string(self, quote: str) -> str:
        self._at += 3
        if self._peek() == "\n":
            self._at += 1
        return self._content(self._close(quote, 3), 3, quote == '"')

    def _close(self, quote: str, count: int) -> int:
        """Where the closing quotes are; up to two quotes of a long string may stand right before them."""
        at = self._at
        while True:
            found = self._text.find(quote * count, at)
            if found < 0:
                raise self._fail("a string does not end")
            behind = len(self._text[self._at:found]) - len(self._text[self._at:found].rstrip("\\"))
            if quote == '"' and behind % 2:
                at = found + 1
                continue
            if count == 3:
                after = self._text[found + 3:found + 5]
                found += len(after) - len(after.lstrip(quote))
            return found

    def _content(self, end: int, count: int, escapes: bool) -> str:
        raw = self._text[self._at:end]
        made = self._unescaped(raw, count == 3) if escapes else raw
        self._at = end + count
        return made

    def _unescaped(self, raw: str, long: bool) -> str:
        made, at = "", 0
        while at < len(raw):
            if raw[at] != "\\":
                made += raw[at]
                at += 1
                continue
            letter = raw[at + 1:at + 2]
            if letter in _ESCAPES and letter:
                made += _ESCAPES[letter]
                at += 2
            elif letter and letter in "uU":
                size = 4 if letter == "u" else 8
                digits = raw[at + 2:at + 2 + size]
                if len(digits) != size or not re.fullmatch("[0-9A-Fa-f]+", digits):
                    raise self._fail("a \\u escape is too short")
                made += chr(int(digits, 16))
                at += 2 + size
            elif long and re.match(r"\\[ \t]*\n", raw[at:]):
                at += 1
                while raw[at:at + 1] and raw[at] in " \t\n":
                    at += 1
            else:
                raise self._fail(f"'\\{letter}' is no escape")
        return made
