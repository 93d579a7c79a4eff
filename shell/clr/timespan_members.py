"""What PowerShell sees of System.TimeSpan."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, ArgumentNullException, FormatException, OverflowException
from shell.clr.numbers import Int64
from shell.clr.times import DAY, HOUR, MAX_SPAN, MICROSECOND, MILLISECOND, MINUTE, SECOND, TimeSpan, span_of
from shell.clr.timespan_text import constant_text, format_span, parse_span, parse_span_exact
from shell.clr.valuetype import hash_code, struct_type

Value = Any

TIMESPAN = struct_type("System.TimeSpan", TimeSpan, "timespan")
TIMESPAN.default_value = TimeSpan(0)
for _name, _number in (("Zero", 0), ("MaxValue", MAX_SPAN), ("MinValue", -MAX_SPAN - 1)):
    TIMESPAN.const(_name, "timespan", TimeSpan(_number))
for _name, _number in (("TicksPerDay", DAY), ("TicksPerHour", HOUR), ("TicksPerMinute", MINUTE), ("TicksPerSecond", SECOND), ("TicksPerMillisecond", MILLISECOND)):
    TIMESPAN.const(_name, "long", Int64(_number))


def _part(ticks: int, unit: int, modulus: int) -> int:
    """A component, truncated toward zero and with the span's sign."""
    found = abs(ticks) // unit % modulus
    return -found if ticks < 0 else found


for _name, _type, _getter in (
    ("Ticks", "long", lambda t: Int64(t.ticks)), ("Days", "int", lambda t: _part(t.ticks, DAY, 1 << 60)), ("Hours", "int", lambda t: _part(t.ticks, HOUR, 24)),
    ("Milliseconds", "int", lambda t: _part(t.ticks, MILLISECOND, 1000)), ("Microseconds", "int", lambda t: _part(t.ticks, MICROSECOND, 1000)),
    ("Nanoseconds", "int", lambda t: _part(t.ticks, 1, 10) * 100), ("Minutes", "int", lambda t: _part(t.ticks, MINUTE, 60)),
    ("Seconds", "int", lambda t: _part(t.ticks, SECOND, 60)), ("TotalDays", "double", lambda t: t.ticks / DAY),
    ("TotalHours", "double", lambda t: t.ticks / HOUR), ("TotalMilliseconds", "double", lambda t: t.ticks / MILLISECOND),
    ("TotalMicroseconds", "double", lambda t: t.ticks / MICROSECOND), ("TotalNanoseconds", "double", lambda t: float(t.ticks) * 100),
    ("TotalMinutes", "double", lambda t: t.ticks / MINUTE), ("TotalSeconds", "double", lambda t: t.ticks / SECOND),
):
    TIMESPAN.prop(_name, _type)(_getter)

TIMESPAN.new("timespan new(long ticks)")(TimeSpan)


@TIMESPAN.new("timespan new(int hours, int minutes, int seconds)")
def new_from_time(hours: int, minutes: int, seconds: int) -> TimeSpan:
    return TimeSpan(hours * HOUR + minutes * MINUTE + seconds * SECOND)


@TIMESPAN.new("timespan new(int days, int hours, int minutes, int seconds)", "timespan new(int days, int hours, int minutes, int seconds, int milliseconds)",
              "timespan new(int days, int hours, int minutes, int seconds, int milliseconds, int microseconds)")
def new_from_parts(days: int, hours: int, minutes: int, seconds: int, milliseconds: int = 0, microseconds: int = 0) -> TimeSpan:
    return TimeSpan(days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + milliseconds * MILLISECOND + microseconds * MICROSECOND)


for _name, _unit, _word in (("Days", DAY, "int days"), ("Hours", HOUR, "int hours"), ("Minutes", MINUTE, "long minutes"),
                            ("Seconds", SECOND, "long seconds"), ("Milliseconds", MILLISECOND, "long milliseconds"),
                            ("Microseconds", MICROSECOND, "long microseconds")):
    TIMESPAN.static(f"timespan From{_name}({_word})")(lambda value, unit=_unit: TimeSpan(int(value) * unit))
    TIMESPAN.static(f"timespan From{_name}(double value)")(lambda value, unit=_unit: span_of(float(value), unit))
TIMESPAN.static("timespan FromTicks(long value)")(TimeSpan)


def _point(provider: Value) -> str:
    from shell.clr.culture_info import number_info
    return str(number_info(provider).number_decimal_separator)


@TIMESPAN.method("string ToString()", "string ToString(string format)", "string ToString(string format, System.IFormatProvider formatProvider)")
def to_string(self: TimeSpan, spec: Optional[str] = None, provider: Value = None) -> str:
    return format_span(self.ticks, spec, _point(provider)) if spec else constant_text(self.ticks)


@TIMESPAN.static("timespan Parse(string s)", "timespan Parse(string input, System.IFormatProvider formatProvider)")
def parse(text: str, provider: Value = None) -> TimeSpan:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 's')")
    return TimeSpan(parse_span(text, _point(provider)))


@TIMESPAN.static("bool TryParse(string s, [ref] timespan result)", "bool TryParse(string input, System.IFormatProvider formatProvider, [ref] timespan result)")
def try_parse(text: Optional[str], *rest: Value) -> bool:
    try:
        rest[-1].value = parse(text or "", rest[0] if len(rest) > 1 else None)
    except (FormatException, OverflowException):
        rest[-1].value = TimeSpan(0)
        return False
    return True


_STYLES = "System.Globalization.TimeSpanStyles styles"


def _specs(spec: Value) -> list[str]:
    return [spec] if isinstance(spec, str) else list(spec)


@TIMESPAN.static("timespan ParseExact(string input, string format, System.IFormatProvider formatProvider)",
                 "timespan ParseExact(string input, string[] formats, System.IFormatProvider formatProvider)",
                 f"timespan ParseExact(string input, string format, System.IFormatProvider formatProvider, {_STYLES})",
                 f"timespan ParseExact(string input, string[] formats, System.IFormatProvider formatProvider, {_STYLES})")
def parse_exact(text: str, spec: Value, provider: Value = None, styles: int = 0) -> TimeSpan:
    return TimeSpan(parse_span_exact(text, _specs(spec), bool(styles)))


@TIMESPAN.static("bool TryParseExact(string input, string format, System.IFormatProvider formatProvider, [ref] timespan result)",
                 f"bool TryParseExact(string input, string format, System.IFormatProvider formatProvider, {_STYLES}, [ref] timespan result)")
def try_parse_exact(text: str, spec: Value, provider: Value, *rest: Value) -> bool:
    try:
        rest[-1].value = parse_exact(text or "", spec, provider, int(rest[0]) if len(rest) > 1 else 0)
    except (FormatException, OverflowException):
        rest[-1].value = TimeSpan(0)
        return False
    return True


@TIMESPAN.method("int CompareTo(System.Object value)", "int CompareTo(timespan value)")
def compare_to(self: TimeSpan, other: Value) -> int:
    if other is None:
        return 1
    if not isinstance(other, TimeSpan):
        raise ArgumentException("Object must be of type TimeSpan.")
    return (self.ticks > other.ticks) - (self.ticks < other.ticks)


def _divide(span: TimeSpan, by: Value) -> Value:
    if isinstance(by, TimeSpan):
        if not by.ticks:
            return float("nan") if not span.ticks else float("inf") if span.ticks > 0 else float("-inf")
        return span.ticks / by.ticks
    if by != by:
        raise ArgumentException("TimeSpan does not accept floating point Not-a-Number values. (Parameter 'divisor')")
    if not by:
        raise OverflowException("TimeSpan overflowed because the duration is too long.")
    return TimeSpan(round(span.ticks / by))


def _multiply(span: TimeSpan, factor: float) -> TimeSpan:
    if factor != factor:
        raise ArgumentException("TimeSpan does not accept floating point Not-a-Number values. (Parameter 'factor')")
    if abs(span.ticks * factor) > MAX_SPAN:
        raise OverflowException("TimeSpan overflowed because the duration is too long.")
    whole = factor == int(factor)
    return TimeSpan(span.ticks * int(factor) if whole else round(span.ticks * factor))


TIMESPAN.method("bool Equals(System.Object value)", "bool Equals(timespan obj)")(lambda self, other: self == other)
TIMESPAN.method("int GetHashCode()")(lambda self: hash_code(self.ticks))
TIMESPAN.method("timespan Add(timespan ts)")(lambda self, other: self + other)
TIMESPAN.method("timespan Subtract(timespan ts)")(lambda self, other: self - other)
TIMESPAN.method("timespan Negate()")(lambda self: -self)
TIMESPAN.method("timespan Duration()")(lambda self: TimeSpan(abs(self.ticks)))
TIMESPAN.method("timespan Multiply(double factor)")(_multiply)
TIMESPAN.method("timespan Divide(double divisor)", "double Divide(timespan ts)")(_divide)
TIMESPAN.static("int Compare(timespan t1, timespan t2)")(lambda a, b: (a.ticks > b.ticks) - (a.ticks < b.ticks))
TIMESPAN.static("bool Equals(timespan t1, timespan t2)")(lambda a, b: a == b)
TIMESPAN.static("timespan op_Addition(timespan t1, timespan t2)")(lambda a, b: a + b)
TIMESPAN.static("timespan op_Subtraction(timespan t1, timespan t2)")(lambda a, b: a - b)
TIMESPAN.static("timespan op_UnaryNegation(timespan t)")(lambda t: -t)
TIMESPAN.static("timespan op_UnaryPlus(timespan t)")(lambda t: t)
TIMESPAN.static("timespan op_Multiply(timespan timeSpan, double factor)")(_multiply)
TIMESPAN.static("timespan op_Multiply(double factor, timespan timeSpan)")(lambda factor, span: _multiply(span, factor))
TIMESPAN.static("timespan op_Division(timespan timeSpan, double divisor)")(_divide)
TIMESPAN.static("double op_Division(timespan t1, timespan t2)")(_divide)
