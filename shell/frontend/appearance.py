"""What the prompt and toolbar look like: themes, colour by target, window title, marks for terminals (OSC 7, 133)."""
from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, Optional
from urllib.parse import quote

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.styles import BaseStyle, Style

from shell.runtime.settings import setting

DEFAULT = {
    "comment": "ansigreen", "string": "ansicyan", "variable": "ansibrightgreen", "parameter": "ansibrightblack", "unknown-parameter": "ansired",
    "number": "ansibrightcyan", "command": "ansiyellow", "unknown-command": "ansired", "keyword": "ansibrightblue", "type": "ansibrightmagenta", "member": "",
    "operator": "ansibrightblack", "error": "underline ansibrightred", "auto-suggestion": "ansibrightblack italic", "prompt.local": "",
    "prompt.remote": "ansimagenta", "prompt.production": "bold ansired", "prompt.lost": "ansiyellow", "bottom-toolbar": "noreverse ansibrightblack",
    "toolbar.bad": "ansired", "toolbar.good": "ansigreen", "toolbar.production": "bold ansired", "matching-bracket.cursor": "bold underline",
    "matching-bracket.other": "bold underline", "picker.title": "bold", "picker.current": "reverse", "picker.match": "bold underline",
    "picker.hint": "ansibrightblack", "picker.failed": "ansired"}
THEMES: dict[str, dict[str, str]] = {
    "Default": DEFAULT,
    "Light": {**DEFAULT, "variable": "ansigreen", "number": "ansiblue", "command": "bold ansiblue", "keyword": "ansimagenta", "type": "ansicyan",
              "parameter": "ansiblack", "operator": "ansiblack", "prompt.remote": "bold ansimagenta"},
    "HighContrast": {**dict.fromkeys(DEFAULT, "bold"), "string": "ansibrightcyan", "comment": "ansibrightgreen", "variable": "", "member": "", "prompt.local": "",
                     "unknown-command": "bold ansibrightred underline", "unknown-parameter": "bold ansibrightred underline", "error": "reverse",
                     "prompt.production": "reverse bold ansibrightred", "auto-suggestion": "italic", "bottom-toolbar": "reverse", "picker.current": "reverse bold",
                     "toolbar.bad": "bold ansibrightred"},
    "Monochrome": {"error": "underline", "unknown-command": "underline", "unknown-parameter": "underline", "auto-suggestion": "italic",
                   "prompt.production": "bold reverse", "prompt.remote": "bold", "bottom-toolbar": "noreverse", "picker.current": "reverse",
                   "picker.match": "underline", "matching-bracket.cursor": "bold", "matching-bracket.other": "bold"}}
BARE = {"bottom-toolbar": "noreverse", "picker.current": "reverse", "auto-suggestion": ""}


def make_style(colour: bool) -> BaseStyle:
    """The theme with the person's own colours over it; only what moves about on the screen when there must be no colour."""
    if not colour:
        return Style.from_dict(BARE)
    own: dict[str, str] = setting("Colors")
    known = {}
    for part, text in own.items():
        try:
            Style.from_dict({part: text})
        except ValueError:
            continue  # no style: the theme's is kept; Get-PSSessionSetting shows what was written
        known[part] = text
    return Style.from_dict({**THEMES[setting("Theme")], **known})


def prompt_fragments(text: str, is_production: Callable[[str], bool] = lambda host: False, failed: bool = False) -> StyleAndTextTuples:
    """The prompt function's text, its `[host]: ` part coloured by what the host is."""
    m = re.match(r"(\[[^\]]+\]: )(.*)$", text, re.S)
    if m is None:
        return [("class:prompt.local", text)]
    inside = m.group(1)[1:-3]
    host = inside.split(" ")[0].rpartition("@")[2]
    style = "class:prompt.lost" if " reconnecting" in inside else "class:prompt.production" if is_production(host) else "class:prompt.remote"
    return [(style, m.group(1)), ("class:prompt.local", m.group(2))]


def announcement(ctx: Any, entered: str) -> str:
    """What tells the terminal where we are: window title, current folder, where the prompt begins."""
    folder = ctx.location.filesystem_path
    out = ""
    if setting("WindowTitle"):
        out += f"\x1b]2;{entered + ': pssession' if entered else (os.path.basename(folder) or '/') + ' - pssession'}\x07"
    if setting("TerminalMarks"):
        out += f"\x1b]7;file://{os.uname().nodename}{quote(folder)}\x1b\\\x1b]133;A\x1b\\"
    return out


def output_mark(ok: Optional[bool] = None) -> str:
    """OSC 133: output begins (None), or the command ended."""
    if not setting("TerminalMarks"):
        return ""
    return "\x1b]133;C\x1b\\" if ok is None else f"\x1b]133;D;{0 if ok else 1}\x1b\\"


class Standing:
    """What the toolbar shows; filled in by the loop, read at every key press."""

    def __init__(self) -> None:
        self.target, self.health, self.production = "local", "", False
        self.running = self.failed = self.suspended = 0
        self.seconds, self.ok, self.code = -1.0, True, 0
        self.hint = ""


def toolbar(s: Standing) -> StyleAndTextTuples:
    """Session and its health, jobs, how the last command went."""
    parts: StyleAndTextTuples = [("class:toolbar.production" if s.production else "", f" {s.target}")]
    if s.health:
        parts.append(("class:toolbar.bad" if "reconnecting" in s.health or "lost" in s.health else "", f" {s.health}"))
    counts = [f"{n} {word}" for n, word in ((s.running, "running"), (s.suspended, "suspended")) if n]
    if counts or s.failed:
        parts.append(("", "  jobs: " + ", ".join(counts)))
        if s.failed:
            parts.append(("class:toolbar.bad", f"{', ' if counts else ''}{s.failed} failed"))
    if s.seconds >= 0:
        result = "ok" if s.ok else f"failed{f' ({s.code})' if s.code else ''}"
        parts.append(("class:toolbar.good" if s.ok else "class:toolbar.bad", f"  {result} {s.seconds:.2f} s"))
    if s.hint:
        parts.append(("", f"  {s.hint}"))
    return parts
