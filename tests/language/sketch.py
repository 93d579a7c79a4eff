"""A tree as one short line, for tests: operators first, commands in angle brackets, other nodes by their names."""
from __future__ import annotations

from typing import Any

from shell.language.nodes import (
    ArrayExpressionAst,
    ArrayLiteralAst,
    AssignmentStatementAst,
    AttributeAst,
    BinaryExpressionAst,
    CommandAst,
    CommandExpressionAst,
    CommandParameterAst,
    ConstantExpressionAst,
    ConvertExpressionAst,
    ExpandableStringExpressionAst,
    FileRedirectionAst,
    HashtableAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    MergingRedirectionAst,
    ParenExpressionAst,
    PipelineAst,
    PipelineChainAst,
    ScriptBlockAst,
    ScriptBlockExpressionAst,
    StringConstantExpressionAst,
    SubExpressionAst,
    TypeConstraintAst,
    TypeExpressionAst,
    UnaryExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from shell.language.parser import parse


def sketch(text: str) -> str:
    """The statements of a script without errors."""
    result = parse(text)
    assert not result.errors, result.errors
    block = result.ast.end_block
    assert block is not None
    return "; ".join(of(node) for node in [*block.traps, *block.statements])


def many(nodes: Any, mark: str = " ") -> str:
    return mark.join(of(node) for node in nodes)


def _member(node: Any) -> str:
    dots = ("?" if node.null_conditional else "") + ("::" if node.static else ".")
    text = f"{of(node.expression)}{dots}{of(node.member)}"
    if isinstance(node, InvokeMemberExpressionAst):
        types = ",".join(str(name) for name in node.generic_type_arguments)
        text += (f"[{types}]" if types else "") + f"({many(node.arguments, ', ')})"
    return text


def _command(node: Any) -> str:
    operator = {"Ampersand": "& ", "Dot": ". "}.get(str(node.invocation_operator), "")
    return f"<{operator}{many(node.command_elements + node.redirections)}>"


def _string(node: Any) -> str:
    if node.string_constant_type == "BareWord":
        return str(node.value)
    return repr(node.value)


def _expandable(node: Any) -> str:
    return "\"" + "|".join(part if isinstance(part, str) else of(part) for part in node.parts) + "\""


def _script_block(node: Any) -> str:
    parts = [of(node.param_block)] if node.param_block else []
    for block in (node.dynamic_param_block, node.begin_block, node.process_block, node.end_block, node.clean_block):
        if block is not None:
            name = "" if block.unnamed and str(block.block_kind) == "End" else f"{block.block_kind}:"
            parts.append(name + many(block.traps + block.statements, "; "))
    return "{" + " ".join(part for part in parts if part) + "}"


def _number(node: Any) -> str:
    return repr(node.value)


_FORMS: dict[type, Any] = {
    PipelineAst: lambda n: many(n.pipeline_elements, " | ") + (" &" if n.background else ""),
    PipelineChainAst: lambda n: f"({n.operator} {of(n.lhs_pipeline_chain)} {of(n.rhs_pipeline)})" + (" &" if n.background else ""),
    CommandAst: _command,
    CommandExpressionAst: lambda n: " ".join([of(n.expression), *map(of, n.redirections)]),
    CommandParameterAst: lambda n: f"-{n.parameter_name}" + (f":{of(n.argument)}" if n.argument else ""),
    FileRedirectionAst: lambda n: f"{n.from_stream}{'>>' if n.append else '>'}{of(n.location)}",
    MergingRedirectionAst: lambda n: f"{n.from_stream}>&{n.to_stream}",
    AssignmentStatementAst: lambda n: f"({n.operator} {of(n.left)} {of(n.right)})",
    BinaryExpressionAst: lambda n: f"({n.operator} {of(n.left)} {of(n.right)})",
    UnaryExpressionAst: lambda n: f"({n.token_kind} {of(n.child)})",
    ConvertExpressionAst: lambda n: f"{of(n.type)}{of(n.child)}",
    TypeConstraintAst: lambda n: f"[{n.type_name.full_name}]",
    TypeExpressionAst: lambda n: f"[{n.type_name.full_name}]",
    AttributeAst: lambda n: f"[{n.type_name.full_name}({many(n.positional_arguments + n.named_arguments, ', ')})]",
    MemberExpressionAst: _member,
    InvokeMemberExpressionAst: _member,
    IndexExpressionAst: lambda n: f"{of(n.target)}{'?' if n.null_conditional else ''}[{of(n.index)}]",
    VariableExpressionAst: lambda n: ("@" if n.splatted else "$") + n.variable_path.user_path,
    UsingExpressionAst: lambda n: f"using({of(n.sub_expression)})",
    ConstantExpressionAst: _number,
    StringConstantExpressionAst: _string,
    ExpandableStringExpressionAst: _expandable,
    ArrayLiteralAst: lambda n: f"[{many(n.elements, ', ')}]",
    ArrayExpressionAst: lambda n: f"@({many(n.sub_expression.statements, '; ')})",
    SubExpressionAst: lambda n: f"$({many(n.sub_expression.statements, '; ')})",
    ParenExpressionAst: lambda n: f"({of(n.pipeline)})",
    HashtableAst: lambda n: "@{" + "; ".join(f"{of(key)}={of(value)}" for key, value in n.key_value_pairs) + "}",
    ScriptBlockExpressionAst: lambda n: of(n.script_block),
    ScriptBlockAst: _script_block,
}


def of(node: Any) -> str:
    """One node."""
    form = _FORMS.get(type(node))
    if form is not None:
        return str(form(node))
    name = type(node).__name__.replace("Ast", "").replace("Statement", "")
    shown = "".join(f" {field}={_shown(getattr(node, field))}" for field in node.shown_fields if getattr(node, field))
    return f"{name}({(shown.strip() + ' ' + many(node.children())).strip()})"


def _shown(value: Any) -> str:
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)
