"""Expressions: one writer a node class, found through WRITERS."""
from __future__ import annotations

import os
from typing import Any, Callable

from shell.clr.numbers import BigInteger, Byte, Int16, Int64, SByte, UInt16, UInt32, UInt64
from shell.compiler import operators
from shell.compiler.generator import E, Gen, only_expression, only_statement
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K
from shell.runtime.reserved import AUTOMATIC_CONSTANTS
from shell.runtime.typerefs import TypeRef

Value = Any
Writer = Callable[[Gen, Any], E]
WRITERS: dict[type, Writer] = {}
NUMBER_CLASSES: dict[str, Callable[[Any], Value]] = {"int": int, "long": Int64, "uint": UInt32, "ulong": UInt64, "short": Int16, "ushort": UInt16,
                                                     "byte": Byte, "sbyte": SByte, "bigint": BigInteger, "double": float}
NULL = E("None", "null", True)


def writes(*classes: type) -> Callable[[Writer], Writer]:
    def register(writer: Writer) -> Writer:
        for c in classes:
            WRITERS[c] = writer
        return writer
    return register


def expr(g: Gen, node: Any) -> E:
    """The value of an expression."""
    writer = WRITERS.get(node.__class__)
    if writer is None:
        raise NotImplementedError(f"cannot compile {node.__class__.__name__}")
    return writer(g, node)


def code(g: Gen, node: Any) -> str:
    """The value of an expression where a void becomes null."""
    return expr(g, node).code


def condition(g: Gen, node: Any) -> str:
    """A Python bool: the truth of an expression."""
    if isinstance(node, ast.BinaryExpressionAst):
        op = node.operator
        if op in (K.And, K.Or):
            return f"({condition(g, node.left)} {'and' if op is K.And else 'or'} {condition(g, node.right)})"
        if op is K.Xor:
            return f"({condition(g, node.left)} != {condition(g, node.right)})"
        if op in operators._COMPARE:
            return operators.compare(g, op, expr(g, node.left), expr(g, node.right), True, moves(node.right)).code
    if isinstance(node, ast.UnaryExpressionAst) and node.token_kind in (K.Not, K.Exclaim):
        return f"(not {condition(g, node.child)})"
    if isinstance(node, ast.ParenExpressionAst):
        inner = only_expression(node.pipeline)
        if inner is not None and not isinstance(inner, ast.UnaryExpressionAst):
            return condition(g, inner)
    e = expr(g, node)
    return truth(g, e)


def truth(g: Gen, e: E) -> str:
    if e.kind == "bool":
        return e.code
    first, again = g.hold(e)
    return f"({again} if {first}.__class__ is bool else to_bool({again}))"


def moves(node: Any) -> bool:
    """May evaluating this change a variable?"""
    return any(isinstance(n, (ast.AssignmentStatementAst, ast.UnaryExpressionAst, ast.CommandAst, ast.InvokeMemberExpressionAst, ast.ScriptBlockExpressionAst))
               for n in node.walk())


# ---- constants and variables


@writes(ast.ConstantExpressionAst)
def constant(g: Gen, node: Any) -> E:
    return number(g, node.value)


def number_value(value: Any) -> Value:
    """The value of a number literal."""
    if value.__class__ is int:
        return value
    if value.kind == "decimal":
        from decimal import Decimal
        return Decimal(value.value)
    return NUMBER_CLASSES[value.kind](value.value)


def number(g: Gen, value: Any) -> E:
    if value is None:
        return NULL
    if value.__class__ is bool:
        return E(repr(value), "bool", True)
    if value.__class__ is int:
        return E(str(value) if value >= 0 else f"({value})", "int", True)
    if value.__class__ is str:
        return E(repr(value), "str", True)
    made = number_value(value)
    if value.kind == "decimal":
        return E(g.const("K", made), "", True)
    if made.__class__ is int:
        return number(g, made)
    if made.__class__ is float and made == made and abs(made) != float("inf"):
        return E(repr(made) if made >= 0 and not repr(made).startswith("-") else f"({made!r})", "float", True)
    return E(g.const("K", made), "float" if made.__class__ is float else "", True)


@writes(ast.StringConstantExpressionAst)
def string(g: Gen, node: Any) -> E:
    return E(repr(node.value), "str", True)


@writes(ast.VariableExpressionAst)
def variable(g: Gen, node: Any) -> E:
    path = node.variable_path
    if path.qualifier:
        return qualified(g, path)
    key = g.variable_key(path)
    if key in ("true", "false", "null"):
        return NULL if key == "null" else E(key.capitalize(), "bool", True)
    if key == "?":
        return E("F.ctx.ok", "bool")
    if key == "_" and g.under is not None:
        return E(g.under, "", True)
    if key == "pscmdlet":
        return E("pscmdlet(V)")
    local = g.locals.get(key)
    if local is not None:
        e = E(local, "int" if key in g.ints else "", True)
        e.natural = key in g.naturals and key in g.ints
        return e
    if key in AUTOMATIC_CONSTANTS:
        return automatic(g, node, key)
    return E(f"V[{key!r}]")


def automatic(g: Gen, node: Any, key: str) -> E:
    """$PSScriptRoot and $PSCommandPath belong to the text."""
    file = node.extent.file
    if file is None:
        return E("''" if g.unit.label == "command" else f"V[{key!r}]")
    return E(repr(os.path.dirname(file) if key == "psscriptroot" else file), "str", True)


def qualified(g: Gen, path: Any) -> E:
    scope = path.scope
    key = path.name.lower()
    if key == "psitem":
        key = "_"
    if scope:
        from shell.runtime.scopes import SPELLING
        SPELLING.setdefault(key, path.name)
        return E(f"scoped(V, {scope!r}, {key!r})")
    if path.is_drive_qualified:
        if path.qualifier.lower() == "env":
            return E(f"env_get({path.name!r})")
        return E(f"drive_get(F, {path.qualifier!r}, {path.name!r})")
    return E(f"V[{g.variable_key(path)!r}]")


@writes(ast.UsingExpressionAst)
def using(g: Gen, node: Any) -> E:
    return E(f"using(F, V, {node.sub_expression.extent.text!r}, {g.const('K', node)})")


@writes(ast.ExpandableStringExpressionAst)
def expandable(g: Gen, node: Any) -> E:
    """A string with parts; an f-string where the parts' text allows it."""
    pieces: list[str] = []
    values: list[str] = []
    plain = True
    for part in node.parts:
        if isinstance(part, str):
            pieces.append(part.replace("{", "{{").replace("}", "}}"))
            values.append(repr(part))
            continue
        e = part_value(g, part)
        if e.kind in ("str", "int"):
            text = e.code
        else:
            first, again = g.hold(e)
            text = f"({again} if {first}.__class__ in TEXTUAL else text({again}, V))"
        if '"' in text or "\\" in text or "#" in text or "\n" in text or "{" in text or "!" in text:
            plain = False
        pieces.append("{" + text + "}")
        values.append(text if e.kind == "str" else f"str({text})")
    if plain:
        body = "".join(repr(p)[1:-1].replace('"', '\\"') if not p.startswith("{") or p.startswith("{{") else p for p in pieces)
        return E(f'f"""{body}"""', "str")
    return E("''.join((" + ", ".join(values) + ",))", "str")


def part_value(g: Gen, part: Any) -> E:
    """A $x or $( ) inside a string."""
    if isinstance(part, ast.SubExpressionAst):
        return subexpression(g, part)
    return expr(g, part)


# ---- composed values


@writes(ast.ParenExpressionAst)
def paren(g: Gen, node: Any) -> E:
    from shell.compiler.commands import pipeline_value
    inner = only_expression(node.pipeline)
    if inner is not None:
        return expr(g, inner)
    return pipeline_value(g, node.pipeline)


@writes(ast.SubExpressionAst)
def subexpression(g: Gen, node: Any) -> E:
    block = node.sub_expression
    if not block.statements and not block.traps:
        return NULL
    single = only_statement(block)
    inner = only_expression(single) if single is not None else None
    if inner is not None and harmless(inner):
        return expr(g, inner)
    return E(f"collapse({statements_function(g, block)}())")


def harmless(node: Any) -> bool:
    """Evaluating this cannot fail, and gives the same value as writing it as a statement."""
    if isinstance(node, (ast.StringConstantExpressionAst, ast.ConstantExpressionAst)):
        return True
    if isinstance(node, ast.VariableExpressionAst):
        return not node.variable_path.is_drive_qualified
    if isinstance(node, ast.MemberExpressionAst) and not isinstance(node, ast.InvokeMemberExpressionAst):
        return not node.static and isinstance(node.member, ast.StringConstantExpressionAst) and harmless(node.expression)
    if isinstance(node, ast.IndexExpressionAst):
        return harmless(node.target) and isinstance(node.index, ast.StringConstantExpressionAst)
    if isinstance(node, ast.BinaryExpressionAst) and node.operator is K.Rem:
        return isinstance(node.right, ast.ConstantExpressionAst) and node.right.value.__class__ is int and node.right.value > 0 and harmless(node.left)
    if isinstance(node, ast.BinaryExpressionAst) and node.operator in (K.Plus, K.Minus, K.Multiply):
        return isinstance(node.right, ast.ConstantExpressionAst) and node.right.value.__class__ is int and harmless(node.left)
    if isinstance(node, ast.ExpandableStringExpressionAst):
        return all(harmless(p) or isinstance(p, ast.SubExpressionAst) for p in node.nested_expressions)
    if isinstance(node, ast.TernaryExpressionAst):
        return harmless(node.condition) and harmless(node.if_true) and harmless(node.if_false)
    return False


def statements_function(g: Gen, block: Any) -> str:
    """A sub function with the statements of $( ) or @( )."""
    from shell.compiler.statements import statement_list
    return g.sub_function(lambda inner: statement_list(inner, block.statements, block.traps))


@writes(ast.ArrayExpressionAst)
def array_expression(g: Gen, node: Any) -> E:
    block = node.sub_expression
    if not block.statements and not block.traps:
        return E("[]", "list")
    single = only_statement(block)
    if single is not None:
        inner = only_expression(single)
        if isinstance(inner, ast.ArrayLiteralAst):
            return expr(g, inner)
        if inner is not None and isinstance(inner, ast.VariableExpressionAst) and not inner.variable_path.qualifier:
            e = expr(g, inner)
            return E(f"array_of({e.code}, V, {g.variable_key(inner.variable_path)!r})", "list")
        if inner is not None and not isinstance(inner, (ast.ParenExpressionAst, ast.SubExpressionAst, ast.InvokeMemberExpressionAst,
                                                         ast.ConvertExpressionAst, ast.UnaryExpressionAst)):
            return E(f"array_of({expr(g, inner).code})", "list")
        if isinstance(single, ast.PipelineAst) and inner is None and not single.background:
            from shell.compiler.commands import pipeline_list
            return E(pipeline_list(g, single), "list")
    return E(f"{statements_function(g, block)}()", "list")


@writes(ast.ArrayLiteralAst)
def array_literal(g: Gen, node: Any) -> E:
    return E("[" + ", ".join(code(g, e) for e in node.elements) + "]", "list")


@writes(ast.HashtableAst)
def hashtable(g: Gen, node: Any) -> E:
    return E(f"hashtable({pairs_text(g, node)})")


def pairs_text(g: Gen, node: Any) -> str:
    out = []
    for key, value in node.key_value_pairs:
        out.append(f"({code(g, key)}, {statement_value(g, value).code})")
    return "(" + ", ".join(out) + ("," if out else "") + ")"


def statement_value(g: Gen, statement: Any) -> E:
    """The value of a statement that stands where a value is wanted: the right side of a hash entry."""
    inner = only_expression(statement)
    if inner is not None:
        return expr(g, inner)
    if isinstance(statement, (ast.PipelineAst, ast.PipelineChainAst, ast.AssignmentStatementAst)):
        from shell.compiler.commands import pipeline_value
        return pipeline_value(g, statement)
    from shell.compiler.statements import statement_list
    return E(f"collapse({g.sub_function(lambda inner: statement_list(inner, [statement], []))}())")


@writes(ast.ScriptBlockExpressionAst)
def script_block(g: Gen, node: Any) -> E:
    from shell.runtime.scriptblock import BlockCode
    k = g.const("B", BlockCode(node.script_block, usings=g.unit.namespaces))
    return E(f"ScriptBlock({k}, F.state)")


@writes(ast.TypeExpressionAst)
def type_expression(g: Gen, node: Any) -> E:
    return E(type_code(g, node.type_name))


def type_code(g: Gen, type_name: Any) -> str:
    ref = g.const("T", TypeRef(type_name.full_name, g.unit.namespaces))
    return f"({ref}.type or {ref}.get())"


# ---- operators


@writes(ast.BinaryExpressionAst)
def binary(g: Gen, node: Any) -> E:
    op = node.operator
    if op in (K.And, K.Or, K.Xor):
        return E(condition(g, node), "bool")
    if op is K.QuestionQuestion:
        left = expr(g, node.left)
        if left.kind and left.kind != "null":
            return left
        first, again = g.hold(left)
        return E(f"({again} if {first} is not None else {code(g, node.right)})")
    if op is K.Format:
        from shell.compiler.format_strings import format_operator
        quick = format_operator(g, node)
        if quick is not None:
            return quick
    if op is K.Plus and isinstance(node.right, ast.ParenExpressionAst) and isinstance(node.right.pipeline, ast.PipelineAst) \
            and only_expression(node.right.pipeline) is None:
        from shell.compiler.commands import pipeline_list
        return E(f"add_output({code(g, node.left)}, {pipeline_list(g, node.right.pipeline)})")
    return operators.binary(g, op, expr(g, node.left), expr(g, node.right), moves(node.right))


@writes(ast.TernaryExpressionAst)
def ternary(g: Gen, node: Any) -> E:
    return E(f"({code(g, node.if_true)} if {condition(g, node.condition)} else {code(g, node.if_false)})")


@writes(ast.UnaryExpressionAst)
def unary(g: Gen, node: Any) -> E:
    kind = node.token_kind
    if kind in (K.Not, K.Exclaim):
        return E(condition(g, node), "bool")
    if kind in (K.PlusPlus, K.MinusMinus, K.PostfixPlusPlus, K.PostfixMinusMinus):
        from shell.compiler.assignments import step
        return step(g, node)
    child = expr(g, node.child)
    if kind is K.Minus:
        first, again = g.hold(child)
        if child.kind == "float":
            return E(f"(-{again})" if child.simple else f"(-({first}))", "float")
        return E(f"(-{again} if {first}.__class__ is int and {again} != -2147483648 else negate({again}))", "", maybe="int")
    if kind is K.Comma:
        return E(f"[{child.code}]", "list")
    names = {K.Plus: "plus", K.Bnot: "bit_not", K.Join: "join_", K.Isplit: "unary_split", K.Csplit: "unary_split"}
    return E(f"{names[kind]}({child.code}{', V' if kind is K.Join else ''})", "str" if kind is K.Join else "")


@writes(ast.AttributedExpressionAst)
def attributed(g: Gen, node: Any) -> E:
    return expr(g, node.child)


