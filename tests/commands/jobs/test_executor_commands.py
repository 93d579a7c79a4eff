"""-Executor of Start-Job and ForEach-Object -Parallel on a local dask cluster of two worker processes."""
from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest

from shell.engine import Shell
from shell.objects.psobject import base_of
from shell.runtime.host import NullHost

ROOT = str(Path(__file__).resolve().parents[3])
Run = Callable[[str], "list[Any]"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([ROOT, *([before] if before else [])])
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture()
def run() -> Iterator[Run]:
    shell = Shell(NullHost())
    yield lambda text: [base_of(value) for value in shell.ctx.run_text(text)]
    shell.close()


def test_a_job_with_values_of_the_session(run: Run, address: str) -> None:
    text = f"""$x = 5; $j = Start-Job -Executor {address} {{ $using:x; $args[0] }} -ArgumentList 'a' | Wait-Job
    $j.PSJobTypeName; $j.State; Receive-Job $j"""
    assert run(text) == ["ExecutorJob", "Completed", 5, "a"]


def test_items_run_on_the_cluster(run: Run, address: str) -> None:
    assert sorted(run(f"$k = 2; 1..6 | ForEach-Object -Parallel {{ $_ * $using:k }} -Executor {address}")) == [2, 4, 6, 8, 10, 12]


def test_a_failed_item_keeps_its_error_and_can_be_run_again(run: Run, address: str, tmp_path: Path) -> None:
    text = f"""$j = 1..3 | ForEach-Object -Parallel {{ if ($_ -eq 2 -and -not (Test-Path '{tmp_path}/mark')) {{ throw 'two' }}; $_ }} -Executor {address} -AsJob
    $null = Wait-Job $j; $j.State; $j.ChildJobs[1].JobStateInfo.Reason.Message; Set-Content '{tmp_path}/mark' 1
    $null = Restart-Job $j -FailedOnly; $null = Wait-Job $j; $j.State; ($j.ChildJobs.Attempt -join ' '); (Receive-Job $j | Sort-Object) -join ' '"""
    assert run(text) == ["Failed", "two", "Completed", "1 2 1", "1 2 3"]


def test_stop_really_stops(run: Run, address: str, tmp_path: Path) -> None:
    text = f"""$j = Start-Job -Executor {address} {{ $PID; try {{ Start-Sleep 600 }} finally {{ Set-Content '{tmp_path}/ended' 1 }} }}
    while (-not ($id = Receive-Job $j)) {{ Start-Sleep -Milliseconds 20 }}; Stop-Job $j; $j.State
    while (Get-Process -Id $id -ErrorAction Ignore) {{ Start-Sleep -Milliseconds 20 }}; Test-Path '{tmp_path}/ended'"""
    assert run(text) == ["Stopped", True]


def test_an_executor_that_is_not_there_is_an_error(run: Run) -> None:
    assert run("try { Start-Job -Executor slurm://x { 1 } } catch { $_.FullyQualifiedErrorId }") == [
        "UnknownExecutor,Microsoft.PowerShell.Commands.StartJobCommand"]
