"""Running script blocks and commands from Python: what cmdlets, the object layer and the engine use."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Optional

from shell.objects.psobject import MISSING
from shell.runtime.callsite import NAMED_VALUE, POSITIONAL, CallSite, Element
from shell.runtime.function_stage import FunctionStage
from shell.runtime.parameters import CommandArgument
from shell.runtime.pipeline import Emit, drive
from shell.runtime.pipes import succeeded
from shell.runtime.scriptblock import ScriptBlock

Value = Any


def invoke(ctx: Any, block: ScriptBlock, args: Sequence[Value] = (), input: Optional[Iterable[Value]] = None, dollar_under: Value = MISSING,
           new_scope: bool = True, this: Value = MISSING, emit: Optional[Emit] = None, variables: Any = None) -> list[Value]:
    """Run a block with arguments; its output as a list, or through `emit`."""
    out: list[Value] = []
    F = ctx.frame
    site = F.site if F.site is not None else NOWHERE
    stage = FunctionStage(site, F, F.scope, emit if emit is not None else out.append, None, block, [_argument(a) for a in args], input is not None,
                          not new_scope)
    stage.dollar_under, stage.this, stage.extra_variables = dollar_under, this, variables
    old = MISSING
    if not new_scope and dollar_under is not MISSING:
        old = F.scope.get("_", MISSING)
    try:
        drive((stage,), input)
    finally:
        ctx.frame = F
        if not new_scope and dollar_under is not MISSING:
            from shell.runtime.assignment import restore_under
            restore_under(F.scope, old)
    return out


def _argument(value: Value) -> CommandArgument:
    return value if isinstance(value, CommandArgument) else CommandArgument(value)


NOWHERE = CallSite(None, "", ())


def call_command(ctx: Any, name: str, params: dict[str, Value], args: Sequence[Value] = (), input: Optional[Iterable[Value]] = None,
                 emit: Optional[Emit] = None) -> list[Value]:
    """Call a command by name; `params` are named arguments."""
    out: list[Value] = []
    F = ctx.frame
    shape = tuple([Element(POSITIONAL) for _ in args] + [Element(NAMED_VALUE, n) for n in params])
    site = CallSite(None, name, shape)
    values = [*args, *params.values()]
    stage = site.stage(F, F.scope, emit if emit is not None else out.append, values, input is not None)
    try:
        drive((stage,), input)
        succeeded(ctx, (stage,))
    finally:
        ctx.frame = F
    return out
