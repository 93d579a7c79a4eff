"""What our jobs do beyond PowerShell: old forms of the documentation, nothing lost on an early stop, suspend and resume."""
from __future__ import annotations

from tests.shell_runs import command


def test_get_job_takes_the_job_itself() -> None:
    done = command("$j = Start-Job { 1 }; (Get-Job $j).Id -eq $j.Id; $j | Wait-Job | Out-Null")
    assert (done.out, done.err) == ("True\n", "")


def test_receive_job_takes_the_old_name_of_its_id() -> None:
    done = command("$j = Start-Job { 'one'; 'two' }; $j | Wait-Job | Out-Null; Receive-Job -SessionId $j.Id")
    assert (done.out, done.err) == ("one\ntwo\n", "")


def test_an_early_stop_loses_nothing() -> None:
    done = command("$j = Start-Job { 1..4 }; $j | Wait-Job | Out-Null; Receive-Job $j | Select-Object -First 1; 'rest'; Receive-Job $j")
    assert (done.out, done.err) == ("1\nrest\n2\n3\n4\n", "")


def test_suspend_and_resume() -> None:
    done = command("$j = Start-Job { Start-Sleep 0.3; 'done' }; Suspend-Job $j | Out-Null; \"$($j.State)\"; Resume-Job $j | Out-Null; "
                   "$j | Wait-Job | Receive-Job")
    assert (done.out.splitlines()[-1], done.err) == ("done", "")
    assert done.out.startswith("Suspended\n")
