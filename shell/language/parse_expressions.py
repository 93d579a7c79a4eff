"""Rules for expressions: operators, casts, attributed operands."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import EXPRESSION
from shell.language.node_base import AttributeBaseAst, ExpressionAst
from shell.language.node_expr import (
    ArrayLiteralAst,
    AttributedExpressionAst,
    BinaryExpressionAst,
    ConvertExpressionAst,
    ErrorExpressionAst,
    TernaryExpressionAst,
    TypeExpressionAst,
    UnaryExpressionAst,
)
from shell.language.node_stmt import CommandParameterAst
from shell.language.node_types import AttributeAst, TypeConstraintAst
from shell.language.parse_base import MAX_DEPTH, TooComplicated
from shell.language.parse_members import MemberRules
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind
_QUESTION, _COLON, _COMMA, _MINUS, _GENERIC, _PARAMETER = K.QuestionMark, K.Colon, K.Comma, K.Minus, K.Generic, K.Parameter
_LBRACKET, _RBRACKET, _LPAREN, _RPAREN = K.LBracket, K.RBracket, K.LParen, K.RParen
_PLUS_PLUS, _MINUS_MINUS = K.PlusPlus, K.MinusMinus
_BINARY, _UNARY = TokenFlags.BINARY, TokenFlags.UNARY


class ExpressionRules(MemberRules):
    """Everything with a value. Literals and brackets are in the layer above (`primary_rule`)."""

    # operators

    def expression_rule(self, end_on_ternary: bool = False) -> Optional[ExpressionAst]:
        """An expression with all its operators, or None if there is none here."""
        old = self.mode
        if old != EXPRESSION:
            self.set_mode(EXPRESSION)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooComplicated
        result = self.binary_rule(end_on_ternary)
        if result is not None:
            token = self.ungot
            if token is None:
                self.ungot = token = self.next_lexed()
            if token.kind is _QUESTION:
                result = self._ternary_rule(result, token)
        self.depth -= 1
        if old != EXPRESSION:
            self.set_mode(old)
        return result

    def _ternary_rule(self, condition: ExpressionAst, question: Token) -> ExpressionAst:
        """What follows `condition ?`."""
        self.skip()
        self.newlines()
        if_true = self.expression_rule(True)
        if if_true is None:
            if_true = self._missing_value(question)
        self.newlines()
        colon = self.next_token()
        if colon.kind is not _COLON:
            self.unget(colon)
            nested: list[Any] = [condition]
            if not isinstance(if_true, ErrorExpressionAst):
                nested.append(if_true)
                self.report_incomplete(colon.start, colon.end, "MissingColonInTernaryExpression")
            return ErrorExpressionAst(Extent(self.source, condition.extent.start, self.before(colon)), nested)
        self.newlines()
        if_false = self.expression_rule(True)
        if if_false is None:
            if_false = self._missing_value(colon)
        return TernaryExpressionAst(self.span(condition, if_false), condition, if_true, if_false)

    def _missing_value(self, operator: Token) -> ErrorExpressionAst:
        self.incomplete_after(operator, "ExpectedValueExpression", operator.text)
        return ErrorExpressionAst(Extent(self.source, operator.end, operator.end))

    def binary_rule(self, end_on_ternary: bool = False) -> Optional[ExpressionAst]:
        """Operands and binary operators, by precedence."""
        first = self.array_literal_rule(end_on_ternary)
        if first is None:
            return None
        token = self.ungot
        if token is None:
            self.ungot = token = self.next_lexed()
        kind = token.kind
        if not kind.flags & _BINARY:
            if kind is _PARAMETER:
                return self._parameter_in_expression(token, first)
            return first
        operands = [first]
        operators: list[Token] = []
        while True:
            self.ungot = None
            precedence = kind.precedence
            while operators and precedence <= operators[-1].kind.precedence:
                self._reduce(operands, operators)
            operators.append(token)
            self.newlines()
            operand = self.array_literal_rule(True)
            if operand is None:
                operand = self._missing_value(token)
            operands.append(operand)
            token = self.ungot
            if token is None:
                self.ungot = token = self.next_lexed()
            kind = token.kind
            if not kind.flags & _BINARY:
                break
        while operators:
            self._reduce(operands, operators)
        if kind is _PARAMETER:
            return self._parameter_in_expression(token, operands[0])
        return operands[0]

    def _reduce(self, operands: list[ExpressionAst], operators: list[Token]) -> None:
        """Join the last two operands."""
        right = operands.pop()
        left = operands[-1]
        operator = operators.pop()
        source = self.source
        operands[-1] = BinaryExpressionAst(Extent(source, left.extent.start, right.extent.end), left, operator.kind, right,
                                           Extent(source, operator.start, operator.end))

    def _parameter_in_expression(self, token: Token, expression: ExpressionAst) -> ExpressionAst:
        """`1 -foo`: an unknown operator."""
        self.report_at(token, "UnexpectedToken", token.text)
        self.skip()
        parameter = CommandParameterAst(token.extent, token.value, None, token.extent)
        return ErrorExpressionAst(self.span(expression, token), [expression, parameter])

    def array_literal_rule(self, end_on_ternary: bool = False) -> Optional[ExpressionAst]:
        """a, b, c - or just a."""
        first = self.unary_rule(end_on_ternary)
        if first is None:
            return None
        token = self.ungot
        if token is None:
            self.ungot = token = self.next_lexed()
        if token.kind is not _COMMA or self.no_comma:
            return first
        elements = [first]
        while token.kind is _COMMA:
            self.ungot = None
            self.newlines()
            element = self.unary_rule(True)
            if element is None:
                self.incomplete_after(token, "MissingExpressionAfterToken", token.text)
                elements.append(ErrorExpressionAst(token.extent))
                break
            elements.append(element)
            token = self.peek()
        return ArrayLiteralAst(self.span(first, elements[-1]), elements)

    def unary_rule(self, end_on_ternary: bool = False) -> Optional[ExpressionAst]:
        """An operand with its prefix and postfix operators and casts."""
        token = self.ungot
        if token is not None and (token.kind is _MINUS or (end_on_ternary and token.kind is _GENERIC)):
            self.resync(token.start)
            token = None
        if token is None:
            signed, ternary = self.allow_signed, self.end_on_ternary
            self.allow_signed, self.end_on_ternary = True, end_on_ternary
            self.ungot = token = self.next_lexed()
            self.allow_signed, self.end_on_ternary = signed, ternary
        kind = token.kind
        expression: Optional[ExpressionAst]
        if kind.flags & _UNARY:
            if kind is _COMMA and self.no_comma:
                return None
            expression = self._prefix_rule(token)
            if isinstance(expression, ErrorExpressionAst):
                return expression
        elif kind is _LBRACKET:
            expression = self._bracket_rule(token)
            if expression is None or isinstance(expression, ErrorExpressionAst):
                return expression
        else:
            expression = self.primary_rule(True)
            if expression is None:
                return None
        token = self.ungot
        if token is None:
            self.ungot = token = self.next_lexed()
        kind = token.kind
        if kind is _PLUS_PLUS or kind is _MINUS_MINUS:
            self.ungot = None
            postfix = K.PostfixPlusPlus if kind is _PLUS_PLUS else K.PostfixMinusMinus
            return UnaryExpressionAst(self.span(expression, token), postfix, expression)
        return expression

    def _prefix_rule(self, operator: Token) -> ExpressionAst:
        """A prefix operator, still to be skipped, and its operand."""
        self.enter()
        self.skip()
        self.newlines()
        child = self.unary_rule(True)
        self.leave()
        if child is None:
            self.incomplete_after(operator, "MissingExpressionAfterOperator", operator.text)
            return ErrorExpressionAst(operator.extent)
        extent = self.span(operator, child)
        if operator.kind is _COMMA:
            return ArrayLiteralAst(extent, [child])
        return UnaryExpressionAst(extent, operator.kind, child)

    def _bracket_rule(self, bracket: Token) -> Optional[ExpressionAst]:
        """[type] or [attribute] at the start of an operand: a type, a static member, a cast, an attributed variable."""
        attributes = self.attribute_list_rule(True)
        if attributes is None:
            return None
        self.enter()
        last = attributes[-1]
        if isinstance(last, AttributeAst):
            self.newlines()
            child = self.unary_rule(True)
            if child is None:
                self.leave()
                self.report_incomplete(last.extent.start, last.extent.end, "UnexpectedAttribute", last.type_name.full_name)
                return ErrorExpressionAst(self.span(bracket, last), list(attributes))
            expression: ExpressionAst = AttributedExpressionAst(self.span(last, child), last, child)
        else:
            assert isinstance(last, TypeConstraintAst)
            expression = self._after_type(last)
        self.leave()
        for attribute in reversed(attributes[:-1]):
            expression = self._attributed(attribute, expression)
        return expression

    def _attributed(self, attribute: AttributeBaseAst, child: ExpressionAst) -> ExpressionAst:
        extent = self.span(attribute, child)
        if isinstance(attribute, TypeConstraintAst):
            return ConvertExpressionAst(extent, attribute, child)
        return AttributedExpressionAst(extent, attribute, child)

    def _after_type(self, constraint: TypeConstraintAst) -> ExpressionAst:
        """What a type in brackets is for: a static access, a cast, or itself."""
        operator = self.member_operator(False)
        if operator is not None:
            return self.member_chain(operator, TypeExpressionAst(constraint.extent, constraint.type_name))
        token = self.peek()
        if token.kind is not K.NewLine and token.kind is not _COMMA:
            child = self.unary_rule(True)
            if child is not None:
                return ConvertExpressionAst(self.span(constraint, child), constraint, child)
        return TypeExpressionAst(constraint.extent, constraint.type_name)
