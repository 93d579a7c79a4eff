"""Rules for literals and brackets: numbers, strings and what expands in them, variables, ( ), $( ), @( ), @{ }, { }."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

from shell.language.kinds import TokenKind
from shell.language.lex_base import COMMAND, EXPRESSION
from shell.language.node_base import Ast, ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.node_expr import (
    ArrayExpressionAst,
    ConstantExpressionAst,
    ErrorExpressionAst,
    ExpandableStringExpressionAst,
    HashtableAst,
    ParenExpressionAst,
    ScriptBlockExpressionAst,
    StringConstantExpressionAst,
    SubExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
    VariablePath,
)
from shell.language.node_stmt import ErrorStatementAst, StatementBlockAst
from shell.language.parse_expressions import ExpressionRules
from shell.language.source import Extent, ParseError, Source
from shell.language.tokens import StringPart, Token

K = TokenKind
_VARIABLE, _SPLATTED, _NUMBER, _LPAREN, _RPAREN = K.Variable, K.SplattedVariable, K.Number, K.LParen, K.RParen
_DOLLAR_PAREN, _AT_PAREN, _AT_CURLY, _LCURLY, _RCURLY = K.DollarParen, K.AtParen, K.AtCurly, K.LCurly, K.RCurly
_STRING_TYPES = {
    K.StringLiteral: "SingleQuoted", K.HereStringLiteral: "SingleQuotedHereString", K.StringExpandable: "DoubleQuoted",
    K.HereStringExpandable: "DoubleQuotedHereString", K.Generic: "BareWord",
}


#: texts up to this length are copied to parse what lies inside their strings; in longer ones only the piece is
_SMALL = 20_000


class PrimaryRules(ExpressionRules):
    """Operands."""

    def primary_rule(self, with_members: bool) -> Optional[ExpressionAst]:
        """An operand, with its member accesses if wanted; None if there is none."""
        token = self.next_token()
        kind = token.kind
        expression: ExpressionAst
        if kind is _VARIABLE or kind is _SPLATTED:
            expression = self.variable_node(token, with_members)
        elif kind is _NUMBER:
            expression = ConstantExpressionAst(Extent(self.source, token.start, token.end), token.value)
        elif kind in _STRING_TYPES and kind is not K.Generic:
            expression = self.string_node(token)
        elif kind is _LPAREN:
            expression = self._paren_rule(token)
        elif kind is _DOLLAR_PAREN or kind is _AT_PAREN:
            expression = self._sub_expression_rule(token)
        elif kind is _AT_CURLY:
            expression = self._hashtable_rule(token)
        elif kind is _LCURLY:
            expression = self.script_block_expression(token)
        else:
            self.ungot = token
            return None
        return self.members_of(expression) if with_members else expression

    def variable_node(self, token: Token, with_members: bool) -> ExpressionAst:
        """The node of a variable token; `using:` takes the members after it along."""
        name: str = token.value
        splatted = token.kind is _SPLATTED
        extent = Extent(self.source, token.start, token.end)
        if len(name) > 6 and name[5] == ":" and name[:6].lower() == "using:":
            child: ExpressionAst = VariableExpressionAst(extent, VariablePath(name[6:]), splatted)
            if with_members:
                child = self.members_of(child)
            return UsingExpressionAst(child.extent, child)
        return VariableExpressionAst(extent, VariablePath(name), splatted)

    # strings

    def string_node(self, token: Token) -> ExpressionAst:
        """The node of a string token, or of a bare word."""
        extent = Extent(self.source, token.start, token.end)
        kind = _STRING_TYPES[token.kind]
        if token.parts is None:
            return StringConstantExpressionAst(extent, token.value, kind)
        parts: list[Union[str, ExpressionAst]] = []
        for part in token.parts:
            parts.append(part if part.__class__ is str else self._string_part(part, token))
        return ExpandableStringExpressionAst(extent, token.value, kind, parts)

    def _string_part(self, part: StringPart, token: Token) -> ExpressionAst:
        """The expression of something that expands inside a string."""
        if part.name is not None:
            variable = Token(self.source, _VARIABLE, part.start, part.end, part.name)
            self._keep_nested(token, [variable])
            return self.variable_node(variable, False)
        offsets: Optional[Sequence[int]] = part.offsets
        if part.inner is None and self.size < _SMALL:
            nested = type(self)(self.source, part.start, part.end, self.tokens is not None)
            nested.errors, nested.known_errors = self.errors, self.known_errors
        else:
            inner = part.inner if part.inner is not None else self.text[part.start:part.end]
            offsets = offsets or range(part.start, part.end + 1)
            nested = type(self)(Source(inner, self.source.file), 0, None, self.tokens is not None)
            nested.is_nested = True
        nested.depth = self.depth
        nested.mode = EXPRESSION
        expression = nested.primary_rule(True)
        if expression is None:
            expression = ErrorExpressionAst(Extent(nested.source, 0, 0))
        if offsets is not None:
            self._place(nested, expression, offsets)
        self._keep_nested(token, nested.tokens)
        return expression

    def _keep_nested(self, token: Token, tokens: Optional[list[Token]]) -> None:
        if tokens is not None and self.tokens is not None:
            token.nested_tokens = [*token.nested, *tokens]

    def _place(self, nested: PrimaryRules, expression: ExpressionAst, offsets: Sequence[int]) -> None:
        """Give what was read from a copy of a part of the text its place in the text."""
        source = self.source
        last = len(offsets) - 1

        def placed(extent: Extent) -> Extent:
            if extent.source is source:
                return extent
            return Extent(source, offsets[min(extent.start, last)], offsets[min(extent.end, last)])

        for node in expression.walk():
            node.extent = placed(node.extent)
            for name in ("error_position", "type_name"):
                item: Any = getattr(node, name, None)
                if isinstance(item, Extent):
                    setattr(node, name, placed(item))
                elif item is not None:
                    item.extent = placed(item.extent)
        for error in nested.errors:
            self.errors.append(ParseError(error.message, error.error_id, placed(error.extent), error.incomplete))
        for token in nested.tokens or ():
            token.source = source
            token.start, token.end = offsets[min(token.start, last)], offsets[min(token.end, last)]

    # brackets

    def _paren_rule(self, left: Token) -> ExpressionAst:
        """( pipeline )"""
        old_mode, old_comma = self.mode, self.no_comma
        self.set_mode(COMMAND)
        self.no_comma = False
        self.newlines()
        pipeline: Optional[PipelineBaseAst] = self.pipeline_chain_rule()
        if pipeline is None:
            self.incomplete_after(left, "ExpectedExpression")
            pipeline = ErrorStatementAst(Extent(self.source, left.end, left.end))
        self.newlines()
        right = self.next_token()
        end = right.end
        if right.kind is not _RPAREN:
            self.unget(right)
            self.incomplete_after(pipeline, "MissingEndParenthesisInExpression")
            end = pipeline.extent.end
        self.no_comma = old_comma
        self.set_mode(old_mode)
        return ParenExpressionAst(Extent(self.source, left.start, end), pipeline)

    def _sub_expression_rule(self, first: Token) -> ExpressionAst:
        """$( statements ) or @( statements )"""
        traps: list[Any] = []
        statements: list[StatementAst] = []
        old_mode, old_comma = self.mode, self.no_comma
        self.no_comma = False
        self.set_mode(COMMAND)
        self.newlines()
        inside = self.statement_list_rule(statements, traps)
        self.newlines()
        right = self.next_token()
        if right.kind is _RPAREN:
            end = right.end
        else:
            self.unget(right)
            self.report_incomplete(right.start, right.end, "MissingEndParenthesisInSubexpression")
            end = inside.end if inside is not None else first.end
        self.no_comma = old_comma
        self.set_mode(old_mode)
        extent = Extent(self.source, first.start, end)
        block = StatementBlockAst(inside or Extent(self.source, first.end, first.end), statements, traps)
        if first.kind is _DOLLAR_PAREN:
            return SubExpressionAst(extent, block)
        return ArrayExpressionAst(extent, block)

    def script_block_expression(self, left_curly: Token) -> ExpressionAst:
        """{ ... } after its opening brace."""
        old_mode, old_comma = self.mode, self.no_comma
        self.no_comma = False
        self.set_mode(COMMAND)
        self.newlines()
        block = self.script_block_rule(left_curly, False)
        self.no_comma = old_comma
        self.set_mode(old_mode)
        return ScriptBlockExpressionAst(block.extent, block)

    def _hashtable_rule(self, at_curly: Token) -> ExpressionAst:
        """@{ key = value; ... } after its opening."""
        self.newlines()
        pairs: list[tuple[ExpressionAst, StatementAst]] = []
        while True:
            pair = self._key_value_pair()
            if pair is None:
                break
            pairs.append(pair)
            kind = self.peek().kind
            if kind is not K.NewLine and kind is not K.Semi:
                break
            self.newlines_and_semicolons()
        right = self.next_token()
        end = right.end
        if right.kind is not _RCURLY:
            self.unget(right)
            incomplete = self.at_end(right.end)
            self.save_error(at_curly.end, at_curly.end, "MissingEndCurlyBrace", (), incomplete)
            end = self.before(right)
        return HashtableAst(Extent(self.source, at_curly.start, end), pairs)

    def label_or_key(self) -> Optional[ExpressionAst]:
        """A plain name, or any operand on this line."""
        token = self.simple_name_token()
        if token is not None:
            return StringConstantExpressionAst(token.extent, token.text, "BareWord")
        kind = self.peek().kind
        if kind is K.NewLine or kind is K.Semi:
            return None
        old = self.no_comma
        self.no_comma = True
        expression = self.unary_rule()
        self.no_comma = old
        return expression

    def _key_value_pair(self) -> Optional[tuple[ExpressionAst, StatementAst]]:
        old = self.mode
        self.set_mode(EXPRESSION)
        key = self.label_or_key()
        if key is None:
            self.set_mode(old)
            return None
        equals = self.next_token()
        self.set_mode(old)
        if equals.kind is not K.Equals:
            self.unget(equals)
            at = key.extent.end
            self.report(at, at, "MissingEqualsInHashLiteral")
            self.sync_on_error(False, _RCURLY, K.Semi, K.NewLine)
            return key, ErrorStatementAst(Extent(self.source, at, at))
        self.set_mode(COMMAND)
        self.newlines()
        statement: Optional[StatementAst] = self.statement_rule()
        if statement is None:
            self.incomplete_after(equals, "MissingStatementInHashLiteral")
            statement = ErrorStatementAst(Extent(self.source, equals.end, equals.end))
        self.set_mode(old)
        return key, statement


def nested_nodes(*items: Any) -> list[Ast]:
    """The nodes among items, which may be None, nodes or lists of nodes."""
    nodes: list[Ast] = []
    for item in items:
        if isinstance(item, Ast):
            nodes.append(item)
        elif item:
            nodes.extend(node for node in item if node is not None)
    return nodes
