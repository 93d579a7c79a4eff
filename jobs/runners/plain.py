"""What a runner says to the verbs it has no use for: the base of those that can neither hold a job nor ask for input."""
from __future__ import annotations

from typing import Any, Optional

from jobs.job import Job, ResourceUsage
from jobs.states import JobVerbNotSupported, NotAwaitingInput
from jobs.streams import StreamLog

Value = Any


class PlainRunner:
    """A JobRunner but for `start` and `stop`."""

    def suspend(self, job: Job) -> None:
        raise JobVerbNotSupported(job.kind.name, "suspend")

    def resume(self, job: Job) -> None:
        raise JobVerbNotSupported(job.kind.name, "resume")

    def send_input(self, job: Job, value: Value) -> None:
        raise NotAwaitingInput(job.id)

    def usage(self, job: Job) -> Optional[ResourceUsage]:
        return None

    def new_log(self, retain: bool) -> StreamLog:
        return StreamLog(retain=retain)
