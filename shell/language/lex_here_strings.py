"""Here-strings."""
from __future__ import annotations

import re

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import BLANKS, DQ, SQ, WS
from shell.language.lex_strings import Builder, StringScanner
from shell.language.tokens import Token

_HERE_HEADER = re.compile(f"[{WS}]*(\r\n|\r|\n)").match
_HERE_RUN = re.compile("[^`$\r\n\0]*").match
_SINGLE_FOOTER = re.compile(f"(?:\r\n|\r|\n)[{SQ}]@").search
_SINGLE_FALSE_FOOTER = re.compile(f"(?:\r\n|\r|\n)[{WS}]+([{SQ}])@").search
_DOUBLE_FOOTER = re.compile(f"[{DQ}]@").match
_DOUBLE_FALSE_FOOTER = re.compile(f"[{WS}]+([{DQ}])@").match


class HereStringScanner(StringScanner):
    """Finds here-strings; the opening line is only quotes, the closing one begins with them."""

    def lex_here_string(self, pos: int, expandable: bool) -> Token:
        """The here-string whose @ is at pos."""
        kind = TokenKind.HereStringExpandable if expandable else TokenKind.HereStringLiteral
        text = self.text
        match = _HERE_HEADER(text, pos + 2, self.size)
        if match is None:
            return self._bad_here_header(pos, kind)
        if expandable:
            return self._expandable_here(pos, match.start(1), match.end())
        footer = _SINGLE_FOOTER(text, match.start(1), self.size)
        if footer is not None:
            self.pos = footer.end()
            return Token(self.source, kind, pos, footer.end(), text[match.end():max(footer.start(), match.end())])
        false_footer = _SINGLE_FALSE_FOOTER(text, match.start(1), self.size)
        return self._unclosed_here(pos, kind, false_footer.start(1) if false_footer else -1, text[match.end():self.size])

    def _unclosed_here(self, pos: int, kind: TokenKind, false_footer: int, value: str) -> Token:
        if false_footer >= 0:
            self.report_incomplete(false_footer, self.size, "WhitespaceBeforeHereStringFooter")
        else:
            quote = '"' if kind is TokenKind.HereStringExpandable else "'"
            self.report_incomplete(pos, self.size, "TerminatorExpectedAtEndOfString", quote + "@")
        self.pos = self.size
        token = Token(self.source, kind, pos, self.size, value)
        token.flags |= TokenFlags.IN_ERROR
        return token

    def _bad_here_header(self, pos: int, kind: TokenKind) -> Token:
        """Something other than a newline follows the opening of a here-string."""
        text = self.text
        at = pos + 2
        while text[at] in BLANKS:
            at += 1
        if at >= self.size:
            return self._unclosed_here(pos, kind, -1, "")
        self.report(at, at + 1, "UnexpectedCharactersAfterHereStringHeader")
        while at < self.size and text[at] not in "\r\n":
            if text[at] == text[pos + 1] and text[at + 1] == "@":
                at += 2
                break
            at += 1
        self.pos = at
        token = Token(self.source, kind, pos, at, "")
        token.flags |= TokenFlags.IN_ERROR
        return token

    def _expandable_here(self, start: int, newline: int, body: int) -> Token:
        """A double-quoted here-string: newline is where its first line ends, body where its text begins."""
        text = self.text
        builder = Builder()
        false_footer = -1
        pos = newline
        while True:
            char = text[pos]
            if char == "\r" or char == "\n":
                end = pos + 2 if char == "\r" and text[pos + 1] == "\n" else pos + 1
                footer = _DOUBLE_FOOTER(text, end, self.size)
                if footer:
                    return self.finish_string(TokenKind.HereStringExpandable, start, footer.end(), builder, True)
                false = _DOUBLE_FALSE_FOOTER(text, end, self.size)
                if false and false_footer < 0:
                    false_footer = false.start(1)
                if pos != newline:
                    builder.add(text[pos:end])
                pos = end
            elif char == "$":
                pos = self.dollar(pos, builder, True)
            elif char == "`" and text[pos + 1] != "\0":
                piece, pos = self.escape(pos)
                builder.add(piece)
            elif char == "\0" and pos >= self.size:
                token = self._unclosed_here(start, TokenKind.HereStringExpandable, false_footer, builder.value())
                token.parts = builder.parts if builder.has_parts else None
                return token
            else:
                builder.add(char)
                pos += 1
            run = _HERE_RUN(text, pos)
            end = run.end() if run else pos
            if end > pos:
                builder.add(text[pos:end])
                pos = end
