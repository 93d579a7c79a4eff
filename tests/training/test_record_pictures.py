"""Page and pictures in a real browser: the same screens, cell by cell.  Opt in: PSSESSION_BROWSER=chromium python -m pytest tests/training/test_record_pictures.py"""
from __future__ import annotations

import os
import re
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from shell.training.record_cast import Cast, Event
from shell.training.record_frames import film
from shell.training.record_html import page
from shell.training.record_look import CELL, PAD, ROW, theme_of
from shell.training.record_svg import moving, picture

BROWSER = os.environ.get("PSSESSION_BROWSER", "")
pytestmark = pytest.mark.skipif(not BROWSER, reason="looks at pictures in a browser when PSSESSION_BROWSER names one")
COLUMNS, ROWS = 50, 8
Pixels = "list[bytes]"


def sample() -> Cast:
    cast = Cast(COLUMNS, ROWS, {"title": "Pictures"})
    cast.events = [Event(0.5, "o", "PS /> \x1b[33mGet-Item\x1b[0m x\r\n"), Event(1.0, "o", "\x1b[31;1mGet-Item: Cannot find path 'x'\x1b[0m\r\n\x1b[7mreverse\x1b[0m "),
                   Event(1.5, "o", "\x1b[4munder\x1b[0m \x1b[48;5;22mgreen\x1b[0m \x1b[38;2;255;128;0morange\x1b[0m \x1b[3mital\x1b[0m <&> ─┐é\r\n"),
                   Event(2.0, "m", "next"), Event(2.5, "o", "0123456789" * 7 + "\r\n\x1b[1;44;97m bright on blue \x1b[0m"), Event(3.0, "o", "\r\n" * 6 + "scrolled")]
    return cast


def shot(folder: Path, source: Path, width: int, height: int, fragment: str = "") -> tuple[int, list[bytes]]:
    """(bytes a pixel, rows of pixels) of what the browser shows."""
    target = folder / (source.name + re.sub(r"\W", "", fragment) + ".png")
    subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", f"--user-data-dir={folder}/profile", "--hide-scrollbars", "--force-device-scale-factor=1", "--virtual-time-budget=1000",
                    f"--window-size={width},{height}", f"--screenshot={target}", source.as_uri() + fragment], check=True, capture_output=True, timeout=120)
    return decode(target.read_bytes())


def decode(data: bytes) -> tuple[int, list[bytes]]:
    """A PNG of 8 bits a channel, not interlaced."""
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert depth == 8 and kind in (2, 6)
    size = 3 if kind == 2 else 4
    packed, at = b"", 8
    while at < len(data):
        length = struct.unpack(">I", data[at:at + 4])[0]
        if data[at + 4:at + 8] == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(packed)
    rows: list[bytes] = []
    before = bytes(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        before = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + width * size]), before, size)
        rows.append(before)
    return size, rows


def unfilter(how: int, line: bytearray, up: bytes, size: int) -> bytes:
    for i in range(len(line)):
        a = line[i - size] if i >= size else 0
        b = up[i]
        c = up[i - size] if i >= size else 0
        if how == 1:
            line[i] = (line[i] + a) & 255
        elif how == 2:
            line[i] = (line[i] + b) & 255
        elif how == 3:
            line[i] = (line[i] + (a + b) // 2) & 255
        elif how == 4:
            p = a + b - c
            near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))
            line[i] = (line[i] + near[2]) & 255
    return bytes(line)


def cells(shown: tuple[int, list[bytes]], left: float, top: float) -> list[list[tuple[float, float, float]]]:
    """The mean colour of every cell of the screen that begins at a place."""
    size, rows = shown
    out = []
    for y in range(ROWS):
        line = []
        for x in range(COLUMNS):
            x0, x1 = round(left + x * CELL), round(left + (x + 1) * CELL)
            part = [rows[v][u * size:u * size + 3] for v in range(round(top + y * ROW), round(top + (y + 1) * ROW)) for u in range(x0, x1)]
            line.append(tuple(sum(p[i] for p in part) / len(part) for i in range(3)))
        out.append(line)
    return out  # type: ignore[return-value]


def difference(a: list[list[tuple[float, float, float]]], b: list[list[tuple[float, float, float]]]) -> float:
    """The greatest difference of a channel of a cell, of 255."""
    return max(abs(p - q) for r, s in zip(a, b) for c, d in zip(r, s) for p, q in zip(c, d))


def place_of_screen(shown: tuple[int, list[bytes]]) -> tuple[int, int]:
    """Where the screen begins in the page: the first pixels of its background."""
    size, rows = shown
    ground = bytes.fromhex(theme_of(sample()).bg[1:])
    y = next(n for n, row in enumerate(rows) if row.count(ground) > 200)
    middle = rows[y + 30]
    return next(x for x in range(len(middle) // size) if middle[x * size:x * size + 3] == ground), y


def test_the_same_screens_cell_by_cell(tmp_path: Path) -> None:
    shown, theme = film(sample()), theme_of(sample())
    html = tmp_path / "x.html"
    html.write_text(page(sample(), shown, theme), encoding="utf-8")
    width, height = int(COLUMNS * CELL + 2 * PAD + 60), ROWS * ROW + 2 * PAD + 260
    worst = 0.0
    seen = []
    for frame in shown.frames:
        svg = tmp_path / f"at{frame.at}.svg"
        svg.write_text(picture(shown, theme, at=frame.at), encoding="utf-8")
        film_at = tmp_path / f"moving{frame.at}.svg"
        film_at.write_text(moving(shown, theme).replace("infinite", f"infinite;animation-play-state:paused;animation-delay:-{frame.at + 0.01}s"), encoding="utf-8")
        in_page = shot(tmp_path, html, width, height, f"#t={frame.at}")
        x, y = place_of_screen(in_page)
        wanted = cells(in_page, x + PAD, y + PAD)
        for source in (svg, film_at):
            here = cells(shot(tmp_path, source, width, height), PAD, PAD)
            worst = max(worst, difference(here, wanted))
        seen.append(wanted)
    assert worst < 24, f"some cell differs by {worst:.0f} of 255"
    assert all(difference(a, b) > 40 for a, b in zip(seen, seen[1:])), "the screens are not different from one another: nothing was compared"
