"""Recording a session: at a real terminal, through standard input, with -Command; what is in the file replays to what was seen."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from shell.training.record_cast import Cast, load, problems
from shell.training.record_frames import commands, last_screen
from tests import shell_runs
from tests.frontend.terminal import Terminal, started


@pytest.fixture
def home() -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as d:
        yield d


def read(path: object) -> Cast:
    text = Path(str(path)).read_text(encoding="utf-8")
    assert not list(problems(text))
    return load(text)


def replayed(cast: Cast, columns: int, lines: int) -> pyte.Screen:
    """The cast in another terminal."""
    screen = pyte.Screen(columns, lines)
    stream = pyte.Stream(screen)
    for e in cast.events:
        if e.code == "o":
            stream.feed(e.data)
        elif e.code == "r":
            c, _, r = e.data.partition("x")
            screen.resize(int(r), int(c))
    return screen


def do(t: Terminal, home: str, line: str, wanted: str = "") -> None:
    """Type a line, wait for its output and the next prompt."""
    count = t.text.count(f"PS {home}>")
    t.type(line + "\r")
    if wanted:
        t.wait_for(wanted)
    t.wait_for(f"PS {home}>", count + 1)


def test_at_a_terminal_the_file_replays_to_what_was_seen(home: str) -> None:
    Path(home, "s.sh").write_text("test -t 1 && echo terminal; echo to error >&2; printf '\\033[1;32mgreen\\033[0m and 日本\\n'\n")
    t = started(home, colour=True, columns=90, lines=60)
    do(t, home, "Start-Recording x.cast -Title Seen", "file is")
    top = t.text.count("\n")
    do(t, home, "1..3 | ForEach-Object { \"line $_\" }", "line 3")
    do(t, home, "[pscustomobject]@{ Name = 'a'; Size = 1 }", "Name")
    do(t, home, "Write-Error 'went wrong'", "went wrong")
    do(t, home, "sh s.sh", "green and")
    do(t, home, "Write-Host -NoNewline 'no end'", "\nno end")
    do(t, home, "$token = 'gEh3im77'; \"it is $token\"", "it is")
    live = [line.rstrip() for line in t.screen.display]
    colours = [[t.screen.buffer[y][x].fg for x in range(90)] for y in range(60)]
    do(t, home, "Stop-Recording", "secrets masked")
    t.type("exit 5\r")
    assert t.wait_exit() == 5
    t.close()
    cast = read(f"{home}/x.cast")
    assert (cast.columns, cast.rows, cast.title, cast.exit_code) == (90, 60, "Seen", 0)
    screen = replayed(cast, 90, 60)
    shown = [line.rstrip() for line in screen.display]
    rows = "\n".join(shown).rstrip().count("\n") + 1
    wanted = [line.replace("gEh3im77", "********") for line in live[top:top + rows]]
    assert shown[:rows] == wanted
    for y in range(rows):
        if "****" not in shown[y]:
            assert [screen.buffer[y][x].fg for x in range(90)] == colours[top + y], shown[y]
    assert last_screen(cast).text() == "\n".join(shown).rstrip()


def test_questions_programs_that_draw_and_new_sizes(home: str) -> None:
    Path(home, "c.py").write_text("import curses\ndef m(s):\n    s.addstr(2, 3, 'full screen')\n    s.refresh()\n    s.getkey()\ncurses.wrapper(m)\nprint('it has', 'ended')\n")
    t = started(home, colour=True)
    do(t, home, "Start-Recording x.cast", "file is")
    t.type("$n = Read-Host 'Name'; \"hi $n\"\r")
    t.wait_for("\nName:")
    do(t, home, "zoe", "hi zoe")
    t.type("$p = Read-Host 'Word' -AsSecureString; 'tha' + 'nks'\r")
    t.wait_for("\nWord:")
    do(t, home, "gEh3im88", "\nthanks")
    t.type("python3 c.py\r")
    t.wait_for("full screen")
    t.type("q")
    t.wait_for(f"it has ended\nPS {home}>")
    t.resize(100, 30)
    do(t, home, "'wi' + 'der'", "\nwider")
    t.type("exit 3\r")
    assert t.wait_exit() == 3
    t.close()
    cast = read(f"{home}/x.cast")
    assert cast.exit_code == 3
    found = {c.text: c for c in commands(cast)}
    assert found["$n = Read-Host 'Name'; \"hi $n\""].output == "Name: zoe\nhi zoe"
    assert "gEh3im88" not in Path(home, "x.cast").read_text()
    assert found["python3 c.py"].output == "it has ended"
    assert any("full screen" in e.data for e in cast.events)
    assert [e.data for e in cast.events if e.code == "r"] == ["100x30"]


def test_through_standard_input(home: str) -> None:
    lines = ["Start-Recording x.cast -CastVersion 2 -IdleLimit 2", "1 + 1", "Write-Error bad; 'after'", "sh -c 'echo out; echo err >&2'", "if (1) {", "'block'", "}", "", "Get-Recording | % Commands",
             "Stop-Recording", "Get-Recording"]
    done = shell_runs.run("-WorkingDirectory", home, stdin="\n".join(lines) + "\n")
    cast = read(f"{home}/x.cast")
    assert cast.version == 2 and cast.idle_limit == 2
    found = commands(cast)
    assert [(c.text, c.output, c.ok) for c in found] == [
        ("1 + 1", "2", True), ("Write-Error bad; 'after'", "Write-Error: bad\nafter", True), ("sh -c 'echo out; echo err >&2'", "out\nerr", True), ("if (1) {\n'block'\n}", "block", True),
        ("Get-Recording | % Commands", "5", True)]
    assert all(c.prompt == f"PS {home}>" for c in found)
    assert [e.data for e in cast.events if e.code == "m"] == ["1 + 1", "Write-Error bad; 'after'", "sh -c 'echo out; echo err >&2'", "if (1) { 'block' }", "Get-Recording | % Commands"]
    assert "Recording stopped" in done.out and "bad" in done.err


def test_with_command_and_the_programs_exit_code(home: str) -> None:
    done = shell_runs.run("-WorkingDirectory", home, "-Command", "Start-Recording x.cast; 'shown'; Write-Host host; sh -c 'echo native'; exit 6")
    assert done.code == 6
    cast = read(f"{home}/x.cast")
    assert cast.exit_code == 6 and last_screen(cast).text() == "shown\nhost\nnative"
    assert "shown\nhost\nnative\n" in done.out


def test_a_great_deal_of_output_is_written_on_the_way(home: str) -> None:
    done = shell_runs.run("-WorkingDirectory", home, "-Command", "Start-Recording x.cast; sh -c 'i=0; while [ $i -lt 40000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done'")
    cast = read(f"{home}/x.cast")
    assert done.out.count("0123456789012345678901234567890123456789\n") == 40_000
    assert "".join(e.data for e in cast.events).count("\r\n") == 40_000


def test_refusals(home: str) -> None:
    text = ("Start-Recording a.cast; Start-Recording b.cast; Stop-Recording; Stop-Recording; Start-Recording a.cast; Start-Recording nowhere/x.cast; "
            "Start-Recording a.cast -Force; Stop-Recording; Show-Recording nothing.cast; 'x' > bad.cast; Test-Recording bad.cast | % Valid; Show-Recording a.cast -Speed 0; "
            "Export-Recording a.cast x.unknown; Start-ThreadJob { Start-Recording t.cast } | Receive-Job -Wait")
    done = shell_runs.run("-WorkingDirectory", home, "-Command", "$ErrorActionPreference = 'Continue'\n" + text.replace("; ", "\n"))
    for told in ("under way already", "There is no recording to end", "exists already", "cannot be written", "cannot be played", "greater than zero", "does not tell what to make", "your own shell only"):
        assert told in done.err, (told, done.err)
    assert "False" in done.out


def test_the_file_is_its_owners_only(home: str) -> None:
    shell_runs.run("-WorkingDirectory", home, "-Command", "Start-Recording x.cast; Stop-Recording")
    assert Path(home, "x.cast").stat().st_mode & 0o077 == 0


def test_hosts_of_the_lab_are_anonymous_when_asked(home: str) -> None:
    lines = ["Start-Lab -Hosts 2 | Out-Null", "Start-Recording x.cast -Anonymize", "Invoke-Command -ComputerName Server01, Server02 { hostname } | Sort-Object", "Stop-Recording"]
    done = shell_runs.run("-WorkingDirectory", home, stdin="\n".join(lines) + "\n")
    assert "Server02" in done.out
    text = Path(home, "x.cast").read_text()
    assert "erver0" not in text and "host0001" in text and "host0002" in text
