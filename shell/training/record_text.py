"""Recordings as texts: Markdown, plain text, a demo script, a lesson to be filled in."""
from __future__ import annotations

import json
import re
from typing import Optional

from shell.language import nodes as ast
from shell.language.parser import parse
from shell.training.record_cast import OUTPUT, Cast
from shell.training.record_frames import Command, commands, rendered


def plain_text(cast: Cast) -> str:
    """What was shown, line by line, without colours; commands with their prompts."""
    found = commands(cast)
    if not found:
        return rendered("".join(e.data for e in cast.events if e.code == OUTPUT), cast.columns) + "\n"
    return "\n".join(_block(c) for c in found) + "\n"


def _block(c: Command) -> str:
    first, *rest = c.text.split("\n")
    lines = [(c.prompt.rstrip() + " " if c.prompt else "") + first, *(">> " + line for line in rest)]
    return "\n".join([*lines, *([c.output] if c.output else [])])


def markdown(cast: Cast, title: str = "") -> str:
    """A heading, and a fenced block a command."""
    out = [f"# {title or cast.title or 'Recorded session'}", ""]
    found = commands(cast)
    blocks = [_block(c) for c in found] if found else [plain_text(cast).rstrip("\n")]
    for block in blocks:
        fence = "`" * max(3, 1 + max((len(m) for m in re.findall(r"`+", block)), default=0))
        out += [fence + "console", block, fence, ""]
    return "\n".join(out)


def demo(cast: Cast, title: str = "") -> str:
    """A script for Start-Demo; commands that failed are announced to fail."""
    found = commands(cast)
    out = [f"# demo: title {title or cast.title or 'Recorded session'}"]
    hosts = lab_hosts(found)
    if hosts:
        out.append(f"# demo: host {hosts}")
    out.append("# demo: note Made from a recording. Where it says ******** a secret was: fill in how to get one.")
    for c in found:
        if c.ok is False:
            out.append("# demo: error .")
        out.append(c.text)
    return "\n".join(out) + "\n"


def lab_hosts(found: list[Command]) -> int:
    """How many hosts of the lab the commands speak of."""
    return max((int(n) for c in found for n in re.findall(r"\bServer(\d\d)\b", c.text, re.I)), default=0)


def lesson(cast: Cast, title: str = "") -> tuple[str, str]:
    """lesson.toml and lesson.md: a step a command, checked by the command's name; texts, goals and hints are to be written."""
    found = [c for c in commands(cast) if c.ok is not False and first_command(c.text) not in ("exit", "start-recording", "stop-recording")]
    name = title or cast.title or "Recorded session"
    toml = [f"title = {json.dumps(name, ensure_ascii=False)}", f"minutes = {max(1, round(len(found) * 1.5))}", f"hosts = {lab_hosts(found) or 1}", ""]
    text = [f"# {name}", "", "Say in two sentences what one can do after this lesson.", ""]
    for number, c in enumerate(found, 1):
        command = first_command(c.text)
        check = f"$Last.Ok -and $Last.Used('{command}')" if command else f"$Last.Ok -and $Last.Typed({_quoted(re.escape(c.text))})"
        hints = (f"The command is {command}." if command else "It is one expression.", f"Get-Help {command} tells what it takes." if command else "Look at the text of the step.",
                 f"It begins with: {c.text.split(chr(10))[0][:max(4, len(c.text) // 2)]}")
        toml += ["[[step]]", f'id = "step-{number}"', f"goal = {json.dumps('Run ' + (command or 'it') + ' (say here what for)', ensure_ascii=False)}",
                 f"check = {json.dumps(check, ensure_ascii=False)}", "hints = [" + ", ".join(json.dumps(h, ensure_ascii=False) for h in hints) + "]",
                 f"answer = {json.dumps(c.text, ensure_ascii=False)}", ""]
        text += [f"## step-{number}", "", "Say what to do and why. It showed:" if c.output else "Say what to do and why.", ""]
        if c.output:
            text += ["    " + line for line in c.output.split("\n")[:12]] + [""]
    return "\n".join(toml), "\n".join(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def first_command(text: str) -> Optional[str]:
    """The name of the first command in a text, None when there is none."""
    for node in parse(text).ast.walk():
        if isinstance(node, ast.CommandAst):
            name = node.get_command_name()
            if name:
                return str(name)
    return None
