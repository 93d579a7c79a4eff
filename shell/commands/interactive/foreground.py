"""Join-Job (fg): brings a job to the foreground.  A program gets the terminal again, any other job is followed until it ends or Ctrl-Z lets it go."""
from __future__ import annotations

import threading
from typing import Any, Optional

from jobs.job import Job
from jobs.states import JobError, JobState
from shell.clr.exceptions import InvalidOperationException
from shell.commands.jobs.own_verbs import job_parameters
from shell.commands.jobs.selection import JobCommand
from shell.runtime.cmdlet import Param

Value = Any


class JoinJob(JobCommand):
    name = "Join-Job"
    synopsis = "Brings a job to the foreground: follows its output, or gives a suspended program the terminal again."
    description = "Ctrl-Z lets it go on in the background, Ctrl-C stops the job.  Without an argument the last suspended or running job is meant, else the last with output nobody has read.  Alias: fg."
    examples = (("The last one", "fg"), ("By number", "fg 3"))
    default_set = "SessionIdParameterSet"
    extra = tuple(p if p.name != "Id" else Param("Id", "System.Int32[]", sets={"SessionIdParameterSet": {"position": 0, "pipeline": "name"}})
                  for p in job_parameters())

    def process(self) -> None:
        found = self.chosen()
        if not found and self.Id is None and self.Job is None and self.Name is None and self.InstanceId is None:
            last = latest(self.ctx)
            if last is None:
                self.error("No job runs, is suspended or has something left to tell.", "NoJob", "ObjectNotFound", None, InvalidOperationException)
                return
            found = [last]
        seen = getattr(self.ctx.host, "seen_jobs", None)
        for job in found:
            if seen is not None:
                seen.add(job.id)
            self._join(job)
            if seen is not None and not job.finished:
                seen.discard(job.id)

    def _join(self, job: Job) -> None:
        foreground = getattr(job.runner, "to_foreground", None)
        if foreground is not None and not job.finished:
            self.ctx.host.write_line(job.command)
            code = foreground(job)
            self.ctx.set_last_exit_code(148 if code is None else code)
            if code:
                self.ctx.command_failed()
            return
        try:
            if job.state == JobState.Suspended:
                job.resume()
        except JobError as refused:
            self.error(f"{refused}.", "JobVerbNotSupported", "InvalidOperation", job, InvalidOperationException)
            return
        follow(self, job)


def follow(cmdlet: Any, job: Job) -> None:
    """Receive until the end; Ctrl-C stops the job, Ctrl-Z leaves it."""
    from shell.commands.jobs.job_view import JobView
    from shell.commands.jobs.receive_job import write_records
    ctx, over = cmdlet.ctx, threading.Event()
    attend = getattr(ctx.host, "attend", None)
    if attend is None:
        ctx.call_command("Receive-Job", {"Job": [job], "Wait": True}, emit=cmdlet.emit)
        return
    several = getattr(ctx.host, "several_hosts", None)
    if several is not None:
        several(len(job.child_jobs))
    with attend(over.set) as keys, JobView(ctx.host, [job]):
        while True:
            last = job.finished
            for part in job.family():
                write_records(cmdlet, part, part.log.default.read(), wait=False)
            ctx.host.flush()
            if keys.detach:
                ctx.host.write_line(f"[{job.id}] {job.name} goes on in the background.")
                ctx.stop_after_this()
                return
            if keys.stop and not job.finished:
                job.request_stop(2.0)
                job.wait(10.0)
                ctx.stop_after_this()
                continue
            if last:
                return
            job.wait(0.1, interrupt=over)


def latest(ctx: Any) -> Optional[Job]:
    """The last suspended job, else the last that runs, else the last that has ended meanwhile and still has something to tell."""
    service = ctx.services.get("jobs")
    jobs = list(service.jobs) if hasattr(service, "jobs") else []
    found: list[Job] = ([j for j in jobs if j.state == JobState.Suspended] or [j for j in jobs if not j.finished]
                        or [j for j in jobs if j.has_more_data])
    return found[-1] if found else None
