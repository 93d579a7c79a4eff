"""Jobs: each figure with the bar it has to keep, measured inside one shell (memory is the shell's own, from /proc)."""
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any, NamedTuple


class Bar(NamedTuple):
    """A figure is kept when it is at most the bar (at least, where more is better). powershell is what PowerShell 7.6 takes."""

    name: str
    unit: str
    bar: float
    more_is_better: bool = False
    powershell: str = ""


BARS = (
    Bar("Start-Job to Completed, median of 50", "ms", 15, powershell="400"),
    Bar("Start-ThreadJob to Completed, median of 50", "ms", 1, powershell="64"),
    Bar("-Parallel, one item of 10,000", "ms", 0.3, powershell="29"),
    Bar("1,000 sleeping thread jobs", "MB", 150),
    Bar("small objects from a process job", "/s", 300_000, more_is_better=True, powershell="5,700"),
    Bar("10 million lines from a job, all received", "MB", 200),
)

SCRIPT = r"""
function Median($all) { ($all | Sort-Object)[[int](($all.Count - 1) / 2)] }
function Row($name, $value) { "ROW`t$name`t$value" }
function Memory($what) { [int]((Get-Content /proc/$PID/status | Where-Object { $_ -like "$what*" }) -replace '\D') / 1024 }
$null = Start-Job { 1 } | Wait-Job | Remove-Job
$all = foreach ($k in 1..50) { $t = [Diagnostics.Stopwatch]::StartNew(); $j = Start-Job { 1 }; $null = Wait-Job $j; $t.Elapsed.TotalMilliseconds; Remove-Job $j }
Row 'Start-Job to Completed, median of 50' (Median $all)
$null = Start-ThreadJob { 1 } | Wait-Job | Remove-Job
$all = foreach ($k in 1..50) { $t = [Diagnostics.Stopwatch]::StartNew(); $j = Start-ThreadJob { 1 }; $null = Wait-Job $j; $t.Elapsed.TotalMilliseconds; Remove-Job $j }
Row 'Start-ThreadJob to Completed, median of 50' (Median $all)
$all = foreach ($k in 1..3) { $t = [Diagnostics.Stopwatch]::StartNew(); $null = 1..10000 | ForEach-Object -Parallel { $_ }; $t.Elapsed.TotalMilliseconds / 10000 }
Row '-Parallel, one item of 10,000' (Median $all)
$all = foreach ($k in 1..5) {
    $t = [Diagnostics.Stopwatch]::StartNew()
    $r = Start-Job { foreach ($i in 1..300000) { [pscustomobject]@{ A = $i; B = 'x' } } } | Receive-Job -Wait -AutoRemoveJob
    300000 / $t.Elapsed.TotalSeconds
    if ($r.Count -ne 300000 -or $r[-1].A -ne 300000) { throw 'objects are missing' }
    $r = $null
}
Row 'small objects from a process job' (Median $all)
"""
SLEEPERS = r"""
function Memory($what) { [int]((Get-Content /proc/$PID/status | Where-Object { $_ -like "$what*" }) -replace '\D') / 1024 }
$null = Start-ThreadJob { 1 } -ThrottleLimit 1000 | Wait-Job | Remove-Job
$before = Memory VmRSS
$jobs = foreach ($k in 1..1000) { Start-ThreadJob { Start-Sleep 600 } }
while (@($jobs | Where-Object State -ne 'Running').Count) { Start-Sleep -Milliseconds 50 }
"ROW`t1,000 sleeping thread jobs`t$((Memory VmRSS) - $before)"
$jobs | Stop-Job
"""
LINES = r"""
function Memory($what) { [int]((Get-Content /proc/$PID/status | Where-Object { $_ -like "$what*" }) -replace '\D') / 1024 }
$j = Start-Job { foreach ($i in 1..10000000) { "line $i" } }
$null = Wait-Job $j
$n = 0; Receive-Job $j | ForEach-Object { $n++ }
if ($n -ne 10000000) { throw "only $n lines" }
"ROW`t10 million lines from a job, all received`t$(Memory VmHWM)"
"""


def measure(program: list[str]) -> list[dict[str, Any]]:
    """A row a bar: name, value, unit, bar, kept."""
    found: dict[str, float] = {}
    for script in (SCRIPT, SLEEPERS, LINES):
        found.update(_run(program, script))
    rows: list[dict[str, Any]] = []
    for bar in BARS:
        value = found.get(bar.name)
        kept = value is not None and (value >= bar.bar if bar.more_is_better else value <= bar.bar)
        rows.append({"name": bar.name, "value": value, "unit": bar.unit, "bar": bar.bar, "kept": kept, "powershell": bar.powershell,
                     "more_is_better": bar.more_is_better})
    return rows


def _run(program: list[str], script: str) -> dict[str, float]:
    with tempfile.NamedTemporaryFile("w", suffix=".ps1") as file:
        file.write(script)
        file.flush()
        done = subprocess.run([*program, "-NoProfile", "-NonInteractive", "-File", file.name], capture_output=True, text=True, check=False,
                              env=dict(os.environ, NO_COLOR="1"))
    if done.stderr.strip():
        print(done.stderr[:1500], file=sys.stderr)
    return {name: float(value) for _, name, value in (line.split("\t") for line in done.stdout.splitlines() if line.startswith("ROW\t"))}


def show(rows: list[dict[str, Any]]) -> None:
    print(f"{'what':46}{'figure':>12} {'':4}{'bar':>14}  {'':6}{'PowerShell':>12}")
    for row in rows:
        value = "-" if row["value"] is None else f"{row['value']:,.2f}" if row["value"] < 100 else f"{row['value']:,.0f}"
        sign = ">=" if row["more_is_better"] else "<="
        print(f"{row['name']:46}{value:>12} {row['unit']:4}{sign:>4}{row['bar']:>10,.10g}  {'kept' if row['kept'] else 'MISSED':6}{row['powershell']:>12}")
