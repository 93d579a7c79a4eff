"""What library types need from the layers above (conversion, running script blocks, text, culture order), installed by them at start-up.

`objects` (and `runtime` for `invoke`) replace these attributes; the defaults below are the plain .NET behaviour that needs no language.
Read them as `upcalls.convert(...)` (never `from ... import convert`), so that a replacement is seen.
"""
from __future__ import annotations

from typing import Any, Callable

from shell.clr.exceptions import InvalidCastException, InvalidOperationException, MissingMethodException
from shell.clr.typeinfo import OBJECT, NetType, typeof

Value = Any


def _convert(value: Value, target: NetType) -> Value:
    if target is OBJECT or (value is not None and typeof(value).is_subtype_of(target)):
        return value
    raise InvalidCastException(f"Unable to cast object to type '{target.full_name}'.")


def _invoke(script: Value, arguments: list[Value]) -> Value:
    if callable(script):
        return script(*arguments)
    raise InvalidOperationException("There is no Runspace available to run scripts in this thread.")


def _compare(a: Value, b: Value) -> int:
    if a is None or b is None:
        return (a is not None) - (b is not None)
    if isinstance(a, str) and isinstance(b, str):
        from shell.clr.collation import culture_compare
        return culture_compare(a, b)
    return int(a > b) - int(a < b)


def _to_string(value: Value) -> str:
    return "" if value is None else str(value)


def _text_key(text: str) -> Value:
    from shell.clr.collation import culture_key
    return culture_key(text)


def _construct(t: NetType, arguments: list[Value]) -> Value:
    for overload in t.constructors:
        if len(overload.params) == len(arguments):
            return overload.function(*arguments)
    raise MissingMethodException(f"Constructor on type '{t.full_name}' not found.")


def _base_of(value: Value) -> Value:
    return value


def _member(value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    raise MissingMethodException(f"Method '{name}' not found.")


member: Callable[[Value, str, tuple[Value, ...]], Value] = _member  # call a method by name: what a script's class implements of an interface
convert: Callable[[Value, NetType], Value] = _convert  # PowerShell's conversion; raises NetException
invoke: Callable[[Value, list[Value]], Value] = _invoke  # run a ScriptBlock with $args; its output as one value (None, scalar or list)
compare: Callable[[Value, Value], int] = _compare  # Comparer.Default: culture order of text, case counts
to_string: Callable[[Value], str] = _to_string  # ToString() as .NET sees it
text_key: Callable[[str], Value] = _text_key  # sort key of a string in culture order, lower case first on ties
base_of: Callable[[Value], Value] = _base_of  # takes off a PSObject wrapper
construct: Callable[[NetType, list[Value]], Value] = _construct  # a new instance through the constructor the arguments fit
