"""A hundred hosts: they start, answer together, and cost what was promised; the same faults give the same transcript."""
from __future__ import annotations

import os

import pytest

from sessions.defaults import default_payload
from sessions.fanout import each
from sessions.lab import Lab
from sessions.service import SessionService
from sessions.transports.endpoint import HostSpec
from tests import shell_runs

SCRIPT = """
Set-LabFault Server02 -Latency 20ms -Jitter 15ms -Drop 5%
Set-LabFault Server03 -DiskFull
$s = 'Server01', 'Server02', 'Server03' | ForEach-Object { New-PSSession $_ }
Get-PSSession | ForEach-Object ComputerName
Invoke-Command $s { 1..50 } | Measure-Object -Sum | ForEach-Object Sum
Invoke-Command $s { Get-Service | Where-Object Status -eq Stopped } | Sort-Object PSComputerName | Format-Table Name, PSComputerName
Invoke-Command $s[2] { 'x' > c:/temp/a.txt }
$j = Invoke-Command $s[0] { 1..6 | ForEach-Object { Start-Sleep -Milliseconds 30; "line $_" } } -AsJob
Set-LabFault Server01 -Cut 200ms
Wait-Job $j | Receive-Job
Invoke-Command $s[1] { Get-Content c:/data/orders.csv | Select-Object -First 3 }
Set-LabFault Server02 -CrashNext
Invoke-Command $s[1] { 'gone' }
$s | ForEach-Object { "$($_.ComputerName) $($_.State)" }
Set-LabFault Server03 -AuthFail -Cut 0s
Invoke-Command Server03 { 1 }
Set-LabFault Server03 -Clear
Set-LabFault Server03 -HostKeyChange
Invoke-Command Server03 { 1 }
"""


def pss_megabytes(owner):
    """Memory of this lab's processes beside our own: each page divided by those who share it."""
    total = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as source:
                if f"PSSESSION_OWNER_PID={owner}\0".encode() not in source.read():
                    continue
            with open(f"/proc/{pid}/smaps_rollup") as source:
                total += next(int(line.split()[1]) for line in source if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue  # it has just ended
    return total // 1024


def test_a_hundred_hosts_answer_and_fit():
    if not os.path.exists("/proc/self/smaps_rollup"):
        pytest.skip("memory is measured with Linux's /proc")
    with Lab(100, 7, engine="shell.host_main:make_engine") as lab:
        service = SessionService(default_payload)
        service.add_resolver(lab)
        most = []

        def ask(name):
            session = service.open_temporary(HostSpec(name))
            try:
                return session.run("hostname")
            finally:
                session.close()
        answers = []
        for outcome in each(lab.names, ask, 16):
            answers.append((outcome.result or [str(outcome.error)])[0])
            if len(answers) % 25 == 0:
                most.append(pss_megabytes(os.getpid()))
        assert sorted(answers) == sorted(lab.names)
        assert max(most) < 300
        service.close()


def test_seeded_faults_give_the_same_transcript_twice(tmp_path):
    def transcript(number):
        home = tmp_path / str(number)
        home.mkdir()
        done = shell_runs.run("-Command", "Start-Lab 3 -Seed 7 | Out-Null" + SCRIPT, home=str(home))
        return done.out, done.err
    first, second = transcript(1), transcript(2)
    assert "line 6" in first[0] and "Broken" in first[0] and "No space left" in first[1] and "Permission denied" in first[0] + first[1]
    assert first == second


def test_a_folder_left_behind_is_used_again_and_a_living_lab_keeps_its_own(tmp_path, monkeypatch):
    from sessions.lab.lab_folder import make_folder
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    first, second = make_folder(7), make_folder(7)
    assert [os.path.basename(f.path) for f in (first, second)] == ["pslab-7", "pslab-7-2"]
    pid = os.fork()
    if pid == 0:
        make_folder(8)
        os._exit(0)  # as if it had been killed: nothing is tidied up
    os.waitpid(pid, 0)
    assert os.path.isdir(tmp_path / "pslab-8")
    third = make_folder(8)
    assert os.path.basename(third.path) == "pslab-8" and os.listdir(third.path) == [".lock"]
    for folder in (first, second, third):
        folder.remove()
    assert os.listdir(tmp_path) == []
