"""A thread job that stands at a breakpoint: it waits, AtBreakpoint, until Debug-Job asks it what it sees and says how it goes on."""
from __future__ import annotations

import queue
import threading
from typing import Any, Callable, Optional, Union

from jobs.states import JobState
from shell.formatting.engine import Formatter
from shell.formatting.errors import format_error
from shell.objects.records import TerminatingError
from shell.objects.text import to_string
from shell.runtime.debugging import Stop
from shell.runtime.errors import terminating
from shell.runtime.flow import ExitException, FlowControl

Value = Any
Task = Union[str, Callable[[], None]]


class RunOutcome:
    """How an input of the prompt ended; `exit_code` is set by `exit`."""

    __slots__ = ("exit_code",)

    def __init__(self, exit_code: Optional[int]) -> None:
        self.exit_code = exit_code


class JobStops:
    """The nested prompt of a job's runspace.  `arrived` is set while the job stands still."""

    def __init__(self, ctx: Any, job: Any) -> None:
        self.ctx, self.job = ctx, job
        self.stop: Optional[Stop] = None
        self.arrived = threading.Event()
        self._tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._over = False

    def __call__(self, stop: Optional[Stop]) -> str:
        """On the job's thread: stand still, do what is asked, go on as told."""
        if stop is None or self._over:
            return "continue"
        self.stop = stop
        self.job.move(JobState.AtBreakpoint)
        self.arrived.set()
        try:
            while True:
                task = self._tasks.get()
                if isinstance(task, str):
                    return task
                task()
        finally:
            self.arrived.clear()
            self.stop = None
            if not self._over:
                self.job.move(JobState.Running)

    def cancel(self) -> None:
        """The job is to stop: it stands still no longer."""
        self._over = True
        self._tasks.put("quit")

    def answer(self, word: str) -> None:
        """From the debugging thread: how the job goes on."""
        self._tasks.put(word)

    def call(self, work: Callable[[], Value]) -> Value:
        """From the debugging thread: run something on the job's."""
        done = threading.Event()
        result: list[Value] = []

        def task() -> None:
            try:
                result.append(work())
            finally:
                done.set()
        self._tasks.put(task)
        while not done.wait(0.1):
            if self.job.finished:
                break
        return result[0] if result else None


class JobShell:
    """What the debugger's prompt needs of a shell, over a job that stands still: its variables, this console."""

    def __init__(self, stops: JobStops, host: Any) -> None:
        self.stops, self.host, self.ctx = stops, host, stops.ctx

    def prompt_text(self) -> str:
        return f"[Job{self.stops.job.id}]: PS {self.ctx.location.filesystem_path}>> "

    def run_input(self, text: str) -> RunOutcome:
        found = self.stops.call(lambda: self._run(text))
        return found if found is not None else RunOutcome(0)

    def _run(self, text: str) -> RunOutcome:
        ctx, host = self.ctx, self.host
        frame = ctx.frame
        formatter = Formatter(ctx, host.write_line, host.width - 1)
        streams = frame.streams.copy()
        streams.error = lambda r: host.write_error_line(format_error(r, ctx))
        streams.warning = streams.verbose = streams.debug = lambda r: host.write_line(r.message)
        streams.information = lambda r: host.write_line(to_string(getattr(r.message_data, "message", r.message_data)))
        ctx.frame = frame.with_streams(streams)
        try:
            ctx.invoke(ctx.compile(text, None, frame.state), (), None, new_scope=False, emit=formatter.process)
        except ExitException as e:
            return RunOutcome(e.code)
        except FlowControl:
            return RunOutcome(None)
        except Exception as e:
            error = e if isinstance(e, TerminatingError) else terminating(e, e.__traceback__)
            host.write_error_line(format_error(error.record, ctx))
        finally:
            formatter.end()
            ctx.frame = frame
            host.flush()
        return RunOutcome(None)
