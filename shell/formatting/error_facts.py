"""What error views want to know of a record beyond its fields."""
from __future__ import annotations

from shell.objects.records import ErrorRecord

_RUNTIME_EXCEPTION = "System.Management.Automation.RuntimeException"


def message_of(record: ErrorRecord) -> str:
    """ErrorDetails.Message if there is one, else the exception's."""
    if record.details is not None and record.details.message:
        return record.details.message
    return record.exception.message


def was_thrown(record: ErrorRecord) -> bool:
    """Did `throw 'text'` make it?"""
    marked = getattr(record.exception, "was_thrown", None)
    if marked is not None:
        return bool(marked)
    info = record.category_info
    return info.category == "OperationStopped" and record.exception.net_name == _RUNTIME_EXCEPTION and not info.activity
