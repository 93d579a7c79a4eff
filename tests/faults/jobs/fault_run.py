"""A seeded run of many jobs of all kinds under random kills, stops, suspends and readers that go and come back."""
from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from typing import Optional

from jobs import JobNumbers, JobTable
from jobs.runners.callables import ENTRY
from jobs.runners.executor import ExecutorDriver, LocalExecutor
from jobs.runners.fork_server import python_argv
from jobs.runners.process import ProcessPool
from jobs.runners.server_client import WorkerSpec
from jobs.store import JobStore
from tests.faults.jobs.subjects import KINDS, ROOT, Subject, World

WINDOW = 24
"""So many jobs live at a time."""
PATIENCE = 180.0
ACTS = ("kill",) * 4 + ("stop",) * 2 + ("hold",) * 4 + ("release",) * 5 + ("read",) * 16 + ("reader",) * 3 + ("server",)


class FaultRun:
    """run() starts count jobs and hurts them; what is wrong afterwards is in complaints."""

    def __init__(self, seed: int, count: int, folder: str) -> None:
        self.seed, self.count = seed, count
        self.dice = random.Random(seed)
        self.complaints: list[str] = []
        self.ends: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self.records = 0
        pool = ProcessPool(WorkerSpec(tuple(python_argv([ROOT])), ENTRY, ("tests.faults.jobs.bodies",)), start_timeout=PATIENCE)
        self.world = World(JobTable(JobNumbers()), pool, JobStore(folder), ExecutorDriver(LocalExecutor(pool), poll_seconds=0.02))
        self._live: list[Subject] = []

    def run(self) -> None:
        kinds = [kind for kind, weight in KINDS for _ in range(weight)]
        try:
            for _ in range(self.count):
                while len(self._live) >= WINDOW:
                    self._turn()
                self._live.append(self.dice.choice(kinds)(self.world, self.dice))
                for _ in range(self.dice.randrange(4)):
                    self._act()
                self._reap()
            self._finish()
        finally:
            self.world.table.stop_all(grace=0.2, timeout=PATIENCE)
            self.world.pool.close()

    def _turn(self) -> None:
        self._act()
        self._reap()
        time.sleep(0.001)  # the jobs' turn

    def _act(self) -> None:
        act, subject = self.dice.choice(ACTS), self.dice.choice(self._live)
        self.acts[act] += 1
        if act == "read":
            subject.read(self.dice)
        elif act == "reader":
            subject.restart_reader()
        elif act == "server":
            pid = self.world.pool.server_pid
            if pid and self.dice.random() < 0.5:
                os.kill(pid, signal.SIGKILL)
        else:
            getattr(subject, act)()

    def _reap(self) -> None:
        for subject in [s for s in self._live if s.job.finished]:
            if subject.job.wait(PATIENCE):
                self._judge(subject)

    def _finish(self) -> None:
        for subject in list(self._live):
            subject.release()
        for subject in list(self._live):
            if not subject.job.wait(PATIENCE):
                self.complaints.append(f"{subject.job!r} ({subject.kind}, hurt by {sorted(subject.hurt)}) hangs")
                self._live.remove(subject)
                continue
            self._judge(subject)

    def _judge(self, subject: Subject) -> None:
        self._live.remove(subject)
        wrong: Optional[str] = subject.verdict()
        self.ends[f"{subject.kind} {subject.job.state.name}"] += 1
        self.records += sum(len(reader.got) for reader in subject.readers)
        if wrong:
            self.complaints.append(f"seed {self.seed}: {wrong}")
        subject.close()

    def report(self) -> str:
        ends = ", ".join(f"{name} {number}" for name, number in sorted(self.ends.items()))
        acts = ", ".join(f"{name} {number}" for name, number in sorted(self.acts.items()))
        return f"{sum(self.ends.values())} jobs: {ends}\nacts: {acts}\nrecords read and checked: {self.records:,}"
