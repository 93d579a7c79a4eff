"""Durable jobs: they outlive the shell, readers go on exactly where they were, every loss has a name."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import job_bodies as bodies
import pytest
from job_support import PATHS, wait_until

from jobs import Job, JobState, Stream
from jobs.durable_log import ReaderInUse
from jobs.runners.callables import ENTRY, pack_call
from jobs.runners.durable import attach, durable_argv, start_durable
from jobs.states import HostRestarted, RunnerLost
from jobs.store import DurableJobNotFound, JobStore
from jobs.stream_file import StreamFileWriter, scan

S = JobState
ARGV = durable_argv(PATHS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    store = JobStore(str(tmp_path / "state"))
    yield store
    for record in store.records():
        if record.state not in (S.Completed, S.Failed, S.Stopped):
            job = attach(store, record.number, argv=ARGV)
            assert job.stop(10, grace=0.1)
            job.dispose()


def begin(store: JobStore, function: Callable[..., Any], *args: Any, **options: Any) -> Job:
    return start_durable(store, pack_call(function, args, {}), entry=ENTRY, argv=ARGV, command=function.__name__, **options)


def values(job: Job) -> list[Any]:
    return [record.value for record in job.receive()]


def test_readers_take_each_record_once_whatever_the_shell(store: JobStore) -> None:
    job = begin(store, bodies.count, 100, name="numbers")
    assert job.wait(10) and (job.state, job.exit_code, job.name) == (S.Completed, 0, "numbers") and (job.cpu_seconds or 0) > 0
    reading = job.receive()
    assert [next(reading).value for _ in range(10)] == list(range(10))
    reading.close()
    later = attach(store, 1, argv=ARGV)
    assert later.instance_id == job.instance_id and later.state == S.Completed and later.has_more_data
    assert values(later) == list(range(10, 100)) and not later.has_more_data and not job.has_more_data
    other = attach(store, 1, argv=ARGV, reader="report")
    assert values(other) == list(range(100)) and other.log.values(Stream.Output) == list(range(100))


def test_a_reader_that_is_killed_goes_on_behind_what_it_was_given(store: JobStore, tmp_path: Path) -> None:
    assert begin(store, bodies.count, 5000).wait(10)
    script = (f"import sys, os; sys.path[:0] = {PATHS!r}\nfrom jobs.store import JobStore\nfrom jobs.runners.durable import attach\n"
              f"job = attach(JobStore({store.root!r}), 1)\n"
              "for record in job.receive():\n    os.write(1, b'%d\\n' % record.value)\n    if record.value % 700 == 699: os.kill(os.getpid(), 9)\n")
    seen: list[int] = []
    while len(seen) < 5000:
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=20, check=False)
        got = [int(line) for line in done.stdout.split()]
        assert got, done.stderr
        seen += got
    assert seen == list(range(5000))


def test_two_programs_cannot_read_as_one_reader(store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.durable_log.BUSY_SECONDS", 0.05)
    job = begin(store, bodies.count, 3)
    assert job.wait(10)
    reading = job.receive()
    next(reading)
    with pytest.raises(ReaderInUse):
        next(attach(store, 1, argv=ARGV).receive())
    reading.close()


def test_it_outlives_the_shell_that_started_it(store: JobStore, tmp_path: Path) -> None:
    ticks = tmp_path / "ticks"
    script = (f"import sys, os; sys.path[:0] = {PATHS!r}\nfrom jobs.store import JobStore\nfrom jobs.runners.durable import *\n"
              "from jobs.runners.callables import *\nimport job_bodies\n"
              f"job = start_durable(JobStore({store.root!r}), pack_call(job_bodies.tick, ({str(ticks)!r},), {{}}), entry=ENTRY, argv={ARGV!r})\n"
              "os.kill(os.getpid(), 9)\n")
    assert subprocess.run([sys.executable, "-c", script], timeout=20, check=False).returncode == -9
    job = attach(store, 1, argv=ARGV)
    following = job.log.default.follow(timeout=10)
    for number in range(3):
        ticks.write_bytes(b"x" * (number + 1))
        assert next(following).value == number
    following.close()
    job.suspend()
    assert job.wait(5, until=[S.Suspended])
    job.resume()
    assert job.wait(5, until=[S.Running])
    assert job.stop(10) and job.state == S.Stopped


def test_failures_and_text_past_the_streams(store: JobStore) -> None:
    failed, dead = begin(store, bodies.say_and_fail), begin(store, bodies.die)
    assert failed.wait(10) and failed.state == S.Failed and failed.reason.type_name == "ValueError" and values(failed) == [1, "careful", 2]
    assert dead.wait(10) and dead.reason.type_name == "ProcessDied" and dead.exit_code == 137
    assert sorted(values(dead)) == ["last words", "raw complaint\n"]


def test_stop_takes_grandchildren_and_the_stubborn(store: JobStore, alive: Callable[[int], bool]) -> None:
    job, hard = begin(store, bodies.sleep_with_grandchild), begin(store, bodies.stubborn)
    grandchild = next(job.log.default.follow(timeout=10)).value
    assert next(hard.log.default.follow(timeout=10)).value == "ready"
    assert job.stop(10) and job.state == S.Stopped and hard.stop(10, grace=0.05) and hard.state == S.Stopped
    wait_until(lambda: not alive(grandchild))


def test_a_question_can_be_answered_by_another_shell(store: JobStore) -> None:
    started = begin(store, bodies.greet)
    assert started.wait(10, until=[S.Blocked])
    other = attach(store, 1, argv=ARGV)
    assert other.state == S.Blocked and other.pending_input == "name?"
    other.send_input("Ann")
    assert started.wait(10) and values(started) == ['hello "Ann"']


def test_lost_runner_and_restarted_host_are_told(store: JobStore) -> None:
    job = begin(store, bodies.sleep_with_grandchild)
    next(job.log.default.follow(timeout=10))
    runner = store.get(1).runner_pid
    assert runner
    os.kill(runner, signal.SIGKILL)
    assert job.wait(10) and job.state == S.Failed and isinstance(job.reason, RunnerLost)
    record = store.create("old", "x", {"entry": ENTRY}, b"")
    store.update(record.number, state=int(S.Running), boot="another boot", runner_pid=1)
    again = attach(store, record.number, argv=ARGV)
    assert again.state == S.Failed and isinstance(again.reason, HostRestarted)


def test_restart_writes_on_into_the_same_log(store: JobStore, tmp_path: Path) -> None:
    job = begin(store, bodies.fail_until, str(tmp_path / "tries"), 1)
    assert job.wait(10) and job.state == S.Failed
    assert job.restart() == [job] and job.wait(10) and job.state == S.Completed and values(job) == ["done"]
    assert store.get(1).attempt == 2


def test_removal_leaves_nothing(store: JobStore) -> None:
    job = begin(store, bodies.count, 1)
    assert job.wait(10)
    store.remove(1)
    assert os.listdir(os.path.join(store.root, "logs")) == []
    with pytest.raises(DurableJobNotFound):
        attach(store, 1)


def test_a_torn_tail_is_cut_off(tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    writer = StreamFileWriter(path)
    writer.append(1, 2, b"first")
    writer.append(1, 3, b"second")
    writer.close()
    with open(path, "r+b") as file:
        file.truncate(os.path.getsize(path) - 2)
    writer = StreamFileWriter(path)
    assert writer.next_seq == 2
    writer.append(2, 1, b"third")
    writer.close()
    with open(path, "rb") as file:
        assert [(frame.seq, frame.stream) for frame in scan(file.fileno(), 0, verify=True)] == [(0, 1), (2, 2)]


def test_a_full_disk_leaves_the_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = StreamFileWriter(str(tmp_path / "log"))
    writer.append(1, 1, b"kept")
    real = os.pwrite

    def full(descriptor: int, data: Any, at: int) -> int:
        if at > 40:
            raise OSError(28, "No space left on device")
        return real(descriptor, data[:10], at)
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError):
        writer.append(1, 1, b"lost" * 20)
    monkeypatch.undo()
    writer.append(1, 1, b"after")
    with open(tmp_path / "log", "rb") as file:
        assert [frame.seq for frame in scan(file.fileno(), 0, verify=True)] == [0, 1]
