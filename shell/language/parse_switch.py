"""SwitchReader: the rule for switch statements."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenKind
from shell.language.node_base import Ast, ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.node_expr import StringConstantExpressionAst
from shell.language.node_stmt import CommandExpressionAst, ErrorStatementAst, PipelineAst, StatementBlockAst, SwitchStatementAst
from shell.language.parse_base import is_parameter_prefix
from shell.language.parse_commands import FILE_NAME, SWITCH_CONDITION
from shell.language.parse_flow import FlowRules
from shell.language.parse_primary import nested_nodes
from shell.language.tokens import Token

K = TokenKind
_SWITCH_FLAGS = ("regex", "wildcard", "exact", "casesensitive", "parallel", "file")


class SwitchReader:
    """Reads one switch statement; a class because its error handling carries much state along."""

    def __init__(self, rules: FlowRules, label: Optional[Token], keyword: Token) -> None:
        self.rules = rules
        self.label = label
        self.keyword = keyword
        self.start: Token = label or keyword
        self.last: Any = self.start
        self.is_error = False
        self.is_incomplete = False
        self.flags: set[str] = set()
        self.condition: Optional[PipelineBaseAst] = None
        self.clauses: list[tuple[ExpressionAst, StatementBlockAst]] = []
        self.default: Optional[StatementBlockAst] = None
        self.read_so_far: list[Ast] = []

    def read(self) -> StatementAst:
        """The statement, or what could be read of it."""
        rules = self.rules
        rules.newlines()
        token = rules.peek()
        while token.kind is K.Parameter:
            rules.skip()
            self.last = token
            self._flag(token)
            token = rules.peek()
        self._condition()
        rules.newlines()
        right = self._clauses()
        if self.is_error or self.condition is None or right is None:
            nested = nested_nodes(self.condition, self.read_so_far)
            return ErrorStatementAst(rules.span(self.start, self.last), K.Switch, nested)
        return SwitchStatementAst(rules.span(self.start, right), self.label.value if self.label else None, self.condition,
                                  frozenset(self.flags), self.clauses, self.default)

    def _incomplete(self, item: Any, error_id: str) -> bool:
        self.is_error = True
        return self.rules.incomplete_after(item, error_id)

    def _flag(self, token: Token) -> None:
        """A parameter between switch and its parenthesis."""
        name = next((flag for flag in _SWITCH_FLAGS if is_parameter_prefix(token, flag)), None)
        if name is None:
            self.is_error = True
            self.rules.report_at(token, "InvalidSwitchFlag", token.value)
            return
        self.flags.add(name)
        if name == "regex":
            self.flags.discard("wildcard")
        elif name == "wildcard":
            self.flags.discard("regex")
        elif name == "exact":
            self.flags -= {"regex", "wildcard"}
        elif name == "file":
            self._file_name(token)

    def _file_name(self, token: Token) -> None:
        self.rules.newlines()
        expression = self.rules.single_argument(FILE_NAME)
        if expression is None:
            self.is_incomplete = self._incomplete(token, "MissingFilenameOption")
            return
        self.last = expression
        self.condition = PipelineAst(expression.extent, [CommandExpressionAst(expression.extent, expression, [])])

    def _condition(self) -> None:
        """( condition )"""
        rules = self.rules
        left = rules.peek()
        if left.kind is not K.LParen:
            if self.condition is None and "file" not in self.flags:
                self.is_incomplete = self._incomplete(self.last, "PipelineValueRequired")
            return
        self.last = left
        rules.skip()
        if "file" in self.flags:
            self.is_error = True
            rules.report_at(left, "PipelineValueRequired")
        rules.newlines()
        self.condition = rules.pipeline_chain_rule()
        if self.condition is None:
            self.is_incomplete = self._incomplete(left, "PipelineValueRequired")
        else:
            self.last = self.condition
        rules.newlines()
        right = rules.next_token()
        if right.kind is K.RParen:
            self.last = right
            return
        rules.unget(right)
        if not self.is_incomplete:
            self.is_incomplete = self._incomplete(self.last, "MissingEndParenthesisInSwitchStatement")

    def _clauses(self) -> Optional[Token]:
        """{ clauses }; returns the closing brace."""
        rules = self.rules
        left = rules.next_token()
        if left.kind is not K.LCurly:
            rules.unget(left)
            if not self.is_incomplete:
                self._incomplete(self.last, "MissingCurlyBraceInSwitchStatement")
            return None
        self.last = left
        rules.newlines()
        while self._clause():
            rules.newlines_and_semicolons()
            token = rules.peek()
            if token.kind is K.RCurly:
                rules.skip()
                return token
            if token.kind is K.EndOfInput:
                if not self.is_incomplete:
                    self.is_error = True
                    rules.save_error(left.start, left.end, "MissingEndCurlyBrace", (), rules.at_end(token.end))
                return None
        return None

    def _clause(self) -> bool:
        """One clause; False if there is none."""
        rules = self.rules
        token = rules.peek()
        is_default = token.kind is K.Default
        condition: Optional[ExpressionAst]
        if is_default:
            rules.skip()
            condition = StringConstantExpressionAst(token.extent, token.text, "BareWord")
        else:
            condition = rules.single_argument(SWITCH_CONDITION)
            if condition is None:
                self._incomplete(self.last, "MissingSwitchConditionExpression")
                if rules.peek().kind is K.RCurly:
                    rules.skip()
                return False
        self.read_so_far.append(condition)
        self.last = condition
        body = rules.statement_block_rule()
        if body is None:
            self.is_incomplete = self._incomplete(self.last, "MissingSwitchStatementClause")
            return True
        self.read_so_far.append(body)
        self.last = body
        if not is_default:
            self.clauses.append((condition, body))
            return True
        if self.default is not None:
            self.is_error = True
            rules.report_at(condition, "MultipleSwitchDefaultClauses")
        self.default = body
        return True
