"""What the generator asks about a piece of script: does it call out, which variables may live in Python locals, which automatic variables it mentions."""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K
from shell.runtime.reserved import AUTOMATIC_CONSTANTS, RESERVED

Value = Any
#: methods that may run script blocks with the variables of the caller
SCRIPT_CALLS = frozenset(("foreach", "where", "invoke", "invokereturnasis", "invokewithcontext", "getnewclosure", "getsteppablepipeline", "invokescript"))
_MENTION = re.compile(r"[$@]\{?(?:\w+:)?(args|input|psboundparameters|myinvocation|pscmdlet|foreach|switch)\b", re.I)
_STATUS = re.compile(r"\$\?|\$\{\?\}")
_NEVER_LOCAL = RESERVED | AUTOMATIC_CONSTANTS | {"matches", "_", "psitem", "foreach", "switch", "ofs", "args", "input", "this", "lastexitcode", "myinvocation",
                                                 "pscmdlet", "psboundparameters", "pwd", "error", "^", "$"}


def mentions(text: str) -> frozenset[str]:
    """Folded names of the on-demand automatic variables in a text."""
    return frozenset(m.lower() for m in _MENTION.findall(text))


def mentions_status(text: str) -> bool:
    return _STATUS.search(text) is not None


def calls_out(node: Any) -> bool:
    """May script code outside this text run while it does (so that $_ must be a real variable)?"""
    for n in node.walk():
        if isinstance(n, (ast.CommandAst, ast.ScriptBlockExpressionAst, ast.FunctionDefinitionAst, ast.TypeDefinitionAst)):
            return True
        if isinstance(n, ast.InvokeMemberExpressionAst) and _script_call(n):
            return True
    return False


def _script_call(n: Any) -> bool:
    return not isinstance(n.member, ast.StringConstantExpressionAst) or n.member.value.lower() in SCRIPT_CALLS


def has_commands(node: Any) -> bool:
    return any(isinstance(n, ast.CommandAst) for n in node.walk())


def assigns_under(node: Any) -> bool:
    """Does it assign $_ itself?"""
    for n in node.walk():
        target = n.left if isinstance(n, ast.AssignmentStatementAst) else n.child if isinstance(n, ast.UnaryExpressionAst) else None
        if isinstance(target, ast.VariableExpressionAst) and target.variable_path.name.lower() in ("_", "psitem"):
            return True
    return False


def may_jump(body: Any) -> bool:
    """May a break or continue arrive in this loop body as an exception?"""
    jumps = inside = False
    for n in body.walk():
        if isinstance(n, ast.CommandAst) or (isinstance(n, ast.InvokeMemberExpressionAst) and _script_call(n)):
            return True
        if isinstance(n, (ast.BreakStatementAst, ast.ContinueStatementAst)):
            if n.label is not None:
                return True
            jumps = True
        elif isinstance(n, (ast.SubExpressionAst, ast.ArrayExpressionAst, ast.HashtableAst)):
            inside = True
    return jumps and inside


def jump_depth(body: Any) -> int:
    """How many Python blocks may lie around the innermost break or continue of a loop body; 0 when it has none."""
    deepest = 0
    stack: list[tuple[Any, int]] = [(body, 1)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, (ast.BreakStatementAst, ast.ContinueStatementAst)):
            deepest = max(deepest, depth)
        depth += _WEIGHTS.get(node.__class__, 0)
        stack.extend((child, depth) for child in node.children())
    return deepest


_WEIGHTS = {ast.IfStatementAst: 1, ast.TryStatementAst: 4, ast.SwitchStatementAst: 4, ast.ForEachStatementAst: 4, ast.ForStatementAst: 4,
            ast.WhileStatementAst: 4, ast.DoWhileStatementAst: 4, ast.DoUntilStatementAst: 4}
_BARRED = (ast.CommandAst, ast.ScriptBlockExpressionAst, ast.FunctionDefinitionAst, ast.TypeDefinitionAst, ast.UsingExpressionAst, ast.DataStatementAst,
           ast.TrapStatementAst, ast.PipelineChainAst, ast.RedirectionAst)
_STEPS = (K.PlusPlus, K.MinusMinus, K.PostfixPlusPlus, K.PostfixMinusMinus)


def local_variables(loop: Any) -> Optional[tuple[list[str], list[str]]]:
    """(assigned, only read) variables of a loop during which nobody else can look at them; None when that is not sure."""
    seen: dict[str, bool] = {}
    barred: set[str] = set()
    for n in loop.walk():
        if isinstance(n, _BARRED):
            return None
        if isinstance(n, ast.InvokeMemberExpressionAst) and _script_call(n):
            return None
        if isinstance(n, ast.VariableExpressionAst):
            path = n.variable_path
            if path.scope:
                return None
            if not path.is_drive_qualified:
                seen.setdefault(path.name.lower(), False)
        elif isinstance(n, (ast.SubExpressionAst, ast.ArrayExpressionAst)) and _writes_inside(n):
            return None
        elif isinstance(n, ast.HashtableAst) and any(not isinstance(v, ast.PipelineAst) for _, v in n.key_value_pairs):
            return None
        elif isinstance(n, ast.AssignmentStatementAst):
            if not _targets(n.left, seen, barred):
                return None
        elif isinstance(n, ast.UnaryExpressionAst) and n.token_kind in _STEPS:
            if isinstance(n.child, ast.VariableExpressionAst) and not n.child.variable_path.qualifier:
                seen[n.child.variable_path.name.lower()] = True
        elif isinstance(n, ast.ForEachStatementAst):
            seen[n.variable.variable_path.name.lower()] = True
        elif isinstance(n, ast.ConvertExpressionAst) and n.type.type_name.full_name.lower() == "ref":
            return None
    names = {k: v for k, v in seen.items() if k not in _NEVER_LOCAL and k not in barred and ":" not in k}
    return sorted(k for k, v in names.items() if v), sorted(k for k, v in names.items() if not v)


def _writes_inside(node: Any) -> bool:
    """Does a $( ) or @( ) that becomes a function of its own assign variables?"""
    return any(isinstance(n, ast.AssignmentStatementAst) or isinstance(n, ast.ForEachStatementAst)
               or (isinstance(n, ast.UnaryExpressionAst) and n.token_kind in _STEPS) for n in node.walk())


def _targets(left: Any, seen: dict[str, bool], barred: set[str]) -> bool:
    """Note what an assignment writes; False when it is of a form that locals cannot serve."""
    if isinstance(left, ast.VariableExpressionAst):
        if not left.variable_path.qualifier:
            seen[left.variable_path.name.lower()] = True
        return True
    if isinstance(left, (ast.MemberExpressionAst, ast.IndexExpressionAst)):
        return True
    if isinstance(left, ast.ArrayLiteralAst):
        return all(_targets(e, seen, barred) for e in left.elements)
    if isinstance(left, ast.AttributedExpressionAst):
        inner = left.child
        while isinstance(inner, ast.AttributedExpressionAst):
            inner = inner.child
        if isinstance(inner, ast.VariableExpressionAst):
            barred.add(inner.variable_path.name.lower())
            return True
    return False


def added_first(part: Any, known: set[str]) -> frozenset[str]:
    """Variables whose first use in a function is a += (or the like): PowerShell then starts from this scope's own value, not an outer one's."""
    first: dict[str, bool] = {}
    for n in part.walk(False):
        if isinstance(n, ast.AssignmentStatementAst) and isinstance(n.left, ast.VariableExpressionAst) and not n.left.variable_path.qualifier:
            key = n.left.variable_path.name.lower()
            if key not in first:
                reads = any(isinstance(r, ast.VariableExpressionAst) and r.variable_path.name.lower() == key for r in n.right.walk())
                first[key] = n.operator is not K.Equals and n.operator is not K.QuestionQuestionEquals and not reads
        elif isinstance(n, ast.VariableExpressionAst) and not n.variable_path.qualifier:
            first.setdefault(n.variable_path.name.lower(), False)
    return frozenset(k for k, v in first.items() if v and k not in known)
