"""DateTime.Parse: free-form dates and times ('3/5/2024 2 pm', '5 Mar 2024', '2024-03-05T06:07:08Z') in a culture's order of day, month and year."""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.clr.culture_info import DateTimeFormatInfo, date_info
from shell.clr.exceptions import ArgumentNullException, ArgumentOutOfRangeException, FormatException, NetException
from shell.clr.times import DAY, HOUR, LOCAL, MINUTE, SECOND, UTC, DateTime, DateTimeOffset, local_offset_of_local, now_local, ticks_of_date

Value = Any

# DateTimeStyles
NO_CURRENT_DATE, TO_UNIVERSAL, ASSUME_LOCAL, ASSUME_UNIVERSAL, ROUND_TRIP = 8, 16, 32, 64, 128


def bad_date(text: str) -> NetException:
    return FormatException(f"String '{text}' was not recognized as a valid DateTime.")


class ParsedTime:
    """What a text said: date ticks (None: no date), time ticks (None: no time), offset in ticks (None: no zone), whether the zone was Z."""

    __slots__ = ("date", "time", "offset", "is_utc", "numbers", "month", "weekday", "pm")

    def __init__(self) -> None:
        self.date: Optional[int] = None
        self.time: Optional[int] = None
        self.offset: Optional[int] = None
        self.is_utc = False
        self.numbers: list[tuple[int, int]] = []  # (value, digits written)
        self.month: Optional[tuple[int, int]] = None  # (month, how many numbers stood before its name)
        self.weekday: Optional[int] = None
        self.pm: Optional[bool] = None


_CLOCK = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?(?!\d)")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:\.(?=[^\W\d_])[^\W\d_]+)*\.?")
_OFFSET = re.compile(r"\s*([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_SPACES = " \t\n\v\f\r\u00a0\u202f"


def parse_parts(text: str, info: DateTimeFormatInfo) -> ParsedTime:
    """Read the text; raises FormatException."""
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 's')")
    found = ParsedTime()
    i, end = 0, len(text.rstrip("\0"))
    separators = "/-.,\u5e74\u6708\u65e5" + info.date_separator + _SPACES
    while i < end:
        ch = text[i]
        if ch.isdigit():
            i = _read_number(text, i, found, info)
        elif found.time is not None and found.offset is None and ch in "+-" and _OFFSET.match(text, i):
            i = _read_offset(text, i, found)
        elif ch in separators:
            i += 1
        elif ch.isalpha():
            i = _read_word(text, i, found, info)
        else:
            raise bad_date(text)
    _settle(text, found, info)
    return found


def _read_number(text: str, i: int, found: ParsedTime, info: DateTimeFormatInfo) -> int:
    m = _CLOCK.match(text, i)
    if m is not None:
        if found.time is not None:
            raise bad_date(text)
        hour, minute, second = int(m[1]), int(m[2]), int(m[3] or 0)
        if minute > 59 or second > 59 or hour > 24:
            raise bad_date(text)
        fraction = m[4] or ""
        ticks = int(fraction[:7].ljust(7, "0") or "0") + (1 if fraction[7:8] >= "5" and fraction[7:8] else 0)
        found.time = hour * HOUR + minute * MINUTE + second * SECOND + ticks
        return m.end()
    m = _NUMBER.match(text, i)
    assert m is not None
    after = re.compile(r"\s*([^\W\d_.]+)").match(text, m.end())
    if found.time is None and len(m.group()) <= 2 and after is not None and _half_of(after[1], info) is not None:
        found.time = int(m.group()) * HOUR
        return m.end()
    found.numbers.append((int(m.group()), len(m.group())))
    return m.end()


def _half_of(word: str, info: DateTimeFormatInfo) -> Optional[bool]:
    """True for a PM designator, False for AM, None for other words."""
    low = word.lower()
    if low in ("pm", "p", info.pm_designator.lower()):
        return True
    return False if low in ("am", "a", info.am_designator.lower()) else None


def _read_offset(text: str, i: int, found: ParsedTime) -> int:
    m = _OFFSET.match(text, i)
    assert m is not None
    hours, minutes = int(m[2]), int(m[3] or 0)
    if hours > 14 or minutes > 59:
        raise bad_date(text)
    ticks = hours * HOUR + minutes * MINUTE
    found.offset = -ticks if m[1] == "-" else ticks
    return m.end()


def _index_of_name(word: str, *tables: list[str]) -> Optional[int]:
    low = word.lower().rstrip(".")
    for table in tables:
        for index, name in enumerate(table):
            if name.lower().rstrip(".") == low:
                return index
    return None


def _read_word(text: str, i: int, found: ParsedTime, info: DateTimeFormatInfo) -> int:
    from shell.clr.culture_data import EN_DAYS, EN_DAYS_SHORT, EN_MONTHS, EN_MONTHS_SHORT
    m = _WORD.match(text, i)
    if m is None:
        raise bad_date(text)
    word, low = m.group(), m.group().lower()
    half = _half_of(word.rstrip(".") if len(word) < 3 else word, info)
    month = _index_of_name(word, info.month_names, info.abbreviated_month_names, EN_MONTHS.split(), EN_MONTHS_SHORT.split())
    weekday = _index_of_name(word, info.day_names, info.abbreviated_day_names, EN_DAYS.split(), EN_DAYS_SHORT.split())
    if half is not None and found.time is not None and found.pm is None:
        found.pm = half
    elif month is not None and found.month is None:
        found.month = (month + 1, len(found.numbers))
    elif weekday is not None and found.weekday is None:
        found.weekday = weekday
    elif low == "t" and found.numbers and text[i + 1:i + 2].isdigit():
        pass
    elif low in ("z", "gmt") and found.time is not None and found.offset is None:
        found.offset, found.is_utc = 0, True
    elif low == "de":
        pass
    else:
        raise FormatException(f"The string '{text}' was not recognized as a valid DateTime. There is an unknown word starting at index '{i}'.")
    return m.end()


def _order(info: DateTimeFormatInfo) -> str:
    pattern = info.short_date_pattern
    return "".join(sorted("ymd", key=lambda ch: pattern.find("M" if ch == "m" else ch)))


def _full_year(value: int, digits: int) -> int:
    return value + (2000 if value <= 49 else 1900) if digits <= 2 else value


def _settle(text: str, found: ParsedTime, info: DateTimeFormatInfo) -> None:
    """Make date ticks of the numbers and names, apply AM/PM, check the weekday."""
    if found.numbers or found.month is not None:
        year, month, day = _calendar(text, found, info)
        try:
            found.date = ticks_of_date(year, month, day)
        except ArgumentOutOfRangeException:
            raise bad_date(text) from None
    elif found.time is None:
        raise bad_date(text)
    if found.pm is not None:
        assert found.time is not None
        hour = found.time // HOUR
        if hour > 12:
            raise bad_date(text)
        found.time += (12 * HOUR if found.pm and hour < 12 else -12 * HOUR if not found.pm and hour == 12 else 0)
    if found.time is not None and found.time >= DAY:
        if found.time != DAY or found.date is None:
            raise bad_date(text)
    if found.weekday is not None and found.date is not None and (found.date // DAY + 1) % 7 != found.weekday:
        raise FormatException(f"String '{text}' was not recognized as a valid DateTime because the day of week was incorrect.")


def _calendar(text: str, found: ParsedTime, info: DateTimeFormatInfo) -> tuple[int, int, int]:
    numbers = found.numbers
    if found.month is not None:
        return _with_month_name(text, found)
    if len(numbers) == 3:
        (a, an), (b, bn), (c, cn) = numbers
        if an > 2:
            return a, b, c
        order = _order(info)
        got = dict(zip(order, numbers))
        if order[0] == "y" and cn > 2:
            got = dict(zip("mdy", numbers))
        return _full_year(*got["y"]), got["m"][0], got["d"][0]
    if len(numbers) == 2:
        (a, an), (b, bn) = numbers
        if an > 2:
            return a, b, 1
        if bn > 2:
            return b, a, 1
        year = now_local().year
        return (year, b, a) if _order(info).index("d") < _order(info).index("m") else (year, a, b)
    raise bad_date(text)


def _with_month_name(text: str, found: ParsedTime) -> tuple[int, int, int]:
    assert found.month is not None
    month, before = found.month
    numbers = found.numbers
    if len(numbers) == 1:
        value, digits = numbers[0]
        if digits > 2 or value > 31:
            return _full_year(value, digits), month, 1
        return now_local().year, month, value
    if len(numbers) == 2:
        first, second = numbers
        if first[1] > 2:
            return first[0], month, second[0]
        return _full_year(*second), month, first[0]
    raise bad_date(text)


def finish(found: ParsedTime, styles: int) -> DateTime:
    """Combine date, time and zone under DateTimeStyles."""
    if found.date is None:
        found.date = 0 if styles & NO_CURRENT_DATE else now_local().ticks // DAY * DAY
    clock = found.date + (found.time or 0)
    if found.offset is not None:
        if found.is_utc and styles & ROUND_TRIP:
            return DateTime(clock, UTC)
        moment = DateTime(clock - found.offset, UTC)
        return moment if styles & TO_UNIVERSAL else moment.to_local()
    if styles & ASSUME_UNIVERSAL:
        moment = DateTime(clock, UTC)
        return moment if styles & TO_UNIVERSAL else moment.to_local()
    if styles & ASSUME_LOCAL:
        moment = DateTime(clock, LOCAL)
        return moment.to_utc() if styles & TO_UNIVERSAL else moment
    return DateTime(clock)


def parse_date_time(text: str, provider: Value = None, styles: int = 0) -> DateTime:
    """DateTime.Parse(text, provider, styles)."""
    found = parse_parts(text, date_info(provider))
    try:
        return finish(found, styles)
    except ArgumentOutOfRangeException:
        raise FormatException(f"The UTC representation of the date '{text}' falls outside the year range 1-9999.") from None


def parse_offset(text: str, provider: Value = None, styles: int = 0) -> DateTimeOffset:
    """DateTimeOffset.Parse: without a zone the local offset is taken (or UTC under AssumeUniversal)."""
    found = parse_parts(text, date_info(provider))
    if found.date is None:
        found.date = now_local().ticks // DAY * DAY
    clock = found.date + (found.time or 0)
    offset = found.offset
    if offset is None:
        offset = 0 if styles & ASSUME_UNIVERSAL else local_offset_of_local(clock)
    return DateTimeOffset(clock - offset, 0) if styles & TO_UNIVERSAL else DateTimeOffset(clock, offset)
