"""Wildcards in provider paths: part by part, ignoring case, hidden items only when asked for or named."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shell.clr.wildcards import WildcardPattern
from shell.providers import paths
from shell.providers.paths import ResolvedPath

if TYPE_CHECKING:
    from shell.providers.registry import Drives


def expand_pattern(drives: Drives, target: ResolvedPath, force: bool) -> list[ResolvedPath]:
    """Every existing item that the pattern in `target` means, in listing order."""
    provider, drive = target.provider, target.drive
    if provider.name != "FileSystem":
        pattern = WildcardPattern(target.path)
        return [ResolvedPath(provider, drive, n, drive.shown(n) if drive is not None else n) for n in provider.children("") if pattern.matches(n)]
    shown_root = drive.shown("") if drive is not None else "/"
    root = (drive.root if drive is not None else "/").rstrip("/")
    relative = target.path[len(root):] if target.path.startswith(root) else target.path
    found: list[tuple[str, str]] = [(root or "/", shown_root)]
    parts = [p for p in relative.split("/") if p]
    wild = False
    for i, part in enumerate(parts):
        wild = wild or paths.has_wildcard(part)
        found = _step(provider, found, part, force, i < len(parts) - 1, wild)
    return [ResolvedPath(provider, drive, path, shown) for path, shown in found]


def _step(provider: Any, found: list[tuple[str, str]], part: str, force: bool, folders_only: bool, wild: bool) -> list[tuple[str, str]]:
    """Follow one part of the path from every place found so far.  Behind a wildcard (`wild`) literal parts ignore case as well."""
    out: list[tuple[str, str]] = []
    literal = not paths.has_wildcard(part)
    pattern = WildcardPattern(part)
    for path, shown in found:
        prefix = shown if shown.endswith("/") else shown + "/"
        if literal:
            child = provider.join(path, paths.unescape(part))
            if provider.exists(child):
                out.append((child, prefix + paths.unescape(part)))
            if not wild or provider.exists(child):
                continue
        try:
            children = provider.children(path, force)
        except OSError:
            continue  # a folder that cannot be read has no matches
        for child in children:
            name = provider.leaf(child)
            if pattern.matches(name) and (not folders_only or provider.is_container(child)):
                out.append((child, prefix + name))
    return out
