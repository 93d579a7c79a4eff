"""Pickers for missing arguments: `Enter-PSSession`, `Receive-Job` and the like, typed without any, offer what there is; the line is completed and shown."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, NamedTuple, Optional

from shell.language import nodes as ast
from shell.language.parser import parse

Value = Any
Pick = Callable[[str, Sequence[str], bool], "Optional[list[int]]"]


class Choice(NamedTuple):
    """A row of the list, and the words that name it in the line."""

    shown: str
    words: str
    number: Optional[int] = None  # ids of one kind are joined: -Id 1,2


def _jobs(ctx: Any, wanted: Callable[[Any], bool]) -> list[Choice]:
    service = ctx.services.get("jobs")
    jobs = [j for j in service.jobs if wanted(j)] if hasattr(service, "jobs") else []
    return [Choice(f"{j.id:3} {j.name:15} {j.state.name:11} {j.location:20} {' '.join(j.command.split())[:60]}", "-Id", j.id) for j in reversed(jobs)]


def _sessions(ctx: Any, wanted: Callable[[Any], bool] = lambda s: True) -> list[Choice]:
    service = ctx.services.get("sessions")
    if service is None or not hasattr(service, "service"):
        return []
    from shell.commands.completion.known_values import session_number
    found = [s for s in ctx.call_command("Get-PSSession") if wanted(s)]
    return [Choice(f"{session_number(s):3} {s.session.name:15} {s.computer_name:20} {s.session.state.name}", "-Id", session_number(s)) for s in found]


def _hosts(ctx: Any) -> list[Choice]:
    from shell.commands.completion.hosts import known_hosts
    return [Choice(f"    {name}", f"-HostName {name}") for name in known_hosts(ctx)]


def _state(name: str) -> Callable[[Any], bool]:
    return lambda s: bool(s.session.state.name == name)


_RUNNING: Callable[[Any], bool] = lambda j: not j.finished
_ANY: Callable[[Any], bool] = lambda j: True
# command -> (title, several may be chosen, take a lone choice without asking, what there is)
_TABLE: dict[str, tuple[str, bool, bool, Callable[[Any], list[Choice]]]] = {
    "enter-pssession": ("Enter", False, False, lambda c: _sessions(c, _state("Opened")) + _hosts(c)),
    "remove-pssession": ("Remove sessions", True, False, _sessions),
    "disconnect-pssession": ("Disconnect", True, False, lambda c: _sessions(c, _state("Opened"))),
    "connect-pssession": ("Connect", True, False, lambda c: _sessions(c, _state("Disconnected"))),
    "receive-pssession": ("Receive", False, False, lambda c: _sessions(c, _state("Disconnected"))),
    "receive-job": ("Receive", True, False, lambda c: _jobs(c, _ANY)),
    "wait-job": ("Wait for", True, False, lambda c: _jobs(c, _RUNNING)),
    "stop-job": ("Stop", True, False, lambda c: _jobs(c, _RUNNING)),
    "remove-job": ("Remove", True, False, lambda c: _jobs(c, _ANY)),
    "suspend-job": ("Suspend", True, False, lambda c: _jobs(c, lambda j: j.state.name == "Running")),
    "resume-job": ("Resume", True, True, lambda c: _jobs(c, lambda j: j.state.name == "Suspended")),
    "restart-job": ("Restart", True, False, lambda c: _jobs(c, lambda j: j.finished)),
    "send-jobinput": ("Answer", False, True, lambda c: _jobs(c, lambda j: j.state.name == "Blocked")),
}


def lone_command(text: str) -> Optional[Any]:
    """The first command of a text that is one pipeline, when that command has no arguments."""
    result = parse(text)
    block = result.ast.end_block
    if result.errors or block is None or len(block.statements) != 1 or not isinstance(block.statements[0], ast.PipelineAst):
        return None
    first = block.statements[0].pipeline_elements[0]
    if isinstance(first, ast.CommandAst) and len(first.command_elements) == 1 and isinstance(first.command_elements[0], ast.StringConstantExpressionAst):
        return first
    return None


def complete_line(ctx: Any, text: str, pick: Pick) -> Optional[str]:
    """The line with what was chosen; the line itself when there is nothing to choose; None when it was given up."""
    command = lone_command(text)
    if command is None:
        return text
    entry = _TABLE.get(_resolved(ctx, command.command_elements[0].value))
    if entry is None:
        return text
    title, several, lone, find = entry
    choices = find(ctx)
    if not choices:
        return text
    chosen = [0] if lone and len(choices) == 1 else pick(title, [c.shown for c in choices], several)
    if not chosen:
        return None
    end = command.extent.end
    return f"{text[:end]} {_words([choices[i] for i in chosen])}{text[end:]}"


def _words(chosen: list[Choice]) -> str:
    if chosen[0].number is None:
        return chosen[0].words
    return f"{chosen[0].words} {','.join(str(c.number) for c in chosen if c.number is not None)}"


def _resolved(ctx: Any, name: str) -> str:
    """The cmdlet a name or alias means, folded; '' when it means something else."""
    info, seen = ctx.find_command(name), 0
    while info is not None and info.kind == "Alias" and seen < 20:
        info, seen = info.target_info, seen + 1
    return info.name.lower() if info is not None and info.kind == "Cmdlet" else ""
