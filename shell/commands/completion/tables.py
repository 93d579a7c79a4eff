"""Keys of hashtables: of calculated properties, of tables splatted later, of objects to be made."""
from __future__ import annotations

from typing import Any, Optional

from shell.commands.completion.binding import Binding
from shell.commands.completion.commands import metadata_of
from shell.commands.completion.fixed_words import calculated_keys
from shell.commands.completion.inference import Inference
from shell.commands.completion.parameters import all_parameters, names_from
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.language import nodes as ast

Value = Any


def complete_table_key(place: Place, table: Any, typed: str) -> list[CompletionResult]:
    """A word where a key of `table` is expected."""
    used = {k.value.lower() for k, v in table.key_value_pairs if isinstance(k, ast.StringConstantExpressionAst) and not (k.extent.start < place.cursor <= k.extent.end)}
    found = _offers(place, table)
    return [r for r in found or [] if r.list_item_text.lower().startswith(typed.lower()) and r.list_item_text.lower() not in used]


def _offers(place: Place, table: Any) -> Optional[list[CompletionResult]]:
    parent = table.parent
    if isinstance(parent, ast.ConvertExpressionAst):
        name = parent.type.type_name.full_name
        if name.lower() in ("pscustomobject", "psobject", "ordered", "hashtable"):
            return None
        shape = Inference(place).named(name)
        return None if shape is None else [CompletionResult(m.name, m.name, "Property", m.tip) for m in shape.properties()]
    at = parent
    while at is not None and not isinstance(at, (ast.CommandAst, ast.AssignmentStatementAst, ast.ScriptBlockAst)):
        at = at.parent
    if isinstance(at, ast.CommandAst):
        name, _ = metadata_of(place, at)
        return [CompletionResult(k, k, "Property", k) for k in calculated_keys(name)]
    if isinstance(at, ast.AssignmentStatementAst) and isinstance(at.left, ast.VariableExpressionAst):
        return _splatted(place, at.left.variable_path.name.lower(), at.extent.end)
    return None


def _splatted(place: Place, variable: str, after: int) -> Optional[list[CompletionResult]]:
    """Parameters of the command that a table is splatted to further on."""
    for node in place.walk():
        if not isinstance(node, ast.CommandAst):
            continue
        for e in node.command_elements[1:]:
            if isinstance(e, ast.VariableExpressionAst) and e.splatted and e.variable_path.name.lower() == variable:
                _, meta = metadata_of(place, node)
                if meta is None:
                    return None
                binding = Binding(meta, node, e)
                return [CompletionResult(r.list_item_text, r.list_item_text, "ParameterName", r.tool_tip)
                        for r in names_from(all_parameters(meta), binding, "", "", frozenset())]
    return None
