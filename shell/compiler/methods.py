"""Methods and constructors of script classes to Python functions method(this, *args)."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.compiler.analysis import local_variables
from shell.compiler.generator import Gen
from shell.compiler.statements import statement_list
from shell.compiler.unit import Unit
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K
from shell.runtime.scopes import SPELLING
from shell.runtime.scriptblock import COMPILERS
from shell.runtime.typerefs import require_named

Value = Any
_MATCHES = (K.Imatch, K.Cmatch, K.Inotmatch, K.Cnotmatch)


def compile_method(owner: Any, m: Any) -> Callable[..., Value]:
    """The function behind one method; parameters arrive converted."""
    unit = Unit(m.name, owner.namespaces)
    unit.names.update({"F0": owner.frame, "V0": owner.scope, "OWNER": owner})
    params = [p.name.variable_path.user_path for p in m.parameters]
    keys = [p.lower() for p in params]
    for p in params:
        SPELLING.setdefault(p.lower(), p)
    has_base = _has_base_call(m)
    locals_ = _locals(m, keys)
    g = Gen(unit)
    g.node = m
    g.in_method = True
    g.in_class = "OWNER"
    names = [g.local_name(k) for k in keys]
    unit.add(0, f"def method({', '.join(['this', *names])}):", m.extent)
    g.line("emit = drop")
    if locals_ is not None:
        g.line("F = F0; V = V0")
        g.locals = {**dict(zip(keys, names)), **{k: g.local_name(k) for k in locals_ if k not in keys}, "this": "this"}
        for k in locals_:
            if k not in keys:
                g.line(f"{g.locals[k]} = None")
    else:
        g.line(f"F, V = method_frame(OWNER, {m.name!r}, this, ({''.join(f'({k!r}, {n}), ' for k, n in zip(keys, names))}))")
    result = _result_type(owner, m)
    g.line("try:")
    g.indent += 1
    g.blocks += 1
    g.guard = False
    if m.is_constructor and not has_base and not m.is_static:
        g.line("run_default_base(OWNER, this)")
    statement_list(g, m.body.end_block.statements if m.body.end_block is not None else [], m.body.end_block.traps if m.body.end_block is not None else [])
    if m.body.end_block is None or not m.body.end_block.statements:
        g.line("pass")
    g.indent -= 1
    g.line("except MethodReturn as left_: return left_.value")
    g.line("except Exception: method_failed(F, V)")
    load = unit.load()
    function = load["method"]
    if result is None:
        return function  # type: ignore[no-any-return]
    return _converting(function, result)


def _has_base_call(m: Any) -> bool:
    block = m.body.end_block
    if block is None:
        return False
    for s in block.statements:
        for n in s.walk(False):
            if isinstance(n, ast.BaseCtorInvokeMemberExpressionAst):
                return True
    return False


def _locals(m: Any, keys: list[str]) -> Optional[list[str]]:
    """The variables of a method that can be Python locals; None when its scope must be real."""
    for n in m.body.walk():
        if isinstance(n, (ast.TryStatementAst, ast.SwitchStatementAst, ast.TrapStatementAst)):
            return None
        if isinstance(n, ast.BinaryExpressionAst) and n.operator in _MATCHES:
            return None
        if isinstance(n, (ast.ReturnStatementAst, ast.AssignmentStatementAst)):
            value = n.pipeline if isinstance(n, ast.ReturnStatementAst) else n.right
            if value is not None and not isinstance(value, (ast.PipelineAst, ast.AssignmentStatementAst)):
                return None
    found = local_variables(m.body)
    if found is None:
        return None
    assigned, read = found
    typed = {p.name.variable_path.user_path.lower() for p in m.parameters if p.attributes}
    if typed & set(assigned):
        return None
    return sorted(set(assigned) | set(read))


def _result_type(owner: Any, m: Any) -> Any:
    if m.is_constructor or m.return_type is None or m.return_type.type_name.full_name.lower() in ("void", "system.void", "object", "system.object"):
        return None
    return require_named(m.return_type.type_name.full_name, owner.namespaces)


def _converting(function: Callable[..., Value], t: Any) -> Callable[..., Value]:
    """The declared type of the result is enforced."""
    from shell.objects.conversion import convert
    cls = t.python_class if t.python_class in (int, str, float, bool) else None

    def method(*args: Value) -> Value:
        value = function(*args)
        if value.__class__ is cls:
            return value
        return convert(value, t)
    return method


COMPILERS["method"] = compile_method
