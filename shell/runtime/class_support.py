"""Names generated code of class methods uses."""
from __future__ import annotations

from typing import Any, Sequence

Value = Any


def call_base(owner: Any, V: Any, args: Sequence[Value]) -> None:
    """: base(...) of a constructor."""
    from shell.runtime.classes import base_constructor
    base_constructor(owner, V["this"], args)
