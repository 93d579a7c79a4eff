"""What becomes of a recording: page and picture show the screens a terminal shows, texts hold the commands, demo and lesson work."""
from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import sys
import termios
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pyte
import pytest

from shell.training import lesson_files
from shell.training.record_cast import Cast, Event, dump, load, problems
from shell.training.record_files import Recordings
from shell.training.record_frames import commands, film, frame_at
from shell.training.record_html import screens
from shell.training.record_look import CELL, ROW, theme_of
from shell.training.record_svg import moving, picture
from tests import shell_runs

SVG = "{http://www.w3.org/2000/svg}"
LINES = ["Start-Recording x.cast -Title 'A <talk> & more'", "1..3 | ForEach-Object { $_ * 11 }", "Write-Error 'went wrong'", "'a' * 130", "if ($true) {", "'two'", "}", "",
         r"printf '\033[1;35mbold\033[0m \033[7mback\033[0m \033[48;5;22;4mgreen\033[0m <b>&amp; 日本 ─┐\n'", "'```'", "Stop-Recording"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording, and everything it can become."""
    home = tmp_path_factory.mktemp("exports")
    export = "foreach ($f in 'x.html', 'x.svg', 'x.md', 'x.txt', 'x.ps1', 'my-lesson') { $null = Export-Recording x.cast $f }; $null = Export-Recording x.cast still.svg -Still; $null = Export-Recording x.cast x2.cast -CastVersion 2"
    done = shell_runs.run("-WorkingDirectory", str(home), stdin="\n".join([*LINES, export]) + "\n")
    assert not re.sub(r"Write-Error: went wrong\s*", "", done.err), done.err
    return home


@pytest.fixture(scope="module")
def cast(folder: Path) -> Cast:
    """The recording, slowed down: it was made in no time."""
    found = load((folder / "x.cast").read_text(encoding="utf-8"))
    found.events = [e._replace(at=n * 0.05) for n, e in enumerate(found.events)]
    return found


def terminal_rows(cast: Cast, until: float) -> list[str]:
    """The rows pyte shows at a time."""
    screen = pyte.Screen(cast.columns, cast.rows)
    stream = pyte.Stream(screen)
    for e in cast.events:
        if e.at > until + 1e-9:
            break
        if e.code == "o":
            stream.feed(e.data)
    return [line.rstrip() for line in screen.display]


def picture_rows(svg: str, columns: int, rows: int) -> list[str]:
    """What one reads in a picture: letters by their place."""
    grid = [[" "] * columns for _ in range(rows)]
    root = ET.fromstring(svg)
    for text in root.iter(SVG + "text"):
        x, y = round(float(text.attrib["x"]) / CELL), int(float(text.attrib["y"]) // ROW)
        for ch in text.text or "":
            grid[y][x] = ch
            x += 1
            if ord(ch) > 0x2fff:
                if x < columns:
                    grid[y][x] = ""
                x += 1
    return ["".join(line).rstrip() for line in grid]


class Texts(HTMLParser):
    """The text of a row of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def row_text(html: str) -> str:
    parser = Texts()
    parser.feed(html)
    return parser.text.rstrip()


def test_page_picture_and_terminal_show_the_same_screens(cast: Cast) -> None:
    shown = film(cast)
    data = screens(shown, theme_of(cast))
    assert len(shown.frames) > 3
    for number, frame in enumerate(shown.frames):
        wanted = terminal_rows(cast, frame.at + 0.0006)
        assert ["".join(c.text for c in row).rstrip() for row in frame.rows] == wanted
        assert [row_text(data["rows"][i]) for i in data["frames"][number][1]] == wanted
        assert picture_rows(picture(shown, theme_of(cast), at=frame.at), cast.columns, cast.rows) == wanted


def test_colours_are_the_same_in_page_and_picture(cast: Cast) -> None:
    shown = film(cast)
    svg, html = picture(shown, theme_of(cast)), "".join(screens(shown, theme_of(cast))["rows"])
    for colour in re.findall(r'fill="(#\w{6})"', svg):
        assert colour in html or colour == theme_of(cast).bg
    assert 'fill="#dd8ff0" class="b"' in svg and 'class="b" style="width:33.72px;color:#dd8ff0"' in html
    assert 'fill="#005f00"' in svg and "background:#005f00" in html


def test_the_moving_picture_has_every_screen_in_its_time(cast: Cast) -> None:
    cast = Cast(20, 3)
    cast.events = [Event(0.5, "o", "one"), Event(1.0, "o", "\r\ntwo"), Event(1.0, "m", "x"), Event(3.0, "o", "\r\x1b[Kthree")]
    svg = moving(film(cast), theme_of(cast), "t")
    ET.fromstring(svg)
    steps = [float(p) for p in re.findall(r"([\d.]+)%\{", svg)]
    assert steps == [0.0, 10.0, 20.0, 60.0]  # of 5 seconds: 3 and the time the last screen is held
    assert svg.count("<use ") == 0 + 1 + 2 + 2 and "<script" not in svg


def test_the_page_stands_alone(folder: Path) -> None:
    page = (folder / "x.html").read_text(encoding="utf-8")
    assert "{{" not in page and "A &lt;talk&gt; &amp; more" in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page) and "@import" not in page
    assert page.count("<script>") == 1 == page.count("</script>") and "default-src 'none'" in page
    data = re.search(r"const D = (.*);\n", page)
    assert data is not None and json.loads(data.group(1))["title"] == "A <talk> & more"


def test_idle_time_and_size(cast: Cast) -> None:
    one = Cast(10, 2, {"idle_time_limit": 1.0})
    one.events = [Event(0.1, "o", "a"), Event(9.0, "r", "20x4"), Event(9.1, "o", "b")]
    shown = film(one)
    assert (shown.columns, shown.height) == (20, 4) and round(shown.duration, 1) == 1.2
    assert "".join(c.text for c in frame_at(shown, 0.5).rows[0]).rstrip() == "a"


def test_markdown_and_text(folder: Path) -> None:
    text = (folder / "x.md").read_text(encoding="utf-8")
    assert text.startswith("# A <talk> & more\n") and "> 1..3 | ForEach-Object { $_ * 11 }\n11\n22\n33\n```" in text
    assert "\n````console\n" in text and "\x1b" not in text
    assert "Write-Error: went wrong" in (folder / "x.txt").read_text(encoding="utf-8")


def test_the_commands_come_back_as_they_were_typed(cast: Cast) -> None:
    assert [c.text for c in commands(cast)] == [*LINES[1:4], "if ($true) {\n'two'\n}", *LINES[8:10]]
    assert [c.ok for c in commands(cast)] == [True, False, True, True, True, True]


def test_version_2_for_older_players(folder: Path) -> None:
    text = (folder / "x2.cast").read_text(encoding="utf-8")
    assert not list(problems(text)) and load(text).version == 2
    assert dump(load(text), 2) == text


def test_asciinema_plays_it(folder: Path) -> None:
    """The program from the package index, at a terminal: its screen at the end is ours."""
    made = load((folder / "x2.cast").read_text(encoding="utf-8"))
    screen = pyte.Screen(made.columns, made.rows)
    stream = pyte.ByteStream(screen)
    pid, fd = pty.fork()
    if pid == 0:
        os.execvpe(sys.executable, [sys.executable, "-m", "asciinema", "play", "-s", "1000", str(folder / "x2.cast")], {**os.environ, "HOME": str(folder), "TERM": "xterm", "LANG": "C.UTF-8"})
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", made.rows, made.columns, 0, 0))
    try:
        while data := os.read(fd, 65536):
            stream.feed(data)
    except OSError:
        pass  # the terminal's end
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(fd)
    assert "\n".join(line.rstrip() for line in screen.display).rstrip() == "\n".join(terminal_rows(made, 1e9)).rstrip()


def test_the_demo_made_of_it_runs(folder: Path) -> None:
    done = shell_runs.run("-WorkingDirectory", str(folder), "-Command", "(Start-Demo ./x.ps1 -Check).Passed")
    assert done.out.split() == ["True"] * 6, done


def test_the_lesson_made_of_it_can_be_taken(folder: Path) -> None:
    lesson = lesson_files.load(str(folder / "my-lesson"))
    assert [s.answers[0] for s in lesson.steps] == [c.text for c in commands(load((folder / "x.cast").read_text(encoding="utf-8"))) if c.ok]
    done = shell_runs.run("-WorkingDirectory", str(folder), "-Command", "Test-Lesson -Path ./my-lesson | Select-Object Ok, Problems | Format-List")
    assert "Ok       : True" in done.out, done


def test_a_recording_that_marks_no_prompts_is_still_shown(tmp_path: Path) -> None:
    path = tmp_path / "other.cast"
    path.write_text('{"version": 2, "width": 20, "height": 4}\n[0.1, "o", "$ ls\\r\\nfile\\r\\n"]\n')
    Recordings(None).export(str(path), str(tmp_path / "o.md"), "Markdown", "", None, False, None, 0)
    assert "```console\n$ ls\nfile\n```" in (tmp_path / "o.md").read_text()
