"""Other ways to use the prompt: vi and Windows keys, screen reader, without colour, the pager, profiles, start-up times, what the terminal is told."""
from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frontend.terminal import Terminal, started


@pytest.fixture
def home() -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as d:
        yield d


def with_settings(home: str, settings: dict[str, object], **options: object) -> Terminal:
    folder = Path(home, ".config", "pssession")
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps(settings))
    t = started(home, **options)
    t.settle(lambda: t.lines[t.screen.cursor.y].startswith("PS "))
    return t


def test_vi_mode(home: str) -> None:
    t = with_settings(home, {"EditMode": "Vi"}, colour=True)
    t.type("'one' 'two'\x1b")
    t.type("0wdw")
    t.type("i#\x1b")
    t.settle(lambda: "#" in t.lines[0] and "'one' 'two'" not in t.lines[0])
    t.type("ddi'vi ' + 'works'\r")
    t.settle(lambda: "vi works" in t.lines)
    t.type("\x1bkk")
    t.settle(lambda: t.lines[t.screen.cursor.y].endswith("'vi ' + 'works'"))
    t.close()


def test_windows_keys(home: str) -> None:
    t = with_settings(home, {"EditMode": "Windows"}, colour=True)
    t.type("Get-Chi\t")
    t.settle(lambda: t.lines[0].endswith("Get-ChildItem"))
    t.type("\x1b")
    t.settle(lambda: t.lines[0].endswith("Get-Chi"))
    t.type("\x1b")
    t.settle(lambda: t.lines[0].endswith(">"))
    t.type("'abc'\x01'all gone'")
    t.settle(lambda: t.lines[0].endswith("> 'all gone'"))
    t.type("\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a")
    t.settle(lambda: "all gone" not in t.lines[0])
    t.close()


def test_screen_reader_mode_is_linear(home: str) -> None:
    t = with_settings(home, {"ScreenReader": True}, colour=True, arguments=("-NoProfile", "-NoLogo", "--lab", "2"))
    t.type("Invoke-Command -ComputerName Server01,Server02 { 'said' }\r")
    t.settle(lambda: sum("said" in line for line in t.lines) >= 3)
    assert "hosts:" not in t.text and "local" not in t.lines[-1]
    t.type("Enter-PSSession\r")
    t.settle(lambda: "1:     Server01" in t.text and "Enter, number:" in t.text)
    t.type("2\r")
    t.settle(lambda: "[server02]: PS" in t.text)
    t.close()


def test_no_color_means_none(home: str) -> None:
    t = started(home)
    t.type("Get-Item nothing-here; 'plain'\r")
    t.wait_for("plain")
    t.wait_for("Cannot find path")
    colours = {t.screen.buffer[y][x].fg for y in range(t.screen.lines) for x in range(t.screen.columns)}
    assert colours == {"default"}
    t.close()


def test_long_output_goes_through_the_pager(home: str) -> None:
    pager = Path(home, "pager")
    pager.write_text("#!/bin/sh\necho PAGED; wc -l; echo END-OF-PAGE\n")
    pager.chmod(0o755)
    t = with_settings(home, {"Pager": "Auto"}, environment={"PAGER": str(pager)})
    t.type("1..5\r")
    t.settle(lambda: "5" in t.lines and t.lines[t.screen.cursor.y].startswith("PS "))
    assert "PAGED" not in t.text
    t.type("1..200\r")
    t.settle(lambda: "PAGED" in t.text and "200" in t.lines and "END-OF-PAGE" in t.text)
    t.close()


def test_profiles_run_in_order_and_startup_is_profiled(home: str) -> None:
    folder = Path(home, ".config", "powershell")
    folder.mkdir(parents=True)
    (folder / "profile.ps1").write_text("$order = 'all'\n")
    (folder / "Microsoft.PowerShell_profile.ps1").write_text("$order += ' host'; function prompt { \"$order> \" }\n")
    t = started(home, prompt="all host>", arguments=("-NoLogo", "--profile-startup"), columns=120)
    for part in ("importing the program", "the engine and its commands", "profile.ps1", "the line editor", "until the first prompt"):
        assert part in t.text
    t.close()


def test_the_terminal_is_told_where_we_are(home: str) -> None:
    t = started(home, colour=True, arguments=("-NoProfile", "-NoLogo", "--lab", "1"))
    assert t.screen.title.endswith("- pssession")
    assert f"file://{os.uname().nodename}{home}".encode() in t.raw and b"\x1b]133;A" in t.raw
    t.type("Enter-PSSession -ComputerName Server01\r")
    t.settle(lambda: t.screen.title == "Server01: pssession" and "[Server01]: PS" in t.text)
    t.settle(lambda: t.style_at("[Server01]:").fg == "magenta")
    t.type("$Host.EnterNestedPrompt()\r")
    t.close()


def test_names_of_files_are_links(home: str) -> None:
    Path(home, "a file.txt").write_text("x")
    t = started(home, colour=True)
    t.type("Get-ChildItem\r")
    t.settle(lambda: any(line.endswith("a file.txt") for line in t.lines))
    assert f"\x1b]8;;file://{os.uname().nodename}{home}/a%20file.txt\x1b\\a file.txt\x1b]8;;\x1b\\".encode() in t.raw
    t.close()


def test_the_local_prompt_nests(home: str) -> None:
    t = started(home)
    t.type("$Host.EnterNestedPrompt()\r")
    t.wait_for(f"PS {home}>>")
    t.type("'in' + 'ner'\r")
    t.wait_for("\ninner")
    t.type("exit\r")
    t.settle(lambda: t.lines[t.screen.cursor.y] == f"PS {home}>")
    t.close()


def test_two_shells_share_their_history(home: str) -> None:
    one, two = started(home), started(home)
    one.type("'from' + ' one'\r")
    one.wait_for("\nfrom one")
    two.type("Search-History | Select-Object -First 1 -ExpandProperty CommandLine\r")
    two.wait_for("\n'from' + ' one'")
    one.close()
    two.close()


def test_a_leading_space_a_secret_and_private_mode_keep_lines_out(home: str) -> None:
    t = started(home)
    t.type(" 'spa' + 'ced'\r")
    t.wait_for("\nspaced")
    t.type("$token = 'abc123'; 'se' + 'cret'\r")
    t.wait_for("\nsecret")
    t.type("Set-PSSessionSetting PrivateHistory on\r'pri' + 'vate'\r")
    t.wait_for("\nprivate")
    t.type("(Search-History).Count; (Search-History).CommandLine -join '|'\r")
    t.wait_for("Set-PSSessionSetting PrivateHistory on", 2)
    assert "\n1\n" in t.text
    t.close()
