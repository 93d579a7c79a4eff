"""Running a block in a runspace of its own on a thread of this process: its streams, its host, and how it is stopped."""
from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Callable, Optional

from jobs.interrupting import RETRY_SECONDS, ThreadInterrupt
from jobs.runners.reactor import REACTOR
from jobs.states import JobStopped
from jobs.streams import Stream
from shell.objects import hooks
from shell.objects.records import TerminatingError
from shell.runtime.errors import terminating
from shell.runtime.flow import ExitException, FlowControl, PipelineStopped
from shell.runtime.frame import Streams
from shell.runtime.host import NullHost
from shell.runtime.pipeline import drive
from shell.runtime.scriptblock import BlockCode, ScriptBlock

Value = Any
Emit = Callable[[Stream, Value], None]


class ThreadHost(NullHost):
    """The host of a thread job: what is written to it becomes records of the job."""

    def __init__(self, emit: Emit, ask: Optional[Callable[[Value], Value]] = None) -> None:
        self._emit = emit
        self._ask = ask

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        self._emit(Stream.Host, text)

    def write_line(self, text: str) -> None:
        self._emit(Stream.Host, text + "\n")

    def write_error_line(self, text: str) -> None:
        self._emit(Stream.Host, text + "\n")

    def read_line(self, prompt: str, secure: bool = False) -> Optional[str]:
        if self._ask is None:
            return super().read_line(prompt, secure)
        answer = self._ask({"prompt": prompt, "secure": secure})
        return None if answer is None else str(answer)


def streams_to(emit: Emit) -> Streams:
    """Sinks that make every record one of the job's."""
    return Streams(lambda r: emit(Stream.Error, r), lambda r: emit(Stream.Warning, r), lambda r: emit(Stream.Verbose, r), lambda r: emit(Stream.Debug, r),
                   lambda r: emit(Stream.Information, r), lambda r: emit(Stream.Progress, r))


def open_runspace(parent: Any, host: Any) -> Any:
    """A runspace beside the parent's: nothing of its variables, the same place."""
    return parent.spawn(host)


def attach(ctx: Any, emit: Emit) -> None:
    """Point a runspace's streams at a job, and make it the thread's own."""
    hooks.set_current(ctx)
    ctx.frame = ctx.frame.with_streams(streams_to(emit))


def own_copy(block: ScriptBlock, ctx: Any) -> ScriptBlock:
    """The block as code of another runspace, its lines counted from its own first.

    Compiled forms are not shared: call sites remember what names meant in theirs.
    """
    if block.file is not None and block.code.kind == "file":
        return ctx.compile(block.text, block.file, ctx.global_state)  # type: ignore[no-any-return]
    code = BlockCode(_parsed(block.text), block.code.name, block.code.is_filter, None, block.code.usings)
    code.kind = "file"
    return ScriptBlock(code, ctx.global_state)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    """The syntax tree of a block's text, which has been parsed before as part of its script."""
    from shell.language.parser import parse
    return parse(text, None).ast


def script_code(name: str) -> bool:
    """Whether this is the file name of a compiled script: there a stop may strike anywhere."""
    return name.startswith("<ps:")


class Stopper:
    """Stops the block that runs on this thread: raises PipelineStopped inside it, once, where that does no harm."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._interrupt = ThreadInterrupt(self._thread, PipelineStopped, script_code)

    def __call__(self) -> None:
        """Raise first, then wake what waits: nothing of the script runs on in between. Its finally blocks run as ever."""
        if self._interrupt.attempt():
            wake(self._thread)
        else:
            REACTOR.later(RETRY_SECONDS, self)

    def over(self) -> None:
        """The block has ended: nothing may be raised on this thread any more."""
        self._interrupt.over()


def wake(thread: int) -> None:
    """Let go on what a thread's running commands wait for."""
    frame = sys._current_frames().get(thread)
    while frame is not None:
        if frame.f_code is drive.__code__:
            for stage in frame.f_locals.get("stages", ()):
                stage.stop()
        frame = frame.f_back


def run_block(ctx: Any, block: ScriptBlock, emit: Callable[[Value], None], args: Sequence[Value] = (), input: Optional[list[Value]] = None,
              new_scope: bool = False, dollar_under: Optional[tuple[Value]] = None) -> None:
    """Run to the end.  `exit`, a stray break and the like end the block only; what else ends it is raised as TerminatingError."""
    from shell.objects.psobject import MISSING
    under = MISSING if dollar_under is None else dollar_under[0]
    try:
        ctx.invoke(block, args, input, under, new_scope, emit=emit)
    except ExitException:
        return
    except (PipelineStopped, JobStopped):
        raise
    except FlowControl:
        return
    except TerminatingError:
        raise
    except Exception as error:
        raise terminating(error, error.__traceback__) from None
