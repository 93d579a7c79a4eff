"""The session's history and its commands: Get-, Add-, Clear- and Invoke-History."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException
from shell.clr.times import TimeSpan, now_local
from shell.clr.typeinfo import NetType
from shell.objects.members import find_property_value
from shell.objects.psobject import MISSING, base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any


class HistoryInfo:
    """Microsoft.PowerShell.Commands.HistoryInfo."""

    __slots__ = ("id", "text", "status", "started", "ended", "ps_ext", "__weakref__")

    def __init__(self, number: int, text: str, status: str, started: Value, ended: Value) -> None:
        self.id, self.text, self.status, self.started, self.ended = number, text, status, started, ended
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.text


class History:
    """What was entered, oldest first.  The text that runs now is not shown until it is done."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.entries: list[HistoryInfo] = []
        self._next = 1
        self._running = False

    def begin(self, text: str) -> HistoryInfo:
        """A text starts to run."""
        entry = HistoryInfo(self._next, text, "Running", now_local(), None)
        self._next += 1
        self._running = True
        self.entries.append(entry)
        limit = self.ctx.get_variable("MaximumHistoryCount")
        if isinstance(limit, int) and 0 < limit < len(self.entries) - 1:
            del self.entries[:len(self.entries) - limit - 1]
        return entry

    def finish(self, entry: HistoryInfo, status: str) -> None:
        entry.status, entry.ended = status, now_local()
        self._running = False

    def add(self, text: str, status: str, started: Value, ended: Value) -> HistoryInfo:
        """An entry made by Add-History; the running text keeps the number before it."""
        if not self._running and self._next == 1:
            self._next = 2  # a -Command text is number 1 though it is never listed
        entry = HistoryInfo(self._next, text, status, started, ended)
        self._next += 1
        self.entries.append(entry)
        return entry

    def rename_running(self, text: str) -> None:
        """What runs now counts as this text (Invoke-History)."""
        if self._running:
            self.entries[-1].text = text

    def done(self) -> list[HistoryInfo]:
        return [e for e in self.entries if e.status != "Running"]

    def remove(self, entry: HistoryInfo) -> None:
        self.entries.remove(entry)


def _duration(h: HistoryInfo) -> Value:
    return None if h.started is None or h.ended is None else TimeSpan(h.ended.ticks - h.started.ticks)


def _types() -> None:
    t = NetType("Microsoft.PowerShell.Commands.HistoryInfo", HistoryInfo)
    for name, type_name, attribute in (("Id", "long", "id"), ("CommandLine", "string", "text"),
                                       ("ExecutionStatus", "System.Management.Automation.Runspaces.PipelineState", "status"), ("StartExecutionTime", "datetime", "started"),
                                       ("EndExecutionTime", "datetime", "ended")):
        t.attr(name, type_name, attribute)
    t.prop("Duration", "timespan")(_duration)
    t.method("string ToString()")(str)


_types()


class HistoryCommand(Cmdlet):
    """Looks entries up by number."""

    Id: Any = None

    @property
    def history(self) -> History:
        found: History = self.ctx.service("history")
        return found

    def by_id(self, number: int) -> Optional[HistoryInfo]:
        found = next((e for e in self.history.done() if e.id == number), None)
        if found is None:
            self.error(f"Cannot locate the history for Id {number}.", f"{self.name.replace('-', '')}NoHistoryForId", "ObjectNotFound", number,
                       exception_class=ArgumentException)
        return found


class GetHistory(HistoryCommand):
    name = "Get-History"
    synopsis = "Shows what was entered in this session."
    examples = (("All", "Get-History"), ("The last five", "Get-History -Count 5"))
    Count: int = 32767

    def process(self) -> None:
        if self.Id is not None:
            for number in self.Id:
                found = self.by_id(int(number))
                if found is not None:
                    self.write(found)
            return
        entries = self.history.done()
        self.write_all(entries[-self.Count:] if self.Count else [])


class AddHistory(HistoryCommand):
    name = "Add-History"
    synopsis = "Puts entries into the history."
    examples = (("From another session's file", "Import-Csv history.csv | Add-History"),)
    InputObject: Optional[list[Value]] = None
    Passthru: bool = False

    def process(self) -> None:
        for value in self.InputObject or ():
            entry = self._add(value)
            if entry is not None and self.Passthru:
                self.write(entry)

    def _add(self, value: Value) -> Optional[HistoryInfo]:
        found = {n: find_property_value(value, n) for n in ("CommandLine", "ExecutionStatus", "StartExecutionTime", "EndExecutionTime")}
        if any(v is MISSING for v in found.values()):
            self.error("Cannot add history because the input object has a format that is not valid.", "AddHistoryInvalidInput", "InvalidData", value,
                       exception_class=ArgumentException)
            return None
        from shell.objects.conversion import convert
        from shell.objects.typenames import require_type
        when = require_type("datetime")
        times = [convert(base_of(found[n]), when) for n in ("StartExecutionTime", "EndExecutionTime")]
        return self.history.add(to_string(found["CommandLine"]), to_string(found["ExecutionStatus"]), *times)


class ClearHistory(HistoryCommand):
    name = "Clear-History"
    synopsis = "Forgets entries of the history."
    examples = (("All", "Clear-History"), ("Those with a word", "Clear-History -CommandLine *secret*"))
    CommandLine: Optional[list[str]] = None
    Count: Optional[int] = None
    Newest: bool = False

    def process(self) -> None:
        from shell.clr.wildcards import WildcardPattern
        entries = self.history.done()
        if self.Id is not None:
            entries = [e for number in self.Id if (e := self.by_id(int(number))) is not None]
        elif self.CommandLine is not None:
            patterns = [WildcardPattern(to_string(p)) for p in self.CommandLine]
            entries = [e for e in entries if any(p.matches(e.text) for p in patterns)]
        if self.Count is not None:
            entries = entries[-self.Count:] if self.Newest else entries[:self.Count]
        if self.should_process(f"{len(entries)} entries", "Clear-History"):
            for e in entries:
                self.history.remove(e)


class InvokeHistory(HistoryCommand):
    name = "Invoke-History"
    synopsis = "Runs an entry of the history again."
    examples = (("The last one", "Invoke-History"), ("By number", "Invoke-History 5"))
    Id: Optional[str] = None

    def process(self) -> None:
        entry = self._entry()
        if entry is None:
            return
        if not self.should_process(entry.text, "Invoke-History"):
            return
        self.history.rename_running(entry.text)
        self.ctx.host.write_line(entry.text)
        self.ctx.run_text(entry.text, emit=self.emit)

    def _entry(self) -> Optional[HistoryInfo]:
        entries = self.history.done()
        if self.Id is None:
            if not entries:
                self.fail("Cannot locate most recent history.", "InvokeHistoryNoLastHistoryEntry", "InvalidOperation")
            return entries[-1]
        wanted = to_string(self.Id)
        if wanted.isdigit():
            return self.by_id(int(wanted))
        found = next((e for e in reversed(entries) if e.text.lower().startswith(wanted.lower())), None)
        if found is None:
            self.error(f"Cannot locate history for command line {wanted}.", "InvokeHistoryNoHistoryForCommandline", "ObjectNotFound", wanted,
                       exception_class=ArgumentException)
        return found
