"""The initial session state: built-in aliases and functions, drives and place, services.  Every new runspace goes through `install`."""
from __future__ import annotations

from functools import cache
from typing import Any, Optional

from shell.commands.builtin_aliases import ALIASES, OWN
from shell.commands.completion.tab_expansion import TEXT as TAB_EXPANSION
from shell.runtime.commands_info import AliasInfo, FunctionInfo
from shell.runtime.context import Context, ServiceFactory

_ALL_SCOPE = frozenset(("foreach", "where", "%", "?", "select", "sort", "copy", "cp", "dir", "del", "move", "echo", "type", "cd", "popd", "pushd", "h", "history"))
_OPEN = frozenset(("cd", "dir", "copy", "del", "echo", "erase", "move", "popd", "pushd", "rd", "ren", "type", "chdir", "cls", "h", "history", "md", "r", "man"))

FUNCTIONS: dict[str, str] = {
    "prompt": '"PS $($ExecutionContext.SessionState.Path.CurrentLocation)$(\'>\' * ($NestedPromptLevel + 1)) "',
    "Clear-Host": "[CmdletBinding()] param() $Host.UI.RawUI.ClearScreen()",
    "cd..": "Set-Location ..",
    "cd\\": "Set-Location \\",
    "cd~": "Set-Location ~",
    "exec": "param($Command) Switch-Process -WithCommand (@($Command) + @($args))",
    "help": "[CmdletBinding()] param([Parameter(Position=0, ValueFromPipelineByPropertyName)][string]$Name, [switch]$Detailed, [switch]$Full, [switch]$Examples, "
            "[string[]]$Parameter, [switch]$Online) Get-Help @PSBoundParameters",
    "oss": "[CmdletBinding()] param([ValidateRange(2, 2147483647)][int]$Width, [Parameter(ValueFromPipeline)][psobject]$InputObject) "
           "process { $InputObject | Out-String -Stream @(if ($Width) { @{ Width = $Width } } else { @{} })[0] }",
    "Pause": "$null = Read-Host 'Press Enter to continue...'",
}


class BuiltinFunction(FunctionInfo):
    """A function of ours, compiled when first called."""

    def __init__(self, ctx: Context, name: str, text: str) -> None:
        self._ctx = ctx
        self._text = text
        self._block: Any = None
        super().__init__(name, None)

    @property
    def script_block(self) -> Any:
        if self._block is None:
            block = self._ctx.compile(self._text, None, self._ctx.global_state)
            block.code.name = self.name
            block.code.kind = "block"
            self._block = block
        return self._block

    @script_block.setter
    def script_block(self, value: Any) -> None:
        self._block = value


@cache
def _built_in_aliases() -> list[tuple[str, AliasInfo]]:
    """What every runspace begins with copies of."""
    made = []
    for name, target in (*ALIASES.items(), *OWN.items()):
        key = name.lower()
        options = "None" if key in _OPEN else "ReadOnly"
        if key in _ALL_SCOPE:
            options = "AllScope" if options == "None" else "ReadOnly, AllScope"
        made.append((key, AliasInfo(name, target, options)))
    return made


def install(ctx: Context, parent: Optional[Context]) -> None:
    """Make a bare Context a usable runspace."""
    top = ctx.global_state.top
    table = top.aliases = top.aliases if top.aliases is not None else {}
    for key, alias in _built_in_aliases():
        table[key] = alias.copy()
    functions = top.functions = top.functions if top.functions is not None else {}
    for name, text in FUNCTIONS.items():
        functions[name.lower()] = BuiltinFunction(ctx, name, text)
    functions["tabexpansion2"] = BuiltinFunction(ctx, "TabExpansion2", TAB_EXPANSION)
    if "setup" not in ctx.service_factories:
        ctx.service_factories["setup"] = install
    for name, factory in SERVICES.items():
        ctx.services.setdefault(name, factory)
        ctx.service_factories.setdefault(name, factory)
    _place(ctx, parent)
    ctx.commands_changed()


def _place(ctx: Context, parent: Optional[Context]) -> None:
    """Drives, providers and the current location."""
    from shell.providers.registry import attach
    attach(ctx, parent)


def _jobs(ctx: Context) -> Any:
    from shell.commands.jobs.job_objects import ShellJobs
    jobs = ShellJobs()
    jobs.add_listener(note_job)
    return jobs


def _parallel(ctx: Context) -> Any:
    from shell.commands.jobs.parallel import parallel_for
    return parallel_for


def _background(ctx: Context) -> Any:
    from shell.commands.jobs.background import start_background
    return start_background


def note_job(job: Any, now: Any, before: Any) -> None:
    """Jobs that start and end are noted in the operational log."""
    from jobs.states import FINISHED, JobState
    from shell.remoting.operational_log import write
    what = f"Job {job.id} ({job.name}, {job.kind.type_name})"
    if before.state == JobState.NotStarted:
        write("job started", f"{what} was started: {job.command.strip()[:200]}")
    elif now.state in FINISHED:
        write("job failed" if now.state == JobState.Failed else "job ended", f"{what} has ended: {now.state.name}.")


def _sessions(ctx: Context) -> Any:
    from shell.remoting.shell_sessions import make_sessions
    return make_sessions(ctx)


def _copy_session(ctx: Context) -> Any:
    from shell.remoting.session_copy import SessionCopy
    return SessionCopy(ctx)


def _host(ctx: Context) -> Any:
    from shell.commands.session.host_object import InternalHost
    return InternalHost(ctx)


def _history(ctx: Context) -> Any:
    from shell.commands.engine.history import History
    return History(ctx)


def _events(ctx: Context) -> Any:
    from shell.commands.engine.event_queue import EventQueue
    return EventQueue(ctx)


def _transcripts(ctx: Context) -> Any:
    from shell.commands.engine.transcripts import Transcripts
    return Transcripts(ctx)


def _breakpoints(ctx: Context) -> Any:
    from shell.commands.engine.breakpoints import BreakpointList
    return BreakpointList()


def _shell_process(ctx: Context) -> Any:
    from shell.commands.engine.shell_process import make
    return make


def _completers(ctx: Context) -> Any:
    from shell.commands.engine.session_facts import Completers
    return Completers()


SERVICES: dict[str, Any] = {"history": ServiceFactory(_history), "events": ServiceFactory(_events), "transcripts": ServiceFactory(_transcripts),
                            "breakpoints": ServiceFactory(_breakpoints), "argument_completers": ServiceFactory(_completers),
                            "host": ServiceFactory(_host), "shell_process": ServiceFactory(_shell_process), "jobs": ServiceFactory(_jobs), "parallel": ServiceFactory(_parallel), "background": ServiceFactory(_background), "sessions": ServiceFactory(_sessions), "copy_session": ServiceFactory(_copy_session)}
