"""Rules for functions, data sections and using statements."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.node_base import ExpressionAst, StatementAst
from shell.language.node_expr import HashtableAst, StringConstantExpressionAst
from shell.language.node_script import FunctionDefinitionAst, ParameterAst, UsingStatementAst
from shell.language.node_stmt import DataStatementAst, ErrorStatementAst, StatementBlockAst
from shell.language.parse_base import is_parameter_prefix
from shell.language.parse_commands import COMMAND_NAME
from shell.language.parse_loops import LoopRules
from shell.language.parse_members import COMMAND_ARGUMENT
from shell.language.parse_primary import nested_nodes
from shell.language.tokens import Token

K = TokenKind
_NO_FUNCTION_NAME = frozenset((
    K.Pipe, K.LParen, K.LCurly, K.AtParen, K.AtCurly, K.RCurly, K.RParen, K.EndOfInput, K.Semi, K.Redirection, K.RedirectInStd,
    K.AndAnd, K.OrOr, K.Ampersand, K.Variable, K.SplattedVariable, K.HereStringExpandable, K.HereStringLiteral, K.StringLiteral,
    K.StringExpandable))
_END_OF_USING = frozenset((K.EndOfInput, K.NewLine, K.Comma, K.Semi))
#: directive -> (needs an alias, may have one)
_USING = {K.Namespace: (False, True), K.Type: (True, True), K.Module: (False, True), K.Command: (True, True), K.Assembly: (False, False)}


class DefinitionRules(LoopRules):
    """Statements that define something."""

    def function_rule(self, keyword: Token) -> StatementAst:
        """function, filter and workflow."""
        self.newlines()
        name = self.next_token()
        if name.kind in _NO_FUNCTION_NAME:
            self.unget(name)
            self.incomplete_after(keyword, "MissingNameAfterKeyword", keyword.text)
            return ErrorStatementAst(keyword.extent, keyword.kind)
        name.flags &= ~TokenFlags.KEYWORD
        parameters, right, bad = self.function_parameters()
        left = self.next_token()
        if left.kind is not K.LCurly:
            self.unget(left)
            if bad is None:
                bad = right or name
                self.incomplete_after(bad, "MissingFunctionBody")
        if bad is not None:
            return ErrorStatementAst(self.span(keyword, bad), keyword.kind, nested_nodes(parameters))
        is_filter = keyword.kind is K.Filter
        body = self.script_block_rule(left, is_filter)
        text = name.value if name.kind is K.Generic else name.text
        return FunctionDefinitionAst(self.span(keyword, body), text, parameters or None, body, is_filter, keyword.kind is K.Workflow)

    def function_parameters(self) -> tuple[Optional[list[ParameterAst]], Optional[Token], Any]:
        """( parameters ) if there are any: (parameters, closing parenthesis, where it went wrong)."""
        self.newlines()
        left = self.peek()
        if left.kind is not K.LParen:
            return None, None, None
        self.skip()
        parameters = self.parameter_list_rule()
        self.newlines()
        right: Optional[Token] = self.next_token()
        bad: Any = None
        assert right is not None
        if right.kind is not K.RParen:
            self.unget(right)
            bad = parameters[-1] if parameters else left
            self.incomplete_after(bad, "MissingEndParenthesisInFunctionParameterList")
        self.newlines()
        return parameters, right, bad

    # data

    def data_rule(self, keyword: Token) -> StatementAst:
        """data [name] [-SupportedCommand names] { }"""
        self.newlines()
        name = self.simple_name_token()
        self.newlines()
        token = self.peek()
        commands: list[ExpressionAst] = []
        bad: Any = None
        if token.kind is K.Parameter:
            self.skip()
            if not is_parameter_prefix(token, "supportedcommand"):
                bad = token
                self.report_at(token, "InvalidParameterForDataSectionStatement", token.value)
            bad = self._supported_commands(token, commands, bad)
        body: Optional[StatementBlockAst] = None
        if bad is None:
            body = self.statement_block_rule()
            if body is None:
                bad = commands[-1] if commands else name or keyword
                self.incomplete_after(bad, "MissingStatementBlockForDataSection")
        if bad is not None or body is None:
            return ErrorStatementAst(self.span(keyword, bad), keyword.kind, nested_nodes(commands))
        return DataStatementAst(self.span(keyword, body), name.text if name else None, commands, body)

    def _supported_commands(self, parameter: Token, commands: list[ExpressionAst], bad: Any) -> Any:
        """The list after -SupportedCommand; returns where it went wrong."""
        last = parameter
        while True:
            self.newlines()
            argument = self.single_argument(COMMAND_NAME)
            if argument is None:
                if bad is None:
                    self.incomplete_after(last, "MissingValueForSupportedCommandInDataSectionStatement")
                return last
            commands.append(argument)
            comma = self.peek()
            if comma.kind is not K.Comma:
                return bad
            last = comma
            self.skip()

    # using

    def using_rule(self, keyword: Token) -> StatementAst:
        """using kind name [= alias]"""
        directive = self.next_token()
        if directive.kind not in _USING:
            self.unget(directive)
            self.incomplete_after(keyword, "MissingUsingStatementDirective")
            return ErrorStatementAst(keyword.extent, keyword.kind)
        needs_alias, may_alias = _USING[directive.kind]
        item = self.next_token()
        if item.kind in _END_OF_USING:
            self.unget(item)
            self.incomplete_after(directive, "MissingUsingItemName")
            return ErrorStatementAst(self.span(keyword, directive), keyword.kind)
        name = self.command_argument(COMMAND_ARGUMENT, item)
        if name is None:
            self.report_at(item, "InvalidValueForUsingItemName", item.text)
            self.sync_on_error(True, K.Semi, K.NewLine)
            return ErrorStatementAst(self.span(keyword, item), keyword.kind)
        is_module = directive.kind is K.Module
        table = name if is_module and isinstance(name, HashtableAst) else None
        if table is None and not isinstance(name, StringConstantExpressionAst):
            self.report_at(name, "InvalidValueForUsingItemName", name.extent.text)
            return ErrorStatementAst(self.span(keyword, name), keyword.kind)
        kind = directive.kind.name
        if may_alias and table is None:
            assert isinstance(name, StringConstantExpressionAst)
            if self.peek().kind is K.Equals:
                return self._using_alias(keyword, kind, name)
            if needs_alias:
                self.incomplete_after(item, "MissingEqualsInUsingAlias")
                return ErrorStatementAst(self.span(keyword, name), keyword.kind, [name])
        self._require_terminator()
        plain = name if isinstance(name, StringConstantExpressionAst) else None
        return UsingStatementAst(self.span(keyword, name), kind, plain, None, table)

    def _using_alias(self, keyword: Token, kind: str, name: StringConstantExpressionAst) -> StatementAst:
        """`= other` after the name."""
        equals = self.next_token()
        token = self.next_token()
        if token.kind in (K.EndOfInput, K.NewLine, K.Semi):
            self.unget(token)
            self.incomplete_after(equals, "MissingNamespaceAlias")
            return ErrorStatementAst(self.span(keyword, equals), K.Using)
        if token.kind is K.Comma:
            self.report_at(token, "UnexpectedUnaryOperator", token.text)
            return ErrorStatementAst(self.span(keyword, token), K.Using)
        alias = self.command_argument(COMMAND_ARGUMENT, token)
        if kind == "Module" and isinstance(alias, HashtableAst):
            self._require_terminator()
            return UsingStatementAst(self.span(keyword, alias), kind, name, None, alias)
        if not isinstance(alias, StringConstantExpressionAst):
            bad: Any = alias or token
            self.report_at(bad, "InvalidValueForUsingItemName", bad.extent.text)
            return ErrorStatementAst(self.span(keyword, bad), K.Using, nested_nodes(name, alias))
        self._require_terminator()
        return UsingStatementAst(self.span(keyword, alias), kind, name, alias)

    def _require_terminator(self) -> None:
        token = self.peek()
        if token.kind is K.NewLine or token.kind is K.Semi:
            self.skip()
        elif token.kind is not K.EndOfInput:
            self.report_incomplete(token.start, token.end, "MissingStatementTerminator")
