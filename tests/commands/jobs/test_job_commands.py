"""Job commands end to end in one shell: what the record does not cover (our own verbs), and what must never be lost."""
from __future__ import annotations

from typing import Any

import pytest

from shell.engine import Shell
from shell.objects.psobject import PSCustomObject, PSObject, base_of
from shell.remoting.job_codec import JobCodec
from shell.runtime.host import NullHost


@pytest.fixture()
def run() -> Any:
    shell = Shell(NullHost())

    def call(text: str) -> list[Any]:
        return [base_of(value) for value in shell.ctx.run_text(text)]
    yield call
    shell.close()


def test_codec_keeps_order_of_mixed_values() -> None:
    codec = JobCodec()
    encoder = codec.encoder(1)
    values = [1, "a", PSCustomObject({"A": 1, "B": "x"}), PSCustomObject({"A": 2, "B": "y"}), None, PSObject("noted", {"N": 1}), [1, 2]]
    for value in values:
        encoder.add(value)
    count, payload = encoder.take()
    back = codec.decode(1, payload)
    assert count == len(back) == len(values)
    assert [base_of(v) for v in back[:2]] == [1, "a"]
    assert back[2].props == {"A": 1, "B": "x"} and back[3].props == {"A": 2, "B": "y"}
    assert back[4] is None and base_of(back[5]) == "noted" and back[5].props == {"N": 1}
    assert list(base_of(back[6])) == [1, 2]


def test_early_stop_of_receive_loses_nothing(run: Any) -> None:
    assert run("$j = Start-ThreadJob { 1..5 } | Wait-Job; Receive-Job $j | Select-Object -First 2; Receive-Job $j") == [1, 2, 3, 4, 5]


def test_stop_ends_a_sleeping_thread_job_and_runs_finally(run: Any) -> None:
    text = """$box = @{}; $j = Start-ThreadJob { try { ($using:box).in = 1; Start-Sleep 60 } finally { ($using:box).out = 1 } }
    while (-not $box.in) { Start-Sleep -Milliseconds 10 }; Stop-Job $j; $j.State; $box.out"""
    assert run(text) == ["Stopped", 1]


@pytest.mark.parametrize("body", ["while ($true) {}", "[System.Threading.Thread]::Sleep(60000)", "$x = /bin/sh -c 'sleep 5; true'",
                                  "[System.Threading.ManualResetEvent]::new($false).WaitOne()", "Start-ThreadJob { Start-Sleep 60 } | Receive-Job -Wait",
                                  "1..2 | ForEach-Object -Parallel { Start-Sleep 60 }", "Read-Host x", "while ($true) { 'x' }"])
def test_whatever_a_thread_job_does_it_can_be_stopped(run: Any, body: str) -> None:
    text = f"$box = @{{}}; $j = Start-ThreadJob {{ ($using:box).in = 1; {body} }}; while (-not $box.in) {{ Start-Sleep -Milliseconds 10 }}; Stop-Job $j; " \
        "$j.State; $null -eq $j.JobStateInfo.Reason"
    assert run(text) == ["Stopped", True]


@pytest.mark.parametrize("command", ["Start-ThreadJob", "Start-Job"])
def test_finally_of_a_stopped_job_runs_to_its_end(run: Any, command: str, tmp_path: Any) -> None:
    text = f"""$j = {command} {{ try {{ 'in'; Start-Sleep 60 }} finally {{ Start-Sleep -Milliseconds 200; Set-Content '{tmp_path}/done' 1 }} }}
    while (-not $j.HasMoreData -or -not (Receive-Job $j -Keep)) {{ Start-Sleep -Milliseconds 10 }}; Stop-Job $j; $j.State; Test-Path '{tmp_path}/done'"""
    assert run(text) == ["Stopped", True]


def test_blocked_job_is_answered(run: Any) -> None:
    text = """$j = Start-Job { "got $(Read-Host q)" }; while ($j.State -eq 'Running') { Start-Sleep -Milliseconds 10 }
    $j.State; $null = Send-JobInput $j yes; Receive-Job $j -Wait"""
    assert run(text) == ["Blocked", "got yes"]


def test_process_job_is_suspended_and_resumed(run: Any) -> None:
    text = """$j = Start-Job { Start-Sleep 60 }; while (-not $j.ProcessId) { Start-Sleep -Milliseconds 10 }
    foreach ($n in 1..5) { $null = Suspend-Job $j; while ($j.State -ne 'Suspended') { Start-Sleep -Milliseconds 10 }
    $null = Resume-Job $j; while ($j.State -ne 'Running') { Start-Sleep -Milliseconds 10 } }; Stop-Job $j; $j.State"""
    assert run(text) == ["Stopped"]


def test_time_limit_fails_the_job(run: Any) -> None:
    assert run("$j = Start-Job -Timeout 0.2 { Start-Sleep 60 } | Wait-Job; $j.State; $j.ChildJobs[0].JobStateInfo.Reason.Message") == [
        "Failed", "The job did not finish within 0.2 seconds."]


def test_retry_and_dependencies(run: Any, tmp_path: Any) -> None:
    mark = tmp_path / "mark"
    text = f"""$a = Start-Job -Retry 1 {{ if (-not (Test-Path '{mark}')) {{ $null = New-Item '{mark}'; throw 'first' }}; 'second' }}
    $b = Start-Job -After $a {{ 'after' }}; $c = Start-Job -AfterFailure $a {{ 'never' }}
    $null = Wait-Job $a, $b, $c; Receive-Job $a; Receive-Job $b; $c.State"""
    assert run(text) == ["second", "after", "Stopped"]


def test_parallel_items_share_nothing(run: Any) -> None:
    assert run("1..3 | ForEach-Object -Parallel { $global:k++; \"$k\" } -ThrottleLimit 1") == ["1", "1", "1"]


def test_durable_job_is_found_by_another_shell(run: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from shell.commands.jobs import durable_jobs
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(durable_jobs, "_STORE", [])
    run("$null = Start-Job -Durable -Name kept { 'still here' } | Wait-Job")
    other = Shell(NullHost())
    assert [base_of(v) for v in other.ctx.run_text("Get-Job -Durable -Name kept | Receive-Job; Get-Job -Durable | Remove-Job; @(Get-Job).Count")] == [
        "still here", 0]
