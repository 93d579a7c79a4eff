"""A table with its own numbers and a process pool whose server knows the tests' job bodies."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

import pytest
from job_support import PATHS, Run

from jobs import Job, JobNumbers, JobTable
from jobs.runners.callables import ENTRY, pack_call
from jobs.runners.fork_server import python_argv
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.runners.server_client import WorkerSpec


@pytest.fixture
def table() -> JobTable:
    return JobTable(JobNumbers())


@pytest.fixture(scope="session")
def shared_pool() -> Iterator[ProcessPool]:
    pool = ProcessPool(WorkerSpec(tuple(python_argv(PATHS)), ENTRY, ("job_bodies",)))
    yield pool
    pool.close()


@pytest.fixture
def own_pool() -> Iterator[ProcessPool]:
    """For tests that hurt the server."""
    pool = ProcessPool(WorkerSpec(tuple(python_argv(PATHS)), ENTRY, ("job_bodies",)), start_timeout=1.0)
    yield pool
    pool.close()


@pytest.fixture
def run(table: JobTable, shared_pool: ProcessPool) -> Iterator[Run]:
    """run(function, *args) starts a process job (parent and child); what still runs at the end is stopped."""
    def start(function: Callable[..., Any], *args: Any, pool: ProcessPool = shared_pool, **options: Any) -> Job:
        runner = ProcessRunner(pool, pack_call(function, args, {}), **options)
        job = table.new_with_child("BackgroundJob", runner, command=function.__name__)
        job.start()
        return job
    yield start
    table.stop_all(grace=0.2, timeout=10)


@pytest.fixture
def alive() -> Callable[[int], bool]:
    """Whether a process runs (a zombie does not)."""
    def look(pid: int) -> bool:
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                return file.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
        except FileNotFoundError:
            return False
    return look
