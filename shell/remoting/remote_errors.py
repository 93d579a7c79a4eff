"""Errors that come from sessions: RemotingErrorRecord with its OriginInfo, RemoteException, what a failed or broken connection is reported as."""
from __future__ import annotations

from typing import Any, Optional

from sessions.errors import BootstrapError, ConnectError, ConnectTimeout, HostKeyError, SessionError
from sessions.wire.values import Bag
from shell.clr.exceptions import NetException, define_exception
from shell.clr.guids import Guid
from shell.clr.typeinfo import NetType
from shell.objects import engine_types
from shell.objects.exception_types import type_of_exception
from shell.objects.psobject import PSCustomObject
from shell.objects.records import ErrorDetails, ErrorRecord, RemoteException, RuntimeException
from shell.remoting.adapt import from_wire

Value = Any
_R = "System.Management.Automation.Remoting."
TransportException = define_exception(_R + "PSRemotingTransportException", RuntimeException)
DataStructureException = define_exception(_R + "PSRemotingDataStructureException", RuntimeException)
BROKEN = ("The SSH client session has ended with error message: The SSH transport process has abruptly terminated causing this remote session to "
          "break.")
TIMED_OUT = "SSH connection attempt failed after time out: {0} seconds."


class OriginInfo:
    """System.Management.Automation.Remoting.OriginInfo."""

    __slots__ = ("computer_name", "runspace_id", "instance_id", "ps_ext")

    def __init__(self, computer_name: str, runspace_id: str) -> None:
        self.computer_name, self.runspace_id = computer_name, Guid(runspace_id)
        self.instance_id = Guid("00000000-0000-0000-0000-000000000000")
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.computer_name


ORIGIN = NetType(_R + "OriginInfo", OriginInfo)
ORIGIN.attr("PSComputerName", "string", "computer_name")
ORIGIN.attr("RunspaceID", "guid", "runspace_id")
ORIGIN.attr("InstanceID", "guid", "instance_id")
ORIGIN.method("string ToString()")(str)


class RemotingErrorRecord(ErrorRecord):
    """An error record from a session; `short_id` is its id without the command's name."""

    __slots__ = ("short_id", "thrown")
    short_id: str
    thrown: bool
    from_session = True


REMOTING_RECORD = NetType("System.Management.Automation.Runspaces.RemotingErrorRecord", RemotingErrorRecord, base=engine_types.RECORD)
REMOTING_RECORD.attr("OriginInfo", _R + "OriginInfo", "origin")
type_of_exception(RemoteException).prop("SerializedRemoteException", "psobject")(lambda e: getattr(e, "serialized", None))
type_of_exception(RemoteException).prop("SerializedRemoteInvocationInfo", "psobject")(lambda e: None)


def remote_error(bag: Value, computer_name: str, runspace_id: str) -> RemotingErrorRecord:
    """The record of an error bag (see adapt_records.error_to_bag); odd data gives an odd record."""
    p = bag.properties if isinstance(bag, Bag) else {"message": str(bag)}
    exception = RemoteException(str(p.get("message", "")))
    name = str(p.get("exception", "System.Exception"))
    exception.serialized = PSCustomObject(  # type: ignore[attr-defined]
        {"Message": exception.message}, ["Deserialized." + n for n in _ancestry(name)], f"{name}: {exception.message}")
    category = [str(c) for c in p.get("category") or ()] + [""] * 5
    record = RemotingErrorRecord(exception, str(p.get("short_id", "")), category[0] or "NotSpecified", from_wire(p.get("target")))
    info = record.category_info
    info.activity, info.reason, info.target_name, info.target_type = category[1:5]
    record.fully_qualified_id = str(p.get("id", ""))
    if info.activity == "Write-Error" and "," not in record.fully_qualified_id:
        record.fully_qualified_id += ",Microsoft.PowerShell.Commands.WriteErrorCommand"
    record.preserve_id = True
    record.short_id = record.fully_qualified_id.partition(",")[0]
    record.thrown = bool(p.get("thrown"))
    details = p.get("details")
    if isinstance(details, list) and len(details) == 2:
        record.details = ErrorDetails(str(details[0]), str(details[1] or ""))
    record.origin = OriginInfo(computer_name, runspace_id)
    return record


def python_error(bag: Value, computer_name: str, runspace_id: str) -> RemotingErrorRecord:
    """The exception of a Python function (see sessions.code_objects.run_callable); its traceback is the stack trace."""
    p = bag.properties if isinstance(bag, Bag) else {"Message": str(bag)}
    kind = str(p.get("Type", "Exception"))
    as_error = Bag((), {"message": str(p.get("Message", "")), "exception": kind, "id": kind, "category": ["NotSpecified", "", kind, "", ""]})
    record = remote_error(as_error, computer_name, runspace_id)
    record.script_stack_trace = str(p.get("Traceback", ""))
    return record


def _ancestry(name: str) -> list[str]:
    """Type names of an exception from itself upwards."""
    from shell.clr.exceptions import EXCEPTIONS
    cls = EXCEPTIONS.get(name.lower())
    return type_of_exception(cls).hierarchy() if cls is not None else [name, "System.Exception", "System.Object"]


def rethrown(record: RemotingErrorRecord) -> ErrorRecord:
    """`throw 'text'` in the only session: a terminating error at the local command."""
    exception = record.exception
    exception.was_thrown = True  # type: ignore[attr-defined]
    made = ErrorRecord(exception, record.short_id, record.category_info.category, record.target)
    made.category_info = record.category_info
    made.fully_qualified_id = record.fully_qualified_id
    made.preserve_id = True
    return made


def as_stopping(record: ErrorRecord) -> ErrorRecord:
    """What -ErrorAction Stop makes of a remote error: the short id, and nothing about its origin."""
    made = ErrorRecord(record.exception, record.error_id, record.category_info.category, record.target, record.details)
    made.category_info = record.category_info
    made.fully_qualified_id = getattr(record, "short_id", record.fully_qualified_id)
    made.preserve_id = True
    return made


# ---- connections


def failure_line(error: SessionError) -> Optional[str]:
    """The line OpenSSH's client prints for a failed connection; None when there is none."""
    if isinstance(error, ConnectTimeout):
        return None
    return error.line if isinstance(error, ConnectError) else None


def failure_text(error: SessionError, timeout: Optional[float]) -> str:
    """Why a session could not be opened, as PowerShell says it where it has the case."""
    if isinstance(error, ConnectTimeout):
        return TIMED_OUT.format(int(timeout or 0))
    if isinstance(error, (BootstrapError, HostKeyError)) or not isinstance(error, ConnectError):
        return error.message
    return BROKEN


def open_error(computer_name: str, text: str, target: Value, activity: str, error_id: str = "PSSessionOpenFailed") -> ErrorRecord:
    """A session that did not open: `[host] text`."""
    record = ErrorRecord(TransportException(text), error_id, "OpenError", target, ErrorDetails(f"[{computer_name}] {text}"))
    record.preserve_id = True
    record.category_info.activity = activity
    if isinstance(target, str):
        record.category_info.target_name, record.category_info.target_type = target, "String"
    else:
        record.category_info.target_name, record.category_info.target_type = "System.Management.A…tion.RemoteRunspace", "RemoteRunspace"
    return record


def broken_error(computer_name: str, runspace_id: str, temporary: bool, text: str = BROKEN) -> RemotingErrorRecord:
    """A session that broke under a command."""
    record = RemotingErrorRecord(TransportException(text), "PSSessionStateBroken" if temporary else "JobFailure", "OperationStopped", computer_name)
    record.preserve_id = True
    record.short_id, record.thrown = record.error_id, False
    record.category_info.target_name, record.category_info.target_type = computer_name, "String"
    record.origin = OriginInfo(computer_name, runspace_id)
    return record


def stopped_error(text: str, exception: type[NetException] = RemoteException, error_id: str = "JobFailure") -> RemotingErrorRecord:
    """A remote job that could not run."""
    record = RemotingErrorRecord(exception(text), error_id, "OperationStopped")
    record.preserve_id = True
    record.short_id, record.thrown = error_id, False
    return record
