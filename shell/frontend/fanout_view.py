"""The hosts of a running fan-out: each one's state, how long it takes, its last line; finished ones are summed up first when there is little room."""
from __future__ import annotations

import threading
import time
from typing import Callable, Optional

SPINNER = "|/-\\"
DONE = ("completed", "failed", "stopped")
_COLOURS = {"running": "36", "connecting": "33", "waiting": "90", "completed": "32", "failed": "31", "stopped": "33"}
HINT = "Ctrl-C stops and keeps what came, Ctrl-Z makes it a job"


class HostRow:
    """One host; times are monotonic seconds."""

    def __init__(self, label: str) -> None:
        self.label, self.state, self.last = label, "waiting", ""
        self.began: Optional[float] = None
        self.ended: Optional[float] = None


class FanoutView:
    """`state` and `line` may be called from any thread; `render` gives the lines to draw."""

    def __init__(self, labels: list[str], colour: bool = True, clock: Callable[[], float] = time.monotonic, hint: str = HINT) -> None:
        self._rows = {i: HostRow(label) for i, label in enumerate(labels)}
        self._colour, self._clock, self._hint = colour, clock, hint
        self._lock = threading.Lock()
        self._began = clock()

    def state(self, number: int, state: str) -> None:
        with self._lock:
            row = self._rows[number]
            row.state = state
            if row.began is None and state in ("connecting", "running"):
                row.began = self._clock()
            if state in DONE:
                row.ended = self._clock()

    def line(self, number: int, text: str) -> None:
        """The newest line of a host's output."""
        lines = text.strip().splitlines()
        if lines:
            with self._lock:
                self._rows[number].last = lines[-1]

    def counts(self) -> dict[str, int]:
        with self._lock:
            found: dict[str, int] = {}
            for row in self._rows.values():
                found[row.state] = found.get(row.state, 0) + 1
        return found

    def render(self, columns: int, rows: int) -> list[str]:
        """A summary, then a line a host: as many as a third of the screen has room for, running and failed ones first."""
        now = self._clock()
        with self._lock:
            hosts = sorted(self._rows.values(), key=lambda r: _rank(r.state))
            room = max(3, rows // 3)
            shown = hosts if len(hosts) <= room else hosts[:room - 1]
            lines = [self._summary(now)] + [self._host(row, now, max(len(r.label) for r in hosts)) for row in shown]
            if len(shown) < len(hosts):
                lines.append(f"  ... and {len(hosts) - len(shown)} more")
        return lines

    def _summary(self, now: float) -> str:
        order = ("running", "connecting", "waiting", "completed", "failed", "stopped")
        found: dict[str, int] = {}
        for row in self._rows.values():
            found[row.state] = found.get(row.state, 0) + 1
        parts = ", ".join(self._paint(s, f"{found[s]} {s}") for s in order if s in found)
        return f"{len(self._rows)} hosts: {parts}  {now - self._began:.0f} s  ({self._hint})"

    def _host(self, row: HostRow, now: float, width: int) -> str:
        end = row.ended if row.ended is not None else now
        took = f"{end - row.began:.1f} s" if row.began is not None else ""
        mark = SPINNER[int(now * 8) % len(SPINNER)] if row.state in ("running", "connecting") else {"completed": "+", "failed": "x", "stopped": "-"}.get(row.state, " ")
        return f"  {mark} {row.label:{width}}  {self._paint(row.state, f'{row.state:10}')} {took:>7}  {row.last}"

    def _paint(self, state: str, text: str) -> str:
        return f"\x1b[{_COLOURS[state]}m{text}\x1b[0m" if self._colour else text


def _rank(state: str) -> int:
    return {"failed": 0, "running": 1, "connecting": 2, "waiting": 3, "stopped": 4}.get(state, 5)
