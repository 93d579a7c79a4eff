"""Commands and pipelines: as statements, as values, with redirections."""
from __future__ import annotations

from typing import Any, Optional

from shell.compiler.expressions import code, expr
from shell.compiler.generator import E, Gen, only_expression
from shell.language import nodes as ast
from shell.language.kinds import TokenKind as K
from shell.runtime.callsite import DASHES, NAMED, NAMED_VALUE, POSITIONAL, SPLAT, CallSite, Element, written_number

Value = Any
_OPERATORS = {K.Ampersand: "&", K.Dot: "."}


def call_site(g: Gen, node: Any) -> tuple[str, str, Optional[str]]:
    """(name of the CallSite constant, text of the tuple of values, the command's name when it is known)."""
    elements = node.command_elements
    first = elements[0]
    operator = _OPERATORS.get(node.invocation_operator, "")
    name = first.value if isinstance(first, ast.StringConstantExpressionAst) else None
    values: list[str] = [] if name is not None else [code(g, first)]
    shape: list[Element] = []
    dashes = False
    for e in elements[1:]:
        if dashes and isinstance(e, ast.CommandParameterAst):
            shape.append(Element(POSITIONAL, None, None, e.extent))
            values.append(repr(e.extent.text))
        elif isinstance(e, ast.CommandParameterAst) and e.extent.text == "--":
            dashes = True
            shape.append(Element(DASHES, "-", None, e.extent))
            values.append("None")
        else:
            _element(g, e, shape, values)
    site = g.const("C", CallSite(node, name, tuple(shape), operator))
    if len(elements) == 2 and isinstance(elements[1], ast.ParenExpressionAst) and elements[1].extent.start == first.extent.end \
            and isinstance(only_expression(elements[1].pipeline), ast.ArrayLiteralAst):
        values = [f"(strict_parens(F, V) if F.ctx.strict_used else None, {values[0]})[1]"]
    return site, "(" + ", ".join(values) + ("," if len(values) == 1 else "") + ")", name


def _element(g: Gen, e: Any, shape: list[Element], values: list[str]) -> None:
    if isinstance(e, ast.CommandParameterAst):
        if e.argument is None:
            shape.append(Element(NAMED, e.parameter_name, None, e.extent))
            values.append("None")
        else:
            shape.append(Element(NAMED_VALUE, e.parameter_name, _literal(e.argument), e.extent, e.argument.extent))
            values.append(code(g, e.argument))
        return
    if isinstance(e, ast.VariableExpressionAst) and e.splatted:
        shape.append(Element(SPLAT, None, None, e.extent))
        values.append(_splatted(g, e))
        return
    if isinstance(e, ast.UsingExpressionAst) and getattr(e.sub_expression, "splatted", False):
        shape.append(Element(SPLAT, None, None, e.extent))
        values.append(expr(g, e).code)
        return
    shape.append(Element(POSITIONAL, None, _literal(e), e.extent))
    values.append(_value_code(g, e))


def _splatted(g: Gen, e: Any) -> str:
    if e.variable_path.name.lower() == "args" and not e.variable_path.qualifier:
        return "V['args']"
    return expr(g, e).code


def _value_code(g: Gen, e: Any) -> str:
    """An argument's value; a number that is not written as it prints keeps its text."""
    if e.__class__ is ast.ConstantExpressionAst and e.value.__class__ is not bool and e.value is not None:
        from shell.compiler.expressions import number_value
        from shell.objects.text import to_string
        value = number_value(e.value)
        if to_string(value) != e.extent.text:
            return g.const("K", written_number(value, e.extent.text))
    if e.__class__ is ast.ArrayLiteralAst:
        return "[" + ", ".join(_value_code(g, x) for x in e.elements) + "]"
    return code(g, e)


def _literal(node: Any) -> Optional[str]:
    """The source text of a bare number."""
    if node.__class__ is ast.ConstantExpressionAst:
        return str(node.extent.text)
    return None


def call_line(g: Gen, node: Any, emit: str) -> str:
    """One command without redirections, as a Python expression that runs it."""
    site, values, name = call_site(g, node)
    if name is None:
        return f"{site}.run_dynamic(F, V, {emit}, {values})"
    return f"({site}.run if {site}.token is F.state.token else {site}.resolve(F, V))(F, V, {emit}, {values})"


def is_plain_command(pipeline: Any) -> bool:
    """One command, nothing redirected."""
    return (isinstance(pipeline, ast.PipelineAst) and not pipeline.background and len(pipeline.pipeline_elements) == 1
            and isinstance(pipeline.pipeline_elements[0], ast.CommandAst) and not pipeline.pipeline_elements[0].redirections)


def pipe_text(g: Gen, pipeline: Any, emit: str) -> str:
    """A pipeline of several elements, or one with redirections, as a Python expression that runs it."""
    elements = list(pipeline.pipeline_elements)
    source = "None"
    if isinstance(elements[0], ast.CommandExpressionAst):
        head = elements.pop(0)
        source = source_text(g, head.expression)
        if head.redirections:
            source = f"lambda: {source}"  # evaluated with the redirections in force: they reach what runs in $( )
            parts = [f"(None, (), {redirections(g, head)})"]
        else:
            parts = []
    else:
        parts = []
    for e in elements:
        site, values, _ = call_site(g, e)
        parts.append(f"({site}, {values}, {redirections(g, e)})")
    return f"pipe(F, V, {emit}, {source}, ({', '.join(parts)},))"


def source_text(g: Gen, node: Any) -> str:
    """What a pipeline's first expression feeds it: an iterable."""
    if isinstance(node, ast.BinaryExpressionAst) and node.operator is K.DotDot:
        low, high = expr(g, node.left), expr(g, node.right)
        if low.code.isdigit() and high.code.isdigit() and int(low.code) <= int(high.code) < 1 << 30:
            return f"range({low.code}, {int(high.code) + 1})"
        return f"lazy_range({low.code}, {high.code})"
    if isinstance(node, ast.VariableExpressionAst) and not node.variable_path.qualifier:
        key = g.variable_key(node.variable_path)
        if key not in g.locals and key not in ("_", "true", "false", "null", "?"):
            return f"items_of_variable(V, {key!r})"
    if isinstance(node, ast.ParenExpressionAst) and only_expression(node.pipeline) is None and isinstance(node.pipeline, ast.PipelineAst):
        return f"items_of_output({pipeline_list(g, node.pipeline)})"
    if isinstance(node, ast.ParenExpressionAst):
        inner = only_expression(node.pipeline)
        if inner is not None:
            return source_text(g, inner)
    if isinstance(node, ast.SubExpressionAst):
        from shell.compiler.expressions import statements_function
        return f"items_of_output({statements_function(g, node.sub_expression)}())"
    if isinstance(node, ast.InvokeMemberExpressionAst):
        from shell.compiler.access import call_text
        return f"items_of_call({call_text(g, node, 'VOID')})"
    if isinstance(node, ast.MemberExpressionAst) and node.static and isinstance(node.expression, ast.TypeExpressionAst) \
            and node.expression.type_name.full_name.lower().endswith(".automationnull"):
        return "()"  # [AutomationNull]::Value is no element
    e = expr(g, node)
    if e.kind == "list":
        return e.code
    return f"items_of({e.code})"


def redirections(g: Gen, node: Any) -> str:
    """Text of the redirection specs of a command: a tuple of (stream, target), or None."""
    if not node.redirections:
        return "None"
    parts = []
    for r in node.redirections:
        if isinstance(r, ast.MergingRedirectionAst):
            parts.append(f"({r.from_stream}, None)")
        else:
            parts.append(f"({r.from_stream}, ({r.append}, {code(g, r.location)}))")
    return "(" + ", ".join(parts) + ",)"


def pipeline_lines(g: Gen, pipeline: Any) -> None:
    """Write a command pipeline or chain; output goes to g.emit."""
    if isinstance(pipeline, ast.PipelineChainAst):
        chain(g, pipeline)
        return
    if not isinstance(pipeline, ast.PipelineAst):
        from shell.compiler.statements import statement
        statement(g, pipeline)
        return
    if pipeline.background:
        g.line(f"background(F, V, {g.emit}, {g.const('N', pipeline)})")
    elif is_plain_command(pipeline):
        g.line(call_line(g, pipeline.pipeline_elements[0], g.emit))
    else:
        g.line(pipe_text(g, pipeline, g.emit))


def chain(g: Gen, node: Any) -> None:
    """a && b, a || b."""
    from shell.compiler.statements import statement
    if node.background:
        g.line(f"background(F, V, {g.emit}, {g.const('N', node)})")
        return
    old, g.status = g.status, True
    statement(g, node.lhs_pipeline_chain)
    g.status = old
    g.line(f"if {'' if node.operator is K.AndAnd else 'not '}F.ctx.ok:")
    g.indent += 1
    g.status = True
    statement(g, node.rhs_pipeline)
    g.status = old
    g.indent -= 1


def pipeline_list(g: Gen, pipeline: Any) -> str:
    """The output of a command pipeline as a Python list, as an expression."""
    if is_plain_command(pipeline):
        site, values, _ = call_site(g, pipeline.pipeline_elements[0])
        return f"run_list({site}, F, V, {values})"
    if isinstance(pipeline, ast.PipelineAst) and not pipeline.background:
        return _listed(g, pipeline)
    return f"{_sub(g, pipeline)}()"


def _listed(g: Gen, pipeline: Any) -> str:
    out = g.temp("o")
    text = pipe_text(g, pipeline, f"{out}.append")
    return f"(({out} := []), {text}, {out})[2]"


def _sub(g: Gen, pipeline: Any) -> str:
    return g.sub_function(lambda inner: pipeline_lines(inner, pipeline))


def pipeline_value(g: Gen, pipeline: Any) -> E:
    """The value of a pipeline in parentheses."""
    if isinstance(pipeline, ast.AssignmentStatementAst):
        from shell.compiler.assignments import assignment_value
        return assignment_value(g, pipeline)
    inner = only_expression(pipeline)
    if inner is not None:
        return expr(g, inner)
    if is_plain_command(pipeline):
        site, values, _ = call_site(g, pipeline.pipeline_elements[0])
        return E(f"run_value({site}, F, V, {values})")
    return E(f"collapse({pipeline_list(g, pipeline)})")
