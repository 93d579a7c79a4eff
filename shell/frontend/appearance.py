"""What the prompt and toolbar look like: colour by target, window title, marks for terminals (OSC 7, 133)."""
from __future__ import annotations

import os
import re
import sys
from typing import Any
from urllib.parse import quote

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.styles import Style

STYLE = Style.from_dict({
    "comment": "ansigreen", "string": "ansicyan", "variable": "ansibrightgreen", "parameter": "ansibrightblack", "number": "ansibrightcyan",
    "command": "ansiyellow", "unknown-command": "ansired", "keyword": "ansibrightblue", "type": "ansibrightmagenta", "member": "", "operator": "ansibrightblack",
    "error": "underline", "auto-suggestion": "ansibrightblack italic", "prompt.local": "", "prompt.remote": "ansimagenta", "prompt.production": "bold ansired",
    "bottom-toolbar": "noreverse ansibrightblack", "toolbar.bad": "ansired", "toolbar.good": "ansigreen"})
PLAIN = Style.from_dict({})


def prompt_fragments(text: str, production: str = "") -> StyleAndTextTuples:
    """The prompt function's text, its `[host]: ` part coloured; `production` is a pattern of host names to warn about."""
    m = re.match(r"(\[[^\]]+\]: )(.*)$", text, re.S)
    if m is None:
        return [("class:prompt.local", text)]
    host = m.group(1)[1:-3].rpartition("@")[2]
    dangerous = bool(production) and re.search(production, host) is not None
    return [("class:prompt.production" if dangerous else "class:prompt.remote", m.group(1)), ("class:prompt.local", m.group(2))]


def announce(ctx: Any, entered: str) -> None:
    """Tell the terminal where we are: window title and current folder."""
    folder = ctx.location.filesystem_path
    title = f"{entered}: pssession" if entered else f"{os.path.basename(folder) or '/'} - pssession"
    sys.stdout.write(f"\x1b]2;{title}\x07\x1b]7;file://{os.uname().nodename}{quote(folder)}\x1b\\\x1b]133;A\x1b\\")
    sys.stdout.flush()


def toolbar(running: int, failed: int, seconds: float, ok: bool, entered: str) -> StyleAndTextTuples:
    """Session, jobs, how the last command went."""
    parts: StyleAndTextTuples = [("", f" {entered or 'local'} ")]
    if running or failed:
        parts.append(("", f" jobs: {running} running"))
        if failed:
            parts.append(("class:toolbar.bad", f" {failed} failed"))
    if seconds >= 0:
        parts.append(("class:toolbar.good" if ok else "class:toolbar.bad", f"  {'ok' if ok else 'failed'} {seconds:.2f} s"))
    return parts
