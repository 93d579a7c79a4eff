"""Assignments of every form, ++ and --."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.compiler import operators
from shell.compiler.access import read_index
from shell.compiler.expressions import code, expr, type_code
from shell.compiler.generator import E, Gen, only_expression, string_constant
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K
from shell.runtime.reserved import RESERVED

Value = Any
_STEPS = {K.PlusPlus: (K.Plus, "increment"), K.PostfixPlusPlus: (K.Plus, "increment"), K.MinusMinus: (K.Minus, "decrement"),
          K.PostfixMinusMinus: (K.Minus, "decrement")}


def plain_key(g: Gen, node: Any) -> Optional[str]:
    """The key of an unqualified variable that may be written directly."""
    if isinstance(node, ast.VariableExpressionAst) and not node.variable_path.qualifier:
        key = g.variable_key(node.variable_path)
        if key not in RESERVED and not (key == "_" and g.under is not None):
            return key
    return None


def assign(g: Gen, node: Any) -> None:
    """Write the lines of an assignment statement."""
    left, right = node.left, node.right
    if node.operator is not K.Equals:
        compound(g, node)
        return
    key = plain_key(g, left)
    if key is not None and isinstance(right, (ast.PipelineAst, ast.PipelineChainAst)) and only_expression(right) is None:
        from_pipeline(g, key, right)
        return
    if isinstance(left, ast.VariableExpressionAst) and left.variable_path.user_path.lower() == "null" and not only_expression(right) \
            and isinstance(right, (ast.PipelineAst, ast.PipelineChainAst)):
        from shell.compiler.commands import pipeline_lines
        outer, g.emit = g.emit, "drop"
        pipeline_lines(g, right)
        g.emit = outer
        return
    value = statement_result(g, right)
    store(g, left, value)


def from_pipeline(g: Gen, key: str, right: Any) -> None:
    """$x = command: what it gives, remembered as nothing when it gives nothing."""
    from shell.compiler.commands import pipeline_lines
    out = g.temp("o")
    g.line(f"{out} = []")
    outer, g.emit = g.emit, g.temp("e")
    g.line(f"{g.emit} = {out}.append")
    g.node = right
    pipeline_lines(g, right)
    g.emit = outer
    if key in g.locals:
        g.line(f"{g.locals[key]} = {out}[0] if len({out}) == 1 else {out} if {out} else None")
        return
    g.line(f"if len({out}) == 1: V[{key!r}] = {out}[0]")
    g.line(f"elif {out}: V[{key!r}] = {out}")
    g.line(f"else: V.set_void({key!r})")


def statement_result(g: Gen, statement: Any) -> E:
    """The value of the right side: an expression, or what a statement writes."""
    inner = only_expression(statement)
    if inner is not None:
        return expr(g, inner)
    if isinstance(statement, ast.AssignmentStatementAst):
        return assignment_value(g, statement)
    from shell.compiler.statements import statement as write
    out = g.temp("o")
    g.line(f"{out} = []")
    outer, g.emit = g.emit, g.temp("e")
    g.line(f"{g.emit} = {out}.append")
    write(g, statement)
    g.emit = outer
    return E(f"({out}[0] if len({out}) == 1 else {out} if {out} else None)")


def assignment_value(g: Gen, node: Any) -> E:
    """An assignment as a value: ($x = 5), $a = $b = 1."""
    key = plain_key(g, node.left)
    if key is not None and node.operator is K.Equals:
        value = right_value(g, node.right)
        if key in g.locals:
            return E(f"({g.locals[key]} := {value.code})")
        return E(f"setv(V, {key!r}, {value.code})")
    name = g.sub_function(lambda inner: _assign_and_emit(inner, node))
    return E(f"collapse({name}())")


def _assign_and_emit(g: Gen, node: Any) -> None:
    assign(g, node)
    target = node.left
    while isinstance(target, ast.AttributedExpressionAst):
        target = target.child
    g.line(f"{g.emit}({code(g, target)})")


def right_value(g: Gen, right: Any) -> E:
    """A right side inside an expression: no lines may be written at this place that belong to a statement of their own."""
    from shell.compiler.expressions import statement_value
    return statement_value(g, right)


def compound(g: Gen, node: Any) -> None:
    """+= and the like, ??=."""
    left = node.left
    if node.operator is K.QuestionQuestionEquals:
        coalesce(g, node)
        return
    op = operators.ASSIGN[node.operator]
    key = plain_key(g, left)
    value = statement_result(g, node.right)
    if op is K.Plus and key not in g.ints:
        current = E(g.locals[key] if key in g.locals else f"V[{key!r}]") if key is not None else expr(g, left)
        value = _nothing_added(g, node.right, value, current)
    if key in g.ints and value.kind == "int":
        g.line(f"{g.locals[key]} {'+' if op is K.Plus else '-'}= {value.code}")
        return
    if key is not None:
        current = E(g.locals[key], "", True) if key in g.locals else E(f"own(F, V, {key!r})" if key in g.own_only else f"V[{key!r}]")
        store(g, left, operators.binary(g, op, current, value))
        return
    change(g, left, lambda current: operators.binary(g, op, current, value))


def _nothing_added(g: Gen, right: Any, value: E, current: E) -> E:
    """What += adds: a command that gives nothing (or a variable that holds its nothing) adds no null to a collection."""
    inner = only_expression(right)
    if inner is None:
        return E(value.code.replace(" else None)", f" else nothing_for({current.code}))")) if value.code.endswith(" else None)") else value
    key = plain_key(g, inner)
    if key is None or key in g.locals or key in ("_", "args", "input"):
        return value
    t = g.temp()
    return E(f"({t} if ({t} := {value.code}) is not None else nothing_for({current.code}) if V.is_void({key!r}) else None)")


def coalesce(g: Gen, node: Any) -> None:
    current = code(g, node.left)
    g.line(f"if {current} is None:")
    g.indent += 1
    store(g, node.left, statement_result(g, node.right))
    g.indent -= 1


def change(g: Gen, target: Any, compute: Callable[[E], E]) -> None:
    """Read a target once, compute, write back."""
    if isinstance(target, ast.MemberExpressionAst):
        owner = g.temp()
        name = repr(string_constant(target.member)) if string_constant(target.member) is not None else code(g, target.member)
        base = type_code(g, target.expression.type_name) if target.static and isinstance(target.expression, ast.TypeExpressionAst) else code(g, target.expression)
        g.line(f"{owner} = {base}")
        get, put = ("get_static", "set_static") if target.static else ("getp", "set_property")
        read = f"{get}({owner}, {name}{', -1' if get == 'getp' else ''})"
        g.line(f"{put}({owner}, {name}, {compute(E(read)).code})")
    elif isinstance(target, ast.IndexExpressionAst):
        owner, at = g.temp(), g.temp()
        g.line(f"{owner} = {code(g, target.target)}")
        index = expr(g, target.index)
        g.line(f"{at} = {index.code}")
        if index.kind == "str":
            current = E(f"({owner}.get({at}) if {owner}.__class__ is Hashtable else get_index({owner}, {at}))")
        else:
            current = read_index(g, E(owner, "", True), E(at, index.kind, True))
        write_index(g, owner, E(at, index.kind, True), compute(current).code)
    else:
        store(g, target, compute(expr(g, target)))


def write_index(g: Gen, owner: str, at: E, value: str) -> None:
    if at.kind == "str":
        g.line(f"{owner}.put({at.code}, {value}) if {owner}.__class__ is Hashtable else set_index({owner}, {at.code}, {value})")
        return
    held = value
    if value not in ("True", "False", "None") and not value.isdigit():
        held = g.temp()
        g.line(f"{held} = {value}")
    test = "" if at.kind == "int" else f"{at.code}.__class__ is int and "
    index = f"({at.code})" if at.code[0].isdigit() else at.code
    kind = "bool" if held in ("True", "False") else "int" if held.isdigit() else f"{held}.__class__"
    known = g.before_region(owner, f"storable({owner}, {kind})") if at.kind == "int" and kind in ("bool", "int") else None
    if known is not None:
        g.line(f"if {known} and {'' if at.natural else '0 <= '}{index} < len({owner}): {owner}[{at.code}] = {held}")
        g.line(f"else: set_index({owner}, {at.code}, {held})")
        return
    g.line(f"if {test}{owner}.__class__ in STORABLE and 0 <= {index} < len({owner}) and ({owner}.__class__ is list or {owner}[{at.code}].__class__ is "
           f"{kind}): {owner}[{at.code}] = {held}")
    g.line(f"else: set_index({owner}, {at.code}, {held})")


def store(g: Gen, target: Any, value: E) -> None:
    """Write `value` to a target of any form."""
    if isinstance(target, ast.VariableExpressionAst) and target.variable_path.user_path.lower() == "null":
        g.line(value.code)
        return
    key = plain_key(g, target)
    if key is not None:
        if key in g.locals:
            g.line(f"{g.locals[key]} = {value.code}")
        elif value.kind == "null":
            g.line(f"V[{key!r}] = {value.code}")
            g.line(f"if V.voids: V.voids.discard({key!r})")
        else:
            g.line(f"V[{key!r}] = {value.code}")
        return
    writer = _TARGETS.get(target.__class__)
    if writer is None:
        raise NotImplementedError(f"cannot assign to {target.__class__.__name__}")
    writer(g, target, value)


def _store_variable(g: Gen, target: Any, value: E) -> None:
    path = target.variable_path
    if path.is_drive_qualified:
        if path.qualifier.lower() == "env":
            g.line(f"env_set({path.name!r}, {value.code})")
        else:
            g.line(f"drive_set(F, {path.qualifier!r}, {path.name!r}, {value.code})")
        return
    key = path.name.lower() if path.qualifier else g.variable_key(path)
    from shell.runtime.scopes import SPELLING
    SPELLING.setdefault(key, path.name)
    g.line(f"assign_scoped(V, {path.scope!r}, {key!r}, {value.code})")


def _store_member(g: Gen, target: Any, value: E) -> None:
    name = repr(string_constant(target.member)) if string_constant(target.member) is not None else code(g, target.member)
    held = g.temp()
    g.line(f"{held} = {value.code}")
    if target.static:
        owner = type_code(g, target.expression.type_name) if isinstance(target.expression, ast.TypeExpressionAst) else code(g, target.expression)
        g.line(f"set_static({owner}, {name}, {held})")
    else:
        g.line(f"set_property({code(g, target.expression)}, {name}, {held})")


def _store_index(g: Gen, target: Any, value: E) -> None:
    held = value.code
    if not value.simple:
        held = g.temp()
        g.line(f"{held} = {value.code}")
    found = expr(g, target.target)
    owner = found.code
    if not found.simple or found.kind:
        owner = g.temp()
        g.line(f"{owner} = {found.code}")
    at = expr(g, target.index)
    if not at.simple:
        name = g.temp()
        g.line(f"{name} = {at.code}")
        at = E(name, at.kind, True)
    write_index(g, owner, at, held)


def _store_several(g: Gen, target: Any, value: E) -> None:
    """$a, $b = 1, 2, 3: the last takes the rest."""
    parts = g.temp("m")
    n = len(target.elements)
    g.line(f"{parts} = spread({value.code}, {n})")
    for i, element in enumerate(target.elements):
        inner = element
        while isinstance(inner, ast.ParenExpressionAst) and only_expression(inner.pipeline) is not None:
            inner = only_expression(inner.pipeline)
        store(g, inner, E(f"{parts}[{i}]"))


def _store_typed(g: Gen, target: Any, value: E) -> None:
    """[int]$x = ..., [ValidateRange(1, 5)]$x = ...: the attributes stay with the variable."""
    attributes, inner = [], target
    while isinstance(inner, ast.AttributedExpressionAst):
        attributes.append(inner.attribute)
        inner = inner.child
    if not isinstance(inner, ast.VariableExpressionAst):
        for a in reversed(attributes):
            if isinstance(a, ast.TypeConstraintAst):
                value = E(f"convert({value.code}, {type_code(g, a.type_name)})")
        store(g, inner, value)
        return
    path = inner.variable_path
    key = path.name.lower() if path.qualifier else g.variable_key(path)
    from shell.runtime.scopes import SPELLING
    SPELLING.setdefault(key, path.name)
    if path.is_drive_qualified:
        store(g, inner, value)
        return
    constants = []
    for a in attributes:
        constants.append(type_code(g, a.type_name) if isinstance(a, ast.TypeConstraintAst) else g.const("A", a))
    g.line(f"assign_typed(F, V, {path.scope!r}, {key!r}, {value.code}, ({', '.join(constants)},))")


def _store_paren(g: Gen, target: Any, value: E) -> None:
    inner = only_expression(target.pipeline)
    store(g, inner, value)


def _store_call(g: Gen, target: Any, value: E) -> None:
    """$x.Item('b') = v: a property with arguments."""
    held = g.temp()
    g.line(f"{held} = {value.code}")
    name = repr(string_constant(target.member)) if string_constant(target.member) is not None else code(g, target.member)
    args = ", ".join(code(g, a) for a in target.arguments)
    g.line(f"set_parameterized({code(g, target.expression)}, {name}, [{args}], {held})")


_TARGETS: dict[type, Callable[[Gen, Any, E], None]] = {
    ast.VariableExpressionAst: _store_variable, ast.MemberExpressionAst: _store_member, ast.InvokeMemberExpressionAst: _store_call, ast.IndexExpressionAst: _store_index,
    ast.ArrayLiteralAst: _store_several, ast.ConvertExpressionAst: _store_typed, ast.AttributedExpressionAst: _store_typed,
    ast.ParenExpressionAst: _store_paren}


# ---- ++ and --


def step_statement(g: Gen, node: Any) -> None:
    """$i++ as a statement: nothing is written to the output."""
    op, slow = _STEPS[node.token_kind]
    key = plain_key(g, node.child)
    if key is None:
        change(g, node.child, lambda current: _stepped(g, current, op, slow))
        return
    if key in g.ints:
        g.line(f"{g.locals[key]} {'+' if op is K.Plus else '-'}= 1")
        return
    current = E(g.locals[key], "", True) if key in g.locals else E(f"V[{key!r}]")
    store(g, node.child, _stepped(g, current, op, slow))


def _stepped(g: Gen, current: E, op: K, slow: str) -> E:
    first, again = g.hold(current)
    test, symbol = (f"{again} < 1073741823", "+") if op is K.Plus else (f"{again} > -1073741823", "-")
    return E(f"({again} {symbol} 1 if {first}.__class__ is int and {test} else {slow}({again}))", "", maybe="int")


def step(g: Gen, node: Any) -> E:
    """($i++) and (++$i) as values."""
    op, slow = _STEPS[node.token_kind]
    postfix = node.token_kind in (K.PostfixPlusPlus, K.PostfixMinusMinus)
    key = plain_key(g, node.child)
    if key is None:
        name = g.sub_function(lambda inner: _step_and_emit(inner, node, postfix))
        return E(f"collapse({name}())")
    if key in g.locals:
        local = g.locals[key]
        new = _stepped(g, E(local, "", True), op, slow).code
        if postfix:
            old = g.temp()
            return E(f"zero_if_none((({old} := {local}), ({local} := {new})))")
        return E(f"({local} := {new})")
    if postfix:
        return E(f"step_variable(V, {key!r}, {slow})")
    return E(f"setv(V, {key!r}, {_stepped(g, E(f'V[{key!r}]'), op, slow).code})")


def _step_and_emit(g: Gen, node: Any, postfix: bool) -> None:
    if postfix:
        old = g.temp()
        g.line(f"{old} = {code(g, node.child)}")
        step_statement(g, node)
        g.line(f"{g.emit}(0 if {old} is None else {old})")
    else:
        step_statement(g, node)
        g.line(f"{g.emit}({code(g, node.child)})")
