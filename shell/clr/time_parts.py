"""What PowerShell sees of System.DateOnly and System.TimeOnly."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import time_members  # noqa: F401  methods answer with DateTimes and TimeSpans
from shell.clr.culture_info import date_info
from shell.clr.enum_catalog import DayOfWeek
from shell.clr.exceptions import ArgumentOutOfRangeException, FormatException
from shell.clr.numbers import Int64
from shell.clr.time_exact import parse_exact_parts
from shell.clr.time_format import format_date_only, format_time_only
from shell.clr.time_parse import parse_parts
from shell.clr.times import (
    DAY,
    HOUR,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    SECOND,
    DateOnly,
    DateTime,
    TimeOnly,
    TimeSpan,
    ticks_of_date,
    ticks_of_time,
)
from shell.clr.valuetype import hash_code, struct_type

Value = Any

DATE = struct_type("System.DateOnly", DateOnly)
DATE.default_value = DateOnly(0)
DATE.const("MinValue", "System.DateOnly", DateOnly(0))
DATE.const("MaxValue", "System.DateOnly", DateOnly(3652058))
for _name, _type, _getter in (
    ("Year", "int", lambda d: d.clock.year), ("Month", "int", lambda d: d.clock.month), ("Day", "int", lambda d: d.clock.day),
    ("DayOfWeek", "System.DayOfWeek", lambda d: DayOfWeek(d.clock.day_of_week)), ("DayOfYear", "int", lambda d: d.clock.day_of_year),
    ("DayNumber", "int", lambda d: d.day_number),
):
    DATE.prop(_name, _type)(_getter)


@DATE.new("System.DateOnly new(int year, int month, int day)")
def new_date(year: int, month: int, day: int) -> DateOnly:
    return DateOnly(ticks_of_date(year, month, day) // DAY)


def _day_of(moment: DateTime) -> DateOnly:
    return DateOnly(moment.ticks // DAY)


DATE.static("System.DateOnly FromDateTime(datetime dateTime)")(_day_of)
DATE.static("System.DateOnly FromDayNumber(int dayNumber)")(DateOnly)
DATE.method("System.DateOnly AddDays(int value)")(lambda self, days: DateOnly(self.day_number + days))
DATE.method("System.DateOnly AddMonths(int value)")(lambda self, months: _day_of(self.clock.moved_months(months)))
DATE.method("System.DateOnly AddYears(int value)")(lambda self, years: _day_of(self.clock.moved_months(12 * years)))
DATE.method("datetime ToDateTime(System.TimeOnly time)")(lambda self, time: DateTime(self.day_number * DAY + time.ticks))
DATE.method("datetime ToDateTime(System.TimeOnly time, System.DateTimeKind kind)")(lambda self, time, kind: DateTime(self.day_number * DAY + time.ticks, int(kind)))
DATE.method("int CompareTo(System.Object value)", "int CompareTo(System.DateOnly value)")(
    lambda self, other: 1 if other is None else (self.day_number > other.day_number) - (self.day_number < other.day_number))
DATE.method("bool Equals(System.Object value)", "bool Equals(System.DateOnly value)")(lambda self, other: self == other)
DATE.method("int GetHashCode()")(lambda self: self.day_number)


@DATE.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider provider)",
             "string ToString(string format, System.IFormatProvider provider)")
def date_to_string(self: DateOnly, spec: Value = None, provider: Value = None) -> str:
    if spec is not None and not isinstance(spec, str):
        spec, provider = None, spec
    return format_date_only(self, spec, provider)


@DATE.static("System.DateOnly Parse(string s)", "System.DateOnly Parse(string s, System.IFormatProvider provider)")
def parse_date(text: str, provider: Value = None) -> DateOnly:
    try:
        found = parse_parts(text, date_info(provider))
    except FormatException:
        raise FormatException(f"String '{text}' was not recognized as a valid DateOnly.") from None
    if found.date is None or found.time is not None:
        raise FormatException(f"String '{text}' was not recognized as a valid DateOnly.")
    return DateOnly(found.date // DAY)


def _try(function: Any, default: Any) -> Any:
    def run(text: Optional[str], *rest: Value) -> bool:
        try:
            rest[-1].value = function(text or "", *rest[:-1])
        except FormatException:
            rest[-1].value = default
            return False
        return True
    return run


DATE.static("bool TryParse(string s, [ref] System.DateOnly result)")(_try(parse_date, DateOnly(0)))


@DATE.static("System.DateOnly ParseExact(string s, string format)", "System.DateOnly ParseExact(string s, string format, System.IFormatProvider provider)")
def parse_date_exact(text: str, spec: str, provider: Value = None) -> DateOnly:
    return _day_of(parse_exact_parts(text, [spec], provider))


TIME = struct_type("System.TimeOnly", TimeOnly)
TIME.default_value = TimeOnly(0)
TIME.const("MinValue", "System.TimeOnly", TimeOnly(0))
TIME.const("MaxValue", "System.TimeOnly", TimeOnly(DAY - 1))
for _name, _type, _getter in (
    ("Hour", "int", lambda t: t.ticks // HOUR), ("Minute", "int", lambda t: t.ticks // MINUTE % 60), ("Second", "int", lambda t: t.ticks // SECOND % 60),
    ("Millisecond", "int", lambda t: t.ticks // MILLISECOND % 1000), ("Microsecond", "int", lambda t: t.ticks // MICROSECOND % 1000),
    ("Nanosecond", "int", lambda t: t.ticks % 10 * 100), ("Ticks", "long", lambda t: Int64(t.ticks)),
):
    TIME.prop(_name, _type)(_getter)


@TIME.new("System.TimeOnly new(int hour, int minute)", "System.TimeOnly new(int hour, int minute, int second)",
          "System.TimeOnly new(int hour, int minute, int second, int millisecond)")
def new_time(hour: int, minute: int, second: int = 0, millisecond: int = 0) -> TimeOnly:
    return TimeOnly(ticks_of_time(hour, minute, second, millisecond))


TIME.new("System.TimeOnly new(long ticks)")(TimeOnly)
TIME.static("System.TimeOnly FromDateTime(datetime dateTime)")(lambda moment: TimeOnly(moment.ticks % DAY))


@TIME.static("System.TimeOnly FromTimeSpan(timespan timeSpan)")
def from_span(span: TimeSpan) -> TimeOnly:
    if not 0 <= span.ticks < DAY:
        raise ArgumentOutOfRangeException("Ticks must be between 0 and and TimeOnly.MaxValue.Ticks. (Parameter 'ticks')")
    return TimeOnly(span.ticks)


TIME.method("timespan ToTimeSpan()")(lambda self: TimeSpan(self.ticks))
TIME.method("System.TimeOnly Add(timespan value)")(lambda self, span: TimeOnly((self.ticks + span.ticks) % DAY))
TIME.method("System.TimeOnly AddHours(double value)")(lambda self, value: TimeOnly((self.ticks + int(value * HOUR)) % DAY))
TIME.method("System.TimeOnly AddMinutes(double value)")(lambda self, value: TimeOnly((self.ticks + int(value * MINUTE)) % DAY))
TIME.method("bool IsBetween(System.TimeOnly start, System.TimeOnly end)")(
    lambda self, start, end: start.ticks <= self.ticks < end.ticks if start.ticks <= end.ticks else self.ticks >= start.ticks or self.ticks < end.ticks)
TIME.method("int CompareTo(System.Object value)", "int CompareTo(System.TimeOnly value)")(
    lambda self, other: 1 if other is None else (self.ticks > other.ticks) - (self.ticks < other.ticks))
TIME.method("bool Equals(System.Object value)", "bool Equals(System.TimeOnly value)")(lambda self, other: self == other)
TIME.method("int GetHashCode()")(lambda self: hash_code(self.ticks))
TIME.static("timespan op_Subtraction(System.TimeOnly t1, System.TimeOnly t2)")(lambda a, b: TimeSpan((a.ticks - b.ticks) % DAY))


@TIME.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider provider)",
             "string ToString(string format, System.IFormatProvider provider)")
def time_to_string(self: TimeOnly, spec: Value = None, provider: Value = None) -> str:
    if spec is not None and not isinstance(spec, str):
        spec, provider = None, spec
    return format_time_only(self, spec, provider)


@TIME.static("System.TimeOnly Parse(string s)", "System.TimeOnly Parse(string s, System.IFormatProvider provider)")
def parse_time(text: str, provider: Value = None) -> TimeOnly:
    try:
        found = parse_parts(text, date_info(provider))
    except FormatException:
        raise FormatException(f"String '{text}' was not recognized as a valid TimeOnly.") from None
    if found.time is None or found.date is not None:
        raise FormatException(f"String '{text}' was not recognized as a valid TimeOnly.")
    return TimeOnly(found.time)


TIME.static("bool TryParse(string s, [ref] System.TimeOnly result)")(_try(parse_time, TimeOnly(0)))


@TIME.static("System.TimeOnly ParseExact(string s, string format)", "System.TimeOnly ParseExact(string s, string format, System.IFormatProvider provider)")
def parse_time_exact(text: str, spec: str, provider: Value = None) -> TimeOnly:
    return TimeOnly(parse_exact_parts(text, [spec], provider).ticks % DAY)
