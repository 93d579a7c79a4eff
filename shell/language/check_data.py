"""Checks of data sections: the restricted language they may use."""
from __future__ import annotations

from typing import Any, Callable

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.node_base import Ast
from shell.language.node_expr import (
    AttributedExpressionAst,
    BinaryExpressionAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    ScriptBlockExpressionAst,
    StringConstantExpressionAst,
    TypeExpressionAst,
    UnaryExpressionAst,
    VariableExpressionAst,
)
from shell.language.node_script import FunctionDefinitionAst, ParamBlockAst, ScriptBlockAst
from shell.language.node_stmt import (
    AssignmentStatementAst,
    BreakStatementAst,
    CommandAst,
    ContinueStatementAst,
    DataStatementAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    ExitStatementAst,
    FileRedirectionAst,
    ForEachStatementAst,
    ForStatementAst,
    MergingRedirectionAst,
    ReturnStatementAst,
    SwitchStatementAst,
    ThrowStatementAst,
    TrapStatementAst,
    TryStatementAst,
    WhileStatementAst,
)
from shell.language.node_types import AttributeAst, TypeConstraintAst

Report = Callable[..., None]

#: node -> error, whatever it holds
_FORBIDDEN: dict[type, str] = {
    ScriptBlockAst: "ScriptBlockNotSupportedInDataSection", ScriptBlockExpressionAst: "ScriptBlockNotSupportedInDataSection",
    ParamBlockAst: "ParameterDeclarationNotSupportedInDataSection", AttributeAst: "AttributeNotSupportedInDataSection",
    AttributedExpressionAst: "AttributeNotSupportedInDataSection",
    FunctionDefinitionAst: "FunctionDeclarationNotSupportedInDataSection", TrapStatementAst: "TrapStatementNotSupportedInDataSection",
    SwitchStatementAst: "SwitchStatementNotSupportedInDataSection",
    DataStatementAst: "DataSectionStatementNotSupportedInDataSection", ForEachStatementAst: "ForeachStatementNotSupportedInDataSection",
    DoWhileStatementAst: "DoWhileStatementNotSupportedInDataSection", DoUntilStatementAst: "DoWhileStatementNotSupportedInDataSection",
    ForStatementAst: "ForWhileStatementNotSupportedInDataSection", WhileStatementAst: "ForWhileStatementNotSupportedInDataSection",
    TryStatementAst: "TryStatementNotSupportedInDataSection", BreakStatementAst: "FlowControlStatementNotSupportedInDataSection",
    ContinueStatementAst: "FlowControlStatementNotSupportedInDataSection",
    ReturnStatementAst: "FlowControlStatementNotSupportedInDataSection", ExitStatementAst: "FlowControlStatementNotSupportedInDataSection",
    ThrowStatementAst: "FlowControlStatementNotSupportedInDataSection",
    AssignmentStatementAst: "AssignmentStatementNotSupportedInDataSection",
    MergingRedirectionAst: "RedirectionNotSupportedInDataSection", FileRedirectionAst: "RedirectionNotSupportedInDataSection",
    MemberExpressionAst: "PropertyReferenceNotSupportedInDataSection",
    InvokeMemberExpressionAst: "MethodCallNotSupportedInDataSection", IndexExpressionAst: "ArrayReferenceNotSupportedInDataSection",
}
_VARIABLES = frozenset(("psculture", "psuiculture", "true", "false", "null"))
_VARIABLES_TEXT = "$PSCulture, $PSUICulture, $true, $false, $null"
_TYPES = frozenset(
    "bool boolean byte sbyte char short ushort int16 uint16 int uint int32 uint32 long ulong int64 uint64 float single double decimal "
    "string datetime".split())


def check_data_statement(report: Report, node: DataStatementAst) -> None:
    """Report what a data section may not hold."""
    allowed = {"convertfrom-stringdata"}
    constant = True
    for command in node.commands_allowed:
        if isinstance(command, StringConstantExpressionAst):
            allowed.add(command.value.lower())
        else:
            constant = False
    for item in node.body.walk():
        error_id = _FORBIDDEN.get(item.__class__)
        if error_id is not None:
            report(item, error_id)
        else:
            _check_node(report, item, allowed if constant else None)


def _check_node(report: Report, node: Ast, allowed: Any) -> None:
    if isinstance(node, VariableExpressionAst):
        if node.variable_path.user_path.lower() not in _VARIABLES:
            report(node, "VariableReferenceNotSupportedInDataSection", _VARIABLES_TEXT)
    elif isinstance(node, (TypeConstraintAst, TypeExpressionAst)):
        name = node.type_name.full_name
        if name.lower().replace("system.", "").replace("[]", "") not in _TYPES:
            report(node, "TypeNotAllowedInDataSection", name)
    elif isinstance(node, BinaryExpressionAst):
        if node.operator.flags & TokenFlags.DISALLOWED:
            report(node.error_position, "OperatorNotSupportedInDataSection", node.operator.text)
    elif isinstance(node, UnaryExpressionAst):
        if node.token_kind.flags & TokenFlags.DISALLOWED:
            report(node, "OperatorNotSupportedInDataSection", node.token_kind.text)
    elif isinstance(node, CommandAst):
        _check_command(report, node, allowed)


def _check_command(report: Report, node: CommandAst, allowed: Any) -> None:
    if node.invocation_operator is TokenKind.Dot:
        report(node, "DotSourcingNotSupportedInDataSection")
        return
    if allowed is None:
        return
    name = node.get_command_name()
    if name is None and node.invocation_operator is TokenKind.Ampersand:
        report(node, "OperatorNotSupportedInDataSection", "&")
    elif name is None:
        report(node, "CmdletNotInAllowedListForDataSection", node.extent.text)
    elif name.lower() not in allowed:
        report(node, "CmdletNotInAllowedListForDataSection", name)
