"""ForEach-Object -Parallel: items over a few runspaces, output as it comes, or as a job with a child an item."""
from __future__ import annotations

import threading
from typing import Any, Optional

from jobs.runners.task_pool import TaskChildRunner, TaskContext, TaskJobRunner, TaskPool
from jobs.states import StartRefused
from jobs.streams import Stream
from shell.commands.jobs.job_objects import JOB  # noqa: F401
from shell.commands.jobs.reasons import reason_exception
from shell.commands.jobs.runspaces import Stopper, ThreadHost, attach, open_runspace, own_copy, run_block
from shell.formatting.error_facts import was_thrown
from shell.objects.psobject import base_of
from shell.objects.records import (
    ErrorRecord,
    HostInformationMessage,
    PipelineStoppedException,
    PSInvalidOperationException,
    TerminatingError,
)
from shell.runtime.scriptblock import ScriptBlock
from shell.runtime.using_values import values_for

Value = Any
_REFUSED = ("erroraction", "warningaction", "informationaction", "progressaction", "pipelinevariable")
_PASSED_BLOCKS = ("Passed-in script block variables are not supported with ForEach-Object -Parallel, and can result in undefined behavior.")
_CHILD_RUNNER = TaskChildRunner()


class Worker:
    """One runspace of the pool and the block compiled for it."""

    def __init__(self, work: ParallelWork) -> None:
        self._work = work
        self.renew()

    def renew(self) -> None:
        """A runspace that remembers nothing."""
        self.ctx = open_runspace(self._work.parent, ThreadHost(self._host_emit))
        self.block = own_copy(self._work.block, self.ctx)
        self.ctx.using_values = self._work.using
        self.context: Optional[TaskContext] = None
        attach(self.ctx, self.emit)
        self._clean = self._state()

    def reset(self) -> None:
        """Between two items: a runspace the last item has left as it found it is used again, another is made anew."""
        if self._state() != self._clean:
            self.renew()
        elif self.ctx.errors:
            self.ctx.errors.clear()

    def _state(self) -> tuple[Any, ...]:
        """What an item could leave behind: the variables by identity, functions, aliases, classes, modules, the place."""
        top, ctx = self.ctx.global_state.top, self.ctx
        counts = (len(top.functions or ()), len(top.aliases or ()), len(ctx.classes), len(ctx.modules))
        return tuple(top), tuple(map(id, top.values())), counts, getattr(ctx.location, "filesystem_path", None), ctx.strict_used

    def emit(self, stream: Stream, value: Value) -> None:
        assert self.context is not None
        self.context.emit(stream, value)

    _host_emit = emit


class ParallelWork:
    """What all items share."""

    def __init__(self, parent: Any, block: ScriptBlock, using: dict[str, Value]) -> None:
        self.parent, self.block, self.using = parent, block, using

    def open_worker(self) -> Worker:
        return Worker(self)

    def task(self, context: TaskContext) -> None:
        worker: Worker = context.worker
        worker.context = context
        ctx = worker.ctx
        stopper = Stopper()
        context.on_stop(stopper)
        output = Stream.Output
        emit = context.emit
        try:
            run_block(ctx, worker.block, lambda value: emit(output, value), (), None, True, (context.item,))
        finally:
            stopper.over()


def parallel_for(cmdlet: Any) -> Any:
    """What does the work of one ForEach-Object -Parallel: add, finish, stop."""
    if cmdlet.Executor:
        from shell.commands.jobs.executor_parallel import ExecutorParallel
        return ExecutorParallel(cmdlet)
    return Parallel(cmdlet)


def checked_values(cmdlet: Any, block: ScriptBlock) -> dict[str, Value]:
    """The $using: values of the block, once the parameters have been found to go together."""
    if cmdlet.AsJob and cmdlet.has("TimeoutSeconds"):
        cmdlet.fail("The 'TimeoutSeconds' parameter cannot be used with the 'AsJob' parameter.", "ParallelCannotUseTimeoutWithJob", "InvalidOperation",
                    exception_class=PSInvalidOperationException)
    if any(name in cmdlet.runtime.common for name in _REFUSED):
        cmdlet.fail("The following common parameters are not currently supported in the Parallel parameter set:\nErrorAction, WarningAction, "
                    "InformationAction, PipelineVariable", "ParallelCommonParametersNotSupported", "NotImplemented",
                    exception_class=PSInvalidOperationException)
    using = values_for(cmdlet.ctx, block.ast, True, cmdlet)
    if any(isinstance(base_of(value), ScriptBlock) for value in using.values()):
        cmdlet.fail(f"A ForEach-Object -Parallel using variable cannot be a script block. {_PASSED_BLOCKS}", "ParallelUsingVariableCannotBeScriptBlock",
                    "InvalidType", exception_class=PSInvalidOperationException)
    return using


def refused(cmdlet: Any, value: Value) -> bool:
    """An item that is a block is an error of the command."""
    if not isinstance(base_of(value), ScriptBlock):
        return False
    cmdlet.error(f"A ForEach-Object -Parallel piped input object cannot be a script block. {_PASSED_BLOCKS}",
                 "ParallelPipedInputObjectCannotBeScriptBlock", "InvalidType", value, PSInvalidOperationException)
    return True


class Parallel:
    """The service behind -Parallel: add(value) for each item, finish() at the end, stop()."""

    def __init__(self, cmdlet: Any) -> None:
        self.cmdlet = cmdlet
        block = base_of(cmdlet.Parallel)
        using = checked_values(cmdlet, block)
        self._work = ParallelWork(cmdlet.ctx, block, using)
        self._job: Any = None
        self._timer: Optional[threading.Timer] = None
        self._timed_out = False
        if self.cmdlet.AsJob:
            self._start_job(block)
            return
        self._pool = self._make_pool()
        if self.cmdlet.TimeoutSeconds:
            self._timer = threading.Timer(self.cmdlet.TimeoutSeconds, self._expired)
            self._timer.daemon = True
            self._timer.start()

    def _make_pool(self) -> TaskPool:
        return TaskPool(self._work.task, limit=self.cmdlet.ThrottleLimit, open_worker=self._work.open_worker, reset_worker=Worker.reset,
                        fresh_workers=self.cmdlet.UseNewRunspace, on_failure=_on_failure)

    def _start_job(self, block: ScriptBlock) -> None:
        self._runner = TaskJobRunner(self._make_pool)
        self._job = self.cmdlet.ctx.jobs.new("PSTaskJob", command=block.text, runner=self._runner)

    def add(self, value: Value) -> None:
        if refused(self.cmdlet, value):
            return
        if self._job is not None:
            child = self.cmdlet.ctx.jobs.new_child(self._job, runner=_CHILD_RUNNER)
            self._runner.add(child, value)
            return
        try:
            self._pool.submit(value)
        except StartRefused:
            return  # the time is over; finish says so
        self._drain()

    def _drain(self) -> None:
        """Hand on what has come meanwhile."""
        if self._pool.log.default.unread():
            for record in self._pool.log.default.read():
                self._write(record.stream, record.value)

    def finish(self) -> None:
        if self._job is not None:
            self._job.start()
            self.cmdlet.write(self._job)
            return
        self._pool.finish()
        try:
            for record in self._pool.log.default.follow():
                self._write(record.stream, record.value)
        except BaseException:
            self._pool.stop()
            raise
        finally:
            if self._timer is not None:
                self._timer.cancel()
        if self._timed_out:
            report_timeout(self.cmdlet)

    def stop(self) -> None:
        if self._job is None:
            self._pool.stop()

    def _expired(self) -> None:
        self._timed_out = True
        self._pool.stop()

    def _write(self, stream: Stream, value: Value) -> None:
        cmdlet = self.cmdlet
        if stream is Stream.Output:
            cmdlet.emit(value)
        elif stream is Stream.Error:
            cmdlet.runtime.pass_error(value)
        elif stream is Stream.Information:
            cmdlet.runtime.write_information(value, force=isinstance(value.message_data, HostInformationMessage))
        elif stream is Stream.Progress:
            cmdlet.runtime.write_progress(value)
        elif stream is Stream.Host:
            cmdlet.ctx.host.write(str(value))
        else:
            getattr(cmdlet.ctx.streams, stream.name.lower())(value)


def report_timeout(cmdlet: Any) -> None:
    cmdlet.runtime.pass_error(_task_error(PipelineStoppedException()))


def _on_failure(context: TaskContext, error: BaseException) -> None:
    """A terminating error of one item is an ordinary error of the command."""
    reason: Any = error.record if isinstance(error, TerminatingError) else error
    exception = reason_exception(reason)
    if isinstance(reason, ErrorRecord) and was_thrown(reason):
        exception.was_thrown = True
    context._log.append(Stream.Error, _task_error(exception))


def _task_error(exception: Any) -> ErrorRecord:
    record = ErrorRecord(exception, "PSTaskException", "InvalidOperation")
    record.category_info.target_name = "System.Management.A…tion.PSTasks.PSTask"
    record.category_info.target_type = "PSTask"
    record.preserve_id = True
    return record

