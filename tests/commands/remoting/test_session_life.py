"""Sessions beyond PowerShell's over SSH: details, options, disconnecting and coming back, take-over, reading again, copying, hosts named in errors."""
from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.shell_runs import Done, run


def here(text: str, home: Path) -> Done:
    """Lines of a script whose host `.` is this machine."""
    return run("-NoLogo", "-Command", text, home=str(home))


def test_details_of_open_and_disconnected_sessions(tmp_path: Path) -> None:
    done = here("""$s = New-PSSession . -Name work
$j = Invoke-Command $s { 1..100; Start-Sleep 60 } -AsJob
while ((Get-PSSession -Detailed).BufferedRecords -lt 100) { Start-Sleep -Milliseconds 50 }
$d = Get-PSSession -Detailed
"$($d.RoundTrip -gt 0) $($d.BufferedRecords) $($d.BufferedBytes -gt 100) $($d.Running) $($d.IdleTimeoutSec) $($d.SurvivesLogout -is [bool]) [$($d.ExpiresOn)]"
$t = New-PSSession . -Name other
$null = Disconnect-PSSession $t -IdleTimeoutSec 90
$d = Get-PSSession -Detailed -Name other
"[$($d.RoundTrip)] $(($d.ExpiresOn - $d.DisconnectedOn).TotalSeconds) $($d.State)"
(Get-PSSession -Detailed | Out-String -Stream)[1] -replace ' +', ' '
$null = Get-PSSession -Detailed -Name other | Connect-PSSession; "[$($t.ExpiresOn)]"
Get-PSSession -Detailed | Remove-PSSession; @(Get-PSSession).Count""", tmp_path)
    assert (done.out.splitlines(), done.err) == ([
        "True 100 True 1..100; Start-Sleep 60 7200 True []", "[] 90 Disconnected", " Id Name ComputerName State Trip Heard Buffered Expires Survives Running", "[]", "0"], "")


def test_options_reach_the_session(tmp_path: Path) -> None:
    done = here("""$PSSessionOption = New-PSSessionOption -IdleTimeout 120000 -OutputBufferingMode Drop -ApplicationArguments @{ A = 1 }
$t = New-PSSession . -Name opt
"$($t.IdleTimeout) $($t.OutputBufferingMode) $(Invoke-Command $t { $PSSenderInfo.ApplicationArguments.A })"
$null = Disconnect-PSSession -Name opt -OutputBufferingMode Block
"$($t.OutputBufferingMode) $($t.State)"
foreach ($how in @{ Name = 'opt' }, @{ Id = $t.Id }, @{ InstanceId = $t.InstanceId }, @{ Session = $t }) {
  $null = Connect-PSSession @how; "$($t.State)"; $null = Disconnect-PSSession @how }
Remove-PSSession $t""", tmp_path)
    assert (done.out.splitlines(), done.err) == (["120000 Drop 1", "Block Disconnected", *["Opened"] * 4], "")


def test_left_running_and_read_again_from_another_shell(tmp_path: Path) -> None:
    first = here("Invoke-Command -ComputerName . -InDisconnectedSession { 1..3; Start-Sleep 1; 'end' } -SessionName bg | ForEach-Object { \"$($_.Name) $($_.State)\" }", tmp_path)
    assert (first.out, first.err) == ("bg Disconnected\n", "")
    second = here("""$s = Get-PSSession -ComputerName . -Name bg
(Receive-PSSession $s) -join ','
(Receive-PSSession $s -Since 0) -join ','
(Receive-PSSession $s -Since 2) -join ','
Remove-PSSession $s; @(Get-PSSession -ComputerName .).Count""", tmp_path)
    assert (second.out.splitlines(), second.err) == (["1,2,3,end", "1,2,3,end", "3,end", "0"], "")


def test_a_session_held_by_another_shell_is_taken_only_by_force(tmp_path: Path) -> None:
    done = here(f"""$s = New-PSSession . -Name mine
Invoke-Command $s {{ $kept = 42 }}
$other = {{ & '{sys.executable}' -m shell -NoProfile -NonInteractive -Command $args[0] 2>&1 | ForEach-Object {{ "$_" }} }}
(& $other 'Connect-PSSession -ComputerName . -Name mine') -match 'another' | Select-Object -First 1 | ForEach-Object {{ 'refused' }}
& $other 'Invoke-Command (Connect-PSSession -ComputerName . -Name mine -Force) {{ $kept }}; $null = Disconnect-PSSession -Name mine'
"$($s.State)"
$null = Connect-PSSession $s; Invoke-Command $s {{ $kept }}; Remove-PSSession $s""", tmp_path)
    assert (done.out.splitlines(), done.err) == (["refused", "42", "Disconnected", "42"], "")


def test_sessions_on_a_host_are_chosen_by_name_or_instance(tmp_path: Path) -> None:
    first = here("$a = New-PSSession . -Name one; $b = New-PSSession . -Name two; $null = $a, $b | Disconnect-PSSession; \"$($b.InstanceId)\"", tmp_path)
    instance = first.out.strip()
    done = here(f"""(Connect-PSSession -ComputerName . -Name o*).Name
(Receive-PSSession -HostName . -InstanceId {instance}) -eq $null
(Get-PSSession -Name two).State
Connect-PSSession -ComputerName . -Name three
Disconnect-PSSession -Name two -IdleTimeoutSec 5
Get-PSSession | Remove-PSSession""", tmp_path)
    assert done.out.splitlines() == ["one", "True", "Opened"]
    assert "[.] There is no such session on the host." in done.err and "at least 60" in done.err


def test_copying_files_and_folders_both_ways(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "a.bin").write_bytes(os.urandom(700_000))
    (tree / "sub" / "b.txt").write_text("text")
    os.chmod(tree / "a.bin", 0o750)
    done = here(f"""$s = New-PSSession .
Copy-Item {tree} {tmp_path}/there -ToSession $s -Recurse
Copy-Item {tmp_path}/there {tmp_path}/back -FromSession $s -Recurse
Copy-Item {tree}/a.bin, {tree}/sub/b.txt {tmp_path}/there/sub -ToSession $s
Copy-Item {tmp_path}/there/sub/* {tmp_path}/back/sub -FromSession $s
Remove-PSSession $s""", tmp_path)
    assert (done.out, done.err) == ("", "")
    back = tmp_path / "back"
    assert sorted(str(p.relative_to(back)) for p in back.rglob("*")) == ["a.bin", "sub", "sub/a.bin", "sub/b.txt"]
    assert (back / "a.bin").read_bytes() == (tree / "a.bin").read_bytes() == (back / "sub" / "a.bin").read_bytes()
    assert (back / "a.bin").stat().st_mode & 0o777 == 0o750


def test_errors_name_their_host_when_asked(tmp_path: Path) -> None:
    text = "$s = New-PSSession .\nInvoke-Command $s { Get-Item /nope }\nRemove-PSSession $s"
    plain = here(text, tmp_path)
    named = here("Set-PSSessionSetting ErrorHostName Always\n" + text, tmp_path)
    assert plain.err == "Get-Item: Cannot find path '/nope' because it does not exist.\n"
    assert named.err == "[.] " + plain.err
