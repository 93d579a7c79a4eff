"""The dask executor on a local cluster of two worker processes; without dask.distributed only its absence is tested."""
from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import job_bodies as bodies
import pytest
from job_support import PATHS, wait_until

from jobs import Job, JobState, JobTable, PickleCodec
from jobs.runners import dask
from jobs.runners.callables import ENTRY, pack_call
from jobs.runners.executor import ExecutorDriver, ExecutorRunner, TaskSpec
from jobs.runners.fork_server import python_argv
from jobs.runners.server_client import WorkerSpec
from jobs.states import RunnerLost

S = JobState
WORKER = WorkerSpec(tuple(python_argv(PATHS)), ENTRY)
Start = Callable[..., Job]


def test_without_dask_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(dask.DaskMissing, match="pip install"):
        dask.DaskExecutor("tcp://127.0.0.1:1", WORKER)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([*PATHS, *([before] if before else [])])
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture
def start(cluster: Any, table: JobTable, tmp_path: Path) -> Iterator[Start]:
    executor = dask.DaskExecutor(cluster.scheduler_address, WORKER)
    driver = ExecutorDriver(executor, poll_seconds=0.05)

    def begin(function: Callable[..., Any], *args: Any, rerunnable: bool = False) -> Job:
        spec = TaskSpec("", pack_call(function, args, {}), rerunnable=rerunnable)
        runner = ExecutorRunner(driver, lambda job: spec._replace(key=f"{tmp_path.name}-{job.id}"), PickleCodec())
        job = table.new_with_child("ExecutorJob", runner)
        job.start()
        return job
    yield begin
    table.stop_all(timeout=20)
    executor.close()


def child(job: Job) -> Job:
    return job.child_jobs[0]


def test_results_failures_and_stop(start: Start, alive: Callable[[int], bool]) -> None:
    many = [start(bodies.count, number) for number in range(8)]
    failing, long = start(bodies.say_and_fail), start(bodies.sleep_with_grandchild)
    assert all(job.wait(30) for job in many)
    assert [[record.value for record in job.receive()] for job in many] == [list(range(number)) for number in range(8)]
    assert failing.wait(30) and child(failing).reason.type_name == "ValueError" and len(list(failing.receive())) == 3
    grandchild = next(child(long).log.default.follow(timeout=30)).value
    assert alive(grandchild) and long.stop(20) and long.state == S.Stopped
    wait_until(lambda: not alive(grandchild))


@pytest.mark.parametrize("rerunnable", [False, True])
def test_losing_a_worker(start: Start, cluster: Any, tmp_path: Path, rerunnable: bool) -> None:
    ticks = tmp_path / "ticks"
    job = start(bodies.tick, str(ticks), rerunnable=rerunnable)
    ticks.write_bytes(b"x")
    following = child(job).log.default.follow(timeout=30)
    assert next(following).value == 0
    wait_until(lambda: cluster.scheduler_info["workers"] and len(cluster.scheduler_info["workers"]) == 2, 30)
    key = f"{tmp_path.name}-{child(job).id}"
    executor = child(job).runner._driver.executor  # type: ignore[union-attr]
    (address,) = [worker for worker, keys in executor._client.processing().items() if key in keys]
    pid = executor._client.run(os.getpid, workers=[address])[address]
    os.kill(pid, signal.SIGKILL)
    if rerunnable:
        assert next(following).value == 0
        assert child(job).attempt == 2 and "loss of worker" in child(job).status_message
        assert job.stop(20) and job.state == S.Stopped
    else:
        assert job.wait(30) and job.state == S.Failed and isinstance(child(job).reason, RunnerLost)
