"""The walk-through of the README through standard input: in the lab, over a real sshd, on this machine; and what bad hosts give."""
from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import sshd as openssh

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SESSION_LOST = 75


class Shell:
    """Runs the program with lines on standard input. `home` holds the .ssh folder; `arguments` begin its command line."""

    def __init__(self, home, host, arguments=(), environment=None):
        self.home, self.host, self.arguments = str(home), host, list(arguments)
        self.environment = environment or {}

    def run(self, text, code=0):
        """Standard output of the lines; NAME stands for the host."""
        done = self.result(text)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def result(self, text):
        environment = {"PATH": os.environ["PATH"], "HOME": self.home, "LANG": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1", "PYTHONPATH": ROOT,
                       **self.environment}
        return subprocess.run([sys.executable, "-m", "shell", "-NoProfile", "-NonInteractive", *self.arguments], input=text.replace("NAME", self.host),
                              capture_output=True, text=True, timeout=120, env=environment, cwd=self.home)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    return Shell(tmp_path_factory.mktemp("lab-home"), "Server01", ["--lab"])


@pytest.fixture(scope="module")
def server():
    if not openssh.available():
        pytest.skip("OpenSSH's server is not installed")
    made = openssh.Sshd()
    yield made
    made.close()


@pytest.fixture(scope="module")
def over_sshd(server):
    return Shell(server.home, "web01")


@pytest.fixture(scope="module")
def localhost(tmp_path_factory):
    home = tmp_path_factory.mktemp("local-home")
    return Shell(home, ".")


ENTERED = r"""
Enter-PSSession -ComputerName NAME
$job = Start-Job -ScriptBlock { Get-EventLog "Windows PowerShell" -Newest 3 }
Get-Job | Select-Object Id, Name, Location
(Get-Job $job).Id -eq $job.Id
Receive-Job $job -Wait > c:\logs\PsLog.txt
Exit-PSSession
$s = New-PSSession -ComputerName NAME
Invoke-Command -Session $s { (Get-Content c:\logs\pslog.txt | Select-String 'Job1').Count -gt 0 }
"""


def test_entered_session_job_and_file(lab):
    out = lab.run(ENTERED)
    assert "[Server01]: PS C:/> $job = Start-Job" in out
    assert "1 Job1 localhost" in out
    assert out.rstrip().splitlines()[-2] == "True"  # the other case of the file's name is found; the prompt follows


def test_the_drive_is_made_by_hand_on_other_hosts(over_sshd, tmp_path):
    made = f"New-PSDrive -Name C -PSProvider FileSystem -Root '{tmp_path}' -IgnoreCase"
    out = over_sshd.run(f"$s = New-PSSession -ComputerName NAME\nInvoke-Command -Session $s {{ 'x' > c:\\a.txt }} 2>&1 | ForEach-Object Message\n"
                        "$Error[0].Exception.Message\n"
                        f"$null = Invoke-Command -Session $s {{ {made} }}\nInvoke-Command -Session $s {{ 'text' > c:\\File.txt; Get-Content c:\\FILE.txt }}\n")
    assert "Cannot find drive. A drive with the name 'c' does not exist." in out
    assert "\ntext\n" in out


JOBS = r"""
$s = New-PSSession -ComputerName NAME
Invoke-Command -ComputerName NAME -ScriptBlock { 1..3 } -AsJob -JobName three | Select-Object Name, PSJobTypeName, Location
$r = Receive-Job -Name three -Wait
"$($r.Count) from $($r[0].PSComputerName)"
$null = Invoke-Command -Session $s -ScriptBlock { Start-Job -ScriptBlock { 'there' } }
@(Get-Job).Count
Invoke-Command -Session $s { $null = Wait-Job 1; Receive-Job -SessionId 1 -Keep }
Invoke-Command -Session $s -Command { Receive-Job -SessionId 1 }
$t = New-PSSession -ComputerName NAME
"other session: $(Invoke-Command -Session $t { @(Get-Job).Count })"
"""


@pytest.mark.parametrize("kind", ["lab", "over_sshd", "localhost"])
def test_jobs_here_and_there(kind, request):
    shell = request.getfixturevalue(kind)
    out = shell.run(JOBS)
    assert f"three RemoteJob     {shell.host}" in out
    assert f"\n3 from {shell.host}\n" in out
    assert out.count("\nthere\n") == 2
    assert "other session: 0" in out


LEFT = r"""
$session = New-PSSession -cn NAME -Name left
$job = Invoke-Command -Session $session -ScriptBlock { 1..4 | % { sleep 0.5; "Output $_" } } -AsJob
Start-Sleep 1
$null = Disconnect-PSSession $session; "$($job.State) $($job.HasMoreData)"
"""


@pytest.mark.parametrize("kind", ["lab", "over_sshd", "localhost"])
def test_disconnect_and_receive_every_line_once(kind, request):
    out = request.getfixturevalue(kind).run(LEFT + "$job2 = Receive-PSSession -Session $session -OutTarget Job; $job2 | Wait-Job | Receive-Job\n"
                                            "Remove-PSSession $session\n")
    assert "Disconnected True" in out
    assert "\nOutput 1\nOutput 2\nOutput 3\nOutput 4\n" in out and out.count("Output 1\n") == 1


@pytest.mark.parametrize("kind", ["over_sshd", "localhost"])
def test_another_shell_receives_every_line(kind, request):
    shell = request.getfixturevalue(kind)
    shell.run(LEFT)
    out = shell.run("$s = Get-PSSession -ComputerName NAME -Name left\n$s.State.ToString()\nReceive-PSSession -Session $s\nRemove-PSSession $s\n"
                    "@(Get-PSSession -ComputerName NAME -Name left).Count\n")
    assert "\nDisconnected\n" in out
    assert "\nOutput 1\nOutput 2\nOutput 3\nOutput 4\n" in out
    assert out.rstrip().splitlines()[-2] == "0"


def test_a_lost_session_runs_no_line_here(lab):
    done = lab.result("Enter-PSSession -ComputerName NAME\n/bin/kill -9 $PID; Start-Sleep 20\n'this ran ' + 'here'\n")
    assert done.returncode == SESSION_LOST
    assert "this ran here" not in done.stdout
    assert "abruptly terminated" in done.stderr


def test_input_that_ends_while_entered_ends_cleanly(lab):
    assert lab.run("Enter-PSSession -ComputerName NAME\n1 + 1").rstrip().endswith("[Server01]: PS C:/>")


def test_old_names_of_the_session_commands(lab):
    out = lab.run("$s = New-Session -ComputerName NAME\n(Get-Session).Id -eq $s.Id\nEnter-Session $s\nExit-Session\nRemove-Session $s\n@(Get-Session).Count\n")
    assert "\nTrue\n" in out and "\n0\n" in out


# ---- hosts that do not work: one clear line that names the host, and the shell goes on


@pytest.mark.parametrize("host, line", [("no.such.host.invalid", "Could not resolve hostname no.such.host.invalid"), ("dead01", "Connection refused")])
def test_unknown_host_and_refused_port(over_sshd, host, line):
    done = over_sshd.result(f"New-PSSession -HostName {host}\n'went on'\n")
    assert line in done.stdout and f"[{host}]" in done.stderr and "\nwent on\n" in done.stdout
    assert len(done.stderr.strip().splitlines()) == 1


def test_wrong_key(server, tmp_path):
    folder = tmp_path / ".ssh"
    folder.mkdir(mode=0o700)
    subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "other")])
    with open(os.path.join(server.ssh_folder, "config")) as source:
        text = source.read().replace(f"{server.ssh_folder}/id_test", str(folder / "other"))
    (folder / "config").write_text(text)
    done = Shell(tmp_path, "web01").result("New-PSSession -HostName NAME\n'went on'\n")
    assert "Permission denied" in done.stdout and "[web01]" in done.stderr and "\nwent on\n" in done.stdout


def test_changed_host_key(server, tmp_path):
    folder = tmp_path / ".ssh"
    folder.mkdir(mode=0o700)
    subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "other")])
    key = " ".join((folder / "other.pub").read_text().split()[:2])
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{server.port} {key}\n")
    with open(os.path.join(server.ssh_folder, "config")) as source:
        (folder / "config").write_text(source.read().replace(f"{server.ssh_folder}/known_hosts", str(folder / "known_hosts")))
    done = Shell(tmp_path, "web01").result("New-PSSession -HostName NAME\n'went on'\n")
    assert "[web01]" in done.stderr and "\nwent on\n" in done.stdout
