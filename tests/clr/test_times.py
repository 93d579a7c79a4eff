"""Dates and spans of time: parsing, formats, arithmetic."""
from __future__ import annotations

import pytest

import shell.clr.index  # noqa: F401
from shell.clr.culture_info import INVARIANT, get_culture
from shell.clr.exceptions import ArgumentOutOfRangeException, FormatException, OverflowException
from shell.clr.time_exact import parse_exact_parts
from shell.clr.time_format import format_date_time, format_offset
from shell.clr.time_parse import parse_date_time, parse_offset
from shell.clr.times import DAY, HOUR, UTC, DateTime, TimeSpan
from shell.clr.timespan_text import constant_text, format_span, parse_span, parse_span_exact

MOMENT = DateTime.of(2024, 3, 5, 14, 7, 9, 123)
T = "\u202f"


@pytest.mark.parametrize("spec,expected", [
    (None, f"3/5/2024 2:07:09{T}PM"), ("yyyy-MM-dd", "2024-03-05"), ("MM/dd/yy", "03/05/24"), ("dddd, d MMMM yyyy", "Tuesday, 5 March 2024"),
    ("ddd MMM", "Tue Mar"), ("h:mm tt", "2:07 PM"), ("HH:mm:ss.fff", "14:07:09.123"), ("o", "2024-03-05T14:07:09.1230000"), ("s", "2024-03-05T14:07:09"),
    ("u", "2024-03-05 14:07:09Z"), ("d", "3/5/2024"), ("D", "Tuesday, March 5, 2024"), ("t", f"2:07{T}PM"), ("T", f"2:07:09{T}PM"), ("g", f"3/5/2024 2:07{T}PM"),
    ("G", f"3/5/2024 2:07:09{T}PM"), ("R", "Tue, 05 Mar 2024 14:07:09 GMT"), ("M", "March 5"), ("Y", "March 2024"), ("F", f"Tuesday, March 5, 2024 2:07:09{T}PM"),
    ("%d", "5"), ("yyyyMMdd'T'HHmmss", "20240305T140709"), (r"HH\hmm", "14h07"), ("ss.FFFF", "09.123"),
])
def test_formats(spec: str, expected: str) -> None:
    assert format_date_time(MOMENT, spec) == expected


def test_other_cultures() -> None:
    assert format_date_time(MOMENT, None, INVARIANT) == "03/05/2024 14:07:09"
    assert format_date_time(MOMENT, "D", get_culture("de-DE")) == "Dienstag, 5. März 2024"
    assert format_date_time(MOMENT, "d", get_culture("en-GB")) == "05/03/2024"
    assert parse_date_time("05/03/2024", get_culture("fr-FR")).month == 3


@pytest.mark.parametrize("text,expected", [
    ("3/5/2024", "2024-03-05T00:00:00.0000000"), ("5 Mar 2024", "2024-03-05T00:00:00.0000000"), ("March 5, 2024", "2024-03-05T00:00:00.0000000"),
    ("2024-03-05T06:07:08Z", "2024-03-05T06:07:08.0000000+00:00"), ("2024-03-05T06:07:08+02:00", "2024-03-05T04:07:08.0000000+00:00"),
    ("Mar 2024", "2024-03-01T00:00:00.0000000"), ("3/5/2024 2 pm", "2024-03-05T14:00:00.0000000"), ("1/2/99", "1999-01-02T00:00:00.0000000"),
    ("Tue, 05 Mar 2024 14:07:09 GMT", "2024-03-05T14:07:09.0000000+00:00"), ("2024-03-05T06:07:08.1234567", "2024-03-05T06:07:08.1234567"),
    (f"Tuesday, March 5, 2024 2:07:09{T}PM", "2024-03-05T14:07:09.0000000"), ("12/25/2024 12:05 AM", "2024-12-25T00:05:00.0000000"),
])
def test_parse(text: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.timezone", 0)
    monkeypatch.setattr("time.daylight", 0)
    assert format_date_time(parse_date_time(text), "o") == expected


@pytest.mark.parametrize("text,message", [
    ("13/45/2024", "String '13/45/2024' was not recognized as a valid DateTime."), ("", "String '' was not recognized as a valid DateTime."),
    ("zzz", "The string 'zzz' was not recognized as a valid DateTime. There is an unknown word starting at index '0'."),
    ("20240305", "String '20240305' was not recognized as a valid DateTime."),
])
def test_parse_errors(text: str, message: str) -> None:
    with pytest.raises(FormatException) as caught:
        parse_date_time(text)
    assert str(caught.value) == message


def test_parse_exact() -> None:
    assert parse_exact_parts("05/03/2024", ["dd/MM/yyyy"]) == DateTime.of(2024, 3, 5)
    assert parse_exact_parts("20240305", ["yyyyMMdd"], INVARIANT) == DateTime.of(2024, 3, 5)
    assert parse_exact_parts("5 March 2024 2:07 PM", ["yyyy", "d MMMM yyyy h:mm tt"]) == DateTime.of(2024, 3, 5, 14, 7)
    assert parse_exact_parts("2024-03-05T01:02:03.5Z", ["yyyy-MM-ddTHH:mm:ss.FFFK"], None, 16).kind == UTC
    with pytest.raises(FormatException) as caught:
        parse_exact_parts("2024-13-01", ["yyyy-MM-dd"])
    assert str(caught.value) == ("The DateTime represented by the string '2024-13-01' is not supported in calendar 'System.Globalization.GregorianCalendar'.")
    with pytest.raises(FormatException):
        parse_exact_parts("2024-3-1", ["yyyy-MM-dd"])


def test_offsets() -> None:
    value = parse_offset("2024-03-05 06:07:08 +02:00")
    assert format_offset(value, None, INVARIANT) == "03/05/2024 06:07:08 +02:00"
    assert format_offset(value, "o") == "2024-03-05T06:07:08.0000000+02:00"
    assert value.utc_ticks == value.ticks - 2 * HOUR


def test_arithmetic() -> None:
    day = DateTime.of(2024, 1, 31)
    assert day.moved_months(1) == DateTime.of(2024, 2, 29)
    assert day.moved_by(1.5, HOUR) == DateTime.of(2024, 1, 31, 1, 30)
    assert (day - DateTime.of(2024, 1, 1)).ticks == 30 * DAY
    assert day.day_of_week == 3 and day.ticks == 638422560000000000
    with pytest.raises(ArgumentOutOfRangeException) as caught:
        DateTime.of(2024, 2, 30)
    assert str(caught.value) == "Year, Month, and Day parameters describe an un-representable DateTime."
    with pytest.raises(ArgumentOutOfRangeException):
        DateTime(0).moved(-1)


@pytest.mark.parametrize("text,expected", [
    ("1", "1.00:00:00"), ("2:30", "02:30:00"), ("1:2:3", "01:02:03"), ("1.02:03:04.5", "1.02:03:04.5000000"), ("1:02:03:04", "1.02:03:04"),
    ("0:0:0.05", "00:00:00.0500000"), ("-1.2:3:4", "-1.02:03:04"),
])
def test_spans(text: str, expected: str) -> None:
    assert constant_text(parse_span(text)) == expected
    assert str(TimeSpan(parse_span(text))) == expected


def test_span_errors_and_formats() -> None:
    with pytest.raises(OverflowException) as caught:
        parse_span("25:99")
    assert str(caught.value).startswith("The TimeSpan string '25:99' could not be parsed because at least one of the numeric components")
    with pytest.raises(FormatException) as bad:
        parse_span("abc")
    assert str(bad.value) == "String 'abc' was not recognized as a valid TimeSpan."
    ticks = parse_span("1.02:03:04.5")
    assert format_span(ticks, r"hh\:mm\:ss") == "02:03:04" and format_span(ticks, r"d\d\ hh\h") == "1d 02h"
    assert format_span(ticks, "g") == "1:2:03:04.5" and format_span(ticks, "G") == "1:02:03:04.5000000"
    assert parse_span_exact("02:03", [r"hh\:mm"]) == 2 * HOUR + 3 * HOUR // 60
    with pytest.raises(FormatException):
        format_span(ticks, "hh:mm")
