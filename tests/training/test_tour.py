"""The tour: it works without a person, and at a terminal a newcomer gets it from the first prompt's hint."""
from __future__ import annotations

import tempfile

from tests import shell_runs
from tests.frontend.terminal import Terminal


def test_the_tour_can_fail_and_can_be_passed() -> None:
    done = shell_runs.run("-Command", "Start-Tour -Check | ForEach-Object { \"$($_.Ok) $($_.Steps) [$($_.Problems)]\" }")
    assert done.out.strip() == "True 5 []" and done.code == 0, done


def test_the_hint_line_and_the_first_steps_at_a_terminal() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as home:
        t = Terminal(home, arguments=("-NoProfile",), columns=100, lines=50)
        t.wait_for("Start-Tour")
        t.wait_for(f"PS {home}>")
        t.type("Start-Tour\r")
        t.wait_for("Step 1 of 5")
        t.wait_for(f"PS {home}>", 2)
        t.type("$s = New-PSSession -ComputerName Server01, Server02, Server03\r")
        t.wait_for("Step 2 of 5")
        t.wait_for(f"PS {home}>", 3)
        t.type("Invoke-Command -Session $s { 1 + 1 }\r")
        t.wait_for("Step 3 of 5")
        t.close()


def test_pssession_tour_begins_it_and_needs_a_terminal() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as home:
        t = Terminal(home, arguments=("-NoProfile", "-NoLogo", "tour"), columns=100, lines=50)
        t.wait_for("Two minutes, five commands")
        t.wait_for(f"PS {home}>")
        t.close()
    done = shell_runs.run("tour")
    assert done.code == 64 and "needs a terminal" in done.err
