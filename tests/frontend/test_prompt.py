"""The prompt at a real terminal: editing, multi-line input, paste, Ctrl-C, history, notices, leaving."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frontend.terminal import Terminal, started


@pytest.fixture
def home() -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as d:
        yield d


@pytest.fixture
def term(home: str) -> Iterator[Terminal]:
    t = started(home)
    yield t
    t.close()


def test_runs_a_line_and_shows_the_next_prompt(term: Terminal, home: str) -> None:
    term.type("1..3 | % { $_ * 11 }\r")
    text = term.wait_for(f"PS {home}>", 2)
    assert "11\n22\n33" in text


def test_incomplete_text_goes_on_with_a_continuation_prompt(term: Terminal, home: str) -> None:
    term.type("if ($true) {\r")
    term.wait_for("\n>>")
    term.type("'in' + 'side'\r}\r")
    assert "inside" in term.wait_for("inside")


def test_a_pasted_block_does_not_run_by_itself(term: Terminal) -> None:
    term.type("\x1b[200~'pas' + 'ted 1'\n'pas' + 'ted 2'\n\x1b[201~")
    term.wait_for("'pas' + 'ted 2'")
    assert "pasted 1" not in term.text
    term.type("\r")
    assert "pasted 1\npasted 2" in term.wait_for("pasted 2")


def test_control_c_at_the_prompt_drops_the_line(term: Terminal, home: str) -> None:
    term.type("'never'\x03")
    term.wait_for(f"PS {home}>", 2)
    term.type("'after'\r")
    assert "\nafter" in term.wait_for("\nafter")


def test_control_c_stops_a_running_command_and_the_shell_goes_on(term: Terminal, home: str) -> None:
    term.type("'started'; while ($true) { }\r")
    term.wait_for("\nstarted")
    term.type("\x03")
    term.wait_for(f"PS {home}>", 2)
    term.type("'on' + 'wards'\r")
    term.wait_for("onwards")


def test_an_error_is_shown_and_the_shell_goes_on(term: Terminal) -> None:
    term.type("nosuchcommand\r")
    term.wait_for("is not recognized")
    term.type("1 + 41\r")
    term.wait_for("\n42")


def test_history_by_the_up_key_and_in_the_next_shell(home: str) -> None:
    first = started(home)
    first.type("'remember' + ' me'\r")
    first.wait_for("\nremember me")
    first.type("exit\r")
    assert first.wait_exit() == 0
    second = started(home)
    second.type("\x1b[A\x1b[A\r")
    second.wait_for("\nremember me")
    second.close()


def test_exit_code(term: Terminal) -> None:
    term.type("exit 7\r")
    assert term.wait_exit() == 7


def test_end_of_input_leaves(term: Terminal) -> None:
    term.type("\x04")
    assert term.wait_exit() == 0


def test_wide_characters_and_resize(term: Terminal) -> None:
    term.type("'日本' + '語'\r")
    term.wait_for("\n日")
    term.resize(120, 30)
    term.type("'wi' + 'der'\r")
    term.wait_for("wider")


def test_a_native_program_gets_the_terminal(term: Terminal) -> None:
    term.type("sh -c 'test -t 0 && test -t 1 && echo terminal'\r")
    term.wait_for("\nterminal")


def test_read_host_asks_at_the_terminal(term: Terminal) -> None:
    term.type("$n = Read-Host 'Name'; \"hi $n!\"\r")
    term.wait_for("\nName:")
    term.type("zoe\r")
    term.wait_for("hi zoe!")


def test_colours_unknown_commands(home: str) -> None:
    t = started(home, colour=True)
    t.type("Get-Variable")
    t.wait_for("Get-Variable")
    row = next(y for y, line in enumerate(t.screen.display) if "Get-Variable" in line)
    at = t.screen.display[row].index("Get-Variable")
    good = t.screen.buffer[row][at].fg
    t.type("\x15Get-Nothing9")
    t.wait_for("Get-Nothing9")
    assert t.screen.buffer[row][at].fg == "red" != good
    t.close()


def test_profile_runs(home: str) -> None:
    profile = Path(home, ".config", "powershell", "profile.ps1")
    profile.parent.mkdir(parents=True)
    profile.write_text("function prompt { 'mine> ' }\n")
    t = started(home, prompt="mine>", arguments=("-NoLogo",))
    t.close()


def test_a_line_that_a_program_leaves_open_stays_on_the_screen(term: Terminal, home: str) -> None:
    term.type("printf 'no %s' end\r")
    assert "\nno end\nPS " in term.wait_for("\nno end\nPS ")
    term.type("[Console]::Write('q' + 'rs')\r")
    assert "\nqrs\nPS " in term.wait_for("\nqrs\nPS ")
