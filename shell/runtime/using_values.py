"""What the $using: expressions of a script block mean here: evaluated at the caller, keyed by their text in lower case, sent along as data.

Used by Invoke-Command, Start-Job, Start-ThreadJob and ForEach-Object -Parallel.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shell.clr.exceptions import define_exception
from shell.language.node_expr import UsingExpressionAst, VariableExpressionAst
from shell.objects.records import RuntimeException
from shell.runtime.pipeline import collapse

Value = Any
PSInvalidOperation = define_exception("System.Management.Automation.PSInvalidOperationException", RuntimeException)


def using_nodes(tree: Any) -> Iterator[UsingExpressionAst]:
    """Every $using: expression of a block, in nested blocks too."""
    for node in tree.walk():
        if isinstance(node, UsingExpressionAst):
            yield node


def using_values(ctx: Any, tree: Any) -> dict[str, Value]:
    """The values by key; an undefined variable raises as recorded (id UsingVariableIsUndefined)."""
    found: dict[str, Value] = {}
    if "using:" not in tree.extent.text.lower():
        return found
    for node in using_nodes(tree):
        text = node.sub_expression.extent.text
        key = text.lower()
        if key not in found:
            found[key] = _evaluate(ctx, node, text)
    return found


def _evaluate(ctx: Any, node: UsingExpressionAst, text: str) -> Value:
    variable = next((n for n in node.walk() if isinstance(n, VariableExpressionAst)), None)
    path = str(getattr(variable, "variable_path", "")).lstrip("$@")
    if ":" not in path and ctx.variables.get_entry(path) is None:
        name = variable.extent.text if variable is not None else text
        raise PSInvalidOperation(
            f"The value of the using variable '{name.replace('@', '$', 1)}' cannot be retrieved because it has not been set in the local session.",
            error_id="UsingVariableIsUndefined,Microsoft.PowerShell.Commands.InvokeCommandCommand", category="InvalidOperation")
    at = text.lower().index("using:")
    plain = "$" + text[at + len("using:"):]
    if plain.lower() == "$" + path.lower() and ":" not in path:
        return ctx.get_variable(path)  # an array stays one value
    return collapse(ctx.run_text(f", ({plain})"))
