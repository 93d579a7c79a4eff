"""Members after a dot or two colons, keys in brackets, and names of properties for commands that take them."""
from __future__ import annotations

from typing import Any, Optional

from shell.commands.completion.inference import Inference
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.shapes import LiveShape, MemberName, Shape, TableShape
from shell.commands.completion.words import Word
from shell.language import nodes as ast
from shell.objects.psobject import base_of

Value = Any
_NEEDS_QUOTES = set(" \t,;.()[]{}'\"&|<>@#`$-+*/%=!")


def written(m: MemberName) -> str:
    name = "'" + m.name.replace("'", "''") + "'" if any(c in _NEEDS_QUOTES for c in m.name) else m.name
    return name + "(" if m.is_method else name


def target_shape(place: Place, node: Any) -> Optional[Shape]:
    """The shape of what stands before the dot."""
    inference = Inference(place)
    if node.static:
        if isinstance(node.expression, ast.TypeExpressionAst):
            return inference.named(node.expression.type_name.full_name, True)
        found = inference.shape(node.expression)
        from shell.clr.typeinfo import NetType
        value = base_of(found.value) if isinstance(found, LiveShape) else None
        return inference.named(value.full_name, True) if isinstance(value, NetType) else None
    return inference.shape(node.expression)


def complete_member(place: Place, node: Any, typed: str) -> list[CompletionResult]:
    """Members of node.expression that begin with what was typed."""
    shape = target_shape(place, node)
    if shape is None:
        return []
    matches = Word(typed).matcher()
    return [CompletionResult(written(m), m.name, "Method" if m.is_method else "Property", m.tip) for m in shape.members() if matches(m.name)]


def complete_property(place: Place, command: Any, word: Word) -> list[CompletionResult]:
    """Names of properties of what a command gets from the pipeline."""
    shape = Inference(place).input_of(command)
    if shape is None:
        return []
    matches = word.matcher()
    return [CompletionResult(word.quoted(m.name), m.name, "Property", m.tip) for m in shape.properties() if matches(m.name)]


def complete_key(place: Place, node: Any, word: Word) -> list[CompletionResult]:
    """`$h["R`: keys of a table, in single quotes."""
    shape = Inference(place).shape(node.target)
    names: list[str] = []
    if isinstance(shape, TableShape):
        names = [k for k, _ in shape.keys]
    elif isinstance(shape, LiveShape):
        base = base_of(shape.value)
        names = [k for k in base.keys() if isinstance(k, str)] if hasattr(base, "contains") and hasattr(base, "keys") else []
    matches = word.matcher()
    return [CompletionResult("'" + n.replace("'", "''") + "'", n, "Property", n) for n in names if matches(n)]
