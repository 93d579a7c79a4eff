"""Going back in a demo: the lab as it was in a snapshot, this session as it was, and the lines since then run again unseen."""
from __future__ import annotations

from typing import Any

from shell.training.lesson_watch import run_quietly


class Checkpoint:
    """This session and the lab before step `index`."""

    def __init__(self, ctx: Any, index: int) -> None:
        self.index = index
        lab = _lab(ctx)
        self._snapshot = None if lab is None else lab.snapshot(f"demo-{index}")
        self._variables = {v.name.lower(): v.value for v in ctx.variables.all("global")}
        self._sessions = {id(s) for s in _sessions(ctx)}
        self._jobs = {job.id for job in _jobs(ctx)}
        self._folder = ctx.location.filesystem_path

    def go_back(self, ctx: Any, lines: list[str]) -> list[str]:
        """Make things as they were and run the lines; what went wrong."""
        if ctx.entered is not None:
            ctx.entered.leave()
        for session in _sessions(ctx):
            if id(session) not in self._sessions:
                ctx.call_command("Remove-PSSession", {"Session": [session]})
        for job in _jobs(ctx):
            if job.id not in self._jobs:
                ctx.call_command("Remove-Job", {"Id": [job.id], "Force": True})
        lab = _lab(ctx)
        if lab is not None and self._snapshot is not None:
            lab.restore(self._snapshot)
        self._restore_variables(ctx)
        ctx.call_command("Set-Location", {"LiteralPath": self._folder})
        problems = ((line, run_quietly(ctx, line, False)) for line in lines)
        return [f"on the way back `{line.splitlines()[0]}` failed: {problem}" for line, problem in problems if problem]

    def _restore_variables(self, ctx: Any) -> None:
        """New ones go; what a line assigned has its old value. What a value holds inside is not undone."""
        for variable in ctx.variables.all("global"):
            name = variable.name.lower()
            if name not in self._variables:
                ctx.call_command("Remove-Variable", {"Name": [name], "Scope": "global", "Force": True})
            elif variable.value is not self._variables[name] and not variable.options:
                ctx.set_variable(name, self._variables[name], "global")


def _lab(ctx: Any) -> Any:
    return getattr(ctx.services.get("sessions"), "lab", None)


def _sessions(ctx: Any) -> list[Any]:
    service = ctx.services.get("sessions")
    return list(service.all()) if hasattr(service, "all") else []


def _jobs(ctx: Any) -> list[Any]:
    table = ctx.services.get("jobs")
    return list(table.jobs) if hasattr(table, "add_listener") else []
