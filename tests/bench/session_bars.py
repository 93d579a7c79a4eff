"""The bars of sessions, measured in one run against an OpenSSH server on loopback; the plain counterpart is the ssh program.

Each row has the bar it is held to. Everything runs on one machine: with 200 sessions both ends share its processors.
"""
from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any, Callable, Optional

Row = dict[str, Any]
MANY = int(os.environ.get("PSSESSION_BENCH_SESSIONS", "200"))
TEXT_MB = int(os.environ.get("PSSESSION_BENCH_TEXT_MB", "1000"))
COPY_MB = int(os.environ.get("PSSESSION_BENCH_COPY_MB", "1000"))
TIMER = r"""
function T($name, $n, $sb) { $all = foreach ($k in 1..$n) { $t = [Diagnostics.Stopwatch]::StartNew(); $null = & $sb; $t.Elapsed.TotalMilliseconds }
    Row $name ($all | Sort-Object)[[int](($n - 1) / 2)] }
function Row($name, $value) { "ROW`t$name`t$value" }
"""
ONE = TIMER + r"""
$s = New-PSSession -HostName Server01
$null = Invoke-Command -Session $s { 1 }
T second 15 { New-PSSession -HostName Server01 | Remove-PSSession }
T round 200 { Invoke-Command -Session $s { 1 } }
$null = Invoke-Command -Session $s { $objects = 1..100000 | ForEach-Object { [pscustomobject]@{ A = $_; B = 'x' } } }
T objects 5 { Invoke-Command -Session $s { $objects } }
T made 5 { Invoke-Command -Session $s { 1..100000 | ForEach-Object { [pscustomobject]@{ A = $_; B = 'x' } } } }
Remove-PSSession $s
"""
TEXT = TIMER + r"""
$s = New-PSSession -HostName Server01
$null = Invoke-Command -Session $s { 1 }
$before = (Get-Process -Id $PID).WorkingSet64
T text 1 { Invoke-Command -Session $s { $line = 'x' * 1000; foreach ($i in 1..LINES) { $line } } | Out-Null }
Row memory (((Get-Process -Id $PID).WorkingSet64 - $before) / 1MB)
Row hostmemory ((Invoke-Command -Session $s { (Get-Process -Id $PID).WorkingSet64 }) / 1MB)
Remove-PSSession $s
"""
CROWD = TIMER + r"""
$names = 1..COUNT | ForEach-Object { 'NAME{0:d3}' -f $_ }
$null = New-PSSession -HostName Server01 | Remove-PSSession
$t = [Diagnostics.Stopwatch]::StartNew()
$s = New-PSSession -HostName $names
Row open $t.Elapsed.TotalMilliseconds
Row opened @($s | Where-Object State -eq Opened).Count
$null = Invoke-Command -Session $s { 1 }
T fanout 3 { Invoke-Command -Session $s { hostname } -ThrottleLimit COUNT }
$null = Get-Process -Id $PID
Start-Sleep 1
$cpu = (Get-Process -Id $PID).TotalProcessorTime.TotalMilliseconds
$t = [Diagnostics.Stopwatch]::StartNew()
Start-Sleep 10
Row idle (100 * ((Get-Process -Id $PID).TotalProcessorTime.TotalMilliseconds - $cpu) / $t.Elapsed.TotalMilliseconds)
$s | Remove-PSSession
"""
COPY = TIMER + r"""
$s = New-PSSession -HostName Server01
T up 1 { Copy-Item SOURCE FOLDER/up -ToSession $s }
T down 1 { Copy-Item SOURCE FOLDER/down -FromSession $s }
Remove-PSSession $s
"""


class Shell:
    """The shell under test with a home whose ssh configuration reaches the hosts."""

    def __init__(self, program: list[str], home: str) -> None:
        self.program = program
        self.environment = dict(os.environ, HOME=home)
        for name in ("XDG_CACHE_HOME", "SSH_AUTH_SOCK"):
            self.environment.pop(name, None)

    def seconds(self, argv: list[str]) -> float:
        start = time.perf_counter()
        subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=self.environment, check=False)
        return time.perf_counter() - start

    def rows(self, script: str) -> dict[str, float]:
        """The rows a script prints, by name."""
        with tempfile.NamedTemporaryFile("w", suffix=".ps1") as f:
            f.write(script)
            f.flush()
            done = subprocess.run([*self.program, "-NoProfile", "-NonInteractive", "-File", f.name], capture_output=True, text=True, env=self.environment)
        if done.stderr.strip():
            print(done.stderr[:1500], file=sys.stderr)
        found = (line.split("\t") for line in done.stdout.splitlines() if line.startswith("ROW\t"))
        return {name: float(value) for _, name, value in found}


def _crowd_config(folder: str, port: int, key: str) -> None:
    """Names one001.. for one host, and far001.. for hosts with a connection each (they differ in their HostKeyAlias)."""
    with open(f"{folder}/config", "a") as out:
        common = f"  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {folder}/id_lab\n  UserKnownHostsFile {folder}/known_hosts\n"
        out.write(f"Host one*\n{common}")
        for number in range(1, MANY + 1):
            out.write(f"Host far{number:03d}\n  HostKeyAlias far{number:03d}\n{common}")
    with open(f"{folder}/known_hosts", "a") as out:
        out.write(f"far* {key}\n")


def _median(work: Callable[[], float], rounds: int) -> float:
    return statistics.median(work() for _ in range(rounds))


def _row(name: str, value: float, unit: str, bar: str, good: bool, note: str = "", powershell: Optional[str] = None) -> Row:
    return {"name": name, "value": value, "unit": unit, "bar": bar, "good": good, "note": note, "powershell": powershell or ""}


def one_session(shell: Shell, folder: str) -> list[Row]:
    ssh = ["ssh", "-F", f"{folder}/config", "-i", f"{folder}/id_lab", "-o", f"UserKnownHostsFile={folder}/known_hosts", "Server01", "true"]
    open_cold = [*shell.program, "-NoProfile", "-Command", "New-PSSession -HostName Server01 | Remove-PSSession"]
    shell.seconds(open_cold)  # the payload is sent once
    plain = _median(lambda: shell.seconds(ssh), 7)
    cold = _median(lambda: shell.seconds(open_cold), 7) - _median(lambda: shell.seconds([*shell.program, "-NoProfile", "-Command", "1"]), 7)
    found = shell.rows(ONE)
    objects, made = 100_000 / found["objects"] * 1000, 100_000 / found["made"] * 1000
    return [
        _row("open a session, cold", cold * 1000, "ms", "3 x ssh host true", cold <= 3 * plain, f"{cold / plain:.2f} x {plain * 1000:.0f} ms (shell start taken off)", "730 ms"),
        _row("second session to a host", found["second"], "ms", "30 ms", found["second"] <= 30, "opened and removed", "730 ms"),
        _row("Invoke-Command round trip, median", found["round"], "ms", "1.5 ms", found["round"] <= 1.5, "", "6.8 ms"),
        _row("100,000 small objects back", objects, "/s", "300,000 /s", objects >= 300_000, "", "25,000 /s"),
        _row("100,000 made there and back", made, "/s", "", True, "[pscustomobject] a turn of ForEach-Object on the host")]


def text(shell: Shell) -> list[Row]:
    found = shell.rows(TEXT.replace("LINES", str(TEXT_MB * 1000)))
    rate = TEXT_MB / found["text"] * 1000
    return [_row(f"{TEXT_MB} MB of text in 1,000-character lines", rate, "MB/s", "60 MB/s", rate >= 60,
                 f"memory grew by {found['memory']:.0f} MB here, host process {found['hostmemory']:.0f} MB", "13 MB/s")]


def copying(shell: Shell, folder: str, rounds: int = 3) -> list[Row]:
    """One file both ways against scp, in turn, so that both meet the same machine."""
    scp = ["scp", "-q", "-F", f"{folder}/config", "-i", f"{folder}/id_lab", "-o", f"UserKnownHostsFile={folder}/known_hosts"]
    with tempfile.TemporaryDirectory() as place:
        source = f"{place}/source"
        with open(source, "wb") as out:
            block = os.urandom(1 << 20)
            for _ in range(COPY_MB):
                out.write(block)
        script = COPY.replace("SOURCE", source).replace("FOLDER", place)
        ours: dict[str, list[float]] = {"up": [], "down": []}
        theirs: dict[str, list[float]] = {"up": [], "down": []}
        for _ in range(rounds):
            for name, seconds in shell.rows(script).items():
                ours[name].append(COPY_MB / seconds * 1000)
            theirs["up"].append(COPY_MB / shell.seconds([*scp, source, f"Server01:{place}/scp"]))
            theirs["down"].append(COPY_MB / shell.seconds([*scp, f"Server01:{source}", f"{place}/scp"]))
    made = []
    for name, how in (("up", "-ToSession"), ("down", "-FromSession")):
        rate, plain = statistics.median(ours[name]), statistics.median(theirs[name])
        made.append(_row(f"Copy-Item {how}, {COPY_MB} MB", rate, "MB/s", "0.7 x scp", rate >= 0.7 * plain, f"{rate / plain:.2f} x {plain:.0f} MB/s"))
    return made


def crowd(shell: Shell, name: str, what: str) -> list[Row]:
    found = shell.rows(CROWD.replace("COUNT", str(MANY)).replace("NAME", name))
    return [
        _row(f"{MANY} sessions, {what}", found["open"] / 1000, "s", "15 s", found["open"] <= 15_000 and found["opened"] == MANY, f"{found['opened']:.0f} opened"),
        _row("  hostname on all of them", found["fanout"] / 1000, "s", "2 s", found["fanout"] <= 2000),
        _row("  idle CPU of the shell", found["idle"], "%", "3 %", found["idle"] < 3)]


def measure(program: list[str]) -> list[Row]:
    """Every row, printed as it is found. Minutes on a busy machine."""
    from tests.conformance.recorded_hosts import RecordedHosts
    hosts = RecordedHosts()
    folder = hosts.ssh_folder
    try:
        with open(f"{folder}/known_hosts") as source:
            place, kind, key = source.read().split()[:3]
        _crowd_config(folder, int(place.rpartition(":")[2]), f"{kind} {key}")
        with tempfile.TemporaryDirectory() as home:
            os.symlink(folder, f"{home}/.ssh")
            shell = Shell(program, home)
            rows: list[Row] = []
            for part in (lambda: one_session(shell, folder), lambda: crowd(shell, "one", "one host under as many names"),
                         lambda: crowd(shell, "far", "a connection each"), lambda: text(shell), lambda: copying(shell, folder)):
                found = part()
                for row in found:
                    print(line_of(row), flush=True)
                rows += found
            return rows
    finally:
        hosts.close()


def line_of(r: Row) -> str:
    value = f"{r['value']:,.0f}" if r["value"] >= 1000 else f"{r['value']:.2f}"
    verdict = "" if not r["bar"] else "met" if r["good"] else "MISSED"
    return (f"{r['name']:44}{value + ' ' + r['unit']:>16}   {'bar ' + r['bar'] if r['bar'] else '':24}{verdict:8}{r['note']}"
            + (f"   (PowerShell {r['powershell']})" if r["powershell"] else ""))


def show(rows: list[Row]) -> None:
    """The last line; the rows have been printed."""
    missed = [r["name"] for r in rows if r["bar"] and not r["good"]]
    print(f"{sum(1 for r in rows if r['bar'])} bars, missed: {', '.join(missed) or 'none'}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
