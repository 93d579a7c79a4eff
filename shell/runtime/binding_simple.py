"""Binding for functions without [CmdletBinding()] or [Parameter()]."""
from __future__ import annotations

from typing import Any, Optional

from shell.objects.psobject import MISSING
from shell.runtime import binding_errors as errors
from shell.runtime.binding import Binder, WordArgument
from shell.runtime.parameters import CommandArgument, ParameterInfo


class SimpleBinder(Binder):
    """What does not fit a parameter goes to $args."""

    is_advanced = False

    def _takes_extra(self) -> bool:
        return True

    def find(self, name: str, node: Any) -> Optional[ParameterInfo]:
        key = name.lower()
        p = self.meta.table.get(key)
        if p is not None:
            return p
        found = {c.name: c for k, c in self.meta.table.items() if k.startswith(key)}
        if len(found) > 1:
            raise errors.ambiguous_parameter(self, name, list(found), node)
        return next(iter(found.values()), None)

    def _bind_named(self, args: list[CommandArgument]) -> list[CommandArgument]:
        known: list[CommandArgument] = []
        for a in args:
            if a.name is None or self.find(a.name, a.node) is not None:
                known.append(a)
            elif a.colon and a.value is not MISSING:
                known.append(WordArgument(f"-{a.name}:", node=a.node))
                known.append(WordArgument(a.value, node=a.value_node or a.node))
            else:
                known.append(WordArgument(f"-{a.name}" + (":" if a.splatted else ""), node=a.node))
                if a.value is not MISSING:
                    known.append(WordArgument(a.value, node=a.value_node or a.node))
        return super()._bind_named(known)
