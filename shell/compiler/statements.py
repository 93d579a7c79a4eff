"""Statements: one writer a node class; every statement is guarded, so that its failure ends only itself."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable

from shell.compiler.access import call_text
from shell.compiler.assignments import assign, assignment_value, plain_key, step_statement
from shell.compiler.commands import pipeline_lines, pipeline_list
from shell.compiler.debugging import after_assignment, before_statement, in_condition
from shell.compiler.expressions import code, condition, expr, statements_function
from shell.compiler.generator import MAX_BLOCKS, E, Gen, only_expression
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K
from shell.runtime.method_sites import MethodSite

Value = Any
Writer = Callable[[Gen, Any], None]
WRITERS: dict[type, Writer] = {}
_STEPS = (K.PlusPlus, K.MinusMinus, K.PostfixPlusPlus, K.PostfixMinusMinus)


def writes(*classes: type) -> Callable[[Writer], Writer]:
    def register(writer: Writer) -> Writer:
        for c in classes:
            WRITERS[c] = writer
        return writer
    return register


def statement_list(g: Gen, statements: Sequence[Any], traps: Sequence[Any]) -> None:
    """Write the statements of a block."""
    if traps:
        from shell.compiler.trying import with_traps
        with_traps(g, statements, traps)
        return
    if g.blocks >= MAX_BLOCKS and statements:
        outlined(g, statements)
        return
    for s in statements:
        statement(g, s)
    if not statements:
        g.line("pass")


def outlined(g: Gen, statements: Sequence[Any]) -> None:
    """Too many nested Python blocks: the statements become a function; jumps out of it are raised."""
    name = g.temp("sub_")
    inner = Gen(g.unit)
    inner.__dict__.update(g.__dict__)
    inner.indent, inner.blocks, inner.outlined, inner.loops = g.indent + 1, 1, True, []
    inner.return_code = "raise ReturnJump"
    g.line(f"def {name}():")
    if g.locals:
        inner.line("nonlocal " + ", ".join(sorted(set(g.locals.values()))))
    for s in statements:
        statement(inner, s)
    g.temps = inner.temps
    g.needs_return_catch = g.needs_return_catch or inner.needs_return_catch
    g.line(f"{name}()")


def statement(g: Gen, node: Any) -> None:
    """Write one statement with its guard."""
    g.node = node
    if g.unit.debug:
        before_statement(g, node)
        g.node = node
    writer = WRITERS.get(node.__class__)
    if writer is None:
        raise NotImplementedError(f"cannot compile {node.__class__.__name__}")
    writer(g, node)


def block(g: Gen, node: Any) -> None:
    """The { } of a statement, indented."""
    g.indent += 1
    statement_list(g, node.statements, node.traps)
    g.indent -= 1


# ---- pipelines and expressions


@writes(ast.PipelineAst)
def pipeline(g: Gen, node: Any) -> None:
    inner = only_expression(node)
    if inner is not None:
        g.guarded(lambda: expression_statement(g, inner))
    else:
        g.guarded(lambda: pipeline_lines(g, node))


@writes(ast.CommandExpressionAst)
def command_expression(g: Gen, node: Any) -> None:
    """An expression outside a pipeline: the call of a base constructor."""
    g.guarded(lambda: expression_statement(g, node.expression))


@writes(ast.PipelineChainAst)
def chain(g: Gen, node: Any) -> None:
    pipeline_lines(g, node)


def expression_statement(g: Gen, node: Any) -> None:
    """An expression whose value is written."""
    emit_expression(g, node)
    if g.status and not isinstance(node, (ast.ParenExpressionAst, ast.SubExpressionAst)):
        g.line("F.ctx.ok = True")


def emit_expression(g: Gen, node: Any) -> None:
    emit = g.emit
    if isinstance(node, ast.UnaryExpressionAst) and node.token_kind in _STEPS:
        step_statement(g, node)
        return
    if isinstance(node, ast.InvokeMemberExpressionAst):
        if _is_add(node):
            _emit_add(g, node)
            return
        t = g.temp()
        void = "VOID"
        g.line(f"{t} = {call_text(g, node, void) if not isinstance(node, ast.BaseCtorInvokeMemberExpressionAst) else expr(g, node).code}")
        g.line(f"if {t} is not VOID: put({emit}, {t})")
        return
    if isinstance(node, ast.ConvertExpressionAst) and node.type.type_name.full_name.lower() == "void":
        g.line(expr(g, node).code)
        return
    if isinstance(node, ast.ParenExpressionAst):
        _emit_paren(g, node)
        return
    if isinstance(node, ast.SubExpressionAst):
        g.line(f"put_output({emit}, {statements_function(g, node.sub_expression)}())")
        return
    if isinstance(node, ast.ArrayExpressionAst):
        e = expr(g, node)
        t = g.temp()
        g.line(f"for {t} in {e.code}: {emit}({t})")
        return
    if isinstance(node, ast.TernaryExpressionAst):
        _emit_ternary(g, node)
        return
    if isinstance(node, ast.VariableExpressionAst):
        _emit_variable(g, node)
        return
    emit_value(g, expr(g, node))


def _is_add(node: Any) -> bool:
    """list.Add(x) as a statement."""
    return (len(node.arguments) == 1 and not node.static and not node.null_conditional and isinstance(node.member, ast.StringConstantExpressionAst)
            and node.member.value.lower() == "add" and isinstance(node.expression, ast.VariableExpressionAst))


def _emit_add(g: Gen, node: Any) -> None:
    """Add on a typed list appends at once when the element is of the list's class."""
    m = g.const("M", MethodSite(node.member.value, node.extent))
    target, value = expr(g, node.expression), expr(g, node.arguments[0])
    t = target.code
    if not target.simple:
        t = g.temp()
        g.line(f"{t} = {target.code}")
    v = value.code
    if not value.simple:
        v = g.temp()
        g.line(f"{v} = {value.code}")
    key = plain_key(g, node.expression)
    append = None
    if value.kind == "int" and key is not None:
        append = g.before_region(t, f"int_append({t})")
    test = f"({v})" if v[0].isdigit() else v
    fits = f"{t}.net_type is {m}.nt_int" if value.kind == "int" else f"{test}.__class__ is {m}.e0 and {t}.net_type is {m}.nt"
    if append is not None:
        g.line(f"if {append} is not None: {append}({v})")
    else:
        g.line(f"if {t}.__class__ is GenericList and {fits}: {t}.append({v})")
    r = g.temp()
    g.line("else:")
    g.indent += 1
    g.line(f"{r} = {m}.call({t}, ({v},), VOID)")
    g.line(f"if {r} is not VOID: put({g.emit}, {r})")
    g.indent -= 1


def emit_value(g: Gen, e: E) -> None:
    emit = g.emit
    if e.kind in ("str", "int", "float", "bool", "null"):
        g.line(f"{emit}({e.code})")
        return
    t = g.temp()
    g.line(f"{t} = {e.code}")
    g.line(f"{emit}({t}) if {t}.__class__ in ATOMS else put({emit}, {t})")


def _emit_variable(g: Gen, node: Any) -> None:
    e = expr(g, node)
    key = plain_key(g, node)
    if key is None or key in g.locals or e.kind:
        emit_value(g, e)
        return
    t = g.temp()
    g.line(f"{t} = {e.code}")
    g.line(f"if {t} is not None: {g.emit}({t}) if {t}.__class__ in ATOMS else put({g.emit}, {t})")
    g.line(f"elif not V.is_void({key!r}): {g.emit}(None)")


def _emit_paren(g: Gen, node: Any) -> None:
    inner = only_expression(node.pipeline)
    if inner is not None:
        if isinstance(inner, ast.UnaryExpressionAst) and inner.token_kind in _STEPS:
            emit_value(g, expr(g, inner))
        else:
            emit_expression(g, inner)
    elif isinstance(node.pipeline, ast.AssignmentStatementAst):
        emit_value(g, assignment_value(g, node.pipeline))
    else:
        g.line(f"put_output({g.emit}, {pipeline_list(g, node.pipeline)})")


def _emit_ternary(g: Gen, node: Any) -> None:
    test = condition(g, node.condition)
    for word, branch in ((f"if {test}:", node.if_true), ("else:", node.if_false)):
        g.line(word)
        g.indent += 1
        if isinstance(branch, ast.UnaryExpressionAst) and branch.token_kind in _STEPS:
            emit_value(g, expr(g, branch))
        else:
            emit_expression(g, branch)
        g.indent -= 1


@writes(ast.AssignmentStatementAst)
def assignment(g: Gen, node: Any) -> None:
    def write() -> None:
        assign(g, node)
        if g.unit.debug:
            after_assignment(g, node)
        if g.status and only_expression(node.right) is not None:
            inner = only_expression(node.right)
            if not isinstance(inner, (ast.ParenExpressionAst, ast.SubExpressionAst)):
                g.line("F.ctx.ok = True")
    g.guarded(write)


# ---- if, return, exit, throw


@writes(ast.IfStatementAst)
def if_statement(g: Gen, node: Any) -> None:
    g.guarded(lambda: _if(g, node))


def condition_of(g: Gen, pipe: Any) -> str:
    """Python text of the truth of a condition pipeline."""
    inner = only_expression(pipe)
    if inner is not None:
        return in_condition(g, pipe, condition(g, inner))
    from shell.compiler.commands import pipeline_value
    from shell.compiler.expressions import truth
    return in_condition(g, pipe, truth(g, pipeline_value(g, pipe)))


def _if(g: Gen, node: Any) -> None:
    tests = []
    for test, _ in node.clauses:
        g.node = test
        tests.append(condition_of(g, test))
    word = "if"
    for text, (test, body) in zip(tests, node.clauses):
        g.node = test
        g.line(f"{word} {text}:")
        block(g, body)
        word = "elif"
    if node.else_clause is not None:
        g.line("else:")
        block(g, node.else_clause)


@writes(ast.ReturnStatementAst)
def return_statement(g: Gen, node: Any) -> None:
    if g.in_method:
        _method_return(g, node)
        return
    if node.pipeline is not None:
        statement(g, node.pipeline)
    g.node = node
    if g.outlined:
        g.needs_return_catch = True
    g.line(g.return_code)


def _method_return(g: Gen, node: Any) -> None:
    if node.pipeline is None:
        text = "None"
    else:
        inner = only_expression(node.pipeline)
        from shell.compiler.commands import pipeline_value
        text = expr(g, inner).code if inner is not None else pipeline_value(g, node.pipeline).code
    if g.outlined:
        g.needs_return_catch = True
        g.line(f"raise MethodReturn({text})")
    else:
        g.line(f"return {text}")


@writes(ast.ExitStatementAst)
def exit_statement(g: Gen, node: Any) -> None:
    def write() -> None:
        if node.pipeline is None:
            g.line("exit_script(F, V, None)")
            return
        from shell.compiler.commands import pipeline_value
        g.line(f"exit_script(F, V, {pipeline_value(g, node.pipeline).code})")
    g.guarded(write)


@writes(ast.ThrowStatementAst)
def throw_statement(g: Gen, node: Any) -> None:
    def write() -> None:
        if node.pipeline is None:
            if node.is_rethrow and g.catch_record is not None:
                g.line(f"rethrow(F, V, {g.catch_record})")
            else:
                g.line("throw(F, V, None)")
            return
        from shell.compiler.commands import pipeline_value
        g.line(f"throw(F, V, {pipeline_value(g, node.pipeline).code})")
    g.guarded(write)


# ---- jumps


def jump(g: Gen, node: Any, is_break: bool) -> None:
    """break and continue: Python's own where the loop is in this function, else raised."""
    label = None
    if node.label is not None:
        if not isinstance(node.label, ast.StringConstantExpressionAst):
            g.line(f"raise {'BreakJump' if is_break else 'ContinueJump'}(text({code(g, node.label)}, V).lower())")
            return
        label = node.label.value.lower()
    if g.loops and (label is None or g.loops[-1].label == label) and g.loops[-1].native:
        loop = g.loops[-1]
        if is_break:
            g.line("break")
        else:
            if loop.on_continue is not None:
                loop.on_continue()
            g.line("continue")
        return
    g.line(f"raise {'BreakJump' if is_break else 'ContinueJump'}({label!r})")


@writes(ast.BreakStatementAst)
def break_statement(g: Gen, node: Any) -> None:
    jump(g, node, True)


@writes(ast.ContinueStatementAst)
def continue_statement(g: Gen, node: Any) -> None:
    jump(g, node, False)


# ---- definitions and data


@writes(ast.FunctionDefinitionAst)
def function_definition(g: Gen, node: Any) -> None:
    from shell.runtime.scriptblock import BlockCode
    k = g.const("B", BlockCode(node.body, node.name, node.is_filter, node.parameters, g.unit.namespaces))
    g.guarded(lambda: g.line(f"define_function(F, V, {node.name!r}, {k})"))


@writes(ast.DataStatementAst)
def data_statement(g: Gen, node: Any) -> None:
    def write() -> None:
        out = g.temp("o")
        g.line(f"{out} = []")
        outer, g.emit = g.emit, g.temp("e")
        g.line(f"{g.emit} = {out}.append")
        statement_list(g, node.body.statements, node.body.traps)
        g.emit = outer
        if node.variable:
            g.line(f"V[{node.variable.lower()!r}] = collapse({out})")
        else:
            g.line(f"put_output({g.emit}, {out})")
    g.guarded(write)


@writes(ast.StatementBlockAst)
def statement_block(g: Gen, node: Any) -> None:
    statement_list(g, node.statements, node.traps)


@writes(ast.TypeDefinitionAst, ast.UsingStatementAst, ast.TrapStatementAst)
def done_elsewhere(g: Gen, node: Any) -> None:
    g.line("pass")  # types and using: done before the first statement; a trap where a value is wanted: no block to guard
