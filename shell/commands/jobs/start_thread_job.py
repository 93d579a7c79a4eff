"""Start-ThreadJob: runs a block on a thread of this process, in a runspace of its own, with live objects."""
from __future__ import annotations

import os
from typing import Any, Callable, Optional

from jobs.runners.thread import JobContext, ThreadRunner
from jobs.states import JobStopped
from jobs.streams import Stream
from jobs.throttling import ThrottleQueue
from shell.clr.exceptions import ArgumentException
from shell.commands.jobs.job_objects import JOB  # noqa: F401
from shell.commands.jobs.job_stops import JobStops
from shell.commands.jobs.runspaces import Stopper, ThreadHost, attach, open_runspace, own_copy, run_block
from shell.language import nodes
from shell.objects import hooks
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import ItemNotFoundException, PSInvalidOperationException
from shell.runtime.cmdlet import Cmdlet, Param
from shell.runtime.flow import PipelineStopped
from shell.runtime.scriptblock import ScriptBlock
from shell.runtime.using_values import evaluate, key_of, using_expressions

Value = Any
QUEUE = ThrottleQueue(5)
"""All thread jobs of the program wait here for their turn."""


class StartThreadJob(Cmdlet):
    name = "Start-ThreadJob"
    net_class = "Microsoft.PowerShell.ThreadJob.StartThreadJobCommand"
    synopsis = "Runs a script block or file as a job on a thread of this process; objects stay live."
    examples = (("A live result", "Start-ThreadJob { [System.Text.StringBuilder]::new('a') } | Receive-Job -Wait"),
                ("Shared by reference", "$list = [System.Collections.ArrayList]::new(); Start-ThreadJob { ($using:list).Add(1) } | Receive-Job -Wait"),
                ("At most two at once", "1..4 | ForEach-Object { Start-ThreadJob { Start-Sleep 1 } -ThrottleLimit 2 }"),
                ("At most one that uses the database", "1..4 | ForEach-Object { Start-ThreadJob { $_ } -ThrottleGroup database -ThrottleLimit 1 }"))

    extra = (Param("ThrottleGroup", "System.String", help="Jobs of one group share its limit: -ThrottleLimit is then the group's, not that of all."),)

    ScriptBlock: Value = None
    FilePath: Optional[str] = None
    ArgumentList: Optional[list[Value]] = None
    InputObject: Value = MISSING
    InitializationScript: Value = None
    Name: Optional[str] = None
    ThrottleLimit: int = 0
    StreamingHost: Value = None
    ThrottleGroup: Optional[str] = None

    def begin(self) -> None:
        self._input: Optional[list[Value]] = [] if self.has("InputObject") or self.invocation.expecting_input else None

    def process(self) -> None:
        if self._input is not None and self.InputObject is not MISSING:
            self._input.append(self.InputObject)

    def end(self) -> None:
        block, command = self._script()
        init = None if self.InitializationScript is None else base_of(self.InitializationScript)
        work = ThreadWork(self.ctx, block, self.ArgumentList or [], self._input, init, self._using(block))
        if self.StreamingHost is not None:
            work.live_host = self.ctx.host
        job = self.ctx.jobs.new("ThreadJob", name=self.Name, command=command, runner=ThreadRunner(work))
        if self.ThrottleLimit and self.ThrottleGroup is not None:
            QUEUE.set_group_limit(self.ThrottleGroup, self.ThrottleLimit)
        elif self.ThrottleLimit:
            QUEUE.limit = self.ThrottleLimit
        QUEUE.submit(job, self.ThrottleGroup or "")
        self.write(job)

    def _using(self, block: ScriptBlock) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for expression in using_expressions(block.ast):
            if not isinstance(expression.sub_expression, nodes.VariableExpressionAst):
                text = expression.extent.text
                self.fail(f"Cannot get the value of the Using expression {text}.  Start-ThreadJob only supports using variable expressions.",
                          "InvalidOperation", "InvalidOperation", exception_class=PSInvalidOperationException)
            values[key_of(expression)] = evaluate(self.ctx, expression)
        return values

    def _script(self) -> tuple[ScriptBlock, str]:
        if self.FilePath is None:
            block = base_of(self.ScriptBlock)
            return block, block.text
        if any(c in self.FilePath for c in "*?["):
            self.fail("FilePath cannot contain wildcards.", "System.ArgumentException", "NotSpecified", exception_class=ArgumentException)
        path = str(self.ctx.full_path(self.FilePath))
        if not os.path.exists(path):
            if not path.lower().endswith(".ps1"):
                self._wrong_extension()
            self.fail(f"Cannot find path '{path}' because it does not exist.", "PathNotFound", "ObjectNotFound", path, exception_class=ItemNotFoundException)
        if not path.lower().endswith(".ps1"):
            self._wrong_extension()
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
            return self.ctx.compile(f.read(), path), path

    def _wrong_extension(self) -> None:
        self.fail("Invalid file path extension.  Extension should be .ps1.", "System.ArgumentException", "NotSpecified", exception_class=ArgumentException)


class ThreadWork:
    """The target of a thread job's runner; each start makes a runspace."""

    live_host: Any = None

    def __init__(self, parent: Any, block: ScriptBlock, args: list[Value], input: Optional[list[Value]], init: Optional[ScriptBlock],
                 using: dict[str, Value]) -> None:
        self._parent, self._block, self._args, self._input, self._init, self._using = parent, block, args, input, init, using

    def __call__(self, context: JobContext) -> None:
        emit = self._streaming(context.emit) if self.live_host is not None else context.emit
        host = self.live_host if self.live_host is not None else ThreadHost(context.emit, context.ask)
        ctx = open_runspace(self._parent, host)
        attach(ctx, emit)
        stopper = Stopper()
        stops = ctx.nested_prompt = context.job.attributes["stops"] = JobStops(ctx, context.job)
        context.on_stop(stops.cancel)
        context.on_stop(stopper)
        try:
            ctx.using_values = self._using
            if self._init is not None:
                run_block(ctx, own_copy(self._init, ctx), _output(emit), (), self._input)
            run_block(ctx, own_copy(self._block, ctx), _output(emit), self._args, self._input)
        except PipelineStopped:
            raise JobStopped("the job was asked to stop") from None
        finally:
            context.job.attributes.pop("stops", None)  # a finished job holds no runspace
            stopper.over()
            hooks.set_current(None)

    def _streaming(self, emit: Callable[[Stream, Value], None]) -> Callable[[Stream, Value], None]:
        """-StreamingHost: Write-Host shows at once, and again when the job is received."""
        host = self.live_host

        def both(stream: Stream, value: Value) -> None:
            from shell.objects.records import HostInformationMessage
            data = getattr(value, "message_data", None)
            if stream is Stream.Information and isinstance(data, HostInformationMessage):
                host.write(data.message if data.no_new_line else data.message + "\n", data.foreground, data.background)
            emit(stream, value)
        return both


def _output(emit: Callable[[Stream, Value], None]) -> Callable[[Value], None]:
    output = Stream.Output
    return lambda value: emit(output, value)
