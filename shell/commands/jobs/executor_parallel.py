"""ForEach-Object -Parallel -Executor: every item a job on another engine, at most ThrottleLimit of them at a time."""
from __future__ import annotations

import threading
from typing import Any, Optional

from jobs.job import Job
from jobs.states import JobState
from jobs.throttling import ThrottleQueue
from jobs.waiting import follow_runs
from shell.commands.jobs.executor_jobs import driver_of, executor_runner
from shell.commands.jobs.parallel import checked_values, refused, report_timeout
from shell.commands.jobs.process_jobs import ProcessRequest
from shell.commands.jobs.reasons import reason_record
from shell.commands.jobs.receive_job import write_run
from shell.objects.psobject import base_of

Value = Any


class ExecutorParallel:
    """add(value) for each item, finish() at the end, stop(). A parent ExecutorJob holds them; without -AsJob nobody else sees it."""

    def __init__(self, cmdlet: Any) -> None:
        self.cmdlet = cmdlet
        block = base_of(cmdlet.Parallel)
        self._text, self._using = block.text, checked_values(cmdlet, block)
        driver_of(cmdlet.Executor)  # an engine that cannot be had is an error before any item
        self._queue = ThrottleQueue(cmdlet.ThrottleLimit)
        self._parent: Job = cmdlet.ctx.jobs.new("ExecutorJob", command=block.text, location=cmdlet.Executor, add=cmdlet.AsJob)
        self._timed_out = False

    def add(self, value: Value) -> None:
        if refused(self.cmdlet, value):
            return
        request = ProcessRequest(self._text, using=self._using, under=(value,))
        runner = executor_runner(self.cmdlet.ctx, request, self.cmdlet.Executor, self.cmdlet.Rerunnable)
        child = self.cmdlet.ctx.jobs.new_child(self._parent, runner=runner)
        if not self.cmdlet.AsJob:
            child.attributes["marks"] = {}  # what the command itself writes does not say where it is from
            self._parent.move(JobState.Running)
            self._queue.submit(child)

    def finish(self) -> None:
        parent = self._parent
        if self.cmdlet.AsJob:
            parent.move(JobState.Running)
            for child in parent.child_jobs:
                self._queue.submit(child)
            self.cmdlet.write(parent)
            return
        if not parent.child_jobs:
            return
        timer: Optional[threading.Timer] = None
        if self.cmdlet.TimeoutSeconds:
            timer = threading.Timer(self.cmdlet.TimeoutSeconds, self._expired)
            timer.daemon = True
            timer.start()
        try:
            self._follow()
        except BaseException:
            parent.request_stop()
            raise
        finally:
            if timer is not None:
                timer.cancel()
        if self._timed_out:
            report_timeout(self.cmdlet)

    def _follow(self) -> None:
        for received in follow_runs([self._parent]):
            if received.run is not None:
                write_run(self.cmdlet, received.job, received.run, wait=True)
            elif received.state.state == JobState.Failed and not received.job.child_jobs and received.state.reason is not None:
                self.cmdlet.runtime.pass_error(reason_record(received.job))

    def _expired(self) -> None:
        self._timed_out = True
        self._parent.request_stop()

    def stop(self) -> None:
        self._parent.request_stop()
