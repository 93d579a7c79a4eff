"""When a job runs: throttle groups, and the limits a durable job's runner keeps."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest

from shell.commands.jobs import durable_jobs
from shell.engine import Shell
from shell.objects.psobject import base_of
from shell.runtime.host import NullHost

Run = Callable[[str], "list[Any]"]


@pytest.fixture()
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(durable_jobs, "_STORE", [])
    shell = Shell(NullHost())
    yield lambda text: [base_of(value) for value in shell.ctx.run_text(text)]
    shell.close()


@pytest.mark.parametrize("command", ["Start-Job", "Start-ThreadJob"])
def test_a_group_has_its_own_limit(run: Run, command: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    text = f"""$all = 1..3 | ForEach-Object {{ {command} {{ while (-not (Test-Path '{gate}')) {{ Start-Sleep -Milliseconds 10 }}; 'done' }} -ThrottleGroup g -ThrottleLimit 2 }}
    $other = {command} {{ 'free' }} -ThrottleGroup h -ThrottleLimit 1 | Wait-Job; Receive-Job $other
    ($all.State) -join ' '; Stop-Job $all[2]; $all[2].State -in 'Stopped', 'Failed'; Set-Content '{gate}' 1; $null = Wait-Job $all; Receive-Job $all[0], $all[1]"""
    assert run(text) == ["free", "Running Running NotStarted", True, "done", "done"]


def test_the_next_of_a_group_starts_when_one_ends(run: Run) -> None:
    text = "$all = 1..4 | ForEach-Object { Start-Job { $using:_ } -ThrottleGroup one -ThrottleLimit 1 }; $null = Wait-Job $all; (Receive-Job $all) -join ' '"
    assert run(text) == ["1 2 3 4"]


def test_a_durable_job_is_tried_again_by_its_runner(run: Run, tmp_path: Path) -> None:
    text = f"""$j = Start-Job -Durable -Retry 3 {{ Add-Content '{tmp_path}/tries' x; if ((Get-Content '{tmp_path}/tries').Count -lt 3) {{ throw 'not yet' }}; 'made it' }}
    $null = Wait-Job $j; $j.State; $j.Attempt; Receive-Job $j"""
    assert run(text) == ["Completed", 3, "made it"]


def test_a_durable_job_has_a_time_limit(run: Run) -> None:
    text = "$j = Start-Job -Durable -Timeout 0.3 { 'begun'; Start-Sleep 600 }; $null = Wait-Job $j; $j.State; $j.JobStateInfo.Reason.Message"
    assert run(text) == ["Failed", "The job did not finish within 0.3 seconds."]


def test_a_durable_job_depends_on_no_shell(run: Run) -> None:
    assert run("$a = Start-Job { 1 }; try { Start-Job -Durable -After $a { 2 } } catch { $_.FullyQualifiedErrorId }") == [
        "DurableJobParameterConflict,Microsoft.PowerShell.Commands.StartJobCommand"]
