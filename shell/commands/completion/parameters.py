"""Names of parameters after a dash."""
from __future__ import annotations

from typing import Any

from shell.commands.completion.binding import Binding, find_parameter
from shell.commands.completion.commands import metadata_of
from shell.commands.completion.parameter_order import ordered
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.language import nodes as ast
from shell.runtime.command_syntax import type_word
from shell.runtime.parameters import CommandMetadata, ParameterInfo

Value = Any
_COMMON = frozenset("verbose debug erroraction warningaction informationaction progressaction errorvariable warningvariable informationvariable outvariable "
                    "outbuffer pipelinevariable".split())
_ours: dict[str, frozenset[str]] = {}


def _word(p: ParameterInfo) -> str:
    if p.is_switch:
        return "switch"
    return type_word(p)


def offer(p: ParameterInfo, name: str, colon: str) -> CompletionResult:
    return CompletionResult(f"-{name}{colon}", name, "ParameterName", f"[{_word(p)}] {name}")


def _additions(meta: CommandMetadata) -> frozenset[str]:
    """Names of parameters this program adds to a command of PowerShell's."""
    found = _ours.get(meta.name)
    if found is None:
        from shell.commands.declarations import raw
        d = raw(meta.name)
        names = frozenset() if d is None else frozenset(meta.parameters) - {p["name"].lower() for p in d["parameters"]}
        found = _ours[meta.name] = names
    return found


def names_from(parameters: list[ParameterInfo], binding: Binding, word: str, colon: str, hidden: frozenset[str]) -> list[CompletionResult]:
    """Those of `parameters` that fit the word, common ones last; an alias is offered only where the name does not fit."""
    own: list[CompletionResult] = []
    common: list[CompletionResult] = []
    show_common = True
    folded = word.lower()
    for p in parameters:
        if not binding.is_valid(p) or p.name.lower() in hidden:
            continue
        where = common if p.name.lower() in _COMMON else own
        if p.name.lower().startswith(folded):
            if p.dont_show:
                show_common = False
            else:
                where.append(offer(p, p.name, colon))
        elif word:
            where.extend(offer(p, a, colon) for a in p.aliases if a.lower().startswith(folded))
    return own + (common if show_common else [])


def all_parameters(meta: CommandMetadata) -> list[ParameterInfo]:
    own = ordered(meta)
    common = [p for p in meta.common if p.name.lower() not in _COMMON] + [p for p in meta.common if p.name.lower() in _COMMON]
    return own + common


def complete_parameter(place: Place, command: ast.CommandAst, node: Any, word: str) -> list[CompletionResult]:
    """`word` is what follows the dash; `node` the element being completed."""
    colon = ":" if word.endswith(":") else ""
    word = word.rstrip(":")
    name, meta = metadata_of(place, command)
    if meta is None or word.startswith("-") or "*" in word or "?" in word:
        return []
    binding = Binding(meta, command, node)
    hidden = frozenset() if place.own else _additions(meta)
    if word:
        meant = [p for p in find_parameter(meta, word) if p.name.lower() not in hidden]
        if len(meant) == 1:
            p = meant[0]
            if p.dont_show:
                return []
            if p.name.lower().startswith(word.lower()):
                return [offer(p, p.name, colon)]
            return [offer(p, a, colon) for a in p.aliases if a.lower().startswith(word.lower())]
    unbound = [p for p in all_parameters(meta) if p.name.lower() not in binding.bound]
    return names_from(unbound, binding, word, colon, hidden)
