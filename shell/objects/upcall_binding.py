"""Gives the library layer what it needs from here: conversion, comparison, text, script blocks (clr/upcalls)."""
from __future__ import annotations

from typing import Any

from shell.clr import upcalls

Value = Any


def _invoke(script: Value, arguments: list[Value]) -> Value:
    from shell.objects import hooks
    return hooks.current().run_script(script, args=arguments, dollar_underscore=arguments[0] if arguments else None)


def _compare(a: Value, b: Value) -> int:
    from shell.objects.comparison import compare
    return compare(a, b, ignore_case=False)


def _member(value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    from shell.objects.members import invoke_method
    return invoke_method(value, name, arguments)


def _to_string(value: Value) -> str:
    from shell.objects.psobject import PSObject
    from shell.objects.text import net_string, to_string
    if isinstance(value, PSObject) or value is None or isinstance(value, str):
        return to_string(value)
    return net_string(value)


def install() -> None:
    """Replace the library's defaults."""
    from shell.clr.collation import culture_key
    from shell.objects.conversion import convert
    from shell.objects.methods import construct
    from shell.objects.psobject import base_of
    upcalls.convert = convert
    upcalls.construct = construct
    upcalls.invoke = _invoke
    upcalls.compare = _compare
    upcalls.to_string = _to_string
    upcalls.text_key = culture_key
    upcalls.base_of = base_of
    upcalls.member = _member
