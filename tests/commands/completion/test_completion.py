"""Completion of texts: what is offered, in which order, and which part of the text it replaces."""
from __future__ import annotations

from typing import Any, Optional

import pytest

from shell.engine import Shell
from shell.runtime.host import NullHost


@pytest.fixture()
def shell(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Shell:
    for name in ("alpha.txt", "my file.txt", ".hidden"):
        (tmp_path / name).write_text("1")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    return Shell(NullHost())


def offers(shell: Shell, text: str, cursor: Optional[int] = None, own: bool = False) -> list[str]:
    from shell.commands.completion.engine import complete_input
    result = complete_input(shell.ctx, text, len(text) if cursor is None else cursor, own)
    return [m.completion_text for m in result.matches]


@pytest.mark.parametrize(("text", "expected"), [
    ("Get-Jo", ["Get-Job"]),
    ("& 'Receive-J", ["'Receive-Job'"]),
    ("Get-Job -Id 1 -N", ["-Newest"]),
    ("Receive-Job -Keep -K", ["-Keep"]),
    ("Get-Job -ea s", ["SilentlyContinue", "Stop", "Suspend"]),
    ('Get-Job -State "Co', ['"Completed"']),
    ("Get-ChildItem -Recurse:", ["$true", "$false"]),
    ("$widget = 1; $wid", ["$widget"]),
    ('"abc".Le', ["Length"]),
    ("[guid]::New", ["new(", "NewGuid("]),
    ("$o = [pscustomobject]@{ Able = 1 }; $o.Ab", ["Able"]),
    ("class P { [int]$Size; Go() { $this.Si", ["Size"]),
    ("Get-Job | Select-Object Name, Id | Sort-Object ", ["Id", "Name"]),
    ("Get-Content al", ["./alpha.txt"]),
    ("Get-Content my", ["'./my file.txt'"]),
    ("cd s", ["./sub"]),
    ("1 -re", ["-replace"]),
    ("using na", ["namespace"]),
    ("Sort-Object @{ Expression = 1; ", ["Ascending", "Descending"]),
    ("switch -r", ["-Regex"]),
    ("whil", []),
    ("", []),
])
def test_offers(shell: Shell, text: str, expected: list[str]) -> None:
    assert offers(shell, text) == expected


def test_the_whole_word_is_replaced_also_right_of_the_cursor(shell: Shell) -> None:
    result = shell.complete("Receive-Job", 8)
    assert (result.replacement_index, result.replacement_length) == (0, 11)


def test_parameters_come_in_order_of_declaration_with_common_ones_last(shell: Shell) -> None:
    found = offers(shell, "Wait-Job -")
    assert found[:4] == ["-Job", "-Any", "-Timeout", "-Force"]
    assert found[-1] == "-PipelineVariable"


def test_own_commands_are_offered_at_the_prompt_and_not_among_powershells(shell: Shell) -> None:
    assert "Watch-Job" in offers(shell, "*-Job", own=True)
    assert "Watch-Job" not in offers(shell, "*-Job")
    assert offers(shell, "Watch-J") == ["Watch-Job"]


def test_live_objects_show_their_members(shell: Shell) -> None:
    shell.ctx.set_variable("h", shell.ctx.run_text("@{ Red = 1; 'two words' = 2 }")[0])
    assert offers(shell, "$h.R") == ["Remove(", "Red"]
    assert offers(shell, "$h.two") == ["'two words'"]
    assert offers(shell, '$h["R') == ["'Red'"]


def test_registered_completers_are_asked_with_the_word(shell: Shell) -> None:
    shell.ctx.run_text("function Zap { param($Who) }; Register-ArgumentCompleter -CommandName Zap -ParameterName Who -ScriptBlock "
                       "{ param($c, $p, $w) \"$p=$w\" }")
    assert offers(shell, "Zap -Who ab") == ["Who=ab"]


def test_a_completer_that_throws_falls_back_to_files(shell: Shell) -> None:
    shell.ctx.run_text("function Zap { param($Who) }; Register-ArgumentCompleter -CommandName Zap -ParameterName Who -ScriptBlock { throw 'no' }")
    assert offers(shell, "Zap -Who al") == ["./alpha.txt"]


def test_any_cursor_in_broken_text_is_answered(shell: Shell) -> None:
    text = "function f($a) { if ($a -eq \"x $($b.c)\") { Get-Job -Id 1 | % { $_.Na } } else { @{ a = [int]::Ma"
    for cursor in range(len(text) + 1):
        result = shell.complete(text[:cursor], cursor)
        assert -1 <= result.replacement_index <= cursor
