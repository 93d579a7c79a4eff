"""Rules for statement blocks, if, try and trap."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenKind
from shell.language.node_base import Ast, PipelineBaseAst, StatementAst
from shell.language.node_stmt import (
    CatchClauseAst,
    ErrorStatementAst,
    IfStatementAst,
    StatementBlockAst,
    TrapStatementAst,
    TryStatementAst,
)
from shell.language.node_types import TypeConstraintAst
from shell.language.parse_commands import CommandRules
from shell.language.parse_primary import nested_nodes
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind


class FlowRules(CommandRules):
    """Statements that begin with a keyword of control flow."""

    def statement_block_rule(self) -> Optional[StatementBlockAst]:
        """{ statements }, or None if no brace follows."""
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LCurly:
            self.unget(left)
            return None
        traps: list[Any] = []
        statements: list[StatementAst] = []
        inside = self.statement_list_rule(statements, traps)
        right = self.next_token()
        end = right.end
        if right.kind is not K.RCurly:
            self.unget(right)
            end = inside.end if inside is not None else left.end
            self.save_error(left.start, left.end, "MissingEndCurlyBrace", (), self.at_end(right.end))
        return StatementBlockAst(Extent(self.source, left.start, end), statements, traps)

    def error_statement(self, first: Any, last: Any, keyword: Token, *nested: Any) -> ErrorStatementAst:
        return ErrorStatementAst(self.span(first, last), keyword.kind, nested_nodes(*nested))

    # if

    def if_rule(self, keyword: Token) -> StatementAst:
        """if, all its elseif and its else."""
        clauses: list[tuple[PipelineBaseAst, StatementBlockAst]] = []
        nested: list[Ast] = []
        otherwise: Optional[StatementBlockAst] = None
        word = keyword
        while True:
            clause = self._if_clause(keyword, word, nested)
            if isinstance(clause, ErrorStatementAst):
                return clause
            clauses.append(clause)
            point = self.restore_point()
            self.newlines()
            if self.peek_char() not in "eE":
                self.resync(point)
                break
            word = self.peek()
            if word.kind is K.ElseIf:
                self.skip()
                continue
            if word.kind is K.Else:
                self.skip()
                self.newlines()
                otherwise = self.statement_block_rule()
                if otherwise is None:
                    self.incomplete_after(word, "MissingStatementBlockAfterElse")
                    return self.error_statement(keyword, word, keyword, nested)
            else:
                self.resync(point)
            break
        return IfStatementAst(self.span(keyword, otherwise or clauses[-1][1]), clauses, otherwise)

    def _if_clause(self, keyword: Token, word: Token, nested: list[Ast]) -> Any:
        """( condition ) { } after if or elseif: the pair, or an ErrorStatementAst."""
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(word, "MissingOpenParenthesisInIfStatement", word.text)
            return self.error_statement(keyword, word, keyword, nested)
        self.newlines()
        condition: Optional[PipelineBaseAst] = self.pipeline_chain_rule()
        if condition is None:
            self.incomplete_after(left, "IfStatementMissingCondition", word.text)
            condition = ErrorStatementAst(Extent(self.source, left.end, left.end))
        else:
            nested.append(condition)
        self.newlines()
        right = self.next_token()
        if right.kind is not K.RParen:
            self.unget(right)
            if not isinstance(condition, ErrorStatementAst):
                self.report_incomplete(right.start, right.end, "MissingEndParenthesisAfterStatement", word.text)
            return ErrorStatementAst(Extent(self.source, keyword.start, self.before(right)), keyword.kind, nested)
        self.newlines()
        body = self.statement_block_rule()
        if body is None:
            self.report_incomplete(right.start, right.end, "MissingStatementBlock", word.text)
            return self.error_statement(keyword, right, keyword, nested)
        nested.append(body)
        return condition, body

    # try, trap

    def trap_rule(self, keyword: Token) -> StatementAst:
        """trap [type] { }"""
        point = self.pos
        self.newlines()
        kind = self.attribute_rule()
        constraint = kind if isinstance(kind, TypeConstraintAst) else None
        if kind is not None and constraint is None:
            self.resync(point)
        body = self.statement_block_rule()
        if body is None:
            last: Any = constraint or keyword
            self.incomplete_after(last, "MissingTrapStatement")
            return self.error_statement(keyword, last, keyword, constraint)
        return TrapStatementAst(self.span(keyword, body), constraint, body)

    def try_rule(self, keyword: Token) -> StatementAst:
        """try, its catch clauses and finally."""
        self.newlines()
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(keyword, "MissingTryStatementBlock")
            return self.error_statement(keyword, keyword, keyword)
        catches: list[CatchClauseAst] = []
        bad: Any = None
        extra: list[TypeConstraintAst] = []
        while True:
            clause, wrong = self._catch_rule(extra)
            bad = wrong or bad
            if clause is None:
                break
            catches.append(clause)
        self.newlines()
        token = self.peek()
        last_block: Optional[StatementBlockAst] = None
        if token.kind is K.Finally:
            self.skip()
            last_block = self.statement_block_rule()
            if last_block is None:
                bad = token
                self.incomplete_after(token, "MissingFinallyStatementBlock", token.kind.text)
        if not catches and last_block is None and bad is None:
            bad = body
            self.incomplete_after(body, "MissingCatchOrFinally")
        if bad is not None:
            return self.error_statement(keyword, bad, keyword, body, catches, extra)
        return TryStatementAst(self.span(keyword, last_block or catches[-1]), body, catches, last_block)

    def _catch_rule(self, extra: list[TypeConstraintAst]) -> tuple[Optional[CatchClauseAst], Any]:
        """A catch clause, or None; and where it went wrong, or None."""
        self.newlines()
        keyword = self.next_token()
        if keyword.kind is not K.Catch:
            self.unget(keyword)
            return None, None
        types: list[TypeConstraintAst] = []
        comma: Optional[Token] = None
        while True:
            point = self.pos
            self.newlines()
            attribute = self.attribute_rule()
            if attribute is None:
                if comma is not None:
                    self.incomplete_after(comma, "MissingTypeLiteralToken")
                break
            if not isinstance(attribute, TypeConstraintAst):
                self.resync(point)
                comma = None
                break
            types.append(attribute)
            self.newlines()
            token = self.peek()
            if token.kind is not K.Comma:
                comma = None
                break
            comma = token
            self.skip()
        handler = self.statement_block_rule()
        if handler is not None:
            return CatchClauseAst(self.span(keyword, handler), types, handler), comma
        bad: Any = comma
        if comma is None:
            bad = types[-1] if types else keyword
            self.incomplete_after(bad, "MissingCatchHandlerBlock")
        extra.extend(types)
        return None, bad
