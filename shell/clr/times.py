"""Points and spans of time, counted in ticks of 100 ns since 0001-01-01: DateTime, TimeSpan, DateTimeOffset, DateOnly, TimeOnly.

The classes carry values and Python operators; what PowerShell sees of them is declared in time_members, time_offsets and time_parts.
"""
from __future__ import annotations

import time
from datetime import date
from typing import Any, Optional

from shell.clr.exceptions import ArgumentOutOfRangeException, OverflowException

Value = Any

MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR, DAY = 10, 10_000, 10_000_000, 600_000_000, 36_000_000_000, 864_000_000_000
MAX_TICKS = 3155378975999999999
EPOCH = 621355968000000000  # 1970-01-01
UNSPECIFIED, UTC, LOCAL = 0, 1, 2
MAX_SPAN = (1 << 63) - 1
_UNREPRESENTABLE = "The added or subtracted value results in an un-representable DateTime. (Parameter '{0}')"
_SPAN_OVERFLOW = "TimeSpan overflowed because the duration is too long."


class TimeSpan:
    """A length of time in ticks."""

    __slots__ = ("ticks",)

    def __init__(self, ticks: int = 0) -> None:
        if not -MAX_SPAN - 1 <= ticks <= MAX_SPAN:
            raise OverflowException(_SPAN_OVERFLOW)
        self.ticks = int(ticks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeSpan) and other.ticks == self.ticks

    def __hash__(self) -> int:
        return hash(self.ticks)

    def __lt__(self, other: TimeSpan) -> bool:
        return self.ticks < other.ticks

    def __le__(self, other: TimeSpan) -> bool:
        return self.ticks <= other.ticks

    def __gt__(self, other: TimeSpan) -> bool:
        return self.ticks > other.ticks

    def __ge__(self, other: TimeSpan) -> bool:
        return self.ticks >= other.ticks

    def __add__(self, other: TimeSpan) -> TimeSpan:
        return TimeSpan(self.ticks + other.ticks)

    def __sub__(self, other: TimeSpan) -> TimeSpan:
        return TimeSpan(self.ticks - other.ticks)

    def __neg__(self) -> TimeSpan:
        return TimeSpan(-self.ticks)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        from shell.clr.timespan_text import constant_text
        return constant_text(self.ticks)

    def __repr__(self) -> str:
        return f"TimeSpan({self})"

    @property
    def total_seconds(self) -> float:
        return self.ticks / SECOND


def span_of(value: float, unit: int) -> TimeSpan:
    """TimeSpan.FromX(double): the fraction of a tick is cut off."""
    from shell.clr.exceptions import ArgumentException
    if value != value:
        raise ArgumentException("TimeSpan does not accept floating point Not-a-Number values.")
    ticks = value * unit
    if abs(ticks) > MAX_SPAN:
        raise OverflowException(_SPAN_OVERFLOW)
    return TimeSpan(int(ticks))


def is_leap_year(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap_year(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def ticks_of_date(year: int, month: int, day: int) -> int:
    """Ticks of a day's midnight; raises ArgumentOutOfRangeException for dates that do not exist."""
    try:
        return (date(year, month, day).toordinal() - 1) * DAY
    except (ValueError, OverflowError):
        raise ArgumentOutOfRangeException("Year, Month, and Day parameters describe an un-representable DateTime.") from None


def ticks_of_time(hour: int, minute: int, second: int, millisecond: int = 0, microsecond: int = 0) -> int:
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise ArgumentOutOfRangeException("Hour, Minute, and Second parameters describe an un-representable DateTime.")
    for name, number in (("millisecond", millisecond), ("microsecond", microsecond)):
        if not 0 <= number < 1000:
            raise ArgumentOutOfRangeException(f"Valid values are between 0 and 999, inclusive. (Parameter '{name}')")
    return hour * HOUR + minute * MINUTE + second * SECOND + millisecond * MILLISECOND + microsecond * MICROSECOND


class DateTime:
    """A date with a time of day; `kind` is 0 Unspecified, 1 Utc, 2 Local.  Equality and order look at the ticks only, as in .NET."""

    __slots__ = ("ticks", "kind")

    def __init__(self, ticks: int = 0, kind: int = UNSPECIFIED) -> None:
        if not 0 <= ticks <= MAX_TICKS:
            raise ArgumentOutOfRangeException("Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks. (Parameter 'ticks')")
        self.ticks = int(ticks)
        self.kind = int(kind)

    @classmethod
    def of(cls, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, millisecond: int = 0, kind: int = UNSPECIFIED) -> DateTime:
        """From calendar parts."""
        return cls(ticks_of_date(year, month, day) + ticks_of_time(hour, minute, second, millisecond), kind)

    @property
    def date_parts(self) -> date:
        return date.fromordinal(self.ticks // DAY + 1)

    @property
    def year(self) -> int:
        return self.date_parts.year

    @property
    def month(self) -> int:
        return self.date_parts.month

    @property
    def day(self) -> int:
        return self.date_parts.day

    @property
    def day_of_week(self) -> int:
        """0 is Sunday."""
        return (self.ticks // DAY + 1) % 7

    @property
    def day_of_year(self) -> int:
        return self.date_parts.timetuple().tm_yday

    @property
    def time_ticks(self) -> int:
        return self.ticks % DAY

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateTime) and other.ticks == self.ticks

    def __hash__(self) -> int:
        return hash(self.ticks)

    def __lt__(self, other: DateTime) -> bool:
        return self.ticks < other.ticks

    def __le__(self, other: DateTime) -> bool:
        return self.ticks <= other.ticks

    def __gt__(self, other: DateTime) -> bool:
        return self.ticks > other.ticks

    def __ge__(self, other: DateTime) -> bool:
        return self.ticks >= other.ticks

    def __sub__(self, other: DateTime) -> TimeSpan:
        return TimeSpan(self.ticks - other.ticks)

    def __str__(self) -> str:
        from shell.clr.time_format import format_date_time
        return format_date_time(self, None)

    def __repr__(self) -> str:
        return f"DateTime({self.date_parts.isoformat()} +{self.time_ticks / SECOND}s, kind={self.kind})"

    def moved(self, ticks: int, parameter: str = "value") -> DateTime:
        """This moment plus so many ticks, same kind."""
        total = self.ticks + ticks
        if not 0 <= total <= MAX_TICKS:
            raise ArgumentOutOfRangeException(_UNREPRESENTABLE.format(parameter))
        return DateTime(total, self.kind)

    def moved_by(self, value: float, unit: int) -> DateTime:
        """AddDays and its kin: whole and fractional part counted apart, as .NET does."""
        if value != value or abs(value) * unit > 2 * MAX_TICKS:
            raise ArgumentOutOfRangeException(_UNREPRESENTABLE.format("value"))
        whole = int(value)
        return self.moved(whole * unit + int((value - whole) * unit))

    def moved_months(self, months: int, parameter: str = "months") -> DateTime:
        """AddMonths: the day is cut to the length of the new month."""
        parts = self.date_parts
        index = parts.year * 12 + parts.month - 1 + months
        year, month = divmod(index, 12)
        if not 1 <= year <= 9999:
            raise ArgumentOutOfRangeException(_UNREPRESENTABLE.format(parameter))
        day = min(parts.day, days_in_month(year, month + 1))
        return DateTime(ticks_of_date(year, month + 1, day) + self.time_ticks, self.kind)

    def to_utc(self) -> DateTime:
        """Utc stays; Local and Unspecified are read as local time."""
        if self.kind == UTC:
            return self
        return DateTime(min(max(self.ticks - local_offset_of_local(self.ticks), 0), MAX_TICKS), UTC)

    def to_local(self) -> DateTime:
        """Local stays; Utc and Unspecified are read as universal time."""
        if self.kind == LOCAL:
            return self
        return DateTime(min(max(self.ticks + local_offset(self.ticks), 0), MAX_TICKS), LOCAL)


class DateTimeOffset:
    """A clock time (`ticks`) with its distance from UTC in ticks (`offset`).  Equality and order compare the moment."""

    __slots__ = ("ticks", "offset")

    def __init__(self, ticks: int = 0, offset: int = 0) -> None:
        if offset % MINUTE:
            from shell.clr.exceptions import ArgumentException
            raise ArgumentException("Offset must be specified in whole minutes. (Parameter 'offset')")
        if abs(offset) > 14 * HOUR:
            raise ArgumentOutOfRangeException("Offset must be within plus or minus 14 hours. (Parameter 'offset')")
        if not 0 <= ticks - offset <= MAX_TICKS or not 0 <= ticks <= MAX_TICKS:
            raise ArgumentOutOfRangeException("The UTC time represented when the offset is applied must be between year 0 and 10,000. (Parameter 'offset')")
        self.ticks = int(ticks)
        self.offset = int(offset)

    @property
    def utc_ticks(self) -> int:
        return self.ticks - self.offset

    @property
    def clock(self) -> DateTime:
        """The clock time without the offset."""
        return DateTime(self.ticks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateTimeOffset) and other.utc_ticks == self.utc_ticks

    def __hash__(self) -> int:
        return hash(self.utc_ticks)

    def __lt__(self, other: DateTimeOffset) -> bool:
        return self.utc_ticks < other.utc_ticks

    def __gt__(self, other: DateTimeOffset) -> bool:
        return self.utc_ticks > other.utc_ticks

    def __str__(self) -> str:
        from shell.clr.time_format import format_offset
        return format_offset(self, None)


class DateOnly:
    """A day, counted from 0001-01-01."""

    __slots__ = ("day_number",)

    def __init__(self, day_number: int = 0) -> None:
        if not 0 <= day_number <= 3652058:
            raise ArgumentOutOfRangeException("The added or subtracted value results in an un-representable DateOnly. (Parameter 'dayNumber')")
        self.day_number = int(day_number)

    @property
    def clock(self) -> DateTime:
        """Midnight of the day."""
        return DateTime(self.day_number * DAY)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateOnly) and other.day_number == self.day_number

    def __hash__(self) -> int:
        return hash(self.day_number)

    def __lt__(self, other: DateOnly) -> bool:
        return self.day_number < other.day_number

    def __gt__(self, other: DateOnly) -> bool:
        return self.day_number > other.day_number

    def __str__(self) -> str:
        from shell.clr.time_format import format_date_only
        return format_date_only(self, None)


class TimeOnly:
    """A time of day in ticks since midnight."""

    __slots__ = ("ticks",)

    def __init__(self, ticks: int = 0) -> None:
        if not 0 <= ticks < DAY:
            raise ArgumentOutOfRangeException("Ticks must be between 0 and and TimeOnly.MaxValue.Ticks. (Parameter 'ticks')")
        self.ticks = int(ticks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeOnly) and other.ticks == self.ticks

    def __hash__(self) -> int:
        return hash(self.ticks)

    def __lt__(self, other: TimeOnly) -> bool:
        return self.ticks < other.ticks

    def __gt__(self, other: TimeOnly) -> bool:
        return self.ticks > other.ticks

    def __str__(self) -> str:
        from shell.clr.time_format import format_time_only
        return format_time_only(self, None)


def _offset_at(seconds: int) -> int:
    try:
        return time.localtime(seconds).tm_gmtoff * SECOND
    except (ValueError, OverflowError, OSError):
        return -time.timezone * SECOND


def local_offset(utc_ticks: int) -> int:
    """The local zone's distance from UTC, in ticks, at a moment given as UTC ticks."""
    if not time.daylight and not time.timezone:
        return 0
    return _offset_at((utc_ticks - EPOCH) // SECOND)


def local_offset_of_local(local_ticks: int) -> int:
    """As local_offset, for a local clock time (the earlier reading of an ambiguous one)."""
    if not time.daylight and not time.timezone:
        return 0
    guess = local_offset(local_ticks + time.timezone * SECOND)
    return local_offset(local_ticks - guess)


def now_utc() -> DateTime:
    """The present moment, kind Utc."""
    return DateTime(EPOCH + time.time_ns() // 100, UTC)


def now_local() -> DateTime:
    """The present moment, kind Local."""
    ticks = EPOCH + time.time_ns() // 100
    return DateTime(ticks + local_offset(ticks), LOCAL)


def from_unix_seconds(seconds: float, kind: int = LOCAL) -> DateTime:
    """A moment given as seconds since 1970 (file times), in local time or UTC."""
    ticks = EPOCH + int(round(seconds * SECOND))
    return DateTime(ticks, UTC) if kind == UTC else DateTime(ticks + local_offset(ticks), LOCAL)


def to_unix_seconds(moment: DateTime) -> float:
    return (moment.to_utc().ticks - EPOCH) / SECOND


def offset_of(moment: DateTime, offset: Optional[int] = None) -> DateTimeOffset:
    """A DateTimeOffset from a DateTime: Utc has offset 0, others the local one unless given."""
    if offset is None:
        offset = 0 if moment.kind == UTC else local_offset_of_local(moment.ticks)
    return DateTimeOffset(moment.ticks, offset)
