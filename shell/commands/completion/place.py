"""Where in a program the cursor stands: the token under it, the nodes around it, the command and argument it belongs to."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.language import nodes as ast
from shell.language.kinds import TokenKind
from shell.language.parser import parse
from shell.language.tokens import Token

Value = Any
_DULL = (TokenKind.NewLine, TokenKind.EndOfInput)


class Place:
    """A parsed text and a cursor in it.  `own`: also offer what this program adds to PowerShell."""

    def __init__(self, ctx: Any, text: str, cursor: int, own: bool) -> None:
        self.ctx, self.text, self.cursor, self.own = ctx, text, cursor, own
        result = parse(text)
        self.root = result.ast
        self.in_string = False
        self.tokens: list[Token] = list(result.tokens)
        self.token = self._at(self.tokens)
        self.before: Optional[Token] = None
        if self.token is None:
            for t in self.tokens:
                if t.end <= cursor and t.kind not in _DULL:
                    self.before = t
        at = cursor if self.token is not None or self.before is None else self.before.end
        self.path = list(self._path(at))

    def _at(self, tokens: list[Token]) -> Optional[Token]:
        found = None
        for t in tokens:
            if t.start < self.cursor <= t.end and t.kind not in _DULL:
                found = t
        if found is not None and found.nested:
            inner = self._at(found.nested)
            if inner is not None and inner.kind is not TokenKind.EndOfInput:
                self.in_string = not any(t.kind is TokenKind.DollarParen for t in found.nested)
                return inner
        return found

    def _path(self, at: int) -> Iterator[Any]:
        node: Any = self.root
        while node is not None:
            yield node
            inner = None
            for child in node.children():
                if child.extent.start < at <= child.extent.end:
                    inner = child
            node = inner

    def inside(self, *kinds: type) -> Any:
        """The innermost enclosing node of these kinds, or None."""
        for node in reversed(self.path):
            if isinstance(node, kinds):
                return node
        return None

    def separated(self) -> bool:
        """Is there a line end between the token before and the cursor?"""
        return self.before is not None and "\n" in self.text[self.before.end:self.cursor] and self.before.kind is not TokenKind.LineContinuation

    @property
    def command(self) -> Optional[ast.CommandAst]:
        """The command the cursor is in, unless a nested block or table lies between."""
        for node in reversed(self.path):
            if isinstance(node, ast.CommandAst):
                return node
            if isinstance(node, (ast.ScriptBlockAst, ast.HashtableAst, ast.ParenExpressionAst, ast.SubExpressionAst, ast.ArrayExpressionAst)):
                return None
        return None

    def walk(self) -> Iterator[Any]:
        return self.root.walk()
