"""Stop-Job: ends running jobs, process group and all."""
from __future__ import annotations

from typing import Any

from shell.commands.jobs.selection import JobCommand

Value = Any


class StopJob(JobCommand):
    name = "Stop-Job"
    synopsis = "Stops running jobs; their output so far is kept."
    examples = (("Stop by name", "Stop-Job -Name nightly"), ("Stop all", "Get-Job | Stop-Job"))

    PassThru: bool = False

    def process(self) -> None:
        stopping = []
        for job in self.chosen():
            if not job.finished:
                target = f'Remote Command: {job.command}, associated with a job that has an ID of "{job.id}".'
                if not self.should_process(target, "Stop"):
                    continue
                job.request_stop()
            stopping.append(job)
        for job in stopping:
            job.wait()
            if self.PassThru:
                self.write(job)
