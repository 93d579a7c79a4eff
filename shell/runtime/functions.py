"""Calling script functions, filters, script blocks and script files: the quick way for plain calls, FunctionStage for everything else."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.objects.records import TerminatingError
from shell.objects.switches import SWITCH_ON
from shell.runtime.frame import Frame
from shell.runtime.function_stage import FunctionStage
from shell.runtime.function_values import bound_dictionary, constrain, run_across
from shell.runtime.pipeline import Emit, drive
from shell.runtime.scopes import Scope
from shell.runtime.scriptblock import ScriptBlock
from shell.runtime.sections import Param, Sections

Value = Any
POSITIONAL, NAMED, NAMED_VALUE, SPLAT, DASHES = 0, 1, 2, 3, 4


def make_plan(sections: Sections, shape: Sequence[Any], skip: int) -> Optional[Any]:
    """How the values of a call site go to parameters, if that can be said once for all calls; None: leave it to the binder."""
    if not sections.only_end or not sections.all_plain:
        return None
    pairs: list[tuple[Param, int]] = []
    trues: list[Param] = []
    positional: list[int] = []
    i, n = 0, len(shape)
    while i < n:
        e = shape[i]
        i += 1
        if e.kind == POSITIONAL:
            positional.append(i - 1 + skip)
            continue
        if e.kind in (SPLAT, DASHES):
            return None
        p = sections.find(e.name)
        if p is None or any(p is q for q, _ in pairs) or p in trues:
            return None
        if e.kind == NAMED_VALUE:
            if p.is_switch:
                return None
            pairs.append((p, i - 1 + skip))
        elif p.is_switch:
            trues.append(p)
        elif i < n and shape[i].kind == POSITIONAL:
            pairs.append((p, i + skip))
            i += 1
        else:
            return None
    extra = _place_positional(sections, pairs, trues, positional)
    if extra and sections.advanced:
        return None
    return _finish_plan(sections, shape, skip, pairs, trues, extra)


def _place_positional(sections: Sections, pairs: list[tuple[Param, int]], trues: list[Param], positional: list[int]) -> list[int]:
    taken = {p.name for p, _ in pairs} | {p.name for p in trues}
    free = [p for p in sections.positional if p.name not in taken]
    for p, index in zip(free, positional):
        pairs.append((p, index))
    return positional[len(free):]


def _finish_plan(sections: Sections, shape: Sequence[Any], skip: int, pairs: list[tuple[Param, int]], trues: list[Param], extra: list[int]) -> Optional[Any]:
    given = {p.name for p, _ in pairs} | {p.name for p in trues}
    checks: list[tuple[str, Any, Param]] = []
    for p, index in pairs:
        if p.mandatory or p.type_node is not None:
            literal = shape[index - skip].literal
            cls = _fast_class(p)
            if literal is not None and cls is str:
                return None
            checks.append((p.name, cls, p))
    blanks = []
    for p in sections.params:
        if p.name not in given:
            if p.mandatory:
                return None
            if not p.has_default:
                if p.refuses_null:
                    return None
                blanks.append((p.name, p.blank))
    needs_defaults = sections.defaults is not None and any(p.has_default and p.name not in given for p in sections.params)
    guards = [p for p in sections.params if p.constrained]
    return (tuple((p.name, i) for p, i in pairs), tuple(p.name for p in trues), tuple(blanks), tuple(extra), tuple(checks), needs_defaults, tuple(guards))


def _fast_class(p: Param) -> Any:
    """The Python class whose values need no conversion; a class nothing has when there is none."""
    if p.type_node is None:
        return None
    try:
        t = p.type
    except (NetException, TerminatingError):
        return _Never
    return t.python_class if t is not None and t.python_class in (int, str, float, bool) else _Never


class _Never:
    pass


class _BindSlowly(Exception):
    """A value does not fit the quick way."""


def runner(site: Any, info: Any, block: ScriptBlock, shape: Sequence[Any], skip: int, dot: bool) -> Callable[[Frame, Scope, Emit, Sequence[Value]], None]:
    """The function that runs calls from this site to this block."""
    sections: Sections = block.code.sections
    plan = make_plan(sections, shape, skip)

    def slow(F: Frame, V: Scope, emit: Emit, values: Sequence[Value]) -> None:
        F.ctx.frame = F
        args = site.arguments(F, values[skip:])
        stage = FunctionStage(site, F, V, emit, info, block, args, False, dot)
        drive((stage,), None)
        F.ctx.ok = not stage.reported
        F.ctx.frame = F
    if plan is None or dot or sections.uses & _NEEDS_STAGE:
        return slow
    return _quick(site, info, block, plan, slow)


def _quick(site: Any, info: Any, block: ScriptBlock, plan: Any, slow: Any) -> Callable[[Frame, Scope, Emit, Sequence[Value]], None]:
    """Calls whose values go to parameters by a plan: a scope, a frame and the end section."""
    sections: Sections = block.code.sections
    pairs, trues, blanks, extra, checks, needs_defaults, guards = plan
    end, defaults, uses_args = sections.end, sections.defaults, "args" in sections.uses
    state: Any = block.state
    uses_bound = "psboundparameters" in sections.uses
    uses_invocation = "myinvocation" in sections.uses
    advanced = sections.advanced

    def run(F: Frame, V: Scope, emit: Emit, values: Sequence[Value]) -> None:
        ctx = F.ctx
        if advanced and ctx.has_default_parameters:
            slow(F, V, emit, values)
            return
        crossing = state is not F.state and state is not None
        S = Scope()
        S.parent = state.current if crossing else V
        S.state = state or F.state
        for name, i in pairs:
            S[name] = values[i]
        if checks:
            try:
                _check(S, checks, advanced)
            except (NetException, _BindSlowly):
                slow(F, V, emit, values)
                return
        for name in trues:
            S[name] = SWITCH_ON
        for name, blank in blanks:
            S[name] = blank
        if uses_args:
            S["args"] = [values[i] for i in extra]
        G = Frame(ctx, S, S.state, F.streams, site, info)
        G.call = (plan, values, block)
        if advanced:
            S["pscmdlet"] = G  # becomes a PSCmdlet when a function below asks for it
        if uses_bound or uses_invocation:
            _set_bound(G, S, [(n, S[n]) for n, _ in pairs] + [(n, SWITCH_ON) for n in trues], sections)
        if uses_invocation:
            G.args = [values[i] for i in extra]
            S["myinvocation"] = G.invocation
        if needs_defaults:
            defaults(G, S)  # type: ignore[misc]
        if guards:
            constrain(S, guards)
        if end is not None:
            if crossing:
                run_across(F, V, end, G, S, emit)
            else:
                ctx.frame = G
                end(G, S, emit)
        if advanced:
            S.pop("pscmdlet", None)  # scope and frame hold each other no longer: both go at once
        if S.functions is not None:
            ctx.commands_changed()
        ctx.frame = F
        ctx.ok = True
    return run


_NEEDS_STAGE = frozenset(("pscmdlet", "input"))


def _check(S: Scope, checks: Sequence[tuple[str, Any, Param]], advanced: bool) -> None:
    for name, cls, p in checks:
        value = S[name]
        if value.__class__ is cls and (cls is not str or value or not p.mandatory):
            continue
        if advanced:
            if cls is None and value is not None and value.__class__ is not list:
                continue
            raise _BindSlowly
        S[name] = p.convert(value)


def _set_bound(G: Frame, S: Scope, items: list[tuple[str, Value]], sections: Sections) -> None:
    G.bound = bound_dictionary((sections.by_name[n].spelled, v) for n, v in items)
    S["psboundparameters"] = G.bound
