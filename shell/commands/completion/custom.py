"""Completers that scripts give: [ArgumentCompleter()], [ArgumentCompletions()], Register-ArgumentCompleter, native ones."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import NetException, NullReferenceException
from shell.commands.completion.binding import Binding
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import Word
from shell.language import nodes as ast
from shell.objects.psobject import base_of
from shell.objects.records import TerminatingError
from shell.objects.text import to_string
from shell.runtime.parameters import ParameterInfo

Value = Any


def results_of(output: list[Value]) -> list[CompletionResult]:
    """What a completer wrote: results as they are, anything else as text; null is not allowed."""
    found = []
    for value in output:
        base = base_of(value)
        if base is None:
            raise NullReferenceException("Object reference not set to an instance of an object.")
        if isinstance(base, CompletionResult):
            found.append(base)
        else:
            text = to_string(base)
            if text:
                found.append(CompletionResult(text))
    return found


def _run(place: Place, block: Any, args: tuple[Value, ...]) -> list[CompletionResult]:
    """A completer's answers; one that fails has none."""
    ctx = place.ctx
    frame, ok, errors = ctx.frame, ctx.ok, len(ctx.errors)
    try:
        output = ctx.invoke(block, args)
    except (NetException, TerminatingError):
        return []
    finally:
        ctx.frame, ctx.ok = frame, ok
        del ctx.errors[:max(0, len(ctx.errors) - errors)]
    return results_of(output)


def _fake_bound(binding: Binding, info: ParameterInfo, word: Word) -> Value:
    from shell.objects.conversion_objects import new_hashtable
    from shell.runtime.language_values import safe_value
    table = new_hashtable()
    for key, g in binding.bound.items():
        name = binding.meta.table[key].name
        if g.value is None:
            if g.parameter is not None:
                table.put(name, True)
            continue
        try:
            table.put(name, safe_value(g.value))
        except NetException:
            table.put(name, g.value.extent.text)
    if word.text:
        table.put(info.name, word.text)
    return table


def _argument_of(attribute: Any, ctx: Any) -> Value:
    from shell.runtime.attributes import evaluate
    found = [evaluate(a) for a in attribute.positional_arguments]
    return found


def word_argument(word: Word) -> str:
    return word.quote + word.text + word.quote if word.quote else word.text


def custom_values(place: Place, name: str, command: Any, info: ParameterInfo, binding: Binding, word: Word) -> Optional[list[CompletionResult]]:
    """Answers of the completer a parameter has; None when it has none."""
    from shell.runtime.attributes import short_name
    block: Any = None
    for attribute in info.completers:
        arguments = _argument_of(attribute, place.ctx)
        if short_name(attribute) == "argumentcompletions":
            if word.quote:
                return []
            return [CompletionResult(to_string(a), kind="ParameterValue") for a in _flat(arguments) if to_string(a).lower().startswith(word.text.lower())]
        block = arguments[0] if arguments else None
    if block is not None and hasattr(block, "static_methods"):
        return _class_completer(place, block, name, info, word, command, binding)
    if block is None:
        block = _registered(place, name, command, info)
    if block is None:
        return None
    return _run(place, block, (name, info.name, word_argument(word), command, _fake_bound(binding, info, word)))


def _flat(arguments: list[Value]) -> list[Value]:
    return [x for a in arguments for x in (a if isinstance(a, list) else [a])]


def _class_completer(place: Place, t: Any, name: str, info: ParameterInfo, word: Word, command: Any, binding: Binding) -> list[CompletionResult]:
    from shell.objects.members import invoke_method, new_instance
    try:
        made = invoke_method(new_instance(t, ()), "CompleteArgument", (name, info.name, word_argument(word), command, _fake_bound(binding, info, word)))
    except (NetException, TerminatingError):
        return []
    return results_of(list(made) if isinstance(made, list) else [made])


def _registered(place: Place, name: str, command: Any, info: ParameterInfo) -> Any:
    service = place.ctx.service("argument_completers")
    typed = command.get_command_name() or ""
    return service.find(name, info.name) or service.find(typed, info.name)


def native_values(place: Place, command: Any, node: Any) -> Optional[list[CompletionResult]]:
    """Answers of a native completer registered for the command's name; None when there is none."""
    typed = command.get_command_name()
    if not typed:
        return None
    service = place.ctx.service("argument_completers")
    block = service.find_native(typed) or service.find_native(os.path.basename(typed)) or service.find_native(os.path.splitext(os.path.basename(typed))[0])
    if block is None:
        return None
    word = node.extent.text if node is not None and node.extent.end == place.cursor or node is not None and node.extent.start < place.cursor else ""
    return _run(place, block, (word, native_tree(place, command), place.cursor))


def native_tree(place: Place, command: ast.CommandAst) -> Any:
    """The command as a native completer sees it."""
    return command
