"""Words under the cursor: their quotes, patterns made of them, and quoting of what is put in their place."""
from __future__ import annotations

from typing import Callable

SPECIAL = set(" \t\"'`$&()@{},;|<>\n")


class Word:
    """What was typed: `text` without quotes, `quote` the opening quote or ''."""

    __slots__ = ("text", "quote", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.quote = raw[0] if raw[:1] in ("'", '"') else ""
        inner = raw[1:] if self.quote else raw
        if self.quote and inner.endswith(self.quote):
            inner = inner[:-1]
        self.text = inner.replace(self.quote * 2, self.quote) if self.quote else inner.replace("`", "") if "`" in inner else inner

    def matcher(self) -> Callable[[str], bool]:
        """Does a candidate begin with the word (or match it as a wildcard pattern)?"""
        text = self.text
        if any(c in text for c in "*?["):
            from shell.clr.exceptions import NetException
            from shell.clr.wildcards import WildcardPattern
            try:
                pattern = WildcardPattern(text + "*", True)
            except NetException:
                return lambda candidate: False
            return pattern.matches
        folded = text.lower()
        return lambda candidate: candidate.lower().startswith(folded)

    def quoted(self, value: str) -> str:
        """A value as an argument, in the quotes that were opened or in single ones where it needs some."""
        return quote(value, self.quote)


def quote(value: str, opened: str = "") -> str:
    """`value` in the given quotes; in single quotes when it holds a character that would end a bare word."""
    if opened == '"':
        return '"' + value.replace("`", "``").replace("$", "`$").replace('"', '`"') + '"'
    if opened == "'" or not value or any(c in SPECIAL for c in value) or value[0] in "#":
        return "'" + value.replace("'", "''") + "'"
    return value


def sorted_names(names: list[str]) -> list[str]:
    """Names in the order PowerShell sorts them."""
    from shell.clr.collation import culture_key
    return sorted(names, key=lambda n: culture_key(n.lower()))
