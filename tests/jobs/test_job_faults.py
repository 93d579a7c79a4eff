"""A seeded run of many jobs under random kills, stops, suspends and restarted readers: afterwards everything is whole or named.

JOBS_FAULT_COUNT (default 60) and JOBS_FAULT_SEED choose another run.
"""
from __future__ import annotations

import os
import random
import signal
from typing import Any

import job_bodies as bodies
from job_support import PATHS, Run

from jobs import FINISHED, Job, JobFailure, JobState, JobTable, Stream
from jobs.runners.callables import ENTRY, pack_call, thread_target
from jobs.runners.durable import attach, durable_argv, start_durable
from jobs.runners.process import ProcessPool
from jobs.runners.thread import ThreadRunner
from jobs.store import JobStore

COUNT = int(os.environ.get("JOBS_FAULT_COUNT", "60"))
SEED = int(os.environ.get("JOBS_FAULT_SEED", "20261125"))
RECORDS = 400


class FaultRun:
    """Starts jobs, hurts them, reads them in pieces; keeps what each reader was given."""

    def __init__(self, run: Run, pool: ProcessPool, table: JobTable, store: JobStore) -> None:
        self.random = random.Random(SEED)
        self.run, self.pool, self.table, self.store = run, pool, table, store
        self.jobs: list[Job] = []
        self.got: dict[int, list[Any]] = {}
        self.killed: set[int] = set()

    def start(self) -> None:
        kind = self.random.choice(["process", "process", "process", "thread", "durable"])
        if kind == "process":
            job = self.run(bodies.slow_count, RECORDS, pool=self.pool)
        elif kind == "thread":
            job = self.table.new("ThreadJob", runner=ThreadRunner(thread_target(bodies.slow_count, (RECORDS,), {})))
            job.start()
        else:
            job = start_durable(self.store, pack_call(bodies.slow_count, (RECORDS,), {}), entry=ENTRY, argv=durable_argv(PATHS),
                                numbers=self.table.numbers)
        self.jobs.append(job)
        self.got[job.id] = []

    def hurt(self) -> None:
        job = self.random.choice(self.jobs)
        part = job.child_jobs[0] if job.child_jobs else job
        act = self.random.choice(["kill", "suspend", "stop", "server", "read", "read", "read", "reader"])
        if act == "kill" and part.process_id and not part.finished and not isinstance(part.runner, ThreadRunner):
            self.killed.add(job.id)
            try:
                os.kill(part.process_id, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it has just ended by itself
        elif act == "suspend" and part.state == JobState.Running and part.process_id:
            os.killpg(part.process_id, signal.SIGSTOP)
            os.killpg(part.process_id, signal.SIGCONT)
        elif act == "stop":
            job.request_stop(grace=0.5)
        elif act == "server" and self.pool.server_pid and self.random.random() < 0.3:
            os.kill(self.pool.server_pid, signal.SIGKILL)
        elif act == "read":
            self.read(job, self.random.randrange(1, 50))
        elif act == "reader" and job.kind.name == "DurableJob":
            self.jobs[self.jobs.index(job)] = again = attach(self.store, job.attributes["durable"], argv=durable_argv(PATHS),
                                                                   numbers=self.table.numbers)
            self.got[again.id] = self.got.pop(job.id)
            if job.id in self.killed:
                self.killed.add(again.id)

    def read(self, job: Job, most: int) -> None:
        reading = job.receive(streams=[Stream.Output])
        for _, record in zip(range(most), reading):
            self.got[job.id].append(record.value)
        reading.close()  # type: ignore[attr-defined]


def test_seeded_fault_run(run: Run, own_pool: ProcessPool, table: JobTable, tmp_path: Any) -> None:
    own_pool.start_timeout = 60.0  # on a busy machine even a healthy server may be slow
    fault = FaultRun(run, own_pool, table, JobStore(str(tmp_path)))
    for _ in range(COUNT):
        fault.start()
        for _ in range(fault.random.randrange(4)):
            fault.hurt()
    for job in fault.jobs:
        assert job.wait(120), f"seed {SEED}: {job} hangs"
    for job in fault.jobs:
        fault.read(job, RECORDS + 1)
        part = job.child_jobs[0] if job.child_jobs else job
        got, told = fault.got[job.id], f"seed {SEED}: {job} {part.reason!r}"
        assert got == list(range(len(got))), f"{told} {got}"
        assert job.state in FINISHED
        if job.state == JobState.Completed:
            assert len(got) == RECORDS, told
        elif job.state == JobState.Failed:
            assert isinstance(part.reason, JobFailure), told
            assert job.id in fault.killed, told
