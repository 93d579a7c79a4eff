"""Views of jobs, sessions and runspaces."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, table
from shell.objects.members import get_property

Value = Any


def _connection(value: Value) -> Value:
    return get_property(value, "ConnectionInfo")


def _computername(value: Value) -> Value:
    found = _connection(value)
    return get_property(found, "ComputerName") if found is not None else "localhost"


def _type(value: Value) -> Value:
    return "Remote" if _connection(value) is not None else "Local"


def _state(value: Value) -> Value:
    return get_property(get_property(value, "RunspaceStateInfo"), "State")


def _availability(value: Value) -> Value:
    return get_property(value, "RunspaceAvailability")


VIEWS: list[View] = [
    table("Runspace", ["System.Management.Automation.Runspaces.Runspace"], Item("Id", width=3, align="right"), Item("Name", width=15),
          Item(label="ComputerName", width=15, compute=_computername), Item(label="Type", width=13, compute=_type),
          Item(label="State", width=13, compute=_state), Item(label="Availability", width=15, compute=_availability)),
    table("PSSession", ["System.Management.Automation.Runspaces.PSSession"], Item("Id", width=3, align="right"), Item("Name", width=15),
          Item("Transport", width=9), Item("ComputerName", width=15), Item("ComputerType", width=15), Item("State", width=13),
          Item("ConfigurationName", width=20), Item("Availability", width=13, align="right")),
    table("Job", ["System.Management.Automation.Job"], Item("Id", width=6), Item("Name", width=15), Item("PSJobTypeName", width=15),
          Item("State", width=13), Item("HasMoreData", width=15), Item("Location", width=20), Item("Command", width=25)),
    table("PSRunspaceDebug", ["Microsoft.PowerShell.Commands.PSRunspaceDebug"], Item("RunspaceId", label="Id", width=3, align="right"),
          Item("RunspaceName", label="Name", width=20), Item("Enabled", width=10), Item("BreakAll", width=10)),
]
