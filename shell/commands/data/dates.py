"""Get-Date, Set-Date, New-TimeSpan, Get-TimeZone."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import FormatException, NetException, Win32Exception
from shell.clr.time_format import format_date_time
from shell.clr.times import DAY, EPOCH, HOUR, MILLISECOND, MINUTE, SECOND, DateTime, TimeSpan, from_unix_seconds, now_local
from shell.clr.typeinfo import lookup
from shell.clr.wildcards import WildcardPattern
from shell.objects.psobject import PSObject, base_of
from shell.objects.text import to_display, to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
FILE_FORMATS = {"filedate": ("yyyyMMdd", False), "filedateuniversal": ("yyyyMMddZ", True), "filedatetime": ("yyyyMMddTHHmmssffff", False),
                "filedatetimeuniversal": ("yyyyMMddTHHmmssffffZ", True)}


def iso_week(moment: DateTime) -> tuple[int, int]:
    """(year, week) of ISO 8601."""
    year, week, _ = moment.date_parts.isocalendar()
    return year, week


def _pattern(spec: str) -> Callable[[DateTime], str]:
    return lambda d: format_date_time(d, spec)


def _hour12(d: DateTime) -> int:
    return (d.time_ticks // HOUR + 11) % 12 + 1


UNIX_FORMATS: dict[str, Callable[[DateTime], str]] = {
    "A": _pattern("dddd"), "a": _pattern("ddd"), "B": _pattern("MMMM"), "b": _pattern("MMM"), "C": lambda d: str(d.year // 100),
    "c": _pattern("ddd dd MMM yyyy HH:mm:ss"), "D": _pattern("MM/dd/yy"), "d": _pattern("dd"), "e": lambda d: f"{d.day:2d}", "F": _pattern("yyyy-MM-dd"),
    "G": lambda d: f"{iso_week(d)[0]:04d}", "g": lambda d: f"{iso_week(d)[0] % 100:02d}", "H": _pattern("HH"), "h": _pattern("MMM"), "I": _pattern("hh"),
    "j": lambda d: f"{d.day_of_year:03d}", "k": lambda d: f"{d.time_ticks // HOUR:2d}", "l": lambda d: f"{_hour12(d):2d}", "M": _pattern("mm"),
    "m": _pattern("MM"), "n": lambda d: "\n", "p": _pattern("tt"), "R": _pattern("HH:mm"), "r": _pattern("hh:mm:ss tt"), "S": _pattern("ss"),
    "s": lambda d: str((d.to_utc().ticks - EPOCH) // SECOND), "T": _pattern("HH:mm:ss"), "t": lambda d: "\t", "U": lambda d: str(d.day_of_year // 7),
    "u": lambda d: str(d.day_of_week or 7), "V": lambda d: f"{iso_week(d)[1]:02d}", "W": lambda d: str(d.day_of_year // 7), "w": lambda d: str(d.day_of_week),
    "X": _pattern("HH:mm:ss"), "x": _pattern("MM/dd/yy"), "Y": _pattern("yyyy"), "y": _pattern("yy"), "Z": _pattern("zz"),
}


def unix_format(moment: DateTime, spec: str) -> str:
    """date(1)'s format letters, as -UFormat has them."""
    text = spec[1:] if spec.startswith("+") else spec
    out, at = [], 0
    while at < len(text):
        ch = text[at]
        at += 1
        if ch != "%" or at >= len(text):
            out.append(ch)
            continue
        made = UNIX_FORMATS.get(text[at])
        out.append(text[at] if made is None else made(moment))
        at += 1
    return "".join(out)


class GetDate(Cmdlet):
    name = "Get-Date"
    net_class = "Microsoft.PowerShell.Commands.GetDateCommand"
    synopsis = "Gives the present date and time, or another one with parts changed, as an object or as text."
    examples = (("Now", "Get-Date"), ("As text", "Get-Date '2024-03-05' -Format 'yyyy/MM'"))

    Date: Value = None
    UnixTimeSeconds: Optional[int] = None
    Year: Optional[int] = None
    Month: Optional[int] = None
    Day: Optional[int] = None
    Hour: Optional[int] = None
    Minute: Optional[int] = None
    Second: Optional[int] = None
    Millisecond: Optional[int] = None
    DisplayHint: Value = None
    Format: Optional[str] = None
    UFormat: Optional[str] = None
    AsUTC: bool = False

    def process(self) -> None:
        moment = self._changed(self._start())
        if self.AsUTC:
            moment = moment.to_utc()
        if self.UFormat is not None:
            self.write(unix_format(moment, to_string(self.UFormat)))
        elif self.Format is not None:
            self.write(self._text(moment, to_string(self.Format)))
        else:
            self.write(with_hint(moment, self.DisplayHint))

    def _start(self) -> DateTime:
        if self.UnixTimeSeconds is not None:
            return from_unix_seconds(int(self.UnixTimeSeconds))
        given: Optional[DateTime] = base_of(self.Date)
        return given if given is not None else now_local()

    def _changed(self, moment: DateTime) -> DateTime:
        if self.Year is not None:
            moment = moment.moved_months(12 * (self.Year - moment.year))
        if self.Month is not None:
            moment = moment.moved_months(self.Month - moment.month)
        if self.Day is not None:
            moment = moment.moved((self.Day - moment.day) * DAY)
        if self.Hour is not None:
            moment = moment.moved((self.Hour - moment.time_ticks // HOUR) * HOUR)
        if self.Minute is not None:
            moment = moment.moved((self.Minute - moment.ticks // MINUTE % 60) * MINUTE)
        if self.Second is not None:
            moment = moment.moved((self.Second - moment.ticks // SECOND % 60) * SECOND)
        if self.Millisecond is not None:
            moment = moment.moved(self.Millisecond * MILLISECOND - moment.ticks % SECOND)
        return moment

    def _text(self, moment: DateTime, spec: str) -> str:
        special = FILE_FORMATS.get(spec.lower())
        if special is not None:
            spec = special[0].replace("T", "'T'").replace("Z", "'Z'")
            moment = moment.to_utc() if special[1] else moment
        try:
            return format_date_time(moment, spec)
        except FormatException as e:
            self.fail(e.message, "System.FormatException", "NotSpecified", exception_class=FormatException)


def with_hint(moment: DateTime, hint: Value) -> PSObject:
    """A date with the note that says which part of it is shown."""
    t = lookup("Microsoft.PowerShell.Commands.DisplayHintType")
    default = t.enum_values["DateTime"] if t is not None else "DateTime"
    return PSObject(moment, {"DisplayHint": default if hint is None else hint})


class SetDate(Cmdlet):
    name = "Set-Date"
    net_class = "Microsoft.PowerShell.Commands.SetDateCommand"
    synopsis = "Sets the clock of this computer."
    examples = (("What would happen", "Set-Date '2024-03-05' -WhatIf"),)

    Date: Value = None
    Adjust: Value = None
    DisplayHint: Value = None

    def process(self) -> None:
        adjust = base_of(self.Adjust)
        moment: DateTime = now_local().moved(adjust.ticks) if adjust is not None else base_of(self.Date)
        if self.should_process(to_display(moment), "Set-Date"):
            self._set(moment)
        self.write(with_hint(moment, self.DisplayHint))

    def _set(self, moment: DateTime) -> None:
        import time
        try:
            time.clock_settime(time.CLOCK_REALTIME, (moment.to_utc().ticks - EPOCH) / SECOND)
        except OSError as e:
            self.fail(e.strerror or str(e), "System.ComponentModel.Win32Exception", "NotSpecified", exception_class=Win32Exception)


class NewTimeSpan(Cmdlet):
    name = "New-TimeSpan"
    net_class = "Microsoft.PowerShell.Commands.NewTimeSpanCommand"
    synopsis = "Makes a span of time, from its parts or between two dates."
    examples = (("From parts", "New-TimeSpan -Hours 1 -Minutes 30"), ("Between dates", "New-TimeSpan '2024-01-01' '2024-03-05'"))

    Start: Value = None
    End: Value = None
    Days: int = 0
    Hours: int = 0
    Minutes: int = 0
    Seconds: int = 0
    Milliseconds: int = 0

    def process(self) -> None:
        if self.parameter_set == "Time":
            parts = ((self.Days, DAY), (self.Hours, HOUR), (self.Minutes, MINUTE), (self.Seconds, SECOND), (self.Milliseconds, MILLISECOND))
            self.write(TimeSpan(sum(int(n) * unit for n, unit in parts)))
            return
        now = now_local()
        start, end = base_of(self.Start) or now, base_of(self.End) or now
        self.write(TimeSpan(end.ticks - start.ticks))


class GetTimeZone(Cmdlet):
    name = "Get-TimeZone"
    net_class = "Microsoft.PowerShell.Commands.GetTimeZoneCommand"
    synopsis = "Gives the time zone of this computer, or others."
    examples = (("This computer's", "Get-TimeZone"),)

    Id: Optional[list[str]] = None
    Name: Optional[list[str]] = None
    ListAvailable: bool = False

    def process(self) -> None:
        from shell.clr.time_zones import get_system_time_zones, local_zone
        if self.ListAvailable:
            self.write_all(get_system_time_zones())
        elif self.Id is not None:
            for name in self.Id:
                self._by_id(to_string(name))
        elif self.Name is not None:
            for name in self.Name:
                self._by_name(to_string(name))
        else:
            self.write(local_zone())

    def _by_id(self, name: str) -> None:
        from shell.clr.time_zones import find_zone
        try:
            self.write(find_zone(name))
        except NetException as e:
            self.error(e.message, "TimeZoneNotFound", "ObjectNotFound", name, type(e))

    def _by_name(self, name: str) -> None:
        from shell.clr.time_zones import get_system_time_zones
        from shell.objects.members import get_property
        pattern = WildcardPattern(name)
        found = [z for z in get_system_time_zones() if any(pattern.matches(to_string(get_property(z, p))) for p in ("StandardName", "DaylightName", "Id"))]
        if found:
            self.write_all(found)
        else:
            self.error(f"The time zone name '{name}' was not found on the local computer.", "TimeZoneNotFound", "ObjectNotFound", name)


