"""Receive-Job: hands over what jobs have produced.  A record is taken from its job when it is written, not before."""
from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any, NoReturn, Optional

from jobs.cursors import Cursor, Run
from jobs.job import Job
from jobs.runners.durable import DurableRunner
from jobs.states import FINISHED, JobState, JobStateInfo
from jobs.streams import Stream, StreamRecord
from jobs.waiting import follow_runs
from shell.clr.exceptions import ArgumentException
from shell.commands.jobs.job_objects import state_event
from shell.commands.jobs.job_view import JobView
from shell.commands.jobs.reasons import reason_record
from shell.commands.jobs.received import label, label_all, marks_of
from shell.commands.jobs.selection import JobCommand
from shell.formatting.records import stream_text
from shell.objects.psobject import base_of
from shell.objects.records import HostInformationMessage, ParameterBindingException, PSInvalidOperationException, TerminatingError
from shell.runtime.cmdlet import Param

Value = Any
_NEEDS_WAIT = (("AutoRemoveJob", "The -AutoRemoveJob parameter cannot be used without the -Wait parameter"),
               ("WriteEvents", "The WriteEvents parameter cannot be used without the Wait parameter."),
               ("WriteJobInResults", "The -WriteJobInResults parameter cannot be used without the -Wait parameter"),
               ("Force", "The -Force parameter cannot be used without the -Wait parameter."))
_NO_OFFSET_WITH = ("Wait", "Reader")
REMOTING = frozenset(("BackgroundJob", "BackgroundChild", "RemoteJob", "RemoteChild", "ExecutorJob", "ExecutorChild", "DurableJob"))


class ReceiveJob(JobCommand):
    name = "Receive-Job"
    synopsis = "Writes what jobs have produced: output, errors, warnings and the rest, each record once."
    description = ("Output that was not handed on (Select-Object -First, Ctrl+C) stays with the job.  -Keep looks without taking, -Reader reads from a place of "
                   "its own, -Offset from any record on.  On a terminal -Wait shows how the jobs come along.")
    examples = (("Take what there is", "Start-Job { 1 } | Wait-Job | Receive-Job"), ("As it comes, then remove the job", "Receive-Job 1 -Wait -AutoRemoveJob"),
                ("Look only", "Get-Job | Receive-Job -Keep"), ("A second reader", "Start-Job { 1 } | Wait-Job | Receive-Job -Reader audit"),
                ("From the third record on", "Start-Job { 1..5 } | Wait-Job | Receive-Job -Offset 2"))
    extra = (Param("Reader", "System.String", help="Read as this reader: what others have taken is there, and what this one takes others get, too. "
                                                   "Of a durable job its place is known to every shell."),
             Param("Offset", "System.Int64", help="From this record on, counted from 0 over all streams; nothing is taken."))

    Location: Optional[list[str]] = None
    ComputerName: Optional[list[str]] = None
    Session: Optional[list[Value]] = None
    Keep: bool = False
    NoRecurse: bool = False
    Wait: bool = False
    Force: bool = False
    AutoRemoveJob: bool = False
    WriteEvents: bool = False
    WriteJobInResults: bool = False
    Reader: Optional[str] = None
    Offset: int = 0
    _interrupt: Optional[threading.Event] = None

    def begin(self) -> None:
        if self.Wait and self.Keep:
            self._conflict()
        for parameter, text in _NEEDS_WAIT:
            if getattr(self, parameter) and not self.Wait:
                self.fail(text, "InvalidOperation", "InvalidOperation", exception_class=PSInvalidOperationException)
        for parameter in _NO_OFFSET_WITH:
            if self.has("Offset") and getattr(self, parameter):
                self.fail(f"The Offset and {parameter} parameters cannot be used together.", "InvalidOperation", "InvalidOperation",
                          exception_class=PSInvalidOperationException)
        self._interrupt = threading.Event()
        self._jobs: dict[int, Job] = {}

    def _conflict(self) -> NoReturn:
        from shell.objects.records import ErrorRecord
        from shell.runtime.binding_errors import BindingError
        exception = ParameterBindingException('Cannot bind parameter \'Keep\' to the target. Exception setting "Keep": "The Wait and Keep parameters cannot be '
                                              'used together in the same command."')
        record = ErrorRecord(exception, "ParameterBindingFailed", "WriteError")
        error = BindingError(record)
        self.runtime.complete(record)
        extent = _argument_extent(self.invocation, "keep")
        if extent is not None:
            from shell.runtime.frame import position_of
            record.invocation.display_position = position_of(extent)  # type: ignore[union-attr]
        raise error

    def stop(self) -> None:
        if self._interrupt is not None:
            self._interrupt.set()

    # ---- which jobs

    def process(self) -> None:
        chosen = [job for job in self.chosen() if self._at_place(job)]
        several = getattr(self.ctx.host, "several_hosts", None)
        if several is not None:
            for job in chosen:
                several(len(job.child_jobs))
        if not self.Wait:
            for job in chosen:
                self._receive(job)
            return
        for job in chosen:
            if job.id not in self._jobs:
                self._jobs[job.id] = job
                if self.WriteJobInResults:
                    self.write(job)

    def _at_place(self, job: Job) -> bool:
        """-ComputerName and -Session are for jobs of other computers (and processes), -Location picks by name."""
        if self.ComputerName is not None and job.kind.name not in REMOTING:
            self.error("The command cannot retrieve the jobs of the specified computers. The ComputerName parameter can be used only with jobs created by using "
                       "PowerShell remoting.", "ComputerNameParameterNotSupported", "InvalidArgument", job, ArgumentException)
            return False
        if self.Session is not None and job.kind.name not in REMOTING:
            self.error("The Session parameter can be used only with PSRemotingJob objects.", "RunspaceParameterNotSupported", "InvalidArgument", job,
                       ArgumentException)
            return False
        names = self.Location or self.ComputerName
        if names is None:
            return True
        places = {part.location.lower() for part in job.family()}
        return any(str(name).lower() in places for name in names)

    def _parts(self, job: Job) -> Sequence[Job]:
        parts = [job] if self.NoRecurse else job.family()
        names = self.Location or self.ComputerName
        if names is not None:
            places = {str(name).lower() for name in names}
            parts = [part for part in parts if part.location.lower() in places]
        if self.Session is not None:
            wanted = {id(base_of(session)) for session in self.Session}
            parts = [part for part in parts if id(part.attributes.get("session")) in wanted]
        return parts

    # ---- without waiting

    @property
    def _only_looks(self) -> bool:
        return self.Keep or self.has("Offset")

    def _receive(self, job: Job) -> None:
        for part in self._parts(job):
            if self.has("Offset"):
                write_records(self, part, part.log.records(max(0, int(self.Offset))), wait=False)
            elif self.Keep:
                write_records(self, part, reader_of(part, self.Reader).peek(), wait=False)
            else:
                self._write_runs(part)
            if part.state == JobState.Failed and not part.child_jobs and part.reason is not None:
                self._failure(part)
            elif part.state == JobState.Blocked and part.runner is not None and part.pending_input is not None and not self._only_looks:
                self._answer(part)

    def _write_runs(self, part: Job) -> None:
        cursor = reader_of(part, self.Reader)
        try:
            for run in cursor.runs():
                write_run(self, part, run, wait=False)
        except TerminatingError:
            for run in cursor.runs():
                for _ in run.rest:
                    continue  # -ErrorAction Stop ends the taking, and PowerShell loses what came after; so scripts expect
            raise

    def _failure(self, job: Job) -> None:
        self.runtime.pass_error(reason_record(job))

    def _answer(self, job: Job) -> None:
        """A job that asks is answered from here, as the prompt would be at its own console."""
        question = job.pending_input
        if not isinstance(question, dict):
            return
        host = self.ctx.host
        if "choices" in question:
            choices = [(str(label_), str(text)) for label_, text in question["choices"]]
            job.send_input(host.choose(str(question.get("caption", "")), str(question.get("message", "")), choices, int(question.get("default", 0))))
        else:
            job.send_input(host.read_line(str(question.get("prompt", "")), bool(question.get("secure"))))

    # ---- waiting

    def end(self) -> None:
        if not self.Wait or not self._jobs:
            return
        waited = list(self._jobs.values())
        with JobView(self.ctx.host, waited), getattr(self.ctx.host, "detachable", nullcontext)():
            self._follow(waited)
        if self.AutoRemoveJob:
            for job in waited:
                if job.finished and job.parent is None:
                    self.ctx.jobs.remove(job)

    def _follow(self, waited: list[Job]) -> None:
        for received in follow_runs(waited, None, self._interrupt, self.Force, not self.NoRecurse, lambda job: reader_of(job, self.Reader)):
            job = received.job
            if received.run is not None:
                write_run(self, job, received.run, wait=True)
            elif received.state.state == JobState.Blocked:
                self._answer(job)
            else:
                self._ended(job, received.state)

    def _ended(self, job: Job, info: JobStateInfo) -> None:
        if info.state == JobState.Failed and not job.child_jobs and info.reason is not None:
            self._failure(job)
        if self.WriteEvents and info.state in FINISHED:
            self.write(state_event(info, JobStateInfo(JobState.Running)))


def _argument_extent(invocation: Any, parameter: str) -> Any:
    """Where a parameter stands in the call."""
    site = getattr(invocation, "site", None)
    node = getattr(site, "node", None)
    for element in getattr(node, "command_elements", ()):
        name = getattr(element, "parameter_name", None)
        if name and parameter.startswith(name.lower()):
            return element.extent
    return None


def reader_of(job: Job, name: Optional[str]) -> Cursor:
    """The job's own reader, or the one of that name."""
    if name is None:
        return job.log.default
    readers: dict[str, Cursor] = job.attributes.setdefault("readers", {})
    if name not in readers:
        readers[name] = job.runner.reader(job, name) if isinstance(job.runner, DurableRunner) else job.log.cursor(name)
    return readers[name]


def _marks(job: Job, wait: bool) -> dict[str, Value]:
    marks = marks_of(job)
    if wait and marks:
        from shell.clr.guids import Guid
        return {**marks, "PSSourceJobInstanceId": Guid(str(job.instance_id))}
    return marks


def write_run(cmdlet: JobCommand, job: Job, run: Run, wait: bool) -> None:
    """Write neighbours of one stream, each taken from its job as it is written."""
    if run.stream is not Stream.Output:
        write_records(cmdlet, job, run.records(), wait)
        return
    marks = _marks(job, wait)
    if marks and run.left == len(run.values):
        run.replace(label_all(run.values, marks))
    emit = cmdlet.emit
    for value in run.rest:
        emit(value)


def write_records(cmdlet: JobCommand, job: Job, records: Iterator[StreamRecord], wait: bool) -> None:
    """Write each record to the stream it belongs to.  Process jobs' warnings and host texts are written by the host, at once."""
    emit = cmdlet.emit
    marks = _marks(job, wait)
    output = Stream.Output
    here = not marks and job.kind.name != "RemoteChild"
    for record in records:
        if record.stream is output:
            value = record.value
            emit(value if here or value is None else label(value, marks))
        elif record.stream is Stream.Error:
            cmdlet.runtime.pass_error(record.value)
        elif here:
            _write_here(cmdlet, record)
        else:
            _write_from_process(cmdlet, record)


def _write_here(cmdlet: JobCommand, record: StreamRecord) -> None:
    """A record of a thread job: an ordinary record of this command's streams."""
    value, stream, runtime = record.value, record.stream, cmdlet.runtime
    if stream is Stream.Information:
        runtime.write_information(value, force=isinstance(value.message_data, HostInformationMessage))
    elif stream is Stream.Progress:
        runtime.write_progress(value)
    elif stream is Stream.Host:
        cmdlet.ctx.host.write(str(value))
    else:
        runtime.write_informational(stream.name, value.message)


def _write_from_process(cmdlet: JobCommand, record: StreamRecord) -> None:
    """A record of a process job: the other side's preferences have decided; the host shows it past redirections."""
    value, stream, host = record.value, record.stream, cmdlet.ctx.host
    if stream is Stream.Information:
        data = value.message_data
        if isinstance(data, HostInformationMessage):
            host.write(data.message if data.no_new_line else data.message + "\n", data.foreground, data.background)
        _information(cmdlet, value)
    elif stream is Stream.Progress:
        host.write_progress(value)
    elif stream is Stream.Host:
        host.write(str(value))
    else:
        host.write_line(stream_text(stream.name, value.message, cmdlet.ctx))
        if stream is Stream.Warning:
            cmdlet.runtime._capture("warningvariable", value)


def _information(cmdlet: JobCommand, record: Value) -> None:
    cmdlet.runtime.write_information(record)
