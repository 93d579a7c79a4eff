"""Rules for the statements of control flow: if, switch, loops, try, trap, and the jumps."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenKind
from shell.language.node_base import Ast, ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.node_expr import StringConstantExpressionAst, VariableExpressionAst, VariablePath
from shell.language.node_stmt import (
    CatchClauseAst,
    CommandExpressionAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    ErrorStatementAst,
    ForEachStatementAst,
    ForStatementAst,
    IfStatementAst,
    PipelineAst,
    StatementBlockAst,
    SwitchStatementAst,
    TrapStatementAst,
    TryStatementAst,
    WhileStatementAst,
)
from shell.language.node_types import TypeConstraintAst
from shell.language.parse_base import is_parameter_prefix
from shell.language.parse_commands import FILE_NAME, SWITCH_CONDITION, CommandRules
from shell.language.parse_expressions import COMMAND_ARGUMENT
from shell.language.parse_primary import nested_nodes
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind
_SWITCH_FLAGS = ("regex", "wildcard", "exact", "casesensitive", "parallel", "file")


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

    def _error(self, first: Any, last: Any, keyword: Token, *nested: Any) -> ErrorStatementAst:
        return ErrorStatementAst(self.span(first, last), keyword.kind, nested_nodes(*nested))

    # if

    def if_rule(self, keyword: Token) -> StatementAst:
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
                    return self._error(keyword, word, keyword, nested)
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
            return self._error(keyword, word, keyword, nested)
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
            return self._error(keyword, right, keyword, nested)
        nested.append(body)
        return condition, body

    # switch

    def switch_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        return SwitchReader(self, label, keyword).read()

    # loops

    def foreach_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        start = label or keyword
        self.newlines()
        flags: set[str] = set()
        throttle, bad_flag = self._foreach_flags(flags)
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.kind.text)
            return self._error(start, keyword, keyword)
        self.newlines()
        token = self.next_token()
        if token.kind is not K.Variable and token.kind is not K.SplattedVariable:
            self.unget(token)
            self.incomplete_after(left, "MissingVariableNameAfterForeach")
            return self._error(start, left, keyword)
        variable = VariableExpressionAst(token.extent, VariablePath(token.value), token.kind is K.SplattedVariable)
        self.newlines()
        condition, body, bad = self._foreach_rest(variable)
        bad = bad or bad_flag
        if bad is not None or condition is None or body is None:
            return self._error(start, bad, keyword, variable, condition, body)
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
        start = label or keyword
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.kind.text)
            return self._error(start, keyword, keyword)
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
            return self._error(start, last, keyword, *parts)
        return ForStatementAst(self.span(start, body), label.value if label else None, parts[0], parts[1], parts[2], body)

    def while_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        start = label or keyword
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.text)
            return self._error(start, keyword, keyword)
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
            return self._error(start, condition, keyword, condition)
        self.newlines()
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(right, "MissingLoopStatement", keyword.kind.text)
            return self._error(start, right, keyword, condition)
        return WhileStatementAst(self.span(start, body), label.value if label else None, condition, body)

    def do_rule(self, label: Optional[Token], keyword: Token) -> StatementAst:
        start = label or keyword
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(keyword, "MissingLoopStatement", "do")
            return self._error(start, keyword, keyword)
        self.newlines()
        word = self.next_token()
        if word.kind is not K.While and word.kind is not K.Until:
            self.unget(word)
            self.incomplete_after(body, "MissingWhileOrUntilInDoWhile")
            return self._error(start, body, keyword, body)
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            self.incomplete_after(word, "MissingOpenParenthesisAfterKeyword", word.kind.text)
            return self._error(start, word, keyword, body)
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
                return self._error(start, condition, keyword, body, condition)
        if condition is None:
            return self._error(start, left, keyword, body)
        kind = DoUntilStatementAst if word.kind is K.Until else DoWhileStatementAst
        return kind(self.span(start, right), label.value if label else None, condition, body)

    # try, trap

    def trap_rule(self, keyword: Token) -> StatementAst:
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
            return self._error(keyword, last, keyword, constraint)
        return TrapStatementAst(self.span(keyword, body), constraint, body)

    def try_rule(self, keyword: Token) -> StatementAst:
        self.newlines()
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(keyword, "MissingTryStatementBlock")
            return self._error(keyword, keyword, keyword)
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
            return self._error(keyword, bad, keyword, body, catches, extra)
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
