"""Loops and switch.  A loop during which no other script code can run keeps its variables in Python locals and writes them back at its end."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.compiler.analysis import calls_out, has_commands, jump_depth, local_variables, may_jump
from shell.compiler.counters import bounds_in, changes, checked_counter, for_counter, rises, while_counters
from shell.compiler.debugging import step, variable_point
from shell.compiler.expressions import code, condition, expr
from shell.compiler.generator import MAX_BLOCKS, E, Gen, Loop, only_expression, only_statement, string_constant
from shell.compiler.statements import block, condition_of, statement, statement_list, writes
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K

Value = Any


def loop(g: Gen, node: Any, write: Callable[[Gen, Any], None]) -> None:
    """Write a loop statement, with its variables in locals where that is sure to be unseen."""
    found = local_variables(node) if not g.unit.debug and not g.locals and not g.outlined and not g.dict_only else None
    status = g.status
    if status and not g.unit.mentions_status and not has_commands(node) and not any(isinstance(n, ast.TryStatementAst) for n in node.walk()):
        g.status = False
        g.line("F.ctx.ok = True")
    if found is None or not (found[0] or found[1]):
        g.guarded(lambda: write(g, node))
    else:
        _two_ways(g, node, write, found)
    g.status = status


def _two_ways(g: Gen, node: Any, write: Callable[[Gen, Any], None], found: tuple[list[str], list[str]]) -> None:
    assigned, read = found
    bounds = bounds_in(node, read)
    counters, naturals = while_counters(node, bounds)
    asked = [k for k in bounds + counters if k not in naturals]
    guard = (f" and small_integers(V, {tuple(asked)!r})" if asked else "") + (f" and small_integers(V, {tuple(naturals)!r}, 0)" if naturals else "")
    g.line(f"if V.__class__ is Scope and not F.ctx.strict_used{guard}:")
    g.ints, g.naturals = set(bounds + counters), set(naturals)
    g.indent += 1
    names = {k: g.local_name(k) for k in (*assigned, *read)}
    for k, name in names.items():
        g.variable_spelling(k)
        g.line(f"{name} = own(F, V, {k!r})" if k in g.own_only else f"{name} = V.peek({k!r})")
    for k in assigned:
        g.line(f"w_{names[k]} = {names[k]}")
    g.invariant, g.prologue, g.hoisted = frozenset(read), (len(g.unit.lines), g.indent), {}
    g.line("try:")
    g.indent += 1
    g.blocks += 1
    g.locals = names
    g.guarded(lambda: write(g, node))
    g.locals = {}
    g.ints, g.naturals = set(), set()
    g.invariant, g.prologue = frozenset(), None
    g.blocks -= 1
    g.indent -= 1
    g.line("finally:")
    for k in assigned:
        g.unit.add(g.indent + 1, f"if {names[k]} is not w_{names[k]}: V[{k!r}] = {names[k]}", node.extent)
    if not assigned:
        g.unit.add(g.indent + 1, "pass", node.extent)
    g.indent -= 1
    g.line("else:")
    g.indent += 1
    g.dict_only = True
    g.guarded(lambda: write(g, node))
    g.dict_only = False
    g.indent -= 1


def body(g: Gen, node: Any, label: Optional[str], on_continue: Optional[Callable[[], None]] = None, statements: Any = None) -> None:
    """The indented body of a Python loop, ready for jumps that arrive as exceptions."""
    g.indent += 1
    g.blocks += 1
    deepest = jump_depth(node)
    jumps = may_jump(node) or deepest and g.blocks + deepest >= MAX_BLOCKS - 3
    if jumps:
        g.line("try:")
        g.indent += 1
        g.blocks += 1
    g.loops.append(Loop(label, on_continue))
    if statements is None:
        statement_list(g, node.statements, node.traps)
    else:
        statements()
    g.loops.pop()
    if jumps:
        g.indent -= 1
        g.blocks -= 1
        g.line("except LoopJump as jump_:")
        g.indent += 1
        g.line(f"if jump_.label is not None and jump_.label != {label.lower() if label else None!r}: raise")
        g.line("if jump_.is_break: break")
        if on_continue is not None:
            on_continue()
            g.line("continue")
        g.indent -= 1
    g.indent -= 1
    g.blocks -= 1


@writes(ast.WhileStatementAst)
def while_statement(g: Gen, node: Any) -> None:
    loop(g, node, _while)


def _while(g: Gen, node: Any) -> None:
    g.node = node.condition
    g.line(f"while {condition_of(g, node.condition)}:")
    body(g, node.body, node.label)


@writes(ast.DoWhileStatementAst, ast.DoUntilStatementAst)
def do_statement(g: Gen, node: Any) -> None:
    loop(g, node, _do)


def _do(g: Gen, node: Any) -> None:
    g.node = node.condition
    test = condition_of(g, node.condition)
    stop = f"not {test}" if not isinstance(node, ast.DoUntilStatementAst) else test
    g.line("while True:")

    def on_continue() -> None:
        old, g.node = g.node, node.condition
        g.line(f"if {stop}: break")
        g.node = old
    body(g, node.body, node.label, on_continue)
    g.node = node.condition
    g.indent += 1
    g.line(f"if {stop}: break")
    g.indent -= 1


@writes(ast.ForStatementAst)
def for_statement(g: Gen, node: Any) -> None:
    loop(g, node, _for)


def _for(g: Gen, node: Any) -> None:
    if node.initializer is not None:
        _quiet(g, node.initializer)
    counter = for_counter(node, g.ints) if g.locals else None
    if counter is None and g.locals:
        started = checked_counter(node, g.ints)
        if started is not None and started in g.locals and started not in g.ints:
            _for_checked(g, node, started)
            return
    fresh = counter is not None and counter in g.locals and counter not in g.ints
    if fresh and counter is not None:
        g.ints.add(counter)
        if rises(node, g.naturals):
            g.naturals.add(counter)
    _for_loop(g, node)
    if fresh and counter is not None:
        g.ints.discard(counter)
        g.naturals.discard(counter)


def _for_checked(g: Gen, node: Any, counter: str) -> None:
    """The counter starts with a value that is looked at first: small integers run the quick loop."""
    name = g.locals[counter]
    natural = rises(node, g.naturals, False)
    g.line(f"if {name}.__class__ is int and {'0 <=' if natural else '-1073741824 <'} {name} < 1073741824:")
    g.indent += 1
    g.ints.add(counter)
    if natural:
        g.naturals.add(counter)
    _for_loop(g, node)
    g.ints.discard(counter)
    g.naturals.discard(counter)
    g.indent -= 1
    g.line("else:")
    g.indent += 1
    _for_loop(g, node)
    g.indent -= 1


def _for_loop(g: Gen, node: Any) -> None:
    g.node = node.condition or node
    test = condition_of(g, node.condition) if node.condition is not None else "True"
    g.line(f"while {test}:")

    def step() -> None:
        if node.iterator is not None:
            old = g.node
            _quiet(g, node.iterator)
            g.node = old
    body(g, node.body, node.label, step if node.iterator is not None else None)
    g.indent += 1
    step()
    g.indent -= 1


def _quiet(g: Gen, node: Any) -> None:
    """The initializer or iterator of a for: its output is dropped; an error in it ends the loop."""
    from shell.compiler.assignments import assign, step_statement
    if g.unit.debug:
        step(g, node)
    g.node = node
    inner = only_expression(node)
    if isinstance(node, ast.AssignmentStatementAst):
        assign(g, node)
    elif isinstance(inner, ast.UnaryExpressionAst) and inner.token_kind in (K.PostfixPlusPlus, K.PostfixMinusMinus, K.PlusPlus, K.MinusMinus):
        step_statement(g, inner)
    elif isinstance(inner, ast.ArrayLiteralAst):
        for e in inner.elements:
            if isinstance(e, ast.UnaryExpressionAst) and e.token_kind in (K.PostfixPlusPlus, K.PostfixMinusMinus, K.PlusPlus, K.MinusMinus):
                step_statement(g, e)
            else:
                g.line(code(g, e))
    else:
        emit, g.emit = g.emit, "drop"
        statement(g, node)
        g.emit = emit


@writes(ast.ForEachStatementAst)
def foreach_statement(g: Gen, node: Any) -> None:
    loop(g, node, _foreach)


def _foreach(g: Gen, node: Any) -> None:
    from shell.compiler.assignments import plain_key, store
    from shell.compiler.commands import source_text
    if g.unit.debug:
        step(g, node.condition)
    g.node = node.condition
    inner = only_expression(node.condition)
    if isinstance(inner, ast.BinaryExpressionAst) and inner.operator is K.DotDot:
        items = source_text(g, inner)
    elif inner is not None:
        items = f"each({expr(g, inner).code})"
    else:
        from shell.compiler.commands import pipeline_list
        items = pipeline_list(g, node.condition) if isinstance(node.condition, ast.PipelineAst) else f"each({_value(g, node.condition)})"
    mentioned = "$foreach" in node.body.extent.text.lower()
    if mentioned:
        _foreach_enumerator(g, node, items)
        return
    t = g.temp()
    g.line(f"{t} = {items}")
    g.node = node.variable
    key = plain_key(g, node.variable)
    if key is not None and key in g.locals:
        g.line(f"for {g.locals[key]} in {t}:")
        counts = items.startswith("range(") and key not in g.ints and not changes(node.body, key)
        if counts:
            g.ints.add(key)
            if items[len("range("):].partition(",")[0].isdigit() and "-" not in items:
                g.naturals.add(key)
        body(g, node.body, node.label)
        if counts:
            g.ints.discard(key)
            g.naturals.discard(key)
        return
    item = g.temp("x")
    g.line(f"for {item} in {t}:")
    g.indent += 1
    if g.unit.debug:
        place = variable_point(g, node.variable)
        g.line(f"debug_step(F, V, {place})")
    store(g, node.variable, E(item, "", True))
    g.indent -= 1
    body(g, node.body, node.label)
    if g.unit.debug:
        g.line(f"else: debug_step(F, V, {place})")


def _value(g: Gen, node: Any) -> str:
    from shell.compiler.commands import pipeline_value
    return pipeline_value(g, node).code


def _foreach_enumerator(g: Gen, node: Any, items: str) -> None:
    """The body uses $foreach: an enumerator object drives the loop."""
    from shell.compiler.assignments import store
    en = g.temp("en")
    g.line(f"{en} = foreach_enumerator(V, {items})")
    g.node = node.variable
    g.line(f"while {en}.move_next():")
    g.indent += 1
    store(g, node.variable, E(f"{en}.current"))
    g.indent -= 1
    body(g, node.body, node.label)
    g.line(f"{en}.leave()")


# ---- switch


@writes(ast.SwitchStatementAst)
def switch_statement(g: Gen, node: Any) -> None:
    loop(g, node, _switch)


def _switch(g: Gen, node: Any) -> None:
    if g.unit.debug:
        step(g, node.condition)
    g.node = node.condition
    item = g.temp("x")
    inner = only_expression(node.condition)
    if "file" in node.flags:
        items = f"switch_file(F, {_value(g, node.condition)})"
    elif inner is None and isinstance(node.condition, ast.PipelineAst):
        from shell.compiler.commands import pipeline_list
        items = pipeline_list(g, node.condition)
    else:
        t = g.temp()
        g.line(f"{t} = {_value(g, node.condition) if inner is None else expr(g, inner).code}")
        items = f"({t},) if {t}.__class__ in ATOMS else switch_items({t})"
    real = calls_out(node) or "$switch" in node.extent.text.lower() or not g.locals
    if real:
        held = g.temp("old")
        g.line(f"{held} = V.get('_', MISSING)")
    g.line(f"for {item} in {items}:")
    under, g.under = g.under, item
    default = node.default is not None
    hit = g.temp("hit")

    def clauses() -> None:
        if real:
            g.line(f"V['_'] = {item}")
        if default:
            g.line(f"{hit} = False")
        for test, then in node.clauses:
            g.node = test
            g.line(f"if {_clause(g, node.flags, item, test)}:")
            if default:
                g.unit.add(g.indent + 1, f"{hit} = True", test.extent)
            block(g, then)
        if default:
            g.line(f"if not {hit}:")
            block(g, node.default)
        if not default and not node.clauses:
            g.line("pass")
    body(g, node, node.label, None, clauses)
    g.under = under
    if real:
        g.line(f"restore_under(V, {held})")


def _clause(g: Gen, flags: frozenset[str], item: str, test: Any) -> str:
    ignore = "casesensitive" not in flags
    if isinstance(test, ast.ScriptBlockExpressionAst):
        end = test.script_block.end_block
        single = only_statement(end) if end is not None and test.script_block.param_block is None else None
        inner = only_expression(single) if single is not None else None
        if inner is not None:
            return condition(g, inner)
        return f"switch_block(F, V, {expr(g, test).code}, {item})"
    e = expr(g, test)
    if "regex" in flags:
        return f"switch_regex(V, {item}, {e.code}, {ignore})"
    if "wildcard" in flags:
        return f"switch_wildcard({item}, {e.code}, {ignore})"
    if e.kind == "int":
        return f"({item} == {e.code} if {item}.__class__ is int else switch_equals({item}, {e.code}, {ignore}))"
    text = string_constant(test)
    if text is not None and ignore:
        return f"({item} == {text!r} or {item}.lower() == {text.lower()!r} if {item}.__class__ is str else switch_equals({item}, {text!r}, True))"
    return f"switch_equals({item}, {e.code}, {ignore})"
