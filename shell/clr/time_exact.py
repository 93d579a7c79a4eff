"""DateTime.ParseExact: text that must follow given format patterns."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from shell.clr.culture_info import INVARIANT, DateTimeFormatInfo, date_info
from shell.clr.exceptions import ArgumentOutOfRangeException, FormatException
from shell.clr.time_format import pattern_tokens, standard_pattern
from shell.clr.time_parse import ParsedTime, bad_date, finish
from shell.clr.times import DAY, HOUR, MINUTE, DateTime, now_local, ticks_of_date, ticks_of_time

Value = Any
_WHITE = " \u00a0\u202f"


class _Fields:
    """Calendar fields read so far."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}
        self.zone = ParsedTime()


class _Reader:
    """Walks text and pattern together; every reader returns False when the text does not fit."""

    def __init__(self, text: str, info: DateTimeFormatInfo) -> None:
        self.text, self.info, self.at = text, info, 0
        self.fields = _Fields()

    def digits(self, least: int, most: int) -> Optional[int]:
        end = self.at
        while end < len(self.text) and end - self.at < most and "0" <= self.text[end] <= "9":
            end += 1
        if end - self.at < least:
            return None
        number = int(self.text[self.at:end] or "0")
        self.at = end
        return number

    def put(self, name: str, number: Optional[int]) -> bool:
        if number is None or self.fields.values.get(name, number) != number:
            return False
        self.fields.values[name] = number
        return True

    def name(self, key: str, tables: Sequence[list[str]], base: int) -> bool:
        best, index = "", -1
        for table in tables:
            for i, word in enumerate(table):
                if len(word) > len(best) and self.text[self.at:self.at + len(word)].lower() == word.lower():
                    best, index = word, i
        if index < 0:
            return False
        self.at += len(best)
        return self.put(key, index + base)

    def literal(self, text: str) -> bool:
        for ch in text:
            got = self.text[self.at:self.at + 1]
            if got != ch and not (ch in _WHITE and got and got in _WHITE):
                return False
            self.at += 1
        return True

    def fraction(self, count: int, required: bool) -> bool:
        end = self.at
        while end < len(self.text) and end - self.at < count and self.text[end].isdigit():
            end += 1
        body = self.text[self.at:end]
        if required and len(body) < count:
            return False
        self.at = end
        return self.put("fraction", int(body.ljust(7, "0") or "0"))

    def zone(self, count: int) -> bool:
        sign = self.text[self.at:self.at + 1]
        if sign not in ("+", "-"):
            return False
        self.at += 1
        hours = self.digits(1 if count == 1 else 2, 2)
        minutes: Optional[int] = 0
        if count >= 3 or self.text[self.at:self.at + 1] == ":":
            if self.text[self.at:self.at + 1] == ":":
                self.at += 1
            minutes = self.digits(2, 2)
        if hours is None or minutes is None:
            return False
        ticks = hours * HOUR + minutes * MINUTE
        self.fields.zone.offset = -ticks if sign == "-" else ticks
        return True

    def utc_mark(self) -> bool:
        if self.text[self.at:self.at + 1] in ("Z", "z"):
            self.at += 1
            self.fields.zone.offset, self.fields.zone.is_utc = 0, True
            return True
        return self.zone(3) if self.text[self.at:self.at + 1] in ("+", "-") else True

    def half(self, count: int) -> bool:
        for word, pm in ((self.info.am_designator, 0), (self.info.pm_designator, 1)):
            shown = word[:1] if count == 1 else word
            if self.text[self.at:self.at + len(shown)].lower() == shown.lower():
                self.at += len(shown)
                return self.put("pm", pm)
        return False

    def token(self, letter: str, count: int, literal: str) -> bool:
        info = self.info
        if not letter:
            return self.literal(literal)
        if letter == "y":
            return self._year(count)
        if letter == "M" and count > 2:
            return self.name("month", [info.month_names] if count > 3 else [info.abbreviated_month_names], 1)
        if letter == "d" and count > 2:
            return self.name("weekday", [info.day_names] if count > 3 else [info.abbreviated_day_names], 0)
        if letter in "MdHhms":
            key = {"M": "month", "d": "day", "H": "hour", "h": "hour12", "m": "minute", "s": "second"}[letter]
            return self.put(key, self.digits(1 if count == 1 else 2, 2))
        if letter in "fF":
            if letter == "F" and self.text[self.at:self.at + 1] == ".":
                self.at += 1
            return self.fraction(count, letter == "f")
        if letter == "t":
            return self.half(count)
        if letter == "z":
            return self.zone(count)
        if letter == "K":
            return self.utc_mark()
        return self.literal(info.time_separator if letter == ":" else info.date_separator if letter == "/" else "A.D.")

    def _year(self, count: int) -> bool:
        number = self.digits(1 if count == 1 else count, 2 if count <= 2 else max(count, 4))
        if number is not None and count <= 2:
            number += 2000 if number <= 49 else 1900
        return self.put("year", number)


def _read(text: str, spec: str, info: DateTimeFormatInfo, styles: int) -> Optional[_Fields]:
    if styles & 1:
        text = text.lstrip()
    if styles & 2:
        text = text.rstrip()
    reader = _Reader(text, info)
    tokens = pattern_tokens(spec)
    for index, (letter, count, literal) in enumerate(tokens):
        after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if literal == "." and not letter and after == "F" and reader.text[reader.at:reader.at + 1] != ".":
            continue
        if styles & 4:
            while reader.text[reader.at:reader.at + 1] in (" ", "\t") and not (literal and literal[0] == " "):
                reader.at += 1
        if not reader.token(letter, count, literal):
            return None
    return reader.fields if reader.at == len(text) else None


def _moment(fields: _Fields, styles: int) -> DateTime:
    got = fields.values
    hour = got.get("hour")
    if hour is None:
        hour = got.get("hour12", 0)
        if "pm" in got:
            hour = hour % 12 + 12 * got["pm"]
        elif hour == 12:
            hour = 0
    within = ticks_of_time(hour, got.get("minute", 0), got.get("second", 0)) + got.get("fraction", 0)
    zone = fields.zone
    if {"year", "month", "day"} & set(got):
        year = got.get("year", now_local().year)
        zone.date = ticks_of_date(year, got.get("month", 1), got.get("day", 1))
    zone.time = within
    moment = finish(zone, styles)
    if "weekday" in got and zone.date is not None and (zone.date // DAY + 1) % 7 != got["weekday"]:
        raise FormatException("weekday")
    return moment


def parse_exact_parts(text: str, specs: Sequence[str], provider: Value = None, styles: int = 0) -> DateTime:
    """DateTime.ParseExact against one or several formats; raises FormatException."""
    for spec in specs:
        info = date_info(provider)
        if not spec:
            raise FormatException("Format specifier was invalid.")
        if len(spec) == 1:
            if spec in "oOrRsu":
                info = INVARIANT.date_format
                styles |= 128 if spec in "oO" else 0
            spec = standard_pattern(spec, info)
        fields = _read(text, spec, info, styles)
        if fields is None:
            continue
        try:
            return _moment(fields, styles)
        except ArgumentOutOfRangeException:
            raise FormatException(f"The DateTime represented by the string '{text}' is not supported in calendar "
                                  "'System.Globalization.GregorianCalendar'.") from None
        except FormatException:
            raise FormatException(f"String '{text}' was not recognized as a valid DateTime because the day of week was incorrect.") from None
    raise bad_date(text)
