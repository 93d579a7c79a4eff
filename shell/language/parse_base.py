"""TokenStream: the parser's view of the lexer (look ahead, put back, change mode) and recovery after errors."""
from __future__ import annotations

from typing import Any, Optional, Union

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import BLANKS, COMMAND
from shell.language.lexer import Lexer
from shell.language.node_base import Ast, ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.source import Extent, Source
from shell.language.tokens import Token

K = TokenKind
_NEW_LINE, _SEMI, _LBRACKET, _PARAMETER, _END = K.NewLine, K.Semi, K.LBracket, K.Parameter, K.EndOfInput
_INVARIANT = TokenFlags.MODE_INVARIANT

#: nesting of statements and expressions beyond which a text is refused
MAX_DEPTH = 300

Placed = Union[Token, Ast, Extent]


class TooComplicated(Exception):
    """The text is nested more deeply than the parser goes; ends the parse and becomes a ParseError."""


def start_of(item: Any) -> int:
    """Where a token, node or extent begins."""
    start: Any = getattr(item, "start", None)
    return int(item.extent.start) if start is None else int(start)


def end_of(item: Any) -> int:
    """Where a token, node or extent ends."""
    end: Any = getattr(item, "end", None)
    return int(item.extent.end) if end is None else int(end)


class TokenStream(Lexer):
    """Tokens with one of look-ahead. A token put back is lexed again if the mode changes and its kind depends on the mode."""

    def __init__(self, source: Source, start: int = 0, end: Optional[int] = None, save_tokens: bool = False) -> None:
        super().__init__(source, start, end, save_tokens)
        self.ungot: Optional[Token] = None
        self.no_comma = False
        self.depth = 0
        #: characters read again so far; far too many mean that brackets are nested in a way that doubles the work at each level
        self.reread = 0
        self.reread_limit = 8 * len(source.text) + 50_000

    # rules of higher layers that lower ones need

    def statement_rule(self) -> Optional[StatementAst]:
        raise NotImplementedError

    def statement_list_rule(self, statements: list[StatementAst], traps: list[Any]) -> Optional[Extent]:
        raise NotImplementedError

    def pipeline_chain_rule(self) -> Optional[PipelineBaseAst]:
        raise NotImplementedError

    def script_block_rule(self, left_curly: Optional[Token], is_filter: bool,
                          first_statement: Optional[StatementAst] = None) -> Any:
        raise NotImplementedError

    def expression_rule(self, end_on_ternary: bool = False) -> Optional[ExpressionAst]:
        raise NotImplementedError

    def unary_rule(self, end_on_ternary: bool = False) -> Optional[ExpressionAst]:
        raise NotImplementedError

    def single_argument(self, context: int) -> Optional[ExpressionAst]:
        raise NotImplementedError

    # tokens

    def next_token(self) -> Token:
        """The next token, taken."""
        token = self.ungot
        if token is None:
            return self.next_lexed()
        self.ungot = None
        return token

    def peek(self) -> Token:
        """The next token, left where it is."""
        token = self.ungot
        if token is None:
            self.ungot = token = self.next_lexed()
        return token

    def skip(self) -> None:
        """Drop the token looked at."""
        self.ungot = None

    def unget(self, token: Token) -> None:
        self.ungot = token

    def peek_char(self) -> str:
        """First character of what comes next; NUL at the end."""
        token = self.ungot
        if token is not None:
            return self.text[token.start] if token.start < self.size else "\0"
        char = self.text[self.pos]
        if char in BLANKS:
            self.pos = self.skip_blanks(self.pos)
            char = self.text[self.pos]
        return char

    def set_mode(self, mode: int) -> None:
        """Change the mode; a token looked at is lexed again if it depends on it."""
        token = self.ungot
        if token is not None and mode != self.mode and not token.kind.flags & _INVARIANT:
            self.resync(token.start)
        self.mode = mode

    def resync(self, start: int) -> None:
        """Lex again from an offset."""
        self.ungot = None
        self.reread += self.pos - start
        if self.reread > self.reread_limit:
            raise TooComplicated
        self.go_back(start)

    def restore_point(self) -> int:
        """Where to resync to so that everything from here on is read again."""
        return self.pos if self.ungot is None else self.ungot.start

    def newlines(self) -> None:
        """Skip newlines and comments."""
        token = self.ungot
        if token is None or token.kind is _NEW_LINE:
            self.ungot = None
            self.skip_newlines()

    def newlines_and_semicolons(self) -> None:
        token = self.ungot
        if token is None or token.kind is _NEW_LINE or token.kind is _SEMI:
            self.ungot = None
            self.skip_newlines(True)

    def member_operator(self, allow_bracket: bool) -> Optional[Token]:
        return None if self.ungot is not None else self.get_member_operator(allow_bracket)

    def left_bracket(self) -> Optional[Token]:
        """`[` if it comes next, taken."""
        token = self.ungot
        if token is None:
            return self.get_left_bracket()
        if token.kind is _LBRACKET:
            self.ungot = None
            return token
        return None

    # recovery

    def sync_on_error(self, consume: bool, *kinds: TokenKind) -> None:
        """Skip to one of the kinds outside brackets, over it if a bracket and consume says so."""
        depth = {K.RParen: int(K.RParen in kinds), K.RCurly: int(K.RCurly in kinds), K.RBracket: int(K.RBracket in kinds)}
        openers = {K.LParen: K.RParen, K.LCurly: K.RCurly, K.LBracket: K.RBracket}
        while True:
            token = self.next_token()
            kind = token.kind
            if kind in openers:
                depth[openers[kind]] += 1
            elif kind in depth:
                depth[kind] -= 1
                if depth[kind] == 0 and kind in kinds:
                    if not consume:
                        self.unget(token)
                    return
            elif kind is _END:
                self.unget(token)
                return
            if kind in kinds and not any(depth.values()):
                return

    # positions

    def span(self, first: Any, last: Any) -> Extent:
        """From the start of one to the end of the other."""
        return Extent(self.source, start_of(first), end_of(last))

    def before(self, token: Token) -> int:
        return max(token.start - 1, 0)

    def incomplete_after(self, item: Any, error_id: str, *args: object) -> bool:
        """An error just after something, which more text could mend."""
        at = end_of(item)
        return self.report_incomplete(at, at, error_id, *args)

    def report_at(self, item: Any, error_id: str, *args: object) -> None:
        """An error of a token or node as a whole."""
        self.report(start_of(item), end_of(item), error_id, *args)

    def simple_name_token(self) -> Optional[Token]:
        """The next token if it is a plain name; marked as a member's name."""
        self.want_simple_name = True
        token = self.peek()
        self.want_simple_name = False
        if token.kind is K.Identifier:
            token.flags |= TokenFlags.MEMBER_NAME
            self.ungot = None
            return token
        return None

    def enter(self) -> None:
        """One level deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooComplicated

    def leave(self) -> None:
        self.depth -= 1


def is_parameter_prefix(token: Token, name: str) -> bool:
    """True if a parameter token abbreviates name."""
    return name.startswith(token.value.lower())


__all__ = ["COMMAND", "K", "MAX_DEPTH", "TokenStream", "TooComplicated", "end_of", "is_parameter_prefix", "start_of"]
