"""What a recording shows: its screens over time, and its commands with what they wrote."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Optional

from shell.training.record_cast import MARKER, OUTPUT, RESIZE, Cast, Event, sized
from shell.training.record_screen import BLANK, Cell, Screen

Rows = tuple[tuple[Cell, ...], ...]
STEP = 0.04  # seconds: what comes closer together is one frame
_MARK = re.compile(r"\x1b\]133;([A-D])(?:;(\d+))?[^\x07\x1b]*(?:\x07|\x1b\\)")


class Frame(NamedTuple):
    """A screen from `at` on; rows that look the same are the same object in all frames of a film.  `cursor` is (column, row), None when it is hidden."""

    at: float
    rows: Rows
    cursor: Optional[tuple[int, int]]


class Marker(NamedTuple):
    at: float
    label: str


class Command(NamedTuple):
    """One command: `prompt` as shown, `text` as typed, `output` as on the screen, without colours; ok is None when the recording does not tell."""

    prompt: str
    text: str
    output: str
    ok: Optional[bool]


class Film(NamedTuple):
    columns: int
    height: int
    frames: list[Frame]
    markers: list[Marker]
    duration: float


def film(cast: Cast, idle_limit: Optional[float] = None) -> Film:
    """The screens of a recording, all of the greatest size it has."""
    events = cast.timed(idle_limit)
    columns, height = sized(events, cast.columns, cast.rows)
    screen = Screen(cast.columns, cast.rows)
    same: dict[tuple[Cell, ...], tuple[Cell, ...]] = {}  # rows that were there before: most of a frame
    frames = [_frame(screen, 0.0, columns, height, same)]
    markers = [Marker(e.at, e.data) for e in events if e.code == MARKER]
    for at, group in _grouped(events):
        for e in group:
            _apply(screen, e)
        new = _frame(screen, at, columns, height, same)
        if new[1:] == frames[-1][1:]:
            continue
        if at <= frames[-1].at:
            frames.pop()
        frames.append(new)
    return Film(columns, height, frames, markers, max(events[-1].at if events else 0.0, frames[-1].at))


def _apply(screen: Screen, e: Event) -> None:
    if e.code == OUTPUT:
        screen.feed(e.data)
    elif e.code == RESIZE:
        columns, _, rows = e.data.partition("x")
        screen.resize(int(columns), int(rows))


def _grouped(events: list[Event]) -> Iterator[tuple[float, list[Event]]]:
    """Events that come together, with the time of the last."""
    group: list[Event] = []
    for e in events:
        if group and e.at - group[0].at > STEP:
            yield group[-1].at, group
            group = []
        group.append(e)
    if group:
        yield group[-1].at, group


def _frame(screen: Screen, at: float, columns: int, height: int, same: dict[tuple[Cell, ...], tuple[Cell, ...]]) -> Frame:
    rows = [tuple(row) + (BLANK,) * (columns - len(row)) for row in screen.rows]
    rows += [(BLANK,) * columns] * (height - len(rows))
    rows = [same.setdefault(row, row) for row in rows]
    return Frame(round(at, 3), tuple(rows), (min(screen.x, screen.columns - 1), screen.y) if screen.cursor_shown else None)


def frame_at(shown: Film, at: float) -> Frame:
    """The frame that is seen at a time."""
    found = shown.frames[0]
    for f in shown.frames:
        if f.at > at + 1e-9:
            break
        found = f
    return found


def last_screen(cast: Cast) -> Screen:
    """The screen at the end."""
    screen = Screen(cast.columns, cast.rows)
    for e in cast.events:
        _apply(screen, e)
    return screen


# ---- commands

def commands(cast: Cast) -> list[Command]:
    """The commands of a recording that marks its prompts (OSC 133), as ours do.  Where the marks are missing there are none."""
    whole = "".join(e.data for e in cast.events if e.code == OUTPUT)
    found: list[Command] = []
    parts: dict[str, str] = {}
    at, part = 0, ""
    for m in _MARK.finditer(whole):
        parts[part] = parts.get(part, "") + whole[at:m.start()]
        at, mark = m.end(), m.group(1)
        if mark == "A" and "B" in parts:
            found.append(_command(parts, None, cast))
        if mark == "A":
            parts = {}
        if mark == "D":
            found.append(_command(parts, m.group(2) == "0" if m.group(2) else None, cast))
            parts = {}
        part = mark
    parts[part] = parts.get(part, "") + whole[at:]
    if "B" in parts:
        found.append(_command(parts, None, cast))
    return [c for c in found if c.text]


def _command(parts: dict[str, str], ok: Optional[bool], cast: Cast) -> Command:
    typed = rendered(parts.get("B", ""), 10_000)
    lines = typed.split("\n")
    text = "\n".join([lines[0], *(line[3:] if line.startswith(">> ") else "" if line == ">>" else line for line in lines[1:])])
    return Command(rendered(parts.get("A", ""), cast.columns), text.strip(), rendered(parts.get("C", ""), cast.columns), ok)


def rendered(text: str, columns: int) -> str:
    """What a piece of output looks like when it is through, as lines of text."""
    screen = Screen(columns, min(text.count("\n") + len(text) // columns + 2, 20_000))
    screen.feed(text)
    return screen.text()
