"""From a call's words to a program's argument vector: what is passed as typed, what is expanded, what spreads.

PowerShell's rules: bare words and values of variables have ~ and wildcards expanded, quoted ones do not; an unquoted list such as `$a,b` is passed as
typed; numbers keep their spelling; null vanishes; arrays spread.
"""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from shell.language import nodes as ast
from shell.objects.psobject import MISSING, base_of
from shell.runtime.parameters import CommandArgument

Value = Any
_GLOB = frozenset("*?[")
_VERBATIM = "--%"


def native_words(site: Any, values: Sequence[Value], ctx: Any) -> list[str]:
    """The argument vector without the program's own name.  `site` is the CallSite; `values` line up with its shape."""
    out: list[str] = []
    elements = site.node.command_elements[1:] if site.node is not None else [None] * len(values)
    for node, element, value in zip(elements, site.shape, values):
        if element.kind == 3:  # SPLAT
            from shell.runtime.splatting import splat
            given: list[CommandArgument] = []
            splat(given, value, element.extent)
            add_arguments(out, given, ctx)
        elif element.kind == 0:
            if out and out[-1] == _VERBATIM and node is elements[-1] and isinstance(node, ast.StringConstantExpressionAst):
                out[-1:] = verbatim_words(node.value) or [""]
                return _passed(out, ctx)
            _positional(out, node, element.literal, value, ctx)
        else:
            _named(out, node, element, value, ctx)
    if out and out[-1] == _VERBATIM:
        out[-1] = ""
    return _passed(out, ctx)


def _named(out: list[str], node: Any, element: Any, value: Value, ctx: Any) -> None:
    """-Name and -Name:value."""
    if element.kind in (1, 4):  # NAMED, or -- itself
        out.append(f"-{element.name}")
        return
    argument = getattr(node, "argument", None)
    if isinstance(argument, ast.ArrayLiteralAst):
        out.extend(f"-{element.name}:{argument.extent.text}".split())
    else:
        out.append(f"-{element.name}:{element.literal if element.literal is not None else text_of(value)}")


def _positional(out: list[str], node: Any, literal: Any, value: Value, ctx: Any) -> None:
    if literal is not None:
        out.append(literal)
    elif isinstance(node, ast.ArrayLiteralAst):
        out.extend(node.extent.text.split())
    elif isinstance(node, ast.ScriptBlockExpressionAst):
        import base64
        text = base64.b64encode(node.extent.text[1:-1].encode("utf-16-le")).decode("ascii")
        out.extend(("-encodedCommand", text, "-inputFormat", "xml", "-outputFormat", "text"))
    else:
        kind = getattr(node, "string_constant_type", "BareWord")
        add_value(out, value, ctx, kind == "BareWord")


def add_arguments(out: list[str], args: list[CommandArgument], ctx: Any) -> None:
    """Arguments that were splatted."""
    for a in args:
        if a.name is None:
            add_value(out, a.value, ctx, True)
        elif a.value is MISSING:
            out.append(f"-{a.name}")
        else:
            out.append(f"-{a.name}:{text_of(a.value)}")


def add_value(out: list[str], value: Value, ctx: Any, expand: bool) -> None:
    """Collections give one argument an element; null gives none."""
    value = base_of(value)
    if value is None:
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            add_value(out, item, ctx, expand)
        return
    text = text_of(value)
    if expand and isinstance(value, str):
        out.extend(expand_word(text, ctx))
    else:
        out.append(text)


def text_of(value: Value) -> str:
    """Invariant text; doubles with 15 digits."""
    from shell.objects.text import to_string
    base = base_of(value)
    if base.__class__ is float:
        text = f"{base:.15g}"
        return text.replace("e", "E") if "inf" not in text and "nan" not in text else to_string(value)
    return to_string(value)


# ---- ~ and wildcards


def expand_word(word: str, ctx: Any) -> list[str]:
    """`~`, `~/x` and wildcards; a pattern without a match stays as it is."""
    if word == "~" or word.startswith("~/"):
        word = os.path.expanduser("~") + word[1:]
    if not _GLOB.intersection(word):
        return [word]
    found = _matches(word, ctx.native_directory())
    return found or [word]


def _matches(word: str, folder: str) -> list[str]:
    """What a pattern means: matched and sorted without case, dot files left out, written as the pattern is, without `./`."""
    from shell.clr.exceptions import NetException
    from shell.clr.wildcards import WildcardPattern
    absolute = word.startswith("/")
    places = [("/", "/")] if absolute else [(folder.rstrip("/") + "/", "")]
    parts = [p for p in word.split("/") if p and p != "."]
    for i, part in enumerate(parts):
        found: list[tuple[str, str]] = []
        last = i == len(parts) - 1
        try:
            pattern = WildcardPattern(part) if _GLOB.intersection(part) else None
        except NetException:
            return []
        for path, shown in places:
            names = [part] if pattern is None else [n for n in _names(path) if pattern.matches(n)]
            for n in names:
                if os.path.lexists(path + n) if last else os.path.isdir(path + n):
                    found.append((path + n + "/", shown + n + ("" if last else "/")))
        places = found
    return sorted((shown for _, shown in places), key=lambda s: (s.lower(), s))


def _names(path: str) -> list[str]:
    try:
        return [n for n in os.listdir(path) if not n.startswith(".")]
    except OSError:
        return []  # a folder we may not read has no matches


# ---- --% and the legacy way of passing


def verbatim_words(text: str) -> list[str]:
    """After --%: %NAME% expands, blanks separate, quotes are kept and do not group."""
    import re
    expanded = re.sub(r"%([^%\s]+)%", lambda m: os.environ.get(m.group(1), ""), text)
    return expanded.split()


def _passed(words: list[str], ctx: Any) -> list[str]:
    """$PSNativeCommandArgumentPassing: Legacy joins all words to one command line, quoting only those with blanks, and splits it again."""
    if str(ctx.get_variable("PSNativeCommandArgumentPassing", "Standard")).lower() != "legacy":
        return words
    from shell.clr.process_start import split_arguments
    return split_arguments(" ".join(f'"{w}"' if any(c.isspace() for c in w) and not w.startswith('"') else w for w in words))
