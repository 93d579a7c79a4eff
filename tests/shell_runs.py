"""Runs of the real program for tests: a command text or standard input in, what it printed out."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Done(NamedTuple):
    out: str
    err: str
    code: int


def run(*arguments: str, stdin: str = "", home: str | None = None, timeout: float = 120.0) -> Done:
    """One run of the shell with these arguments."""
    env = dict(os.environ, NO_COLOR="1", COLUMNS="120", PYTHONPATH=str(ROOT))
    if home is not None:
        env.update(HOME=home, XDG_STATE_HOME=os.path.join(home, "state"), XDG_CACHE_HOME=os.path.join(home, "cache"))
    p = subprocess.run([sys.executable, "-m", "shell", "-NoProfile", "-NonInteractive", *arguments], input=stdin, capture_output=True, text=True, env=env,
                       timeout=timeout)
    return Done(p.stdout, p.stderr, p.returncode)


def command(text: str) -> Done:
    return run("-Command", text)
