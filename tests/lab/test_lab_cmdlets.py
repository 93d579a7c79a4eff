"""The lab's commands: hosts, personas, faults and what they do to sessions, reset, snapshots."""
from __future__ import annotations

import os
import shutil

import pytest

from shell.commands.remoting.lab_facts import duration_text, seconds, share


def test_hosts_have_roles_and_the_listing_says_so(bench):
    assert bench.lines("Get-Lab | ForEach-Object { $_.Name + ' ' + $_.Role }") == ["Server01 web", "Server02 db", "Server03 dc"]
    assert "Server02" in bench.run("Get-Lab server02") and "has no host" in bench.run("Get-Lab Server99")


def test_services_and_processes_answer_and_change(bench):
    bench.run("$s = New-PSSession Server02")
    assert bench.lines("Invoke-Command $s { (Get-Service post*).Status; [bool](Get-Process postgres) }") == ["Running", "True"]
    bench.run("Invoke-Command $s { Stop-Service postgres }")
    assert bench.lines("Invoke-Command $s { (Get-Service postgres).Status; [bool](Get-Process postgres -ErrorAction Ignore) }") == ["Stopped", "False"]
    bench.run("Invoke-Command $s { Start-Service postgres }")
    assert bench.lines("Invoke-Command $s { (Get-Service postgres).Status; [bool](Get-Process postgres) }") == ["Running", "True"]
    assert "Cannot find any service" in bench.run("Invoke-Command $s { Get-Service none }")
    assert "service postgres started" in bench.run("Invoke-Command $s { Get-EventLog System -Message *postgres* } | ForEach-Object Message")


def test_the_local_shell_has_no_lab_services(bench):
    assert "not recognized" in bench.run("Get-Service")


def test_a_full_disk_stops_writing_and_nothing_else(bench):
    bench.run("$s = New-PSSession Server02; Set-LabFault Server02 -DiskFull")
    assert "No space left on device" in bench.run("Invoke-Command $s { 'x' > c:/temp/a.txt }")
    assert bench.lines("Invoke-Command $s { df }")[-1].split()[2] == "100%"
    assert bench.lines("Invoke-Command $s { (Get-Content c:/temp/readme.txt).Count; Remove-Item c:/temp/readme.txt; Test-Path c:/temp/readme.txt }") == ["1", "False"]
    bench.run("Set-LabFault Server02 -DiskFull:$false")
    assert bench.lines("Invoke-Command $s { 'x' > c:/temp/a.txt; Get-Content c:/temp/a.txt }") == ["x"]


def test_a_clock_is_wrong_by_what_was_said(bench):
    bench.run("$s = New-PSSession Server03; Set-LabFault Server03 -ClockSkew -1h")
    late, = bench.lines("$d = Invoke-Command $s { Get-Date }; [math]::Round(((Get-Date) - $d).TotalMinutes)")
    assert late == "60"


def test_a_crash_breaks_the_session_once_and_leaves_the_host_up(bench):
    bench.run("$s = New-PSSession Server01; Set-LabFault Server01 -CrashNext")
    assert "CrashNext" in bench.run("Get-LabFault Server01")
    assert bench.lines("Invoke-Command $s { 'never seen' } 2>$null; $s.State") == ["Broken"]
    assert bench.run("Get-LabFault") == ""
    assert bench.lines("Invoke-Command Server01 { hostname }") == ["Server01"]


def test_refused_logins_and_changed_keys(bench):
    bench.run("Set-LabFault Server01 -AuthFail -Cut 0s")
    assert "Permission denied" in bench.run("Invoke-Command Server01 { 1 }")
    bench.run("Set-LabFault Server01 -Clear; Set-LabFault Server01 -HostKeyChange")
    assert "key has changed" in bench.run("Invoke-Command Server01 { 1 }")
    bench.run("Set-LabFault Server01 -Clear")
    assert bench.lines("Invoke-Command Server01 { 1 }") == ["1"]


def test_a_session_survives_a_cut_and_hands_over_every_line_once(bench):
    bench.run("$s = New-PSSession Server01; $j = Invoke-Command $s { 1..8 | ForEach-Object { Start-Sleep -Milliseconds 60; $_ } } -AsJob; Set-LabFault Server01 -Cut 300ms")
    assert bench.lines("Wait-Job $j | Receive-Job") == [str(n) for n in range(1, 9)]


def test_latency_is_a_delay_and_not_a_bandwidth(bench):
    bench.run("$s = New-PSSession Server02; Set-LabFault Server02 -Latency 100ms -Jitter 10ms -Drop 10%")
    assert bench.lines("Invoke-Command $s { 1..2000 } | Measure-Object -Sum | ForEach-Object Sum") == ["2001000"]
    spent = float(bench.lines("(Measure-Command { Invoke-Command $s { 1 } }).TotalMilliseconds")[0])
    assert spent >= 90


def test_reset_puts_everything_back(bench):
    bench.run("$s = New-PSSession Server01; Invoke-Command $s { 'x' > c:/temp/mine.txt; Stop-Service nginx }; Set-LabFault * -Latency 1s -DiskFull; Reset-Lab")
    assert bench.run("Get-LabFault") == "" and bench.run("Get-PSSession") == ""
    assert bench.lines("Invoke-Command Server01 { Test-Path c:/temp/mine.txt; (Get-Service nginx).Status }") == ["False", "Running"]


def test_snapshots_bring_files_and_faults_back_under_a_living_session(bench):
    bench.run("$s = New-PSSession Server01; Invoke-Command $s { 'one' > c:/temp/n.txt }; Set-LabFault Server02 -Latency 5ms; Save-LabSnapshot before | Out-Null")
    bench.run("Invoke-Command $s { 'two' > c:/temp/n.txt; 'new' > c:/temp/m.txt }; Set-LabFault Server02 -Latency 0; Restore-LabSnapshot before")
    assert bench.lines("Invoke-Command $s { Get-Content c:/temp/n.txt; Test-Path c:/temp/m.txt }; (Get-LabFault).Value") == ["one", "False", "5ms"]
    assert "before" in bench.run("Get-LabSnapshot") and "no snapshot" in bench.run("Restore-LabSnapshot none")


def test_the_same_seed_makes_the_same_files(bench):
    from sessions.lab import Lab
    with Lab(3, 7) as other:
        for host in other.hosts.values():
            for name in ("c/inventory.csv", "var/log/syslog", "etc/processes.csv"):
                with open(os.path.join(host.home, name)) as one, open(os.path.join(bench.lab[host.name].home, name)) as two:
                    assert one.read() == two.read()


@pytest.mark.parametrize("text,value", [("200ms", 0.2), ("1.5s", 1.5), ("10", 10.0), ("-5m", -300.0), ("2h", 7200.0)])
def test_times_are_read(text, value):
    assert seconds(text) == value


def test_bad_values_are_refused(bench):
    assert "is not a time" in bench.run("Set-LabFault Server01 -Cut soon") and "is not a share" in bench.run("Set-LabFault Server01 -Drop 200%")
    assert share("5%") == 0.05 and duration_text(0.2) == "200ms" and duration_text(90) == "90s"
    with pytest.raises(ValueError):
        seconds("")


def test_without_a_lab_the_commands_say_how_to_get_one():
    from tests.lab.conftest import Bench
    alone = Bench(None)
    try:
        assert "Start-Lab" in alone.run("Set-LabFault Server01 -Down") and alone.run("Get-Lab") == ""
    finally:
        alone.close()


def test_names_are_completed(bench):
    bench.run("Save-LabSnapshot kept")

    def offered(text):
        return bench.lines(f"(TabExpansion2 '{text}' {len(text)}).CompletionMatches.CompletionText")
    assert offered("Set-LabFault Server0") == offered("Get-Lab serv") == ["Server01", "Server02", "Server03"] and offered("Restore-LabSnapshot ke") == ["kept"]


def test_a_host_reaches_another_by_the_ssh_program(bench):
    if not shutil.which("ssh"):
        pytest.skip("the ssh program is not installed")
    assert bench.lines("Invoke-Command Server01 { Invoke-Command -ComputerName Server02 { hostname } }") == ["Server02"]


def test_a_host_that_does_not_forward_to_sockets_is_reached_through_a_relay(bench):
    bench.run("Set-LabFault Server03 -NoSockets -Cut 0s; $s = New-PSSession Server03")
    assert bench.lines("Invoke-Command $s { hostname; 1..1000 | Measure-Object -Sum | ForEach-Object Sum }") == ["Server03", "500500"]
