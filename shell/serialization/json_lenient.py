"""A JSON reader as tolerant as Newtonsoft's, with its error texts: comments, single quotes, bare names, trailing commas, an unclosed array."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from shell.serialization.json_read import KeyProblem, whole

if TYPE_CHECKING:
    from shell.serialization.json_read import JsonReader

Value = Any
_SPACE = re.compile(r"(?:[ \t\r\n\u00a0\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.S)
_NUMBER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_PLAIN = re.compile(r"""[^"'\\]+""")
_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "undefined": None, "NaN": float("nan"), "Infinity": float("inf")}


class JsonError(Exception):
    """`message` is Newtonsoft's text with path, line and position; `unfinished`: the text ended too early."""

    def __init__(self, message: str, unfinished: bool = False) -> None:
        super().__init__(message)
        self.message, self.unfinished = message, unfinished


class LenientReader:
    """Recursive descent over one text."""

    def __init__(self, text: str, reader: JsonReader) -> None:
        self.text = text
        self.at = 0
        self.reader = reader
        self.path: list[str] = []

    def read(self) -> Value:
        self._skip()
        if self.at >= len(self.text):
            return None
        value = self._value()
        self._skip()
        if self.at < len(self.text):
            raise self._error(f"Additional text encountered after finished reading JSON content: {self.text[self.at]}.")
        return value

    # ---- errors

    def _where(self) -> str:
        path = ""
        for part in self.path:
            path += part if part.startswith("[") else ("." if path else "") + part
        line = self.text.count("\n", 0, self.at) + 1
        position = self.at - (self.text.rfind("\n", 0, self.at) + 1)
        return f" Path '{path}', line {line}, position {position}."

    def _error(self, message: str, unfinished: bool = False) -> JsonError:
        return JsonError(message + self._where(), unfinished)

    # ---- pieces

    def _skip(self) -> None:
        m = _SPACE.match(self.text, self.at)
        if m is not None:
            self.at = m.end()

    def _value(self) -> Value:
        ch = self.text[self.at:self.at + 1]
        if ch in ("{", "[") and len(self.path) >= self.reader.max_depth:
            raise self._error(f"The reader's MaxDepth of {self.reader.max_depth} has been exceeded.")
        if ch == "{":
            return self._object()
        if ch == "[":
            return self._array()
        if ch in ('"', "'"):
            return self._string()
        m = _NUMBER.match(self.text, self.at)
        if m is not None:
            return self._number(m)
        m = _NAME.match(self.text, self.at)
        if m is not None and m.group() in _WORDS:
            self.at = m.end()
            return _WORDS[m.group()]
        raise self._error(f"Unexpected character encountered while parsing value: {ch}.")

    def _number(self, m: re.Match[str]) -> Value:
        self.at = m.end()
        text = m.group()
        if "x" in text or "X" in text:
            return whole(str(int(text, 16)))
        if any(c in text for c in ".eE"):
            return float(text)
        return whole(text)

    def _string(self) -> str:
        text = self.text
        quote = text[self.at]
        self.at += 1
        parts = []
        while True:
            m = _PLAIN.match(text, self.at)
            if m is not None:
                parts.append(m.group())
                self.at = m.end()
            if self.at >= len(text):
                raise self._error(f"Unterminated string. Expected delimiter: {quote}.", True)
            ch = text[self.at]
            self.at += 1
            if ch == quote:
                return "".join(parts)
            parts.append(self._escape() if ch == "\\" else ch)

    def _escape(self) -> str:
        ch = self.text[self.at:self.at + 1]
        self.at += 1
        if ch == "u":
            code = self.text[self.at:self.at + 4]
            if len(code) < 4:
                raise self._error("Unexpected end while parsing Unicode escape sequence.", True)
            self.at += 4
            try:
                return chr(int(code, 16))
            except ValueError:
                raise self._error(f"Invalid Unicode escape sequence: \\u{code}.")
        if ch not in _ESCAPES:
            raise self._error(f"Bad JSON escape sequence: \\{ch}.")
        return _ESCAPES[ch]

    def _array(self) -> list[Value]:
        self.at += 1
        items: list[Value] = []
        while True:
            self._skip()
            ch = self.text[self.at:self.at + 1]
            if not ch:
                return items  # an unclosed array is accepted
            if ch == "]":
                self.at += 1
                return items
            if ch == ",":
                items.append(None)
                self.at += 1
                continue
            self.path.append(f"[{len(items)}]")
            items.append(self._value())
            self._skip()
            self.path.pop()
            if self.text[self.at:self.at + 1] == ",":
                self.at += 1
            elif self.text[self.at:self.at + 1] not in ("]", ""):
                self.path.append(f"[{len(items) - 1}]")
                raise self._error(f"After parsing a value an unexpected character was encountered: {self.text[self.at]}.")

    def _object(self) -> Value:
        self.at += 1
        pairs: list[tuple[str, Value]] = []
        last = ""
        while True:
            self._skip()
            ch = self.text[self.at:self.at + 1]
            if not ch:
                self._at_end(last)
            if ch == "}":
                self.at += 1
                break
            last = self._pair(pairs, ch)
            self._skip()
            ch = self.text[self.at:self.at + 1]
            if ch == ",":
                self.at += 1
            elif ch not in ("}", ""):
                self.path.append(last)
                raise self._error(f"After parsing a value an unexpected character was encountered: {ch}.")
        try:
            return self.reader.make_object(pairs, None)
        except KeyProblem:
            raise

    def _at_end(self, last: str) -> None:
        if last:
            self.path.append(last)
        raise self._error("Unexpected end when deserializing object.", True)

    def _pair(self, pairs: list[tuple[str, Value]], ch: str) -> str:
        if ch in ('"', "'"):
            name = self._string()
        else:
            m = _NAME.match(self.text, self.at)
            if m is None:
                raise self._error(f"Invalid property identifier character: {ch}.")
            self.at = m.end()
            name = m.group()
        self._skip()
        found = self.text[self.at:self.at + 1]
        if found != ":":
            if not found:
                self._at_end("")
            if ch not in ('"', "'"):
                raise self._error(f"Invalid JavaScript property identifier character: {found}.")
            raise self._error(f"Invalid character after parsing property name. Expected ':' but got: {found}.")
        self.at += 1
        self._skip()
        self.path.append(name)
        if self.at >= len(self.text):
            raise self._error("Unexpected end when deserializing object.", True)
        pairs.append((name, self._value()))
        self.path.pop()
        return name
