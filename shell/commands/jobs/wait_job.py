"""Wait-Job: waits until jobs have ended."""
from __future__ import annotations

import threading
from contextlib import nullcontext
from typing import Any, Optional

from jobs.job import Job
from jobs.states import JobsBlocked, JobState
from jobs.waiting import wait_all, wait_any
from shell.clr.exceptions import ArgumentException
from shell.commands.jobs.job_view import JobView
from shell.commands.jobs.selection import JobCommand

Value = Any
_BLOCKED = ("The Wait-Job cmdlet cannot finish working, because one or more jobs are blocked waiting for user interaction.  Process interactive job output by "
            "using the Receive-Job cmdlet, and then try again.")
_HELD = ("One or more jobs are in a suspended or disconnected state, and cannot continue without additional user input.  Specify the -Force parameter to "
         "continue to a completed, failed, or stopped state.")


class WaitJob(JobCommand):
    name = "Wait-Job"
    synopsis = "Waits until jobs have ended and hands them on in the order given."
    description = "On a terminal it shows meanwhile how the jobs come along."
    examples = (("Wait, then receive", "Start-Job { 1 } | Wait-Job | Receive-Job"), ("The first that ends", "Get-Job | Wait-Job -Any"),
                ("At most ten seconds", "Get-Job | Wait-Job -Timeout 10"))

    Any: bool = False
    Timeout: int = -1
    Force: bool = False
    _interrupt: Optional[threading.Event] = None

    def begin(self) -> None:
        self._waited: dict[int, Job] = {}
        self._interrupt = threading.Event()

    def process(self) -> None:
        for job in self.chosen():
            self._waited.setdefault(job.id, job)

    def stop(self) -> None:
        if self._interrupt is not None:
            self._interrupt.set()

    def end(self) -> None:
        waited = list(self._waited.values())
        if not waited:
            return
        if self.Timeout == 0:
            return
        limit = None if self.Timeout < 0 else float(self.Timeout)
        try:
            with JobView(self.ctx.host, waited), getattr(self.ctx.host, "detachable", nullcontext)():
                ended = self._wait(waited, limit)
        except JobsBlocked:
            self.fail(_BLOCKED, "BlockedJobsDeadlockWithWaitJob", "DeadlockDetected", waited, exception_class=ArgumentException)
        if any(job.state in (JobState.Suspended, JobState.Disconnected) for job in ended):
            self.warn(_HELD)
        self.write_all(ended)

    def _wait(self, waited: list[Job], limit: Optional[float]) -> list[Job]:
        if self.Any:
            first = wait_any(waited, limit, self._interrupt, self.Force, refuse_blocked=True)
            return [] if first is None else [first]
        return waited if wait_all(waited, limit, self._interrupt, self.Force, refuse_blocked=True) else []
