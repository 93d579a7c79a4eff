"""-f with a constant template becomes a Python f-string; a class of value that it does not cover goes through format_ as any other."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.compiler.expressions import expr, moves
from shell.compiler.generator import E, Gen, only_expression, string_constant
from shell.language import nodes as ast

_TESTS = {"int": "is int", "number": "in NUMBERS", "text": "in TEXTUAL"}
Item = tuple[int, str, str, str]  # (index of the value, what it must be, test of its value or "", f-string field; @ stands for the value)


def format_operator(g: Gen, node: Any) -> Optional[E]:
    """The f-string of `'{0:D5} {1}' -f $a, $b`; None where the template is not constant, not well formed, or asks for something rarer."""
    template = string_constant(node.left)
    parts = _items(template) if template is not None else None
    elements = _elements(node.right)
    if parts is None or any(not isinstance(p, str) and p[0] >= len(elements) for p in parts):
        return None
    first, again = _held(g, elements, moves(node.right))
    needs: dict[int, str] = {}
    ranges: list[str] = []
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += part.encode("unicode_escape").decode("ascii").replace("{", "{{").replace("}", "}}").replace('"', '\\"')
            continue
        index, need, test, field = part
        needs[index] = need if needs.get(index, need) == need else "int"
        if test and test.replace("@", again[index]) not in ranges:
            ranges.append(test.replace("@", again[index]))
        body += field.replace("@", again[index])
    classes = [f"({first[i]}.__class__ {_TESTS[needs[i]]})" if i in needs else f"(({first[i]}, True)[1])" for i in range(len(first))]
    tests = " and ".join([" & ".join(classes), *ranges, "not CULTURES"])
    slow = f"format_({template!r}, [{', '.join(again)}], V)" if isinstance(_right(node.right), ast.ArrayLiteralAst) else f"format_({template!r}, {again[0]}, V)"
    return E(f'(f"""{body}""" if {tests} else {slow})', "str")


def _items(template: str) -> Optional[list[Any]]:
    """Texts and Items of a template; None when it is not well formed or has a format that is not covered."""
    from shell.clr.composite import parse_composite
    out: list[Any] = []
    try:
        parts = parse_composite(template)
    except NetException:
        return None  # reported when it runs
    for part in parts:
        item = part if isinstance(part, str) else _item(*part)
        if item is None:
            return None
        out.append(item)
    return out


def _item(index: int, width: int, spec: Optional[str]) -> Optional[Item]:
    """.NET rounds the exact value of a Double, ties to the even digit, as Python does."""
    side = f"{'>' if width > 0 else '<'}{abs(width)}" if width else ""
    if spec is None:
        return index, "text", "", "{@:" + side + "}" if side else "{@}"
    kind, count = spec[:1], spec[1:]
    if count and not (count.isdigit() and len(count) < 3 and int(count) < 16):
        return None
    if kind in ("D", "d", "X", "x"):
        inner = f"0{int(count or 1)}{'d' if kind in 'Dd' else kind}"
        return index, "int", "@ >= 0", "{f'{@:" + inner + "}':" + side + "}" if side else "{@:" + inner + "}"
    if kind in ("N", "n", "F", "f"):
        return index, "number", "-1e15 < @ < 1e15", "{@:" + side + ("," if kind in "Nn" else "") + f".{int(count or 2)}f" + "}"
    return None


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
