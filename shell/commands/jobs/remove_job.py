"""Remove-Job: takes finished jobs off the list; with -Force running ones, too."""
from __future__ import annotations

from typing import Any

from jobs.job import Job
from jobs.states import ChildJobRemoval, JobNotFinished
from shell.clr.exceptions import ArgumentException
from shell.commands.jobs.selection import JobCommand

Value = Any
_WHERE = {"NameParameterSet": "Name", "InstanceIdParameterSet": "InstanceId", "SessionIdParameterSet": "SessionId"}
_UNCHECKED = ("StateParameterSet", "CommandParameterSet", "FilterParameterSet")


class RemoveJob(JobCommand):
    name = "Remove-Job"
    synopsis = "Removes finished jobs from the list, and with -Force stops and removes running ones."
    examples = (("Remove one", "Remove-Job 1"), ("Remove all that have completed", "Remove-Job -State Completed"), ("Stop and remove", "Get-Job | Remove-Job -Force"))
    recurse_names = False

    Force: bool = False

    def process(self) -> None:
        force = self.Force or self.parameter_set in _UNCHECKED
        for job in self.chosen():
            target = f'Remote Command: {job.command}, associated with the job that has an ID of "{job.id}".'
            if job.finished or force:
                if not self.should_process(target, "Remove"):
                    continue
            self._remove(job, force)

    def _remove(self, job: Job, force: bool) -> None:
        try:
            self.ctx.jobs.remove(job, force)
            if job.kind.name == "DurableJob":
                from shell.commands.jobs.durable_jobs import forget_durable_job
                forget_durable_job(job)
        except JobNotFinished:
            self._unfinished(job)
        except ChildJobRemoval:
            self.error("The command cannot remove the job because it does not exist or because it is a child job. Child jobs can be removed only by removing "
                       "the parent job.", "CannotRemoveJob", "InvalidOperation", job, ArgumentException)

    def _unfinished(self, job: Job) -> None:
        where = _WHERE.get(self.parameter_set, "Job")
        middle, force = "", "job, or use the Force parameter."
        if where == "Name":
            middle = f" and the name {job.name}"
        elif where == "InstanceId":
            middle, force = f" and the instance identifier {job.instance_id}", "job or use the Force parameter."
        self.error(f"The command cannot remove the job with the job ID {job.id}{middle} because the job is not finished. To remove the job, first stop the {force} "
                   f"(Parameter '{where}')", "JobObjectNotFinishedCannotBeRemoved", "InvalidOperation", job, ArgumentException)
