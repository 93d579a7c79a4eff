"""Quoted text: single and double quotes, here-strings, escapes, and what expands inside double quotes and bare words."""
from __future__ import annotations

import re
from typing import Any

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import DOUBLE_QUOTES, DQ, EXPRESSION, FORCE_START, SINGLE_QUOTES, SQ, WS
from shell.language.lex_numbers import NumberScanner
from shell.language.tokens import StringPart, Token

_SINGLE_RUN = re.compile(f"[^{SQ}]*").match
_DOUBLE_RUN = re.compile(f"[^{DQ}`$\0]*").match
_SUB_STOP = re.compile(f"[()`{DQ}\0]").search
#: the name after a dollar sign (or an at sign, for splatting)
VARIABLE_NAME = re.compile("[$?^]|:?(?:[\\w?]|:(?!:))*").match
VARIABLE_START = re.compile("[\\w$?^:]").match
_BRACED_RUN = re.compile(f"[^}}`{{{DQ}\0]*").match
_BRACED_NAME = re.compile(f"\\{{([^}}`{{{DQ}\0]+)\\}}").match
_WORD_RUN = re.compile(f"[^{WS}\0\r\n&(),;{{|}}`{SQ}{DQ}$]*").match
_HEX = frozenset("0123456789abcdefABCDEF")

_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

_GENERIC = TokenKind.Generic
_STRING_LITERAL = TokenKind.StringLiteral
_STRING_EXPANDABLE = TokenKind.StringExpandable


class Builder:
    """Collects the value of an expandable string: `raw` its pieces as one text, `parts` str and StringPart in order."""

    __slots__ = ("raw", "parts", "has_parts")

    def __init__(self, head: str = "") -> None:
        self.raw: list[str] = [head] if head else []
        self.parts: list[Any] = [head] if head else []
        self.has_parts = False

    def add(self, text: str) -> None:
        """Add plain text."""
        if text:
            self.raw.append(text)
            parts = self.parts
            if parts and parts[-1].__class__ is str:
                parts[-1] += text
            else:
                parts.append(text)

    def add_part(self, part: StringPart, text: str) -> None:
        """Add something that expands; text is how it was written."""
        self.raw.append(text)
        self.parts.append(part)
        self.has_parts = True

    def value(self) -> str:
        return "".join(self.raw)


class StringScanner(NumberScanner):
    """Finds strings, variables and bare words in the text."""

    # escapes

    def escape(self, pos: int) -> tuple[str, int]:
        """(text, end) of the escape whose backtick is at pos."""
        char = self.text[pos + 1]
        if char == "u":
            return self._unicode_escape(pos)
        return _ESCAPES.get(char, char), pos + 2

    def _unicode_escape(self, pos: int) -> tuple[str, int]:
        """`u{hex}; on an error the escape yields nothing."""
        text = self.text
        if text[pos + 2] != "{":
            self.report(pos, pos + 2, "InvalidUnicodeEscapeSequence")
            return "", pos + 2
        end = pos + 3
        while end < pos + 9 and text[end] in _HEX:
            end += 1
        count = end - pos - 3
        if text[end] == "}" and count:
            number = int(text[pos + 3:end], 16)
            if number > 0x10FFFF:
                self.report(pos + 3, end, "InvalidUnicodeEscapeSequenceValue")
                return "", end + 1
            return chr(number), end + 1
        if text[end] == "}":
            self.report(pos, end + 1, "InvalidUnicodeEscapeSequence")
            return "", end + 1
        if count < 6:
            self.report(end, end + 1, "InvalidUnicodeEscapeSequence")
        elif text[end] in _HEX:
            self.report(end, end + 1, "TooManyDigitsInUnicodeEscapeSequence")
        else:
            self.report(end, end + 1, "MissingUnicodeEscapeSequenceTerminator")
        return "", end

    # variables

    def variable_in_string(self, pos: int) -> StringPart:
        """The variable whose dollar sign is at pos, inside a string."""
        if self.text[pos + 1] == "{":
            name, end = self.braced_name(pos, True)
            return StringPart(pos, end, name)
        match = VARIABLE_NAME(self.text, pos + 1, self.size)
        end = match.end() if match else pos + 1
        name = self.text[pos + 1:end]
        self.check_variable_name(name, pos, end)
        return StringPart(pos, end, name)

    def check_variable_name(self, name: str, start: int, end: int) -> None:
        """Object to `$x:` and `$:`."""
        head, colon, tail = name.lower().partition(":")
        if not name or (colon and not tail):
            if head and head not in ("global", "local", "private", "script", "variable"):
                self.report(start, end, "InvalidVariableReferenceWithDrive")
            else:
                self.report(start, end, "InvalidVariableReference")

    def braced_name(self, pos: int, in_string: bool) -> tuple[str, int]:
        """(name, end) of ${name}, the dollar sign at pos."""
        text = self.text
        match = _BRACED_NAME(text, pos + 1, self.size)
        if match:
            name, end = match[1], match.end()
        else:
            name, end = self._hard_braced_name(pos, in_string)
        if name.find(":") == len(name) - 1 and name:
            self.report(pos, end, "InvalidBracedVariableReference")
        return name, end

    def _hard_braced_name(self, pos: int, in_string: bool) -> tuple[str, int]:
        """A braced name with escapes, quotes or mistakes in it."""
        text = self.text
        pieces: list[str] = []
        at = pos + 2
        while True:
            match = _BRACED_RUN(text, at)
            end = match.end() if match else at
            pieces.append(text[at:end])
            char = text[end]
            at = end + 1
            if char == "}":
                break
            if char == "\0" and end >= self.size:
                at = end
                self.report_incomplete(pos + 1, end, "IncompleteDollarVariableReference")
                break
            if char == "`" and at < self.size:
                piece, at = self.escape(end)
                pieces.append(piece)
                continue
            if char in DOUBLE_QUOTES and in_string and text[at] in DOUBLE_QUOTES:
                char = text[at]
                at += 1
            elif char == "{":
                self.report(at, at + 1, "OpenBraceNeedsToBeBackTickedInVariableName")
            pieces.append(char)
        name = "".join(pieces)
        if not name:
            if text[at - 1] == "}":
                self.report(at - 1, at, "EmptyVariableReference")
            name = ":Error:"
        return name, at

    # what expands

    def dollar(self, pos: int, builder: Builder, here: bool) -> int:
        """Handle the dollar sign at pos inside a string; returns the position after it and what belongs to it."""
        char = self.text[pos + 1]
        if char == "(":
            part = self._sub_expression(pos, here)
        elif char == "{" or (VARIABLE_START(char) and pos + 1 < self.size):
            part = self.variable_in_string(pos)
        else:
            builder.add("$")
            return pos + 1
        builder.add_part(part, self.text[pos:part.end])
        return part.end

    def _sub_expression(self, pos: int, here: bool) -> StringPart:
        """The $( ) at pos: PowerShell counts parentheses only, and outside here-strings takes out the first of doubled quotes."""
        text = self.text
        depth = 1
        at = pos + 2
        skipped: list[int] = []
        while True:
            match = _SUB_STOP(text, at)
            at = match.start() if match else self.size
            char = text[at]
            if char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                if not depth:
                    break
            elif char == "\0":
                if at >= self.size:
                    self.report_incomplete(pos, at, "IncompleteDollarSubexpressionReference")
                    return self._sub_part(pos, at, skipped, True)
            elif not here and text[at + 1] in DOUBLE_QUOTES:
                skipped.append(at)
                at += 1
            at += 1
        return self._sub_part(pos, at + 1, skipped, False)

    def _sub_part(self, start: int, end: int, skipped: list[int], in_error: bool) -> StringPart:
        if not skipped:
            return StringPart(start, end, in_error=in_error)
        gone = set(skipped)
        offsets = [at for at in range(start, end) if at not in gone]
        inner = "".join(self.text[at] for at in offsets)
        offsets.append(end)
        return StringPart(start, end, None, inner, offsets, in_error)

    def expandable(self, pos: int, builder: Builder) -> tuple[int, bool]:
        """Read from after an opening double quote to after the closing one: (end, whether it was closed)."""
        text = self.text
        start = pos - 1
        while True:
            match = _DOUBLE_RUN(text, pos)
            end = match.end() if match else pos
            if end > pos:
                builder.add(text[pos:end])
            char = text[end]
            if char == "$":
                pos = self.dollar(end, builder, False)
            elif char == "`":
                if text[end + 1] == "\0":
                    builder.add("`")
                    pos = end + 1
                else:
                    piece, pos = self.escape(end)
                    builder.add(piece)
            elif char == "\0":
                if end >= self.size:
                    self.report_incomplete(start, end, "TerminatorExpectedAtEndOfString", '"')
                    return end, False
                builder.add(char)
                pos = end + 1
            elif text[end + 1] in DOUBLE_QUOTES:
                builder.add(text[end + 1])
                pos = end + 2
            else:
                return end + 1, True

    def single_quoted(self, pos: int) -> tuple[str, int, bool]:
        """(value, end, closed) of the string whose opening single quote is at pos."""
        text = self.text
        pieces: list[str] = []
        at = pos + 1
        while True:
            match = _SINGLE_RUN(text, at, self.size)
            end = match.end() if match else at
            pieces.append(text[at:end])
            if end >= self.size:
                self.report_incomplete(pos, self.size, "TerminatorExpectedAtEndOfString", "'")
                return "".join(pieces), self.size, False
            if text[end + 1] not in SINGLE_QUOTES:
                return "".join(pieces), end + 1, True
            pieces.append(text[end + 1])
            at = end + 2

    # tokens

    def finish_string(self, kind: TokenKind, start: int, end: int, builder: Builder, closed: bool) -> Token:
        """Make the token of an expandable string."""
        self.pos = end
        token = Token(self.source, kind, start, end, builder.value(), builder.parts if builder.has_parts else None)
        if not closed or (builder.has_parts and any(part.__class__ is StringPart and part.in_error for part in builder.parts)):
            token.flags |= TokenFlags.IN_ERROR
        return token

    def lex_double_quoted(self, pos: int, char: str) -> Token:
        """The double-quoted string at pos."""
        text = self.text
        match = _DOUBLE_RUN(text, pos + 1)
        end = match.end() if match else pos + 1
        if text[end] in DOUBLE_QUOTES and text[end + 1] not in DOUBLE_QUOTES:
            self.pos = end + 1
            return Token(self.source, _STRING_EXPANDABLE, pos, end + 1, text[pos + 1:end])
        builder = Builder()
        end, closed = self.expandable(pos + 1, builder)
        return self.finish_string(_STRING_EXPANDABLE, pos, end, builder, closed)

    def lex_single_quoted(self, pos: int, char: str) -> Token:
        """The single-quoted string at pos."""
        value, end, closed = self.single_quoted(pos)
        self.pos = end
        token = Token(self.source, _STRING_LITERAL, pos, end, value)
        if not closed:
            token.flags |= TokenFlags.IN_ERROR
        return token

    def generic(self, start: int, pos: int, head: str = "") -> Token:
        """A bare word from start on; head is the value of what lies before pos."""
        text = self.text
        match = _WORD_RUN(text, pos)
        end = match.end() if match else pos
        if text[end] in FORCE_START and (text[end] != "\0" or end >= self.size):
            self.pos = end
            return Token(self.source, _GENERIC, start, end, head + text[pos:end])
        builder = Builder(head)
        builder.add(text[pos:end])
        pos = end
        while True:
            char = text[pos]
            if char in FORCE_START:
                break
            if char == "`":
                if text[pos + 1] == "\0":
                    builder.add("`")
                    pos += 1
                else:
                    piece, pos = self.escape(pos)
                    builder.add(piece)
            elif char in SINGLE_QUOTES:
                value, pos, _ = self.single_quoted(pos)
                builder.add(value)
            elif char in DOUBLE_QUOTES:
                pos, _ = self.expandable(pos + 1, builder)
            elif char == "$":
                mode, self.mode = self.mode, EXPRESSION
                pos = self.dollar(pos, builder, False)
                self.mode = mode
            match = _WORD_RUN(text, pos)
            end = match.end() if match else pos
            builder.add(text[pos:end])
            pos = end
        return self.finish_string(_GENERIC, start, pos, builder, True)
