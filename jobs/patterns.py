"""PowerShell wildcard patterns (* ? [a-c] and backtick escapes) for names and commands, without regard to case."""
from __future__ import annotations

import re


def has_wildcard(text: str) -> bool:
    """Whether an unescaped * ? or [ stands in the text."""
    at = 0
    while at < len(text):
        if text[at] == "`":
            at += 2
            continue
        if text[at] in "*?[":
            return True
        at += 1
    return False


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches."""
    return re.fullmatch(_regex(pattern), text, re.IGNORECASE | re.DOTALL) is not None


def _regex(pattern: str) -> str:
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        close = pattern.find("]", at + 2) if char == "[" else -1
        if char == "*":
            parts.append(".*")
        elif char == "?":
            parts.append(".")
        elif close > 0:
            parts.append("[" + re.sub(r"([\\^\[])", r"\\\1", pattern[at + 1:close]) + "]")
            at = close
        elif char == "`" and at + 1 < len(pattern):
            at += 1
            parts.append(re.escape(pattern[at]))
        else:
            parts.append(re.escape(char))
        at += 1
    return "".join(parts)
