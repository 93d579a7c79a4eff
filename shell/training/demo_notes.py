"""What the presenter sees on a second terminal: where the demo is, what comes, notes, the time.  A terminal is redrawn; a file grows, for `tail -f`."""
from __future__ import annotations

import os
import time
from typing import IO, Optional

from shell.training.demo_script import Demo, Step


class Notes:
    """Nothing when `place` is empty.  `minutes`: how long the demo shall take, 0 when nobody said."""

    def __init__(self, place: str, demo: Demo, minutes: float) -> None:
        self._demo, self._minutes = demo, minutes
        self._started = time.monotonic()
        self._troubles: list[str] = []
        self._out: Optional[IO[str]] = None
        self._screen = False
        if place:
            self._out = open(place, "w" if os.path.exists(place) and not os.path.isfile(place) else "a", encoding="utf-8")  # noqa: SIM115
            self._screen = self._out.isatty()

    def show(self, index: int) -> None:
        """The step `index` is due."""
        if self._out is None:
            return
        lines = page(self._demo, index, time.monotonic() - self._started, self._minutes)
        if self._troubles:
            lines += ["", *(f"! {t}" for t in self._troubles)]
            self._troubles = []
        self._out.write(("\x1b[H\x1b[2J" if self._screen else "\n" + "-" * 60 + "\n") + "\n".join(lines) + "\n")
        self._out.flush()

    def trouble(self, text: str) -> None:
        """Something the presenter should know, and nobody else: said with the next page."""
        self._troubles.append(text)

    def close(self) -> None:
        if self._out is not None:
            self._out.close()
            self._out = None


def page(demo: Demo, index: int, seconds: float, minutes: float) -> list[str]:
    """The presenter's page, as lines."""
    total = len(demo.steps)
    step: Optional[Step] = demo.steps[index] if index < total else None
    lines = [f"{demo.title}   line {min(index + 1, total)} of {total}   {clock(seconds)}" + timing(index, total, seconds, minutes)]
    if step is None:
        return [*lines, "", "The end."]
    if step.chapter:
        lines.append(f"Chapter: {step.chapter}")
    lines += ["", "NOW   " + step.text.replace("\n", "\n      ")]
    lines += [f"      [{word}]" for word, on in (("runs by itself", step.auto), ("meant to fail", step.error is not None)) if on]
    lines += ["", *(f"  * {note}" for note in step.notes)] if step.notes else []
    coming = [s for s in demo.steps[index + 1:index + 4] if not s.silent]
    lines += ["", *("then  " + s.text.split("\n")[0] for s in coming)]
    return lines


def timing(index: int, total: int, seconds: float, minutes: float) -> str:
    """How the time goes: what is left, and whether the demo is late."""
    if not minutes:
        return ""
    left = minutes * 60 - seconds
    due = minutes * 60 * index / total
    late = f"   {clock(seconds - due)} late" if seconds - due > 30 else ""
    return (f"   {clock(left)} left" if left >= 0 else f"   {clock(-left)} over") + late


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
