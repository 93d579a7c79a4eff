"""Why a job failed, as scripts see it: the exception in JobStateInfo.Reason and the error record that receiving the job shows."""
from __future__ import annotations

from typing import Any

from jobs.job import Job
from jobs.states import (
    DependencyNotMet,
    HostRestarted,
    JobFailure,
    JobTimedOut,
    OutputNotSerializable,
    ProcessDied,
    RunnerLost,
    SpawnFailed,
    StartRefused,
    UndecodablePayload,
)
from shell.clr.exceptions import NetException, define_exception
from shell.objects.records import ErrorRecord, RuntimeException, TerminatingError

Value = Any
TransportException = define_exception("System.Management.Automation.Remoting.PSRemotingTransportException", RuntimeException)
_DIED = "The background process closed or ended abnormally: \n      Exit code: {0}\n      Stdout: '{1}'\n      Stderr: '{2}'\n    ."

_CATEGORIES: tuple[tuple[tuple[type[JobFailure], ...], str], ...] = (
    ((StartRefused, DependencyNotMet), "InvalidOperation"), ((SpawnFailed, RunnerLost, HostRestarted), "OpenError"), ((JobTimedOut,), "OperationTimeout"),
    ((OutputNotSerializable, UndecodablePayload), "InvalidData"))


def reason_exception(reason: Value) -> Value:
    """The exception behind a state, or None."""
    if reason is None or isinstance(reason, NetException):
        return reason
    if isinstance(reason, TerminatingError):
        return reason.record.exception
    if isinstance(reason, ErrorRecord):
        return reason.exception
    if isinstance(reason, ProcessDied):
        return TransportException(_DIED.format(reason.exit_code, reason.stdout, reason.stderr))
    if isinstance(reason, JobFailure):
        return RuntimeException(_sentence(reason))
    return RuntimeException(str(reason))


def _sentence(reason: JobFailure) -> str:
    text = str(reason)
    return text if text.endswith(".") else text[:1].upper() + text[1:] + "."


def reason_record(job: Job) -> ErrorRecord:
    """The error record for the end of a Failed job, made anew each time it is received."""
    reason = job.reason
    if isinstance(reason, TerminatingError):
        reason = reason.record
    if isinstance(reason, ErrorRecord):
        return _thrown(job, reason)
    exception = reason_exception(reason)
    if exception.net_name == TransportException.net_name:
        return transport_record(exception)
    category = next((name for classes, name in _CATEGORIES if isinstance(reason, classes)), "InvalidResult")
    record = ErrorRecord(exception, "ThreadJobError" if isinstance(reason, StartRefused) else type(reason).__name__, category)
    record.preserve_id = True
    return record


def _thrown(job: Job, reason: ErrorRecord) -> ErrorRecord:
    """A process job's error is complete, so is a session's; one of a thread job loses its place in the script."""
    if getattr(reason, "from_session", False):
        return reason
    if reason.exception.net_name == TransportException.net_name:
        return transport_record(reason.exception)
    if job.kind.data_streams is None:
        return reason
    record = ErrorRecord(reason.exception, reason.error_id, reason.category_info.category, reason.target, reason.details)
    record.category_info = reason.category_info
    record.fully_qualified_id = reason.fully_qualified_id
    record.preserve_id = True
    record.script_stack_trace = reason.script_stack_trace
    return record


def transport_record(exception: NetException) -> ErrorRecord:
    """The connection to the job's process failed."""
    shown = type(exception)("[localhost] " + exception.message)
    record = ErrorRecord(shown, "-2147467259", "OpenError", "localhost")
    record.fully_qualified_id = "-2147467259,PSSessionStateBroken"
    record.preserve_id = True
    return record
