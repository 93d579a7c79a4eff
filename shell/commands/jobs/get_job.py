"""Get-Job: lists the jobs of this session."""
from __future__ import annotations

from typing import Any, Optional

from jobs.job import Job
from jobs.states import JobState
from shell.commands.jobs.selection import JobCommand
from shell.objects.psobject import base_of
from shell.runtime.cmdlet import Param

Value = Any


class GetJob(JobCommand):
    name = "Get-Job"
    synopsis = "Lists jobs, by id, name, state or command, children on request."
    description = "-Durable lists the durable jobs of this user, whoever's shell started them, and takes them into this session's list."
    examples = (("All jobs", "Get-Job"), ("The failed ones", "Get-Job -State Failed"), ("With their children", "Get-Job -IncludeChildJob"),
                ("Jobs that outlived their shell", "Get-Job -Durable"))
    extra = (Param("Durable", "System.Management.Automation.SwitchParameter", help="Durable jobs, also of other shells."),
             Param("Job", "System.Management.Automation.Job[]", sets={"JobParameterSet": {"position": 0, "mandatory": True}}, help="The jobs themselves."))

    IncludeChildJob: bool = False
    ChildJobState: Value = None
    HasMoreData: bool = False
    Before: Value = None
    After: Value = None
    Newest: int = 0
    Durable: bool = False

    def process(self) -> None:
        if self.Durable:
            from shell.commands.jobs.durable_jobs import adopt_durable_jobs
            adopt_durable_jobs(self.ctx)
        if self.parameter_set == "SessionIdParameterSet" and self.Id is None or self.parameter_set == "CommandParameterSet" and self.Command is None:
            found = list(self.ctx.jobs.jobs)
        else:
            found = self.chosen()
        if self.Durable:
            found = [job for job in found if job.kind.name == "DurableJob"]
        found = self._with_children(self._narrowed(found))
        self.write_all(sorted(found, key=lambda job: job.id))

    def _narrowed(self, found: list[Job]) -> list[Job]:
        if self.has("HasMoreData"):
            found = [job for job in found if job.has_more_data == self.HasMoreData]
        if self.Before is not None or self.After is not None:
            found = [job for job in found if self._ended_between(job)]
        if self.has("Newest"):
            newest = sorted(found, key=lambda job: (job.end_time or 0.0, job.id), reverse=True)
            found = newest[:max(0, self.Newest)]
        return found

    def _ended_between(self, job: Job) -> bool:
        if job.end_time is None:
            return False
        from shell.clr.times import to_unix_seconds
        before: Optional[float] = None if self.Before is None else to_unix_seconds(base_of(self.Before))
        after: Optional[float] = None if self.After is None else to_unix_seconds(base_of(self.After))
        return (before is None or job.end_time < before) and (after is None or job.end_time > after)

    def _with_children(self, found: list[Job]) -> list[Job]:
        if not self.IncludeChildJob and self.ChildJobState is None:
            return found
        wanted = None if self.ChildJobState is None else JobState(int(base_of(self.ChildJobState)))
        known = {job.id for job in found}
        children = [child for job in found for child in job.child_jobs if child.id not in known and (wanted is None or child.state == wanted)]
        return found + children
