"""Names generated code of class methods uses."""
from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from shell.runtime.class_instances import base_constructor, call_as, run_default_base
from shell.runtime.class_model import MethodOwner
from shell.runtime.errors import terminating
from shell.runtime.frame import Frame
from shell.runtime.scopes import Scope, new_scope

Value = Any
__all__ = ["call_as", "call_base", "method_failed", "method_frame", "run_default_base"]


def call_base(owner: Any, this: Value, args: Sequence[Value]) -> None:
    """: base(...) of a constructor."""
    base_constructor(owner, this, args)


def method_frame(owner: Any, name: str, this: Value, params: Sequence[tuple[str, Value]]) -> tuple[Frame, Scope]:
    """The frame and scope of one call of a method whose variables must be real."""
    S = new_scope(owner.scope, owner.scope.state)
    if this is not None:
        S["this"] = this
    for key, value in params:
        S[key] = value
    ctx = owner.frame.ctx
    return Frame(ctx, S, owner.scope.state, ctx.frame.streams, None, MethodOwner(name)), S


def method_failed(F: Any, V: Any) -> NoReturn:
    """An error ends the method and goes to its caller."""
    _, error, tb = sys.exc_info()
    assert error is not None
    raise terminating(error, tb) from None
