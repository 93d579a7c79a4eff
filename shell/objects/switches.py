"""SwitchParameter: what a [switch] parameter of a function holds.  Its .NET type is declared in engine_types, when first asked for."""
from __future__ import annotations


class SwitchParameter:
    """System.Management.Automation.SwitchParameter."""

    __slots__ = ("is_present",)

    def __init__(self, is_present: bool) -> None:
        self.is_present = is_present

    def __bool__(self) -> bool:
        return self.is_present

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (bool, SwitchParameter)) and bool(other) == self.is_present

    def __hash__(self) -> int:
        return hash(self.is_present)

    def __str__(self) -> str:
        return "True" if self.is_present else "False"


SWITCH_ON, SWITCH_OFF = SwitchParameter(True), SwitchParameter(False)


def switch_value(on: bool) -> SwitchParameter:
    """The shared instance."""
    return SWITCH_ON if on else SWITCH_OFF
