"""PowerShell paths: which drive and provider a path means, how it is completed from the current location, how it is shown.  Pure text; no file is touched.

Both separators are accepted; what is shown uses `/`.  A provider path is what the provider itself works with: a real path for FileSystem, a bare
name for Environment, Variable, Function and Alias.
"""
from __future__ import annotations

from typing import Any, Optional

WILD = frozenset("*?[")


def has_wildcard(path: str) -> bool:
    """True when an unescaped wildcard character stands in the path."""
    if not WILD.intersection(path):
        return False
    i, n = 0, len(path)
    while i < n:
        if path[i] == "`":
            i += 2
            continue
        if path[i] in WILD:
            return True
        i += 1
    return False


def unescape(path: str) -> str:
    """Backticks taken off a path that has no wildcard."""
    return path.replace("`", "") if "`" in path else path


def split_provider(path: str) -> tuple[str, str]:
    """`Microsoft.PowerShell.Core\\FileSystem::/x` to (`FileSystem`, `/x`); ('', path) without a provider."""
    head, sep, tail = path.partition("::")
    if not sep or "/" in head:
        return "", path
    return head.rpartition("\\")[2], tail


def split_drive(path: str) -> tuple[str, str]:
    """`C:\\logs` to (`C`, `\\logs`); ('', path) without a drive."""
    head, sep, tail = path.partition(":")
    if not sep or not head or "/" in head or "\\" in head or any(c in head for c in "*?[]`"):
        return "", path
    return head, tail


def normalize(path: str) -> str:
    """`.` and `..` worked out, separators made `/`, doubled ones joined; `..` stops at the root.  Keeps no trailing separator."""
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if parts:
                parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def join(parent: str, child: str) -> str:
    """Join-Path's rule: exactly one separator between; a separator at the child's end stays."""
    parent, child = parent.replace("\\", "/"), child.replace("\\", "/")
    if not parent:
        return child
    return parent.rstrip("/") + "/" + child.lstrip("/") if parent.strip("/") or child else parent


def parent_of(path: str) -> str:
    """The path without its last part, '' for a single name or a root."""
    path = path.replace("\\", "/").rstrip("/")
    head, sep, _ = path.rpartition("/")
    if not sep:
        return ""
    return head or "/"


def leaf_of(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


class ResolvedPath:
    """One path made definite: its provider and drive, the provider path, and the path as PowerShell shows it."""

    __slots__ = ("provider", "drive", "path", "shown")

    def __init__(self, provider: Any, drive: Optional[Any], path: str, shown: str) -> None:
        self.provider, self.drive, self.path, self.shown = provider, drive, path, shown

    def __repr__(self) -> str:
        return f"<{self.provider.name}::{self.path}>"
