"""The kinds of job PowerShell users know, as data: names, where they run, and the rules in which they differ."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, NamedTuple, Optional

from jobs.states import FINISHED, JobState
from jobs.streams import Stream

THREAD_DATA_STREAMS: tuple[Stream, ...] = (Stream.Output, Stream.Error, Stream.Progress, Stream.Verbose, Stream.Debug, Stream.Warning)
"""The streams that count for HasMoreData of a thread job: PowerShell leaves Information out."""

Aggregation = Callable[[Sequence[JobState], bool], Optional[JobState]]
"""(states of the children, whether the parent itself was told to stop) -> the parent's state, or None for no change."""


class JobKind(NamedTuple):
    """name identifies the kind here; type_name is PSJobTypeName as PowerShell shows it."""

    name: str
    type_name: str
    location: str = "localhost"
    child: str = ""
    open_counts: bool = False
    data_streams: Optional[tuple[Stream, ...]] = None
    retain: bool = True
    exact_match: bool = False
    aggregate: Optional[Aggregation] = None
    stopped_in_queue: JobState = JobState.Stopped


def aggregate_remoting(states: Sequence[JobState], stop_requested: bool) -> Optional[JobState]:
    """PSRemotingJob: blocked at once; the end when all have ended; stopping one child leaves the parent Completed."""
    if JobState.Blocked in states:
        return JobState.Blocked
    if JobState.AtBreakpoint in states:
        return JobState.AtBreakpoint
    finished = sum(state in FINISHED for state in states)
    disconnected = states.count(JobState.Disconnected)
    if finished == len(states):
        if JobState.Failed in states:
            return JobState.Failed
        return JobState.Stopped if stop_requested else JobState.Completed
    if disconnected and disconnected + finished == len(states):
        return JobState.Disconnected
    idle = finished + states.count(JobState.Suspended)
    if idle == len(states):
        return JobState.Suspended
    return JobState.Running


KINDS: dict[str, JobKind] = {kind.name: kind for kind in (
    JobKind("BackgroundJob", "BackgroundJob", child="BackgroundChild", aggregate=aggregate_remoting),
    JobKind("BackgroundChild", "", open_counts=True),
    JobKind("RemoteJob", "RemoteJob", child="RemoteChild", aggregate=aggregate_remoting),
    JobKind("RemoteChild", "", open_counts=True),
    JobKind("ThreadJob", "ThreadJob", "PowerShell", data_streams=THREAD_DATA_STREAMS, retain=False, exact_match=True,
            stopped_in_queue=JobState.Failed),
    JobKind("PSTaskJob", "PSTaskJob", "PowerShell", child="PSTaskChildJob"),
    JobKind("PSTaskChildJob", "PSTaskChildJob", "PowerShell", data_streams=THREAD_DATA_STREAMS, retain=False),
    JobKind("PSEventJob", "", "", retain=False),
    JobKind("PythonJob", "PythonJob", "localhost"),
    JobKind("ExecutorJob", "ExecutorJob", child="ExecutorChild", aggregate=aggregate_remoting),
    JobKind("ExecutorChild", "", open_counts=True),
    JobKind("DurableJob", "DurableJob", open_counts=True),
    JobKind("ProgramJob", "ProgramJob", open_counts=True),
)}
