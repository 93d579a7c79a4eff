"""Files and folders as arguments, and drives of providers."""
from __future__ import annotations

import os
from typing import Any

from shell.clr.exceptions import NetException
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import SPECIAL, Word, sorted_names

Value = Any
_PATH_SPECIAL = SPECIAL - {"@", "<", ">"} | {"<", ">", "@", "[", "]"}


def shown_path(path: str, word: Word, literal: bool) -> str:
    """A path as an argument: wildcard characters escaped, quoted when needed."""
    text = path if literal else path.replace("[", "`[").replace("]", "`]")
    if word.quote == '"':
        return '"' + path.replace("`", "``").replace("$", "`$") + '"' if literal else '"' + text.replace("$", "`$") + '"'
    if word.quote == "'" or any(c in SPECIAL for c in text):
        return "'" + text.replace("'", "''") + "'"
    return text


def complete_path(ctx: Any, word: Word, folders_only: bool = False, literal: bool = False, extensions: tuple[str, ...] = ()) -> list[CompletionResult]:
    """Files whose last component fits the word; the folders before it must exist as written."""
    text = word.text.replace("\\", "/")
    if ":" in text:
        return _drive_items(ctx, word)
    head, slash, last = text.rpartition("/")
    folder = ctx.full_path(head + slash) if slash else ctx.native_directory()
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return []
    matches = Word(last.replace("'", "''")).matcher() if last else (lambda name: True)
    by_name = {e.name: e for e in entries if matches(e.name)}
    prefix = _prefix(ctx, head, slash, folder)
    results = []
    for name in sorted_names(list(by_name)):
        entry = by_name[name]
        is_folder = entry.is_dir()
        if name.startswith(".") and not last.startswith("."):
            continue
        if folders_only and not is_folder or extensions and not is_folder and not name.lower().endswith(extensions):
            continue
        results.append(CompletionResult(shown_path(prefix + name, word, literal), name, "ProviderContainer" if is_folder else "ProviderItem",
                                        os.path.join(folder, name)))
    return results


def _prefix(ctx: Any, head: str, slash: str, folder: str) -> str:
    """What stands before the name: `./` for what lies below here, the folder as typed for absolute and home paths."""
    if not slash:
        return "./"
    if head.startswith("~"):
        return folder.rstrip("/") + "/"
    if head.startswith("/") or not head:
        return head + slash
    here = ctx.native_directory().rstrip("/")
    if ".." in head.split("/"):
        if folder == here:
            return "./"
        if folder.startswith(here + "/"):
            return "./" + folder[len(here) + 1:] + "/"
        return os.path.relpath(folder, here) + "/"
    parts = [p for p in head.split("/") if p not in (".", "")]
    return "./" + "".join(p + "/" for p in parts)


def _drive_items(ctx: Any, word: Word) -> list[CompletionResult]:
    """Items of Env:, Variable: and such."""
    drive, _, rest = word.text.partition(":")
    rest = rest.lstrip("/\\")
    if not rest:
        return []
    try:
        names = [str(getattr(i, "name", i)) for i in ctx.call_command("Get-ChildItem", {"Path": f"{drive}:"})]
    except (NetException, Exception) as e:
        if getattr(e, "record", None) is None and not isinstance(e, NetException):
            raise
        return []
    from shell.objects.text import to_string
    if drive.lower() == "env":
        names = list(os.environ)
    matches = Word(rest).matcher()
    return [CompletionResult(word.quoted(f"{drive}:/{to_string(n)}"), n, "ProviderItem", n) for n in sorted_names([n for n in names if matches(n)])]
