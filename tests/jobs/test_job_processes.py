"""Process jobs with real processes: results, every way of dying, stopping, suspending, losing the fork server."""
from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any, Callable

import job_bodies as bodies
import pytest
from job_support import PATHS, Run, wait_until

import jobs
from jobs import Job, JobState, JobTable, Stream
from jobs.runners.fork_server import python_argv
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.runners.server_client import WorkerSpec
from jobs.states import OutputNotSerializable, ProcessDied, RemoteFailure, SpawnFailed

S = JobState


def child(job: Job) -> Job:
    return job.child_jobs[0]


def output(job: Job) -> list[Any]:
    return [record.value for record in job.receive(streams=[Stream.Output])]


def first(job: Job) -> Any:
    return next(child(job).log.default.follow(timeout=10)).value


def test_output_state_and_figures(run: Run) -> None:
    job = run(bodies.count, 1000)
    assert job.wait(10) and job.state == S.Completed and child(job).exit_code == 0
    assert output(job) == list(range(1000)) and output(job) == []
    assert child(job).log.values(Stream.Output) == list(range(1000))
    assert child(job).process_id and (job.cpu_seconds or 0) > 0 and (job.peak_memory or 0) > 1_000_000 and job.duration is not None


def test_streams_keep_their_order_and_failure_its_name(run: Run) -> None:
    job = run(bodies.say_and_fail)
    assert job.wait(10) and job.state == S.Failed and job.reason is None
    assert [(record.stream, record.value) for record in job.receive()] == [
        (Stream.Output, 1), (Stream.Warning, "careful"), (Stream.Output, 2)]
    reason = child(job).reason
    assert isinstance(reason, RemoteFailure) and reason.type_name == "ValueError" and "say_and_fail" in reason.detail


def test_unpicklable_output_fails_by_name(run: Run) -> None:
    job = run(bodies.unpicklable)
    assert job.wait(10) and isinstance(child(job).reason, OutputNotSerializable) and child(job).reason.type_name == "function"
    assert output(job) == ["before"]


def test_killed_child_keeps_output_and_names_the_cause(run: Run) -> None:
    job = run(bodies.die)
    assert job.wait(10) and job.state == S.Failed
    reason = child(job).reason
    assert isinstance(reason, ProcessDied) and reason.signal == signal.SIGKILL and reason.stderr == "raw complaint\n"
    assert output(job) == ["last words"]


def test_exit_code(run: Run) -> None:
    job = run(bodies.leave, 3)
    assert job.wait(10) and job.state == S.Completed and child(job).exit_code == 3
    other = run(bodies.ends_failed)
    assert other.wait(10) and other.state == S.Failed


def test_environment_and_folder(run: Run, tmp_path: Path) -> None:
    job = run(bodies.environment, "FLAVOR", env={"FLAVOR": "mint"}, cwd=str(tmp_path))
    assert job.wait(10) and output(job) == ["mint", str(tmp_path)]
    missing = run(bodies.nothing, cwd=str(tmp_path / "nowhere"))
    assert missing.wait(10) and child(missing).reason.type_name == "FileNotFoundError"


def test_stop_takes_grandchildren_along(run: Run, alive: Callable[[int], bool]) -> None:
    job = run(bodies.sleep_with_grandchild)
    grandchild = first(job)
    assert alive(grandchild)
    assert job.stop(10) and job.state == S.Stopped
    wait_until(lambda: not alive(grandchild) and not alive(child(job).process_id or 0))


def test_stop_of_a_stubborn_job_is_forced(run: Run) -> None:
    job = run(bodies.stubborn)
    assert first(job) == "ready"
    assert job.stop(10, grace=0.05) and job.state == S.Stopped


def test_stop_before_the_process_exists(run: Run) -> None:
    job = run(bodies.stubborn)
    assert job.stop(10, grace=0.05) and job.state == S.Stopped and child(job).state == S.Stopped


def test_suspend_holds_the_process_and_resume_lets_it_go(run: Run, tmp_path: Path) -> None:
    ticks = tmp_path / "ticks"
    job = run(bodies.tick, str(ticks))
    ticks.write_bytes(b"x")
    following = child(job).log.default.follow(timeout=10)
    assert next(following).value == 0
    job.suspend()
    assert job.wait(5, until=[S.Suspended]) and job.state == S.Suspended
    stat = Path(f"/proc/{child(job).process_id}/stat")
    wait_until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T")
    ticks.write_bytes(b"xx")
    job.resume()
    assert next(following).value == 1 and job.wait(5, until=[S.Running])
    job.suspend()
    assert job.stop(10) and job.state == S.Stopped


def test_a_stop_signal_from_outside_shows_as_suspended(run: Run) -> None:
    job = run(bodies.sleep_with_grandchild)
    first(job)
    pid = child(job).process_id
    assert pid
    os.kill(pid, signal.SIGSTOP)
    assert job.wait(5, until=[S.Suspended])
    os.kill(pid, signal.SIGCONT)
    assert job.wait(5, until=[S.Running])
    os.kill(pid, signal.SIGSTOP)
    assert job.wait(5, until=[S.Suspended]) and job.stop(10) and job.state == S.Stopped


def test_question_blocks_until_answered(run: Run) -> None:
    job = run(bodies.greet, encode_input=str.encode)
    assert job.wait(10, until=[S.Blocked]) and job.state == S.Blocked and child(job).pending_input == "name?"
    job.send_input("Ann")
    assert job.wait(10) and output(job) == ["hello Ann"]
    blocked = run(bodies.greet)
    assert blocked.wait(10, until=[S.Blocked]) and blocked.stop(10) and blocked.state == S.Stopped


def test_following_tells_of_each_question_once(run: Run) -> None:
    job = run(bodies.greet, encode_input=str.encode)
    steps = jobs.follow([job], timeout=20)
    asked = next(steps)
    assert asked.record is None and asked.state.state == S.Blocked and asked.job.pending_input == "name?"
    asked.job.send_input("Bo")
    assert [(step.job.id, step.record.value if step.record else step.state.state) for step in steps] == [
        (child(job).id, "hello Bo"), (child(job).id, S.Completed), (job.id, S.Completed)]


def test_killing_the_server_spares_running_jobs_and_the_next_job_gets_another(run: Run, own_pool: ProcessPool, tmp_path: Path) -> None:
    ticks = tmp_path / "ticks"
    running = run(bodies.tick, str(ticks), pool=own_pool)
    ticks.write_bytes(b"x")
    assert first(running) == 0
    before = own_pool.server_pid
    assert before
    os.kill(before, signal.SIGKILL)
    after = run(bodies.count, 3, pool=own_pool)
    assert after.wait(10) and output(after) == [0, 1, 2] and own_pool.server_pid != before
    ticks.write_bytes(b"xx")
    assert first(running) == 1
    pid = child(running).process_id
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert running.wait(10) and isinstance(child(running).reason, ProcessDied)


def test_a_server_that_hangs_is_replaced(run: Run, own_pool: ProcessPool) -> None:
    assert run(bodies.nothing, pool=own_pool).wait(10)
    before = own_pool.server_pid
    assert before
    os.kill(before, signal.SIGSTOP)
    job = run(bodies.count, 2, pool=own_pool)
    assert job.wait(20) and output(job) == [0, 1] and own_pool.server_pid != before


def test_without_a_server_jobs_are_spawned(run: Run) -> None:
    pool = ProcessPool(WorkerSpec(tuple(python_argv(PATHS)), "jobs.runners.callables:run"), use_server=False)
    job, dead = run(bodies.count, 3, pool=pool), run(bodies.die, pool=pool)
    assert job.wait(10) and output(job) == [0, 1, 2]
    assert dead.wait(10) and child(dead).reason.signal == signal.SIGKILL


@pytest.mark.parametrize("spec", [
    WorkerSpec(("/nowhere/python",), "x:y"), WorkerSpec(tuple(python_argv(PATHS)), "no_such_module:run"),
    WorkerSpec(("/bin/true",), "x:y")])
def test_what_cannot_start_fails_by_name(run: Run, spec: WorkerSpec) -> None:
    job = run(bodies.nothing, pool=ProcessPool(spec))
    assert job.wait(20) and job.state == S.Failed
    assert isinstance(child(job).reason, SpawnFailed)


def test_an_entry_of_its_own_and_its_encoded_reason(table: JobTable) -> None:
    pool = ProcessPool(WorkerSpec(tuple(python_argv(PATHS)), "job_bodies:encoded_failure"))
    job = table.new("PythonJob", runner=ProcessRunner(pool, b""))
    job.start()
    assert job.wait(10) and job.state == S.Failed and job.reason == {"why": "because"}
    assert [record.value for record in job.receive()] == ["out"]
    pool.close()


def test_three_hundred_jobs_at_once(run: Run) -> None:
    started = [run(bodies.count, number) for number in range(300)]
    assert all(job.wait(30) for job in started)
    assert [len(output(job)) for job in started] == list(range(300))


def test_endless_output_stays_bounded_and_can_be_stopped(run: Run) -> None:
    job = run(bodies.endless)
    log = child(job).log
    wait_until(lambda: log.spilled_bytes > 5_000_000, 30)
    assert log._resident_size < 20_000_000
    taken = [record.value for record, _ in zip(job.receive(), range(1000))]
    assert taken == ["x" * 100] * 1000
    assert job.stop(10) and job.state == S.Stopped
    job.dispose()


def test_restart_and_retry_in_new_processes(run: Run, table: JobTable, tmp_path: Path) -> None:
    job = run(bodies.fail_until, str(tmp_path / "a"), 1)
    assert job.wait(10) and job.state == S.Failed
    first_pid = child(job).process_id
    assert job.restart(failed_only=True) == [child(job)]
    assert job.wait(10) and job.state == S.Completed and output(job) == ["done"] and child(job).process_id != first_pid


def test_python_callables_in_a_line(tmp_path: Path) -> None:
    table = JobTable()
    in_process = jobs.start(bodies.fail_until, str(tmp_path / "b"), 2, process=True, retries=2, table=table, name="retry")
    in_thread = jobs.start(bodies.count, 3, table=table, after=[in_process])
    assert jobs.wait(in_process, in_thread, timeout=20)
    assert (in_process.attempt, in_process.state, in_process.name) == (3, S.Completed, "retry")
    assert [record.value for record in in_thread.receive()] == [0, 1, 2]
    slow = jobs.start(bodies.sleep_with_grandchild, process=True, timeout=0.5, table=table)
    assert jobs.wait(slow, timeout=20) and type(slow.reason).__name__ == "JobTimedOut"
