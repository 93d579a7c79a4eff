"""Running pipelines from generated code."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shell.runtime.binding_errors import BindingError
from shell.runtime.callsite import CallSite
from shell.runtime.frame import Frame
from shell.runtime.pipeline import Emit, SinkStage, collapse, drive
from shell.runtime.redirection import Redirected
from shell.runtime.scopes import Scope

Value = Any


def run_list(site: CallSite, F: Frame, V: Scope, values: Sequence[Value]) -> list[Value]:
    """One command's output as a list."""
    out: list[Value] = []
    if site.dynamic:
        site.run_dynamic(F, V, out.append, values)
    else:
        (site.run if site.token is F.state.token else site.resolve(F, V))(F, V, out.append, values)
    return out


def run_value(site: CallSite, F: Frame, V: Scope, values: Sequence[Value]) -> Value:
    """One command's output as a value."""
    out: list[Value] = []
    if site.dynamic:
        site.run_dynamic(F, V, out.append, values)
    else:
        (site.run if site.token is F.state.token else site.resolve(F, V))(F, V, out.append, values)
    n = len(out)
    return out[0] if n == 1 else out if n else None


def pipe(F: Frame, V: Scope, emit: Emit, source: Any, parts: Sequence[tuple[Any, Sequence[Value], Any]]) -> None:
    """Run a pipeline: `source` feeds it (None: it has no input; a function where it is a redirected expression); `parts` are (call site, values,
    redirections), the site None for a
    redirected expression at its head."""
    redirected: list[Redirected] = []
    ctx = F.ctx
    try:
        stages: list[Any] = []
        for i in range(len(parts) - 1, -1, -1):
            site, values, specs = parts[i]
            G = F
            r = None
            if specs is not None:
                r = Redirected(F, emit, specs)
                redirected.append(r)
                G, emit = r.frame, r.emit
            if site is None:
                stage: Any = SinkStage(emit, _nothing)
                source = _evaluate_redirected(F, G, source)
            else:
                stage = site.stage(G, V, emit, values, i > 0 or source is not None, r)
            stages.append(stage)
            emit = stage.process
        stages.reverse()
        link_natives(stages)
        for i, stage in enumerate(stages):
            place = getattr(stage, "invocation", None)
            if place is not None:
                place.pipeline_position, place.pipeline_length = i + 1, len(stages)
        try:
            drive(stages, source)
        except BindingError as e:
            if e.record.invocation is None:
                place_binding_error(e, F, parts, stages)
            raise
        succeeded(ctx, stages)
    finally:
        for r in redirected:
            r.close()
        ctx.frame = F


def _evaluate_redirected(F: Frame, G: Frame, source: Any) -> Iterable[Value]:
    """The value of a redirected expression: statements of its $( ) write to the redirected streams."""
    old, F.streams = F.streams, G.streams
    try:
        return source()  # type: ignore[no-any-return]
    finally:
        F.streams = old


def place_binding_error(e: BindingError, F: Frame, parts: Sequence[Any], stages: Sequence[Any]) -> None:
    """Say which command of the pipeline could not bind: the one whose binder's name the error carries."""
    for (site, _, _), stage in zip(parts, stages):
        info = getattr(stage, "info", None)
        if site is not None and info is not None and info.name == e.record.category_info.activity:
            site.argument_error(e, F, info)
            return


def _nothing() -> None:
    """Nothing to close."""


def link_natives(stages: Sequence[Any]) -> None:
    """Programs next to each other are joined by a pipe of the operating system."""
    for before, after in zip(stages, stages[1:]):
        if hasattr(before, "process_handle") and hasattr(after, "process_handle") and not before.captures_error:
            after.upstream, before.downstream = before, after


def _exit_code(stage: Any) -> int:
    """A program's exit code; 0 for other stages, and for a program that was stopped because nobody wanted more of its output."""
    if getattr(stage, "stopped", False):
        return 0
    handle = getattr(stage, "process_handle", None)
    return getattr(stage, "exit_code", 0) if handle is None else handle.returncode or 0


def succeeded(ctx: Any, stages: Sequence[Any]) -> None:
    """$? after a pipeline: false when one of its commands reported an error."""
    for s in stages:
        runtime = getattr(s, "runtime", None)
        if runtime is not None:
            if runtime.had_error:
                ctx.ok = False
                return
        elif getattr(s, "failed", False) or getattr(s, "reported", False) or _exit_code(s):
            ctx.ok = False
            return
    ctx.ok = True


__all__ = ["collapse", "pipe", "run_list", "run_value", "succeeded"]
