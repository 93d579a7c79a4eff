"""Words of the language itself: operators, using, #requires, comment-based help, switch and foreach options, labels, calculated properties."""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.language import nodes as ast

Value = Any
_OPERATORS: dict[str, str] = {
    "and": "Logical and", "as": "Converts to a type, null when that fails", "band": "Bitwise and", "bnot": "Bitwise not", "bor": "Bitwise or",
    "bxor": "Bitwise exclusive or", "f": "Format operator", "is": "Is of a type", "isnot": "Is not of a type", "join": "Joins strings", "not": "Logical not",
    "or": "Logical or", "shl": "Shift left", "shr": "Shift right", "xor": "Logical exclusive or",
}
_COMPARING: dict[str, str] = {
    "contains": "Collection contains a value", "eq": "Equal to", "ge": "Greater than or equal to", "gt": "Greater than", "in": "Value is in a collection",
    "le": "Less than or equal to", "like": "Matches a wildcard pattern", "lt": "Less than", "match": "Matches a regular expression", "ne": "Not equal to",
    "notcontains": "Collection does not contain a value", "notin": "Value is not in a collection", "notlike": "Does not match a wildcard pattern",
    "notmatch": "Does not match a regular expression", "replace": "Replaces by a regular expression", "split": "Splits a string",
}
_HELP = ("COMPONENT DESCRIPTION EXAMPLE EXTERNALHELP FORWARDHELPCATEGORY FORWARDHELPTARGETNAME FUNCTIONALITY INPUTS LINK NOTES OUTPUTS PARAMETER "
         "REMOTEHELPRUNSPACE ROLE SYNOPSIS").split()
_REQUIRES = ("Modules", "PSEdition", "RunAsAdministrator", "Version")
_USING = ("assembly", "module", "namespace", "type")
_SWITCH = ("CaseSensitive", "Exact", "File", "Parallel", "Regex", "Wildcard")
_CALCULATED: dict[str, str] = {
    "select-object": "Name Expression", "sort-object": "Expression Ascending Descending", "group-object": "Expression",
    "format-table": "Expression FormatString Label Width Alignment", "format-list": "Expression FormatString Label", "format-wide": "Expression FormatString",
    "format-custom": "Expression Depth", "measure-object": "Expression", "compare-object": "Expression", "convertto-html": "Expression Label Width Alignment",
}
_CALCULATED_ALIASES = {"select": "select-object", "sort": "sort-object", "group": "group-object", "ft": "format-table", "fl": "format-list",
                       "fw": "format-wide", "fc": "format-custom", "measure": "measure-object", "compare": "compare-object", "diff": "compare-object"}


def complete_operator(typed: str) -> list[CompletionResult]:
    """Operators after a value; `typed` is what follows the dash."""
    table = dict(_OPERATORS)
    for name, tip in _COMPARING.items():
        table[name] = tip + " - case insensitive"
        table["i" + name] = tip + " - case insensitive"
        table["c" + name] = tip + " - case sensitive"
    folded = typed.lower()
    return [CompletionResult("-" + n, n, "ParameterName", table[n]) for n in sorted(table) if n.startswith(folded)]


def complete_switch_option(typed: str, foreach: bool = False) -> list[CompletionResult]:
    names = () if foreach else _SWITCH
    return [CompletionResult("-" + n, n, "ParameterName", n) for n in names if n.lower().startswith(typed.lower())]


def keywords(names: tuple[str, ...] | list[str], typed: str, kind: str = "Keyword") -> list[CompletionResult]:
    return [CompletionResult(n, n, kind, n) for n in names if n.lower().startswith(typed.lower())]


def complete_using(typed: str) -> list[CompletionResult]:
    return keywords(_USING, typed)


def complete_comment(place: Place, start: int, text: str) -> Optional[tuple[list[CompletionResult], int, int]]:
    """(offers, index, length) inside a comment, or None."""
    cursor = place.cursor
    head = text[:cursor - start]
    m = re.match(r"#requires\s+(?:.*\s)?-(\w*)$", head, re.I)
    if m is not None:
        used = {w.lower() for w in re.findall(r"-(\w+)", head[:m.start(1) - 1])}
        return keywords([n for n in _REQUIRES if n.lower() not in used], m.group(1), "ParameterName"), start + m.start(1), len(m.group(1))
    m = re.match(r"#requires\s+.*-PSEdition\s+(\w*)$", head, re.I)
    if m is not None:
        return keywords(["Core", "Desktop"], m.group(1), "ParameterValue"), start + m.start(1), len(m.group(1))
    if not text.startswith("<#") and not re.match(r"#\s*\.", text):
        return None
    m = re.search(r"(?:^|\n|<#|#)[ \t]*#?[ \t]*\.(\w*)$", head)
    if m is not None:
        return keywords(_HELP, m.group(1)), start + m.start(1), len(m.group(1))
    m = re.search(r"\.PARAMETER[ \t]+(\w*)$", head, re.I)
    if m is not None:
        return _parameter_names(place, start, text, m.group(1)), start + m.start(1), len(m.group(1))
    return None


def _parameter_names(place: Place, start: int, comment: str, typed: str) -> list[CompletionResult]:
    """Parameters of the function or script the help belongs to."""
    owner: Any = None
    for node in place.walk():
        if isinstance(node, ast.FunctionDefinitionAst) and (node.extent.start <= start < node.extent.end or owner is None and node.extent.start > start):
            owner = node
    block = owner.body.param_block if owner is not None else place.root.param_block
    parameters = (owner.parameters if owner is not None else None) or (block.parameters if block is not None else [])
    names = [p.name.variable_path.user_path for p in parameters]
    used = {w.lower() for w in re.findall(r"\.PARAMETER[ \t]+(\w+)", comment, re.I)} - {typed.lower()}
    return keywords([n for n in names if n.lower() not in used], typed, "Text")


def complete_label(place: Place, node: Any, typed: str) -> list[CompletionResult]:
    """Labels of the loops around a break or continue."""
    names: list[str] = []
    at = node.parent
    while at is not None:
        if isinstance(at, ast.LabeledStatementAst) and at.label:
            names.append(at.label)
        at = at.parent
    return keywords(names, typed, "Text")


def calculated_keys(command: str) -> list[str]:
    """Keys of a calculated property of a command; empty for others."""
    folded = command.lower()
    return _CALCULATED.get(_CALCULATED_ALIASES.get(folded, folded), "").split()
