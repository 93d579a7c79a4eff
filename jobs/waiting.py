"""Waiting for any or all of several jobs, and following their output merged."""
from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Callable, NamedTuple, Optional, TypeVar

from jobs.job import Job
from jobs.states import FINISHED, PERSISTENT, JobsBlocked, JobState, JobStateInfo
from jobs.streams import INTERRUPT_POLL_SECONDS, Cursor, Interrupt, Run, StreamLog, StreamRecord


class _Bell:
    """Rung by jobs' listeners; waits in slices only when there is an interrupt to look at."""

    def __init__(self, timeout: Optional[float], interrupt: Optional[Interrupt]) -> None:
        self._event = threading.Event()
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._interrupt = interrupt
        self._rung: dict[int, Job] = {}
        self._lock = threading.Lock()

    def ring(self, job: Job) -> None:
        with self._lock:
            self._rung[id(job)] = job
        self._event.set()

    def on_state(self, job: Job, now: JobStateInfo, before: JobStateInfo) -> None:
        self.ring(job)

    def for_job(self, job: Job) -> Callable[[StreamLog], None]:
        return lambda _: self.ring(job)

    def rung(self) -> list[Job]:
        """The jobs with news; what rings after this is not missed."""
        self._event.clear()
        with self._lock:
            jobs, self._rung = list(self._rung.values()), {}
        return jobs

    def wait(self) -> bool:
        """False at the deadline or on interrupt."""
        while True:
            if self._interrupt is not None and self._interrupt.is_set():
                return False
            rest = None if self._deadline is None else self._deadline - time.monotonic()
            if rest is not None and rest <= 0:
                return False
            if self._interrupt is not None:
                rest = INTERRUPT_POLL_SECONDS if rest is None else min(rest, INTERRUPT_POLL_SECONDS)
            if self._event.wait(rest):
                return True


def _ended(job: Job, states: frozenset[JobState]) -> bool:
    return job.state in states and not (job.finished and not job._finished)


def wait_all(jobs: Sequence[Job], timeout: Optional[float] = None, interrupt: Optional[Interrupt] = None, force: bool = False,
             refuse_blocked: bool = False) -> bool:
    """Until every job is finished (without force also suspended or disconnected). False at timeout or interrupt.

    refuse_blocked raises JobsBlocked as soon as one of them waits for input: Wait-Job's rule.
    """
    states = FINISHED if force else PERSISTENT
    return _wait(jobs, states, timeout, interrupt, lambda still_open: still_open == 0,
                 (lambda blocked: bool(blocked)) if refuse_blocked else None)


def wait_any(jobs: Sequence[Job], timeout: Optional[float] = None, interrupt: Optional[Interrupt] = None, force: bool = False,
             refuse_blocked: bool = False) -> Optional[Job]:
    """The first in the given order that has finished, as soon as any has; None at timeout or interrupt.

    refuse_blocked raises JobsBlocked when all of them wait for input.
    """
    states = FINISHED if force else PERSISTENT
    total = len({id(job) for job in jobs})
    _wait(jobs, states, timeout, interrupt, lambda still_open: still_open < total,
          (lambda blocked: len(blocked) == len(jobs)) if refuse_blocked else None)
    return next((job for job in jobs if _ended(job, states)), None)


def _wait(jobs: Sequence[Job], states: frozenset[JobState], timeout: Optional[float], interrupt: Optional[Interrupt],
          enough: Callable[[int], bool], deadlocked: Optional[Callable[[list[Job]], bool]]) -> bool:
    """enough is given how many are still open."""
    bell = _Bell(timeout, interrupt)
    removers = [job.add_state_listener(bell.on_state) for job in jobs]
    open_jobs = {id(job): job for job in jobs}
    news = list(open_jobs.values())
    try:
        while True:
            for job in news:
                if job.finished and not job._finished:
                    job.wait(0.05)  # its listeners are being told: the end is a moment away
                if _ended(job, states):
                    open_jobs.pop(id(job), None)
                elif job.finished:
                    bell.ring(job)
            if enough(len(open_jobs)):
                return True
            blocked = [] if deadlocked is None else [job for job in open_jobs.values() if job.state == JobState.Blocked]
            if deadlocked is not None and deadlocked(blocked):
                raise JobsBlocked(blocked)
            if not bell.wait():
                return False
            news = bell.rung()
    finally:
        for remove in removers:
            remove()


Item = TypeVar("Item")


class Received(NamedTuple):
    """One step of follow: a record of a job, or (record None) the news that it has reached its end, or is Blocked by a question."""

    job: Job
    record: Optional[StreamRecord]
    state: JobStateInfo


class ReceivedRun(NamedTuple):
    """One step of follow_runs: as Received, with a run of records."""

    job: Job
    run: Optional[Run]
    state: JobStateInfo


def follow(jobs: Sequence[Job], timeout: Optional[float] = None, interrupt: Optional[Interrupt] = None, force: bool = False,
           recurse: bool = True) -> Iterator[Received]:
    """Receive from all these jobs and their children as output comes, taking each record as it is handed over.

    A child's end is told before its parent's, each after all its records. Stops at timeout or interrupt: nothing is lost then.
    A job that asks is told once a question (state Blocked, pending_input): answer with job.send_input and go on.
    """
    for step in _follow(jobs, timeout, interrupt, force, recurse, lambda job: job.log.default.read()):
        yield Received(*step)


def follow_runs(jobs: Sequence[Job], timeout: Optional[float] = None, interrupt: Optional[Interrupt] = None, force: bool = False,
                recurse: bool = True, cursor_of: Callable[[Job], Cursor] = lambda job: job.log.default) -> Iterator[ReceivedRun]:
    """As follow, by runs of records, for another reader if need be; a record is taken when the run's iterator hands it over."""
    for step in _follow(jobs, timeout, interrupt, force, recurse, lambda job: cursor_of(job).runs()):
        yield ReceivedRun(*step)


def _follow(jobs: Sequence[Job], timeout: Optional[float], interrupt: Optional[Interrupt], force: bool, recurse: bool,
            read: Callable[[Job], Iterator[Item]]) -> Iterator[tuple[Job, Optional[Item], JobStateInfo]]:
    states = FINISHED if force else PERSISTENT
    order = list({id(part): part for job in jobs for part in (job.family() if recurse else [job])}.values())
    bell = _Bell(timeout, interrupt)
    removers: list[Callable[[], None]] = []
    for job in order:
        removers.append(job.add_state_listener(bell.on_state))
        removers.append(job.log.add_listener(bell.for_job(job)))
        bell.ring(job)
    waiting = {id(job): job for job in order}
    asking: dict[int, object] = {}
    try:
        while waiting:
            for job in bell.rung():
                if id(job) not in waiting:
                    continue
                info = job.state_info  # before reading: what ends after this is read in the next turn
                over = _ended(job, states)
                for item in read(job):
                    yield job, item, info
                if info.state == JobState.Blocked and job.runner is not None and asking.get(id(job)) is not info:
                    asking[id(job)] = info
                    yield job, None, info
                if over and not any(id(child) in waiting for child in job.child_jobs):
                    del waiting[id(job)]
                    yield job, None, info
                    if job.parent is not None:
                        bell.ring(job.parent)
                elif job.finished and not over:
                    job.wait(0.05)
                    bell.ring(job)
            if waiting and not bell.wait():
                return
    finally:
        for remove in removers:
            remove()
