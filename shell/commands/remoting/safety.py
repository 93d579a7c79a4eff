"""Questions before something runs on many hosts or on production: asked at a prompt only, never in scripts that run unattended."""
from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from shell.clr.exceptions import InvalidOperationException
from shell.runtime.settings import setting

Value = Any
SHOWN = 8


def is_production(host: str) -> bool:
    """Does the setting's pattern name this host, or a `#production` comment in ~/.ssh/config?"""
    name = host.rpartition("@")[2]
    pattern = setting("ProductionPattern")
    return bool(pattern) and re.search(pattern, name) is not None or name.lower() in marked_hosts()


_marked: dict[str, tuple[float, frozenset[str]]] = {}  # config file -> (its time, names)


def marked_hosts() -> frozenset[str]:
    """Names of the `Host` lines of the ssh configuration that carry the comment, or stand right below a line with nothing else."""
    path = os.path.expanduser("~/.ssh/config")
    try:
        changed = os.stat(path).st_mtime
    except OSError:
        return frozenset()
    kept = _marked.get(path)
    if kept is None or kept[0] != changed:
        kept = _marked[path] = (changed, frozenset(_read_marks(path)))
    return kept[1]


def _read_marks(path: str) -> list[str]:
    names: list[str] = []
    above = False
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            text, hash_, comment = line.partition("#")
            words = text.split()
            marked = bool(hash_) and comment.strip().lower().startswith("production")
            if words and words[0].lower() == "host" and (marked or above):
                names += [w.lower() for w in words[1:]]
            if words or not hash_:
                above = False
            elif marked:
                above = True
    return names


def confirm_hosts(cmdlet: Any, hosts: Sequence[str]) -> None:
    """Ask where asking is due; a `no` ends the command with an error."""
    host = cmdlet.ctx.host
    if not getattr(host, "asks_before", False) or not host.interactive:
        return
    limit = int(setting("ConfirmAboveHosts"))
    if limit and len(hosts) > limit:
        names = ", ".join(hosts[:SHOWN]) + (f" and {len(hosts) - SHOWN} more" if len(hosts) > SHOWN else "")
        question = f"This runs on {len(hosts)} hosts: {names}."
        if host.choose("Many hosts", question, [("&Yes", "Run it on all of them."), ("&No", "Run it nowhere.")], 1) != 0:
            _refuse(cmdlet, f"Not run: {len(hosts)} hosts were not confirmed.")
    production = [h for h in hosts if is_production(h)]
    if production:
        _ask_name(cmdlet, production)


def _ask_name(cmdlet: Any, production: list[str]) -> None:
    first = production[0].rpartition("@")[2]
    which = f"{first} is a production host. Type its name to go on: " if len(production) == 1 else \
        f"{len(production)} of the hosts are production ({', '.join(production[:SHOWN])}). Type the name of the first to go on: "
    answer = cmdlet.ctx.host.read_line(which)
    if answer is None or answer.strip().lower() != first.lower():
        _refuse(cmdlet, f"Not run: the name of the production host {first} was not confirmed.")


def _refuse(cmdlet: Any, text: str) -> None:
    cmdlet.fail(text, "HostsNotConfirmed", "OperationStopped", None, InvalidOperationException)
