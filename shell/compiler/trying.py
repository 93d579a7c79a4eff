"""try, catch, finally and trap."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shell.compiler.expressions import type_code
from shell.compiler.generator import Gen
from shell.compiler.statements import block, statement, writes
from shell.language import nodes as ast

Value = Any


@writes(ast.TryStatementAst)
def try_statement(g: Gen, node: Any) -> None:
    g.guarded(lambda: _try(g, node))


def _try(g: Gen, node: Any) -> None:
    g.line("F.ctx.try_depth += 1")
    g.line("try:")
    g.indent += 1
    g.blocks += 1
    g.line("try:")
    g.blocks += 1
    handler, g.guard_handler = g.guard_handler, None
    guard, g.guard = g.guard, False  # what fails here goes to the catch at once
    block(g, node.body)
    g.guard_handler, g.guard = handler, guard
    g.blocks -= 1
    g.line("finally:")
    g.indent += 1
    g.line("F.ctx.try_depth -= 1")
    g.indent -= 2
    if node.catch_clauses:
        _catch(g, node)
    g.blocks -= 1
    if node.finally_ is not None:
        g.line("finally:")
        g.blocks += 1
        block(g, node.finally_)
        g.blocks -= 1


def _catch(g: Gen, node: Any) -> None:
    error = g.temp("er")
    caught = g.temp("ex")
    g.line(f"except Exception as {caught}:")
    g.indent += 1
    g.blocks += 1
    g.line(f"{error} = caught(F, {caught})")
    word = "if"
    all_caught = False
    for clause in node.catch_clauses:
        g.node = clause
        if clause.catch_types:
            types = ", ".join(type_code(g, t.type_name) for t in clause.catch_types)
            g.line(f"{word} catches({error}, ({types},)):")
        else:
            g.line("if True:" if word == "if" else "else:")
            all_caught = True
        _catch_body(g, clause, error)
        word = "elif"
        if all_caught:
            break
    if not all_caught:
        g.line("else:")
        g.indent += 1
        g.line(f"raise {error} from None")
        g.indent -= 1
    g.indent -= 1
    g.blocks -= 1


def _catch_body(g: Gen, clause: Any, error: str) -> None:
    old, record = g.temp("old"), g.temp("rec")
    g.indent += 1
    g.line(f"{record} = {'shown(' + error + ')' if clause.catch_types else error + '.record'}")
    g.line(f"{old} = enter_catch(V, {record})")
    g.line("try:")
    g.blocks += 1
    under, g.under = g.under, record
    held, g.catch_record = g.catch_record, f"{error}.record"
    block(g, clause.body)
    g.under, g.catch_record = under, held
    g.blocks -= 1
    g.line("finally:")
    g.indent += 1
    g.line(f"restore_under(V, {old})")
    g.indent -= 2


def with_traps(g: Gen, statements: Sequence[Any], traps: Sequence[Any]) -> None:
    """A block with traps: its statements ask them when they fail."""
    entries = []
    for t in traps:
        name = g.temp("sub_")
        kind = "None" if t.trap_type is None else f"lambda: {type_code(g, t.trap_type.type_name)}"
        entries.append(f"({kind}, {name})")
        g.node = t
        g.line(f"def {name}():")
        inner = Gen(g.unit)
        inner.__dict__.update(g.__dict__)
        inner.indent, inner.loops, inner.outlined, inner.blocks, inner.return_code = g.indent, [], True, 1, "raise ReturnJump"
        inner.guard_handler = None
        inner.under = None
        inner.catch_record = "V['_']"
        block(inner, t.body)
        g.temps = inner.temps
        g.needs_return_catch = g.needs_return_catch or inner.needs_return_catch
    handler = g.temp("traps")
    g.line(f"{handler} = ({', '.join(entries)},)")
    g.line("F.ctx.try_depth += 1")
    g.line("try:")
    g.indent += 1
    g.blocks += 1
    old, g.guard_handler = g.guard_handler, f"run_traps(F, V, {handler})"
    for s in statements:
        statement(g, s)
    if not statements:
        g.line("pass")
    g.guard_handler = old
    g.indent -= 1
    g.blocks -= 1
    g.line("finally:")
    g.indent += 1
    g.line("F.ctx.try_depth -= 1")
    g.indent -= 1


