"""Debug-Job: the debugger's prompt in a thread job that stands at a breakpoint, or that comes to one; the output of other jobs while they run."""
from __future__ import annotations

import threading
from typing import Any, NoReturn, Optional

from jobs.job import Job
from jobs.waiting import follow
from shell.clr.security import PSArgumentException
from shell.commands.engine.breakpoints import debugging
from shell.commands.jobs.job_stops import JobShell, JobStops
from shell.commands.jobs.receive_job import write_records
from shell.commands.jobs.selection import JobCommand
from shell.objects.psobject import base_of

Value = Any


class DebugJob(JobCommand):
    name = "Debug-Job"
    synopsis = "Attaches to a running job: shows its output as it comes."
    examples = (("Attach by name", "Debug-Job -Name nightly"), ("A job that waits for it", "$j = Start-ThreadJob { $n = 1; Wait-Debugger; $n + 1 }; Debug-Job $j"))

    Job: Value = None
    Id: Optional[int] = None  # type: ignore[assignment]
    Name: Optional[str] = None  # type: ignore[assignment]
    InstanceId: Value = None
    BreakAll: bool = False
    _interrupt: Optional[threading.Event] = None

    def process(self) -> None:
        self._last = self.Job

    def stop(self) -> None:
        if self._interrupt is not None:
            self._interrupt.set()

    def end(self) -> None:
        job = self._target()
        if not self.should_process(job.name, "Debug"):
            return
        if job.finished or not any(not part.finished and part.kind.data_streams is not None for part in job.family()):
            self._refuse("Job debugging cannot continue. The specified job does not contain a debuggable job, or it has ended.", "DebugJobNoDebuggableJobsFound")
        self._interrupt = threading.Event()
        stops = job.attributes.get("stops")
        if stops is not None and self.ctx.nested_prompt is not None:
            self._debug(job, stops)
            return
        for received in follow([job], None, self._interrupt):
            if received.record is not None:
                write_records(self, received.job, iter((received.record,)), wait=True)

    def _debug(self, job: Job, stops: JobStops) -> None:
        """Prompts until the job ends or is left to itself (-BreakAll: at its next statement, where its code can be stopped)."""
        debugger = debugging(stops.ctx)
        if self.BreakAll and not stops.arrived.is_set():
            debugger.mode = "into"
        self.ctx.host.write_line(f"Debugging job {job.id} ({job.name}). It stops at breakpoints; detach with d.")
        while not job.finished and not (self._interrupt is not None and self._interrupt.is_set()):
            if not stops.arrived.wait(0.1):
                continue
            stop = stops.stop
            if stop is None:
                continue
            stop.shell = JobShell(stops, self.ctx.host)
            word = self.ctx.nested_prompt(stop)
            if word == "quit":
                job.stop()
                return
            stops.answer(word)
            if word == "detach":
                return
            while stops.stop is stop and not job.finished:
                self._interrupt = self._interrupt or threading.Event()
                self._interrupt.wait(0.01)

    def _refuse(self, text: str, error_id: str) -> NoReturn:
        self.fail(text, error_id, "InvalidOperation", exception_class=PSArgumentException)

    def _target(self) -> Job:
        if self._last is not None:
            return base_of(self._last)
        everything = self.ctx.jobs.everything()
        if self.Id is not None:
            found, what, error_id = [job for job in everything if job.id == self.Id], f"id {self.Id}", "DebugJobCannotFindJobWithId"
        elif self.Name is not None:
            found, what, error_id = self._by_name(), f"name {self.Name}", "DebugJobCannotFindJobWithName"
        else:
            wanted = str(base_of(self.InstanceId))
            found, what, error_id = [j for j in everything if str(j.instance_id) == wanted], f"instance id {wanted}", "DebugJobCannotFindJobWithInstanceId"
        if not found:
            self._refuse(f"Cannot find job with {what}.", error_id)
        if len(found) > 1:
            self._refuse(f"Multiple jobs were found with the name {self.Name}.  Debug-Job can debug only one job at a time.",
                         "DebugJobFoundMultipleJobsWithName")
        return found[0]

    def _by_name(self) -> list[Job]:
        from jobs.patterns import matches
        return [job for job in self.ctx.jobs.jobs if matches(str(self.Name), job.name)]
