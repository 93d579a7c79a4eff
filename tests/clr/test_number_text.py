"""Numbers to text and back: display, shortest round trip, standard and custom formats, NumberStyles."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import shell.clr.index  # noqa: F401
from shell.clr import number_text as nt
from shell.clr.composite import format_composite
from shell.clr.culture_info import INVARIANT, get_culture
from shell.clr.exceptions import FormatException, OverflowException
from shell.clr.number_format import format_number
from shell.clr.numbers import Byte, Int64, SByte, UInt32, to_single

INF = float("inf")


@pytest.mark.parametrize("value,shown,exact", [
    (0.1 + 0.2, "0.3", "0.30000000000000004"), (1 / 3, "0.333333333333333", "0.3333333333333333"), (1e15, "1E+15", "1000000000000000"),
    (1e14, "100000000000000", "100000000000000"), (1e16, "1E+16", "10000000000000000"), (1e-5, "1E-05", "1E-05"), (0.0001, "0.0001", "0.0001"),
    (-0.0, "-0", "-0"), (INF, "∞", "∞"), (-INF, "-∞", "-∞"), (float("nan"), "NaN", "NaN"), (5e-324, "4.94065645841247E-324", "5E-324"),
    (1.7976931348623157e308, "1.79769313486232E+308", "1.7976931348623157E+308"), (2.0, "2", "2"),
    (to_single(0.1), "0.1", "0.1"), (to_single(16777217), "1.677722E+07", "16777216"), (to_single(1 / 3), "0.3333333", "0.33333334"),
])
def test_real_numbers(value: float, shown: str, exact: str) -> None:
    assert nt.display_double(value) == shown
    assert nt.double_text(value) == exact


@pytest.mark.parametrize("template,value,expected", [
    ("{0:N2}", 1234.567, "1,234.57"), ("{0:D5}", 42, "00042"), ("{0:X}", 255, "FF"), ("{0:x4}", 255, "00ff"), ("{0:P1}", 0.256, "25.6%"),
    ("{0:C}", 1234.5, "$1,234.50"), ("{0:C}", -5, "-$5.00"), ("{0:F3}", 3.14159, "3.142"), ("{0:E2}", 12345, "1.23E+004"), ("{0,8}|", "ab", "      ab|"),
    ("{0,-8}|", "ab", "ab      |"), ("{0,8:N1}|", 3.14159, "     3.1|"), ("{{{0}}}", 1, "{1}"), ("{0:0.00}", 2.5, "2.50"),
    ("{0:#,##0}", 1234567, "1,234,567"), ("{0:000}", 7, "007"), ("{0:0.##}", 2.5, "2.5"), ("{0:#.##}", 0.5, ".5"), ("{0:0%}", 0.25, "25%"),
    ("{0:(000) 000-0000}", 1234567890, "(123) 456-7890"), ("{0:+0;-0;zero}", 5, "+5"), ("{0:+0;-0;zero}", 0, "zero"), ("{0:+0;-0;zero}", -3, "-3"),
    ("{0:G}", 1.0, "1"), ("{0:n0}", 1e6, "1,000,000"), ("{0:B8}", 5, "00000101"), ("{0:P}", 0.1234, "12.340%"), ("{0:0;(0)}", -5, "(5)"),
    ("{0:F}", 1234.5, "1234.500"), ("{0:000.0}", 12, "012.0"), ("{0:N0}", 2.5, "2"), ("{0:N0}", 3.5, "4"), ("{0:N1}", 0.25, "0.2"),
    ("{0:F2}", 1.005, "1.00"), ("{0:N2}", 2.675, "2.67"), ("{0:X}", -1, "FFFFFFFF"), ("{0:X}", SByte(-1), "FF"), ("{0:0.0e+00}", 12345, "1.2e+04"),
    ("{0:#,##0,,M}", 12345678, "12M"), ("{0:G3}", 1234.5, "1.23E+03"), ("{0:N2}", Decimal("2.345"), "2.35"), ("{0:D3}", Int64(-5), "-005"),
    ("{0:X2}", Byte(10), "0A"), ("{0}", Decimal("1.50"), "1.50"), ("{0}", None, ""), ("{0}", 1 / 3, "0.3333333333333333"), ("{0:00:00}", 930, "09:30"),
])
def test_composite(template: str, value: Any, expected: str) -> None:
    assert format_composite(template, [value]) == expected


_SYNTAX = "Input string was not in a correct format. Failure to parse near offset "


@pytest.mark.parametrize("template,message", [
    ("{0} {1}", "Index (zero based) must be greater than or equal to zero and less than the size of the argument list."),
    ("{", _SYNTAX + "1. Format item ends prematurely."), ("{a}", _SYNTAX + "1. Expected an ASCII digit."), ("{0:D2}", "Format specifier was invalid."),
    ("}", _SYNTAX + "1. Format item ends prematurely."), ("{-1}", _SYNTAX + "1. Expected an ASCII digit."),
    ("{0", _SYNTAX + "2. Format item ends prematurely."), ("{0:Q9}", "Format specifier was invalid."),
])
def test_composite_errors(template: str, message: str) -> None:
    with pytest.raises(FormatException) as caught:
        format_composite(template, [1.5])
    assert str(caught.value) == message


@pytest.mark.parametrize("culture,spec,value,expected", [
    ("de-DE", None, 1234.5, "1234,5"), ("de-DE", "N2", 1234.5, "1.234,50"), ("de-DE", "C", 1234.5, "1.234,50 €"), ("de-DE", "P1", 0.256, "25,6 %"),
    ("", "N", 1234.5, "1,234.50"), ("", "P", 0.5, "50.00 %"), ("", "C", -5, "(¤5.00)"), ("en-GB", "C", 5, "£5.00"), ("ja-JP", "C", 5, "￥5"),
    ("fr-FR", "N1", 12345.6, "12\u202f345,6"), ("", None, INF, "Infinity"),
])
def test_cultures(culture: str, spec: Any, value: Any, expected: str) -> None:
    assert format_number(value, spec, get_culture(culture).number_format) == expected


@pytest.mark.parametrize("text,cls,styles,expected", [
    (" 42 ", int, nt.INTEGER, 42), ("-7", Int64, nt.INTEGER, -7), ("ff", int, nt.HEX_NUMBER, 255), ("FFFFFFFF", int, nt.HEX_NUMBER, -1),
    ("1,234", int, nt.NUMBER, 1234), ("4294967295", UInt32, nt.INTEGER, 4294967295),
])
def test_parse_integer(text: str, cls: type, styles: int, expected: int) -> None:
    found = nt.parse_integer(text, cls, styles)
    assert found == expected and found.__class__ is cls


@pytest.mark.parametrize("text,cls,error,message", [
    ("abc", int, FormatException, "The input string 'abc' was not in a correct format."), ("", int, FormatException, "The input string '' was not in a correct format."),
    ("1,000", int, FormatException, "The input string '1,000' was not in a correct format."),
    ("3000000000", int, OverflowException, "Value was either too large or too small for an Int32."),
    ("300", Byte, OverflowException, "Value was either too large or too small for an unsigned byte."),
    ("-1", UInt32, OverflowException, "Value was either too large or too small for a UInt32."),
])
def test_parse_integer_errors(text: str, cls: type, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        nt.parse_integer(text, cls)
    assert str(caught.value) == message


def test_parse_reals_and_decimals() -> None:
    assert nt.parse_double("1,234.5e2") == 123450.0
    assert nt.parse_double("-Infinity") == -INF
    assert nt.parse_double("(5)", nt.ANY) == -5
    assert nt.parse_double("1,5", nt.FLOAT_THOUSANDS, get_culture("de-DE").number_format) == 1.5
    assert str(nt.parse_decimal("1.10")) == "1.10"
    assert str(nt.parse_decimal("79228162514264337593543950335")) == "79228162514264337593543950335"
    assert INVARIANT.name == ""
    with pytest.raises(OverflowException):
        nt.parse_decimal("79228162514264337593543950336")
    with pytest.raises(FormatException):
        nt.parse_double("1.2.3")
