"""Names of types, namespaces and attributes."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import LAZY, REGISTRY
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import Word, sorted_names
from shell.language import nodes as ast

Value = Any
_ATTRIBUTES = ("Alias AllowEmptyCollection AllowEmptyString AllowNull ArgumentCompleter ArgumentCompletions CmdletBinding DscLocalConfigurationManager DscProperty "
               "DscResource Experimental OutputType Parameter PSDefaultValue PSTypeName SupportsWildcards ValidateCount ValidateDrive ValidateLength "
               "ValidateNotNull ValidateNotNullOrEmpty ValidateNotNullOrWhiteSpace ValidatePattern ValidateRange ValidateScript ValidateSet "
               "ValidateTrustedData ValidateUserDrive").split()
#: names of .NET types that have no stand-in but are often named
_OTHERS = ("System.ConsoleCancelEventArgs System.ConsoleCancelEventHandler System.ConsoleModifiers System.ConsoleKeyInfo System.Text.RegularExpressions.Regex "
           "System.Collections.Generic.HashSet System.Collections.Generic.List System.Collections.Generic.Dictionary System.Collections.Generic.Queue "
           "System.Collections.Generic.Stack System.Collections.Generic.SortedDictionary System.Collections.Generic.SortedList "
           "System.Collections.Generic.SortedSet System.Collections.Generic.LinkedList System.Collections.Generic.KeyValuePair").split()
_names: dict[str, str] = {}


def all_names() -> dict[str, str]:
    """Folded full name -> full name, of every type that can be named."""
    for key, t in list(REGISTRY.items()):
        if key == t.full_name.lower() and "[" not in key and "`" not in key:
            _names[key] = t.full_name
    if len(_names) < 400:
        _load_lazy()
    for name in _OTHERS:
        _names.setdefault(name.lower(), name)
    return _names


def _load_lazy() -> None:
    """Import what declares types, so that their names are known as they are spelled."""
    from importlib import import_module
    for module in set(LAZY.values()):
        import_module(module)
    for key, t in list(REGISTRY.items()):
        if key == t.full_name.lower() and "[" not in key and "`" not in key:
            _names[key] = t.full_name


def accelerators() -> dict[str, str]:
    """Folded short name -> short name."""
    return {key: key for key, t in REGISTRY.items() if "." not in key and key != t.full_name.lower()}


def complete_type(place: Place, typed: str, quoted: Word | None = None, attributes: bool = False) -> list[CompletionResult]:
    """Types whose full name, short name or class name begins with what was typed."""
    folded = typed.lower()
    if not folded:
        return []
    found: dict[str, str] = {}
    for node in place.walk():
        if isinstance(node, ast.TypeDefinitionAst) and node.name.lower().startswith(folded):
            found[node.name] = f"Class {node.name}"
    if attributes:
        found.update({n: n for n in _ATTRIBUTES if n.lower().startswith(folded)})
    dots = typed.count(".")
    names = all_names()
    for key, name in names.items():
        if "." in typed:
            if key.startswith(folded) and name.count(".") == dots and "+" not in name:
                found.setdefault(name, f"Class {name}")
        elif key.rpartition(".")[2].startswith(folded):
            short = name.rpartition(".")[2]
            if key == "system." + short.lower() or short.lower() in REGISTRY:
                found.setdefault(short, name)
            else:
                found.setdefault(name, name)
    if "." not in typed:
        found.update({n: n for n in accelerators() if n.startswith(folded) and n not in {f.lower() for f in found}})
    results = [CompletionResult(n, n.rpartition(".")[2], "Type", found[n]) for n in sorted_names(list(found))]
    if not attributes and "." in typed:
        results = complete_namespace(typed, only_next=True) + results
    return results


def complete_namespace(typed: str, only_next: bool = False) -> list[CompletionResult]:
    """Namespaces that begin with what was typed, one level further."""
    folded, dots = typed.lower(), typed.count(".")
    spaces: set[str] = set()
    for name in all_names().values():
        parts = name.split(".")[:-1]
        if len(parts) > dots:
            space = ".".join(parts[:dots + 1])
            if space.lower().startswith(folded):
                spaces.add(space)
    return [CompletionResult(s, s.rpartition(".")[2], "Namespace", f"Namespace {s}") for s in sorted_names(list(spaces))]
