"""Nodes of statements, pipelines and commands."""
from __future__ import annotations

from typing import Any, ClassVar, Optional

from shell.language.kinds import TokenKind
from shell.language.node_base import Ast, CommandElementAst, ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.node_expr import StringConstantExpressionAst, VariableExpressionAst
from shell.language.node_types import TypeConstraintAst
from shell.language.source import Extent


class ErrorStatementAst(PipelineBaseAst):
    """What could be read of a broken statement. kind is the TokenKind of its keyword, or None."""

    __slots__ = ("kind", "nested_ast")
    shown_fields: ClassVar[tuple[str, ...]] = ("kind",)
    child_fields: ClassVar[tuple[str, ...]] = ("nested_ast",)

    def __init__(self, extent: Extent, kind: Optional[TokenKind] = None, nested_ast: Optional[list[Ast]] = None) -> None:
        self.extent = extent
        self.kind = kind
        self.nested_ast = nested_ast or []


class StatementBlockAst(Ast):
    """{ statements } of a statement, or the inside of $( ) and @( ). traps are kept apart from the statements."""

    __slots__ = ("statements", "traps")
    child_fields: ClassVar[tuple[str, ...]] = ("traps", "statements")

    def __init__(self, extent: Extent, statements: list[StatementAst], traps: Optional[list[TrapStatementAst]] = None) -> None:
        self.extent = extent
        self.statements = statements
        self.traps = traps or []


class IfStatementAst(StatementAst):
    """if / elseif: clauses are (condition pipeline, block); else_clause a block or None."""

    __slots__ = ("clauses", "else_clause")
    child_fields: ClassVar[tuple[str, ...]] = ("clauses", "else_clause")

    def __init__(self, extent: Extent, clauses: list[tuple[PipelineBaseAst, StatementBlockAst]],
                 else_clause: Optional[StatementBlockAst]) -> None:
        self.extent = extent
        self.clauses = clauses
        self.else_clause = else_clause


class DataStatementAst(StatementAst):
    """data name { }: variable is the name or None; commands_allowed the expressions after -SupportedCommand."""

    __slots__ = ("variable", "commands_allowed", "body")
    shown_fields: ClassVar[tuple[str, ...]] = ("variable",)
    child_fields: ClassVar[tuple[str, ...]] = ("commands_allowed", "body")

    def __init__(self, extent: Extent, variable: Optional[str], commands_allowed: list[ExpressionAst], body: StatementBlockAst) -> None:
        self.extent = extent
        self.variable = variable
        self.commands_allowed = commands_allowed
        self.body = body


class LabeledStatementAst(StatementAst):
    """A loop or switch: label is the text between `:` and the keyword, or None."""

    __slots__ = ("label", "condition")
    shown_fields: ClassVar[tuple[str, ...]] = ("label",)
    label: Optional[str]
    condition: Any


class LoopStatementAst(LabeledStatementAst):
    __slots__ = ("body",)
    body: StatementBlockAst


class ForEachStatementAst(LoopStatementAst):
    """foreach (variable in condition) body. flags: names of given flags in lower case ('parallel' only makes an error)."""

    __slots__ = ("variable", "flags", "throttle_limit")
    child_fields: ClassVar[tuple[str, ...]] = ("variable", "condition", "throttle_limit", "body")

    def __init__(self, extent: Extent, label: Optional[str], flags: frozenset[str], throttle_limit: Optional[ExpressionAst],
                 variable: VariableExpressionAst, condition: PipelineBaseAst, body: StatementBlockAst) -> None:
        self.extent = extent
        self.label = label
        self.flags = flags
        self.throttle_limit = throttle_limit
        self.variable = variable
        self.condition = condition
        self.body = body


class ForStatementAst(LoopStatementAst):
    """for (initializer; condition; iterator) body; each of the three may be None."""

    __slots__ = ("initializer", "iterator")
    child_fields: ClassVar[tuple[str, ...]] = ("initializer", "condition", "iterator", "body")

    def __init__(self, extent: Extent, label: Optional[str], initializer: Optional[PipelineBaseAst],
                 condition: Optional[PipelineBaseAst], iterator: Optional[PipelineBaseAst], body: StatementBlockAst) -> None:
        self.extent = extent
        self.label = label
        self.initializer = initializer
        self.condition = condition
        self.iterator = iterator
        self.body = body


class WhileStatementAst(LoopStatementAst):
    __slots__ = ()
    child_fields: ClassVar[tuple[str, ...]] = ("condition", "body")

    def __init__(self, extent: Extent, label: Optional[str], condition: PipelineBaseAst, body: StatementBlockAst) -> None:
        self.extent = extent
        self.label = label
        self.condition = condition
        self.body = body


class DoWhileStatementAst(WhileStatementAst):
    __slots__ = ()
    child_fields: ClassVar[tuple[str, ...]] = ("body", "condition")


class DoUntilStatementAst(WhileStatementAst):
    __slots__ = ()
    child_fields: ClassVar[tuple[str, ...]] = ("body", "condition")


class SwitchStatementAst(LabeledStatementAst):
    """switch: flags holds regex wildcard exact casesensitive file parallel (lower case, as given; 'exact' only if written);
    clauses are (expression, block); a clause whose expression is a ScriptBlockExpressionAst is a test; default a block or None.
    With 'file' the condition is the file name."""

    __slots__ = ("flags", "clauses", "default")
    shown_fields: ClassVar[tuple[str, ...]] = ("label", "flags")
    child_fields: ClassVar[tuple[str, ...]] = ("condition", "clauses", "default")

    def __init__(self, extent: Extent, label: Optional[str], condition: PipelineBaseAst, flags: frozenset[str],
                 clauses: list[tuple[ExpressionAst, StatementBlockAst]], default: Optional[StatementBlockAst]) -> None:
        self.extent = extent
        self.label = label
        self.condition = condition
        self.flags = flags
        self.clauses = clauses
        self.default = default


class CatchClauseAst(Ast):
    """catch: no catch_types catches all."""

    __slots__ = ("catch_types", "body")
    child_fields: ClassVar[tuple[str, ...]] = ("catch_types", "body")

    def __init__(self, extent: Extent, catch_types: list[TypeConstraintAst], body: StatementBlockAst) -> None:
        self.extent = extent
        self.catch_types = catch_types
        self.body = body

    @property
    def is_catch_all(self) -> bool:
        return not self.catch_types


class TryStatementAst(StatementAst):
    """try: finally_ is a block or None."""

    __slots__ = ("body", "catch_clauses", "finally_")
    child_fields: ClassVar[tuple[str, ...]] = ("body", "catch_clauses", "finally_")

    def __init__(self, extent: Extent, body: StatementBlockAst, catch_clauses: list[CatchClauseAst],
                 finally_: Optional[StatementBlockAst]) -> None:
        self.extent = extent
        self.body = body
        self.catch_clauses = catch_clauses
        self.finally_ = finally_


class TrapStatementAst(StatementAst):
    """trap [type] { }: stands in `traps` of its block, not among the statements."""

    __slots__ = ("trap_type", "body")
    child_fields: ClassVar[tuple[str, ...]] = ("trap_type", "body")

    def __init__(self, extent: Extent, trap_type: Optional[TypeConstraintAst], body: StatementBlockAst) -> None:
        self.extent = extent
        self.trap_type = trap_type
        self.body = body


class _LabelJump(StatementAst):
    __slots__ = ("label",)
    child_fields: ClassVar[tuple[str, ...]] = ("label",)

    def __init__(self, extent: Extent, label: Optional[ExpressionAst] = None) -> None:
        self.extent = extent
        self.label = label


class BreakStatementAst(_LabelJump):
    """break, with a label expression (a StringConstantExpressionAst when a bare word) or None."""

    __slots__ = ()


class ContinueStatementAst(_LabelJump):
    """continue, with a label expression or None."""

    __slots__ = ()


class _PipelineExit(StatementAst):
    __slots__ = ("pipeline",)
    child_fields: ClassVar[tuple[str, ...]] = ("pipeline",)

    def __init__(self, extent: Extent, pipeline: Optional[PipelineBaseAst] = None) -> None:
        self.extent = extent
        self.pipeline = pipeline


class ReturnStatementAst(_PipelineExit):
    """return [pipeline]"""

    __slots__ = ()


class ExitStatementAst(_PipelineExit):
    """exit [pipeline]"""

    __slots__ = ()


class ThrowStatementAst(_PipelineExit):
    """throw [pipeline]; is_rethrow: bare and inside a catch."""

    __slots__ = ()

    @property
    def is_rethrow(self) -> bool:
        """True for a bare throw inside a catch."""
        if self.pipeline is not None:
            return False
        node = self.parent
        while node is not None:
            if isinstance(node, CatchClauseAst):
                return True
            if type(node).__name__ in ("NamedBlockAst", "TrapStatementAst"):
                return False
            node = node.parent
        return False


class PipelineAst(PipelineBaseAst):
    """pipeline_elements: CommandAst and, first only, CommandExpressionAst. background: ends with &."""

    __slots__ = ("pipeline_elements", "background")
    shown_fields: ClassVar[tuple[str, ...]] = ("background",)
    child_fields: ClassVar[tuple[str, ...]] = ("pipeline_elements",)

    def __init__(self, extent: Extent, pipeline_elements: list[CommandBaseAst], background: bool = False) -> None:
        self.extent = extent
        self.pipeline_elements = pipeline_elements
        self.background = background


class PipelineChainAst(PipelineBaseAst):
    """left && right, left || right; operator AndAnd or OrOr; left-associative."""

    __slots__ = ("lhs_pipeline_chain", "rhs_pipeline", "operator", "background")
    shown_fields: ClassVar[tuple[str, ...]] = ("operator", "background")
    child_fields: ClassVar[tuple[str, ...]] = ("lhs_pipeline_chain", "rhs_pipeline")

    def __init__(self, extent: Extent, lhs_pipeline_chain: PipelineBaseAst, rhs_pipeline: PipelineBaseAst,
                 operator: TokenKind, background: bool = False) -> None:
        self.extent = extent
        self.lhs_pipeline_chain = lhs_pipeline_chain
        self.rhs_pipeline = rhs_pipeline
        self.operator = operator
        self.background = background


class CommandBaseAst(StatementAst):
    """An element of a pipeline, with its redirections."""

    __slots__ = ("redirections",)
    redirections: list[RedirectionAst]


class CommandAst(CommandBaseAst):
    """A command. command_elements: the name expression, then CommandParameterAst and argument expressions in order.
    invocation_operator: Ampersand, Dot or Unknown (none). Arguments after --% are one StringConstantExpressionAst
    following a CommandParameterAst-like StringConstantExpressionAst '--%'. In a class or at `trap` nothing is special."""

    __slots__ = ("command_elements", "invocation_operator")
    shown_fields: ClassVar[tuple[str, ...]] = ("invocation_operator",)
    child_fields: ClassVar[tuple[str, ...]] = ("command_elements", "redirections")

    def __init__(self, extent: Extent, command_elements: list[CommandElementAst], invocation_operator: TokenKind,
                 redirections: list[RedirectionAst]) -> None:
        self.extent = extent
        self.command_elements = command_elements
        self.invocation_operator = invocation_operator
        self.redirections = redirections

    def get_command_name(self) -> Optional[str]:
        """The command's name if it is known from the text alone."""
        first = self.command_elements[0] if self.command_elements else None
        if isinstance(first, StringConstantExpressionAst):
            return first.value
        return None


class CommandExpressionAst(CommandBaseAst):
    """An expression as a pipeline element, such as `1 + 2` or `$x > file`."""

    __slots__ = ("expression",)
    child_fields: ClassVar[tuple[str, ...]] = ("expression", "redirections")

    def __init__(self, extent: Extent, expression: ExpressionAst, redirections: list[RedirectionAst]) -> None:
        self.extent = extent
        self.expression = expression
        self.redirections = redirections


class CommandParameterAst(CommandElementAst):
    """-Name or -Name:argument. parameter_name without dash and colon; argument only with the colon;
    error_position: extent of the `-Name:` part."""

    __slots__ = ("parameter_name", "argument", "error_position")
    shown_fields: ClassVar[tuple[str, ...]] = ("parameter_name",)
    child_fields: ClassVar[tuple[str, ...]] = ("argument",)

    def __init__(self, extent: Extent, parameter_name: str, argument: Optional[ExpressionAst], error_position: Extent) -> None:
        self.extent = extent
        self.parameter_name = parameter_name
        self.argument = argument
        self.error_position = error_position


class RedirectionAst(Ast):
    """from_stream: 1 output, 2 error, 3 warning, 4 verbose, 5 debug, 6 information, 0 all (*)."""

    __slots__ = ("from_stream",)
    from_stream: int


class FileRedirectionAst(RedirectionAst):
    """n> location, n>> location (append)."""

    __slots__ = ("location", "append")
    shown_fields: ClassVar[tuple[str, ...]] = ("from_stream", "append")
    child_fields: ClassVar[tuple[str, ...]] = ("location",)

    def __init__(self, extent: Extent, from_stream: int, location: ExpressionAst, append: bool) -> None:
        self.extent = extent
        self.from_stream = from_stream
        self.location = location
        self.append = append


class MergingRedirectionAst(RedirectionAst):
    """n>&1: to_stream is 1 in correct programs."""

    __slots__ = ("to_stream",)
    shown_fields: ClassVar[tuple[str, ...]] = ("from_stream", "to_stream")

    def __init__(self, extent: Extent, from_stream: int, to_stream: int) -> None:
        self.extent = extent
        self.from_stream = from_stream
        self.to_stream = to_stream


class AssignmentStatementAst(PipelineBaseAst):
    """left operator right. operator: Equals PlusEquals MinusEquals MultiplyEquals DivideEquals RemainderEquals QuestionQuestionEquals.
    left: variable, member, index, ArrayLiteralAst of these, or Convert/AttributedExpressionAst around; right: any statement
    (a PipelineAst, but also an if, a foreach, another assignment ...). error_position: the operator's extent."""

    __slots__ = ("left", "operator", "right", "error_position")
    shown_fields: ClassVar[tuple[str, ...]] = ("operator",)
    child_fields: ClassVar[tuple[str, ...]] = ("left", "right")

    def __init__(self, extent: Extent, left: ExpressionAst, operator: TokenKind, right: StatementAst, error_position: Extent) -> None:
        self.extent = extent
        self.left = left
        self.operator = operator
        self.right = right
        self.error_position = error_position
