"""Whether an expression is constant at parse time, as attribute arguments and #requires need it, and its value."""
from __future__ import annotations

from typing import Any, Callable

from shell.language.kinds import TokenFlags
from shell.language.node_base import Ast
from shell.language.node_expr import (
    ArrayLiteralAst,
    BinaryExpressionAst,
    ConstantExpressionAst,
    ConvertExpressionAst,
    HashtableAst,
    MemberExpressionAst,
    ParenExpressionAst,
    ScriptBlockExpressionAst,
    StringConstantExpressionAst,
    SubExpressionAst,
    TernaryExpressionAst,
    TypeExpressionAst,
    UnaryExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from shell.language.node_stmt import CommandExpressionAst, PipelineAst, StatementBlockAst
from shell.language.node_types import NumberLiteral

_PRIMITIVES = frozenset(
    "bool byte sbyte char short ushort int16 uint16 int uint int32 uint32 long ulong int64 uint64 float single double decimal string "
    "datetime timespan guid bigint version uri type switch object".split())
_TRUE_FALSE_NULL = {"true": True, "false": False, "null": None}


class NotConstant(Exception):
    """The node has no value known at parse time."""


def is_constant(node: Ast, attribute: bool = False, on_class: bool = False, requires: bool = False) -> bool:
    """True if a node is constant; attribute arguments may also be types, lists and (not on classes) script blocks."""

    def check(item: Ast) -> bool:
        return is_constant(item, attribute, on_class, requires)

    if isinstance(node, ConstantExpressionAst):
        return True
    if isinstance(node, VariableExpressionAst):
        return node.variable_path.user_path.lower() in _TRUE_FALSE_NULL
    if isinstance(node, BinaryExpressionAst):
        return bool(node.operator.flags & TokenFlags.CAN_FOLD) and check(node.left) and check(node.right)
    if isinstance(node, UnaryExpressionAst):
        return bool(node.token_kind.flags & TokenFlags.CAN_FOLD) and check(node.child)
    if isinstance(node, TernaryExpressionAst):
        return check(node.condition) and check(node.if_true) and check(node.if_false)
    if isinstance(node, ConvertExpressionAst):
        return node.type.type_name.name.lower().replace("system.", "") in _PRIMITIVES and check(node.child)
    if isinstance(node, ArrayLiteralAst):
        return (attribute or requires) and all(check(element) for element in node.elements)
    if isinstance(node, HashtableAst):
        return requires and all(check(key) and check(value) for key, value in node.key_value_pairs)
    if isinstance(node, ScriptBlockExpressionAst):
        return attribute and not on_class
    if isinstance(node, TypeExpressionAst):
        return True
    if type(node) is MemberExpressionAst:
        return node.static and isinstance(node.expression, TypeExpressionAst) and isinstance(node.member, StringConstantExpressionAst)
    return _is_constant_block(node, check)


def _is_constant_block(node: Ast, check: Callable[[Ast], bool]) -> bool:
    if isinstance(node, (SubExpressionAst, UsingExpressionAst)):
        return check(node.sub_expression)
    if isinstance(node, ParenExpressionAst):
        return check(node.pipeline)
    if isinstance(node, StatementBlockAst):
        return not node.traps and len(node.statements) == 1 and check(node.statements[0])
    if isinstance(node, PipelineAst) and len(node.pipeline_elements) == 1:
        element = node.pipeline_elements[0]
        return isinstance(element, CommandExpressionAst) and check(element.expression)
    return False


def literal_value(node: Ast) -> Any:
    """The value of a literal: str, int, float, bool, None, a list, a dict with lower-case keys. NotConstant if there is more to it."""
    if isinstance(node, ConstantExpressionAst):
        value = node.value
        return value.value if isinstance(value, NumberLiteral) else value
    if isinstance(node, VariableExpressionAst) and node.variable_path.user_path.lower() in _TRUE_FALSE_NULL:
        return _TRUE_FALSE_NULL[node.variable_path.user_path.lower()]
    if isinstance(node, ArrayLiteralAst):
        return [literal_value(element) for element in node.elements]
    if isinstance(node, HashtableAst):
        return {str(literal_value(key)).lower(): literal_value(value) for key, value in node.key_value_pairs}
    if isinstance(node, ParenExpressionAst):
        return literal_value(node.pipeline)
    if isinstance(node, PipelineAst) and len(node.pipeline_elements) == 1:
        element = node.pipeline_elements[0]
        if isinstance(element, CommandExpressionAst):
            return literal_value(element.expression)
    raise NotConstant
