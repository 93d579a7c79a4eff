"""The entry of a job's process: decodes the request, makes a runspace, runs the script and sends every record home.

What this file imports, and what job_preload runs, the fork server has loaded before the first job.
"""
from __future__ import annotations

import json
from functools import partial
from typing import Any, Optional

from jobs.runners.child import ChildContext
from jobs.states import JobState, JobStopped
from jobs.streams import Stream
from shell.commands.jobs.runspaces import script_code
from shell.engine import Shell
from shell.language import nodes
from shell.objects.psobject import MISSING
from shell.objects.records import ErrorRecord, TerminatingError
from shell.remoting.adapt import from_wire
from shell.remoting.job_codec import JobCodec, decode_request
from shell.runtime.errors import terminating
from shell.runtime.flow import ExitException, FlowControl, PipelineStopped
from shell.runtime.host import NullHost
from shell.runtime.scriptblock import ScriptBlock

Value = Any
TRANSPORT = "System.Management.Automation.Remoting.PSRemotingTransportException"
_STARTUP = "The background process reported an error with the following message: Remote transport error: {0}."
_THREW = "Running startup script threw an error: "


class JobHost(NullHost):
    """The host of a job's process: what is written goes home as Host records, questions block the job until somebody answers."""

    name = "ServerRemoteHost"
    is_remote = True

    def __init__(self, context: ChildContext) -> None:
        self._context = context

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        self._context.emit(Stream.Host, text)

    def write_line(self, text: str) -> None:
        self._context.emit(Stream.Host, text + "\n")

    def write_error_line(self, text: str) -> None:
        self._context.emit(Stream.Host, text + "\n")

    def write_progress(self, record: Value) -> None:
        self._context.emit(Stream.Progress, record)

    def read_line(self, prompt: str, secure: bool = False) -> Optional[str]:
        answer = json.loads(self._ask({"prompt": prompt, "secure": secure}))
        return None if answer is None else str(answer)

    def choose(self, caption: str, message: str, choices: list[tuple[str, str]], default: int) -> int:
        question = {"caption": caption, "message": message, "choices": choices, "default": default}
        answer = json.loads(self._ask(question))
        return answer if isinstance(answer, int) and 0 <= answer < len(choices) else default

    def _ask(self, question: dict[str, Any]) -> bytes:
        try:
            return self._context.ask(json.dumps(question).encode())
        except JobStopped:
            raise PipelineStopped() from None

    def flush(self) -> None:
        self._context.flush()


class JobRun:
    """One job: its runspace and the way its records take."""

    def __init__(self, context: ChildContext, request: dict[str, Any]) -> None:
        self.context = context
        self.request = request
        self.shell = Shell(JobHost(context))
        self._startup_errors: Optional[list[ErrorRecord]] = None
        self._output = partial(context.emit, Stream.Output)
        self._attach()

    def _attach(self) -> None:
        emit, ctx = self.context.emit, self.shell.ctx
        root = ctx.root_streams
        root.error = lambda record: emit(Stream.Error, record)
        root.warning = lambda record: emit(Stream.Warning, record)
        root.verbose = lambda record: emit(Stream.Verbose, record)
        root.debug = lambda record: emit(Stream.Debug, record)
        root.information = lambda record: emit(Stream.Information, record)
        root.progress = lambda record: emit(Stream.Progress, record)
        root.hidden = self._hidden
        streams = root.copy()
        streams.error = self._error  # another sink than the root's: programs' standard error is taken, too
        ctx.frame = ctx.frame.with_streams(streams)
        using = self.request.get("using")
        if using is not None:
            self._using = {name: from_wire(value) for name, value in using.items()}

    _using: Optional[dict[str, Value]] = None

    def _error(self, record: Value) -> None:
        if self._startup_errors is not None:
            self._startup_errors.append(record)
        else:
            self.context.emit(Stream.Error, record)

    def _hidden(self, kind: str, record: Value) -> None:
        """Information that the job's preference hides belongs to the job all the same: the receiver's preference decides."""
        if kind == "Information":
            self.context.emit(Stream.Information, record)

    def run(self) -> Optional[JobState]:
        try:
            if self._startup() is False:
                return JobState.Failed
            return self._main()
        except ExitException as e:
            self.context.exit_code = e.code
        except PipelineStopped:
            return JobState.Stopped
        except FlowControl:
            return None
        finally:
            self.shell.close()
        return None

    # ---- the initialization script

    def _startup(self) -> bool:
        text = self.request.get("init")
        if not text:
            return True
        errors: list[ErrorRecord] = []
        self._startup_errors = errors
        try:
            ctx = self.shell.ctx
            ctx.invoke(self.shell.compile(text), (), new_scope=False, emit=self._output)
        except Exception as e:
            self._startup_failed(terminating(e, e.__traceback__).record.message, None)
            return False
        finally:
            self._startup_errors = None
        if errors:
            self._startup_failed(_THREW + errors[0].message + ".", errors[0])
            return False
        return True

    def _startup_failed(self, what: str, shown: Optional[ErrorRecord]) -> None:
        from shell.formatting.errors import format_error
        from shell.remoting.adapt_records import exception_named
        text = "" if shown is None else format_error(shown, self.shell.ctx)
        record = ErrorRecord(exception_named(TRANSPORT, _STARTUP.format(what.rstrip(".") if shown is None else what)), "-2147467259", "OpenError", text)
        record.preserve_id = True
        self.context.fail_with(record)

    # ---- the script itself

    def _main(self) -> Optional[JobState]:
        ctx, request = self.shell.ctx, self.request
        ctx.using_values = self._using if self._using is not None else {}
        sent = request.get("input")
        args = [from_wire(v) for v in request.get("args") or ()]
        try:
            block = self.shell.compile(request["script"])
            if single_command(block):
                ctx.try_depth += 1  # such a block runs as a bare pipeline: what ends it ends the job
            under = from_wire(request["under"][0]) if request.get("under") else MISSING
            ctx.invoke(block, args, None if sent is None else [from_wire(v) for v in sent], under, new_scope=False, emit=self._output)
        except TerminatingError as e:
            info = e.record.category_info
            if info.activity.strip() == request["script"].strip():
                info.activity = ""  # the block has no name over there
            self.context.fail_with(e.record)
            return JobState.Failed
        except Exception as e:
            self.context.fail_with(terminating(e, e.__traceback__).record)
            return JobState.Failed
        return None


def single_command(block: ScriptBlock) -> bool:
    """Is the block exactly one pipeline of plainly named commands?  Errors that end its statement then end the job."""
    ast = block.ast
    body = ast.end_block
    if body is None or ast.param_block is not None or ast.begin_block is not None or ast.process_block is not None or len(body.statements) != 1:
        return False
    pipeline = body.statements[0]
    if not isinstance(pipeline, nodes.PipelineAst) or pipeline.background:
        return False
    for element in pipeline.pipeline_elements:
        if not isinstance(element, nodes.CommandAst) or element.redirections:
            return False
        if not isinstance(element.command_elements[0], (nodes.StringConstantExpressionAst, nodes.UsingExpressionAst)):
            return False
    return not any(isinstance(node, nodes.ScriptBlockExpressionAst) for node in pipeline.walk())


def main(context: ChildContext) -> Optional[JobState]:
    """What the job's process runs."""
    context.use_codec(JobCodec())
    context.raise_at_stop(PipelineStopped, script_code)
    return JobRun(context, decode_request(context.request)).run()
