"""Jobs: running things in the background with streams, states and one set of verbs. Knows nothing of shells or networks."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.codec import BytesCodec, Codec, PickleCodec, ValueCodec
from jobs.job import PROCESS_NUMBERS, Job, JobNumbers, JobRunner, ResourceUsage, new_job
from jobs.kinds import KINDS, JobKind
from jobs.states import FINISHED, PERSISTENT, JobError, JobFailure, JobState, JobStateInfo
from jobs.streams import ALL_STREAMS, Cursor, LogLimits, Stream, StreamLog, StreamRecord
from jobs.table import JobTable
from jobs.throttling import ThrottleQueue
from jobs.waiting import Received, follow, follow_runs, wait_all, wait_any

if TYPE_CHECKING:
    from jobs.api import TABLE, emit, process_pool, start, wait

__all__ = [
    "ALL_STREAMS", "BytesCodec", "Codec", "Cursor", "FINISHED", "Job", "JobError", "JobFailure", "JobKind", "JobNumbers", "JobRunner",
    "JobState", "JobStateInfo", "JobTable", "KINDS", "LogLimits", "PERSISTENT", "PROCESS_NUMBERS", "PickleCodec", "Received",
    "ResourceUsage", "Stream", "StreamLog", "StreamRecord", "TABLE", "ThrottleQueue", "ValueCodec", "emit", "follow", "follow_runs", "new_job",
    "process_pool", "start", "wait", "wait_all", "wait_any",
]

_LAZY = frozenset({"TABLE", "emit", "process_pool", "start", "wait"})


def __getattr__(name: str) -> Any:
    """The one-line interface loads the runners with it, so only when it is first used: shells import the rest at start-up."""
    if name not in _LAZY:
        raise AttributeError(f"module 'jobs' has no attribute {name!r}")
    import jobs.api
    return getattr(jobs.api, name)
