"""Running jobs on somebody else's engine: the five verbs an executor offers, the runner that drives one, and a local reference."""
from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Callable, NamedTuple, Optional, Protocol

from jobs.codec import Codec
from jobs.job import Job, ResourceUsage, new_job
from jobs.runners.plain import PlainRunner
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.states import FINISHED, JobState, RemoteFailure, RunnerLost, Value
from jobs.streams import Stream, StreamLog

POLL_SECONDS = 0.1


class TaskSpec(NamedTuple):
    """What to run: the request goes to the entry the executor's own processes know. rerunnable permits a second run after a loss."""

    key: str
    request: bytes
    cwd: Optional[str] = None
    env: Optional[Mapping[str, str]] = None
    rerunnable: bool = False
    priority: int = 0
    workers: Sequence[str] = ()


class TaskStatus(NamedTuple):
    """Where a task stands. lost: its worker is gone and the task did not end; reason as of Job.reason, bytes if the job's codec encoded it."""

    state: JobState
    reason: Value = None
    worker: str = ""
    exit_code: Optional[int] = None
    lost: bool = False
    usage: Optional[ResourceUsage] = None


class Fetched(NamedTuple):
    """Records from an offset on, still encoded: (stream, count, payload) each; offset is where to go on."""

    records: Sequence[tuple[int, int, bytes]]
    offset: int


class Executor(Protocol):
    """Five verbs. Every one may raise ConnectionError: the engine cannot be reached."""

    def submit(self, spec: TaskSpec) -> None:
        ...

    def poll(self, keys: Sequence[str], timeout: float) -> Mapping[str, TaskStatus]:
        """Where these tasks stand; may wait up to timeout seconds for news. A key unknown to the engine is left out."""

    def cancel(self, key: str) -> None:
        """Stop it for good: the code, not just the record."""

    def fetch(self, key: str, offset: int) -> Fetched:
        ...

    def forget(self, key: str) -> None:
        """Release what is kept of a finished task."""


class _Driven:
    __slots__ = ("job", "spec", "codec", "offset", "misses")

    def __init__(self, job: Job, spec: TaskSpec, codec: Optional[Codec]) -> None:
        self.job, self.spec, self.codec = job, spec, codec
        self.offset = 0
        self.misses = 0


class ExecutorDriver:
    """One thread that polls an executor for all jobs given to it. Share one an executor."""

    def __init__(self, executor: Executor, *, poll_seconds: float = POLL_SECONDS, misses_allowed: int = 50) -> None:
        self.executor = executor
        self._poll_seconds = poll_seconds
        self._misses_allowed = misses_allowed
        self._lock = threading.Lock()
        self._tasks: dict[str, _Driven] = {}
        self._running = False

    def submit(self, job: Job, spec: TaskSpec, codec: Optional[Codec] = None) -> None:
        self.executor.submit(spec)
        with self._lock:
            self._tasks[spec.key] = _Driven(job, spec, codec)
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._drive, name="executor", daemon=True).start()

    def _drive(self) -> None:
        while True:
            with self._lock:
                if not self._tasks:
                    self._running = False
                    return
                tasks = dict(self._tasks)
            try:
                statuses = self.executor.poll(list(tasks), self._poll_seconds)
            except ConnectionError as error:
                self._unreachable(tasks.values(), error)
                continue
            except Exception as error:  # the executor is broken: its jobs say so instead of running for ever
                for task in tasks.values():
                    self._drop(task, TaskStatus(JobState.Failed, error))
                continue
            for key, task in tasks.items():
                try:
                    self._advance(task, statuses.get(key))
                except ConnectionError as error:
                    self._unreachable([task], error)
                except Exception as error:  # an executor's own trouble with one task must not end the others
                    self._drop(task, TaskStatus(JobState.Failed, error))

    def _unreachable(self, tasks: Iterable[_Driven], error: ConnectionError) -> None:
        threading.Event().wait(self._poll_seconds)
        for task in tasks:
            task.misses += 1
            if task.misses > self._misses_allowed:
                self._drop(task, TaskStatus(JobState.Failed, RunnerLost(f"the executor cannot be reached: {error}")))

    def _advance(self, task: _Driven, status: Optional[TaskStatus]) -> None:
        if status is None or status.lost:
            self._lost(task, status)
            return
        task.misses = 0
        if status.worker:
            task.job.location = status.worker
        if status.state in FINISHED or status.state == JobState.Running:
            self._fetch(task)
        if status.state in FINISHED:
            self._drop(task, status)
            self.executor.forget(task.spec.key)
        elif status.state != JobState.NotStarted:
            task.job.move(status.state)

    def _fetch(self, task: _Driven) -> None:
        while True:
            fetched = self.executor.fetch(task.spec.key, task.offset)
            for stream, count, payload in fetched.records:
                task.job.log.append_payload(Stream(stream), count, payload)
            task.offset = fetched.offset
            if not fetched.records:
                return

    def _lost(self, task: _Driven, status: Optional[TaskStatus]) -> None:
        """A task whose worker is gone runs again only if it was said that it may; its output then begins anew, after a word about it."""
        where = status.worker if status is not None else ""
        if not task.spec.rerunnable or task.job.stop_requested:
            self._drop(task, TaskStatus(JobState.Failed, RunnerLost(f"the worker {where} was lost while the job ran".replace("  ", " "))))
            return
        task.job.attempt += 1
        task.job.status_message = f"run again (attempt {task.job.attempt}) after the loss of worker {where}".rstrip()
        task.offset = 0
        task.spec = task.spec._replace(key=f"{task.spec.key.partition('#')[0]}#{task.job.attempt}")
        with self._lock:
            self._tasks = {key: other for key, other in self._tasks.items() if other is not task}
            self._tasks[task.spec.key] = task
        self.executor.submit(task.spec)

    def _drop(self, task: _Driven, status: TaskStatus) -> None:
        with self._lock:
            self._tasks.pop(task.spec.key, None)
        task.job.end(status.state, _decoded(status.reason, task.codec), status.exit_code, status.usage)

    def key_of(self, job: Job) -> Optional[str]:
        with self._lock:
            return next((key for key, task in self._tasks.items() if task.job is job), None)


def _decoded(reason: Value, codec: Optional[Codec]) -> Value:
    if reason.__class__ is not bytes or codec is None:
        return reason
    try:
        return codec.decode(Stream.Error, reason)[0]
    except Exception as error:  # a decoder may raise anything; the job still ends, with that as its reason
        return RemoteFailure("UndecodableReason", f"{type(error).__name__}: {error}")


class ExecutorRunner(PlainRunner):
    """Runs one job through an executor."""

    def __init__(self, driver: ExecutorDriver, make_spec: Callable[[Job], TaskSpec], codec: Codec) -> None:
        self._driver = driver
        self._make_spec = make_spec
        self._codec = codec

    def new_log(self, retain: bool) -> StreamLog:
        return StreamLog(self._codec, retain)

    def start(self, job: Job) -> None:
        job.move(JobState.Running)
        try:
            self._driver.submit(job, self._make_spec(job), self._codec)
        except ConnectionError as error:
            job.end(JobState.Failed, RunnerLost(f"the executor cannot be reached: {error}"))

    def stop(self, job: Job, grace: Optional[float]) -> None:
        key = self._driver.key_of(job)
        if key is None:
            job.end(JobState.Stopped)
        else:
            self._driver.executor.cancel(key)


class LocalExecutor:
    """The reference: each task a process of a pool on this machine."""

    def __init__(self, pool: ProcessPool) -> None:
        self._pool = pool
        self._jobs: dict[str, Job] = {}
        self._news = threading.Event()

    def submit(self, spec: TaskSpec) -> None:
        runner = ProcessRunner(self._pool, spec.request, cwd=spec.cwd, env=spec.env)
        job = self._jobs[spec.key] = new_job("PythonJob", runner=runner, command=spec.key)
        job.add_state_listener(lambda *_: self._news.set())
        job.log.add_listener(lambda _: self._news.set())
        job.start()

    def poll(self, keys: Sequence[str], timeout: float) -> Mapping[str, TaskStatus]:
        self._news.wait(timeout)
        self._news.clear()
        return {key: self._status(self._jobs[key]) for key in keys if key in self._jobs}

    def _status(self, job: Job) -> TaskStatus:
        return TaskStatus(job.state, job.reason, "localhost", job.exit_code, usage=job.usage)

    def cancel(self, key: str) -> None:
        job = self._jobs.get(key)
        if job is not None:
            job.request_stop()

    def fetch(self, key: str, offset: int) -> Fetched:
        records, offset = self._jobs[key].log.payloads(offset)
        return Fetched(records, offset)

    def forget(self, key: str) -> None:
        job = self._jobs.pop(key, None)
        if job is not None:
            job.dispose()
