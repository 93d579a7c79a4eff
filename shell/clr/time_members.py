"""What PowerShell sees of System.DateTime: constructors, properties, arithmetic, parsing and text."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import timespan_members  # noqa: F401  DateTime answers with TimeSpans
from shell.clr.enum_catalog import DateTimeKind, DayOfWeek
from shell.clr.exceptions import ArgumentException, ArgumentNullException, ArgumentOutOfRangeException, FormatException
from shell.clr.numbers import Int64
from shell.clr.time_exact import parse_exact_parts
from shell.clr.time_format import format_date_time
from shell.clr.time_parse import parse_date_time
from shell.clr.times import (
    DAY,
    EPOCH,
    HOUR,
    LOCAL,
    MAX_TICKS,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    SECOND,
    UTC,
    DateTime,
    TimeSpan,
    days_in_month,
    is_leap_year,
    now_local,
    now_utc,
)
from shell.clr.valuetype import hash_code, struct_type

Value = Any

DATETIME = struct_type("System.DateTime", DateTime, "datetime")
DATETIME.default_value = DateTime(0)
DATETIME.const("MinValue", "datetime", DateTime(0))
DATETIME.const("MaxValue", "datetime", DateTime(MAX_TICKS))
DATETIME.const("UnixEpoch", "datetime", DateTime(EPOCH, UTC))
DATETIME.static_prop("Now", "datetime")(now_local)
DATETIME.static_prop("UtcNow", "datetime")(now_utc)
DATETIME.static_prop("Today", "datetime")(lambda: midnight(now_local()))
_DateTimeStyles = "System.Globalization.DateTimeStyles"


def midnight(moment: DateTime) -> DateTime:
    return DateTime(moment.ticks // DAY * DAY, moment.kind)


for _name, _type, _getter in (
    ("Date", "datetime", midnight), ("Day", "int", lambda d: d.day), ("DayOfWeek", "System.DayOfWeek", lambda d: DayOfWeek(d.day_of_week)),
    ("DayOfYear", "int", lambda d: d.day_of_year), ("Hour", "int", lambda d: d.ticks // HOUR % 24),
    ("Kind", "System.DateTimeKind", lambda d: DateTimeKind(d.kind)), ("Millisecond", "int", lambda d: d.ticks // MILLISECOND % 1000),
    ("Microsecond", "int", lambda d: d.ticks // MICROSECOND % 1000), ("Nanosecond", "int", lambda d: d.ticks % 10 * 100),
    ("Minute", "int", lambda d: d.ticks // MINUTE % 60), ("Month", "int", lambda d: d.month), ("Second", "int", lambda d: d.ticks // SECOND % 60),
    ("Ticks", "long", lambda d: Int64(d.ticks)), ("TimeOfDay", "timespan", lambda d: TimeSpan(d.ticks % DAY)), ("Year", "int", lambda d: d.year),
):
    DATETIME.prop(_name, _type)(_getter)

_YMD = "int year, int month, int day"
_HMS = "int hour, int minute, int second"
_NEW = "datetime new("


@DATETIME.new(_NEW + "long ticks)")
def new_from_ticks(ticks: int) -> DateTime:
    return DateTime(ticks)


@DATETIME.new(_NEW + "long ticks, System.DateTimeKind kind)")
def new_with_kind(ticks: int, kind: int) -> DateTime:
    return DateTime(ticks, int(kind))


@DATETIME.new(_NEW + _YMD + ")", _NEW + f"{_YMD}, {_HMS})", _NEW + f"{_YMD}, {_HMS}, int millisecond)")
def new_from_parts(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, millisecond: int = 0) -> DateTime:
    return DateTime.of(year, month, day, hour, minute, second, millisecond)


@DATETIME.new(_NEW + f"{_YMD}, {_HMS}, System.DateTimeKind kind)")
def new_from_parts_kind(year: int, month: int, day: int, hour: int, minute: int, second: int, kind: int) -> DateTime:
    return DateTime.of(year, month, day, hour, minute, second, 0, int(kind))


@DATETIME.new(_NEW + f"{_YMD}, {_HMS}, int millisecond, System.DateTimeKind kind)")
def new_from_parts_millisecond_kind(year: int, month: int, day: int, hour: int, minute: int, second: int, millisecond: int, kind: int) -> DateTime:
    return DateTime.of(year, month, day, hour, minute, second, millisecond, int(kind))


@DATETIME.new(_NEW + "System.DateOnly date, System.TimeOnly time)")
def new_from_halves(day: Value, time_of_day: Value) -> DateTime:
    return DateTime(day.day_number * DAY + time_of_day.ticks)


for _name, _unit in (("Days", DAY), ("Hours", HOUR), ("Minutes", MINUTE), ("Seconds", SECOND), ("Milliseconds", MILLISECOND), ("Microseconds", MICROSECOND)):
    DATETIME.method(f"datetime Add{_name}(double value)")(lambda self, value, unit=_unit: self.moved_by(value, unit))
DATETIME.method("datetime AddTicks(long value)")(lambda self, value: self.moved(value))
DATETIME.method("datetime Add(timespan value)")(lambda self, span: self.moved(span.ticks))


@DATETIME.method("datetime AddMonths(int months)")
def add_months(self: DateTime, months: int) -> DateTime:
    if abs(months) > 120000:
        raise ArgumentOutOfRangeException("Months value must be between +/-120000. (Parameter 'months')")
    return self.moved_months(months)


@DATETIME.method("datetime AddYears(int value)")
def add_years(self: DateTime, years: int) -> DateTime:
    if abs(years) > 10000:
        raise ArgumentOutOfRangeException("Years value must be between +/-10000. (Parameter 'years')")
    return self.moved_months(12 * years, "value")


@DATETIME.method("timespan Subtract(datetime value)", "datetime Subtract(timespan value)")
def subtract(self: DateTime, other: Value) -> Value:
    return TimeSpan(self.ticks - other.ticks) if isinstance(other, DateTime) else self.moved(-other.ticks)


@DATETIME.method("string ToString()", "string ToString(string format)", "string ToString(System.IFormatProvider provider)",
                 "string ToString(string format, System.IFormatProvider provider)")
def to_string(self: DateTime, spec: Value = None, provider: Value = None) -> str:
    if spec is not None and not isinstance(spec, str):
        spec, provider = None, spec
    return format_date_time(self, spec, provider)


for _name, _spec in (("ToShortDateString", "d"), ("ToLongDateString", "D"), ("ToShortTimeString", "t"), ("ToLongTimeString", "T")):
    DATETIME.method(f"string {_name}()")(lambda self, spec=_spec: format_date_time(self, spec))
DATETIME.method("datetime ToUniversalTime()")(lambda self: self.to_utc())
DATETIME.method("datetime ToLocalTime()")(lambda self: self.to_local())
DATETIME.method("bool IsDaylightSavingTime()")(lambda self: _daylight(self))
DATETIME.method("long ToFileTime()", "long ToFileTimeUtc()")(lambda self: Int64(self.to_utc().ticks - 504911232000000000))
DATETIME.method("double ToOADate()")(lambda self: (self.ticks - 599264352000000000) / DAY)
DATETIME.method("long ToBinary()")(lambda self: Int64(self.to_utc().ticks - (1 << 63) if self.kind == LOCAL else self.ticks | (self.kind << 62)))
DATETIME.method("int GetHashCode()")(lambda self: hash_code(self.ticks))
DATETIME.method("System.TypeCode GetTypeCode()")(lambda self: _type_code())


def _type_code() -> Value:
    from shell.clr.enum_catalog import TypeCode
    return TypeCode(16)


def _daylight(moment: DateTime) -> bool:
    import time
    return moment.kind != UTC and time.localtime((moment.to_utc().ticks - EPOCH) // SECOND).tm_isdst > 0


@DATETIME.method("int CompareTo(System.Object value)", "int CompareTo(datetime value)")
def compare_to(self: DateTime, other: Value) -> int:
    if other is None:
        return 1
    if not isinstance(other, DateTime):
        raise ArgumentException("Object must be of type DateTime.")
    return (self.ticks > other.ticks) - (self.ticks < other.ticks)


@DATETIME.method("bool Equals(System.Object value)", "bool Equals(datetime value)")
def equals(self: DateTime, other: Value) -> bool:
    return bool(self == other)


@DATETIME.static("datetime Parse(string s)", "datetime Parse(string s, System.IFormatProvider provider)",
                 f"datetime Parse(string s, System.IFormatProvider provider, {_DateTimeStyles} styles)")
def parse(text: str, provider: Value = None, styles: int = 0) -> DateTime:
    return parse_date_time(text, provider, int(styles))


@DATETIME.static("bool TryParse(string s, [ref] datetime result)", "bool TryParse(string s, System.IFormatProvider provider, [ref] datetime result)",
                 f"bool TryParse(string s, System.IFormatProvider provider, {_DateTimeStyles} styles, [ref] datetime result)")
def try_parse(text: Optional[str], *rest: Value) -> bool:
    provider = rest[0] if len(rest) > 1 else None
    styles = int(rest[1]) if len(rest) == 3 else 0
    try:
        rest[-1].value = parse_date_time(text or "", provider, styles)
    except FormatException:
        rest[-1].value = DateTime(0)
        return False
    return True


def _specs(spec: Value) -> list[str]:
    if spec is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'format')")
    return [spec] if isinstance(spec, str) else list(spec)


@DATETIME.static("datetime ParseExact(string s, string format, System.IFormatProvider provider)",
                 f"datetime ParseExact(string s, string format, System.IFormatProvider provider, {_DateTimeStyles} style)",
                 f"datetime ParseExact(string s, string[] formats, System.IFormatProvider provider, {_DateTimeStyles} style)")
def parse_exact(text: str, spec: Value, provider: Value = None, styles: int = 0) -> DateTime:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 's')")
    return parse_exact_parts(text, _specs(spec), provider, int(styles))


@DATETIME.static(f"bool TryParseExact(string s, string format, System.IFormatProvider provider, {_DateTimeStyles} style, [ref] datetime result)",
                 f"bool TryParseExact(string s, string[] formats, System.IFormatProvider provider, {_DateTimeStyles} style, [ref] datetime result)")
def try_parse_exact(text: str, spec: Value, provider: Value, styles: int, result: Value) -> bool:
    try:
        result.value = parse_exact_parts(text or "", _specs(spec), provider, int(styles))
    except FormatException:
        result.value = DateTime(0)
        return False
    return True


@DATETIME.static("int DaysInMonth(int year, int month)")
def days_in_month_(year: int, month: int) -> int:
    if not 1 <= month <= 12:
        raise ArgumentOutOfRangeException("Month must be between one and twelve. (Parameter 'month')")
    if not 1 <= year <= 9999:
        raise ArgumentOutOfRangeException("Year must be between 1 and 9999. (Parameter 'year')")
    return days_in_month(year, month)


@DATETIME.static("bool IsLeapYear(int year)")
def is_leap_year_(year: int) -> bool:
    if not 1 <= year <= 9999:
        raise ArgumentOutOfRangeException("Year must be between 1 and 9999. (Parameter 'year')")
    return is_leap_year(year)


DATETIME.static("datetime SpecifyKind(datetime value, System.DateTimeKind kind)")(lambda value, kind: DateTime(value.ticks, int(kind)))
DATETIME.static("int Compare(datetime t1, datetime t2)")(lambda a, b: (a.ticks > b.ticks) - (a.ticks < b.ticks))
DATETIME.static("bool Equals(datetime t1, datetime t2)")(lambda a, b: a.ticks == b.ticks)
DATETIME.static("datetime FromFileTime(long fileTime)")(lambda ticks: DateTime(ticks + 504911232000000000, UTC).to_local())
DATETIME.static("datetime FromFileTimeUtc(long fileTime)")(lambda ticks: DateTime(ticks + 504911232000000000, UTC))
DATETIME.static("datetime FromOADate(double d)")(lambda days: DateTime(599264352000000000 + int(round(days * DAY / MILLISECOND)) * MILLISECOND))
DATETIME.static("datetime FromBinary(long dateData)")(lambda data: _from_binary(int(data)))


def _from_binary(data: int) -> DateTime:
    kind, ticks = data >> 62 & 3, data & ((1 << 62) - 1)
    return DateTime(ticks, UTC).to_local() if kind >= LOCAL else DateTime(ticks, kind)


DATETIME.static("datetime op_Addition(datetime d, timespan t)")(lambda d, t: d.moved(t.ticks, "t"))
DATETIME.static("datetime op_Subtraction(datetime d, timespan t)")(lambda d, t: d.moved(-t.ticks, "t"))
DATETIME.static("timespan op_Subtraction(datetime d1, datetime d2)")(lambda a, b: TimeSpan(a.ticks - b.ticks))
