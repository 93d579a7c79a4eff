"""What the $using: expressions of a script block mean here: evaluated at the caller, keyed by their text in lower case, sent along.

Used by Invoke-Command, Start-Job, &, Start-ThreadJob and ForEach-Object -Parallel.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shell.language import nodes
from shell.language.node_base import Ast
from shell.objects.records import ErrorRecord, RuntimeException, TerminatingError
from shell.runtime.pipeline import collapse
from shell.runtime.scopes import scope_named

Value = Any


def using_expressions(ast: Ast, skip_parallel: bool = False) -> Iterator[nodes.UsingExpressionAst]:
    """Every $using: expression below a node; skip_parallel leaves out those of nested ForEach-Object -Parallel blocks."""
    stack: list[Ast] = [ast]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.UsingExpressionAst):
            yield node
            continue
        if skip_parallel and isinstance(node, nodes.CommandAst) and _runs_parallel(node):
            stack.extend(e for e in node.command_elements if not isinstance(e, nodes.ScriptBlockExpressionAst))
            continue
        stack.extend(node.children())


def _runs_parallel(command: nodes.CommandAst) -> bool:
    names = [e.parameter_name.lower() for e in command.command_elements if isinstance(e, nodes.CommandParameterAst)]
    return any(len(name) > 1 and "parallel".startswith(name) for name in names)


def plain_text(expression: nodes.UsingExpressionAst) -> str:
    """The expression as it is evaluated at the caller: $using:a.b is $a.b, @using:p is $p."""
    text = expression.sub_expression.extent.text
    if text.startswith("@"):
        text = "$" + text[1:]
    at = 2 if text.startswith("${") else 1
    return text[:at] + text[at + len("using:"):] if text[at:at + 6].lower() == "using:" else text


def root_variable(expression: nodes.UsingExpressionAst) -> Any:
    """The VariablePath the expression starts from."""
    node: Any = expression.sub_expression
    while not isinstance(node, nodes.VariableExpressionAst):
        node = node.expression if isinstance(node, nodes.MemberExpressionAst) else node.target
    return node.variable_path


def is_defined(ctx: Any, path: Any) -> bool:
    """Does the variable exist in the running scope?  Drives always answer."""
    if path.is_drive_qualified:
        return True
    scope = ctx.frame.scope
    if path.scope:
        return path.name.lower() in scope_named(scope, path.scope)
    return scope.find(path.name.lower()) is not None


def key_of(expression: nodes.UsingExpressionAst) -> str:
    """Under what name the running block asks for it (runtime/qualified)."""
    return str(expression.sub_expression.extent.text).lower()


def values_for(ctx: Any, ast: Ast, skip_parallel: bool = False, cmdlet: Any = None) -> dict[str, Value]:
    """All values a block needs; an undefined variable is an error (of the cmdlet)."""
    values: dict[str, Value] = {}
    if "using:" not in ast.extent.text.lower():
        return values
    for expression in using_expressions(ast, skip_parallel):
        key = key_of(expression)
        if key in values:
            continue
        if not is_defined(ctx, root_variable(expression)):
            error = undefined(expression)
            raise error if cmdlet is None else cmdlet.terminate(error.record)
        values[key] = evaluate(ctx, expression)
    return values


def evaluate(ctx: Any, expression: nodes.UsingExpressionAst) -> Value:
    """The value of one expression in the running scope."""
    if isinstance(expression.sub_expression, nodes.VariableExpressionAst):
        path = root_variable(expression)
        if not path.is_drive_qualified:
            scope = ctx.frame.scope
            if path.scope:
                scope = scope_named(scope, path.scope)
                return scope.value_of(path.name.lower()) if path.name.lower() in scope else None
            found = scope.find(path.name.lower())
            return None if found is None else found.value_of(path.name.lower())
    return collapse(ctx.run_text(f", ({plain_text(expression)})"))  # an array stays one value


def undefined(expression: nodes.UsingExpressionAst) -> TerminatingError:
    text = expression.sub_expression.extent.text.replace("@", "$", 1)
    exception = RuntimeException(f"The value of the using variable '{text}' cannot be retrieved because it has not been set in the local session.")
    return TerminatingError(ErrorRecord(exception, "UsingVariableIsUndefined", "InvalidOperation"))
