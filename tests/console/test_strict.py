"""-File - --strict: standard input is one script, parsed whole; the first error ends it and names its line and column."""
from __future__ import annotations

import pytest

from tests.shell_runs import Done, run


def strict(text: str, *arguments: str) -> Done:
    return run("-File", "-", "--strict", *arguments, stdin=text)


def test_runs_to_its_end() -> None:
    done = strict("'a'\nif ($true) {\n\n    'b'\n}\n@'\nblank\n\nlines\n'@\n")
    assert (done.out, done.err, done.code) == ("a\nb\nblank\n\nlines\n", "", 0)


@pytest.mark.parametrize(("text", "place", "out"), [
    ("'a'\nGet-Item nope\n'b'\n", "<stdin>:2:1: stopped", "a\n"),
    ("'a'\n  [int]'x'\n'b'\n", "<stdin>:2:3: stopped", "a\n"),
    ("'a'\n1 +* 2\n", "<stdin>:2:4: stopped", ""),
    ("'a'\nfunction f {\n    throw 'x'\n}\nf\n'b'\n", "<stdin>:3:5: stopped", "a\n"),
    ("'a'\nsh -c 'exit 3'\n'b'\n", "stopped", "a\n"),
    ("Write-Error bad\n'b'\n", "<stdin>:1:1: stopped", ""),
    ("'a'\nno_such_command\n'b'\n", "<stdin>:2:1: stopped", "a\n")])
def test_stops_at_the_first_error(text: str, place: str, out: str) -> None:
    done = strict(text)
    assert place in done.err and done.code == 1 and done.out == out


@pytest.mark.parametrize("text", ["'a'\nif ($x) {\n", "'a'\n\"open\n", "'a'\n1 +\n", "'a'\n@'\nhere\n"])
def test_an_incomplete_tail_is_an_error_and_nothing_runs(text: str) -> None:
    done = strict(text)
    assert "incomplete; nothing was run" in done.err and done.out == "" and done.code == 1


def test_exit_codes_and_arguments() -> None:
    assert strict("'a'\nexit 4\n").code == 4
    assert strict("Get-Item nope -ErrorAction SilentlyContinue\n").code == 0
    assert strict("try { Get-Item nope } catch { 'handled' }\n").out == "handled\n"
    assert strict("param($x, [switch]$s)\n\"$x $s $args\"\n", "5", "-s", "more").out == "5 True more\n"
