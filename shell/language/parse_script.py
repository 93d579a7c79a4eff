"""Rules for statements and their lists, and for whole script blocks with param, begin, process, end, clean and dynamicparam."""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import FORCE_START
from shell.language.node_base import AttributeBaseAst, PipelineBaseAst, StatementAst
from shell.language.node_script import NamedBlockAst, ParamBlockAst, ScriptBlockAst, UsingStatementAst
from shell.language.node_stmt import (
    BreakStatementAst,
    ContinueStatementAst,
    ErrorStatementAst,
    ExitStatementAst,
    ReturnStatementAst,
    ThrowStatementAst,
    TrapStatementAst,
)
from shell.language.node_types import AttributeAst, TypeConstraintAst
from shell.language.parse_base import MAX_DEPTH, TooComplicated
from shell.language.parse_classes import ClassRules
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind
_BLOCK_KINDS = frozenset((K.Begin, K.Process, K.End, K.Clean, K.Dynamicparam))
_TO_BLOCK_NAME = frozenset("bBpPeEcCdD")
#: first characters of statements that cannot begin with a keyword or a label
_EXPRESSION_START = frozenset("$\"'(@0123456789-!+,{\u2018\u2019\u201c\u201d")
#: a type in brackets followed by something that is not a keyword
_TYPED_EXPRESSION = re.compile(r"\[[\w.\[\],]+\]\s*[$:.(\"'@\d]").match


class ScriptRules(ClassRules):
    """Statements and script blocks."""

    # script blocks

    def script_block_rule(self, left_curly: Optional[Token], is_filter: bool,
                          first_statement: Optional[StatementAst] = None) -> ScriptBlockAst:
        """The inside of a script block up to its closing brace, or a whole text (left_curly None)."""
        self.newlines()
        usings = self._usings_rule() if left_curly is None else []
        parameters: Optional[ParamBlockAst] = None
        if self.peek_char() in "pP[":
            point = self.restore_point()
            parameters = self._param_block_rule()
            if parameters is None:
                self.resync(point)
        self.newlines_and_semicolons()
        if self.peek_char() in _TO_BLOCK_NAME and self.peek().kind in _BLOCK_KINDS:
            return self._named_blocks_rule(left_curly, usings, parameters)
        traps: list[TrapStatementAst] = []
        statements: list[StatementAst] = [] if first_statement is None else [first_statement]
        inside = parameters.extent if parameters is not None else None
        while True:
            extent = self.statement_list_rule(statements, traps)
            if inside is None:
                inside = extent
            elif extent is not None:
                inside = self.span(inside, extent)
            full, inside, complete = self._finish_block(left_curly, inside)
            if complete:
                break
        block_extent = inside or Extent(self.source, full.start, full.start)
        kind = K.Process if is_filter else K.End
        block = NamedBlockAst(block_extent, kind, True, statements, traps)
        if is_filter:
            return ScriptBlockAst(full, parameters, None, block, using_statements=usings)
        return ScriptBlockAst(full, parameters, None, None, block, using_statements=usings)

    def _finish_block(self, left_curly: Optional[Token], inside: Optional[Extent]) -> tuple[Extent, Optional[Extent], bool]:
        """The closing brace or the end of the text: (extent of all, extent of the inside, whether the block is complete)."""
        token = self.next_token()
        if left_curly is None:
            full = Extent(self.source, 0, self.size)
            if token.kind is K.EndOfInput:
                return full, inside, True
            self.report_at(token, "UnexpectedToken", token.text)
            return full, inside, False
        if token.kind is K.RCurly:
            if inside is None and token.start > left_curly.end:
                inside = Extent(self.source, left_curly.end, token.start)
            return self.span(left_curly, token), inside, True
        self.unget(token)
        self.save_error(left_curly.start, left_curly.end, "MissingEndCurlyBrace", (), self.at_end(token.end))
        return self.span(left_curly, inside or left_curly), inside, True

    def _usings_rule(self) -> list[UsingStatementAst]:
        """using statements at the beginning of a text."""
        usings: list[UsingStatementAst] = []
        while self.peek_char() in "uU":
            token = self.peek()
            if token.kind is not K.Using:
                break
            self.skip()
            statement = self.using_rule(token)
            self.newlines_and_semicolons()
            if isinstance(statement, UsingStatementAst):
                usings.append(statement)
        return usings

    def _param_block_rule(self) -> Optional[ParamBlockAst]:
        """[attributes] param( ... ), or None."""
        self.newlines()
        attributes = self.attribute_list_rule(False)
        self.newlines()
        keyword = self.peek()
        if keyword.kind is not K.Param:
            return None
        self.skip()
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LParen:
            self.unget(left)
            return None
        parameters = self.parameter_list_rule()
        self.newlines()
        right = self.next_token()
        end = right.end
        if right.kind is not K.RParen:
            self.unget(right)
            end = self.before(right)
            self.incomplete_after(parameters[-1] if parameters else left, "MissingEndParenthesisInFunctionParameterList")
        own: list[AttributeAst] = []
        for attribute in attributes or ():
            if isinstance(attribute, AttributeAst):
                own.append(attribute)
            elif isinstance(attribute, TypeConstraintAst):
                self.report_at(attribute, "TypeNotAllowedBeforeParam", attribute.type_name.full_name)
        return ParamBlockAst(Extent(self.source, keyword.start, end), own, parameters)

    def _named_blocks_rule(self, left_curly: Optional[Token], usings: list[UsingStatementAst],
                           parameters: Optional[ParamBlockAst]) -> ScriptBlockAst:
        """begin, process, end, clean and dynamicparam blocks."""
        blocks: dict[TokenKind, NamedBlockAst] = {}
        first: Any = left_curly or parameters
        last: Any = None
        full: Optional[Extent] = None
        while full is None:
            token = self.next_token()
            if token.kind in (K.RCurly, K.EndOfInput):
                self.unget(token)
                full, _, complete = self._finish_block(left_curly, self.span(first, last or first))
                if not complete:
                    continue
            elif token.kind not in _BLOCK_KINDS:
                self.report_at(token, "MissingNamedBlocks", token.text)
                if left_curly is not None:
                    self.unget(token)
                    full = self.span(first, last or first)
                else:
                    full = Extent(self.source, 0, self.size)
            else:
                first = first or token
                last = self._named_block(token, blocks)
                self.newlines_and_semicolons()
        return ScriptBlockAst(full, parameters, blocks.get(K.Begin), blocks.get(K.Process), blocks.get(K.End), blocks.get(K.Clean),
                              blocks.get(K.Dynamicparam), usings)

    def _named_block(self, keyword: Token, blocks: dict[TokenKind, NamedBlockAst]) -> Any:
        """One named block after its keyword; returns its last piece."""
        body = self.statement_block_rule()
        last: Any = keyword
        if body is None:
            self.incomplete_after(keyword, "MissingNamedStatementBlock", keyword.kind.text)
        else:
            last = body
        extent = self.span(keyword, last)
        if keyword.kind in blocks:
            self.report_at(extent, "DuplicateScriptCommandClause", keyword.kind.text)
        elif body is None:
            blocks[keyword.kind] = NamedBlockAst(extent, keyword.kind, False, [], [])
        else:
            blocks[keyword.kind] = NamedBlockAst(extent, keyword.kind, False, body.statements, body.traps)
        return last

    # statements

    def statement_list_rule(self, statements: list[StatementAst], traps: list[Any]) -> Optional[Extent]:
        """Statements up to a closing bracket or the end; their extent, or None if there are none."""
        first: Optional[StatementAst] = None
        last: Optional[StatementAst] = None
        self.newlines_and_semicolons()
        while True:
            statement = self.statement_rule()
            if statement is None:
                break
            if self.signature_start is not None and self.signature_start < statement.extent.start:
                self.report_at(statement, "TokenAfterEndOfValidScriptText")
            if statement.__class__ is TrapStatementAst:
                traps.append(statement)
            else:
                statements.append(statement)
            if first is None:
                first = statement
            last = statement
            self.newlines_and_semicolons()
            if self.peek_char() in ")}":
                break
        if first is None or last is None:
            return None
        return Extent(self.source, first.extent.start, last.extent.end)

    def statement_rule(self) -> Optional[StatementAst]:
        """A statement, or None if none begins here."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooComplicated
        char = self.peek_char()
        if char in _EXPRESSION_START or (char == "[" and _TYPED_EXPRESSION(self.text, self.restore_point())):
            statement: Optional[StatementAst] = self.pipeline_chain_rule()
        else:
            statement = self._keyword_statement(char)
        self.depth -= 1
        return statement

    def _keyword_statement(self, char: str) -> Optional[StatementAst]:
        attributes: Optional[list[AttributeBaseAst]] = None
        point = 0
        if char == "[" and self.text[self.restore_point() + 1] not in FORCE_START:
            point = self.restore_point()
            self.resync(point)
            attributes = self.attribute_list_rule(False)
            token = self.next_token()
            if attributes:
                attributes, token = self._check_attributes(attributes, token, point)
        else:
            token = self.next_token()
        kind = token.kind
        rule = _STATEMENTS.get(kind)
        if rule is not None:
            return rule(self, token)
        if kind is K.Class:
            return self.class_rule(attributes, token)
        if kind is K.Enum:
            return self.enum_rule(attributes, token)
        if kind is K.EndOfInput and attributes is None:
            self.unget(token)
            return None
        if kind in _LEFTOVERS and self.errors:
            self.newlines()
            return self.statement_rule()
        if attributes is not None:
            self.resync(point)
        else:
            self.unget(token)
        return self.pipeline_chain_rule()

    def _check_attributes(self, attributes: list[AttributeBaseAst], token: Token,
                          point: int) -> tuple[Optional[list[AttributeBaseAst]], Token]:
        """Whether the statement a token begins may have attributes; without a keyword they belong to an expression."""
        if token.flags & TokenFlags.NO_ATTRIBUTES:
            if any(isinstance(attribute, TypeConstraintAst) for attribute in attributes):
                self.resync(point)
                return attributes, self.next_token()
            self.report_at(attributes[0], "UnexpectedAttribute", _name_of(attributes[0]))
        elif token.flags & TokenFlags.KEYWORD:
            for attribute in attributes:
                if not isinstance(attribute, AttributeAst):
                    self.report_at(attribute, "TypeNotAllowedBeforeStatement", _name_of(attribute))
                    break
        else:
            self.resync(point)
            return attributes, self.next_token()
        return attributes, token

    def label_statement(self, label: Token) -> Optional[StatementAst]:
        """A loop or switch after its label."""
        self.newlines()
        token = self.next_token()
        rule = _LABELED.get(token.kind)
        if rule is not None:
            return rule(self, label, token)
        self.resync(label.start)
        return self.pipeline_chain_rule()

    def jump(self, token: Token) -> StatementAst:
        """break and continue"""
        label = self.label_or_key()
        extent = token.extent if label is None else self.span(token, label)
        return BreakStatementAst(extent, label) if token.kind is K.Break else ContinueStatementAst(extent, label)

    def leave_statement(self, token: Token) -> StatementAst:
        """return, exit and throw"""
        pipeline = self.pipeline_chain_rule()
        extent = token.extent if pipeline is None else self.span(token, pipeline)
        return _LEAVES[token.kind](extent, pipeline)

    def block_statement(self, token: Token) -> StatementAst:
        """parallel and sequence, which only workflows had."""
        body = self.statement_block_rule()
        if body is None:
            self.incomplete_after(token, "MissingStatementAfterKeyword", token.text)
            return ErrorStatementAst(token.extent, token.kind)
        self.report_at(token, "UnexpectedKeyword", token.text)
        return ErrorStatementAst(self.span(token, body), token.kind, [body])

    def reserved(self, token: Token) -> StatementAst:
        """from, define and var"""
        self.report_at(token, "ReservedKeywordNotAllowed", token.kind.text)
        return ErrorStatementAst(token.extent, token.kind)

    def late_using(self, token: Token) -> StatementAst:
        """using after other statements"""
        statement = self.using_rule(token)
        self.report_at(statement, "UsingMustBeAtStartOfScript")
        return statement


def _name_of(attribute: AttributeBaseAst) -> str:
    name: Any = getattr(attribute, "type_name", None)
    return str(name.full_name) if name is not None else ""


_LEFTOVERS = frozenset((K.Else, K.ElseIf, K.Catch, K.Until))
_LEAVES: dict[TokenKind, Callable[[Extent, Optional[PipelineBaseAst]], StatementAst]] = {
    K.Return: ReturnStatementAst, K.Exit: ExitStatementAst, K.Throw: ThrowStatementAst}
_StatementRule = Callable[[ScriptRules, Token], Optional[StatementAst]]
_STATEMENTS: dict[TokenKind, _StatementRule] = {
    K.If: ScriptRules.if_rule,
    K.Switch: lambda rules, token: rules.switch_rule(None, token),
    K.Foreach: lambda rules, token: rules.foreach_rule(None, token),
    K.For: lambda rules, token: rules.for_rule(None, token),
    K.While: lambda rules, token: rules.while_rule(None, token),
    K.Do: lambda rules, token: rules.do_rule(None, token),
    K.Function: ScriptRules.function_rule, K.Filter: ScriptRules.function_rule, K.Workflow: ScriptRules.function_rule,
    K.Return: ScriptRules.leave_statement, K.Throw: ScriptRules.leave_statement, K.Exit: ScriptRules.leave_statement,
    K.Break: ScriptRules.jump, K.Continue: ScriptRules.jump,
    K.Trap: ScriptRules.trap_rule, K.Try: ScriptRules.try_rule, K.Data: ScriptRules.data_rule,
    K.Parallel: ScriptRules.block_statement, K.Sequence: ScriptRules.block_statement,
    K.From: ScriptRules.reserved, K.Define: ScriptRules.reserved, K.Var: ScriptRules.reserved,
    K.Label: ScriptRules.label_statement, K.Using: ScriptRules.late_using,
}
_LABELED: dict[TokenKind, Callable[[ScriptRules, Optional[Token], Token], StatementAst]] = {
    K.Switch: ScriptRules.switch_rule, K.Foreach: ScriptRules.foreach_rule, K.For: ScriptRules.for_rule,
    K.While: ScriptRules.while_rule, K.Do: ScriptRules.do_rule,
}
