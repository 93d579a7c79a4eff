"""Parameters in the order they are offered: as declared where that is known; others are listed as the inventory has them."""
from __future__ import annotations

from shell.runtime.command_syntax import parameters_in_order
from shell.runtime.declared_order import DECLARED
from shell.runtime.parameters import CommandMetadata, ParameterInfo


def ordered(meta: CommandMetadata) -> list[ParameterInfo]:
    """A command's own parameters in the order they were declared; additions of ours last."""
    return parameters_in_order(meta, DECLARED)
