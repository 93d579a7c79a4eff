"""Rules for what follows an operand directly: members, static members, method calls, indexes."""
from __future__ import annotations

from typing import Optional

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import TYPE_NAME
from shell.language.node_base import CommandElementAst, ExpressionAst
from shell.language.node_expr import (
    ErrorExpressionAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    StringConstantExpressionAst,
)
from shell.language.node_types import AnyTypeName
from shell.language.parse_base import end_of
from shell.language.parse_types import TypeRules
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind
_COMMA, _LBRACKET, _RBRACKET, _LPAREN, _RPAREN = K.Comma, K.LBracket, K.RBracket, K.LParen, K.RParen
_UNARY = TokenFlags.UNARY
#: characters at which a member access, an index, a static access or a comment before one may begin
_MEMBER_CHARS = frozenset(".[:?<")

#: the context of a command's arguments
COMMAND_ARGUMENT = 8


class MemberRules(TypeRules):
    """Member accesses. Operands are in the layers above."""

    def primary_rule(self, with_members: bool) -> Optional[ExpressionAst]:
        raise NotImplementedError

    def script_block_expression(self, left_curly: Token) -> ExpressionAst:
        raise NotImplementedError

    def members_of(self, expression: ExpressionAst) -> ExpressionAst:
        """Expression with all the member accesses, calls and indexes right after it."""
        if self.ungot is not None or self.text[self.pos] not in _MEMBER_CHARS:
            return expression
        operator = self.get_member_operator(True)
        return expression if operator is None else self.member_chain(operator, expression)

    def member_chain(self, operator: Optional[Token], expression: ExpressionAst) -> ExpressionAst:
        """The same, the first operator already read."""
        while operator is not None:
            self.newlines()
            kind = operator.kind
            if kind is _LBRACKET or kind is K.QuestionLBracket:
                expression = self._index_rule(expression, operator)
            else:
                expression = self._member_rule(expression, operator)
            if self.ungot is not None or self.text[self.pos] not in _MEMBER_CHARS:
                break
            operator = self.get_member_operator(True)
        return expression

    def _member_name(self) -> Optional[ExpressionAst]:
        token = self.simple_name_token()
        if token is not None:
            return StringConstantExpressionAst(token.extent, token.text, "BareWord")
        kind = self.peek().kind
        if kind.flags & _UNARY or kind is _LBRACKET:
            return self.unary_rule()
        return self.primary_rule(False)

    def _member_rule(self, target: ExpressionAst, operator: Token) -> ExpressionAst:
        """A property or method call after `.`, `::` or `?.`."""
        member: Optional[CommandElementAst] = self._member_name()
        static = operator.kind is K.ColonColon
        conditional = operator.kind is K.QuestionDot
        if member is None:
            self.incomplete_after(operator, "MissingPropertyName")
            member = self.single_argument(COMMAND_ARGUMENT) or ErrorExpressionAst(self.span(target, operator))
        elif self.ungot is None:
            char = self.text[self.pos]
            types: list[AnyTypeName] = []
            if char == "[":
                start = self.pos
                types = self._method_types()
                char = self.text[self.pos] if self.ungot is None else ""
                if types and char != "(" and char != "{":
                    self.resync(start)
            if char == "(" or char == "{":
                paren = self.get_invoke_paren()
                if paren is not None:
                    return self._call_rule(target, paren, member, static, conditional, types)
        return MemberExpressionAst(self.span(target, member), target, member, static, conditional)

    def _method_types(self) -> list[AnyTypeName]:
        """Type arguments of a generic method, `[int]` in .Name[int](); nothing is read if these are not there."""
        start = self.pos
        if self.next_token().kind is not _LBRACKET:
            self.resync(start)
            return []
        old = self.mode
        self.set_mode(TYPE_NAME)
        self.newlines()
        first = self.next_token()
        if first.kind is not K.Identifier:
            self.mode = old
            self.resync(start)
            return []
        types, bracket = self.type_arguments_rule(first)
        if bracket.kind is not _RBRACKET:
            self.unget(bracket)
            at = self.before(bracket)
            self.report_incomplete(at, at, "EndSquareBracketExpectedAtEndOfType")
        self.set_mode(old)
        return types

    def _call_rule(self, target: ExpressionAst, opening: Token, member: CommandElementAst, static: bool, conditional: bool,
                   types: list[AnyTypeName]) -> ExpressionAst:
        if opening.kind is _LPAREN:
            arguments, end = self.arguments_rule(opening)
        else:
            self.newlines()
            block = self.script_block_expression(opening)
            arguments, end = [block], block.extent.end
        extent = Extent(self.source, target.extent.start, end)
        return InvokeMemberExpressionAst(extent, target, member, arguments, static, conditional, types)

    def arguments_rule(self, left_paren: Token) -> tuple[list[ExpressionAst], int]:
        """(arguments, end) of a method call after its opening parenthesis."""
        arguments: list[ExpressionAst] = []
        old = self.no_comma
        self.no_comma = True
        end = left_paren.end
        reported = False
        comma: Optional[Token] = None
        while True:
            self.newlines()
            argument = self.expression_rule()
            if argument is None:
                if comma is not None:
                    self.incomplete_after(comma, "MissingExpressionAfterToken", ",")
                    reported = True
                    end = comma.end
                break
            arguments.append(argument)
            end = argument.extent.end
            self.newlines()
            token = self.next_token()
            if token.kind is not _COMMA:
                self.unget(token)
                break
            comma = token
        self.newlines()
        paren = self.next_token()
        if paren.kind is _RPAREN:
            end = paren.end
        else:
            self.unget(paren)
            if not reported:
                self.incomplete_after(arguments[-1] if arguments else left_paren, "MissingEndParenthesisInMethodCall")
        self.no_comma = old
        return arguments, end

    def _index_rule(self, target: ExpressionAst, bracket: Token) -> ExpressionAst:
        """The index after `[` or `?[`."""
        self.newlines()
        old = self.no_comma
        self.no_comma = False
        index = self.expression_rule()
        self.no_comma = old
        if index is None:
            self.incomplete_after(bracket, "MissingArrayIndexExpression")
            index = ErrorExpressionAst(bracket.extent)
        self.newlines()
        right = self.next_token()
        end = right.end
        if right.kind is not _RBRACKET:
            self.unget(right)
            end = end_of(index)
            if not isinstance(index, ErrorExpressionAst):
                self.incomplete_after(index, "MissingEndSquareBracket")
        return IndexExpressionAst(Extent(self.source, target.extent.start, end), target, index, bracket.kind is K.QuestionLBracket)
