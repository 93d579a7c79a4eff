"""Loop counters: variables that are surely small Int32 values while a loop runs, so that no test of their class is needed.

A counter starts as an integer, changes only by small steps, and the loop's condition bounds it.
"""
from __future__ import annotations

from typing import Any, Optional

from shell.compiler.generator import only_expression
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K

Value = Any
LIMIT = 1 << 30
_UP = (K.PlusPlus, K.PostfixPlusPlus)
_DOWN = (K.MinusMinus, K.PostfixMinusMinus)
_STEPS = (*_UP, *_DOWN)
_BELOW, _ABOVE = (K.Ilt, K.Ile, K.Clt, K.Cle), (K.Igt, K.Ige, K.Cgt, K.Cge)


def _key(node: Any) -> Optional[str]:
    """Folded name of an unqualified variable."""
    if isinstance(node, ast.VariableExpressionAst) and not node.variable_path.qualifier:
        return str(node.variable_path.name.lower())
    return None


def _small(node: Any) -> bool:
    return node.__class__ is ast.ConstantExpressionAst and node.value.__class__ is int and abs(node.value) < LIMIT


def changes(node: Any, key: str) -> list[Any]:
    """The nodes that assign a variable."""
    out: list[Any] = []
    for n in node.walk():
        if isinstance(n, ast.AssignmentStatementAst):
            if any(_key(v) == key for v in n.left.walk() if not isinstance(n.left, (ast.MemberExpressionAst, ast.IndexExpressionAst))):
                out.append(n)
        elif isinstance(n, ast.UnaryExpressionAst) and n.token_kind in _STEPS and _key(n.child) == key:
            out.append(n)
        elif isinstance(n, ast.ForEachStatementAst) and _key(n.variable) == key:
            out.append(n)
    return out


def _step(node: Any, key: str) -> int:
    """1 or -1 for a small step of the variable up or down; 0 for anything else."""
    if isinstance(node, ast.UnaryExpressionAst) and _key(node.child) == key:
        return 1 if node.token_kind in _UP else -1
    if isinstance(node, ast.AssignmentStatementAst) and _key(node.left) == key and node.operator in (K.PlusEquals, K.MinusEquals):
        value = only_expression(node.right)
        if _small(value) and 0 < value.value < 1 << 20:  # type: ignore[union-attr]
            return 1 if node.operator is K.PlusEquals else -1
    return 0


def _step_by(node: Any, key: str, known: set[str]) -> int:
    """1 for `$j += $i` with a counter $i."""
    if isinstance(node, ast.AssignmentStatementAst) and _key(node.left) == key and node.operator is K.PlusEquals and _key(only_expression(node.right)) in known:
        return 1
    return 0


def bound_of(condition: Any, direction: int) -> Optional[tuple[str, Any]]:
    """(counter, bound) of `$i -lt bound` or `$i * $i -le bound`; for a counter that falls, `$i -gt bound`."""
    test = only_expression(condition)
    if not isinstance(test, ast.BinaryExpressionAst) or test.operator not in (_BELOW if direction > 0 else _ABOVE):
        return None
    left = test.left
    if isinstance(left, ast.BinaryExpressionAst) and left.operator is K.Multiply and direction > 0 and _key(left.left) == _key(left.right):
        left = left.left
    key = _key(left)
    return None if key is None else (key, test.right)


def checked_counter(node: Any, known: set[str]) -> Optional[str]:
    """The counter of an innermost for statement whose start must be looked at when the loop is reached."""
    if any(isinstance(n, ast.LoopStatementAst) for n in node.body.walk()):
        return None
    return for_counter(node, known, False)


def for_counter(node: Any, known: set[str], start_known: bool = True) -> Optional[str]:
    """The counter of a for statement; `known` are variables surely integers here."""
    start, step, condition = node.initializer, node.iterator, node.condition
    if not isinstance(start, ast.AssignmentStatementAst) or start.operator is not K.Equals or step is None or condition is None:
        return None
    key = _key(start.left)
    first = only_expression(start.right)
    if key is None or start_known and not (_small(first) or _key(first) in known):
        return None
    iterator = only_expression(step) if not isinstance(step, ast.AssignmentStatementAst) else step
    direction = _step(iterator, key) or _step_by(iterator, key, known)
    found = bound_of(condition, direction) if direction else None
    if found is None or found[0] != key or not (_small(found[1]) or _key(found[1]) in known):
        return None
    if changes(node.body, key) or len(changes(condition, key)):
        return None
    return key


def bounds_in(loop: Any, read_only: list[str]) -> list[str]:
    """Variables that only bound loops in here: worth knowing to be integers."""
    out = []
    for n in loop.walk():
        if isinstance(n, (ast.ForStatementAst, ast.WhileStatementAst)) and n.condition is not None:
            for direction in (1, -1):
                found = bound_of(n.condition, direction)
                key = _key(found[1]) if found is not None else None
                if key in read_only and key not in out:
                    out.append(key)
    return out


def rises(node: Any, naturals: set[str], start_known: bool = True) -> bool:
    """Does the counter of this for statement start at zero or above (or is its start looked at) and only go up?"""
    key = _key(node.initializer.left)
    first = only_expression(node.initializer.right)
    iterator = node.iterator if isinstance(node.iterator, ast.AssignmentStatementAst) else only_expression(node.iterator)
    up = key is not None and (_step(iterator, key) == 1 or bool(_step_by(iterator, key, naturals)))
    if not up or not start_known:
        return up
    return first is not None and _small(first) and bool(first.value >= 0) or _key(first) in naturals


def while_counters(loop: Any, known: list[str]) -> tuple[list[str], list[str]]:
    """Counters of a while statement that starts with them set, changed only by small steps, once a turn; and those of them that only rise."""
    if not isinstance(loop, ast.WhileStatementAst):
        return [], []
    for direction in (1, -1):
        found = bound_of(loop.condition, direction)
        if found is None or not (_small(found[1]) or _key(found[1]) in known):
            continue
        key = found[0]
        all_changes = changes(loop, key)
        if not all_changes or any(_step(n, key) != direction for n in all_changes):
            continue
        inner = [n for n in loop.body.walk() if isinstance(n, ast.LoopStatementAst)]
        if any(n in set(i.walk()) for i in inner for n in all_changes):
            continue
        return [key], [key] if direction > 0 else []
    return [], []
