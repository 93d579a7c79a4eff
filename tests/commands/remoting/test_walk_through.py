"""PowerShell's about_Remote_Jobs through standard input, against the built-in lab."""
from __future__ import annotations

from tests.shell_runs import Done, run


def lab(text: str) -> Done:
    """Lines on standard input of a shell with a lab of three hosts."""
    return run("-NoLogo", "--lab", "-Command", "-", stdin=text)


def test_entering_running_a_job_there_and_leaving() -> None:
    done = lab("""Enter-PSSession -ComputerName Server01
$job = Start-Job -ScriptBlock { 'from the job' }
(Get-Job $job).Id
Receive-Job $job -Wait > c:\\logs\\PsLog.txt
hostname
Exit-PSSession
$s = New-PSSession -ComputerName Server01
Invoke-Command -Session $s { Get-Content c:\\logs\\pslog.txt }
""")
    assert done.err == ""
    lines = done.out.splitlines()
    assert lines[:2] == ["1", "Server01"]
    assert lines[-1] == "from the job"


def test_a_job_on_three_hosts_has_three_children() -> None:
    done = lab("""$j = Invoke-Command -ComputerName Server01,Server02,Server03 { hostname } -AsJob
$j.ChildJobs.Count; $j.PSJobTypeName
$j | Wait-Job | Receive-Job | Sort-Object
""")
    assert (done.out.splitlines(), done.err) == (["3", "RemoteJob", "Server01", "Server02", "Server03"], "")


def test_disconnected_work_goes_on_and_every_line_arrives_once() -> None:
    done = lab("""$session = New-PSSession -cn Server02
$job = Invoke-Command -Session $session -ScriptBlock { 1..5 | % { sleep 0.2; "Output $_" } } -AsJob
Disconnect-PSSession $session | Out-Null; "$($job.State) $($job.HasMoreData)"
$job2 = Receive-PSSession -Session $session -OutTarget Job; $job2 | Wait-Job | Receive-Job
""")
    assert (done.out.splitlines(), done.err) == (["Disconnected True", *(f"Output {n}" for n in range(1, 6))], "")


def test_sessions_do_not_see_each_others_jobs() -> None:
    done = lab("""$a = New-PSSession -cn Server01; $b = New-PSSession -cn Server01
Invoke-Command -Session $a { $null = Start-Job { 1 } }
"a=$(@(Invoke-Command -Session $a { Get-Job }).Count) b=$(@(Invoke-Command -Session $b { Get-Job }).Count)"
""")
    assert (done.out, done.err) == ("a=1 b=0\n", "")


def test_an_unknown_host_is_named_and_the_shell_goes_on() -> None:
    done = lab("New-PSSession nosuchhost.invalid\n'on'\n")
    assert done.out.endswith("on\n")
    assert "nosuchhost.invalid" in done.err
    assert "Traceback" not in done.err


def test_aliases_of_the_session_commands() -> None:
    done = lab("$s = New-Session -cn Server03\nInvoke-Command -Session $s { hostname }\n$s | Remove-Session\n@(Get-Session).Count\n")
    assert (done.out, done.err) == ("Server03\n0\n", "")


def test_input_that_ends_while_entered_ends_the_shell() -> None:
    done = lab("Enter-PSSession -ComputerName Server01\nhostname\n")
    assert (done.out, done.code) == ("Server01\n", 0)


def test_sessions_come_in_the_order_of_the_request() -> None:
    done = lab("$s = New-PSSession -ComputerName Server03, nosuchhost.invalid, Server01, Server02 2>$null; \"$($s.ComputerName)\"\n")
    assert done.out.endswith("\nServer03 Server01 Server02\n")


def test_a_fan_out_cut_short_leaves_its_sessions_free() -> None:
    done = lab("""$s = New-PSSession -ComputerName Server01, Server02, Server03
foreach ($i in 1..4) { $r = Invoke-Command -Session $s -ThrottleLimit 2 { 1..5 } | Select-Object -First 3; "$($r.Count) $(@(Invoke-Command -Session $s { 'x' }).Count)" }

""")
    assert (done.out.splitlines(), done.err) == (["3 3"] * 4, "")
