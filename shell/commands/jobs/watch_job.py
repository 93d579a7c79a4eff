"""Watch-Job: shows how jobs and their children come along, a line each time something changes, until all have ended."""
from __future__ import annotations

import threading
from typing import Any, Optional

from jobs.job import Job
from jobs.streams import Stream
from jobs.waiting import wait_any
from shell.commands.jobs.own_verbs import job_parameters
from shell.commands.jobs.selection import JobCommand
from shell.objects.text import to_string
from shell.runtime.cmdlet import Param

Value = Any


class WatchJob(JobCommand):
    name = "Watch-Job"
    synopsis = "Shows the state, the progress and the last line of jobs whenever they change, until all have ended."
    description = "The jobs' output stays with them: Watch-Job reads over the shoulder.  Without jobs it watches all that run."
    examples = (("Watch all", "Watch-Job"), ("Watch one, looking every second", "Watch-Job 1 -Interval 1"))
    default_set = "SessionIdParameterSet"
    extra = (*(p if p.name != "Id" else Param("Id", "System.Int32[]", sets={"SessionIdParameterSet": {"position": 0, "pipeline": "name"}})
               for p in job_parameters()),
             Param("Interval", "System.Double", help="Seconds between two looks."))

    Interval: float = 0.5
    _interrupt: Optional[threading.Event] = None

    def begin(self) -> None:
        self._watched: dict[int, Job] = {}

    def process(self) -> None:
        for job in self.chosen():
            self._watched.setdefault(job.id, job)

    def stop(self) -> None:
        if self._interrupt is not None:
            self._interrupt.set()

    def end(self) -> None:
        watched = list(self._watched.values()) or [job for job in self.ctx.jobs.jobs if not job.finished]
        self._interrupt = interrupt = threading.Event()
        shown: dict[int, str] = {}
        while not interrupt.is_set():
            for job in watched:
                for part in (job, *job.child_jobs) if len(job.child_jobs) > 1 else (job,):
                    line = status_line(part, indent=part is not job)
                    if shown.get(part.id) != line:
                        shown[part.id] = line
                        self.ctx.host.write_line(line)
            running = [job for job in watched if not job.finished]
            if not running:
                return
            wait_any(running, max(0.05, float(self.Interval)), interrupt)


def status_line(job: Job, indent: bool = False) -> str:
    """`1 Job1 Running 40 % of Copy, 12 s left: last line`."""
    source = job.child_jobs[0] if len(job.child_jobs) == 1 else job
    parts = [f"{'  ' if indent else ''}{job.id} {job.name} {job.state.name}"]
    progress = _last(source, Stream.Progress)
    if progress is not None and not progress.completed and not job.finished:
        percent = f"{progress.percent} % of " if progress.percent >= 0 else ""
        left = f", {progress.seconds_remaining} s left" if progress.seconds_remaining >= 0 else ""
        parts.append(f" {percent}{progress.activity}{left}")
    if len(job.child_jobs) > 1:
        parts.append(f" {sum(child.finished for child in job.child_jobs)}/{len(job.child_jobs)}")
    text = _last(source, Stream.Output)
    if text is not None:
        lines = to_string(text).splitlines() or [""]
        parts.append(f": {lines[-1][:80]}")
    return "".join(parts)


def _last(job: Job, stream: Stream) -> Value:
    """The newest record of a stream, left where it is."""
    if not job.log.total(stream):
        return None
    values = job.log.values(stream)
    return values[-1] if values else None
