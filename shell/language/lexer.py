"""Lexer: the next token of a text in one of four modes (command, expression, type name, signature). It never fails and never stalls."""
from __future__ import annotations

from shell.language.kinds import TokenKind
from shell.language.lex_base import BLANKS, DASHES, DOUBLE_QUOTES, SINGLE_QUOTES
from shell.language.lex_lookahead import LookAhead
from shell.language.lex_words import (
    Rule,
    lex_assignable,
    lex_at,
    lex_backtick,
    lex_colon,
    lex_dash,
    lex_digit,
    lex_dot,
    lex_double,
    lex_exclaim,
    lex_greater,
    lex_hash,
    lex_identifier,
    lex_left_bracket,
    lex_less,
    lex_newline,
    lex_nul,
    lex_other,
    lex_plus,
    lex_question,
    lex_star,
    lex_symbol,
    lex_variable,
)
from shell.language.tokens import Token

K = TokenKind


class Lexer(LookAhead):
    """Makes tokens one after the other."""

    def next_lexed(self) -> Token:
        """The next token; EndOfInput again and again at the end."""
        text = self.text
        while True:
            pos = self.pos
            char = text[pos]
            if char in BLANKS:
                pos = self.skip_blanks(pos)
                char = text[pos]
            token = _TABLE.get(char, lex_other)(self, pos, char)
            if token is not None:
                if self.tokens is not None:
                    self.tokens.append(token)
                return token


def _build_table() -> dict[str, Rule]:
    table: dict[str, Rule] = {
        "(": lex_symbol(K.LParen), ")": lex_symbol(K.RParen), "{": lex_symbol(K.LCurly), "}": lex_symbol(K.RCurly),
        "]": lex_symbol(K.RBracket),
        ";": lex_symbol(K.Semi), ",": lex_symbol(K.Comma), "&": lex_double("&", K.Ampersand, K.AndAnd),
        "|": lex_double("|", K.Pipe, K.OrOr),
        "$": lex_variable, "@": lex_at, "#": lex_hash, "\n": lex_newline, "\r": lex_newline, "`": lex_backtick, "+": lex_plus,
        "*": lex_star,
        "/": lex_assignable(K.Divide, K.DivideEquals), "%": lex_assignable(K.Rem, K.RemainderEquals), "<": lex_less, ">": lex_greater,
        "[": lex_left_bracket, ".": lex_dot, "!": lex_exclaim, ":": lex_colon, "?": lex_question, "\0": lex_nul,
        "=": lambda lexer, pos, char: lexer.operator(K.Equals, pos, pos + 1),
    }
    table.update(dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", lex_identifier))
    table.update(dict.fromkeys("0123456789", lex_digit))
    table.update(dict.fromkeys(DASHES, lex_dash))
    table.update(dict.fromkeys(SINGLE_QUOTES, Lexer.lex_single_quoted))
    table.update(dict.fromkeys(DOUBLE_QUOTES, Lexer.lex_double_quoted))
    return table


_TABLE = _build_table()
