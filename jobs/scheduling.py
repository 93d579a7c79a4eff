"""When a job runs: retries, time limits, and jobs that follow other jobs. States are moved only through the job's own methods."""
from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Callable, NamedTuple, Optional

from jobs.job import Job
from jobs.runners.reactor import REACTOR, Timer
from jobs.states import FINISHED, DependencyNotMet, JobState, JobStateInfo, JobTimedOut, Value


class Limits(NamedTuple):
    """How a durable job's runner guards an attempt: seconds it may take, how many more attempts follow a failed one, seconds between two."""

    timeout: Optional[float] = None
    retries: int = 0
    delay: float = 0.0


class Attempt(NamedTuple):
    """One run of a job that was tried again."""

    number: int
    state: JobState
    reason: Value
    end_time: float


class Oversight:
    """Supervises one job: tries again after a failure, ends it as Failed when an attempt runs too long."""

    def __init__(self, job: Job, retries: int = 0, delay: float = 0.0, timeout: Optional[float] = None, grace: Optional[float] = None) -> None:
        self.attempts: list[Attempt] = []
        self._job = job
        self._retries = retries
        self._delay = delay
        self._timeout = timeout
        self._grace = grace
        self._timed_out = False
        self._timer: Optional[Timer] = None
        self._remove: Callable[[], None] = lambda: None
        job.supervisor = self
        if timeout is not None:
            self._remove = job.add_state_listener(self._state_changed)

    def _state_changed(self, job: Job, now: JobStateInfo, before: JobStateInfo) -> None:
        if now.state == JobState.Running and before.state == JobState.NotStarted:
            self._set_timer()
        elif now.state in FINISHED and self._timer is not None:
            self._timer.cancel()

    def _set_timer(self) -> None:
        if self._timeout is not None:
            self._timed_out = False
            self._timer = REACTOR.later(self._timeout, self._expired)

    def _expired(self) -> None:
        job = self._job
        if not job.finished and not job.stop_requested and job.runner is not None:
            self._timed_out = True
            job.runner.stop(job, self._grace)

    def absorbs_end(self, job: Job, state: JobState, reason: Value) -> bool:
        """True when the job goes on (another attempt) or has been ended here for another reason (its time was over)."""
        if self._timer is not None:
            self._timer.cancel()
        expired = self._timed_out and state != JobState.Completed and self._timeout is not None
        if expired and self._timeout is not None:
            state, reason = JobState.Failed, JobTimedOut(self._timeout)
        if state == JobState.Failed and self._retries > 0 and not job.stop_requested:
            self._retries -= 1
            self.attempts.append(Attempt(job.attempt, state, reason, time.time()))
            job.attempt += 1
            REACTOR.later(self._delay, self._again)
            return True
        if expired:
            job.move(state, reason)
        return expired

    def _again(self) -> None:
        job = self._job
        if job.stop_requested:
            job.move(JobState.Stopped)
        elif job.runner is not None and not job.finished:
            job.runner.start(job)
            self._set_timer()


def supervise(job: Job, *, retries: int = 0, delay: float = 0.0, timeout: Optional[float] = None,
              grace: Optional[float] = None) -> list[Oversight]:
    """Before the start: retries more attempts after a failure, delay seconds apart; at most timeout seconds an attempt.

    On a parent it applies to each child that runs.
    """
    parts = [job] if job.runner is not None else [child for child in job.child_jobs if child.runner is not None]
    return [Oversight(part, retries, delay, timeout, grace) for part in parts]


class _Follower:
    """Waits for other jobs on behalf of one."""

    def __init__(self, job: Job, start: Callable[[], None], after: Sequence[Job], after_failure: Sequence[Job]) -> None:
        self._job = job
        self._start = start
        self._wanted = [(other, JobState.Completed) for other in after] + [(other, JobState.Failed) for other in after_failure]
        self._lock = threading.Lock()
        self._settled = False
        self._removers: list[Callable[[], None]] = []

    def begin(self) -> None:
        for part in self._parts():
            part.attributes["leave_queue"] = self._withdraw
        self._removers = [other.add_state_listener(lambda *_: self._look()) for other, _ in self._wanted]
        self._look()

    def _parts(self) -> list[Job]:
        return [self._job] if self._job.runner is not None else self._job.child_jobs

    def _withdraw(self) -> bool:
        """The follower is stopped before its turn: true for each of its parts."""
        self._settle()
        return True

    def _settle(self) -> bool:
        with self._lock:
            if self._settled:
                return False
            self._settled = True
        for remove in self._removers:
            remove()
        return True

    def _look(self) -> None:
        missed = next(((other, wanted) for other, wanted in self._wanted if other.finished and other.state != wanted), None)
        if missed is None and not all(other.finished for other, _ in self._wanted):
            return
        if not self._settle():
            return
        for part in self._parts():
            part.attributes.pop("leave_queue", None)
        if missed is None:
            self._start()
            return
        other, wanted = missed
        state = JobState.Failed if wanted == JobState.Completed else JobState.Stopped
        if state == JobState.Stopped:
            self._job.stop_requested = True  # a parent is Stopped, not Completed, when its parts never ran
        for part in self._parts():
            part.move(state, DependencyNotMet(other))


def start_after(job: Job, after: Sequence[Job] = (), after_failure: Sequence[Job] = (), start: Optional[Callable[[], None]] = None) -> None:
    """Start the job (or call start) once every job in after is Completed and every one in after_failure has Failed.

    If one ends otherwise the job never runs: it becomes Failed (after) or Stopped (after_failure: it was not needed), reason DependencyNotMet.
    """
    _Follower(job, start if start is not None else job.start, after, after_failure).begin()
