"""State of the lexer and what all of it shares: character classes, errors, skipping of blanks, newlines and comments."""
from __future__ import annotations

import re
from typing import Optional

from shell.language.kinds import TokenKind
from shell.language.messages import message_of
from shell.language.source import Extent, ParseError, Source
from shell.language.tokens import Token

#: lexer modes
COMMAND, EXPRESSION, TYPE_NAME, SIGNATURE = range(4)

#: blanks inside a character class: not line ends
WS = " \\t\\v\\f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
BLANKS = frozenset(" \t\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))))
#: characters that end a word in command mode
FORCE_START = BLANKS | frozenset("\0\n\r&(),;{|}")
DASHES = frozenset("-\u2013\u2014\u2015")
SINGLE_QUOTES = frozenset("'\u2018\u2019\u201a\u201b")
DOUBLE_QUOTES = frozenset('"\u201c\u201d\u201e')
SQ = "'\u2018\u2019\u201a\u201b"
DQ = '"\u201c\u201d\u201e'

_SKIP_BLANKS = re.compile(f"[{WS}]*").match
_SKIP_NEWLINES = re.compile(f"[{WS}\r\n]*").match
_SKIP_NEWLINES_AND_SEMICOLONS = re.compile(f"[{WS}\r\n;]*").match
_TO_LINE_END = re.compile("[^\r\n]*").match
_SIGNATURE_START = re.compile(r"#\s*sig\s*#\s*begin\s+signature\s+block\s*$", re.IGNORECASE).match
_ONLY_COMMENTS = re.compile(f"(?:[{WS}]|#[^\r\n]*|<#(?:[^#]|#(?!>))*(?:#>|#?$))*").match

_COMMENT = TokenKind.Comment
_NEW_LINE = TokenKind.NewLine
_SEMI = TokenKind.Semi
_LINE_CONTINUATION = TokenKind.LineContinuation


class LexerBase:
    """Where the lexer stands. `text` ends with NULs beyond the source, so that looking ahead needs no bounds check; `size` is its true end.
    A nested lexer, inside an expandable string, sees the source only up to the end of its part."""

    def __init__(self, source: Source, start: int = 0, end: Optional[int] = None, save_tokens: bool = False) -> None:
        self.source = source
        self.size = len(source.text) if end is None else end
        self.text = (source.text if end is None else source.text[:end]) + "\0\0\0"
        self.pos = start
        #: length PowerShell compares ends with to see whether input is incomplete
        self.script_length = self.size - start
        self.mode = COMMAND
        self.allow_signed = False
        self.end_on_ternary = False
        self.want_simple_name = False
        self.tokens: Optional[list[Token]] = [] if save_tokens else None
        self.errors: list[ParseError] = []
        self.known_errors: set[tuple[str, int, int]] = set()
        self.requires: dict[int, int] = {}
        self.signature_start: Optional[int] = None
        self.is_nested = end is not None

    # errors

    def extent(self, start: int, end: int) -> Extent:
        return Extent(self.source, start, end)

    def save_error(self, start: int, end: int, error_id: str, args: tuple[object, ...], incomplete: bool) -> None:
        """Note an error, unless the same one is known for the same place."""
        key = (error_id, start, end)
        if key in self.known_errors:
            return
        self.known_errors.add(key)
        self.errors.append(ParseError(message_of(error_id, args), error_id, Extent(self.source, start, end), incomplete))

    def report(self, start: int, end: int, error_id: str, *args: object) -> None:
        """An error that more text cannot mend."""
        self.save_error(start, end, error_id, args, False)

    def report_incomplete(self, start: int, end: int, error_id: str, *args: object) -> bool:
        """An error that more text can mend if it lies at the end; says whether it does."""
        incomplete = self.at_end(end)
        self.save_error(start, end, error_id, args, incomplete)
        return incomplete

    def at_end(self, end: int) -> bool:
        """True if nothing but blanks and comments follows (a line end counts as something, as in PowerShell)."""
        if end >= self.script_length:
            return True
        match = _ONLY_COMMENTS(self.text, end, self.size)
        return match is not None and match.end() >= self.size

    # skipping

    def skip_blanks(self, pos: int) -> int:
        match = _SKIP_BLANKS(self.text, pos)
        return match.end() if match else pos

    def save(self, kind: TokenKind, start: int, end: int) -> None:
        """Keep a token nobody asked for (newline, comment), if tokens are kept."""
        if self.tokens is not None:
            self.tokens.append(Token(self.source, kind, start, end))

    def skip_newlines(self, semicolons: bool = False) -> None:
        """Go past blanks, newlines, comments and line continuations, and semicolons if wanted."""
        text = self.text
        while True:
            if self.tokens is not None:
                self._save_newlines(semicolons)
            skip = _SKIP_NEWLINES_AND_SEMICOLONS if semicolons else _SKIP_NEWLINES
            match = skip(text, self.pos)
            pos = match.end() if match else self.pos
            self.pos = pos
            char = text[pos]
            if char == "#":
                self.line_comment(pos)
            elif char == "<" and text[pos + 1] == "#":
                self.block_comment(pos)
            elif char != "`" or not self.line_continuation(pos):
                return

    def _save_newlines(self, semicolons: bool) -> None:
        """Make tokens of the newlines and semicolons at hand."""
        text = self.text
        while True:
            pos = self.skip_blanks(self.pos)
            char = text[pos]
            if char == "\r" and text[pos + 1] == "\n":
                self.pos = pos + 2
                self.save(_NEW_LINE, pos, pos + 2)
            elif char in "\r\n":
                self.pos = pos + 1
                self.save(_NEW_LINE, pos, pos + 1)
            elif char == ";" and semicolons:
                self.pos = pos + 1
                self.save(_SEMI, pos, pos + 1)
            else:
                self.pos = pos
                return

    def line_continuation(self, pos: int) -> bool:
        """Go past a backtick and newline (or blanks); False if the backtick at pos is something else."""
        text = self.text
        char = text[pos + 1]
        if char == "\r" or char == "\n":
            self.pos = pos + 3 if char == "\r" and text[pos + 2] == "\n" else pos + 2
            self.save(_LINE_CONTINUATION, pos, self.pos)
            return True
        if char in BLANKS:
            self.pos = self.skip_blanks(pos + 1)
            return True
        return False

    def line_comment(self, pos: int) -> None:
        """Go past the # comment at pos."""
        match = _TO_LINE_END(self.text, pos, self.size)
        end = match.end() if match else pos
        self.pos = end
        self.save(_COMMENT, pos, end)
        second = self.text[pos + 1]
        if second in "rR":
            if self.text[pos:pos + 9].lower() == "#requires" and not self.is_nested:
                self.requires[pos] = end
        elif second in " sS\t" and _SIGNATURE_START(self.text[pos:end]):
            self.signature_start = pos

    def block_comment(self, pos: int) -> None:
        """Go past the <# #> comment at pos."""
        end = self.text.find("#>", pos + 2, self.size)
        if end < 0:
            self.pos = self.size
            self.report_incomplete(pos, self.size, "MissingTerminatorMultiLineComment")
        else:
            self.pos = end + 2
        self.save(_COMMENT, pos, self.pos)
