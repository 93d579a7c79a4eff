"""-f with a constant template becomes a Python f-string; a class of value that it does not cover goes through format_ as any other."""
from __future__ import annotations

from typing import Any, Optional

from shell.compiler.expressions import expr, moves
from shell.compiler.generator import E, Gen, only_expression, string_constant
from shell.language import nodes as ast
from shell.runtime.quick_operators import FormatItem, format_items

_TESTS = {"int": "is int", "number": "in NUMBERS", "text": "in TEXTUAL"}
_RANGES = {"int": "{0} >= 0", "number": "-1e15 < {0} < 1e15"}


def format_operator(g: Gen, node: Any) -> Optional[E]:
    """The f-string of `'{0:D5} {1}' -f $a, $b`; None where the template is not constant, not well formed, or asks for something rarer."""
    template = string_constant(node.left)
    parts = format_items(template) if template is not None else None
    elements = _elements(node.right)
    if parts is None or any(not isinstance(p, str) and p.place >= len(elements) for p in parts):
        return None
    first, again = _held(g, elements, moves(node.right))
    needs: dict[int, str] = {}
    ranges: list[str] = []
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += part.encode("unicode_escape").decode("ascii").replace("{", "{{").replace("}", "}}").replace('"', '\\"')
            continue
        index, value = part.place, again[part.place]
        needs[index] = part.kind if needs.get(index, part.kind) == part.kind else "int"
        within = _RANGES.get(part.kind, "").format(value)
        if within and within not in ranges:
            ranges.append(within)
        body += _field(part, value)
    classes = [f"({first[i]}.__class__ {_TESTS[needs[i]]})" if i in needs else f"(({first[i]}, True)[1])" for i in range(len(first))]
    tests = " and ".join([" & ".join(classes), *ranges, "not CULTURES"])
    slow = f"format_({template!r}, [{', '.join(again)}], V)" if isinstance(_right(node.right), ast.ArrayLiteralAst) else f"format_({template!r}, {again[0]}, V)"
    return E(f'(f"""{body}""" if {tests} else {slow})', "str")


def _field(item: FormatItem, value: str) -> str:
    """The item as a field of an f-string."""
    if item.pad and item.kind == "int":
        return "{f'{" + value + ":" + item.spec + "}':" + item.pad + "}"  # the zeros first, the blanks around them
    return "{" + value + (":" + item.pad + item.spec if item.pad or item.spec else "") + "}"


def _right(right: Any) -> Any:
    while isinstance(right, ast.ParenExpressionAst) and isinstance(only_expression(right.pipeline), (ast.ArrayLiteralAst, ast.ParenExpressionAst)):
        right = only_expression(right.pipeline)
    return right


def _elements(right: Any) -> list[Any]:
    right = _right(right)
    return list(right.elements) if isinstance(right, ast.ArrayLiteralAst) else [right]


def _held(g: Gen, elements: list[Any], moving: bool) -> tuple[list[str], list[str]]:
    """Every value: the text that evaluates it first, the text to use it again."""
    first, again = [], []
    for node in elements:
        e = expr(g, node)
        name = e.code.isidentifier() and e.code not in ("None", "True", "False") and not moving
        t = e.code if name else g.temp()
        first.append(t if name else f"({t} := {e.code})")
        again.append(t)
    return first, again
