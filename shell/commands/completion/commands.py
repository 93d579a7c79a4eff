"""Names of commands, functions of the text included, and what is known of a command: its parameters."""
from __future__ import annotations

import os
from functools import partial
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.commands.completion.paths import complete_path
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import Word, quote, sorted_names
from shell.language import nodes as ast
from shell.objects.records import TerminatingError
from shell.runtime.parameters import CommandMetadata

Value = Any
_programs: dict[str, tuple[float, list[str]]] = {}  # folder -> (time it last changed, names)


def functions_in_text(place: Place) -> dict[str, Any]:
    """Functions defined anywhere in the text, by folded name."""
    found: dict[str, Any] = {}
    for node in place.walk():
        if isinstance(node, ast.FunctionDefinitionAst):
            found.setdefault(node.name.lower(), node)
    return found


def programs() -> list[str]:
    """Names of programs on PATH; a folder is listed again when it changes."""
    names: list[str] = []
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        try:
            changed = os.stat(folder).st_mtime
            kept = _programs.get(folder)
            if kept is None or kept[0] != changed:
                with os.scandir(folder) as entries:
                    kept = _programs[folder] = (changed, [e.name for e in entries if not e.is_dir() and os.access(e.path, os.X_OK)])
            names += kept[1]
        except OSError:
            continue
    return names


def _session_commands(place: Place, matches: Any, module: str) -> dict[str, tuple[str, str, bool]]:
    """Folded name -> (name, tooltip, is ours)"""
    ctx = place.ctx
    found: dict[str, tuple[str, str, bool]] = {}
    if not module:
        for a in ctx.aliases.all():
            if matches(a.name):
                found[a.name.lower()] = (a.name, a.target, False)
        for f in ctx.functions.all():
            if matches(f.name):
                found.setdefault(f.name.lower(), (f.name, f.name, False))
    for c in ctx.all_cmdlets():
        if matches(c.name) and (not module or c.module_name.lower() == module.lower()):
            found.setdefault(c.name.lower(), (c.name, "", c.module_name == "pssession"))
    loaded = ctx.find_module(module) if module else None
    for name in (getattr(loaded, "exported_commands", None) or {}) if loaded is not None else ():
        if matches(str(name)):
            found.setdefault(str(name).lower(), (str(name), str(name), False))
    return found


def _tip(ctx: Any, name: str) -> str:
    info = ctx.find_cmdlet(name)
    if info is None:
        return name
    from shell.runtime.command_syntax import syntax_lines
    try:
        return "\n\n".join(syntax_lines(info.metadata, info.name))
    except (NetException, TerminatingError):
        return name


def command_names(place: Place, word: Word) -> list[CompletionResult]:
    """Commands whose names fit the word, sorted; those the text defines come first."""
    module, slash, rest = word.text.rpartition("\\")
    name_word = Word(rest) if slash else word
    matches = name_word.matcher()
    found = _session_commands(place, matches, module)
    if not place.own and (word.text.endswith("-") or any(not ours for _, _, ours in found.values())):
        found = {k: v for k, v in found.items() if not v[2]}
    results: list[CompletionResult] = []
    if not slash:
        for key, node in functions_in_text(place).items():
            if matches(node.name):
                results.append(CompletionResult(quote(node.name, word.quote), node.name, "Command", node.name))
                found.pop(key, None)
        if name_word.text:
            for p in programs():
                if matches(p):
                    found.setdefault(p.lower(), (p, p, False))
    by_name = {name: tip for name, tip, _ in found.values()}
    for name in sorted_names(list(by_name)):
        shown = f"{module}\\{name}" if slash else name
        results.append(CompletionResult(quote(shown, word.quote), name, "Command", by_name[name] or partial(_tip, place.ctx, name)))
    return results


def complete_command(place: Place, raw: str) -> list[CompletionResult]:
    """A word where a command is expected: commands, then files."""
    word = Word(raw)
    if not word.text:
        return []
    if word.text[0] in "./~" or "/" in word.text:
        return complete_path(place.ctx, word)
    return command_names(place, word) + complete_path(place.ctx, word)


def metadata_of(place: Place, command: ast.CommandAst) -> tuple[str, Optional[CommandMetadata]]:
    """(resolved name, parameters) of a command; (name, None) when nothing is known of it."""
    first = command.command_elements[0] if command.command_elements else None
    name = first.value if isinstance(first, ast.StringConstantExpressionAst) else None
    if not name:
        return "", None
    node = functions_in_text(place).get(name.lower())
    if node is not None:
        return name, _text_function(node)
    ctx = place.ctx
    try:
        info = ctx.find_command(name)
        seen = 0
        while info is not None and info.kind == "Alias" and seen < 20:
            info, seen = info.target_info, seen + 1
        meta = getattr(info, "metadata", None)
        if info is None:
            meta = _declared(name)
    except (NetException, TerminatingError, OSError):
        return name, None
    return (info.name if info is not None and info.kind != "ExternalScript" else name), meta


def _declared(name: str) -> Optional[CommandMetadata]:
    """Parameters of a command of PowerShell's that is known by its declaration only."""
    from shell.commands.declarations import raw, read_parameter
    d = raw(name)
    if d is None:
        return None
    return CommandMetadata(d["name"], [read_parameter(p) for p in d["parameters"]], d["defaultSet"], bool(d["shouldProcess"]))


def _text_function(node: Any) -> Optional[CommandMetadata]:
    """Parameters of a function that the text defines."""
    from shell.runtime.scriptblock import BlockCode
    code = BlockCode(node.body, node.name, node.is_filter, node.parameters)
    try:
        return code.metadata  # type: ignore[no-any-return]
    except (NetException, TerminatingError):
        return _by_names(node)


def _by_names(node: Any) -> CommandMetadata:
    """Without types: some type of a parameter exists only once the text has run."""
    from shell.runtime.parameters import ALL_SETS, ParameterInfo, ParameterSetData
    block = node.body.param_block
    parameters = [ParameterInfo(p.name.variable_path.user_path, sets={ALL_SETS: ParameterSetData(i)})
                  for i, p in enumerate(node.parameters or (block.parameters if block is not None else ()))]
    return CommandMetadata(node.name, parameters, with_common=False)
