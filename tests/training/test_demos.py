"""Demos: what their comments say, the shipped ones as tests, and one played at a real terminal with keys, back, the real prompt in between, and notes."""
from __future__ import annotations

import os
import pty
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shell.training.demo_keys import split_keys
from shell.training.demo_notes import Notes, page, timing
from shell.training.demo_script import DemoError, _Reader, shipped
from shell.training.record_cast import load
from shell.training.record_frames import commands, last_screen
from tests import shell_runs
from tests.frontend.terminal import Terminal, started

TALK = """# demo: title A talk
# demo: minutes 5
# Hello there
$x = 20
# demo: chapter two
# demo: note breathe
$x += 1; "x is $x"
# demo: silent
$y = 5
"y is $y"
if ($true) {
  'mul' + 'ti'
}
# demo: auto
'auto' + 'matic'
# Good bye
"""


@pytest.fixture
def home() -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as d:
        yield d


def test_what_comments_say() -> None:
    demo = _Reader("t.ps1").read(TALK)
    assert (demo.title, demo.minutes, demo.hosts, demo.chapters, demo.ending) == ("A talk", 5, 0, ["two"], ("Good bye",))
    assert [(s.line, s.silent, s.auto, s.chapter) for s in demo.steps] == [(4, False, False, ""), (7, False, False, "two"), (9, True, False, "two"), (10, False, False, "two"),
                                                                            (11, False, False, "two"), (15, False, True, "two")]
    assert demo.steps[0].says == ("Hello there",) and demo.steps[1].notes == ("breathe",) and demo.steps[4].text == "if ($true) {\n  'mul' + 'ti'\n}"


def test_tags_about_lines_that_follow() -> None:
    demo = _Reader("t.ps1").read("# demo: host Server01..Server04\n# demo: type-speed 9\n# demo: auto on\n1\n2\n# demo: stop\n3\n# demo: error no.*such\n# demo: expect ^4\n4\n")
    assert demo.hosts == 4 and [s.auto for s in demo.steps] == [True, True, False, False] and demo.steps[2].stop
    assert {s.speed for s in demo.steps} == {9} and demo.steps[3].error == "no.*such" and demo.steps[3].expects == ("^4",)


@pytest.mark.parametrize(("text", "told"), [("# demo: colour red\n1", "line 1: unknown tag 'colour'"), ("1\n# demo: type-speed fast\n2", "line 2"), ("1\nif ($x) {\n2", "line 2: what begins here"),
                                            ("1\n)", "line 2"), ("# nothing", "nothing to show"), ("# demo: expect (\n1", "line 1")])
def test_what_is_wrong_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(DemoError, match="t.ps1") as caught:
        _Reader("t.ps1").read(text)
    assert told in str(caught.value)


@pytest.mark.parametrize("name", [d.name for d in shipped()])
def test_shipped_demos_run(name: str) -> None:
    """Every line of every demo that comes with the shell, in the lab."""
    done = shell_runs.run("-Command", f"$r = Start-Demo {name} -Check; $r | Where-Object {{ -not $_.Passed }} | Format-List | Out-String; $r.Count")
    assert done.code == 0 and not done.err, done
    assert int(done.out.split()[-1]) > 8, done


def test_three_demos_are_shipped_the_first_of_them_about_remote_jobs() -> None:
    demos = {d.name: d for d in shipped()}
    assert len(demos) >= 3 and "about_Remote_Jobs" in demos["remote-jobs"].title


def test_a_check_fails_for_errors_that_come_and_that_do_not(home: str) -> None:
    Path(home, "bad.ps1").write_text("1\nGet-Item nosuch\n# demo: error nosuch\nGet-Item nosuch\n# demo: error other\nGet-Item nosuch\n# demo: error .\n2\n# demo: expect ^5$\n2 + 2\n"
                                     "# demo: expect hel+o\nsh -c 'echo hello'\n$x = 'state'\n# demo: expect state\n$x\n")
    done = shell_runs.run("-WorkingDirectory", home, "-Command", "Start-Demo ./bad.ps1 -Check -ErrorAction SilentlyContinue | ForEach-Object { \"$($_.Line) $($_.Passed) $($_.Problem)\" }")
    lines = [line for line in done.out.splitlines() if line]
    assert [line.split()[:2] for line in lines] == [["1", "True"], ["2", "False"], ["4", "True"], ["6", "False"], ["8", "False"], ["10", "False"], ["12", "True"], ["13", "True"], ["15", "True"]]
    assert "did not fail" in lines[4] and "showed: 4" in lines[5]
    failed = shell_runs.run("-WorkingDirectory", home, "-Command", "Start-Demo ./bad.ps1 -Check | Out-Null")
    assert failed.code == 1 and "bad, line 2" in failed.err


def test_without_a_terminal_it_says_so(home: str) -> None:
    done = shell_runs.run("-Command", "Start-Demo remote-jobs")
    assert "needs a terminal" in done.err and done.code == 1
    assert "There is no demo 'nothing'" in shell_runs.run("-Command", "Start-Demo nothing").err


def test_keys_by_name() -> None:
    assert split_keys("a\x1b[5~\r\tß\x1b[A\x7f\x03\x1b[1;5C ") == ["a", "pageup", "enter", "tab", "ß", "up", "backspace", "c-c", "other", " "]


def test_the_presenters_page() -> None:
    demo = _Reader("t.ps1").read(TALK)
    text = "\n".join(page(demo, 1, 70, 5))
    assert "line 2 of 6   01:10   03:50 left" in text and "Chapter: two" in text and "NOW   $x += 1" in text and "* breathe" in text and 'then  "y is $y"' in text and "$y = 5" not in text
    assert "late" in timing(1, 10, 100, 5) and "over" in timing(9, 10, 400, 5) and timing(0, 1, 5, 0) == ""


def at(t: Terminal, wanted: str, times: int = 1) -> None:
    t.wait_for(wanted, times)


def wait_until(t: Terminal, done: Callable[[], bool]) -> None:
    """Something that is not on the screen."""
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, t.text
        t._pump(0.1)


def test_played_at_a_terminal(home: str) -> None:
    Path(home, "talk.ps1").write_text(TALK)
    prompt = f"PS {home}>"
    notes = Path(home, "notes.txt")
    t = started(home, colour=True, lines=50)
    t.type("Start-Demo talk.ps1 -Notes notes.txt\r")
    at(t, "# Hello there")
    at(t, prompt, 2)
    t.type("zz")
    at(t, "> $x = 20")
    t.type("\r")
    at(t, "# == two ==")
    at(t, prompt, 3)
    t.type("\r")  # the first Enter shows the whole line, the second runs it
    at(t, '> $x += 1; "x is $x"')
    t.type("\r")
    at(t, "\nx is 21")
    at(t, prompt, 4)
    t.type("\x1b[5~")  # back: x is 20 again, the line comes again
    at(t, "(back to line 7)")
    at(t, prompt, 4)
    t.type("\r")
    at(t, '> $x += 1; "x is $x"', 2)
    t.type("\r")
    at(t, "\nx is 21", 2)
    at(t, prompt, 5)
    t.type("ab\t")  # the keyboard has the prompt; the half-typed line is gone
    at(t, f"x is 21\n{prompt}", 1)
    t.type("'re' + 'al' + $x\r")
    at(t, "\nreal21")
    at(t, prompt, 6)
    shown = notes.read_text().count("line 4 of 6")
    t.type("\t")  # Tab on the empty line: the demo goes on
    wait_until(t, lambda: notes.read_text().count("line 4 of 6") > shown)
    t.type("\r")
    at(t, '> "y is $y"')
    t.type("\r")
    at(t, "\ny is 5")
    at(t, prompt, 7)
    t.type("\r")
    at(t, ">>   'mul' + 'ti'")
    t.type("\r")
    at(t, "\nmulti")
    at(t, "\nautomatic")
    at(t, "# Good bye")
    at(t, prompt, 9)
    t.type("'do' + 'ne'\r")
    at(t, "\ndone")
    t.close()
    text = notes.read_text()
    assert "A talk   line 1 of 6" in text and "* breathe" in text and "The end." in text and "left" in text


def test_control_c_ends_it_and_the_lab_comes_back(home: str) -> None:
    """`back` undoes what lines did on a host of the lab: the file is there again."""
    Path(home, "lab.ps1").write_text("# demo: host 1\n# demo: chapter one\n$s = New-PSSession Server01\nInvoke-Command $s { Remove-Item c:\\logs\\app.log; Test-Path c:\\logs\\app.log }\n'not run'\n")
    t = started(home, lines=40)
    t.type("Start-Demo lab.ps1\r")
    at(t, "# == one ==")
    at(t, f"PS {home}>", 2)
    t.type("\r")
    at(t, "> $s = New-PSSession Server01")
    t.type("\r")
    at(t, f"PS {home}>", 3)
    t.type("\r")
    at(t, "Remove-Item")
    t.type("\r")
    at(t, "\nFalse")
    at(t, f"PS {home}>", 4)
    t.type("\x1b[5~")
    at(t, "(back to line 4)")
    at(t, f"PS {home}>", 4)
    t.type("\x03")
    at(t, "The demo ends at line 4")
    at(t, f"PS {home}>", 4)
    t.type("Invoke-Command $s { \"still $(Test-Path c:\\logs\\app.log)\" }\r")
    at(t, "still True")
    t.close()


def test_notes_on_a_second_terminal_are_redrawn() -> None:
    inner, outer = pty.openpty()
    notes = Notes(os.ttyname(outer), _Reader("t.ps1").read(TALK), 5)
    notes.trouble("mind the gap")
    notes.show(0)
    notes.show(1)
    notes.close()
    text = ""
    while "breathe" not in text:  # of the second page; a terminal gives what is written in pieces
        text += os.read(inner, 65536).decode()
    os.close(inner)
    os.close(outer)
    assert text.count("\x1b[H\x1b[2J") == 2 and text.count("mind the gap") == 1 and "* breathe" in text


def test_a_demo_that_is_recorded(home: str) -> None:
    """Said lines, prompts and lines are in the recording; what comes out of it is the demo again."""
    Path(home, "talk.ps1").write_text("# Hello there\n$x = 20\n# demo: say twice as much\n# demo: auto\n$x * 2\n")
    t = started(home, colour=True)
    t.type("Start-Recording x.cast\r")
    at(t, f"PS {home}>", 2)
    t.type("Start-Demo talk.ps1\r")
    at(t, "# Hello there")
    at(t, f"PS {home}>", 3)
    t.type("\r")
    at(t, "> $x = 20")
    t.type("\r")
    at(t, "\n40")
    at(t, f"PS {home}>", 5)
    t.type("exit\r")
    assert t.wait_exit() == 0
    t.close()
    cast = load(Path(home, "x.cast").read_text())
    assert [(c.text, c.output) for c in commands(cast)] == [("Start-Demo talk.ps1", ""), ("$x = 20", ""), ("$x * 2", "40"), ("exit", "")]
    screen = last_screen(cast).text()
    assert screen.index("# Hello there") < screen.index("$x = 20") < screen.index("# twice as much") < screen.index("$x * 2")
