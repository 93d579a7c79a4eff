"""Dates and spans in XML Schema's notation, as XmlConvert writes and reads them: `2024-03-05T14:07:09.5Z`, `P1DT2H3M4.5S`."""
from __future__ import annotations

import re
from datetime import date
from typing import Optional

from shell.clr.times import (
    DAY,
    HOUR,
    LOCAL,
    MINUTE,
    SECOND,
    UNSPECIFIED,
    UTC,
    DateTime,
    DateTimeOffset,
    TimeSpan,
    local_offset,
    local_offset_of_local,
)

_MOMENT = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|[+-]\d\d:?\d\d)?$")
_SPAN = re.compile(r"^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$")


def fraction_text(ticks: int) -> str:
    """`.5` of the ticks within a second, '' for none."""
    return f".{ticks:07d}".rstrip("0") if ticks else ""


def clock_text(ticks: int) -> str:
    """Date and time of day without a zone."""
    day = date.fromordinal(ticks // DAY + 1)
    seconds, part = divmod(ticks % DAY, SECOND)
    minutes, second = divmod(seconds, 60)
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}T{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}{fraction_text(part)}"


def offset_text(ticks: int) -> str:
    minutes = abs(ticks) // MINUTE
    return f"{'-' if ticks < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def date_text(value: DateTime) -> str:
    """No suffix, `Z` or the local zone's offset, by kind."""
    zone = "" if value.kind == UNSPECIFIED else "Z" if value.kind == UTC else offset_text(local_offset_of_local(value.ticks))
    return clock_text(value.ticks) + zone


def offset_date_text(value: DateTimeOffset) -> str:
    return clock_text(value.ticks) + offset_text(value.offset)


def span_text(value: TimeSpan) -> str:
    """Parts that are zero are left out."""
    ticks = abs(value.ticks)
    days, rest = divmod(ticks, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, part = divmod(rest, SECOND)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{seconds}{fraction_text(part)}S" if seconds or part else "")
    text = (f"{days}D" if days else "") + ("T" + clock if clock else "")
    return ("-" if value.ticks < 0 else "") + "P" + (text or "T0S")


def split_moment(text: str) -> tuple[int, Optional[str]]:
    """(clock ticks, zone text or None); ValueError when the text is no moment."""
    m = _MOMENT.match(text)
    if m is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, zone = m.groups()
    ticks = (date(int(year), int(month), int(day)).toordinal() - 1) * DAY
    h, n, s = int(hour or 0), int(minute or 0), int(second or 0)
    if h > 23 or n > 59 or s > 59:
        raise ValueError(text)
    return ticks + h * HOUR + n * MINUTE + s * SECOND + int((fraction or "0")[:7].ljust(7, "0")), zone


def zone_ticks(zone: str) -> int:
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "")
    size = int(digits[:2]) * HOUR + int(digits[2:]) * MINUTE
    return -size if zone[0] == "-" else size


def parse_date(text: str) -> DateTime:
    """Kind Unspecified without zone, Utc for Z, else brought to local time."""
    ticks, zone = split_moment(text)
    if zone is None:
        return DateTime(ticks, UNSPECIFIED)
    if zone == "Z":
        return DateTime(ticks, UTC)
    utc = ticks - zone_ticks(zone)
    return DateTime(utc + local_offset(utc), LOCAL)


def parse_date_as(text: str, kind: str) -> object:
    """As ConvertFrom-Json -DateKind has it: default, local, utc or offset."""
    moment = parse_date(text)
    if kind == "local":
        return moment.to_local() if moment.kind == UTC else DateTime(moment.ticks, LOCAL)
    if kind == "utc":
        return moment.to_utc() if moment.kind == LOCAL else DateTime(moment.ticks, UTC)
    if kind == "offset":
        ticks, zone = split_moment(text)
        return DateTimeOffset(ticks, local_offset_of_local(ticks) if zone is None else zone_ticks(zone))
    return moment


def parse_span(text: str) -> TimeSpan:
    """ValueError when the text is no duration.  Years count 365 days, months 30, as in .NET."""
    m = _SPAN.match(text)
    if m is None or text.endswith(("P", "T")):
        raise ValueError(text)
    years, months, days, hours, minutes, seconds = (int(g or 0) for g in m.groups()[1:7])
    ticks = (years * 365 + months * 30 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + int((m.group(8) or "0")[:7].ljust(7, "0"))
    return TimeSpan(-ticks if m.group(1) else ticks)
