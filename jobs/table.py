"""JobTable: the jobs of one runspace; finding and removing them by PowerShell's rules. Texts of errors are the caller's affair."""
from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Optional

from jobs.job import PROCESS_NUMBERS, Job, JobNumbers, JobRunner, StateListener
from jobs.kinds import KINDS
from jobs.patterns import has_wildcard, matches
from jobs.states import ChildJobRemoval, JobNotFinished, JobNotFound, JobState, JobStateInfo
from jobs.streams import StreamLog


class JobTable:
    """One lock guards the dict of top-level jobs; children are found through their parents."""

    def __init__(self, numbers: JobNumbers = PROCESS_NUMBERS, job_class: type[Job] = Job) -> None:
        """job_class: what the embedding program wants its jobs to be (a subclass of Job)."""
        self.numbers = numbers
        self.job_class = job_class
        self._jobs: dict[int, Job] = {}
        self._lock = threading.Lock()
        self._listeners: tuple[StateListener, ...] = ()

    # adding

    def new(self, kind: str, *, name: Optional[str] = None, command: str = "", location: Optional[str] = None,
            runner: Optional[JobRunner] = None, log: Optional[StreamLog] = None, add: bool = True, **attributes: Any) -> Job:
        """Make a job (ids in order of making) and add it. Attributes are the embedding program's own notes."""
        job = self.job_class(KINDS[kind], self.numbers.take(), name=name, command=command, location=location, runner=runner, log=log)
        job.attributes.update(attributes)
        if add:
            self.add(job)
        return job

    def new_child(self, parent: Job, *, runner: Optional[JobRunner] = None, command: Optional[str] = None, location: Optional[str] = None,
                  log: Optional[StreamLog] = None, name: Optional[str] = None, **attributes: Any) -> Job:
        """Make the next child of a parent; command and location default to the parent's."""
        job = self.job_class(KINDS[parent.kind.child], self.numbers.take(), name=name, command=parent.command if command is None else command,
                  location=parent.location if location is None else location, runner=runner, log=log)
        job.attributes.update(attributes)
        parent.adopt(job)
        return job

    def new_with_child(self, kind: str, runner: JobRunner, *, name: Optional[str] = None, command: str = "",
                       location: Optional[str] = None, log: Optional[StreamLog] = None) -> Job:
        """Start-Job's shape: a parent without data and the one child that runs."""
        parent = self.new(kind, name=name, command=command, location=location)
        self.new_child(parent, runner=runner, log=log)
        return parent

    def add(self, job: Job) -> None:
        """Put in a job made elsewhere (a durable one, one with a reserved id)."""
        with self._lock:
            self._jobs[job.id] = job
        job.add_state_listener(self._tell)

    def add_listener(self, listener: StateListener) -> None:
        """Call this for every change of state of a top-level job (completion notices)."""
        with self._lock:
            self._listeners += (listener,)

    def _tell(self, job: Job, now: JobStateInfo, before: JobStateInfo) -> None:
        for listener in self._listeners:
            listener(job, now, before)

    # finding

    @property
    def jobs(self) -> list[Job]:
        """Top-level jobs by id."""
        with self._lock:
            return [self._jobs[number] for number in sorted(self._jobs)]

    def everything(self) -> list[Job]:
        """Parents, then children."""
        top = self.jobs
        return top + [child for job in top for child in job.child_jobs]

    def by_id(self, number: int) -> Job:
        """Parents first, then children."""
        found = self._jobs.get(number)
        if found is not None:
            return found
        for job in self.everything():
            if job.id == number:
                return job
        raise JobNotFound("Id", number)

    def by_instance_id(self, instance_id: Any) -> Job:
        wanted = str(instance_id).strip("{}").lower()
        for job in self.everything():
            if str(job.instance_id) == wanted:
                return job
        raise JobNotFound("InstanceId", instance_id)

    def by_name(self, pattern: str, recurse: bool = True) -> list[Job]:
        """Wildcards for all but kinds that match exactly; a pattern that finds nothing is no error, a literal name is."""
        found = [job for job in (self.everything() if recurse else self.jobs) if _name_fits(job, pattern)]
        if not found and not has_wildcard(pattern):
            raise JobNotFound("Name", pattern)
        return sorted(found, key=lambda job: job.id)

    def by_state(self, state: JobState) -> list[Job]:
        """Top-level jobs only."""
        return [job for job in self.jobs if job.state == state]

    def by_command(self, pattern: str) -> list[Job]:
        """Top-level jobs whose command, trimmed, equals or matches; exact kinds compare the whole text."""
        return [job for job in self.jobs if _command_fits(job, pattern)]

    # removing

    def remove(self, job: Job, force: bool = False, timeout: Optional[float] = None) -> None:
        """Take a job out and release it. An unfinished one is refused, or with force stopped first (waiting timeout seconds, or for ever)."""
        if not job.finished and not force:
            raise JobNotFinished(job)
        if self._jobs.get(job.id) is not job:
            raise ChildJobRemoval(job)
        if not job.finished and not job.stop(timeout):
            raise JobNotFinished(job)
        with self._lock:
            self._jobs.pop(job.id, None)
        job.dispose()

    def stop_all(self, grace: Optional[float] = None, timeout: Optional[float] = None) -> None:
        """The runspace closes: ask every job at once, then wait for each."""
        running: Sequence[Job] = [job for job in self.jobs if not job.finished]
        for job in running:
            job.request_stop(grace)
        for job in running:
            job.wait(timeout)


def _name_fits(job: Job, pattern: str) -> bool:
    if job.kind.exact_match:
        return job.name.lower() == pattern.lower()
    return matches(pattern, job.name)


def _command_fits(job: Job, pattern: str) -> bool:
    if job.kind.exact_match:
        return job.command.lower() == pattern.lower()
    command = job.command.strip()
    return command.lower() == pattern.strip().lower() or matches(pattern.strip(), command)
