"""A state and the exception behind it: what JobStateInfo and RunspaceStateInfo have in common."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import NetType

Value = Any


class StateInfo:
    """`state` is a value of the enumeration that the type is declared with; `reason` an exception or null."""

    __slots__ = ("state", "reason", "ps_ext")

    def __init__(self, state: Value, reason: Value) -> None:
        self.state, self.reason = state, reason
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return str(self.state.name_text)


def state_info_type(name: str, cls: type[StateInfo], state_type: str) -> NetType:
    """Declare a kind of StateInfo."""
    t = NetType(name, cls)
    t.attr("State", state_type, "state")
    t.attr("Reason", "System.Exception", "reason")
    t.method("string ToString()")(str)
    return t
