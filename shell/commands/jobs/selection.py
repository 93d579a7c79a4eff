"""Which jobs a command means: by id, name, instance id, state, command or object; what is not there is an error each."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Optional

from jobs.job import Job as JobObject
from jobs.states import JobNotFound, JobState
from shell.clr.security import PSArgumentException
from shell.commands.jobs.job_objects import JOB  # noqa: F401  (registers the types the parameters name)
from shell.objects.psobject import base_of
from shell.runtime.cmdlet import Cmdlet

Value = Any


class JobCommand(Cmdlet):
    """Base of the commands that work on jobs."""

    recurse_names: ClassVar[bool] = True

    Job: Optional[list[Value]] = None
    Id: Optional[list[int]] = None
    Name: Optional[list[str]] = None
    InstanceId: Optional[list[Value]] = None
    State: Value = None
    Command: Optional[list[str]] = None
    Filter: Value = None

    def chosen(self) -> list[JobObject]:
        """The jobs this call means, each once, in the order they were asked for; errors are reported."""
        seen: dict[int, JobObject] = {}
        for job in self._matches():
            seen.setdefault(job.id, job)
        return list(seen.values())

    def _matches(self) -> Iterator[JobObject]:
        kind = self.parameter_set
        if kind == "InstanceIdParameterSet" or kind == "JobInstanceIdParameterSet":
            for value in _listed(self.InstanceId):
                yield from self._found(self.ctx.jobs.by_instance_id, value, value)
        elif kind in ("NameParameterSet", "JobNameParameterSet"):
            for name in _listed(self.Name):
                yield from self.named(str(name))
        elif kind == "StateParameterSet":
            yield from self.ctx.jobs.by_state(JobState(int(base_of(self.State))))
        elif kind == "CommandParameterSet":
            for text in self.Command or ():
                yield from self.ctx.jobs.by_command(str(text))
        elif kind == "FilterParameterSet":
            self.filtered()
        elif self.Job is not None:
            yield from (base_of(job) for job in _listed(self.Job))
        elif self.Id is not None:
            for number in _listed(self.Id):
                yield from self._found(self.ctx.jobs.by_id, int(number), number)

    def named(self, pattern: str) -> list[JobObject]:
        try:
            return self.ctx.jobs.by_name(pattern, self.recurse_names)  # type: ignore[no-any-return]
        except JobNotFound as missing:
            self.not_found(missing, pattern)
            return []

    def _found(self, search: Any, value: Value, target: Value) -> list[JobObject]:
        try:
            return [search(value)]
        except JobNotFound as missing:
            self.not_found(missing, target)
            return []

    def not_found(self, missing: JobNotFound, target: Value) -> None:
        """The non-terminating error for a literal name, id or instance id that nothing has."""
        if missing.criterion == "Id":
            text, error_id = (f"The command cannot find a job with the job ID {missing.value}. Verify the value of the Id parameter and then try the command "
                              "again.", "JobWithSpecifiedSessionNotFound")
        elif missing.criterion == "Name":
            text, error_id = (f"The command cannot find the job because the job name {missing.value} was not found. Verify the value of the Name parameter, "
                              "and then try the command again.", "JobWithSpecifiedNameNotFound")
        else:
            text, error_id = (f"The command cannot find a job with the instance identifier {missing.value}. Verify the value of the InstanceId parameter and "
                              "then try the command again.", "JobWithSpecifiedInstanceIdNotFound")
        self.error(text, error_id, "ObjectNotFound", target, PSArgumentException)

    def filtered(self) -> None:
        """-Filter concerns kinds of jobs that are not built in; thread jobs say that they cannot."""
        if any(job.kind.name == "ThreadJob" for job in self.ctx.jobs.jobs):
            self.warn("A ThreadJobSourceAdapter job source adapter threw an exception with the following message: Specified method is not supported.")


def _listed(value: Value) -> list[Value]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
