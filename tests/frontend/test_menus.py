"""Completion, prediction and history menus on the screen, here and in an entered session."""
from __future__ import annotations

import os

from tests.frontend.conftest import Place


def below(place: Place) -> list[str]:
    """What stands below the line being typed, without the toolbar."""
    t = place.term
    return [line.strip() for line in t.lines[t.screen.cursor.y + 1:-1] if line.strip()]


def test_the_menu_lists_commands_with_descriptions(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Get-Ite\x00")
    t.settle(lambda: any(line.startswith("Get-ItemProperty ") or line == "Get-ItemProperty" for line in below(anywhere)))
    if not anywhere.entered:
        assert any("Get-Item" in line and "[-Path]" in line for line in below(anywhere))
    t.type("\x00")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("Get-Item"))
    t.type("\r")
    t.settle(lambda: not below(anywhere) and t.lines[t.screen.cursor.y].endswith("Get-Item"))


def test_tab_completes_what_is_common(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Get-ChildIt\t")
    t.settle(lambda: t.lines[0].endswith("Get-ChildItem"))
    t.type(" -Rec\t")
    t.settle(lambda: t.lines[0].endswith("Get-ChildItem -Recurse"))


def test_members_by_type(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("(Get-Date).AddMin\t")
    t.settle(lambda: t.lines[0].endswith("AddMinutes("))


def test_properties_of_the_pipeline(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Get-Process | Sort-Object StartT\t")
    t.settle(lambda: t.lines[0].endswith("Sort-Object StartTime"))


def test_values_of_a_parameter(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Write-Host x -ForegroundColor Mag\t")
    t.settle(lambda: t.lines[0].endswith("-ForegroundColor Magenta"))


def test_variables_of_that_side(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("$over_here_only = 7\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == anywhere.prompt.rstrip())
    t.type("$over_here\t")
    t.settle(lambda: t.screen.cursor.x == len(anywhere.prompt) + len("$over_here_only"))


def test_paths_of_that_side(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("New-Item -ItemType Directory -Force deep-folder-name | Out-Null\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == anywhere.prompt.rstrip())
    t.type("Get-Item ./deep-fo\t")
    t.settle(lambda: "deep-folder-name" in t.lines[t.screen.cursor.y])


def test_fuzzy_where_nothing_begins_so(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("gtpr\x00")
    t.settle(lambda: bool(below(anywhere)) and below(anywhere)[0].startswith("Get-Pr"))


def test_hash_keys_and_types(local: Place) -> None:
    t = local.fresh()
    t.type("$h = @{ Alpha = 1 }\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == local.prompt.rstrip())
    t.type("$h.Al\t")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("$h.Alpha"))
    t.type("\x15[System.Text.StringB\t")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("[System.Text.StringBuilder"))


def test_a_registered_completer(local: Place) -> None:
    t = local.fresh()
    t.type("Register-ArgumentCompleter -CommandName Get-Item -ParameterName Path -ScriptBlock { 'from-completer' }\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == local.prompt.rstrip())
    t.type("Get-Item -Path \t")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("from-completer"))


def test_jobs_with_their_state(local: Place) -> None:
    t = local.fresh()
    t.type("$j = Start-Job { 1 } -Name uniquely | Wait-Job\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == local.prompt.rstrip())
    t.type("Receive-Job -Name uniq\t")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("uniquely"))
    t.type("\x15Receive-Job -Id \x00")
    t.settle(lambda: any("uniquely Completed" in line for line in below(local)))


def test_hosts_and_sessions(fleet: Place) -> None:
    t = fleet.fresh()
    t.type("$s = New-PSSession -ComputerName Server02 -Name two\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == fleet.prompt.rstrip())
    t.type("Enter-PSSession -ComputerName Ser\x00")
    t.settle(lambda: {"Server01", "Server02", "Server03", "Server04"} <= set(below(fleet)))
    t.type("\x07\x15Remove-PSSession -Name \x00")
    t.settle(lambda: any("on Server02: Opened" in line for line in below(fleet)))


def test_settings(local: Place) -> None:
    t = local.fresh()
    t.type("Set-PSSessionSetting ConfirmA\t")
    t.settle(lambda: t.lines[0].endswith("ConfirmAboveHosts"))
    t.type("\x15Set-PSSessionSetting Theme Hi\t")
    t.settle(lambda: t.lines[0].endswith("Theme HighContrast"))


def test_programs_by_bash_completion(local: Place) -> None:
    folder = f"{local.home}/data/bash-completion/completions"
    os.makedirs(folder, exist_ok=True)
    os.makedirs(f"{local.home}/bin", exist_ok=True)
    with open(f"{local.home}/bin/frobnicate", "w") as f:
        f.write("#!/bin/sh\n")
    os.chmod(f"{local.home}/bin/frobnicate", 0o755)
    with open(f"{folder}/frobnicate", "w") as f:
        f.write("_frob() { COMPREPLY=($(compgen -W 'first-word --long-option' -- \"$2\")); }\ncomplete -F _frob frobnicate\n")
    t = local.fresh()
    t.type("$env:PATH = \"$HOME/bin:$env:PATH\"\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == local.prompt.rstrip())
    t.type("frobnicate --lo\t")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("frobnicate --long-option"))
    t.type(" fir\t")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("--long-option first-word"))


def test_the_list_of_predictions(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Write-Output predicted-line\r")
    t.settle(lambda: t.at_prompt and "predicted-line" in t.lines)
    t.type("\x0c\x1bOQ")
    t.type("Write-Out")
    t.settle(lambda: any("predicted-line" in line and "[History]" in line for line in below(anywhere)))
    t.type("\x1b[B\r")
    t.settle(lambda: "predicted-line" in t.lines[t.screen.cursor.y] and not below(anywhere))
    t.type("\x1bOQ")


def test_history_search_with_filters(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Write-Output find-me-later\r")
    t.settle(lambda: t.at_prompt and "find-me-later" in t.lines)
    t.type("nosuchcmd-xyz\r")
    t.settle(lambda: t.at_prompt and "is not recognized" in t.text)
    t.type("\x0c\x12")
    t.settle(lambda: "History ?" in t.text and "filters:" in t.text)
    t.type("fml ok:yes")
    t.settle(lambda: any("find-me-later" in line for line in t.lines[1:]) and "nosuchcmd" not in t.text)
    t.type("\r")
    t.settle(lambda: "History ?" not in t.text and t.lines[t.screen.cursor.y].endswith("Write-Output find-me-later"))
    t.type("\x15\x12")
    t.settle(lambda: "History ?" in t.text)
    where = "Server01" if anywhere.entered else "local"
    t.type(f"host:{where}")
    t.settle(lambda: f"History ? host:{where}" in t.text and "find-me-later" in t.text)
    t.type("\x07")
    t.settle(lambda: "History ?" not in t.text)


def test_keys_are_taken_while_a_completion_is_slow(local: Place) -> None:
    t = local.fresh()
    t.type("Register-ArgumentCompleter -CommandName Get-Date -ParameterName Format -ScriptBlock { while (-not (Test-Path ~/let-go)) { Start-Sleep -m 20 }; 'late' }\r")
    t.settle(lambda: t.at_prompt and t.lines[t.screen.cursor.y] == local.prompt.rstrip())
    t.type("Get-Date -Format \x00")
    t.type("xyz")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("-Format xyz"))
    with open(f"{local.home}/let-go", "w"):
        pass
    t.type("\x15'still ' + 'here'\r")
    t.settle(lambda: "still here" in t.lines)
