"""Many hosts at the prompt: the live view, keys that stop or detach, notices, pickers, confirmations, output by host."""
from __future__ import annotations

from tests.frontend.conftest import Place

SLOW = "Invoke-Command -ComputerName Server01,Server02,Server03 { 'first line'; Start-Sleep 600; 'never' }"


def setting(place: Place, text: str) -> None:
    """Change settings for this run only."""
    t = place.fresh()
    seen = t.prompts
    t.type(text + "\r")
    t.settle(lambda: t.prompts > seen)


def test_the_live_view_shows_each_host_with_state_and_last_line(fleet: Place) -> None:
    t = fleet.fresh()
    t.type(f"$r = {SLOW}\r")
    t.settle(lambda: all(any(name in line and "running" in line and "first line" in line for line in t.lines) for name in ("Server01", "Server02", "Server03")))
    assert "3 hosts: 3 running" in t.text
    t.type("\x03")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == fleet.prompt.rstrip())
    assert "running" not in t.text, "the view goes away"
    t.type("$r.Count; 'n=' + @($r | ? { $_ -eq 'first line' }).Count\r")
    t.settle(lambda: "n=3" in t.lines)


def test_control_c_once_keeps_what_came_and_runs_nothing_after(fleet: Place) -> None:
    t = fleet.fresh()
    t.type(f"{SLOW} | Sort-Object; Write-Output ('af' + 'ter')\r")
    t.settle(lambda: "3 hosts: 3 running" in t.text and "first line" in t.text.split("3 hosts")[1])
    t.type("\x03")
    t.settle(lambda: t.at_prompt and t.text.count(": first line") == 3)
    assert "after" not in t.lines


def test_control_z_makes_a_job_that_fg_brings_back(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02 { 'begun'; while (-not (Test-Path ~/go)) { Start-Sleep -m 50 }; 'do' + 'ne' }\r")
    t.settle(lambda: "2 hosts: 2 running" in t.text)
    t.type("\x1a")
    t.settle(lambda: "goes on in the background on 2 of 2 hosts" in t.text and t.at_prompt)
    t.type("Invoke-Command -ComputerName Server01,Server02 { Set-Content ~/go 1 }; fg\r")
    t.settle(lambda: sum(line.endswith(": done") for line in t.lines) == 2 or "ended" in t.text or "Completed" in t.text)
    seen = t.prompts
    t.type("Get-Job | Receive-Job -Keep; Get-Job | Remove-Job -Force\r")
    t.settle(lambda: t.prompts > seen and t.text.count("done") >= 2)


def test_a_notice_above_the_line_being_typed(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("$null = Invoke-Command -ComputerName Server01,Server02,Server03 { while (-not (Test-Path ~/stop)) { Start-Sleep -m 50 } } -AsJob -JobName logs\r")
    t.settle(lambda: "jobs: 1 running" in t.text)
    t.type("Invoke-Command -ComputerName Server01,Server02,Server03 { Set-Content ~/stop 1 }\r'half a ")
    t.settle(lambda: any("logs: Completed, 3 hosts ok" in line for line in t.lines))
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("'half a"))
    t.type("line'\r")
    t.settle(lambda: "half a line" in t.lines)


def test_many_notices_are_one_line(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("1..5 | % { $null = Start-ThreadJob { while (-not (Test-Path ~/go8)) { Start-Sleep -m 20 } } }\r")
    t.settle(lambda: "5 running" in t.text)
    t.type("'' > ~/go8\r")
    t.settle(lambda: "5 jobs ended: 5 Completed. Get-Job lists them." in t.text or t.text.count("Completed") >= 3)
    seen = t.prompts
    t.type("Get-Job | Wait-Job | Remove-Job\r")
    t.settle(lambda: t.prompts > seen)


def test_pickers_for_missing_arguments(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Enter-PSSession\r")
    t.settle(lambda: "Enter ?" in t.text and "Server04" in t.text)
    t.type("s04")
    t.settle(lambda: "1 found" in t.text)
    t.type("\r")
    t.settle(lambda: "Enter-PSSession -HostName Server04" in t.text and any(line.lower().startswith("[server04]: ps") for line in t.lines))
    t.type("exit\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == fleet.prompt.rstrip())
    t.type("$null = Start-Job { 'picked ' + 'output' } -Name mine | Wait-Job\rReceive-Job\r")
    t.settle(lambda: "Receive ?" in t.text and "mine" in t.text)
    t.type("\r")
    t.settle(lambda: "picked output" in t.lines)


def test_leaving_a_picker_runs_nothing(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Enter-PSSession\r")
    t.settle(lambda: "Enter ?" in t.text)
    t.type("\x1b")
    t.settle(lambda: t.at_prompt and "Enter ?" not in t.text and t.lines[t.screen.cursor.y] == fleet.prompt.rstrip())


def test_out_picker_gives_what_was_marked(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("11..40 | Out-Picker -Multiple | % { \"got $_\" }\r")
    t.settle(lambda: "Choose ?" in t.text and "30 found" in t.text)
    t.type("2\t\t\r")
    t.settle(lambda: sum(line.startswith("got ") for line in t.lines) == 2)
    assert all("2" in line for line in t.lines if line.startswith("got "))


def test_confirmation_above_a_number_of_hosts(fleet: Place) -> None:
    setting(fleet, "Set-PSSessionSetting ConfirmAboveHosts 2 -Temporary")
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02,Server03 { 'r' + 'an' }\r")
    t.settle(lambda: "This runs on 3 hosts: Server01, Server02, Server03." in t.text and 'default is "N"' in t.text)
    t.type("n\r")
    t.settle(lambda: "Not run: 3 hosts were not confirmed." in t.text)
    t.type("Invoke-Command -ComputerName Server01,Server02,Server03 { 'r' + 'an' }\r")
    t.settle(lambda: t.text.count('default is "N"') == 2)
    t.type("y\r")
    t.settle(lambda: sum(line.endswith(": ran") for line in t.lines) == 3)
    setting(fleet, "Reset-PSSessionSetting ConfirmAboveHosts -Temporary")


def test_production_asks_for_the_host_s_name(fleet: Place) -> None:
    setting(fleet, "Set-PSSessionSetting ProductionPattern '^server04$|^Server04$' -Temporary")
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server04 { 'r' + 'an' }\r")
    t.settle(lambda: "Server04 is a production host. Type its name to go on:" in t.text)
    t.type("Server01\r")
    t.settle(lambda: "was not confirmed" in t.text and "ran" not in t.lines)
    t.type("Enter-PSSession -ComputerName Server04\r")
    t.settle(lambda: t.text.count("Type its name to go on:") == 2)
    t.type("server04\r")
    t.settle(lambda: "[Server04]: PS" in t.text and t.style_at("[Server04]:").fg == "red" and t.style_at("[Server04]:").bold)
    t.type("exit\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == fleet.prompt.rstrip())
    setting(fleet, "Reset-PSSessionSetting ProductionPattern -Temporary")


def test_a_production_mark_in_the_ssh_configuration(fleet: Place) -> None:
    import os
    os.makedirs(f"{fleet.home}/.ssh", exist_ok=True)
    with open(f"{fleet.home}/.ssh/config", "w") as f:
        f.write("Host Server03  #production\n  User nobody\n")
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server03 { 'r' + 'an' }\r")
    t.settle(lambda: "Server03 is a production host." in t.text)
    t.type("\r")
    t.settle(lambda: "was not confirmed" in t.text)
    os.remove(f"{fleet.home}/.ssh/config")


def test_the_computer_s_name_leads_and_each_has_its_colour(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02 { 1..2 | % { [pscustomobject]@{ Number = $_; Letter = 'x' } } } | Select-Object Number, Letter, PSComputerName\r")
    t.settle(lambda: sum("x" in line for line in t.lines[1:]) >= 4 and t.at_prompt)
    t.type("\x0cInvoke-Command -ComputerName Server01,Server02 { 'te' + 'xt' }\r")
    t.settle(lambda: {"Server01: text", "Server02: text"} <= set(t.lines))
    one, two = t.style_at("Server01: text").fg, t.style_at("Server02: text").fg
    assert "default" not in (one, two) and one != two


def test_a_table_of_several_hosts_has_the_computer_first(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02 { Get-Date } | % { [pscustomobject]@{ B = 2 } } | ft\r")
    t.settle(lambda: t.at_prompt)
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02 { [pscustomobject]@{ A = 1 } }\r")
    t.settle(lambda: any(line.split() == ["PSComputerName", "A", "RunspaceId"] or line.split()[:1] == ["PSComputerName"] for line in t.lines if line.strip()))


def test_received_output_of_several_hosts_says_whose_it_is(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02 { 'te' + 'xt' } -AsJob | Wait-Job | Receive-Job\r")
    t.settle(lambda: {"Server01: text", "Server02: text"} <= set(t.lines))


def test_equal_output_is_grouped(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02,Server03 { 'sa' + 'me' } | Group-Output\r")
    t.settle(lambda: any("3 hosts: same" in line for line in t.lines))
    t.type("\x0cInvoke-Command -ComputerName Server01,Server02,Server03 { if ($env:HOSTNAME -eq 'Server03') { 'other' } else { 'one' } } | Group-Output\r")
    t.settle(lambda: any("2 hosts: same" in line for line in t.lines) and any("1 host: Server03" in line for line in t.lines))


def test_the_last_output_can_be_used_again(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Invoke-Command -ComputerName Server01,Server02 { 7 }\r")
    t.settle(lambda: t.text.count("7") >= 2 and t.at_prompt)
    t.type("'sum ' + ($__ | Measure-Object -Sum).Sum\r")
    t.settle(lambda: "sum 14" in t.lines)
    t.type("\"again $LastOutput\"\r")
    t.settle(lambda: "again sum 14" in t.lines)


def test_a_program_stopped_by_control_z_is_a_job(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("sh -c 'printf rea; echo dy; read x; echo \"got $x\"'\r")
    t.settle(lambda: "ready" in t.lines)
    t.type("\x1a")
    t.settle(lambda: "suspended. fg goes on with it" in t.text and t.at_prompt)
    t.type("fg\r")
    t.settle(lambda: t.lines[t.screen.cursor.y - 1].startswith("sh -c") or not t.at_prompt)
    t.type("back\r")
    t.settle(lambda: "got back" in t.lines and t.at_prompt)


def test_progress_is_drawn_and_goes_away(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("Write-Progress -Activity Copying -Status 'file 3' -PercentComplete 50; while (-not (Test-Path ~/go9)) { Start-Sleep -m 50 }; 'en' + 'd'\r")
    t.settle(lambda: any("Copying [############            ]  50 %  file 3" in line for line in t.lines))
    with open(f"{fleet.home}/go9", "w"):
        pass
    t.settle(lambda: "end" in t.lines and t.at_prompt)
    assert "Copying [" not in t.text


def test_the_toolbar_tells_target_jobs_and_the_last_result(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("nosuchcommand\r")
    t.settle(lambda: t.lines[-1].lstrip().startswith("local") and "failed" in t.lines[-1] and " s" in t.lines[-1])
    t.type("\x0c1\r")
    t.settle(lambda: "ok" in t.lines[-1])
    setting(fleet, "Set-PSSessionSetting Toolbar off -Temporary")
    t = fleet.fresh()
    assert "local" not in t.lines[-1]
    setting(fleet, "Reset-PSSessionSetting Toolbar -Temporary")
