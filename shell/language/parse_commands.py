"""Rules for pipelines: chains, assignments, commands with their arguments, redirections."""
from __future__ import annotations

from typing import Optional

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import BLANKS, COMMAND, EXPRESSION
from shell.language.node_base import CommandElementAst, ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.node_expr import ArrayLiteralAst, ErrorExpressionAst, StringConstantExpressionAst
from shell.language.node_stmt import (
    AssignmentStatementAst,
    CommandAst,
    CommandBaseAst,
    CommandExpressionAst,
    CommandParameterAst,
    ErrorStatementAst,
    FileRedirectionAst,
    MergingRedirectionAst,
    PipelineAst,
    PipelineChainAst,
    RedirectionAst,
)
from shell.language.parse_members import COMMAND_ARGUMENT
from shell.language.parse_primary import PrimaryRules
from shell.language.source import Extent
from shell.language.tokens import Redirection, Token

K = TokenKind

#: what an argument is for
COMMAND_NAME, AFTER_OPERATOR, FILE_NAME, SWITCH_CONDITION = 1, 3, 4, 16

#: characters no expression begins with, so that what follows can only be a command
_COMMAND_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_%?&\\/~*")
_END_OF_COMMAND = frozenset((K.Pipe, K.RCurly, K.RParen, K.EndOfInput, K.NewLine, K.Semi, K.AndAnd, K.OrOr, K.Ampersand))
_NO_ARGUMENT = _END_OF_COMMAND | {K.Redirection, K.RedirectInStd, K.MinusMinus, K.Comma}
_END_OF_PIPELINE = frozenset((K.Semi, K.NewLine, K.RParen, K.RCurly, K.EndOfInput, K.AndAnd, K.OrOr, K.Ampersand))
_OPERANDS = frozenset((K.SplattedVariable, K.Variable, K.Number, K.HereStringExpandable, K.StringExpandable, K.HereStringLiteral,
                       K.StringLiteral, K.LParen, K.DollarParen, K.AtParen, K.AtCurly, K.LCurly))
_REDIRECTIONS = frozenset((K.Redirection, K.RedirectInStd))
_STREAM_TEXTS = ("all streams", "output stream", "error stream", "warning stream", "verbose stream", "debug stream", "information stream")
_GENERIC, _PARAMETER, _COMMA, _PIPE, _AND, _OR, _AMPERSAND = K.Generic, K.Parameter, K.Comma, K.Pipe, K.AndAnd, K.OrOr, K.Ampersand
_END, _NEW_LINE = K.EndOfInput, K.NewLine


class CommandRules(PrimaryRules):
    """Pipelines and commands."""

    def pipeline_chain_rule(self) -> Optional[PipelineBaseAst]:
        """An assignment, a pipeline or a chain of these; None if there is nothing of the kind."""
        if self.peek_char() in _COMMAND_CHARS:
            return self._chain_rule(None)
        old = self.mode
        if old != EXPRESSION:
            self.set_mode(EXPRESSION)
        expression = self.expression_rule()
        assign: Optional[Token] = None
        if expression is not None:
            token = self.peek()
            if token.kind.flags & TokenFlags.ASSIGNMENT:
                self.ungot = None
                assign = token
        if old != EXPRESSION:
            self.set_mode(old)
        if expression is not None and assign is not None:
            return self._assignment(expression, assign)
        return self._chain_rule(expression)

    def _assignment(self, left: ExpressionAst, operator: Token) -> PipelineBaseAst:
        self.newlines()
        right: Optional[StatementAst] = self.statement_rule()
        if right is None:
            self.incomplete_after(operator, "ExpectedValueExpression", operator.kind.text)
            right = ErrorStatementAst(Extent(self.source, operator.end, operator.end))
        return AssignmentStatementAst(self.span(left, right), left, operator.kind, right, operator.extent)

    def _chain_rule(self, first: Optional[ExpressionAst]) -> Optional[PipelineBaseAst]:
        """Pipelines joined by && and ||, the first perhaps begun with an expression already read."""
        chain: Optional[PipelineBaseAst] = None
        operator: Optional[Token] = None
        while True:
            start: Optional[Token] = None
            if first is None and operator is not None:
                start = self.peek()
            pipeline = self.pipeline_rule(first)
            first = None
            if pipeline is None:
                if operator is None or chain is None or start is None:
                    return None
                return self._empty_chain_element(chain, operator, start)
            token = self.peek()
            kind = token.kind
            background = False
            if kind is _AMPERSAND:
                self.skip()
                token = self.peek()
                if token.kind is _AND or token.kind is _OR:
                    self.skip()
                    self.report_at(token, "BackgroundOperatorInPipelineChain")
                    return ErrorStatementAst(self.span(chain or pipeline, token), None, [chain or pipeline])
                background = True
            elif kind is _AND or kind is _OR:
                self.skip()
                self.newlines()
                chain = self._link(chain, operator, pipeline, False)
                operator = token
                if self.peek().kind is _END:
                    self.incomplete_after(operator, "EmptyPipelineChainElement")
                    return chain
                continue
            return self._link(chain, operator, pipeline, background)

    def _link(self, chain: Optional[PipelineBaseAst], operator: Optional[Token], pipeline: PipelineAst,
              background: bool) -> PipelineBaseAst:
        """The chain with one more pipeline."""
        if chain is None or operator is None:
            pipeline.background = background
            return pipeline
        return PipelineChainAst(self.span(chain, pipeline), chain, pipeline, operator.kind, background)

    def _empty_chain_element(self, chain: PipelineBaseAst, operator: Token, start: Token) -> PipelineBaseAst:
        if start.kind is _END:
            self.incomplete_after(operator, "EmptyPipelineChainElement", operator.text)
        elif start.kind is not K.Dot and start.kind is not _AMPERSAND:
            self.report(operator.start, start.end, "EmptyPipelineChainElement", operator.text)
        return ErrorStatementAst(self.span(chain, operator), operator.kind, [chain])

    def pipeline_rule(self, expression: Optional[ExpressionAst] = None) -> Optional[PipelineAst]:
        """Commands joined by pipes; the first may be an expression, which may have been read already."""
        elements: list[CommandBaseAst] = []
        token: Optional[Token] = None
        while True:
            if expression is None and self.peek_char() not in _COMMAND_CHARS:
                old = self.mode
                self.set_mode(EXPRESSION)
                expression = self.expression_rule()
                self.set_mode(old)
            element: Optional[CommandBaseAst]
            if expression is not None:
                if elements:
                    self.report_at(expression, "ExpressionsMustBeFirstInPipeline")
                element = self._command_expression(expression)
                expression = None
            else:
                element = self.command_rule()
            if element is not None:
                elements.append(element)
            elif elements or self.peek().kind is _PIPE:
                self._empty_pipe_element(token)
            token = self.peek()
            if token.kind is _NEW_LINE and self._pipe_follows(token.end):
                self.newlines()
                token = self.peek()
            kind = token.kind
            if kind is _PIPE:
                self.skip()
                self.newlines()
                if self.peek_char() == "\0" and self.peek().kind is _END:
                    self.incomplete_after(token, "EmptyPipeElement")
                    break
                continue
            if kind not in _END_OF_PIPELINE:
                self.report_at(token, "UnexpectedToken", token.text)
            break
        if not elements:
            return None
        return PipelineAst(self.span(elements[0], elements[-1]), elements)

    def _empty_pipe_element(self, pipe: Optional[Token]) -> None:
        """Nothing stands after a pipe, or before the first one."""
        if pipe is not None:
            self.incomplete_after(pipe, "EmptyPipeElement")
        else:
            at = self.peek()
            self.report_incomplete(at.start, at.end, "EmptyPipeElement")

    def _pipe_follows(self, pos: int) -> bool:
        """True if the next line that is not only a comment begins with a pipe; a blank line ends the search."""
        text, size = self.text, self.size
        blank = True
        while pos < size:
            char = text[pos]
            if char in BLANKS:
                pos = self.skip_blanks(pos)
            elif char in "\r\n":
                if blank:
                    return False
                blank = True
                pos += 2 if char == "\r" and text[pos + 1] == "\n" else 1
            elif char == "#":
                blank = False
                while pos < size and text[pos] not in "\r\n":
                    pos += 1
            elif char == "<" and text[pos + 1] == "#":
                blank = False
                end = text.find("#>", pos + 2, size)
                pos = size if end < 0 else end + 2
            else:
                return char == "|"
        return False

    # redirections

    def _command_expression(self, expression: ExpressionAst) -> CommandBaseAst:
        """An expression as a pipeline element, with its redirections."""
        token = self.peek()
        if token.kind not in _REDIRECTIONS:
            return CommandExpressionAst(expression.extent, expression, [])
        redirections: list[RedirectionAst] = []
        last: Optional[RedirectionAst] = None
        while token.kind in _REDIRECTIONS:
            self.skip()
            last, _ = self._redirection_rule(token, redirections)
            token = self.peek()
        extent = self.span(expression, last) if last is not None else expression.extent
        return CommandExpressionAst(extent, expression, redirections)

    def _redirection_rule(self, token: Token, redirections: list[RedirectionAst]) -> tuple[Optional[RedirectionAst], int]:
        """Add the redirection that a token begins; also tells where it ends."""
        value: Optional[Redirection] = token.value
        result: RedirectionAst
        if value is None or value.to_stream is None:
            location = self.single_argument(FILE_NAME)
            if location is None:
                self.report(token.end, token.end, "MissingFileSpecification")
                location = ErrorExpressionAst(token.extent)
            if value is None:
                self.report_at(token, "RedirectionNotSupported", token.text)
                return None, location.extent.end
            result = FileRedirectionAst(self.span(token, location), value.from_stream, location, value.append)
        else:
            if value.to_stream != 1 or value.from_stream == 1:
                self.report_at(token, "RedirectionNotSupported", token.text)
            result = MergingRedirectionAst(token.extent, value.from_stream, 1)
        if any(known.from_stream == result.from_stream for known in redirections):
            self.report_at(result, "StreamAlreadyRedirected", _STREAM_TEXTS[result.from_stream])
        else:
            redirections.append(result)
        return result, result.extent.end

    # arguments

    def single_argument(self, context: int) -> Optional[ExpressionAst]:
        """One argument, or None if none follows."""
        kind = self.peek().kind
        if kind is _COMMA or kind is _END:
            return None
        old = self.mode
        self.set_mode(COMMAND)
        argument = self.command_argument(context, self.next_token())
        self.set_mode(old)
        return argument

    def command_argument(self, context: int, token: Token) -> Optional[ExpressionAst]:
        """The argument that begins with token; as a command's argument with all that commas join to it."""
        elements: Optional[list[ExpressionAst]] = None
        comma: Optional[Token] = None
        while True:
            kind = token.kind
            if kind in _NO_ARGUMENT:
                self.unget(token)
                if comma is None or elements is None:
                    return None
                self.incomplete_after(comma, "MissingExpression", ",")
                return ErrorExpressionAst(self.span(elements[0], comma), list(elements))
            argument = self._argument_part(context, token)
            if context != COMMAND_ARGUMENT or (kind is _GENERIC and token.value == "--%"):
                break
            token = self.ungot or self.peek()
            if token.kind is not _COMMA:
                break
            comma = token
            if elements is None:
                elements = []
            elements.append(argument)
            self.skip()
            self.newlines()
            token = self.next_token()
        if elements is None:
            return argument
        elements.append(argument)
        return ArrayLiteralAst(self.span(elements[0], argument), elements)

    def _argument_part(self, context: int, token: Token) -> ExpressionAst:
        """A single word or operand."""
        kind = token.kind
        if kind in _OPERANDS:
            self.ungot = token
            expression = self.primary_rule(True)
            assert expression is not None
            return expression
        if kind is _GENERIC:
            if context & COMMAND_NAME:
                token.flags |= TokenFlags.COMMAND_NAME
            if token.parts is not None and context != COMMAND_NAME:
                return self.string_node(token)
            return StringConstantExpressionAst(Extent(self.source, token.start, token.end), token.value, "BareWord")
        token.flags &= ~TokenFlags.KEYWORD
        if context & COMMAND_NAME:
            token.flags |= TokenFlags.COMMAND_NAME
        return StringConstantExpressionAst(Extent(self.source, token.start, token.end), token.text, "BareWord")

    # commands

    def command_rule(self) -> Optional[CommandBaseAst]:
        """A command with its arguments; None if none begins here."""
        old = self.mode
        if old != COMMAND:
            self.set_mode(COMMAND)
        token = first = self.next_token()
        operator = K.Unknown
        context = COMMAND_NAME
        if token.kind is K.Dot or token.kind is _AMPERSAND:
            operator = token.kind
            token = self.next_token()
            context = AFTER_OPERATOR
        elements: list[CommandElementAst] = []
        redirections: list[RedirectionAst] = []
        end = self._command_elements(context, token, elements, redirections)
        if old != COMMAND:
            self.set_mode(old)
        if not elements:
            if operator is not K.Unknown:
                self.report_at(first, "MissingExpression", first.text)
            return None
        return CommandAst(Extent(self.source, first.start, end or first.end), elements, operator, redirections)

    def _command_elements(self, context: int, token: Token, elements: list[CommandElementAst],
                          redirections: list[RedirectionAst]) -> int:
        """Read name, parameters, arguments and redirections; returns where they end."""
        end = 0
        dash_dash = False
        while True:
            kind = token.kind
            if kind in _END_OF_COMMAND:
                self.ungot = token
                return end
            if kind is _PARAMETER:
                element = self._parameter(context, token, dash_dash)
                elements.append(element)
                end = element.extent.end
            elif kind is _COMMA:
                end = token.end
                self.report_at(token, "MissingArgument")
                self.newlines()
            elif kind is K.MinusMinus:
                end = token.end
                extent = token.extent
                elements.append(StringConstantExpressionAst(extent, token.text, "BareWord") if dash_dash
                                else CommandParameterAst(extent, "-", None, extent))
                dash_dash = True
            elif kind in _REDIRECTIONS:
                if context & COMMAND_NAME:
                    end = token.end
                    elements.append(StringConstantExpressionAst(token.extent, token.text, "BareWord"))
                else:
                    _, end = self._redirection_rule(token, redirections)
            else:
                argument = self.command_argument(context, token)
                assert argument is not None
                elements.append(argument)
                end = argument.extent.end
                if kind is _GENERIC and token.value == "--%" and (self.ungot is None or self.ungot.kind is _PARAMETER):
                    return self._verbatim(elements)
            context = COMMAND_ARGUMENT
            token = self.next_token()

    def _verbatim(self, elements: list[CommandElementAst]) -> int:
        """The rest of the line after --%."""
        if self.ungot is not None:
            self.resync(self.ungot.start)
        token = self.get_verbatim_argument()
        elements.append(StringConstantExpressionAst(token.extent, token.value, "BareWord"))
        return token.end

    def _parameter(self, context: int, token: Token, dash_dash: bool) -> CommandElementAst:
        """-Name, or -Name: with its argument."""
        extent = Extent(self.source, token.start, token.end)
        if dash_dash or context & COMMAND_NAME:
            token.flags |= TokenFlags.COMMAND_NAME
            return StringConstantExpressionAst(extent, token.text, "BareWord")
        if not token.used_colon or self.peek().kind is _COMMA:
            return CommandParameterAst(extent, token.value, None, extent)
        argument = self.command_argument(COMMAND_ARGUMENT, self.next_token())
        if argument is None:
            self.report(token.end, token.end, "ParameterRequiresArgument", token.text)
            return CommandParameterAst(extent, token.value, None, extent)
        return CommandParameterAst(self.span(token, argument), token.value, argument, extent)
