"""parse(): text to syntax tree, tokens and errors. The entry point of the language package; it never raises and never hangs."""
from __future__ import annotations

import sys
from typing import Optional

from shell.language.checks import check_tree
from shell.language.kinds import TokenKind
from shell.language.node_base import ExpressionAst
from shell.language.node_script import NamedBlockAst, ScriptBlockAst
from shell.language.node_types import AnyTypeName, ConstantValue
from shell.language.parse_base import TooComplicated
from shell.language.parse_script import ScriptRules
from shell.language.source import Extent, ParseError, Source
from shell.language.tokens import Token

#: stack frames a text nested as deeply as MAX_DEPTH allows may need
_FRAMES = 6000


class ParseResult:
    """A parsed text: ast, errors (those PowerShell shows first come first) and, made when first asked for, tokens."""

    __slots__ = ("ast", "errors", "source", "_tokens")

    def __init__(self, ast: ScriptBlockAst, errors: list[ParseError], source: Source) -> None:
        self.ast = ast
        self.errors = errors
        self.source = source
        self._tokens: Optional[list[Token]] = None

    @property
    def tokens(self) -> list[Token]:
        """All tokens in order, comments and newlines too, EndOfInput last."""
        if self._tokens is None:
            self._tokens = tokenize(self.source.text, self.source.file)
        return self._tokens

    @property
    def incomplete(self) -> bool:
        """True if the text goes wrong only because it ends too early."""
        return bool(self.errors) and self.errors[0].incomplete


def _run(rules: ScriptRules) -> ScriptBlockAst:
    """Parse a whole text; too deep nesting becomes an error."""
    if sys.getrecursionlimit() < _FRAMES:
        sys.setrecursionlimit(_FRAMES)
    source = rules.source
    try:
        return rules.script_block_rule(None, False)
    except (TooComplicated, RecursionError):
        rules.report(rules.pos, rules.pos, "ScriptTooComplicated")
        block = NamedBlockAst(Extent(source, 0, 0), TokenKind.End, True, [], [])
        return ScriptBlockAst(Extent(source, 0, len(source.text)), end_block=block)


def parse(text: str, file: Optional[str] = None) -> ParseResult:
    """Parse a script. With errors the tree holds what could be read and must not be run."""
    source = Source(text, file)
    rules = ScriptRules(source)
    ast = _run(rules)
    source.root = ast
    if rules.requires:
        from shell.language.requires import read_requirements  # here, as few texts have such lines and start-up counts
        ast.script_requirements = read_requirements(rules)
    try:
        check_tree(rules, ast)
    except RecursionError:
        rules.report(len(text), len(text), "ScriptTooComplicated")
    return ParseResult(ast, rules.errors, source)


def tokenize(text: str, file: Optional[str] = None) -> list[Token]:
    """All tokens of a text, whatever is wrong with it; tokens inside expandable strings are in their `nested`."""
    source = Source(text, file)
    rules = ScriptRules(source, save_tokens=True)
    _run(rules)
    tokens = rules.tokens or []
    if not tokens or tokens[-1].kind is not TokenKind.EndOfInput:
        end = len(text) + 1
        tokens.append(Token(source, TokenKind.EndOfInput, end, end))
    return tokens


def parse_type_name(text: str) -> Optional[AnyTypeName]:
    """A type name such as System.Collections.Generic.List[int], without outer brackets; None if it is none."""
    text = text.strip()
    rules = ScriptRules(Source(text))
    name = rules.type_name_rule(True) if text else None
    if name is None or rules.errors or name.extent.text.lower() != text.lower():
        return None
    return name


def parse_number(text: str) -> Optional[ConstantValue]:
    """The value of a number as the language writes it (an int or a NumberLiteral); None if the text is not one."""
    text = text.strip()
    rules = ScriptRules(Source(text))
    rules.mode = 1
    if not text or not (text[0].isdigit() or text[0] in "+-."):
        return None
    found = rules.scan_number(0)
    return found[1] if found is not None and found[0] == len(text) else None


def parse_expandable_string(text: str) -> tuple[ExpressionAst, list[ParseError]]:
    """The string "text" (its quotes left out, whatever quotes it holds) as an expression, for ExpandString."""
    rules = ScriptRules(Source('"' + text.replace('"', '""') + '"'))
    expression = rules.string_node(rules.next_token())
    return expression, rules.errors
