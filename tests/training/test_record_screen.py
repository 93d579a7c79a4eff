"""Our screen against pyte's: the same text, colours and cursor for anything a program may write that both know."""
from __future__ import annotations

import random
import unicodedata

import pyte
import pytest

from shell.training.record_screen import Screen

NAMES = {"black": 0, "red": 1, "green": 2, "brown": 3, "blue": 4, "magenta": 5, "cyan": 6, "white": 7}
NAMES.update({f"bright{k}": v + 8 for k, v in list(NAMES.items())})
NAMES["brightyellow"] = NAMES["brightbrown"] = NAMES["bfightmagenta"] = 0  # pyte's names of these are set below
NAMES["brightyellow"] = NAMES["brightbrown"] = 11
NAMES["bfightmagenta"] = 13


def colour(value: object) -> object:
    if value is None:
        return "default"
    return value


def theirs(value: str) -> object:
    if value in NAMES:
        return NAMES[value]
    return value if value == "default" else "#" + value


def same(ours: Screen, other: pyte.Screen, colours: bool = True) -> None:
    assert [unicodedata.normalize("NFC", "".join(c.text for c in row)) for row in ours.rows] == other.display
    for y, row in enumerate(ours.rows):
        for x, cell in enumerate(row):
            there = other.buffer[y][x]
            if colours and cell.text.strip():
                assert colour(cell.style.fg) == theirs(there.fg), (x, y, cell, there)
                assert (cell.style.bold, cell.style.italic, cell.style.underline, cell.style.reverse) == (there.bold, there.italics, there.underscore, there.reverse)


def both(text: str, columns: int = 20, height: int = 6) -> tuple[Screen, pyte.Screen]:
    ours, other = Screen(columns, height), pyte.Screen(columns, height)
    ours.feed(text)
    pyte.Stream(other).feed(text)
    return ours, other


@pytest.mark.parametrize("text", [
    "hello\r\nworld", "a" * 45, "one\r\n" * 9, "abc\x1b[2Dx", "\x1b[3;5Hhere\x1b[1K", "12345\x1b[3D\x1b[P\x1b[2@", "\x1b[31mred\x1b[0m \x1b[1;4;92mgreen",
    "a\tb\tc", "x\x1b[5Cy\x1b[10Gz", "日本語\r\nab", "e\u0301galite\u0301", "line\r\n\x1b[2;4r\x1b[4;1Ha\r\nb\r\nc", "top\x1b[H\x1bM\x1b[L new",
    "\x1b[44mblue\x1b[K\r\n\x1b[0mplain", "\x1b7mark\x1b8M", "abc\x1b[2J\x1b[Hnew", "\x1b]0;title\x07text\x1b]133;A\x1b\\more", "\b\bback", "\x1b[38;2;1;2;3mtrue",
    "\x1b[2;4r\x1b[3;1Hq\x1b[2Md\x1b[r\x1b[6;1Hend", "w" * 20 + "\r\nnext", "w" * 20 + "\x1b[Kq"])
def test_what_programs_write(text: str) -> None:
    same(*both(text))


def test_random_sequences_give_what_pyte_gives() -> None:
    """Seeded; pieces are cut anywhere, also inside a sequence.  Margins and NEL are left out: pyte does not home the cursor as xterm does."""
    pieces = ["abc", "Zz ", "\r", "\n", "\r\n", "\x1b[A", "\x1b[2B", "\x1b[3C", "\x1b[2D", "\x1b[H", "\x1b[3;4H", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[1J",
              "\x1b[31m", "\x1b[0m", "\x1b[1m", "\x1b[7;96m", "\x1b[39;22m", "\x1b[2P", "\x1b[2@", "\x1b[3X", "\x1b[L", "\x1b[2M", "\x1bM", "\x1bD", "\x1b[5G", "\x1b[3d",
              "\t", "0123456789" * 2]
    for seed in range(150):
        rng = random.Random(seed)
        ours, other = Screen(24, 7), pyte.Screen(24, 7)
        stream = pyte.Stream(other)
        for _ in range(60):
            text = rng.choice(pieces) if other.cursor.x < 24 else "\r\n"  # what comes while a wrap is due pyte does beyond the last column
            stream.feed(text)
            cut = rng.randrange(len(text) + 1)
            ours.feed(text[:cut])
            ours.feed(text[cut:])
            same(ours, other, colours=False)
            assert (min(ours.x, 23), ours.y) == (min(other.cursor.x, 23), other.cursor.y), seed


def test_the_alternate_screen_goes_away_again() -> None:
    s = Screen(20, 4)
    s.feed("before\x1b[?1049h\x1b[Hfull screen")
    assert s.text() == "full screen"
    s.feed("\x1b[?1049l!")
    assert s.text() == "before!"


def test_half_a_wide_character_overwritten_takes_the_other_half_with_it() -> None:
    s = Screen(20, 3)
    s.feed("日本\x1b[1;2Hx")
    assert s.text() == " x本"


def test_line_drawing_and_repeat() -> None:
    s = Screen(20, 3)
    s.feed("\x1b(0lqk\x1b(B lq\r\n=\x1b[4b")
    assert s.text() == "┌─┐ lq\n====="


def test_resize_keeps_the_cursor_line() -> None:
    s = Screen(10, 5)
    s.feed("\r\n".join("12345") + "x")
    s.resize(6, 3)
    assert s.text() == "3\n4\n5x" and s.y == 2
