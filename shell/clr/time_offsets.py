"""What PowerShell sees of System.DateTimeOffset."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import time_members  # noqa: F401  properties answer with DateTimes
from shell.clr.enum_catalog import DayOfWeek
from shell.clr.exceptions import ArgumentException, FormatException
from shell.clr.numbers import Int64
from shell.clr.time_exact import parse_exact_parts
from shell.clr.time_format import format_offset
from shell.clr.time_parse import ROUND_TRIP, parse_offset
from shell.clr.times import (
    DAY,
    EPOCH,
    HOUR,
    MAX_TICKS,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    SECOND,
    UTC,
    DateTime,
    DateTimeOffset,
    TimeSpan,
    local_offset,
    now_local,
    now_utc,
    offset_of,
    ticks_of_date,
    ticks_of_time,
)
from shell.clr.valuetype import hash_code, struct_type

Value = Any

OFFSET = struct_type("System.DateTimeOffset", DateTimeOffset)
OFFSET.default_value = DateTimeOffset(0)
OFFSET.const("MinValue", "System.DateTimeOffset", DateTimeOffset(0))
OFFSET.const("MaxValue", "System.DateTimeOffset", DateTimeOffset(MAX_TICKS))
OFFSET.const("UnixEpoch", "System.DateTimeOffset", DateTimeOffset(EPOCH))
OFFSET.static_prop("Now", "System.DateTimeOffset")(lambda: offset_of(now_local()))
OFFSET.static_prop("UtcNow", "System.DateTimeOffset")(lambda: offset_of(now_utc()))
_SELF = "System.DateTimeOffset"

for _name, _type, _getter in (
    ("DateTime", "datetime", lambda v: v.clock), ("UtcDateTime", "datetime", lambda v: DateTime(v.utc_ticks, UTC)),
    ("LocalDateTime", "datetime", lambda v: DateTime(v.utc_ticks, UTC).to_local()), ("Date", "datetime", lambda v: DateTime(v.ticks // DAY * DAY)),
    ("Day", "int", lambda v: v.clock.day), ("DayOfWeek", "System.DayOfWeek", lambda v: DayOfWeek(v.clock.day_of_week)),
    ("DayOfYear", "int", lambda v: v.clock.day_of_year), ("Hour", "int", lambda v: v.ticks // HOUR % 24),
    ("Millisecond", "int", lambda v: v.ticks // MILLISECOND % 1000), ("Microsecond", "int", lambda v: v.ticks // MICROSECOND % 1000),
    ("Nanosecond", "int", lambda v: v.ticks % 10 * 100), ("Minute", "int", lambda v: v.ticks // MINUTE % 60), ("Month", "int", lambda v: v.clock.month),
    ("Offset", "timespan", lambda v: TimeSpan(v.offset)), ("TotalOffsetMinutes", "int", lambda v: v.offset // MINUTE),
    ("Second", "int", lambda v: v.ticks // SECOND % 60), ("Ticks", "long", lambda v: Int64(v.ticks)), ("UtcTicks", "long", lambda v: Int64(v.utc_ticks)),
    ("TimeOfDay", "timespan", lambda v: TimeSpan(v.ticks % DAY)), ("Year", "int", lambda v: v.clock.year),
):
    OFFSET.prop(_name, _type)(_getter)


@OFFSET.new(f"{_SELF} new(datetime dateTime)")
@OFFSET.static(f"{_SELF} op_Implicit(datetime dateTime)")
def new_from_date(moment: DateTime) -> DateTimeOffset:
    return offset_of(moment)


@OFFSET.new(f"{_SELF} new(datetime dateTime, timespan offset)")
def new_from_date_offset(moment: DateTime, offset: TimeSpan) -> DateTimeOffset:
    if moment.kind == UTC and offset.ticks:
        raise ArgumentException("The UTC Offset for Utc DateTime instances must be 0. (Parameter 'offset')")
    return DateTimeOffset(moment.ticks, offset.ticks)


@OFFSET.new(f"{_SELF} new(long ticks, timespan offset)")
def new_from_ticks(ticks: int, offset: TimeSpan) -> DateTimeOffset:
    return DateTimeOffset(ticks, offset.ticks)


@OFFSET.new(f"{_SELF} new(int year, int month, int day, int hour, int minute, int second, timespan offset)",
            f"{_SELF} new(int year, int month, int day, int hour, int minute, int second, int millisecond, timespan offset)")
def new_from_parts(year: int, month: int, day: int, hour: int, minute: int, second: int, *rest: Value) -> DateTimeOffset:
    millisecond = rest[0] if len(rest) == 2 else 0
    return DateTimeOffset(ticks_of_date(year, month, day) + ticks_of_time(hour, minute, second, millisecond), rest[-1].ticks)


def _with_clock(value: DateTimeOffset, clock: DateTime) -> DateTimeOffset:
    return DateTimeOffset(clock.ticks, value.offset)


for _name, _unit in (("Days", DAY), ("Hours", HOUR), ("Minutes", MINUTE), ("Seconds", SECOND), ("Milliseconds", MILLISECOND), ("Microseconds", MICROSECOND)):
    OFFSET.method(f"{_SELF} Add{_name}(double value)")(lambda self, value, unit=_unit: _with_clock(self, self.clock.moved_by(value, unit)))
OFFSET.method(f"{_SELF} AddTicks(long ticks)")(lambda self, ticks: _with_clock(self, self.clock.moved(ticks)))
OFFSET.method(f"{_SELF} AddMonths(int months)")(lambda self, months: _with_clock(self, self.clock.moved_months(months)))
OFFSET.method(f"{_SELF} AddYears(int years)")(lambda self, years: _with_clock(self, self.clock.moved_months(12 * years)))
OFFSET.method(f"{_SELF} Add(timespan timeSpan)")(lambda self, span: _with_clock(self, self.clock.moved(span.ticks)))
OFFSET.method(f"{_SELF} ToOffset(timespan offset)")(lambda self, offset: DateTimeOffset(self.utc_ticks + offset.ticks, offset.ticks))
OFFSET.method(f"{_SELF} ToUniversalTime()")(lambda self: DateTimeOffset(self.utc_ticks, 0))
OFFSET.method("long ToUnixTimeSeconds()")(lambda self: Int64((self.utc_ticks - EPOCH) // SECOND))
OFFSET.method("long ToUnixTimeMilliseconds()")(lambda self: Int64((self.utc_ticks - EPOCH) // MILLISECOND))
OFFSET.method("long ToFileTime()")(lambda self: Int64(self.utc_ticks - 504911232000000000))


@OFFSET.method(f"{_SELF} ToLocalTime()")
def to_local_time(self: DateTimeOffset) -> DateTimeOffset:
    offset = local_offset(self.utc_ticks)
    return DateTimeOffset(self.utc_ticks + offset, offset)


@OFFSET.method(f"timespan Subtract({_SELF} value)", f"{_SELF} Subtract(timespan value)")
def subtract(self: DateTimeOffset, other: Value) -> Value:
    return TimeSpan(self.utc_ticks - other.utc_ticks) if isinstance(other, DateTimeOffset) else _with_clock(self, self.clock.moved(-other.ticks))


@OFFSET.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider formatProvider)",
               "string ToString(string format, System.IFormatProvider formatProvider)")
def to_string(self: DateTimeOffset, spec: Value = None, provider: Value = None) -> str:
    if spec is not None and not isinstance(spec, str):
        spec, provider = None, spec
    return format_offset(self, spec, provider)


def _order(a: DateTimeOffset, b: DateTimeOffset) -> int:
    return (a.utc_ticks > b.utc_ticks) - (a.utc_ticks < b.utc_ticks)


OFFSET.method(f"int CompareTo({_SELF} other)")(_order)
OFFSET.method("bool Equals(System.Object obj)", f"bool Equals({_SELF} other)")(lambda self, other: self == other)
OFFSET.method(f"bool EqualsExact({_SELF} other)")(lambda self, other: self == other and self.offset == other.offset)
OFFSET.method("int GetHashCode()")(lambda self: hash_code(self.utc_ticks))


@OFFSET.static(f"{_SELF} Parse(string input)", f"{_SELF} Parse(string input, System.IFormatProvider formatProvider)",
               f"{_SELF} Parse(string input, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles)")
def parse(text: str, provider: Value = None, styles: int = 0) -> DateTimeOffset:
    return parse_offset(text, provider, int(styles))


@OFFSET.static(f"bool TryParse(string input, [ref] {_SELF} result)", f"bool TryParse(string input, System.IFormatProvider formatProvider, [ref] {_SELF} result)")
def try_parse(text: Optional[str], *rest: Value) -> bool:
    try:
        rest[-1].value = parse_offset(text or "", rest[0] if len(rest) > 1 else None)
    except FormatException:
        rest[-1].value = DateTimeOffset(0)
        return False
    return True


@OFFSET.static(f"{_SELF} ParseExact(string input, string format, System.IFormatProvider formatProvider)",
               f"{_SELF} ParseExact(string input, string format, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles)")
def parse_exact(text: str, spec: str, provider: Value = None, styles: int = 0) -> DateTimeOffset:
    moment = parse_exact_parts(text, [spec], provider, int(styles) | ROUND_TRIP)
    return offset_of(moment)


OFFSET.static(f"{_SELF} FromUnixTimeSeconds(long seconds)")(lambda seconds: DateTimeOffset(EPOCH + int(seconds) * SECOND))
OFFSET.static(f"{_SELF} FromUnixTimeMilliseconds(long milliseconds)")(lambda ms: DateTimeOffset(EPOCH + int(ms) * MILLISECOND))
OFFSET.static(f"{_SELF} FromFileTime(long fileTime)")(lambda ticks: offset_of(DateTime(ticks + 504911232000000000, UTC).to_local()))
OFFSET.static(f"int Compare({_SELF} first, {_SELF} second)")(_order)
OFFSET.static(f"{_SELF} op_Addition({_SELF} dateTimeOffset, timespan timeSpan)")(lambda v, span: _with_clock(v, v.clock.moved(span.ticks)))
OFFSET.static(f"{_SELF} op_Subtraction({_SELF} dateTimeOffset, timespan timeSpan)")(lambda v, span: _with_clock(v, v.clock.moved(-span.ticks)))
OFFSET.static(f"timespan op_Subtraction({_SELF} left, {_SELF} right)")(lambda a, b: TimeSpan(a.utc_ticks - b.utc_ticks))
