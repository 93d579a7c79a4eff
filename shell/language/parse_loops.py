"""Rules for loops and switch."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenKind
from shell.language.node_base import ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.node_expr import VariableExpressionAst, VariablePath
from shell.language.node_stmt import (
    DoUntilStatementAst,
    DoWhileStatementAst,
    ErrorStatementAst,
    ForEachStatementAst,
    ForStatementAst,
    StatementBlockAst,
    WhileStatementAst,
)
from shell.language.parse_base import is_parameter_prefix
from shell.language.parse_flow import FlowRules
from shell.language.parse_members import COMMAND_ARGUMENT
from shell.language.parse_switch import SwitchReader
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind


class LoopRules(FlowRules):
    """Statements that may have a label."""

    def switch_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        return SwitchReader(self, label, keyword).read()

    def foreach_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        """foreach ($x in pipeline) { }"""
        start = label or keyword
        self.newlines()
        flags: set[str] = set()
        throttle, bad_flag = self._foreach_flags(flags)
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.kind.text)
            return self.error_statement(start, keyword, keyword)
        self.newlines()
        token = self.next_token()
        if token.kind is not K.Variable and token.kind is not K.SplattedVariable:
            self.unget(token)
            self.incomplete_after(left, "MissingVariableNameAfterForeach")
            return self.error_statement(start, left, keyword)
        variable = VariableExpressionAst(token.extent, VariablePath(token.value), token.kind is K.SplattedVariable)
        self.newlines()
        condition, body, bad = self._foreach_rest(variable)
        bad = bad or bad_flag
        if bad is not None or condition is None or body is None:
            return self.error_statement(start, bad, keyword, variable, condition, body)
        return ForEachStatementAst(self.span(start, body), label.value if label else None, frozenset(flags), throttle, variable,
                                   condition, body)

    def _foreach_flags(self, flags: set[str]) -> tuple[Optional[ExpressionAst], Any]:
        """Parameters between foreach and its parenthesis: (throttle limit, last unknown parameter)."""
        throttle: Optional[ExpressionAst] = None
        bad: Any = None
        token = self.peek()
        while token.kind is K.Parameter:
            self.skip()
            if is_parameter_prefix(token, "parallel"):
                flags.add("parallel")
            elif is_parameter_prefix(token, "throttlelimit"):
                self.newlines()
                throttle = self.single_argument(COMMAND_ARGUMENT)
                if throttle is None:
                    self.incomplete_after(token, "MissingThrottleLimit")
            else:
                bad = token
                self.report_at(token, "InvalidForeachFlag", token.value)
            self.newlines()
            token = self.peek()
        return throttle, bad

    def _foreach_rest(self, variable: VariableExpressionAst) -> tuple[Optional[PipelineBaseAst], Optional[StatementBlockAst], Any]:
        """`in condition) { }`: (condition, body, where it went wrong)."""
        token = self.next_token()
        if token.kind is not K.In:
            self.unget(token)
            self.incomplete_after(variable, "MissingInInForeach")
            return None, None, variable
        self.newlines()
        condition = self.pipeline_chain_rule()
        if condition is None:
            self.incomplete_after(token, "MissingForeachExpression")
            return None, None, token
        self.newlines()
        right = self.next_token()
        if right.kind is not K.RParen:
            self.unget(right)
            self.incomplete_after(condition, "MissingEndParenthesisAfterForeach")
            return condition, None, condition
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(right, "MissingForeachStatement")
            return condition, None, right
        return condition, body, None

    def for_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        """for (initializer; condition; iterator) { }; the semicolons may be newlines."""
        start = label or keyword
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.kind.text)
            return self.error_statement(start, keyword, keyword)
        parts: list[Optional[PipelineBaseAst]] = []
        last: Any = None
        for index in range(3):
            self.newlines()
            part = self.pipeline_chain_rule()
            parts.append(part)
            last = part or last
            if index < 2 and self.peek().kind is K.Semi:
                last = self.next_token()
        self.newlines()
        right = self.next_token()
        body: Optional[StatementBlockAst] = None
        if right.kind is not K.RParen:
            self.unget(right)
            last = last or left
            self.incomplete_after(last, "MissingEndParenthesisAfterStatement", keyword.kind.text)
        else:
            body = self.statement_block_rule()
            if body is None:
                last = right
                self.incomplete_after(right, "MissingLoopStatement", keyword.kind.text)
        if body is None:
            return self.error_statement(start, last, keyword, *parts)
        return ForStatementAst(self.span(start, body), label.value if label else None, parts[0], parts[1], parts[2], body)

    def while_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        """while (condition) { }"""
        start = label or keyword
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.text)
            return self.error_statement(start, keyword, keyword)
        self.newlines()
        condition: Optional[PipelineBaseAst] = self.pipeline_chain_rule()
        if condition is None:
            self.incomplete_after(left, "MissingExpressionAfterKeyword", keyword.kind.text)
            condition = ErrorStatementAst(Extent(self.source, left.end, left.end))
        self.newlines()
        right = self.next_token()
        if right.kind is not K.RParen:
            self.unget(right)
            if not isinstance(condition, ErrorStatementAst):
                self.incomplete_after(condition, "MissingEndParenthesisAfterStatement", keyword.kind.text)
            return self.error_statement(start, condition, keyword, condition)
        self.newlines()
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(right, "MissingLoopStatement", keyword.kind.text)
            return self.error_statement(start, right, keyword, condition)
        return WhileStatementAst(self.span(start, body), label.value if label else None, condition, body)

    def do_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        """do { } while or until (condition)"""
        start = label or keyword
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(keyword, "MissingLoopStatement", "do")
            return self.error_statement(start, keyword, keyword)
        self.newlines()
        word = self.next_token()
        if word.kind is not K.While and word.kind is not K.Until:
            self.unget(word)
            self.incomplete_after(body, "MissingWhileOrUntilInDoWhile")
            return self.error_statement(start, body, keyword, body)
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(word, "MissingOpenParenthesisAfterKeyword", word.kind.text)
            return self.error_statement(start, word, keyword, body)
        self.newlines()
        condition = self.pipeline_chain_rule()
        if condition is None:
            self.incomplete_after(left, "MissingExpressionAfterKeyword", word.kind.text)
        self.newlines()
        right = self.next_token()
        if right.kind is not K.RParen:
            self.unget(right)
            if condition is not None:
                self.incomplete_after(condition, "MissingEndParenthesisAfterStatement", word.kind.text)
                return self.error_statement(start, condition, keyword, body, condition)
        if condition is None:
            return self.error_statement(start, left, keyword, body)
        kind = DoUntilStatementAst if word.kind is K.Until else DoWhileStatementAst
        return kind(self.span(start, right), label.value if label else None, condition, body)
