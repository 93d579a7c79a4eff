"""System.TimeZoneInfo: the local zone (TZ), UTC, and zones by IANA name through the system's zone files."""
from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Optional

from shell.clr import time_members, time_offsets  # noqa: F401
from shell.clr.exceptions import ArgumentException, NetException, define_exception
from shell.clr.times import EPOCH, LOCAL, SECOND, UNSPECIFIED, UTC, DateTime, DateTimeOffset, TimeSpan
from shell.clr.typeinfo import NetType

Value = Any

TimeZoneNotFoundException = define_exception("System.TimeZoneNotFoundException", NetException)
_WINDOWS = {"utc": "UTC", "gmt standard time": "Europe/London", "w. europe standard time": "Europe/Berlin", "romance standard time": "Europe/Paris",
            "eastern standard time": "America/New_York", "central standard time": "America/Chicago", "mountain standard time": "America/Denver",
            "pacific standard time": "America/Los_Angeles", "tokyo standard time": "Asia/Tokyo", "china standard time": "Asia/Shanghai",
            "india standard time": "Asia/Kolkata", "aus eastern standard time": "Australia/Sydney"}


class TimeZoneInfo:
    """A time zone: `zone` is a Python tzinfo, None the machine's own local rules."""

    __slots__ = ("id", "zone")

    def __init__(self, identifier: str, zone: Optional[tzinfo]) -> None:
        self.id, self.zone = identifier, zone

    def offset_at_utc(self, ticks: int) -> int:
        """Distance from UTC in ticks at a UTC moment."""
        from shell.clr.times import local_offset
        if self.zone is None:
            return local_offset(ticks)
        moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=(ticks - EPOCH) // SECOND)
        found = moment.astimezone(self.zone).utcoffset()
        return int((found or timedelta()).total_seconds()) * SECOND

    def offset_at_local(self, ticks: int) -> int:
        guess = self.offset_at_utc(ticks)
        return self.offset_at_utc(ticks - guess)

    def base_offset(self) -> int:
        """The offset of standard time this year."""
        if self.zone is None:
            return -time.timezone * SECOND
        year = time.gmtime().tm_year
        offsets = [datetime(year, month, 1, tzinfo=self.zone).utcoffset() or timedelta() for month in (1, 7)]
        return int(min(offsets).total_seconds()) * SECOND

    def has_daylight(self) -> bool:
        if self.zone is None:
            return bool(time.daylight)
        year = time.gmtime().tm_year
        return datetime(year, 1, 1, tzinfo=self.zone).utcoffset() != datetime(year, 7, 1, tzinfo=self.zone).utcoffset()

    def display_name(self) -> str:
        offset = self.base_offset() // (60 * SECOND)
        if self.id in ("UTC", "Etc/UTC"):
            return "(UTC) Coordinated Universal Time"
        sign = "-" if offset < 0 else "+"
        return f"(UTC{sign}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}) {self.id.rpartition('/')[2].replace('_', ' ')}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeZoneInfo) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.display_name()


UTC_ZONE = TimeZoneInfo("UTC", timezone.utc)


def local_zone() -> TimeZoneInfo:
    """The machine's zone, named by TZ or /etc/localtime."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        try:
            name = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
        except OSError:
            name = ""
    if not time.timezone and not time.daylight:
        return TimeZoneInfo(name or "UTC", timezone.utc)
    return TimeZoneInfo(name or time.tzname[0], None)


def find_zone(name: str) -> TimeZoneInfo:
    """A zone by IANA or a common Windows name; raises TimeZoneNotFoundException."""
    if name.upper() in ("UTC", "ETC/UTC"):
        return UTC_ZONE
    from zoneinfo import ZoneInfo
    iana = _WINDOWS.get(name.lower(), name)
    try:
        return TimeZoneInfo(name, ZoneInfo(iana))
    except (KeyError, ValueError, OSError):
        raise TimeZoneNotFoundException(f"The time zone ID '{name}' was not found on the local computer.") from None


ZONE = NetType("System.TimeZoneInfo", TimeZoneInfo)
ZONE.static_prop("Utc", "System.TimeZoneInfo")(lambda: UTC_ZONE)
ZONE.static_prop("Local", "System.TimeZoneInfo")(local_zone)
ZONE.static("System.TimeZoneInfo FindSystemTimeZoneById(string id)")(find_zone)
ZONE.static("void ClearCachedData()")(time.tzset)
for _name, _type, _getter in (
    ("Id", "string", lambda z: z.id), ("HasIanaId", "bool", lambda z: z.id.lower() not in _WINDOWS or z.id == "UTC"),
    ("DisplayName", "string", TimeZoneInfo.display_name), ("StandardName", "string", lambda z: "Coordinated Universal Time" if z.id == "UTC" else z.id),
    ("DaylightName", "string", lambda z: "Coordinated Universal Time" if z.id == "UTC" else z.id),
    ("BaseUtcOffset", "timespan", lambda z: TimeSpan(z.base_offset())), ("SupportsDaylightSavingTime", "bool", TimeZoneInfo.has_daylight),
):
    ZONE.prop(_name, _type)(_getter)
ZONE.method("string ToString()")(TimeZoneInfo.display_name)
ZONE.method("bool Equals(System.Object obj)")(lambda self, other: self == other)


def _utc_of(moment: DateTime, source: Optional[TimeZoneInfo]) -> int:
    if moment.kind == UTC or source is None:
        return moment.to_utc().ticks
    return moment.ticks - source.offset_at_local(moment.ticks)


@ZONE.method("timespan GetUtcOffset(datetime dateTime)", "timespan GetUtcOffset(System.DateTimeOffset dateTimeOffset)")
def get_utc_offset(self: TimeZoneInfo, moment: Value) -> TimeSpan:
    if isinstance(moment, DateTimeOffset):
        return TimeSpan(self.offset_at_utc(moment.utc_ticks))
    return TimeSpan(self.offset_at_utc(moment.ticks) if moment.kind == UTC else self.offset_at_local(moment.ticks))


@ZONE.method("bool IsDaylightSavingTime(datetime dateTime)")
def is_daylight(self: TimeZoneInfo, moment: DateTime) -> bool:
    return bool(get_utc_offset(self, moment).ticks != self.base_offset())


def _in_zone(utc_ticks: int, zone: TimeZoneInfo) -> DateTime:
    ticks = utc_ticks + zone.offset_at_utc(utc_ticks)
    return DateTime(ticks, UTC if zone.id == "UTC" else LOCAL if zone.zone is None else UNSPECIFIED)


@ZONE.static("datetime ConvertTime(datetime dateTime, System.TimeZoneInfo destinationTimeZone)",
             "datetime ConvertTime(datetime dateTime, System.TimeZoneInfo sourceTimeZone, System.TimeZoneInfo destinationTimeZone)")
def convert_time(moment: DateTime, *zones: TimeZoneInfo) -> DateTime:
    return _in_zone(_utc_of(moment, zones[0] if len(zones) == 2 else None), zones[-1])


@ZONE.static("System.DateTimeOffset ConvertTime(System.DateTimeOffset dateTimeOffset, System.TimeZoneInfo destinationTimeZone)")
def convert_offset(moment: DateTimeOffset, zone: TimeZoneInfo) -> DateTimeOffset:
    offset = zone.offset_at_utc(moment.utc_ticks)
    return DateTimeOffset(moment.utc_ticks + offset, offset)


@ZONE.static("datetime ConvertTimeBySystemTimeZoneId(datetime dateTime, string destinationTimeZoneId)",
             "datetime ConvertTimeBySystemTimeZoneId(datetime dateTime, string sourceTimeZoneId, string destinationTimeZoneId)")
def convert_by_id(moment: DateTime, *names: str) -> DateTime:
    zones = [find_zone(name) for name in names]
    return _in_zone(_utc_of(moment, zones[0] if len(zones) == 2 else None), zones[-1])


@ZONE.static("datetime ConvertTimeFromUtc(datetime dateTime, System.TimeZoneInfo destinationTimeZone)")
def convert_from_utc(moment: DateTime, zone: TimeZoneInfo) -> DateTime:
    if moment.kind == LOCAL:
        raise ArgumentException("The conversion could not be completed because the supplied DateTime did not have the Kind property set correctly.  "
                                "For example, when the Kind property is DateTimeKind.Local, the source time zone must be TimeZoneInfo.Local. "
                                "(Parameter 'sourceTimeZone')")
    return _in_zone(moment.ticks, zone)


@ZONE.static("datetime ConvertTimeToUtc(datetime dateTime)", "datetime ConvertTimeToUtc(datetime dateTime, System.TimeZoneInfo sourceTimeZone)")
def convert_to_utc(moment: DateTime, zone: Optional[TimeZoneInfo] = None) -> DateTime:
    return DateTime(_utc_of(moment, zone), UTC)


@ZONE.static("System.Collections.ObjectModel.ReadOnlyCollection[System.TimeZoneInfo] GetSystemTimeZones()")
def get_system_time_zones() -> list[TimeZoneInfo]:
    from zoneinfo import ZoneInfo, available_timezones
    return sorted((TimeZoneInfo(name, ZoneInfo(name)) for name in available_timezones() if "/" in name or name == "UTC"), key=TimeZoneInfo.base_offset)
