"""Replacement patterns of regular expressions: `$1 ${name} $& $$ $` $' $+ $_`; references to groups that do not exist stay as text."""
from __future__ import annotations

import re
from typing import Any, Union

Value = Any
Part = Union[str, tuple[str, Any]]  # literal text, or (kind, group key)

_TOKEN = re.compile(r"\$(?:(\d+)|\{(\w+)\}|([&`'+_$]))")


class Replacement:
    """A parsed pattern; `expand(match)` fills it."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts

    def expand(self, match: Value) -> str:
        out: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                out.append(part)
            else:
                out.append(_fill(part[0], part[1], match))
        return "".join(out)


def _fill(kind: str, key: Value, match: Value) -> str:
    if kind == "group":
        return match.group_text(key) or ""
    if kind == "&":
        return match.text  # type: ignore[no-any-return]
    if kind == "`":
        return match.input[:match.index]  # type: ignore[no-any-return]
    if kind == "'":
        return match.input[match.index + len(match.text):]  # type: ignore[no-any-return]
    if kind == "_":
        return match.input  # type: ignore[no-any-return]
    order = match.regex.order
    return (match.group_text(order[-1]) or "") if order else ""


def parse_replacement(template: str, regex: Value) -> Replacement:
    """Parse a template for a regex (which groups exist decides what is a reference)."""
    parts: list[Part] = []
    at = 0
    for m in _TOKEN.finditer(template):
        key: Value = m.group(1) or m.group(2)
        if key is not None:
            key = regex.key_of(int(key) if key.isdigit() else key)
            if key != 0 and key not in regex.indexes:
                continue
        parts.append(template[at:m.start()])
        symbol = m.group(3)
        parts.append("$" if symbol == "$" else (symbol, None) if symbol else ("group", key))
        at = m.end()
    parts.append(template[at:])
    return Replacement([p for p in parts if p != ""])
