"""Misuse: full disks, printers without end, very many jobs, values that cannot travel, forks of threaded programs, a shell that is killed."""
from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest

from jobs import Job, JobNumbers, JobState, JobTable, LogLimits, PickleCodec, StreamLog, wait_all
from jobs.processes import start_time
from jobs.runners.callables import ENTRY, pack_call
from jobs.runners.durable import attach, durable_argv, start_durable
from jobs.runners.fork_server import python_argv
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.runners.server_client import WorkerSpec
from jobs.spill import SpillFile
from jobs.states import OutputNotSerializable
from jobs.store import JobStore
from tests.faults.jobs import bodies
from tests.faults.jobs.subjects import ROOT

PATIENCE = 120
MANY = int(os.environ.get("JOBS_FAULT_MANY", "150"))
Start = Callable[..., Job]


def until(condition: Callable[[], bool]) -> None:
    """For what only the system can tell."""
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        pause.wait(0.01)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    pool = ProcessPool(WorkerSpec(tuple(python_argv([ROOT])), ENTRY, ("tests.faults.jobs.bodies",)), start_timeout=PATIENCE)
    yield pool
    pool.close()


@pytest.fixture
def start(pool: ProcessPool) -> Iterator[Start]:
    table = JobTable(JobNumbers())

    def begin(function: Callable[..., Any], *args: Any, log: Any = None) -> Job:
        job = table.new_with_child("BackgroundJob", ProcessRunner(pool, pack_call(function, args, {})), log=log)
        job.start()
        return job
    yield begin
    table.stop_all(grace=0.2, timeout=PATIENCE)


def received(job: Job) -> list[Any]:
    return [record.value for record in job.receive()]


def test_a_full_disk_under_the_spill_file_loses_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: SpillFile, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(SpillFile, "_write", full)
    log = StreamLog(PickleCodec(), limits=LogLimits(records=10, size=10_000, chunk_records=10, chunk_size=10_000))
    job = start(bodies.print_bytes, 2_000_000, log=log)
    assert job.wait(PATIENCE) and job.state == JobState.Completed
    assert log.spill_failure is not None and log.spill_failure.errno == errno.ENOSPC
    assert received(job) == [b"x" * 1000] * 2000


def test_a_full_disk_holds_a_durable_job_up_until_there_is_room(tmp_path: Path) -> None:
    store = JobStore(str(tmp_path))
    argv = ["/bin/sh", "-c", 'ulimit -S -f 1000; exec "$@"', "sh", *durable_argv([ROOT])]
    job = start_durable(store, pack_call(bodies.print_bytes, (2_000_000,), {}), entry=ENTRY, argv=argv, numbers=JobNumbers())
    record = store.get(1)
    path = store.log_path(record)
    until(lambda: os.path.getsize(path) > 400_000)
    assert not job.finished
    until(lambda: store.get(1).runner_pid is not None)
    pid = store.get(1).runner_pid
    assert pid is not None
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert job.wait(PATIENCE) and job.state == JobState.Completed
    assert received(job) == [b"x" * 1000] * 2000


def test_a_printer_without_end_is_bounded_and_stopped(start: Start) -> None:
    log = StreamLog(PickleCodec(), limits=LogLimits(records=5000, size=500_000))
    job = start(bodies.print_for_ever, log=log)
    until(lambda: log.spilled_bytes > 5_000_000)
    assert log._resident_size < 2_000_000
    assert job.stop(PATIENCE) and job.state == JobState.Stopped


def test_very_many_jobs_at_once_with_few_descriptors(start: Start) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    start(bodies.numbers, 1).wait(PATIENCE)  # the fork server is there
    used = max(int(name) for name in os.listdir("/proc/self/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, used + 40), hard))
    try:
        jobs = [start(bodies.numbers, 3) for _ in range(MANY)]
        assert wait_all(jobs, PATIENCE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert {(job.state, tuple(received(job))) for job in jobs} == {(JobState.Completed, (0, 1, 2))}


def test_a_value_that_cannot_travel_is_named_after_what_could(start: Start) -> None:
    job = start(bodies.unsendable)
    assert job.wait(PATIENCE) and job.state == JobState.Failed
    reason = job.child_jobs[0].reason
    assert isinstance(reason, OutputNotSerializable) and reason.type_name == "function" and received(job) == ["before"]


FORKING = """
import os, sys, threading
sys.path[:0] = [{root!r}]
import jobs
from tests.faults.jobs import bodies
def run():
    job = jobs.start(bodies.numbers, 5, process=True)
    assert job.wait(100) and [r.value for r in job.receive()] == [0, 1, 2, 3, 4], job
busy = threading.Event()
threading.Thread(target=busy.wait, daemon=True).start()
run()
pid = os.fork()
if pid == 0:
    run()
    os._exit(0)
run()
sys.exit(os.waitpid(pid, 0)[1])
"""


def test_both_halves_of_a_forked_threaded_program_run_jobs() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", FORKING.format(root=ROOT)], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr


SHELL = """
import sys, time
sys.path[:0] = [{root!r}]
import jobs
from jobs.store import JobStore
from jobs.runners.callables import ENTRY, pack_call
from jobs.runners.durable import durable_argv, start_durable
from tests.faults.jobs import bodies
job = jobs.start(bodies.with_grandchild, process=True)
start_durable(JobStore({store!r}), pack_call(bodies.numbers, (300,), {{}}), entry=ENTRY, argv=durable_argv([{root!r}]))
print(*next(job.log.default.follow(timeout=100)).value, flush=True)
time.sleep(600)
"""


def test_a_killed_shell_takes_its_jobs_along_but_not_the_durable_ones(tmp_path: Path) -> None:
    store = str(tmp_path / "state")
    with subprocess.Popen([sys.executable, "-c", SHELL.format(root=ROOT, store=store)], stdout=subprocess.PIPE, text=True) as shell:
        assert shell.stdout is not None
        pids = [int(word) for word in shell.stdout.readline().split()]
        assert len(pids) == 2
        shell.send_signal(signal.SIGKILL)
    until(lambda: all(start_time(pid) is None for pid in pids))
    job = attach(JobStore(store), 1, argv=durable_argv([ROOT]))
    assert job.wait(PATIENCE) and job.state == JobState.Completed and received(job) == list(range(300))
