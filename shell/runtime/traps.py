"""trap: what a failed statement of a block with traps does."""
from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Callable, Optional

from shell.objects.records import TerminatingError
from shell.runtime.assignment import enter_catch, restore_under
from shell.runtime.errors import catches, ends_function, note, settle, shown, terminating
from shell.runtime.flow import BreakJump, ContinueJump
from shell.runtime.frame import Frame
from shell.runtime.scopes import Scope


def run_traps(F: Frame, V: Scope, traps: Sequence[tuple[Optional[Callable[[], Any]], Callable[[], Any]]]) -> None:
    """Find the trap for the current exception and run it; without one the error goes on."""
    _, error, tb = sys.exc_info()
    assert error is not None
    err = terminating(error, tb)
    ctx = F.ctx
    ctx.ok = False
    if getattr(err, "passed", None) is traps or ends_function(err, F):
        raise err from None  # out of one of these traps already
    chosen = _choose(err, traps)
    ctx.try_depth -= 1  # this block's own protection does not count for what follows
    try:
        if chosen is None:
            if ctx.try_depth:
                raise err from None
            settle(F, V, err)
            return
        note(ctx, err)
        try:
            _run(F, V, err, chosen)
        except TerminatingError as e:
            e.passed = traps  # type: ignore[attr-defined]
            raise
    finally:
        ctx.try_depth += 1


def _choose(err: TerminatingError, traps: Sequence[Any]) -> Optional[Callable[[], Any]]:
    """The trap whose type fits best: a typed one before the general one."""
    general = None
    for get_type, body in traps:
        if get_type is None:
            general = general or body
        elif catches(err, (get_type(),)):
            return body  # type: ignore[no-any-return]
    return general


def _run(F: Frame, V: Scope, err: TerminatingError, body: Callable[[], Any]) -> None:
    old = enter_catch(V, shown(err))
    try:
        body()
    except ContinueJump:
        return
    except BreakJump:
        err.ends_script = True
        raise err from None
    finally:
        restore_under(V, old)
    err.ends_script = False
    F.streams.error(err.record)
