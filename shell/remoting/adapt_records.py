"""Error, warning, information and progress records as wire bags and back, with where they came from."""
from __future__ import annotations

from typing import Any, Callable

from sessions.wire.values import Bag
from shell.clr.exceptions import EXCEPTIONS, NetException, define_exception
from shell.objects.records import (
    ErrorDetails,
    ErrorRecord,
    HostInformationMessage,
    InformationalRecord,
    InformationRecord,
    InvocationInfo,
    Position,
    ProgressRecord,
    RemoteException,
)

Value = Any
Convert = Callable[[Value], Any]
ERROR = "System.Management.Automation.ErrorRecord"
REMOTE_ERROR = "System.Management.Automation.Runspaces.RemotingErrorRecord"


def error_to_bag(record: ErrorRecord, convert: Convert) -> Bag:
    """Everything of an ErrorRecord that its views and scripts read on the other side."""
    info = record.category_info
    exception = record.exception
    props: dict[str, Any] = {
        "message": exception.message, "exception": exception.net_name, "id": record.fully_qualified_id, "short_id": record.error_id,
        "category": [info.category, info.activity, info.reason, info.target_name, info.target_type],
        "target": convert(record.target), "stack": record.script_stack_trace,
        "details": None if record.details is None else [record.details.message, record.details.recommended_action],
    }
    inner = exception.inner
    if isinstance(inner, NetException):
        props["inner"] = [inner.net_name, inner.message]
    invocation = record.invocation
    if invocation is not None:
        props["command"] = [invocation.invocation_name or "", invocation.command_name or ""]
        p = invocation.position
        if p is not None:
            props["position"] = [p.file, p.line, p.column, p.end_line, p.end_column, p.text, p.line_text]
    return Bag([ERROR], props)


def exception_named(net_name: str, message: str) -> NetException:
    """An exception of the named type; an unknown name gets a class of its own, derived from System.Exception."""
    cls = EXCEPTIONS.get(str(net_name).lower())
    if cls is None:
        cls = define_exception(str(net_name)[:200]) if len(EXCEPTIONS) < 5000 else RemoteException
    return cls(message)


def error_from_bag(bag: Bag, read: Convert) -> ErrorRecord:
    """An ErrorRecord like the one that was sent; odd data gives an odd record, never an exception."""
    p = bag.properties
    exception = exception_named(str(p.get("exception", "System.Exception")), str(p.get("message", "")))
    inner = p.get("inner")
    if isinstance(inner, list) and len(inner) == 2:
        exception.inner = exception_named(str(inner[0]), str(inner[1]))
    category = [str(c) for c in p.get("category") or ()] + [""] * 5
    record = ErrorRecord(exception, str(p.get("short_id", "")), category[0] or "NotSpecified", read(p.get("target")))
    info = record.category_info
    info.activity, info.reason, info.target_name, info.target_type = category[1:5]
    record.fully_qualified_id = str(p.get("id", ""))
    record.preserve_id = True
    record.script_stack_trace = str(p.get("stack") or "")
    details = p.get("details")
    if isinstance(details, list) and len(details) == 2:
        record.details = ErrorDetails(str(details[0]), str(details[1] or ""))
    command = p.get("command")
    if isinstance(command, list) and len(command) == 2:
        record.invocation = InvocationInfo(None, _position(p.get("position")), str(command[0]), str(command[1]))
    return record


def _position(parts: Any) -> Any:
    if not isinstance(parts, list) or len(parts) != 7 or not all(isinstance(n, int) for n in parts[1:5]):
        return None
    file, line, column, end_line, end_column, text, line_text = parts
    return Position(None if file is None else str(file), line, column, end_line, end_column, str(text), str(line_text))


def _informational(record: InformationalRecord, convert: Convert) -> Bag:
    return Bag([f"System.Management.Automation.{record.kind}Record"], {"Message": record.message})


def _information(record: InformationRecord, convert: Convert) -> Bag:
    return Bag(["System.Management.Automation.InformationRecord"],
               {"MessageData": convert(record.message_data), "Source": record.source, "Tags": list(record.tags), "TimeGenerated": convert(record.time_generated),
                "Computer": record.computer, "User": record.user, "ProcessId": record.process_id})


def _host_message(message: HostInformationMessage, convert: Convert) -> Bag:
    return Bag(["System.Management.Automation.HostInformationMessage"],
               {"Message": message.message, "NoNewLine": message.no_new_line, "ForegroundColor": message.foreground, "BackgroundColor": message.background})


def _progress(record: ProgressRecord, convert: Convert) -> Bag:
    return Bag(["System.Management.Automation.ProgressRecord"],
               {"Activity": record.activity, "StatusDescription": record.status, "ActivityId": record.activity_id, "ParentActivityId": record.parent_id,
                "PercentComplete": record.percent, "SecondsRemaining": record.seconds_remaining, "CurrentOperation": record.current_operation,
                "Completed": record.completed})


RECORD_TYPES: dict[type, Callable[[Any, Convert], Bag]] = {
    InformationalRecord: _informational, InformationRecord: _information, HostInformationMessage: _host_message, ProgressRecord: _progress}


def informational_from_bag(kind: str, bag: Bag) -> InformationalRecord:
    return InformationalRecord(kind, str(bag.properties.get("Message", "")))


def information_from_bag(bag: Bag, read: Convert) -> InformationRecord:
    """An InformationRecord; what Write-Host sent becomes a HostInformationMessage again."""
    p = bag.properties
    data = p.get("MessageData")
    if isinstance(data, Bag) and list(data.types) == ["System.Management.Automation.HostInformationMessage"]:
        d = data.properties
        value: Value = HostInformationMessage(str(d.get("Message", "")), bool(d.get("NoNewLine")), d.get("ForegroundColor"), d.get("BackgroundColor"))
    else:
        value = read(data)
    tags = p.get("Tags")
    record = InformationRecord(value, str(p.get("Source", "")), [str(t) for t in tags] if isinstance(tags, list) else [], read(p.get("TimeGenerated")))
    record.computer, record.user = str(p.get("Computer", "")), str(p.get("User", ""))
    return record


def progress_from_bag(bag: Bag) -> ProgressRecord:
    p = bag.properties

    def number(name: str, default: int) -> int:
        found = p.get(name)
        return found if isinstance(found, int) else default
    return ProgressRecord(str(p.get("Activity", "")), str(p.get("StatusDescription", "")), number("ActivityId", 0), number("ParentActivityId", -1),
                          number("PercentComplete", -1), number("SecondsRemaining", -1), str(p.get("CurrentOperation") or ""), bool(p.get("Completed")))
