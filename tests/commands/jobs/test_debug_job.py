"""Thread jobs at a breakpoint: they wait, Debug-Job looks into them, they go on or stop."""
from __future__ import annotations

from tests.shell_runs import run

WAIT = "while ($j.State -ne 'AtBreakpoint') { Start-Sleep -Milliseconds 20 }\n"
START = "$j = Start-ThreadJob { $n = 41; Wait-Debugger; $m = $n + 1; \"out $m\" }\n"


def out(text: str) -> list[str]:
    return run("-NoLogo", stdin=text).out.splitlines()


def test_a_job_waits_and_is_looked_into() -> None:
    lines = out(START + WAIT + "$j.State\nDebug-Job $j\n$n\n$n = 9\nv\n$m\nc\nReceive-Job $j -Wait\n\"$($j.State)\"\n")
    assert "AtBreakpoint" in lines and "41" in lines and "10" in lines and "out 10" in lines and "Completed" in lines
    assert any(line.startswith("[DBG]: [Job1]: PS ") for line in lines)


def test_quit_stops_the_job() -> None:
    lines = out(START + WAIT + "Debug-Job $j\nq\n$null = Wait-Job $j\n\"state $($j.State)\"\n")
    assert "state Stopped" in lines


def test_stop_job_ends_one_that_stands_still() -> None:
    lines = out(START + WAIT + "Stop-Job $j\n\"state $($j.State)\"\n")
    assert "state Stopped" in lines
