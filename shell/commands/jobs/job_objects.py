"""Jobs as PowerShell sees them: the Job classes and their properties, JobStateInfo, the StateChanged event, the job table of a runspace."""
from __future__ import annotations

from typing import Any, Callable, Optional

from jobs.job import Job
from jobs.states import JobState, JobStateInfo
from jobs.streams import Stream
from jobs.table import JobTable
from shell.clr.enum_catalog import JobState as NetJobState
from shell.clr.events import EventSource, Handler, event_args_type
from shell.clr.state_info import StateInfo, state_info_type
from shell.clr.typeinfo import NetType
from shell.objects.psobject import CodeProperty
from shell.objects.typedata import default_table

Value = Any
_S = "System.Management.Automation."

JOB = NetType(_S + "Job")
_TYPES: dict[str, NetType] = {}
_GROUP = {"BackgroundJob": "PSRemotingJob", "RemoteJob": "PSRemotingJob", "ExecutorJob": "PSRemotingJob", "DurableJob": "PSRemotingJob",
          "BackgroundChild": "PSRemotingChildJob", "RemoteChild": "PSRemotingChildJob", "ExecutorChild": "PSRemotingChildJob",
          "PSTaskJob": "PSTasks.PSTaskJob", "PSTaskChildJob": "PSTasks.PSTaskChildJob", "PSEventJob": "PSEventJob"}


class JobStateInfoValue(StateInfo):
    """System.Management.Automation.JobStateInfo."""

    __slots__ = ()


STATE_INFO = state_info_type(_S + "JobStateInfo", JobStateInfoValue, _S + "JobState")
EVENT_ARGS = event_args_type(_S + "JobStateEventArgs", JobStateInfo=_S + "JobStateInfo", PreviousJobStateInfo=_S + "JobStateInfo")


class PSJob(Job, EventSource):
    """A job with what scripts see of it: a .NET type by kind, attached members, the StateChanged event."""

    event_names = {"StateChanged": _S + "JobStateEventArgs"}

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.ps_ext: Any = None
        self._finished_event: Any = None
        self._raises = False

    @property
    def net_type(self) -> NetType:
        return type_of_kind(self.kind.name)

    def add_handler(self, name: str, handler: Handler) -> None:
        super().add_handler(name, handler)
        if not self._raises:
            self._raises = True
            self.add_state_listener(self._raise_changed)

    def _raise_changed(self, job: Job, now: JobStateInfo, before: JobStateInfo) -> None:
        self.raise_event("StateChanged", state_event(now, before))

    @property
    def finished_event(self) -> Any:
        """The ManualResetEvent scripts wait for."""
        if self._finished_event is None:
            from shell.clr.typeinfo import lookup
            from shell.clr.wait_handles import EventHandle
            self._finished_event = handle = EventHandle(self.finished)
            handle.net_type = lookup("System.Threading.ManualResetEvent")  # type: ignore[attr-defined]
            def on_change(*_: Any) -> None:
                if self.finished:
                    handle.set()
            self.add_state_listener(on_change)
            if self.finished:
                handle.set()
        return self._finished_event


class ShellJobs(JobTable):
    """The jobs of one runspace."""

    def __init__(self) -> None:
        super().__init__(job_class=PSJob)

    def end_of_shell(self) -> None:
        """Running jobs end with the shell; durable ones and jobs of executors go on."""
        for job in self.jobs:
            if job.kind.name not in ("DurableJob", "ExecutorJob") and not job.finished:
                job.request_stop(0.2)
        for job in self.jobs:
            if job.kind.name == "BackgroundJob" and not job.finished:
                job.wait(1.5)


def net_state(state: JobState) -> Value:
    """Our state as the JobState enum of scripts."""
    return NetJobState(int(state))


def state_info(info: JobStateInfo) -> StateInfo:
    from shell.commands.jobs.reasons import reason_exception
    return JobStateInfoValue(net_state(info.state), reason_exception(info.reason))


def state_event(now: JobStateInfo, before: JobStateInfo) -> Value:
    """A JobStateEventArgs."""
    from shell.clr.events import EventArgs
    return EventArgs(EVENT_ARGS, JobStateInfo=state_info(now), PreviousJobStateInfo=state_info(before))


def type_of_kind(kind: str) -> NetType:
    """The .NET type of a kind of job; every kind has a subtype of Job."""
    name = {"ThreadJob": "Microsoft.PowerShell.ThreadJob.ThreadJob"}.get(kind) or _S + _GROUP.get(kind, kind)
    found = _TYPES.get(name)
    if found is None:
        found = _TYPES[name] = _declare(name)
    return found


def _time(value: Optional[float]) -> Value:
    if value is None:
        return None
    from shell.clr.times import from_unix_seconds
    return from_unix_seconds(value)


def _guid(value: Any) -> Value:
    from shell.clr.guids import Guid
    return Guid(str(value))


def _rename(job: Job, name: Value) -> None:
    job.name = str(name)


def _children(job: Job) -> Value:
    from shell.clr.lists import ArrayList
    return ArrayList(job.child_jobs)


def _collection(stream: Stream) -> Callable[[Job], Value]:
    """What a job holds of one stream; a parent's own collections are empty."""
    def read(job: Job) -> Value:
        from shell.clr.lists import ArrayList
        if job.child_jobs:
            return ArrayList()
        if stream is Stream.Output:
            from shell.commands.jobs.received import labelled
            return ArrayList([labelled(job, value) for value in job.log.values(stream)])
        return ArrayList(job.log.values(stream))
    return read


_ABSTRACT: tuple[tuple[str, str, Callable[[Job], Value]], ...] = (
    ("HasMoreData", "bool", lambda job: job.has_more_data), ("StatusMessage", "string", lambda job: job.status_message),
    ("Location", "string", lambda job: job.location))
_CHILD: tuple[tuple[str, str, Callable[[Job], Value]], ...] = (
    ("StatusMessage", "string", lambda job: job.status_message), ("HasMoreData", "bool", lambda job: job.has_more_data),
    ("Location", "string", lambda job: job.location), ("Runspace", "System.Management.Automation.Runspaces.Runspace", lambda job: None),
    ("Debugger", _S + "Debugger", lambda job: None), ("IsAsync", "bool", lambda job: True))


def _declare(name: str) -> NetType:
    t = NetType(name, base=JOB)
    for prop, type_name, getter in _CHILD if name.endswith("PSRemotingChildJob") else _ABSTRACT:
        t.prop(prop, type_name)(getter)
    if name.endswith("PSTaskJob"):
        t.prop("AllocatedRunspaceCount", "int")(lambda job: job.attributes.get("runspaces", 0))
    return t


def _declare_base() -> None:
    JOB.prop("Command", "string")(lambda job: job.command)
    JOB.prop("JobStateInfo", _S + "JobStateInfo")(lambda job: state_info(job.state_info))
    JOB.prop("Finished", "System.Threading.WaitHandle")(lambda job: job.finished_event)
    JOB.prop("InstanceId", "guid")(lambda job: _guid(job.instance_id))
    JOB.prop("Id", "int")(lambda job: job.id)
    JOB.prop("Name", "string", _rename)(lambda job: job.name)
    JOB.prop("ChildJobs", "System.Collections.Generic.IList[System.Management.Automation.Job]")(_children)
    JOB.prop("PSBeginTime", "System.Nullable[datetime]")(lambda job: _time(job.begin_time))
    JOB.prop("PSEndTime", "System.Nullable[datetime]")(lambda job: _time(job.end_time))
    JOB.prop("PSJobTypeName", "string")(lambda job: job.type_name)
    for stream, record in ((Stream.Output, "psobject"), (Stream.Error, _S + "ErrorRecord"), (Stream.Progress, _S + "ProgressRecord"),
                           (Stream.Verbose, _S + "VerboseRecord"), (Stream.Debug, _S + "DebugRecord"), (Stream.Warning, _S + "WarningRecord"),
                           (Stream.Information, _S + "InformationRecord")):
        JOB.prop(stream.name, f"System.Management.Automation.PSDataCollection[{record}]")(_collection(stream))
    JOB.method("void StopJob()")(lambda job: None if job.stop() else None)


_declare_base()
for _kind in (*_GROUP, "ThreadJob"):
    type_of_kind(_kind)


# ---- our own properties: found by name, kept out of lists and tables


def _span(seconds: Optional[float]) -> Value:
    from shell.clr.times import TimeSpan
    return None if seconds is None else TimeSpan(int(seconds * 10_000_000))


def _long(number: Optional[int]) -> Value:
    from shell.clr.numbers import Int64
    return None if number is None else Int64(number)


def _part(job: Job, name: str) -> Value:
    """Of the job itself, else of its only child."""
    found = getattr(job, name)
    if found is None and len(job.child_jobs) == 1:
        found = getattr(job.child_jobs[0], name)
    return found


def question_of(asked: Value) -> str:
    """The text of what a Blocked job asks."""
    if not isinstance(asked, dict):
        return str(asked)
    return str(asked.get("prompt") or asked.get("message") or asked.get("caption") or "").rstrip(": ")


OWN_PROPERTIES: tuple[tuple[str, Callable[[Job], Value]], ...] = (
    ("ExitCode", lambda job: _part(job, "exit_code")), ("ProcessId", lambda job: _part(job, "process_id")),
    ("Duration", lambda job: _span(job.duration)), ("CpuTime", lambda job: _span(_part(job, "cpu_seconds"))),
    ("PeakMemory", lambda job: _long(_part(job, "peak_memory"))), ("Attempt", lambda job: max([job.attempt, *(c.attempt for c in job.child_jobs)])),
    ("Question", lambda job: next((question_of(part.pending_input) for part in job.family() if part.pending_input is not None), None)))


def add_own_properties(table: Any) -> None:
    """Put ExitCode, ProcessId ... into a type table as hidden members of Job."""
    for name, getter in OWN_PROPERTIES:
        member = CodeProperty(name, getter)
        member.hidden = True
        table.add_member(_S + "Job", member, built_in=True)


add_own_properties(default_table())
