"""The task pool of -Parallel and the executor verbs."""
from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import job_bodies as bodies
import pytest

from jobs import Job, JobState, JobTable, PickleCodec, Stream
from jobs.runners.callables import pack_call
from jobs.runners.executor import ExecutorDriver, ExecutorRunner, Fetched, LocalExecutor, TaskSpec, TaskStatus
from jobs.runners.process import ProcessPool
from jobs.runners.task_pool import TaskChildRunner, TaskContext, TaskJobRunner, TaskPool
from jobs.states import RunnerLost, StartRefused

S = JobState


def test_all_results_come_and_workers_are_reused() -> None:
    opened: list[int] = []
    closed: list[int] = []

    def open_worker() -> int:
        opened.append(len(opened))
        return opened[-1]
    pool = TaskPool(lambda context: context.emit(Stream.Output, context.item * 2), limit=3, open_worker=open_worker, close_worker=closed.append)
    for number in range(2000):
        pool.submit(number)
    pool.finish()
    assert sorted(record.value for record in pool.log.default.follow()) == list(range(0, 4000, 2))
    assert 1 <= len(opened) <= 3 and sorted(closed) == sorted(opened)


def test_fresh_workers_one_an_item() -> None:
    opened: list[object] = []

    def open_worker() -> object:
        opened.append(object())
        return opened[-1]
    pool = TaskPool(lambda context: context.emit(Stream.Output, context.worker), fresh_workers=True, open_worker=open_worker)
    for number in range(10):
        pool.submit(number)
    pool.finish()
    assert len({id(record.value) for record in pool.log.default.follow()}) == len(opened) == 10


def test_never_more_than_the_limit_at_once() -> None:
    gate = threading.Barrier(4)
    running: list[int] = []
    most: list[int] = []
    lock = threading.Lock()

    def task(context: TaskContext) -> None:
        with lock:
            running.append(context.item)
            most.append(len(running))
        gate.wait(10)
        with lock:
            running.remove(context.item)
        gate.wait(10)
    pool = TaskPool(task, limit=4)
    for number in range(12):
        pool.submit(number)
    pool.finish()
    assert pool.done.wait(20) and max(most) == 4


def test_failures_are_records_and_others_go_on() -> None:
    def task(context: TaskContext) -> None:
        if context.item == 1:
            raise ValueError("one")
        context.emit(Stream.Output, context.item)
    pool = TaskPool(task)
    for number in range(3):
        pool.submit(number)
    pool.finish()
    records = list(pool.log.default.follow())
    assert sorted(record.value for record in records if record.stream == Stream.Output) == [0, 2]
    assert [str(record.value) for record in records if record.stream == Stream.Error] == ["one"]


def test_stop_ends_the_running_and_drops_the_queued() -> None:
    begun = threading.Event()

    def task(context: TaskContext) -> None:
        stopped = threading.Event()
        context.on_stop(stopped.set)
        context.emit(Stream.Output, context.item)
        begun.set()
        assert stopped.wait(10)
    pool = TaskPool(task, limit=1)
    for number in range(5):
        pool.submit(number)
    assert begun.wait(10)
    pool.stop()
    assert pool.done.wait(10) and [record.value for record in pool.log.default.read()] == [0]
    with pytest.raises(StartRefused):
        pool.submit(9)


def task_job(table: JobTable, pool: TaskPool, items: Sequence[Any]) -> Job:
    runner, child_runner = TaskJobRunner(lambda: pool), TaskChildRunner()
    job = table.new("PSTaskJob", runner=runner)
    for item in items:
        runner.add(table.new_child(job, runner=child_runner), item)
    return job


def test_child_jobs_and_the_parents_state(table: JobTable) -> None:
    def task(context: TaskContext) -> None:
        context.emit(Stream.Output, context.item)
        if context.item == 2:
            raise ValueError("two")
    job = task_job(table, TaskPool(task), range(4))
    assert {child.state for child in job.child_jobs} == {S.NotStarted} and job.child_jobs[3].id == 5
    job.start()
    assert job.wait(10) and job.state == S.Failed and str(job.child_jobs[2].reason) == "two"
    assert job.has_more_data and [record.value for record in job.receive()] == [0, 1, 2, 3] and not job.has_more_data
    empty = task_job(table, TaskPool(task), [])
    empty.start()
    assert empty.wait(10) and empty.state == S.Completed


def test_stopping_a_task_job_leaves_queued_children_not_started(table: JobTable) -> None:
    begun = threading.Event()

    def task(context: TaskContext) -> None:
        stopped = threading.Event()
        context.on_stop(stopped.set)
        begun.set()
        assert stopped.wait(10)
    job = task_job(table, TaskPool(task, limit=1), range(3))
    job.start()
    assert begun.wait(10) and job.stop(10)
    assert [job.state, *(child.state for child in job.child_jobs)] == [S.Stopped, S.Stopped, S.NotStarted, S.NotStarted]


def test_executor_runs_stops_and_forgets(table: JobTable, shared_pool: ProcessPool) -> None:
    executor = LocalExecutor(shared_pool)
    driver = ExecutorDriver(executor, poll_seconds=0.02)

    def job(function: Any, *args: Any) -> Job:
        spec = TaskSpec("", pack_call(function, args, {}))
        runner = ExecutorRunner(driver, lambda job: spec._replace(key=str(job.id)), PickleCodec())
        parent = table.new_with_child("ExecutorJob", runner)
        parent.start()
        return parent
    good, bad, long = job(bodies.count, 500), job(bodies.say_and_fail), job(bodies.sleep_with_grandchild)
    assert good.wait(10) and [record.value for record in good.receive()] == list(range(500))
    assert bad.wait(10) and bad.state == S.Failed and bad.child_jobs[0].reason.type_name == "ValueError"
    assert isinstance(next(long.child_jobs[0].log.default.follow(timeout=10)).value, int)
    assert long.stop(10) and long.state == S.Stopped and executor._jobs == {}


class LosingExecutor:
    """Loses the worker of every task's first run."""

    def __init__(self) -> None:
        self.submitted: list[str] = []

    def submit(self, spec: TaskSpec) -> None:
        self.submitted.append(spec.key)

    def poll(self, keys: Sequence[str], timeout: float) -> Mapping[str, TaskStatus]:
        return {key: TaskStatus(S.Completed, worker="b") if "#" in key else TaskStatus(S.Running, worker="a", lost=True) for key in keys}

    def fetch(self, key: str, offset: int) -> Fetched:
        return Fetched([], offset)

    def cancel(self, key: str) -> None:
        raise AssertionError("not cancelled")

    def forget(self, key: str) -> None:
        pass


@pytest.mark.parametrize("rerunnable", [True, False])
def test_a_lost_worker_reruns_only_what_may_be(table: JobTable, rerunnable: bool) -> None:
    executor = LosingExecutor()
    runner = ExecutorRunner(ExecutorDriver(executor, poll_seconds=0.01), lambda job: TaskSpec("k", b"", rerunnable=rerunnable), PickleCodec())
    job = table.new("PythonJob", runner=runner)
    job.start()
    assert job.wait(10)
    if rerunnable:
        assert (job.state, job.attempt, executor.submitted) == (S.Completed, 2, ["k", "k#2"]) and "loss of worker a" in job.status_message
    else:
        assert job.state == S.Failed and isinstance(job.reason, RunnerLost)
