"""$PSDefaultParameterValues: `Command:Parameter` (with wildcards) to a default."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shell.clr.dictionaries import HASHTABLE, Hashtable, NetDictionary
from shell.clr.typeinfo import NetType
from shell.clr.wildcards import WildcardPattern
from shell.objects.conversion import to_bool
from shell.objects.records import RuntimeException
from shell.objects.text import to_string
from shell.runtime.scriptblock import ScriptBlock

Value = Any
BAD_KEY = ("The key '{0}' does not have a valid format. For information about the correct format, see about_Parameters_Default_Values at "
           "https://go.microsoft.com/fwlink/?LinkId=228266.")


class DefaultParameterDictionary(Hashtable):
    """A hashtable that refuses keys without a colon."""

    __slots__ = ("ctx",)
    ctx: Any

    def put(self, key: Value, value: Value) -> None:
        text = to_string(key)
        if text.lower() != "disabled" and ":" not in text:
            raise RuntimeException(BAD_KEY.format(text), error_id="PSInvalidOperation", category="InvalidOperation")
        super().put(key, value)
        ctx = getattr(self, "ctx", None)
        if ctx is not None:
            ctx.has_default_parameters = True


NetType("System.Management.Automation.DefaultParameterDictionary", DefaultParameterDictionary, base=HASHTABLE)


def make(ctx: Any, items: Iterable[tuple[Value, Value]]) -> DefaultParameterDictionary:
    d = DefaultParameterDictionary()
    d.ctx = ctx
    for key, value in items:
        d.put(key, value)
    return d


def adopt(ctx: Any, value: Value) -> Value:
    """A value assigned to $PSDefaultParameterValues."""
    if isinstance(value, NetDictionary):
        d = make(ctx, value.items())
        ctx.default_parameters = d
        ctx.has_default_parameters = len(d) > 0
        return d
    return value


def values_for(ctx: Any, command: str) -> list[tuple[str, Value]]:
    """(parameter, value) pairs that apply to a command."""
    table = ctx.get_variable("PSDefaultParameterValues")
    if not isinstance(table, NetDictionary):
        return []
    disabled = table.get("Disabled")
    if disabled is not None and to_bool(disabled):
        return []
    out: list[tuple[str, Value]] = []
    for key, value in table.items():
        pattern, colon, parameter = to_string(key).rpartition(":")
        if colon and WildcardPattern(pattern.strip().strip("'\""), True).matches(command):
            if isinstance(value, ScriptBlock):
                results = ctx.invoke(value)
                value = results[0] if len(results) == 1 else results
            out.append((parameter.strip().strip("'\""), value))
    return out
