"""Math, Convert, BigInteger, Decimal and culture members through their declared signatures."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import shell.clr.index  # noqa: F401
from shell.clr.enum_catalog import MidpointRounding
from shell.clr.exceptions import ArithmeticException, DivideByZeroException, FormatException, OverflowException
from shell.clr.numbers import BigInteger, Byte, Int64
from shell.clr.times import DateTime
from shell.clr.typeinfo import MethodInfo, lookup


def call(type_name: str, method: str, *args: Any) -> Any:
    """Run the first overload with that many parameters."""
    t = lookup(type_name)
    assert t is not None
    group = t.find_static(method)
    assert isinstance(group, MethodInfo)
    return next(o for o in group.overloads if len(o.params) == len(args)).function(*args)


@pytest.mark.parametrize("method,args,expected", [
    ("Round", (2.5,), 2.0), ("Round", (3.5,), 4.0), ("Round", (2.345, 2), 2.35), ("Round", (1.005, 2), 1.0), ("Round", (2.5, MidpointRounding(1)), 3.0),
    ("Round", (Decimal("2.5"),), Decimal(2)), ("Floor", (-1.2,), -2.0), ("Ceiling", (1.2,), 2.0), ("Truncate", (-2.7,), -2.0), ("Floor", (Decimal("2.5"),), Decimal(2)),
    ("Abs", (-4,), 4), ("Sign", (-9,), -1), ("Max", (3, 7), 7), ("Pow", (2.0, 10.0), 1024.0), ("Log10", (1000.0,), 3.0), ("Clamp", (15, 0, 10), 10), ("Log", (0.0,), float("-inf")),
    ("Sqrt", (16.0,), 4.0), ("Log", (8.0, 2.0), 3.0),
])
def test_math(method: str, args: tuple[Any, ...], expected: Any) -> None:
    found = call("math", method, *args)
    assert found == expected and found.__class__ is expected.__class__


def test_math_errors_and_ieee() -> None:
    assert call("math", "Sqrt", -1.0) != call("math", "Sqrt", -1.0)
    assert call("math", "Pow", 10.0, 400.0) == float("inf")
    assert call("math", "DivRem", 17, 5).items == [3, 2]
    with pytest.raises(OverflowException) as caught:
        call("math", "Abs", -2147483648)
    assert str(caught.value) == "Negating the minimum value of a twos complement number is invalid."
    with pytest.raises(ArithmeticException):
        call("math", "Sign", float("nan"))
    with pytest.raises(DivideByZeroException):
        call("math", "DivRem", 1, 0)


@pytest.mark.parametrize("method,args,expected", [
    ("ToString", (10, 2), "1010"), ("ToString", (255, 16), "ff"), ("ToString", (-1, 16), "ffffffff"), ("ToInt32", ("ff", 16), 255), ("ToInt32", ("1010", 2), 10),
    ("ToInt32", ("17", 8), 15), ("ToInt32", (2.5,), 2), ("ToInt32", (True,), 1), ("ToBoolean", ("true",), True), ("ToInt32", (None,), 0),
    ("ToByte", (200.4,), Byte(200)), ("ToInt64", ("5",), Int64(5)), ("ToHexString", ([Byte(1), Byte(171)],), "01AB"),
    ("ToBase64String", ([Byte(104), Byte(105)],), "aGk="), ("ToDouble", ("1.5",), 1.5), ("ToDecimal", ("1.10",), Decimal("1.10")),
])
def test_convert(method: str, args: tuple[Any, ...], expected: Any) -> None:
    assert call("convert", method, *args) == expected


@pytest.mark.parametrize("method,args,error,message", [
    ("ToInt32", ("zz", 16), FormatException, "Could not find any recognizable digits."),
    ("ToInt32", ("1g", 16), FormatException, "Additional non-parsable characters are at the end of the string."),
    ("ToInt32", ("abc",), FormatException, "The input string 'abc' was not in a correct format."),
    ("ToByte", (300,), OverflowException, "Value was either too large or too small for an unsigned byte."),
    ("ToBoolean", ("maybe",), FormatException, "String 'maybe' was not recognized as a valid Boolean."),
])
def test_convert_errors(method: str, args: tuple[Any, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call("convert", method, *args)
    assert str(caught.value) == message


def test_bigint_and_decimal() -> None:
    found = call("bigint", "Pow", BigInteger(2), 100)
    assert found == 1 << 100 and found.__class__ is BigInteger
    assert call("bigint", "Divide", BigInteger(-7), BigInteger(2)) == -3
    assert call("decimal", "Divide", Decimal(1), Decimal(3)) == Decimal("0.3333333333333333333333333333")
    with pytest.raises(OverflowException):
        call("decimal", "Add", Decimal("79228162514264337593543950335"), Decimal(1))


def test_week_of_year_and_title_case() -> None:
    from shell.clr.culture_info import EN_US
    from shell.clr.cultures import week_of_year
    assert [week_of_year(None, DateTime.of(*d), 2, 1) for d in ((2024, 3, 5), (2021, 1, 1), (2023, 1, 1))] == [10, 53, 52]
    assert EN_US.text_info.title_case("hello wORLD of NASA") == "Hello World Of NASA"


def test_time_zones() -> None:
    pytest.importorskip("zoneinfo")
    from shell.clr.time_zones import convert_time, find_zone
    moment = DateTime.of(2024, 7, 1, 12, kind=1)
    assert convert_time(moment, find_zone("Europe/Berlin")) == DateTime.of(2024, 7, 1, 14)
