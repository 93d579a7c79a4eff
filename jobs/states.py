"""Job states, the one table of legal moves, and the errors of this package. Legality lives here and nowhere else."""
from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any, NamedTuple, Optional

Value = Any
"""Whatever a job produces or is given; this package never looks inside."""


class JobState(enum.IntEnum):
    """PowerShell's states under PowerShell's names and numbers."""

    NotStarted = 0
    Running = 1
    Completed = 2
    Failed = 3
    Stopped = 4
    Blocked = 5
    Suspended = 6
    Disconnected = 7
    Suspending = 8
    Stopping = 9
    AtBreakpoint = 10


_S = JobState
FINISHED: frozenset[JobState] = frozenset({_S.Completed, _S.Failed, _S.Stopped})
PERSISTENT: frozenset[JobState] = FINISHED | {_S.Disconnected, _S.Suspended}
"""States in which a wait without force ends: nothing more happens without somebody acting."""

_ENDS = {_S.Completed, _S.Failed, _S.Stopped}
MOVES: dict[JobState, frozenset[JobState]] = {
    _S.NotStarted: frozenset({_S.Running, _S.Blocked, _S.Disconnected, _S.Stopping, _S.Suspended} | _ENDS),
    _S.Running: frozenset({_S.Blocked, _S.Suspending, _S.Suspended, _S.Disconnected, _S.Stopping, _S.AtBreakpoint} | _ENDS),
    _S.Blocked: frozenset({_S.Running, _S.Suspending, _S.Suspended, _S.Disconnected, _S.Stopping} | _ENDS),
    _S.Suspending: frozenset({_S.Running, _S.Suspended, _S.Stopping, _S.Disconnected} | _ENDS),
    # Completed is legal: its last frames may have been under way when the stop signal came.
    _S.Suspended: frozenset({_S.Running, _S.Blocked, _S.Disconnected, _S.Stopping} | _ENDS),
    _S.Disconnected: frozenset({_S.Running, _S.Blocked, _S.Suspended, _S.Stopping} | _ENDS),
    _S.Stopping: frozenset(_ENDS),
    _S.AtBreakpoint: frozenset({_S.Running, _S.Disconnected, _S.Stopping} | _ENDS),
    # Leaving a finished state is a restart.
    _S.Completed: frozenset({_S.NotStarted}),
    _S.Failed: frozenset({_S.NotStarted}),
    _S.Stopped: frozenset({_S.NotStarted}),
}


class JobStateInfo(NamedTuple):
    """A state with its cause: reason is None, an exception, or a value the job handed over."""

    state: JobState
    reason: Value = None


class JobError(Exception):
    """Base of every error this package raises on purpose."""


class IllegalJobMove(JobError):
    """A job was asked to move between two states the table does not join."""

    def __init__(self, job_id: int, old: JobState, new: JobState) -> None:
        super().__init__(f"job {job_id} cannot move from {old.name} to {new.name}")
        self.job_id, self.old, self.new = job_id, old, new


class JobNotFound(JobError):
    """Nothing in the table answers; criterion is 'Id', 'Name' or 'InstanceId'."""

    def __init__(self, criterion: str, value: Value) -> None:
        super().__init__(f"no job with {criterion} {value}")
        self.criterion, self.value = criterion, value


class JobNotFinished(JobError):
    """A removal without force of a job that still runs."""

    def __init__(self, job: Value) -> None:
        super().__init__(f"job {job.id} is not finished")
        self.job = job


class ChildJobRemoval(JobError):
    """A job that is a child, or no longer in the table, was to be removed on its own."""

    def __init__(self, job: Value) -> None:
        super().__init__(f"job {job.id} is a child job or is not in the table")
        self.job = job


class JobsBlocked(JobError):
    """A wait can never end because these jobs ask for input."""

    def __init__(self, jobs: Sequence[Value]) -> None:
        super().__init__("waiting for jobs that wait for input: " + ", ".join(str(job.id) for job in jobs))
        self.jobs = list(jobs)


class JobVerbNotSupported(JobError):
    """This kind of job has no such verb (suspend, resume, send_input ...)."""

    def __init__(self, kind: str, verb: str, detail: str = "") -> None:
        super().__init__(f"{kind or 'this job'} does not support {verb}" + (f": {detail}" if detail else ""))
        self.kind, self.verb = kind, verb


class NotAwaitingInput(JobError):
    """Input was sent to a job that asked for none."""

    def __init__(self, job_id: int) -> None:
        super().__init__(f"job {job_id} is not waiting for input")
        self.job_id = job_id


class JobFailure(JobError):
    """Base of the reasons this package itself gives a Failed (or Stopped) job."""


class JobStopped(JobFailure):
    """Raised inside a job's own code when it has been asked to stop."""


class StartRefused(JobFailure):
    """A queued job was stopped before its turn, then its turn came (PowerShell's text is kept)."""

    def __init__(self) -> None:
        super().__init__("Cannot start job because it is not in NotStarted state.")


class ProcessDied(JobFailure):
    """The job's process ended without saying how; exit_code, signal and the tails of its raw output tell what is known."""

    def __init__(self, exit_code: Optional[int], signal: Optional[int], stdout: str = "", stderr: str = "") -> None:
        how = f"signal {signal}" if signal else f"exit code {exit_code}" if exit_code is not None else "an unknown exit status"
        super().__init__(f"the job's process ended abnormally with {how}")
        self.exit_code, self.signal, self.stdout, self.stderr = exit_code, signal, stdout, stderr


class SpawnFailed(JobFailure):
    """The job's process could not be started at all."""


class JobTimedOut(JobFailure):
    """The job ran longer than it was allowed to."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the job did not finish within {seconds:g} seconds")
        self.seconds = seconds


class DependencyNotMet(JobFailure):
    """A job this one was to follow ended in a state that rules this one out."""

    def __init__(self, job: Value) -> None:
        super().__init__(f"job {job.id} ({job.name}) ended {job.state.name}")
        self.job = job


class OutputNotSerializable(JobFailure):
    """The job produced a value its encoder refuses."""

    def __init__(self, type_name: str, detail: str) -> None:
        super().__init__(f"a value of type {type_name} cannot leave the job's process: {detail}")
        self.type_name, self.detail = type_name, detail


class RemoteFailure(JobFailure):
    """An exception that ended the job on the other side, known here by name, text and traceback only."""

    def __init__(self, type_name: str, message: str, detail: str = "") -> None:
        super().__init__(f"{type_name}: {message}")
        self.type_name, self.message, self.detail = type_name, message, detail


class ThreadAbandoned(JobFailure):
    """A thread did not react to being stopped within the grace time and was left behind."""


class HostRestarted(JobFailure):
    """The machine was restarted while a durable job ran."""

    def __init__(self) -> None:
        super().__init__("host restarted")


class RunnerLost(JobFailure):
    """The runner of a durable or distributed job is gone and left no end record."""


class UndecodablePayload(JobFailure):
    """Received records that their decoder refuses; stands in the place of the records."""

    def __init__(self, stream: int, count: int, detail: str) -> None:
        super().__init__(f"{count} records cannot be decoded: {detail}")
        self.stream, self.count, self.detail = stream, count, detail
