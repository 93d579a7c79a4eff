"""Playing a recording: at once without a terminal; with pauses, steps and jumps at one; nothing in a file can do more than draw."""
from __future__ import annotations

import tempfile
from pathlib import Path

from shell.training.record_cast import Cast, Event, dump
from shell.training.record_playback import safe
from tests import shell_runs
from tests.frontend.terminal import Terminal, started


def cast(gap: float) -> str:
    made = Cast(60, 10)
    made.events = [Event(0.0, "m", "one"), Event(0.0, "o", "first\r\n"), Event(gap, "m", "two"), Event(gap, "o", "second\r\n"), Event(2 * gap, "m", "three"), Event(2 * gap, "o", "third\r\n"),
                   Event(3 * gap, "o", "the end\r\n")]
    return dump(made)


def test_without_a_terminal_everything_at_once() -> None:
    with tempfile.TemporaryDirectory() as home:
        Path(home, "x.cast").write_text(cast(100))
        done = shell_runs.run("-WorkingDirectory", home, "-Command", "Show-Recording x.cast")
        assert done.out.replace("\r", "") == "first\nsecond\nthird\nthe end\n"


def clear(t: Terminal) -> None:
    t.type("Clear-Host\r")
    while "first" in t.text or not t.text.rstrip().count(">"):
        t._pump(0.1)


def test_jumps_and_pauses_at_a_terminal() -> None:
    """The recording lasts for hours: it is through only because keys go on."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as home:
        Path(home, "x.cast").write_text(cast(3600))
        t = started(home)
        t.type("Show-Recording x.cast\r")
        t.wait_for("first")
        t.type("]")
        t.wait_for("second")
        t.type("[")
        t.type("]]")
        t.wait_for("third")
        t.type(" ")
        t.type(".")
        t.wait_for("the end")
        t.wait_for(f"PS {home}>")
        clear(t)
        t.type("Show-Recording x.cast -Marker 3\r")
        t.wait_for("third")
        t.type("q")
        t.wait_for(f"PS {home}>")
        clear(t)
        t.type("Show-Recording x.cast -IdleLimit 0.01 -Speed 4\r")
        t.wait_for("the end")
        t.wait_for(f"PS {home}>")
        t.type("'o' + 'k'\r")
        t.wait_for("\nok")
        t.close()


def test_what_could_do_more_than_draw_is_left_out() -> None:
    text = "a\x1b]52;c;c2VjcmV0\x07b\x1b]0;title\x1b\\c\x1b[6nd\x1b[?1000he\x1bP+q544e\x1b\\f\x1b[5;5Hg\x1b[31mh\x1b]8;;http://x\x07i\x1b[>0q\x1bcj"
    assert safe(text) == "abcdef\x1b[5;5Hg\x1b[31mhij"
