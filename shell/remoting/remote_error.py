"""RemotingErrorRecord: an error that happened in another process or on another host."""
from __future__ import annotations

from typing import Any

from sessions.wire.values import Bag
from shell.clr.typeinfo import NetType, lookup
from shell.objects.records import ErrorRecord, RemoteException
from shell.remoting.adapt import from_wire
from shell.remoting.adapt_records import error_from_bag

Value = Any
KEPT = ("System.Management.Automation.Remoting.PSRemotingTransportException",)
"""Exceptions of the connection itself keep their type."""


class RemotingErrorRecord(ErrorRecord):
    """System.Management.Automation.Runspaces.RemotingErrorRecord."""

    __slots__ = ()


NetType("System.Management.Automation.Runspaces.RemotingErrorRecord", RemotingErrorRecord, base=lookup("System.Management.Automation.ErrorRecord"))


def remote_error(bag: Bag) -> RemotingErrorRecord:
    """The record of an error sent by another process: its own id and category, a RemoteException, no place in a script of ours."""
    found = error_from_bag(bag, from_wire)
    exception = found.exception
    if exception.net_name not in KEPT:
        exception = RemoteException(exception.message)
    record = RemotingErrorRecord(exception, found.error_id, found.category_info.category, found.target, found.details)
    record.category_info = found.category_info
    record.fully_qualified_id = found.fully_qualified_id
    record.preserve_id = True
    record.script_stack_trace = found.script_stack_trace
    return record
