"""Date and time format strings of .NET: the standard letters (d, D, o, s ...) and custom patterns (yyyy-MM-dd HH:mm:ss)."""
from __future__ import annotations

from typing import Any, Callable, Optional, Union

from shell.clr.culture_info import INVARIANT, DateTimeFormatInfo, date_info
from shell.clr.exceptions import FormatException
from shell.clr.times import DAY, HOUR, LOCAL, MINUTE, SECOND, UTC, DateOnly, DateTime, DateTimeOffset, TimeOnly, local_offset_of_local

Value = Any
Zone = Union[int, str, None]  # offset in ticks, "Z" for Utc, None for Unspecified

_RFC1123 = "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"
_ROUND_TRIP = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK"
_SORTABLE = "yyyy'-'MM'-'dd'T'HH':'mm':'ss"
_UNIVERSAL = "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"
BAD = "Input string was not in a correct format."


def standard_pattern(letter: str, info: DateTimeFormatInfo) -> str:
    """The pattern behind a standard letter."""
    table: dict[str, Callable[[], str]] = {
        "d": lambda: info.short_date_pattern, "D": lambda: info.long_date_pattern,
        "f": lambda: info.long_date_pattern + " " + info.short_time_pattern, "F": lambda: info.full_date_time_pattern,
        "g": lambda: info.short_date_pattern + " " + info.short_time_pattern, "G": lambda: info.short_date_pattern + " " + info.long_time_pattern,
        "m": lambda: info.month_day_pattern, "M": lambda: info.month_day_pattern, "o": lambda: _ROUND_TRIP, "O": lambda: _ROUND_TRIP,
        "r": lambda: _RFC1123, "R": lambda: _RFC1123, "s": lambda: _SORTABLE, "t": lambda: info.short_time_pattern,
        "T": lambda: info.long_time_pattern, "u": lambda: _UNIVERSAL, "U": lambda: info.full_date_time_pattern,
        "y": lambda: info.year_month_pattern, "Y": lambda: info.year_month_pattern,
    }
    found = table.get(letter)
    if found is None:
        raise FormatException(BAD)
    return found()


def _zone(moment: DateTime) -> Zone:
    return "Z" if moment.kind == UTC else local_offset_of_local(moment.ticks) if moment.kind == LOCAL else None


def format_date_time(moment: DateTime, spec: Optional[str], provider: Value = None) -> str:
    """DateTime.ToString(format, provider); no format is G."""
    info = date_info(provider)
    spec = spec or "G"
    if len(spec) == 1:
        if spec in "oOrRsu":
            info = INVARIANT.date_format
        elif spec == "U":
            moment = moment.to_utc()
        spec = standard_pattern(spec, info)
    return render(moment, _zone(moment), spec, info)


def format_offset(value: DateTimeOffset, spec: Optional[str], provider: Value = None) -> str:
    """DateTimeOffset.ToString: no format is G with the offset; r and u show the UTC time."""
    info = date_info(provider)
    clock = value.clock
    if not spec:
        return render(clock, value.offset, standard_pattern("G", info) + " zzz", info)
    if len(spec) == 1:
        if spec in "oOrRsu":
            info = INVARIANT.date_format
            if spec in "rRu":
                clock = DateTime(value.utc_ticks)
        elif spec == "U":
            raise FormatException(BAD)
        spec = standard_pattern(spec, info)
    return render(clock, value.offset, spec, info)


def format_date_only(value: DateOnly, spec: Optional[str], provider: Value = None) -> str:
    spec = spec or "d"
    info = date_info(provider)
    if len(spec) == 1:
        if spec in "oO":
            spec = "yyyy'-'MM'-'dd"
        elif spec in "rR":
            spec, info = "ddd, dd MMM yyyy", INVARIANT.date_format
        elif spec in "dDmMyY":
            spec = standard_pattern(spec, info)
        else:
            raise FormatException(BAD)
    return render(value.clock, None, spec, info)


def format_time_only(value: TimeOnly, spec: Optional[str], provider: Value = None) -> str:
    spec = spec or "t"
    info = date_info(provider)
    if len(spec) == 1:
        if spec in "oO":
            spec = "HH':'mm':'ss'.'fffffff"
        elif spec in "rR":
            spec = "HH':'mm':'ss"
        elif spec in "tT":
            spec = standard_pattern(spec, info)
        else:
            raise FormatException(BAD)
    return render(DateTime(value.ticks), None, spec, info)


_tokens: dict[str, list[tuple[str, int, str]]] = {}


def pattern_tokens(spec: str) -> list[tuple[str, int, str]]:
    """A custom pattern as (letter, count, '') and ('', 0, literal); cached."""
    found = _tokens.get(spec)
    if found is None:
        if len(_tokens) > 200:
            _tokens.clear()
        found = _tokens[spec] = _tokenize(spec)
    return found


def _tokenize(spec: str) -> list[tuple[str, int, str]]:
    out: list[tuple[str, int, str]] = []
    i, end = 0, len(spec)
    while i < end:
        ch = spec[i]
        if ch in "dfFghHKmMstyz":
            stop = i + 1
            while stop < end and spec[stop] == ch and ch != "K":
                stop += 1
            if ch in "fF" and stop - i > 7:
                raise FormatException(BAD)
            out.append((ch, stop - i, ""))
            i = stop
        elif ch in "'\"":
            stop = spec.find(ch, i + 1)
            if stop < 0:
                raise FormatException(f"Cannot find a matching quote character for the character '{ch}'.")
            out.append(("", 0, spec[i + 1:stop]))
            i = stop + 1
        elif ch == "\\":
            if i + 1 >= end:
                raise FormatException(BAD)
            out.append(("", 0, spec[i + 1]))
            i += 2
        elif ch == "%":
            if i + 1 >= end or spec[i + 1] == "%":
                raise FormatException(BAD)
            i += 1
        else:
            out.append((ch, 0, ch) if ch in ":/" else ("", 0, ch))
            i += 1
    return out


def offset_text(offset: int, count: int) -> str:
    """z, zz, zzz."""
    sign = "-" if offset < 0 else "+"
    minutes = abs(offset) // MINUTE
    hours = f"{minutes // 60}" if count == 1 else f"{minutes // 60:02d}"
    return sign + hours + (f":{minutes % 60:02d}" if count >= 3 else "")


def render(clock: DateTime, zone: Zone, spec: str, info: DateTimeFormatInfo) -> str:
    """Fill a custom pattern."""
    parts = clock.date_parts
    within = clock.ticks % DAY
    hour, minute, second, fraction = within // HOUR, within // MINUTE % 60, within // SECOND % 60, within % SECOND
    out: list[str] = []
    for letter, count, literal in pattern_tokens(spec):
        if not letter:
            out.append(literal)
        elif letter == "d":
            out.append(str(parts.day).rjust(count, "0") if count <= 2 else
                       (info.abbreviated_day_names if count == 3 else info.day_names)[clock.day_of_week])
        elif letter == "M":
            out.append(str(parts.month).rjust(count, "0") if count <= 2 else
                       (info.abbreviated_month_names if count == 3 else info.month_names)[parts.month - 1])
        elif letter == "y":
            out.append(str(parts.year % 100).rjust(count, "0") if count <= 2 else str(parts.year).rjust(count, "0"))
        elif letter == "H":
            out.append(str(hour).rjust(min(count, 2), "0"))
        elif letter == "h":
            out.append(str(hour % 12 or 12).rjust(min(count, 2), "0"))
        elif letter == "m":
            out.append(str(minute).rjust(min(count, 2), "0"))
        elif letter == "s":
            out.append(str(second).rjust(min(count, 2), "0"))
        else:
            _emit_rest(out, letter, count, (hour, fraction, zone, clock), info)
    return "".join(out)


def _emit_rest(out: list[str], letter: str, count: int, state: tuple[int, int, Zone, DateTime], info: DateTimeFormatInfo) -> None:
    hour, fraction, zone, clock = state
    if letter == "t":
        word = info.am_designator if hour < 12 else info.pm_designator
        out.append(word[:1] if count == 1 else word)
    elif letter == "f":
        out.append(f"{fraction:07d}"[:count])
    elif letter == "F":
        text = f"{fraction:07d}"[:count].rstrip("0")
        if text:
            out.append(text)
        elif out and out[-1].endswith("."):
            out[-1] = out[-1][:-1]
    elif letter == "K":
        if zone is not None:
            out.append("Z" if zone == "Z" else offset_text(int(zone), 3))
    elif letter == "z":
        offset = 0 if zone == "Z" else local_offset_of_local(clock.ticks) if zone is None else int(zone)
        out.append(offset_text(offset, count))
    elif letter == ":":
        out.append(info.time_separator)
    elif letter == "/":
        out.append(info.date_separator)
    elif letter == "g":
        out.append("A.D.")
