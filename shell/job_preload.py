"""Importing this warms the engine up: the fork server does so once, before the first job, so that no job pays for it."""
from __future__ import annotations

from typing import Any

from jobs.states import Value
from shell.commands.index import find_cmdlet
from shell.job_main import JobRun
from shell.remoting.job_codec import JobCodec
from shell.runtime.garbage import collect_rarely

COMMON = ("Write-Output ForEach-Object Where-Object Select-Object Sort-Object Get-Item Get-ChildItem Get-Content Set-Content Out-String Out-Null Out-Default "
          "Write-Host Write-Error Write-Warning Write-Progress Get-Date Start-Sleep Test-Path Measure-Object Get-Process ConvertTo-Json Set-Location").split()
SCRIPT = """
function f { param([int]$x, [string]$y = 'a') if ($x -gt 1) { "$x" } else { $y } }
$t = @{ a = 1; b = 'x' }; $l = @(1, 2.5, 'c'); foreach ($i in 1..3) { $t.a += $i }
try { throw 'x' } catch { $m = "$_" } finally { $l.Count }
1..3 | ForEach-Object { $_ * 2 } | Where-Object { $_ -gt 2 } | Select-Object -First 1
[pscustomobject]@{ A = 1; B = [datetime]'2024-01-02' } | Out-String | Out-Null
f 2 | Sort-Object; Write-Warning 'w'; Write-Host 'h'; Write-Error 'e'; Get-NothingOfThisName; Start-Sleep -Milliseconds 0; Get-Location
"""


class Nowhere:
    """A job's context without a job: everything encoded, nothing sent."""

    exit_code = None

    def __init__(self) -> None:
        self._codec = JobCodec()

    def emit(self, stream: int, value: Value) -> None:
        encoder = self._codec.encoder(stream)
        encoder.add(value)
        encoder.take()

    def fail_with(self, reason: Value) -> None:
        self.emit(2, reason)

    def flush(self) -> None:
        """Nothing waits."""


def warm() -> None:
    """Load common commands and run a bit of everything; collect garbage as rarely as the shell does."""
    collect_rarely()
    for name in COMMON:
        info = find_cmdlet(name)
        if info is not None and getattr(info, "implementation", None) is not None:
            info.implementation()
            info.metadata  # noqa: B018  (makes the parameter tables)
    context: Any = Nowhere()
    for script in ("1", SCRIPT):
        JobRun(context, {"script": script, "args": [1], "input": [1], "using": {}, "init": "2"}).run()


warm()
