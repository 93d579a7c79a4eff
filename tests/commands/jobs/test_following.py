"""Looking at jobs without taking from them: Watch-Job, readers with places of their own, restarts of what failed."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest

from jobs import JobNumbers
from shell.commands.jobs import durable_jobs
from shell.commands.jobs.job_view import JobView
from shell.engine import Shell
from shell.objects.psobject import base_of
from shell.runtime.host import NullHost

Run = Callable[[str], "list[Any]"]


class Lines(NullHost):
    """Keeps what is written to the host; `surface` is a live region when a test wants one."""

    surface: Any = None

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write_line(self, text: str) -> None:
        self.lines.append(text)


class Surface:
    live = True

    def __init__(self) -> None:
        self.shown: list[Any] = []
        self.hidden: list[str] = []

    def show(self, key: str, render: Any, at_once: bool = False) -> None:
        self.shown.append((key, render(80, 24)))

    def hide(self, key: str) -> None:
        self.hidden.append(key)


@pytest.fixture()
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(durable_jobs, "_STORE", [])
    made = Shell(Lines())
    made.ctx.jobs.numbers = JobNumbers()
    yield made
    made.close()


@pytest.fixture()
def run(shell: Shell) -> Run:
    return lambda text: [base_of(value) for value in shell.ctx.run_text(text)]


def test_watching_tells_each_change_once_and_takes_nothing(shell: Shell, run: Run) -> None:
    assert run("$j = Start-ThreadJob { Write-Progress -Activity Copy -PercentComplete 50; 'one'; 'two' } -Name w; Watch-Job $j -Interval 0.05; Receive-Job $j") == [
        "one", "two"]
    lines = shell.ctx.host.lines
    assert lines[-1] == "1 w Completed: two" and len(set(lines)) == len(lines)


def test_a_fan_out_shows_its_parts(shell: Shell, run: Run) -> None:
    run("1..2 | ForEach-Object -Parallel { if ($_ -eq 2) { throw 'no' }; \"item $_\" } -AsJob | Set-Variable j; Watch-Job $j")
    assert {"1 Job1 Failed 2/2, 1 failed", "  2 Job2 Completed: item 1", "  3 Job3 Failed"} <= set(shell.ctx.host.lines)


def test_progress_says_how_long_it_will_take(shell: Shell, run: Run) -> None:
    run("$j = Start-ThreadJob { Write-Progress -Activity Copy -PercentComplete 50 -SecondsRemaining 90; 'x'; Start-Sleep 60 }; "
        "while (-not $j.HasMoreData) { Start-Sleep -Milliseconds 10 }")
    job = shell.ctx.jobs.jobs[0]
    assert JobView(shell.ctx.host, [job]).render(80, 24) == ["1 Job1 Running 50 % of Copy, 90 s left: x"]
    assert run("Stop-Job $j; $j.State") == ["Stopped"]


@pytest.mark.parametrize("command", ["$j | Wait-Job | Out-Null", "$null = $j | Receive-Job -Wait", "Watch-Job $j"])
def test_waiting_shows_on_a_live_terminal(shell: Shell, run: Run, command: str) -> None:
    shell.ctx.host.surface = surface = Surface()
    run(f"$j = Start-ThreadJob {{ 1 }} -Name shown; {command}")
    assert surface.shown[0][0] == "jobs" and surface.shown[0][1][0].startswith("1 shown ") and surface.hidden == ["jobs"]


@pytest.mark.parametrize("start", ["Start-Job", "Start-Job -Durable"])
def test_readers_do_not_disturb_each_other(run: Run, start: str) -> None:
    text = f"""$j = {start} {{ 1..4 }} | Wait-Job; (Receive-Job $j -Reader a | Select-Object -First 2) -join ' '; (Receive-Job $j) -join ' '
    (Receive-Job $j -Reader a) -join ' '; (Receive-Job $j -Offset 3) -join ' '; @(Receive-Job $j).Count; (Receive-Job $j -Wait -Reader b) -join ' '"""
    assert run(text) == ["1 2", "1 2 3 4", "3 4", "4", 0, "1 2 3 4"]


def test_only_the_failed_items_run_again(run: Run, tmp_path: Path) -> None:
    text = f"""$j = 1..3 | ForEach-Object -Parallel {{ if ($_ -eq 2 -and -not (Test-Path '{tmp_path}/mark')) {{ throw 'two' }}; "item $_" }} -AsJob
    $null = Wait-Job $j; $j.State; Set-Content '{tmp_path}/mark' 1; $null = Restart-Job $j -FailedOnly; $null = Wait-Job $j; $j.State
    ($j.ChildJobs.Attempt -join ' '); (Receive-Job $j -ErrorAction Ignore | Sort-Object) -join ', '"""
    assert run(text) == ["Failed", "Completed", "1 2 1", "item 1, item 2, item 3"]


def test_a_finished_job_runs_again_into_the_same_streams(run: Run) -> None:
    assert run("$j = Start-Job { 'again' } | Wait-Job; $null = Restart-Job $j; $null = Wait-Job $j; Receive-Job $j; $j.Attempt") == ["again", "again", 2]


def test_streams_come_in_the_order_they_were_written(run: Run) -> None:
    text = "$j = Start-ThreadJob { 'a'; Write-Warning 'w'; 'b'; Write-Error 'e'; 'c' } | Wait-Job; Receive-Job $j *>&1 | ForEach-Object { \"$_\" }"
    assert run(text) == ["a", "w", "b", "e", "c"]


@pytest.mark.parametrize("start,memory", [("Start-Job", True), ("Start-ThreadJob", False), ("Start-Job -Durable", True)])
def test_a_job_knows_what_it_has_used(run: Run, start: str, memory: bool) -> None:
    text = f"""$j = {start} {{ $s = 0; foreach ($i in 1..20000) {{ $s += $i }}; $s }} | Wait-Job; $j.CpuTime.TotalMilliseconds -gt 0
    $j.Duration.TotalMilliseconds -gt 0; $null -ne $j.PeakMemory; $null -ne $j.ProcessId; $j.ExitCode"""
    assert run(text) == [True, True, memory, memory, 0 if memory else None]


def test_looking_at_a_question_does_not_answer_it(run: Run) -> None:
    text = """$j = Start-Job -Durable { 'before'; Read-Host name }; while ($j.State -ne 'Blocked') { Start-Sleep -Milliseconds 10 }
    Receive-Job $j -Keep; $j.Question; $null = Send-JobInput $j Ann; $null = Wait-Job $j; Receive-Job $j"""
    assert run(text) == ["before", "name", "before", "Ann"]


def test_only_the_failed_host_of_a_fan_out_runs_again() -> None:
    text = """$j = Invoke-Command -ComputerName Server01, Server02 {
        if ($env:HOME -like '*Server02*' -and -not (Test-Path ~/mark)) { $null = New-Item ~/mark; throw 'first' }; "ok $(hostname)" } -AsJob
    $null = Wait-Job $j; $j.State; $null = Restart-Job $j -FailedOnly; $null = Wait-Job $j; $j.State; $j.ChildJobs.Attempt -join ' '; Receive-Job $j"""
    done = subprocess.run([sys.executable, "-m", "shell", "-NoProfile", "--lab", "-Command", text], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split("\n")[:5] == ["Failed", "Completed", "1 2", "ok Server01", "ok Server02"], done.stderr
