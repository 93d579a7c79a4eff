"""Watch-Job: shows how jobs and their children come along until all have ended: in place on a terminal, else a line for each change."""
from __future__ import annotations

import threading
from typing import Any, Optional

from jobs.job import Job
from jobs.waiting import wait_all, wait_any
from shell.commands.jobs.job_view import JobView, parts_of, status_lines
from shell.commands.jobs.own_verbs import job_parameters
from shell.commands.jobs.selection import JobCommand
from shell.runtime.cmdlet import Param

Value = Any


class WatchJob(JobCommand):
    name = "Watch-Job"
    synopsis = "Shows the state, the progress, the time left and the last line of jobs and their children until all have ended."
    description = ("The jobs' output stays with them: Watch-Job reads over the shoulder.  Without jobs it watches all that run.  On a terminal the lines are "
                   "redrawn in place, elsewhere each change is a line of text.  Ctrl+C ends the watching, not the jobs.")
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
        view = JobView(self.ctx.host, watched, at_once=True)
        if not view.live:
            self._tell_changes(watched, interrupt)
            return
        with view:
            wait_all(watched, None, interrupt, force=True)
        for line in status_lines(watched):
            self.ctx.host.write_line(line)

    def _tell_changes(self, watched: list[Job], interrupt: threading.Event) -> None:
        """A line each time something has changed; no line twice."""
        shown: dict[int, str] = {}
        while not interrupt.is_set():
            over = all(job.finished for job in watched)  # before looking: the last look shows the end
            parts = [part for job in watched for part in parts_of(job)]
            for part, line, state in zip(parts, status_lines(watched), status_lines(watched, left=False)):
                if shown.get(part.id) != state:
                    shown[part.id] = state
                    self.ctx.host.write_line(line)
            if over:
                return
            wait_any([job for job in watched if not job.finished], max(0.05, float(self.Interval)), interrupt, force=True)
