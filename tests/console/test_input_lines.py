"""Lines of standard input: what the session remembers from one to the next."""
from __future__ import annotations

from tests.shell_runs import run


def lines(text: str) -> list[str]:
    return [line for line in run("-NoLogo", stdin=text).out.splitlines() if not line.startswith("PS ")]


def test_first_and_last_token_of_the_line_before() -> None:
    assert lines("Get-Date | Out-Null\n$^\nWrite-Output 'a b'\n$$\n$$\n") == ["Get-Date", "a b", "a b", "$$"]


def test_read_line_takes_the_next_line() -> None:
    assert lines("$l = [Console]::ReadLine()\nnext\n\"got $l\"\n") == ["got next"]


def test_arguments_of_commands_may_name_parameters() -> None:
    assert run("-CommandWithArgs", "param($x, [switch]$s) \"$x $s $args\"", "-x", "5", "-s", "7").out == "5 True 7\n"
    assert run("-CommandWithArgs", "$args -join '|'", "-x:5", "b c").out == "-x:5|b c\n"
