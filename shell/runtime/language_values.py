"""What is known of an expression from its text alone: its static type, and its value if it is made of constants."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import InvalidOperationException
from shell.language import nodes as ast
from shell.objects.typenames import resolve_type

Value = Any
_FIXED: dict[type, str] = {
    ast.StringConstantExpressionAst: "string", ast.ExpandableStringExpressionAst: "string", ast.HashtableAst: "hashtable",
    ast.ArrayLiteralAst: "object[]", ast.ArrayExpressionAst: "object[]", ast.ScriptBlockExpressionAst: "scriptblock", ast.TypeExpressionAst: "type",
}


def static_type(node: Any) -> Value:
    """StaticType of an expression or parameter: object when nothing is said."""
    name = _FIXED.get(type(node))
    if name is None and isinstance(node, ast.ConvertExpressionAst):
        name = node.type.type_name.full_name
    if isinstance(node, ast.ParameterAst):
        typed = [a for a in node.attributes if isinstance(a, ast.TypeConstraintAst)]
        name = typed[0].type_name.full_name if typed else None
    if name is None and isinstance(node, ast.ConstantExpressionAst):
        from shell.clr.typeinfo import typeof
        return typeof(safe_value(node))
    if name is None and isinstance(node, ast.VariableExpressionAst) and node.variable_path.user_path.lower() in ("true", "false"):
        name = "bool"
    return resolve_type(name or "object") or resolve_type("object")


def literal(value: Any) -> Value:
    """The number a NumberLiteral stands for."""
    if isinstance(value, ast.NumberLiteral):
        from shell.clr import numbers
        if value.kind == "decimal":
            from decimal import Decimal
            return Decimal(str(value.value))
        if value.kind == "double":
            return value.value
        names = {"long": "Int64", "uint": "UInt32", "ulong": "UInt64", "short": "Int16", "ushort": "UInt16", "byte": "Byte", "sbyte": "SByte",
                 "bigint": "BigInteger"}
        made: Value = getattr(numbers, names[value.kind])(value.value)
        return made
    return value


def _list(node: Any) -> list[Value]:
    return [safe_value(e) for e in node.elements]


def _statements(node: Any) -> Value:
    out: list[Value] = []
    for statement in node.sub_expression.statements:
        value = safe_value(statement)
        out.extend(value if isinstance(value, list) else [value])
    return out


def _table(node: Any) -> Value:
    from shell.objects.conversion_objects import new_hashtable
    made = new_hashtable()
    for key, value in node.key_value_pairs:
        made.put(safe_value(key), safe_value(value))
    return made


def _variable(node: Any) -> Value:
    known = {"true": True, "false": False, "null": None}
    name = node.variable_path.user_path.lower()
    if name not in known:
        raise _refused(node)
    return known[name]


def _minus(node: Any) -> Value:
    from shell.language.kinds import TokenKind
    value = safe_value(node.child)
    if node.token_kind is TokenKind.Minus:
        from shell.objects.arithmetic import negate
        return negate(value)
    if node.token_kind in (TokenKind.Exclaim, TokenKind.Not):
        from shell.objects.conversion import to_bool
        return not to_bool(value)
    if node.token_kind is TokenKind.Comma:
        return [value]
    raise _refused(node)


def _single(node: Any) -> Value:
    elements = node.pipeline_elements
    if len(elements) != 1:
        raise _refused(node)
    return safe_value(elements[0])


def _cast(node: Any) -> Value:
    from shell.objects.conversion import convert
    return convert(safe_value(node.child), static_type(node))


_READERS: dict[type, Any] = {
    ast.ConstantExpressionAst: lambda n: literal(n.value), ast.StringConstantExpressionAst: lambda n: n.value, ast.ArrayLiteralAst: _list,
    ast.ArrayExpressionAst: _statements, ast.HashtableAst: _table, ast.VariableExpressionAst: _variable, ast.UnaryExpressionAst: _minus,
    ast.ParenExpressionAst: lambda n: safe_value(n.pipeline), ast.PipelineAst: _single, ast.CommandExpressionAst: lambda n: safe_value(n.expression),
    ast.ConvertExpressionAst: _cast, ast.NumberLiteral: literal,
}


def _refused(node: Any) -> Exception:
    return InvalidOperationException("Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions. Dynamic expression: "
                                     f"{node.extent.text}.")


def safe_value(node: Any) -> Value:
    """SafeGetValue(): the value of a constant expression; anything that would have to run is refused."""
    read = _READERS.get(type(node))
    if read is None:
        raise _refused(node)
    return read(node)
