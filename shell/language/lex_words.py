"""One function for each first character of a token. None means: nothing here (a comment, a continuation), go on."""
from __future__ import annotations

import re
from typing import Callable, Optional

from shell.language.kinds import KEYWORDS, OPERATORS, TokenFlags, TokenKind
from shell.language.lex_base import COMMAND, DASHES, DOUBLE_QUOTES, DQ, EXPRESSION, FORCE_START, SINGLE_QUOTES, SQ, TYPE_NAME, WS
from shell.language.lex_lookahead import LookAhead
from shell.language.lex_strings import VARIABLE_NAME, VARIABLE_START
from shell.language.tokens import Redirection, Token

K = TokenKind
_IDENTIFIER = re.compile(r"\w+").match
_TYPE_REST = re.compile(r"[\w.`+#\\]*").match
_LETTERS = re.compile("[A-Za-z]*").match
_PARAMETER_WORD = re.compile(f"[^{WS}\0\r\n{{}}();,|&.\\[:{SQ}{DQ}]*").match
_LABEL = re.compile(r"(?!\d)\w+").match
#: characters at which a variable ends quietly even in command mode
_VARIABLE_END = frozenset("\0\t\r\n &(),;{}|.[=")

_IDENT, _GENERIC, _VARIABLE, _NUMBER, _MINUS, _PARAMETER = K.Identifier, K.Generic, K.Variable, K.Number, K.Minus, K.Parameter
_INLINE_SCRIPT, _NEW_LINE, _END = K.InlineScript, K.NewLine, K.EndOfInput

Rule = Callable[[LookAhead, int, str], Optional[Token]]


def lex_symbol(kind: TokenKind, length: int = 1) -> Rule:
    def rule(lexer: LookAhead, pos: int, char: str) -> Token:
        lexer.pos = end = pos + length
        return Token(lexer.source, kind, pos, end)
    return rule


def lex_identifier(lexer: LookAhead, pos: int, char: str) -> Token:
    """A name, a keyword, a type name, or the beginning of a bare word."""
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


def lex_variable(lexer: LookAhead, pos: int, char: str) -> Token:
    """$name, ${name} or $( ."""
    text = lexer.text
    after = text[pos + 1]
    if after == "(":
        lexer.pos = pos + 2
        return Token(lexer.source, K.DollarParen, pos, pos + 2)
    if after == "{":
        return lex_braced_variable(lexer, pos)
    if not VARIABLE_START(after):
        return lexer.generic(pos, pos + 1, "$")
    return lex_finish_variable(lexer, pos, _VARIABLE)


def lex_finish_variable(lexer: LookAhead, pos: int, kind: TokenKind) -> Token:
    """A variable or splatted variable whose name follows its first character; in command mode perhaps a bare word."""
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


def lex_braced_variable(lexer: LookAhead, pos: int) -> Token:
    """${name}; in command mode perhaps the beginning of a bare word."""
    name, end = lexer.braced_name(pos, False)
    if lexer.mode == COMMAND:
        char = lexer.text[end]
        if char not in FORCE_START and char != "." and char != "[":
            return lexer.generic(pos, pos)
    lexer.pos = end
    return Token(lexer.source, _VARIABLE, pos, end, name)


def lex_at(lexer: LookAhead, pos: int, char: str) -> Token:
    """@{ @( @name or a here-string."""
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
        return lex_finish_variable(lexer, pos, K.SplattedVariable)
    lexer.report(pos, pos + 1, "UnrecognizedToken")
    return lexer.make(K.Unknown, pos, pos + 1)


def lex_hash(lexer: LookAhead, pos: int, char: str) -> None:
    lexer.line_comment(pos)


def lex_newline(lexer: LookAhead, pos: int, char: str) -> Token:
    lexer.pos = end = pos + 2 if char == "\r" and lexer.text[pos + 1] == "\n" else pos + 1
    return Token(lexer.source, _NEW_LINE, pos, end)


def lex_backtick(lexer: LookAhead, pos: int, char: str) -> Optional[Token]:
    """A continued line, or a bare word that begins with an escape."""
    if lexer.line_continuation(pos):
        return None
    if lexer.text[pos + 1] == "\0" and pos + 1 >= lexer.size:
        lexer.report_incomplete(pos + 2, pos + 2, "IncompleteString")
        lexer.pos = pos + 1
        return None
    piece, end = lexer.escape(pos)
    return lexer.generic(pos, end, piece)


def lex_plus(lexer: LookAhead, pos: int, char: str) -> Token:
    """+ ++ += or a signed number."""
    after = lexer.text[pos + 1]
    if after == "+":
        return lexer.operator(K.PlusPlus, pos, pos + 2)
    if after == "=":
        return lexer.operator(K.PlusEquals, pos, pos + 2)
    if lexer.allow_signed and (after.isdigit() or after == "."):
        return lex_number(lexer, pos, char)
    return lexer.operator(K.Plus, pos, pos + 1)


def lex_dash(lexer: LookAhead, pos: int, char: str) -> Token:
    """- -- -= an operator word, a parameter or a signed number."""
    after = lexer.text[pos + 1]
    if after in DASHES:
        return lexer.operator(K.MinusMinus, pos, pos + 2)
    if after == "=":
        return lexer.operator(K.MinusEquals, pos, pos + 2)
    if after.isalpha() or after == "_" or after == "?":
        return lex_parameter(lexer, pos)
    if lexer.allow_signed and (after.isdigit() or after == "."):
        return lex_number(lexer, pos, char)
    return lexer.operator(_MINUS, pos, pos + 1)


def lex_parameter(lexer: LookAhead, pos: int) -> Token:
    """-word: a parameter in command mode, in expression mode first of all an operator."""
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


def lex_assignable(kind: TokenKind, with_equals: TokenKind) -> Rule:
    def rule(lexer: LookAhead, pos: int, char: str) -> Token:
        if lexer.text[pos + 1] == "=":
            return lexer.operator(with_equals, pos, pos + 2)
        return lexer.operator(kind, pos, pos + 1)
    return rule


def lex_star(lexer: LookAhead, pos: int, char: str) -> Token:
    """* *= or the redirection of all streams."""
    after = lexer.text[pos + 1]
    if after == "=":
        return lexer.operator(K.MultiplyEquals, pos, pos + 2)
    if after == ">":
        return lex_redirection(lexer, pos, pos + 1, 0)
    return lexer.operator(K.Multiply, pos, pos + 1)


def lex_redirection(lexer: LookAhead, pos: int, angle: int, stream: int) -> Token:
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


def lex_less(lexer: LookAhead, pos: int, char: str) -> Optional[Token]:
    if lexer.text[pos + 1] == "#":
        lexer.block_comment(pos)
        return None
    return lexer.make(K.RedirectInStd, pos, pos + 1)


def lex_greater(lexer: LookAhead, pos: int, char: str) -> Token:
    return lex_redirection(lexer, pos, pos, 1)


def lex_left_bracket(lexer: LookAhead, pos: int, char: str) -> Token:
    if lexer.mode == COMMAND and lexer.text[pos + 1] not in FORCE_START:
        return lexer.generic(pos, pos + 1, "[")
    return lexer.make(K.LBracket, pos, pos + 1)


def lex_dot(lexer: LookAhead, pos: int, char: str) -> Token:
    """. .. a number, or the beginning of a bare word such as ./x."""
    after = lexer.text[pos + 1]
    command = lexer.mode == COMMAND
    if after == ".":
        if command and lexer.text[pos + 2] not in FORCE_START:
            return lexer.generic(pos, pos + 1, ".")
        return lexer.make(K.DotDot, pos, pos + 2)
    if "0" <= after <= "9":
        return lex_number(lexer, pos, char)
    if command and after not in FORCE_START and after not in "$\"'":
        return lexer.generic(pos, pos + 1, ".")
    return lexer.make(K.Dot, pos, pos + 1)


def lex_number(lexer: LookAhead, pos: int, char: str) -> Token:
    """A number, or a bare word that only begins like one."""
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


def lex_digit(lexer: LookAhead, pos: int, char: str) -> Token:
    if lexer.text[pos + 1] == ">" and "1" <= char <= "6":
        return lex_redirection(lexer, pos, pos + 1, int(char))
    return lex_number(lexer, pos, char)


def lex_double(char_twice: str, kind: TokenKind, double_kind: TokenKind) -> Rule:
    def rule(lexer: LookAhead, pos: int, char: str) -> Token:
        lexer.pos = end = pos + 2 if lexer.text[pos + 1] == char_twice else pos + 1
        return Token(lexer.source, double_kind if end == pos + 2 else kind, pos, end)
    return rule


def lex_exclaim(lexer: LookAhead, pos: int, char: str) -> Token:
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


def lex_colon(lexer: LookAhead, pos: int, char: str) -> Token:
    """: :: or a label."""
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


def lex_question(lexer: LookAhead, pos: int, char: str) -> Token:
    """? ?? ??= in expression mode; elsewhere a bare word."""
    if lexer.mode != EXPRESSION:
        return lexer.generic(pos, pos + 1, "?")
    text = lexer.text
    if text[pos + 1] != "?":
        return lexer.make(K.QuestionMark, pos, pos + 1)
    if text[pos + 2] == "=":
        return lexer.make(K.QuestionQuestionEquals, pos, pos + 3)
    return lexer.make(K.QuestionQuestion, pos, pos + 2)


def lex_nul(lexer: LookAhead, pos: int, char: str) -> Token:
    if pos >= lexer.size:
        lexer.pos = lexer.size
        return Token(lexer.source, _END, lexer.size + 1, lexer.size + 1)
    return lexer.generic(pos, pos + 1, char)


def lex_other(lexer: LookAhead, pos: int, char: str) -> Token:
    if char.isalpha():
        return lex_identifier(lexer, pos, char)
    return lexer.generic(pos, pos + 1, char)
