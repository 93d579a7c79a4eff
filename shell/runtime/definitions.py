"""Statements that define things or leave: function, class, exit, background."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shell.objects.psobject import PSObject
from shell.runtime.commands_info import FunctionInfo
from shell.runtime.flow import ExitException
from shell.runtime.frame import Frame
from shell.runtime.pipeline import Emit
from shell.runtime.scopes import Scope, scope_named
from shell.runtime.scriptblock import BlockCode, ScriptBlock

Value = Any
_SCOPES = ("global", "script", "local", "private")


def define_function(F: Frame, V: Scope, name: str, code: BlockCode) -> None:
    """function [scope:]name { }"""
    scope = V
    head, colon, tail = name.partition(":")
    if colon and head.lower() in _SCOPES:
        scope, name = scope_named(V, head.lower()), tail
        code.name = tail
    info = FunctionInfo(name, ScriptBlock(code, F.state), module=F.state.module, is_filter=code.is_filter)
    F.ctx.set_function(scope, info)
    for a in _aliases(code):
        from shell.runtime.commands_info import AliasInfo
        F.ctx.set_alias_in(scope, AliasInfo(a, name, module=F.state.module))


def _aliases(code: BlockCode) -> list[str]:
    block = code.ast.param_block
    if block is None:
        return []
    return [str(x.value) for a in block.attributes if a.type_name.name.lower() in ("alias", "aliasattribute") for x in a.positional_arguments]


def define_types(F: Frame, V: Scope, nodes: Sequence[Any], namespaces: Sequence[str]) -> None:
    """class and enum statements of a text."""
    from shell.runtime.classes import define
    define(F, V, nodes, tuple(namespaces))


def exit_script(F: Frame, V: Scope, value: Value) -> None:
    """exit [code]"""
    value = value.base if value.__class__ is PSObject else value
    code = 0
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, (int, float)):
        code = int(value)
    elif isinstance(value, str):
        try:
            code = int(value.strip())
        except ValueError:
            code = 0
    raise ExitException(code, value)


def background(F: Frame, V: Scope, emit: Emit, node: Any) -> None:
    """command &"""
    start = F.ctx.service("background")
    emit(start(F, V, node))
