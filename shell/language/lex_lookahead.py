"""Looking for particular tokens: member operators, brackets, verbatim arguments, assembly names."""
from __future__ import annotations

import re
from typing import Optional

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import BLANKS, COMMAND, DOUBLE_QUOTES, FORCE_START, WS
from shell.language.lex_here_strings import HereStringScanner
from shell.language.tokens import Token

K = TokenKind
_ASSEMBLY_WORD = re.compile(f"[^{WS}\0\r\n,=\\]]*").match
_IDENT, _GENERIC, _END = K.Identifier, K.Generic, K.EndOfInput


class LookAhead(HereStringScanner):
    """Makes tokens, and looks for particular ones right at hand."""

    def make(self, kind: TokenKind, start: int, end: int) -> Token:
        """A token without a value; the lexer goes past it."""
        self.pos = end
        return Token(self.source, kind, start, end)

    def make_kept(self, kind: TokenKind, start: int, end: int) -> Token:
        """The same for tokens that do not come from next_lexed."""
        token = self.make(kind, start, end)
        if self.tokens is not None:
            self.tokens.append(token)
        return token

    def operator(self, kind: TokenKind, start: int, end: int) -> Token:
        """An operator, unless in command mode it is only the beginning of a word."""
        if self.mode == COMMAND and self.text[end] not in FORCE_START:
            return self.generic(start, end, self.text[start:end])
        self.pos = end
        return Token(self.source, kind, start, end)

    # special look-ahead

    def get_member_operator(self, allow_bracket: bool) -> Optional[Token]:
        """`.`, `::`, `?.`, `[` or `?[` right here, without blanks before it."""
        text = self.text
        pos = self.pos
        char = text[pos]
        while char == "<" and text[pos + 1] == "#":
            self.block_comment(pos)
            pos = self.pos
            char = text[pos]
        after = text[pos + 1]
        if char == ".":
            if after == "." or (self.mode == COMMAND and (after in BLANKS or after in "\0\r\n")):
                return None
            return self.make_kept(K.Dot, pos, pos + 1)
        if char == ":" and after == ":":
            last = text[pos + 2]
            if self.mode == COMMAND and (last in BLANKS or last in "\0\r\n"):
                return None
            return self.make_kept(K.ColonColon, pos, pos + 2)
        if char == "[" and allow_bracket:
            return self.make_kept(K.LBracket, pos, pos + 1)
        if char == "?":
            if after == ".":
                return self.make_kept(K.QuestionDot, pos, pos + 2)
            if after == "[" and allow_bracket:
                return self.make_kept(K.QuestionLBracket, pos, pos + 2)
        return None

    def get_invoke_paren(self) -> Optional[Token]:
        """`(` or `{` right after a member's name."""
        char = self.text[self.pos]
        if char == "(":
            return self.make_kept(K.LParen, self.pos, self.pos + 1)
        if char == "{":
            return self.make_kept(K.LCurly, self.pos, self.pos + 1)
        return None

    def get_left_bracket(self) -> Optional[Token]:
        """`[` after blanks and comments. A `.` or `:` instead is left with its blanks."""
        start = self.pos
        moved = False
        while True:
            pos = self.pos
            char = self.text[pos]
            if char in BLANKS:
                moved = True
                self.pos = self.skip_blanks(pos)
            elif char == "#":
                moved = True
                self.line_comment(pos)
            elif char == "<" and self.text[pos + 1] == "#":
                moved = False
                self.block_comment(pos)
            elif char == "[":
                return self.make_kept(K.LBracket, pos, pos + 1)
            else:
                if moved and char in ".:":
                    self.go_back(start)
                return None

    def go_back(self, start: int) -> None:
        """Lex again from start; tokens kept since are dropped."""
        self.pos = min(max(start, 0), self.size)
        tokens = self.tokens
        if tokens is not None:
            while tokens and (tokens[-1].end > start or tokens[-1].kind is _END):
                tokens.pop()

    def get_verbatim_argument(self) -> Token:
        """The rest of the line after --%, up to a pipe outside quotes."""
        text = self.text
        start = pos = self.skip_blanks(self.pos)
        quoted = False
        while pos < self.size:
            char = text[pos]
            if char in "\r\n":
                break
            if char in DOUBLE_QUOTES:
                quoted = not quoted
            elif not quoted and (char == "|" or (char == "&" and text[pos + 1] == "&")):
                break
            pos += 1
        self.pos = pos
        token = Token(self.source, _GENERIC, start, pos, text[start:pos])
        if self.tokens is not None:
            self.tokens.append(token)
        return token

    def get_assembly_name(self) -> str:
        """The assembly after the comma in [Type, Assembly, Version=1.0.0.0]."""
        name = self._assembly_word()
        while self.text[self.pos] == ",":
            self.make_kept(K.Comma, self.pos, self.pos + 1)
            name += ", " + self._assembly_word()
            if self.text[self.pos] == "=":
                self.make_kept(K.Equals, self.pos, self.pos + 1)
                name += "=" + self._assembly_word()
        return name

    def _assembly_word(self) -> str:
        start = self.skip_blanks(self.pos)
        match = _ASSEMBLY_WORD(self.text, start)
        end = match.end() if match else start
        token = self.make_kept(_IDENT, start, end)
        token.flags |= TokenFlags.TYPE_NAME
        self.pos = self.skip_blanks(end)
        return self.text[start:end]
