"""`.Where()` and `.ForEach()`: the methods PowerShell itself gives every value."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType
from shell.objects import hooks
from shell.objects.conversion import convert, require, to_bool, to_int
from shell.objects.conversion_errors import convert_failed, no_conversion
from shell.objects.enumeration import enumerate_value
from shell.objects.psobject import MISSING, PSObject
from shell.objects.records import MethodException
from shell.objects.text import to_string, type_name

Value = Any
_MODES = ("Default", "First", "Last", "SkipUntil", "Until", "Split")


def collection(items: list[Value]) -> Value:
    """A Collection`1 of PSObject."""
    from shell.clr.generics import close_generic
    from shell.clr.lists import Collection
    from shell.objects.type_index import install
    install()
    return Collection(items, close_generic("System.Collections.ObjectModel.Collection", [require("System.Management.Automation.PSObject")]))


def invoke_intrinsic(value: Value, folded: str, args: Sequence[Value]) -> Value:
    """value.Where(...) or value.ForEach(...)."""
    items = enumerate_value(value)
    source: Iterable[Value] = [value] if items is None else items
    return where(source, args) if folded == "where" else for_each(source, args)


def _plain(value: Value) -> Value:
    return value.base if value.__class__ is PSObject else value


def _is_script(value: Value) -> bool:
    return type_name(value) == "System.Management.Automation.ScriptBlock"


def _mode(value: Value) -> str:
    """A selection mode by name or unique prefix; errors as an enum cast has them."""
    name = "System.Management.Automation.WhereOperatorSelectionMode"
    if isinstance(value, int):
        return _MODES[value]
    text = to_string(value)
    found = [m for m in _MODES if m.lower() == text.lower()] or [m for m in _MODES if m.lower().startswith(text.lower())]
    if len(found) == 1:
        return found[0]
    t = NetType(name, register=False)
    raise convert_failed(value, t, NetException(
        f"Unable to match the identifier name {text} to a valid enumerator name. Specify one of the following enumerator names and try again:\n"
        + ", ".join(_MODES)), "SubstringDisambiguationEnumParseThrewAnException")


def where(source: Iterable[Value], args: Sequence[Value]) -> Value:
    """.Where({ expression } [, mode [, numberToReturn]])"""
    if not 1 <= len(args) <= 3:
        raise MethodException(f'Cannot find an overload for ".Where({{ expression }} [, mode [, numberToReturn]])" and the argument count: "{len(args)}".',
                              error_id="MethodCountCouldNotFindBest")
    script = _plain(args[0])
    if not _is_script(script):
        raise no_conversion(script, NetType("System.Management.Automation.ScriptBlock", register=False))
    mode = _mode(_plain(args[1])) if len(args) > 1 else "Default"
    count = to_int(args[2]) if len(args) > 2 else 0
    run = hooks.current().run_script

    def test(item: Value) -> bool:
        return to_bool(run(script, dollar_underscore=item))
    return collection(_select(source, test, mode, count))


def _select(source: Iterable[Value], test: Any, mode: str, count: int) -> list[Value]:
    if mode == "Until":
        return _until(source, test, count)
    if mode == "SkipUntil":
        return _skip_until(source, test, count)
    if mode == "Split":
        return _split(source, test, count)
    if mode == "First":
        return _first(source, test, count or 1)
    out = [item for item in source if test(item)]
    if mode == "Last":
        return out[-(count or 1):]
    return out[:count] if count else out


def _first(source: Iterable[Value], test: Any, count: int) -> list[Value]:
    out: list[Value] = []
    for item in source:
        if test(item):
            out.append(item)
            if len(out) == count:
                break
    return out


def _until(source: Iterable[Value], test: Any, count: int) -> list[Value]:
    out: list[Value] = []
    for item in source:
        if test(item) or (count and len(out) == count):
            break
        out.append(item)
    return out


def _skip_until(source: Iterable[Value], test: Any, count: int) -> list[Value]:
    out: list[Value] = []
    started = False
    for item in source:
        started = started or test(item)
        if started:
            out.append(item)
            if count and len(out) == count:
                break
    return out


def _split(source: Iterable[Value], test: Any, count: int) -> list[Value]:
    matched: list[Value] = []
    others: list[Value] = []
    for item in source:
        passes = not (count and len(matched) == count) and test(item)
        (matched if passes else others).append(item)
    return [collection(matched), collection(others)]


def for_each(source: Iterable[Value], args: Sequence[Value]) -> Value:
    """.ForEach(script | type | property | method, arguments)"""
    if not args:
        raise MethodException('Cannot find an overload for ".ForEach(expression [, arguments...])" and the argument count: "0".', error_id="MethodCountCouldNotFindBest")
    what = _plain(args[0])
    if _is_script(what):
        return collection(_run_each(source, what, list(args[1:])))
    if isinstance(what, NetType):
        return collection([convert(item, what) for item in source])
    return collection(_member_each(source, to_string(what), args[1:]))


def _run_each(source: Iterable[Value], script: Value, args: list[Value]) -> list[Value]:
    out: list[Value] = []
    run = hooks.current().run_script
    for item in source:
        result = run(script, args=args, dollar_underscore=item)
        if isinstance(result, list):
            out.extend(result)
        elif result is not None:
            out.append(result)
    return out


def _member_each(source: Iterable[Value], name: str, args: Sequence[Value]) -> list[Value]:
    from shell.objects.members import find_property_value, has_member, invoke_method, set_property
    out: list[Value] = []
    for item in source:
        found: Optional[Value] = find_property_value(item, name)
        if found is not MISSING and args:
            set_property(item, name, args[0])
        elif found is not MISSING:
            out.append(found)
        elif has_member(item, name):
            result = invoke_method(item, name, list(args), MISSING)
            if result is not MISSING:
                out.append(result)
    return out
