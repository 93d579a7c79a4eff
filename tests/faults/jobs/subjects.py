"""The jobs of a fault run, a class a kind: how each is started, hurt and read, and what its readers must have been given in the end."""
from __future__ import annotations

import itertools
import os
import random
import signal
from typing import Any, Optional

from jobs import FINISHED, Cursor, Job, JobFailure, JobState, PickleCodec
from jobs.runners.callables import ENTRY, pack_call, thread_target
from jobs.runners.durable import attach, durable_argv, start_durable
from jobs.runners.executor import ExecutorDriver, ExecutorRunner, TaskSpec
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.runners.task_pool import TaskChildRunner, TaskContext, TaskJobRunner, TaskPool
from jobs.runners.thread import ThreadRunner
from jobs.scheduling import supervise
from jobs.states import JobError
from jobs.store import JobStore
from jobs.table import JobTable
from tests.faults.jobs import bodies

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


class World:
    """What all jobs of a run share."""

    def __init__(self, table: JobTable, pool: ProcessPool, store: JobStore, driver: ExecutorDriver) -> None:
        self.table, self.pool, self.store, self.driver = table, pool, store, driver


class Reader:
    """One reader of one job, who reads in pieces, and often drops what it reads from in the middle."""

    def __init__(self, cursor: Cursor, by_runs: bool) -> None:
        self.cursor, self._by_runs = cursor, by_runs
        self.got: list[tuple[int, Any]] = []

    def step(self, most: int) -> None:
        if not self._by_runs:
            self.got.extend((int(record.stream), record.value) for record in itertools.islice(self.cursor.read(), most))
            return
        for run in self.cursor.runs():
            for value in itertools.islice(run.rest, most):
                self.got.append((int(run.stream), value))
                most -= 1
            if most <= 0:
                return


class Subject:
    """A job under test: part is what runs, readers what has been read of it."""

    kind = ""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world = world
        self.upto = dice.randrange(40, 400)
        self.hurt: set[str] = set()
        self.held = False
        self.job = self.begin(dice)
        self.readers = self.make_readers()

    def begin(self, dice: random.Random) -> Job:
        raise NotImplementedError

    @property
    def part(self) -> Job:
        return self.job.child_jobs[0] if self.job.child_jobs else self.job

    def make_readers(self) -> list[Reader]:
        return [Reader(self.part.log.default, True), Reader(self.part.log.cursor("second"), False)]

    # hurting

    def kill(self) -> None:
        """Kill the process that does the work, where there is one."""
        pid = self.part.process_id
        if pid and not self.part.finished:
            self.hurt.add("kill")
            _kill(pid)

    def stop(self) -> None:
        self.hurt.add("stop")
        self.job.request_stop(grace=0.5)

    def hold(self) -> None:
        if self.held or self.job.finished:
            return
        try:
            self.job.suspend()
        except JobError:
            return  # it has not started, or it is over
        self.held = True

    def release(self) -> None:
        if not self.held:
            return
        self.held = False
        try:
            self.job.resume()
        except JobError:
            return  # it is over

    def read(self, dice: random.Random) -> None:
        dice.choice(self.readers).step(dice.randrange(1, 60))

    def restart_reader(self) -> None:
        """A reader goes away in the middle and comes back; of kinds whose readers live in this process nothing more is to be done."""
        self.readers[0].step(1)

    # judging

    def verdict(self) -> Optional[str]:
        """What is wrong, or None. The job has ended."""
        for reader in self.readers:
            reader.step(1 << 30)
            wrong = self._wrong(reader.got)
            if wrong:
                return f"{self.job!r} ({self.kind}, hurt by {sorted(self.hurt)}, reason {self.part.reason!r}): {wrong}"
        if self.readers[0].got != self.readers[1].got:
            return f"{self.job!r}: its two readers were given different records"
        return self._wrong_end()

    def _wrong(self, got: list[tuple[int, Any]]) -> Optional[str]:
        """Attempts follow each other in the log, each from 0 on; the last one of a completed job is whole."""
        values = [value for _, value in got]
        attempts = [i for i, value in enumerate(values) if value == 0] + [len(values)]
        if values and values[0] != 0:
            return f"begins with {values[:3]}"
        for start, end in zip(attempts, attempts[1:]):
            if values[start:end] != list(range(end - start)):
                return f"not in order, or not each once: {values[start:end]}"
        if any(stream != int(bodies.stream_of(value)) for stream, value in got):
            return "records came on other streams than they were sent on"
        if self.part.state == JobState.Completed and (not values or attempts[-1] - attempts[-2] != self.upto):
            return f"completed with {len(values)} of {self.upto} records"
        return None

    def _wrong_end(self) -> Optional[str]:
        if self.job.state not in FINISHED:
            return f"{self.job!r} has not ended"
        if self.job.state == JobState.Failed and not isinstance(self.part.reason, JobFailure):
            return f"{self.job!r} failed without a named reason: {self.part.reason!r}"
        if self.job.state == JobState.Failed and not self.hurt:
            return f"{self.job!r} failed unhurt: {self.part.reason!r}"
        return None

    def close(self) -> None:
        self.world.table.remove(self.job)


class ProcessSubject(Subject):
    kind = "process"

    def begin(self, dice: random.Random) -> Job:
        runner = ProcessRunner(self.world.pool, pack_call(bodies.numbers, (self.upto,), {}))
        job = self.world.table.new_with_child("BackgroundJob", runner)
        if dice.random() < 0.15:
            supervise(job, retries=2)
        job.start()
        return job


class ThreadSubject(Subject):
    kind = "thread"

    def begin(self, dice: random.Random) -> Job:
        job = self.world.table.new("ThreadJob", runner=ThreadRunner(thread_target(bodies.numbers, (self.upto,), {})))
        job.start()
        return job

    def kill(self) -> None:
        self.stop()


class ParallelSubject(Subject):
    """-Parallel -AsJob: the first child is the one that is read and stopped."""

    kind = "parallel"

    def begin(self, dice: random.Random) -> Job:
        def task(context: TaskContext) -> None:
            bodies.talk(context, context.item)
        runner = TaskJobRunner(lambda: TaskPool(task, limit=3))
        job = self.world.table.new("PSTaskJob", runner=runner)
        for _ in range(3):
            runner.add(self.world.table.new_child(job, runner=TaskChildRunner()), self.upto)
        job.start()
        return job

    def kill(self) -> None:
        self.hurt.add("stop")
        self.job.child_jobs[-1].request_stop()

    def hold(self) -> None:
        """A -Parallel job as a whole cannot be held."""

    def _wrong_end(self) -> Optional[str]:
        return None if self.job.state in FINISHED else f"{self.job!r} has not ended"


class ExecutorSubject(Subject):
    kind = "executor"

    def begin(self, dice: random.Random) -> Job:
        request = pack_call(bodies.numbers, (self.upto,), {})
        runner = ExecutorRunner(self.world.driver, lambda job: TaskSpec(f"{job.instance_id}-{job.attempt}", request), PickleCodec())
        job = self.world.table.new_with_child("ExecutorJob", runner)
        job.start()
        return job

    def hold(self) -> None:
        """An executor cannot hold a task."""


class DurableSubject(Subject):
    kind = "durable"

    def begin(self, dice: random.Random) -> Job:
        self.again: list[Job] = []
        return start_durable(self.world.store, pack_call(bodies.numbers, (self.upto,), {}), entry=ENTRY, argv=durable_argv([ROOT]),
                             numbers=self.world.table.numbers)

    def make_readers(self) -> list[Reader]:
        other = attach(self.world.store, self.job.attributes["durable"], argv=durable_argv([ROOT]), reader="second", numbers=self.world.table.numbers)
        self.again.append(other)
        return [Reader(self.job.log.default, True), Reader(other.log.default, False)]

    def kill(self) -> None:
        """The job's process, or its runner."""
        record = self.world.store.get(self.job.attributes["durable"])
        pid = record.runner_pid if self.upto % 2 else record.process_id
        if pid and not self.job.finished:
            self.hurt.add("kill")
            _kill(pid)

    def restart_reader(self) -> None:
        """Another job object for the same record: as a later shell has it."""
        self.again.append(self.job)
        self.job = attach(self.world.store, self.job.attributes["durable"], argv=durable_argv([ROOT]), numbers=self.world.table.numbers)
        self.readers[0].cursor = self.job.log.default

    def close(self) -> None:
        for job in (self.job, *self.again):
            job.dispose()
        self.world.store.remove(self.job.attributes["durable"])


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has just ended by itself


KINDS: tuple[tuple[type[Subject], int], ...] = ((ProcessSubject, 9), (ThreadSubject, 5), (ParallelSubject, 2), (ExecutorSubject, 2), (DurableSubject, 2))
