"""Names of hosts a session can be opened to: the lab's, the ssh configuration's and those of known_hosts."""
from __future__ import annotations

import os
from typing import Any

Value = Any


def known_hosts(ctx: Any) -> list[str]:
    """Host names without patterns and hashes, sorted, each once."""
    folder = os.path.expanduser("~/.ssh")
    names: dict[str, None] = {}
    lab = getattr(ctx.services.get("sessions"), "lab", None)
    if lab is not None:
        names.update(dict.fromkeys(lab.names))
    for line in _lines(os.path.join(folder, "config")):
        words = line.split()
        if len(words) > 1 and words[0].lower() == "host":
            names.update(dict.fromkeys(w for w in words[1:] if not any(c in w for c in "*?!")))
    for line in _lines(os.path.join(folder, "known_hosts")):
        first = line.split(" ", 1)[0]
        if first and first[0] not in "#|@":
            names.update(dict.fromkeys(w.strip("[]").partition("]")[0] for w in first.split(",")))
    return sorted(names)


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            return f.read().splitlines()
    except OSError:
        return []
