"""@name in a command: hashtables become named arguments, everything else positional ones."""
from __future__ import annotations

from typing import Any

from shell.clr.dictionary_base import NetDictionary
from shell.objects.psobject import MISSING, PSObject, base_of
from shell.objects.text import to_string
from shell.runtime.parameters import CommandArgument

Value = Any


class SplattedArguments(list):  # type: ignore[type-arg]
    """$args of a simple function: remembers which elements were parameter names, so that @args passes them on as such."""

    __slots__ = ("names",)


class ArgumentName(str):
    """An element of $args that was written as -Name."""

    __slots__ = ()


def splat(out: list[CommandArgument], value: Value, extent: Any) -> None:
    """Append what a splatted value contributes."""
    value = base_of(value) if value.__class__ is PSObject else value
    if isinstance(value, NetDictionary):
        for key in value.keys():
            out.append(CommandArgument(value.get(key, None), to_string(key), True, None, extent, True))
    elif isinstance(value, dict):  # $PSBoundParameters
        for key, item in value.items():
            out.append(CommandArgument(item, str(key), True, None, extent, True))
    elif isinstance(value, list):
        for item in value:
            if item.__class__ is ArgumentName:
                name = item[1:]
                out.append(CommandArgument(MISSING, name[:-1] if name.endswith(":") else name, name.endswith(":"), None, extent))
            else:
                out.append(CommandArgument(item, None, False, None, extent))
    elif isinstance(value, str):
        for char in value:
            out.append(CommandArgument(char, None, False, None, extent))
    else:
        out.append(CommandArgument(value, None, False, None, extent))
