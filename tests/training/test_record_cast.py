"""asciicast files: both versions, the documentation's examples, what breaks the format; asciinema itself reads ours."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shell.training.record_cast import Cast, CastError, Event, dump, load, problems

DOCUMENTED_3 = """{"version": 3, "term": {"cols": 80, "rows": 24, "type": "xterm-256color"}, "timestamp": 1504467315, "title": "Demo", "env": {"SHELL": "/bin/zsh"}}
# event stream follows the header
[0.248, "o", "\\u001b[1;31mHello \\u001b[32mWorld!\\u001b[0m\\n"]
[1.001, "o", "That was ok\\rThis is better."]
[3.500, "m", ""]
[0.143, "o", "Now... "]
# terminal window resized to 90 cols and 30 rows
[2.050, "r", "90x30"]
[1.541, "o", "Bye!"]
[0.887, "x", "0"]
"""
DOCUMENTED_2 = """{"version": 2, "width": 80, "height": 24, "timestamp": 1504467315, "title": "Demo", "env": {"TERM": "xterm-256color", "SHELL": "/bin/zsh"}}
[0.248848, "o", "\\u001b[1;31mHello \\u001b[32mWorld!\\u001b[0m\\n"]
[1.001376, "o", "That was ok\\rThis is better."]
[1.500000, "m", ""]
[2.143733, "o", "Now... "]
[4.050000, "r", "80x24"]
[6.541828, "o", "Bye!"]
"""


def sample() -> Cast:
    cast = Cast(80, 24, {"title": "T", "timestamp": 1, "idle_time_limit": 2.0, "env": {"TERM": "xterm"}}, 3, "xterm")
    cast.events = [Event(0.1004, "o", "a"), Event(0.2008, "o", "b\r\n"), Event(0.3012, "m", "mark"), Event(5.5, "r", "90x30"), Event(6.0, "o", "é日"), Event(6.0, "x", "3")]
    return cast


def test_the_documentations_examples_are_read() -> None:
    three = load(DOCUMENTED_3)
    assert (three.columns, three.rows, three.terminal, three.exit_code, len(three.events)) == (80, 24, "xterm-256color", 0, 7)
    assert round(three.duration, 3) == 9.37
    two = load(DOCUMENTED_2)
    assert two.duration == 6.541828 and two.header["title"] == "Demo"
    assert not list(problems(DOCUMENTED_3)) and not list(problems(DOCUMENTED_2))


@pytest.mark.parametrize("version", [2, 3])
def test_what_is_written_is_read_again(version: int) -> None:
    text = dump(sample(), version)
    assert not list(problems(text))
    again = load(text)
    wanted = [e for e in sample().events if version == 3 or e.code != "x"]
    assert [(e.code, e.data) for e in again.events] == [(e.code, e.data) for e in wanted]
    assert [round(e.at, 3) for e in again.events] == [round(e.at, 3) for e in wanted]
    assert again.title == "T" and again.idle_limit == 2.0


def test_rounding_does_not_add_up() -> None:
    cast = Cast(80, 24)
    cast.events = [Event(n * 0.0004, "o", "x") for n in range(10_000)]
    assert abs(load(dump(cast)).duration - cast.duration) < 0.001


def test_idle_time_is_cut() -> None:
    assert round(sample().timed()[-1].at, 3) == 2.801
    assert round(sample().timed(0.5)[-1].at, 3) == 1.301


@pytest.mark.parametrize(("text", "line"), [("", 1), ("nonsense", 1), ('{"version": 1}', 1), ('{"version": 3}', 1), ('{"version": 2, "width": 0, "height": 3}', 1),
                                            ('{"version": 2, "width": 8, "height": 3}\n[1, "o"]', 2), ('{"version": 2, "width": 8, "height": 3}\n[-1, "o", ""]', 2),
                                            ('{"version": 2, "width": 8, "height": 3}\n\n[0, "o", 5]', 3)])
def test_what_is_no_recording_says_where(text: str, line: int) -> None:
    with pytest.raises(CastError) as caught:
        load(text)
    assert caught.value.line == line


@pytest.mark.parametrize(("change", "told"), [((1, '[0, "q", ""]'), "no code"), ((1, '[0, "r", "wide"]'), "COLSxROWS"), ((1, '[0, "x", "ok"]'), "number"),
                                              ((1, '[0, "x", "0"]\n[0, "o", "late"]'), "after the exit"), ((0, '{"version":3,"term":{"cols":1,"rows":1},"title":5}'), "title"),
                                              ((0, '{"version":3,"term":{"cols":1,"rows":1},"env":{"A":1}}'), "texts")])
def test_what_breaks_the_format_is_told(change: tuple[int, str], told: str) -> None:
    lines = ['{"version": 3, "term": {"cols": 8, "rows": 3}}', '[0, "o", "x"]']
    lines[change[0]] = change[1]
    assert any(told in p for p in problems("\n".join(lines)))


def test_asciinema_reads_it(tmp_path: Path) -> None:
    """The program itself, as it comes from the package index (it knows version 2)."""
    path = tmp_path / "x.cast"
    path.write_text(dump(sample(), 2))
    done = subprocess.run([sys.executable, "-m", "asciinema", "cat", str(path)], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "ab\r\né日".encode()
