"""How jobs come along, a line each: state, progress, time left, last line. On a live terminal it is drawn in place, elsewhere it is plain text."""
from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Optional

from jobs.job import Job
from jobs.states import JobState
from jobs.streams import Stream
from shell.commands.jobs.job_objects import question_of
from shell.objects.text import to_string

Value = Any
KEY = "jobs"
LAST_LINE = 80


class JobView:
    """While inside, the jobs are shown in the terminal's live region, if it has one; what takes no time is not shown at all."""

    def __init__(self, host: Any, jobs: Sequence[Job], at_once: bool = False) -> None:
        surface = getattr(host, "surface", None)
        self._surface = surface if surface is not None and surface.live else None
        self._jobs, self._at_once = list(jobs), at_once

    @property
    def live(self) -> bool:
        return self._surface is not None

    def __enter__(self) -> JobView:
        if self._surface is not None:
            self._surface.show(KEY, self.render, self._at_once)
        return self

    def __exit__(self, *_: object) -> None:
        if self._surface is not None:
            self._surface.hide(KEY)

    def render(self, columns: int, rows: int) -> list[str]:
        """As many lines as a third of the screen holds: the running ones first."""
        lines = status_lines(self._jobs)
        room = max(3, rows // 3)
        if len(lines) <= room:
            return lines
        parts = [part for job in self._jobs for part in parts_of(job)]
        running = [line for part, line in zip(parts, lines) if not part.finished][:room - 1]
        done = sum(part.finished for part in parts)
        return [*running, f"... {done} of {len(parts)} have ended"]


def parts_of(job: Job) -> list[Job]:
    """The job, and its children when there are several."""
    return [job, *job.child_jobs] if len(job.child_jobs) > 1 else [job]


def status_lines(jobs: Sequence[Job], left: bool = True) -> list[str]:
    return [status_line(part, part is not job, left) for job in jobs for part in parts_of(job)]


def status_line(job: Job, indent: bool = False, left: bool = True) -> str:
    """`1 Job1 Running 40 % of Copy, 12 s left: last line`; without the time left for who asks what has changed."""
    source = job.child_jobs[0] if len(job.child_jobs) == 1 else job
    text = f"{'  ' if indent else ''}{job.id} {job.name} {job.state.name}"
    if len(job.child_jobs) > 1:
        text += _fan_out(job, left)
    elif not job.finished:
        text += _progress(source, left)
    if source.state == JobState.Blocked and source.pending_input is not None:
        text += f" asks {question_of(source.pending_input)}".rstrip()
    last = source.log.last(Stream.Output)
    if last is not None:
        lines = to_string(last).splitlines() or [""]
        text += f": {lines[-1][:LAST_LINE]}"
    return text


def _progress(job: Job, with_left: bool) -> str:
    """What the job says of itself by Write-Progress; the time left is its own word, or reckoned from the part done so far."""
    progress = job.log.last(Stream.Progress)
    if progress is None or progress.completed:
        return ""
    left: Optional[float] = progress.seconds_remaining if progress.seconds_remaining >= 0 else None
    if left is None and 0 < progress.percent < 100 and job.duration is not None:
        left = job.duration * (100 - progress.percent) / progress.percent
    percent = f"{progress.percent} % of " if progress.percent >= 0 else ""
    return f" {percent}{progress.activity}" + (f", {_span(left)} left" if with_left and left is not None else "")


def _fan_out(job: Job, with_left: bool) -> str:
    """How many children have ended; from the time that took, how long the others will take."""
    children = job.child_jobs
    done = sum(child.finished for child in children)
    failed = sum(child.state == JobState.Failed for child in children)
    text = f" {done}/{len(children)}" + (f", {failed} failed" if failed else "")
    if with_left and 0 < done < len(children) and job.begin_time is not None:
        text += f", {_span((time.time() - job.begin_time) * (len(children) - done) / done)} left"
    return text


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes / 60:.1f} h"
