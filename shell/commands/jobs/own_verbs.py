"""Suspend-Job, Resume-Job, Restart-Job, Send-JobInput: verbs PowerShell 7 does not have."""
from __future__ import annotations

from typing import Any, ClassVar

from jobs.job import Job
from jobs.states import PERSISTENT, JobError, JobState
from shell.clr.exceptions import InvalidOperationException
from shell.commands.jobs.selection import JobCommand
from shell.objects.psobject import MISSING
from shell.runtime.cmdlet import Param

Value = Any
_S = "System.Management.Automation."
SETTLE_SECONDS = 2.0
"""How long a verb waits for the job's process to show the new state."""


def job_parameters(*more: Param) -> tuple[Param, ...]:
    """-Job, -Id, -Name and -InstanceId as the other job commands have them."""
    return (Param("Job", _S + "Job[]", sets={"JobParameterSet": {"position": 0, "mandatory": True, "pipeline": "both"}}),
            Param("Id", "System.Int32[]", sets={"SessionIdParameterSet": {"position": 0, "mandatory": True, "pipeline": "name"}}),
            Param("Name", "System.String[]", sets={"NameParameterSet": {"position": 0, "mandatory": True, "pipeline": "name"}}),
            Param("InstanceId", "System.Guid[]", sets={"InstanceIdParameterSet": {"mandatory": True, "pipeline": "name"}}),
            *more)


class OwnVerb(JobCommand):
    """Base: does one thing to each job and reports what a kind of job cannot do."""

    default_set = "SessionIdParameterSet"
    error_id: ClassVar[str] = "JobVerbNotSupported"
    extra = job_parameters()

    def process(self) -> None:
        for job in self.chosen():
            try:
                self.act(job)
            except JobError as refused:
                self.error(f"{str(refused)[:1].upper()}{str(refused)[1:]}.", self.error_id, "InvalidOperation", job, InvalidOperationException)
                continue
            self.write(job)

    def act(self, job: Job) -> None:
        raise NotImplementedError


class SuspendJob(OwnVerb):
    name = "Suspend-Job"
    synopsis = "Holds running jobs: process jobs at once, thread jobs at their next statement that can wait."
    description = "A process job's whole process group is stopped (SIGSTOP) and uses no processor time until Resume-Job."
    examples = (("Hold a job", "Suspend-Job 1"), ("Hold all that run", "Get-Job -State Running | Suspend-Job"))

    def act(self, job: Job) -> None:
        job.suspend()
        job.wait(10.0, until=PERSISTENT)  # a job that is only just starting is held as soon as it can be


class ResumeJob(OwnVerb):
    name = "Resume-Job"
    synopsis = "Lets suspended jobs go on."
    examples = (("Go on", "Resume-Job 1"),)

    def act(self, job: Job) -> None:
        job.resume()
        for part in job.family():
            part.wait(SETTLE_SECONDS, until=frozenset(JobState) - {JobState.Suspended, JobState.Suspending})


class RestartJob(OwnVerb):
    name = "Restart-Job"
    synopsis = "Runs finished jobs again, on request only the failed children."
    description = "Output of the new attempt follows that of the old one; the job's Attempt counts up."
    examples = (("Run again", "Restart-Job 1"), ("Only what failed", "Restart-Job fanout -FailedOnly"))
    extra = job_parameters(Param("FailedOnly", _S + "SwitchParameter", help="Only failed jobs and children."))

    FailedOnly: bool = False

    def act(self, job: Job) -> None:
        job.restart(self.FailedOnly)


class SendJobInput(OwnVerb):
    name = "Send-JobInput"
    synopsis = "Answers the question a Blocked job asks."
    examples = (("Answer Read-Host", "Send-JobInput 1 -InputObject yes"),)
    error_id = "JobNotAwaitingInput"
    extra = job_parameters(Param("InputObject", "System.Object", sets={"__AllParameterSets": {"position": 1, "mandatory": True}}))

    InputObject: Value = MISSING

    def act(self, job: Job) -> None:
        job.send_input(str(self.InputObject))
