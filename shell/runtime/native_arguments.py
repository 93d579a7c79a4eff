"""From a call's arguments to a program's argv: arrays spread, bare words with ~ and wildcards expanded as the record shows, `-name:value` kept."""
from __future__ import annotations

import glob
import os
from typing import Any

from shell.objects.psobject import MISSING, base_of
from shell.runtime.parameters import CommandArgument

Value = Any
_GLOB = frozenset("*?[")


def build_arguments(args: list[CommandArgument], ctx: Any) -> list[str]:
    """The argument vector without the program's own name."""
    out: list[str] = []
    for a in args:
        if a.name is not None:
            dashed = f"-{a.name}"
            if a.value is MISSING:
                out.append(dashed)
            elif a.colon:
                out.append(f"{dashed}:{text_of(a.value)}")
            else:
                out.append(dashed)
                add_value(out, a.value)
        elif a.literal is not None:
            out.append(a.literal)
        elif a.bareword and isinstance(a.value, str):
            out.extend(expand_bareword(a.value, ctx))
        else:
            add_value(out, a.value)
    return out


def add_value(out: list[str], value: Value) -> None:
    """Collections give one argument an element; null gives none."""
    value = base_of(value)
    if value is None:
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            add_value(out, item)
        return
    out.append(text_of(value))


def text_of(value: Value) -> str:
    from shell.objects.text import to_string
    return to_string(value)


def expand_bareword(word: str, ctx: Any) -> list[str]:
    """`~`, `~/x` and wildcards of an unquoted word; a pattern without a match stays as it is."""
    if word == "~" or word.startswith("~/"):
        word = os.path.expanduser("~") + word[1:]
    if not _GLOB.intersection(word):
        return [word]
    base = ctx.native_directory()
    absolute = word.startswith("/")
    pattern = word if absolute else os.path.join(glob.escape(base), word)
    found = sorted(glob.glob(pattern))
    if not found:
        return [word]
    if absolute:
        return found
    prefix = base.rstrip("/") + "/"
    lead = "./" if word.startswith("./") else ""
    return [lead + os.path.normpath(f[len(prefix):]) if f.startswith(prefix) else f for f in found]
