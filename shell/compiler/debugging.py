"""Code compiled for debugging: where a script can stop, and what each of these places does."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shell.compiler.generator import Gen
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K
from shell.runtime.debugging import SequencePoint

_STEPS = (K.PlusPlus, K.MinusMinus, K.PostfixPlusPlus, K.PostfixMinusMinus)
_STOPS = (ast.PipelineAst, ast.AssignmentStatementAst, ast.PipelineChainAst, ast.ThrowStatementAst, ast.ReturnStatementAst, ast.ExitStatementAst,
          ast.BreakStatementAst, ast.ContinueStatementAst)


def before_statement(g: Gen, node: Any) -> None:
    """A statement that is a place of its own says that it is reached; a return with a value is reached once, not twice."""
    if isinstance(node, _STOPS) and not (isinstance(node, ast.PipelineAst) and isinstance(getattr(node, "parent", None), ast.ReturnStatementAst)):
        step(g, node)


def step(g: Gen, node: Any) -> None:
    """A line that reports a point."""
    g.node = node
    g.line(f"debug_step(F, V, {point(g, node)})")


def in_condition(g: Gen, node: Any, test: str) -> str:
    """A condition that first reports its point."""
    return f"(debug_step(F, V, {point(g, node)}) or {test})" if g.unit.debug else test


def point(g: Gen, node: Any) -> str:
    """The constant holding the point of a node."""
    commands, reads, writes = set(), set(), set()
    for n in _inside(node):
        if isinstance(n, ast.CommandAst):
            first = n.command_elements[0]
            if isinstance(first, ast.StringConstantExpressionAst):
                commands.add(first.value.lower())
        elif isinstance(n, ast.VariableExpressionAst):
            reads.add(n.variable_path.name.lower())
        elif isinstance(n, ast.UnaryExpressionAst) and n.token_kind in _STEPS and isinstance(n.child, ast.VariableExpressionAst):
            writes.add(n.child.variable_path.name.lower())
    if isinstance(node, ast.AssignmentStatementAst):
        for target in targets(node.left):
            writes.add(target)
            if node.operator is K.Equals and not any(_name(n) == target for n in _inside(node.right)):
                reads.discard(target)
    return g.const("P", SequencePoint(node.extent, frozenset(commands), frozenset(reads), frozenset(writes)))


def variable_point(g: Gen, node: Any) -> str:
    """The point at which foreach sets its variable."""
    return g.const("P", SequencePoint(node.extent, writes=frozenset((node.variable_path.name.lower(),))))


def _name(node: Any) -> str:
    return str(node.variable_path.name).lower() if isinstance(node, ast.VariableExpressionAst) else ""


def targets(node: Any) -> list[str]:
    """The variables an assignment sets (folded)."""
    if isinstance(node, ast.VariableExpressionAst):
        return [_name(node)] if node.variable_path.qualifier.lower() not in ("env", "function", "alias") else []
    if isinstance(node, ast.ArrayLiteralAst):
        return [t for e in node.elements for t in targets(e)]
    if isinstance(node, (ast.ConvertExpressionAst, ast.AttributedExpressionAst)):
        return targets(node.child)
    return []


def after_assignment(g: Gen, node: Any) -> None:
    """-Trace 2 shows what was assigned."""
    if isinstance(node.left, ast.VariableExpressionAst) and not node.left.variable_path.qualifier:
        g.line(f"debug_assigned(F, V, {node.left.variable_path.name!r})")


def _inside(node: Any) -> Iterator[Any]:
    """The node and what belongs to it; nested script blocks are places of their own."""
    yield node
    for child in node.children():
        if not isinstance(child, (ast.ScriptBlockExpressionAst, ast.FunctionDefinitionAst, ast.StatementBlockAst)):
            yield from _inside(child)


def braces(g: Gen, tree: Any, first: bool) -> None:
    """The opening or the closing brace of a body is a place too."""
    extent = tree.extent
    text = extent.text
    if not (text.startswith("{") and text.endswith("}")):
        return
    place = type(extent)(extent.source, extent.start, extent.start + 1) if first else type(extent)(extent.source, extent.end - 1, extent.end)
    g.line(f"debug_step(F, V, {g.const('P', SequencePoint(place, entry=first))})")
