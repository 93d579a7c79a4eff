"""Arguments of commands: which parameter the word belongs to and where its values come from."""
from __future__ import annotations

from typing import Any, Optional

from shell.commands.completion.binding import Binding, find_parameter
from shell.commands.completion.commands import metadata_of
from shell.commands.completion.custom import custom_values, native_values
from shell.commands.completion.known_values import known, takes_property, values
from shell.commands.completion.members import complete_property
from shell.commands.completion.paths import complete_path
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import Word, sorted_names
from shell.language import nodes as ast
from shell.runtime.parameters import ParameterInfo

Value = Any
_FOLDERS_ONLY = ("set-location", "push-location")


def complete_argument(place: Place, command: ast.CommandAst, node: Any, raw: str) -> list[CompletionResult]:
    """`node`: the argument under the cursor (None: nothing typed yet); `raw` its text up to its end."""
    word = Word(raw)
    found = native_values(place, command, node)
    if found is not None:
        return found
    name, meta = metadata_of(place, command)
    if meta is None:
        from shell.commands.completion.bash_programs import program_values
        return program_values(place, command, node, word) or complete_path(place.ctx, word)
    named = named_before(place, command, node)
    binding = Binding(meta, command, node, None if node is not None else place.cursor) if named is None else Binding(meta, command, named)
    info = _parameter(meta, named) if named is not None else None
    if named is not None and info is None:
        return []
    if named is None or info is not None and info.is_switch and not _with_colon(named):
        if named is not None:
            binding = Binding(meta, command, node)
        info = _positional(binding, command, node)
    if info is None:
        return complete_path(place.ctx, word)
    return complete_value(place, name, command, info, binding, word)


def _with_colon(named: Any) -> bool:
    return bool(named.extent.text.partition(" ")[0].rstrip("'\"").endswith(":") or named.argument is not None)


def _parameter(meta: Any, named: Any) -> Optional[ParameterInfo]:
    infos = find_parameter(meta, named.parameter_name)
    return infos[0] if len(infos) == 1 else None


def _positional(binding: Binding, command: ast.CommandAst, node: Any) -> Optional[ParameterInfo]:
    """The parameter of a positional argument: the next free place.  A bare word is no script block: another parameter of that place is meant."""
    found = binding.positional_left
    if found is None or "ScriptBlock" not in found.type_name:
        return found
    data = next((d for d in found.sets.values() if d.position is not None), None)
    for p in binding.meta.parameters.values():
        if p is not found and "ScriptBlock" not in p.type_name and data is not None and any(d.position == data.position for d in p.sets.values()):
            return p
    return found


def named_before(place: Place, command: ast.CommandAst, node: Any) -> Any:
    """The parameter in front of the argument, or the one whose `-Name:value` it is."""
    last = None
    for e in command.command_elements[1:]:
        if isinstance(e, ast.CommandParameterAst) and e.argument is not None and e.extent.start < place.cursor <= e.extent.end:
            return e
        if e is node or e.extent.end > place.cursor or (node is None and e.extent.start >= place.cursor):
            break
        last = e
    if isinstance(last, ast.CommandParameterAst) and (last.argument is None or isinstance(last.argument, ast.ErrorExpressionAst)):
        return last
    if isinstance(node, ast.ErrorExpressionAst) or node is None:
        before = place.before
        if before is not None and before.kind.name == "Comma":
            return _list_owner(place, command)
    return None


def _list_owner(place: Place, command: ast.CommandAst) -> Any:
    """After `-Name a,`: the parameter in front of the list."""
    previous = None
    for e in command.command_elements[1:]:
        if e.extent.end >= place.cursor - 1 and not isinstance(e, ast.CommandParameterAst):
            return previous if isinstance(previous, ast.CommandParameterAst) else None
        previous = e
    return None


def complete_value(place: Place, name: str, command: ast.CommandAst, info: ParameterInfo, binding: Binding, word: Word) -> list[CompletionResult]:
    """Values of one parameter: fixed sets, then completers, then what the session knows, then files."""
    fixed = fixed_values(info)
    if fixed is not None:
        return values(sorted_names(fixed), word)
    if info.is_switch:
        return [CompletionResult(v, v[1:], "ParameterValue", v[1:]) for v in ("$true", "$false") if v.startswith(word.text)]
    custom = custom_values(place, name, command, info, binding, word)
    if custom:
        return custom
    if takes_property(name, info.name):
        return complete_property(place, command, word)
    completer = known(name, info.name) if custom is None else None
    if completer is not None:
        found = completer(place, word)
        if info.type_name.endswith("PSVariable") and not found:
            return []
        return found
    return file_values(place, name, info, word)


def file_values(place: Place, name: str, info: ParameterInfo, word: Word) -> list[CompletionResult]:
    return complete_path(place.ctx, word, name.lower() in _FOLDERS_ONLY, info.name.lower() == "literalpath")


def fixed_values(info: ParameterInfo) -> Optional[list[str]]:
    """Values of an enum or a ValidateSet; None when the parameter has neither."""
    from shell.runtime.validation import ValidateSet
    for v in info.validators:
        if isinstance(v, ValidateSet):
            generator = getattr(v, "generator", None)
            return list(generator()) if generator is not None else list(v.values)
    if info.enum_names:
        return list(info.enum_names)
    if info.type_name in ("System.String", "System.Object") or info.is_switch:
        return None
    t = info.type
    if t is not None and t.element is not None:
        t = t.element
    if t is not None and t.arguments and t.full_name.startswith("System.Nullable"):
        t = t.arguments[0]
    if t is not None and t.kind == "enum" and t.enum_values:
        return list(t.enum_values)
    return None
