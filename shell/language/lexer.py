"""Lexer: the next token of a text in one of four modes (command, expression, type name, signature). It never fails and never stalls."""
from __future__ import annotations

import re
from typing import Callable, Optional

from shell.language.kinds import KEYWORDS, OPERATORS, TokenFlags, TokenKind
from shell.language.lex_base import (
    BLANKS,
    COMMAND,
    DASHES,
    DOUBLE_QUOTES,
    DQ,
    EXPRESSION,
    FORCE_START,
    SINGLE_QUOTES,
    SQ,
    TYPE_NAME,
    WS,
)
from shell.language.lex_strings import VARIABLE_NAME, VARIABLE_START, StringScanner
from shell.language.tokens import Redirection, Token

K = TokenKind
_IDENTIFIER = re.compile(r"\w+").match
_TYPE_REST = re.compile(r"[\w.`+#\\]*").match
_LETTERS = re.compile("[A-Za-z]*").match
_PARAMETER_WORD = re.compile(f"[^{WS}\0\r\n{{}}();,|&.\\[:{SQ}{DQ}]*").match
_LABEL = re.compile(r"(?!\d)\w+").match
#: characters at which a variable ends quietly even in command mode
_VARIABLE_END = frozenset("\0\t\r\n &(),;{}|.[=")
_ASSEMBLY_WORD = re.compile(f"[^{WS}\0\r\n,=\\]]*").match

_IDENT, _GENERIC, _VARIABLE, _NUMBER, _MINUS, _PARAMETER = K.Identifier, K.Generic, K.Variable, K.Number, K.Minus, K.Parameter
_INLINE_SCRIPT, _NEW_LINE, _END = K.InlineScript, K.NewLine, K.EndOfInput


class Lexer(StringScanner):
    """Makes tokens. `next_lexed` gives the next one in the present mode; the get_ methods look for something special."""

    def next_lexed(self) -> Token:
        """The next token; EndOfInput again and again at the end."""
        text = self.text
        while True:
            pos = self.pos
            char = text[pos]
            if char in BLANKS:
                pos = self.skip_blanks(pos)
                char = text[pos]
            token = _TABLE.get(char, _other)(self, pos, char)
            if token is not None:
                if self.tokens is not None:
                    self.tokens.append(token)
                return token

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


# one function for each first character; None means: nothing here, go on

_Rule = Callable[[Lexer, int, str], Optional[Token]]


def _symbol(kind: TokenKind, length: int = 1) -> _Rule:
    def rule(lexer: Lexer, pos: int, char: str) -> Token:
        lexer.pos = end = pos + length
        return Token(lexer.source, kind, pos, end)
    return rule


def _identifier(lexer: Lexer, pos: int, char: str) -> Token:
    text = lexer.text
    match = _IDENTIFIER(text, pos)
    end = match.end() if match else pos + 1
    mode = lexer.mode
    if mode == TYPE_NAME:
        match = _TYPE_REST(text, end)
        end = match.end() if match else end
        lexer.pos = end
        token = Token(lexer.source, _IDENT, pos, end)
        token.flags |= TokenFlags.TYPE_NAME
        return token
    if not lexer.want_simple_name:
        if mode == COMMAND and text[end] not in FORCE_START:
            return lexer.generic(pos, end, text[pos:end])
        if mode != EXPRESSION:
            kind = KEYWORDS.get(text[pos:end].lower())
            if kind is not None and kind is not _INLINE_SCRIPT:
                lexer.pos = end
                return Token(lexer.source, kind, pos, end)
    lexer.pos = end
    return Token(lexer.source, _IDENT, pos, end)


def _variable(lexer: Lexer, pos: int, char: str) -> Token:
    text = lexer.text
    after = text[pos + 1]
    if after == "(":
        lexer.pos = pos + 2
        return Token(lexer.source, K.DollarParen, pos, pos + 2)
    if after == "{":
        return _braced_variable(lexer, pos)
    if not VARIABLE_START(after):
        return lexer.generic(pos, pos + 1, "$")
    return _finish_variable(lexer, pos, _VARIABLE)


def _finish_variable(lexer: Lexer, pos: int, kind: TokenKind) -> Token:
    text = lexer.text
    match = VARIABLE_NAME(text, pos + 1)
    end = match.end() if match else pos + 2
    if lexer.mode == COMMAND:
        char = text[end]
        if char not in FORCE_START and (text[pos + 1] in "$?^" or (char not in _VARIABLE_END and char != ":")):
            return lexer.generic(pos, pos)
    name = text[pos + 1:end]
    if name[-1] == ":":
        lexer.check_variable_name(name, pos, end)
    lexer.pos = end
    return Token(lexer.source, kind, pos, end, name)


def _braced_variable(lexer: Lexer, pos: int) -> Token:
    name, end = lexer.braced_name(pos, False)
    if lexer.mode == COMMAND:
        char = lexer.text[end]
        if char not in FORCE_START and char != "." and char != "[":
            return lexer.generic(pos, pos)
    lexer.pos = end
    return Token(lexer.source, _VARIABLE, pos, end, name)


def _at(lexer: Lexer, pos: int, char: str) -> Token:
    after = lexer.text[pos + 1]
    if after == "{":
        return lexer.make(K.AtCurly, pos, pos + 2)
    if after == "(":
        return lexer.make(K.AtParen, pos, pos + 2)
    if after in SINGLE_QUOTES:
        return lexer.lex_here_string(pos, False)
    if after in DOUBLE_QUOTES:
        return lexer.lex_here_string(pos, True)
    if VARIABLE_START(after):
        return _finish_variable(lexer, pos, K.SplattedVariable)
    lexer.report(pos, pos + 1, "UnrecognizedToken")
    return lexer.make(K.Unknown, pos, pos + 1)


def _hash(lexer: Lexer, pos: int, char: str) -> None:
    lexer.line_comment(pos)


def _newline(lexer: Lexer, pos: int, char: str) -> Token:
    lexer.pos = end = pos + 2 if char == "\r" and lexer.text[pos + 1] == "\n" else pos + 1
    return Token(lexer.source, _NEW_LINE, pos, end)


def _backtick(lexer: Lexer, pos: int, char: str) -> Optional[Token]:
    if lexer.line_continuation(pos):
        return None
    if lexer.text[pos + 1] == "\0" and pos + 1 >= lexer.size:
        lexer.report_incomplete(pos + 2, pos + 2, "IncompleteString")
        lexer.pos = pos + 1
        return None
    piece, end = lexer.escape(pos)
    return lexer.generic(pos, end, piece)


def _plus(lexer: Lexer, pos: int, char: str) -> Token:
    after = lexer.text[pos + 1]
    if after == "+":
        return lexer.operator(K.PlusPlus, pos, pos + 2)
    if after == "=":
        return lexer.operator(K.PlusEquals, pos, pos + 2)
    if lexer.allow_signed and (after.isdigit() or after == "."):
        return _number(lexer, pos, char)
    return lexer.operator(K.Plus, pos, pos + 1)


def _dash(lexer: Lexer, pos: int, char: str) -> Token:
    after = lexer.text[pos + 1]
    if after in DASHES:
        return lexer.operator(K.MinusMinus, pos, pos + 2)
    if after == "=":
        return lexer.operator(K.MinusEquals, pos, pos + 2)
    if after.isalpha() or after == "_" or after == "?":
        return _parameter(lexer, pos)
    if lexer.allow_signed and (after.isdigit() or after == "."):
        return _number(lexer, pos, char)
    return lexer.operator(_MINUS, pos, pos + 1)


def _parameter(lexer: Lexer, pos: int) -> Token:
    text = lexer.text
    if lexer.mode == COMMAND:
        match = _PARAMETER_WORD(text, pos + 1)
        end = match.end() if match else pos + 1
        stop = text[end]
        if stop in SINGLE_QUOTES or stop in DOUBLE_QUOTES:
            return lexer.generic(pos, end, text[pos:end])
        used_colon = stop == ":"
        lexer.pos = end + 1 if used_colon else end
        token = Token(lexer.source, _PARAMETER, pos, lexer.pos, text[pos + 1:end])
        token.used_colon = used_colon
        return token
    match = _LETTERS(text, pos + 1)
    end = match.end() if match else pos + 1
    word = text[pos + 1:end]
    if lexer.mode == EXPRESSION:
        kind = OPERATORS.get(word) or OPERATORS.get(word.lower())
        if kind is not None:
            lexer.pos = end
            return Token(lexer.source, kind, pos, end)
    if not word:
        return lexer.make(_MINUS, pos, pos + 1)
    lexer.pos = end
    token = Token(lexer.source, _PARAMETER, pos, end, word)
    token.used_colon = text[end] == ":"
    return token


def _assignable(kind: TokenKind, with_equals: TokenKind) -> _Rule:
    def rule(lexer: Lexer, pos: int, char: str) -> Token:
        if lexer.text[pos + 1] == "=":
            return lexer.operator(with_equals, pos, pos + 2)
        return lexer.operator(kind, pos, pos + 1)
    return rule


def _star(lexer: Lexer, pos: int, char: str) -> Token:
    after = lexer.text[pos + 1]
    if after == "=":
        return lexer.operator(K.MultiplyEquals, pos, pos + 2)
    if after == ">":
        return _redirection(lexer, pos, pos + 1, 0)
    return lexer.operator(K.Multiply, pos, pos + 1)


def _redirection(lexer: Lexer, pos: int, angle: int, stream: int) -> Token:
    """The redirection whose > is at `angle`."""
    text = lexer.text
    explicit = angle > pos and stream != 0
    after = text[angle + 1]
    end = angle + 1
    value = Redirection(stream)
    if after == ">":
        end += 1
        value.append = True
    elif after == "&" and angle > pos:
        target = text[angle + 2]
        if target == "1" or (target == "2" and explicit):
            value.to_stream = int(target)
            end = angle + 3
    if explicit and lexer.mode == EXPRESSION and value.to_stream is None:
        lexer.pos = angle
        return Token(lexer.source, _NUMBER, pos, angle, stream)
    lexer.pos = end
    return Token(lexer.source, K.Redirection, pos, end, value)


def _less(lexer: Lexer, pos: int, char: str) -> Optional[Token]:
    if lexer.text[pos + 1] == "#":
        lexer.block_comment(pos)
        return None
    return lexer.make(K.RedirectInStd, pos, pos + 1)


def _greater(lexer: Lexer, pos: int, char: str) -> Token:
    return _redirection(lexer, pos, pos, 1)


def _left_bracket(lexer: Lexer, pos: int, char: str) -> Token:
    if lexer.mode == COMMAND and lexer.text[pos + 1] not in FORCE_START:
        return lexer.generic(pos, pos + 1, "[")
    return lexer.make(K.LBracket, pos, pos + 1)


def _dot(lexer: Lexer, pos: int, char: str) -> Token:
    after = lexer.text[pos + 1]
    command = lexer.mode == COMMAND
    if after == ".":
        if command and lexer.text[pos + 2] not in FORCE_START:
            return lexer.generic(pos, pos + 1, ".")
        return lexer.make(K.DotDot, pos, pos + 2)
    if "0" <= after <= "9":
        return _number(lexer, pos, char)
    if command and after not in FORCE_START and after not in "$\"'":
        return lexer.generic(pos, pos + 1, ".")
    return lexer.make(K.Dot, pos, pos + 1)


def _number(lexer: Lexer, pos: int, char: str) -> Token:
    found = lexer.scan_number(pos)
    if found is None:
        return lexer.generic(pos, pos)
    end, value = found
    if value is None:
        if lexer.mode != EXPRESSION:
            return lexer.generic(pos, pos)
        lexer.report(pos, end, "BadNumericConstant", lexer.text[pos:end])
    lexer.pos = end
    return Token(lexer.source, _NUMBER, pos, end, value)


def _digit(lexer: Lexer, pos: int, char: str) -> Token:
    if lexer.text[pos + 1] == ">" and "1" <= char <= "6":
        return _redirection(lexer, pos, pos + 1, int(char))
    return _number(lexer, pos, char)


def _double(char_twice: str, kind: TokenKind, double_kind: TokenKind) -> _Rule:
    def rule(lexer: Lexer, pos: int, char: str) -> Token:
        lexer.pos = end = pos + 2 if lexer.text[pos + 1] == char_twice else pos + 1
        return Token(lexer.source, double_kind if end == pos + 2 else kind, pos, end)
    return rule


def _exclaim(lexer: Lexer, pos: int, char: str) -> Token:
    after = lexer.text[pos + 1]
    if lexer.mode == COMMAND:
        if after not in FORCE_START:
            return lexer.generic(pos, pos + 1, "!")
    elif lexer.mode == EXPRESSION:
        if after.isalpha() or after == "_":
            return lexer.generic(pos, pos + 1, "!")
        if (after.isdigit() or after == ".") and lexer.scan_number(pos + 1) is None:
            return lexer.generic(pos, pos + 1, "!")
    return lexer.make(K.Exclaim, pos, pos + 1)


def _colon(lexer: Lexer, pos: int, char: str) -> Token:
    text = lexer.text
    if text[pos + 1] == ":":
        if lexer.mode == COMMAND and not lexer.want_simple_name and text[pos + 2] not in FORCE_START:
            return lexer.generic(pos, pos + 2, "::")
        return lexer.make(K.ColonColon, pos, pos + 2)
    if lexer.mode != COMMAND:
        return lexer.make(K.Colon, pos, pos + 1)
    match = _LABEL(text, pos + 1)
    if match is None or text[match.end()] not in FORCE_START:
        return lexer.generic(pos, pos + 1, ":")
    lexer.pos = match.end()
    return Token(lexer.source, K.Label, pos, lexer.pos, text[pos + 1:lexer.pos])


def _question(lexer: Lexer, pos: int, char: str) -> Token:
    if lexer.mode != EXPRESSION:
        return lexer.generic(pos, pos + 1, "?")
    text = lexer.text
    if text[pos + 1] != "?":
        return lexer.make(K.QuestionMark, pos, pos + 1)
    if text[pos + 2] == "=":
        return lexer.make(K.QuestionQuestionEquals, pos, pos + 3)
    return lexer.make(K.QuestionQuestion, pos, pos + 2)


def _nul(lexer: Lexer, pos: int, char: str) -> Token:
    if pos >= lexer.size:
        lexer.pos = lexer.size
        return Token(lexer.source, _END, lexer.size + 1, lexer.size + 1)
    return lexer.generic(pos, pos + 1, char)


def _other(lexer: Lexer, pos: int, char: str) -> Token:
    if char.isalpha():
        return _identifier(lexer, pos, char)
    return lexer.generic(pos, pos + 1, char)


def _build_table() -> dict[str, _Rule]:
    table: dict[str, _Rule] = {
        "(": _symbol(K.LParen), ")": _symbol(K.RParen), "{": _symbol(K.LCurly), "}": _symbol(K.RCurly), "]": _symbol(K.RBracket),
        ";": _symbol(K.Semi), ",": _symbol(K.Comma), "&": _double("&", K.Ampersand, K.AndAnd), "|": _double("|", K.Pipe, K.OrOr),
        "$": _variable, "@": _at, "#": _hash, "\n": _newline, "\r": _newline, "`": _backtick, "+": _plus, "*": _star,
        "/": _assignable(K.Divide, K.DivideEquals), "%": _assignable(K.Rem, K.RemainderEquals), "<": _less, ">": _greater,
        "[": _left_bracket, ".": _dot, "!": _exclaim, ":": _colon, "?": _question, "\0": _nul,
        "=": lambda lexer, pos, char: lexer.operator(K.Equals, pos, pos + 1),
    }
    table.update(dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", _identifier))
    table.update(dict.fromkeys("0123456789", _digit))
    table.update(dict.fromkeys(DASHES, _dash))
    table.update(dict.fromkeys(SINGLE_QUOTES, Lexer.lex_single_quoted))
    table.update(dict.fromkeys(DOUBLE_QUOTES, Lexer.lex_double_quoted))
    return table


_TABLE = _build_table()
