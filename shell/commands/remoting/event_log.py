"""Get-EventLog: System and Application from journald or syslog, "Windows PowerShell" from the shell's own operational log."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.commands.remoting import event_sources as sources
from shell.commands.remoting.event_sources import LOGS, Event
from shell.objects.psobject import PSCustomObject, base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
_LIST = {"List": {"mandatory": True}}
_LOG: dict[str, Any] = {"LogName": {}}


class GetEventLog(Cmdlet):
    name = "Get-EventLog"
    default_set = "LogName"
    synopsis = "Shows events of this host's logs."
    examples = (("The newest five", "Get-EventLog System -Newest 5"), ("What this shell did", "Get-EventLog 'Windows PowerShell'"), ("Which logs there are", "Get-EventLog -List"))
    extra = (Param("LogName", "string", aliases=("LN",), sets={"LogName": {"position": 0, "mandatory": True}}),
             Param("InstanceId", "System.Int64[]", sets={"LogName": {"position": 1}}), Param("Newest", "int", sets=_LOG, validate=("range:0..2147483647",)),
             Param("After", "System.DateTime", sets=_LOG), Param("Before", "System.DateTime", sets=_LOG),
             Param("EntryType", "System.String[]", sets=_LOG, validate=("set:Error|Information|FailureAudit|SuccessAudit|Warning",)),
             Param("Source", "System.String[]", aliases=("ABO",), sets=_LOG), Param("Message", "string", aliases=("MSG",), sets=_LOG),
             Param("Index", "System.Int32[]", sets=_LOG), Param("AsBaseObject", "switch", sets=_LOG), Param("List", "switch", sets=_LIST),
             Param("AsString", "switch", sets={"List": {}}))
    LogName: Optional[str] = None
    InstanceId: Value = None
    Newest: Optional[int] = None
    After: Value = None
    Before: Value = None
    EntryType: Value = None
    Source: Value = None
    Message: Optional[str] = None
    Index: Value = None
    List: bool = False
    AsString: bool = False

    def process(self) -> None:
        if self.List or self.LogName is None:
            self._list()
            return
        name = LOGS.get(to_string(self.LogName).lower())
        if name is None:
            self.fail(f"The event log '{self.LogName}' on computer '.' does not exist.", "System.InvalidOperationException", "NotSpecified", None,
                      InvalidOperationException)
        try:
            events = sources.read(str(name))
        except sources.NoLog as e:
            self.fail(str(e), "NoEventLog", "ObjectNotFound", self.LogName, ArgumentException)
        found = [e for e in events if self._wanted(e)]
        found.reverse()  # newest first
        if self.Newest is not None:
            found = found[:int(self.Newest)]
        if not found:
            self.error("No matches found", "GetEventLogNoEntriesFound", "ObjectNotFound", None, ArgumentException)
        self.write_all(found)

    def _list(self) -> None:
        for name in LOGS.values():
            if self.AsString:
                self.write(name)
                continue
            try:
                count = len(sources.read(name))
            except sources.NoLog:
                continue
            self.write(PSCustomObject({"Log": name, "Entries": count}, ["PSSession.EventLog", "System.Object"]))

    def _wanted(self, e: Event) -> bool:
        from shell.clr.wildcards import WildcardPattern
        after, before = base_of(self.After), base_of(self.Before)
        if (after is not None and e.time.ticks <= after.ticks) or (before is not None and e.time.ticks >= before.ticks):
            return False
        if self.EntryType is not None and e.entry_type.lower() not in [to_string(t).lower() for t in self.EntryType]:
            return False
        if self.InstanceId is not None and e.instance_id not in [int(i) for i in self.InstanceId]:
            return False
        if self.Index is not None and e.index not in [int(i) for i in self.Index]:
            return False
        if self.Source is not None and not any(WildcardPattern(to_string(s)).matches(e.source) for s in self.Source):
            return False
        return self.Message is None or WildcardPattern(to_string(self.Message)).matches(e.message)
