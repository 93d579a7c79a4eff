"""Names of types, namespaces and attributes."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import REGISTRY
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import sorted_names
from shell.language import nodes as ast

Value = Any
_ATTRIBUTES = ("Alias AllowEmptyCollection AllowEmptyString AllowNull ArgumentCompleter ArgumentCompletions CmdletBinding DscLocalConfigurationManager DscProperty "
               "DscResource Experimental OutputType Parameter PSDefaultValue PSTypeName SupportsWildcards ValidateCount ValidateDrive ValidateLength "
               "ValidateNotNull ValidateNotNullOrEmpty ValidateNotNullOrWhiteSpace ValidatePattern ValidateRange ValidateScript ValidateSet "
               "ValidateTrustedData ValidateUserDrive").split()
_SHORT = ("array bigint bool byte char cultureinfo datetime decimal double errorrecord float guid hashtable initialsessionstate int int16 int32 int64 ipaddress "
          "ipendpoint long mailaddress nullstring object ordered powershell psaliasproperty pscredential pscustomobject pslistmodifier psmoduleinfo psnoteproperty "
          "psobject psprimitivedictionary psscriptmethod psscriptproperty psvariable psvariableproperty ref regex runspace runspacefactory sbyte scriptblock "
          "securestring semver short single string switch timespan type uint uint16 uint32 uint64 ulong uri ushort version void wildcardpattern xml x509certificate")
_names: dict[str, str] = {}


def all_names() -> dict[str, str]:
    """Folded full name -> full name: the list of known types and whatever the session has beyond it."""
    if not _names:
        import os
        with open(os.path.join(os.path.dirname(__file__), "type_names.txt"), encoding="utf-8") as f:
            _names.update((line.strip().lower(), line.strip()) for line in f)
    for key, t in list(REGISTRY.items()):
        if key not in _names and key == t.full_name.lower() and not any(c in key for c in "[`+"):
            _names[key] = t.full_name
    return _names


def accelerators() -> dict[str, str]:
    """Folded short name -> short name."""
    return {name: name for name in _SHORT.split()}


def complete_type(place: Place, typed: str, attributes: bool = False) -> list[CompletionResult]:
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
        if name.endswith("Attribute") and name.rpartition(".")[2][:-9] in _ATTRIBUTES:
            continue
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
