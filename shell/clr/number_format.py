"""Standard and custom numeric format strings of .NET (N2, X4, 0.00, #,##0;(0)) over every number class, for any culture.

A number becomes a digit buffer (negative, digits, scale): its value is 0.DIGITS * 10**scale.  Doubles are rounded from their exact binary value
(half to even), decimals and integers half away from zero.
"""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.clr.culture_info import NumberFormatInfo, number_info
from shell.clr.exceptions import FormatException
from shell.clr.number_text import decimal_text, digits_of, general, is_negative, shortest_digits
from shell.clr.numbers import RANGES, BigInteger, Single

Value = Any
Buffer = tuple[bool, str, int]  # negative, digits without leading zeros, scale

_STANDARD = re.compile(r"([A-Za-z])([0-9]*)\Z")
BAD_SPECIFIER = "Format specifier was invalid."


def format_number(value: Value, spec: Optional[str], info: Optional[NumberFormatInfo] = None) -> str:
    """ToString(format, provider) of an int, float, Decimal or their subclasses."""
    info = info or number_info()
    if isinstance(value, float):
        if value != value:
            return info.nan_symbol
        if abs(value) == float("inf"):
            return info.positive_infinity_symbol if value > 0 else info.negative_infinity_symbol
    found = _specifiers.get(spec or "G")
    if found is None:
        found = _specifiers[spec or "G"] = _specifier(spec or "G")
    letter, precision = found
    if not letter:
        from shell.clr.number_pattern import format_custom
        return format_custom(value, spec or "", info)
    return _standard(value, letter, precision, info)


_specifiers: dict[str, tuple[str, Optional[int]]] = {}


def _specifier(spec: str) -> tuple[str, Optional[int]]:
    """(letter, precision) of a standard format; no letter: a custom one."""
    if len(_specifiers) > 500:
        _specifiers.clear()
    m = _STANDARD.match(spec)
    if m is None:
        return "", None
    digits = m.group(2)
    if len(digits) > 9:
        raise FormatException(BAD_SPECIFIER)
    return m.group(1), int(digits) if digits else None


def _standard(value: Value, letter: str, precision: Optional[int], info: NumberFormatInfo) -> str:
    upper = letter.upper()
    if upper in "DXB":
        if not isinstance(value, int):
            raise FormatException(BAD_SPECIFIER)
        return _integer_only(value, upper, letter, precision or 0, info)
    if upper == "G" or upper == "R":
        return _general(value, upper, letter, precision, info)
    if upper == "E":
        return _exponential(value, letter, 6 if precision is None else precision, info)
    if upper == "F":
        places = info.number_decimal_digits if precision is None else precision
        negative, digits, scale = rounded(value, places)
        text = plain(digits, scale, places, info.number_decimal_separator)
        return info.negative_sign + text if negative else text
    if upper == "N":
        return _number(value, info.number_decimal_digits if precision is None else precision, info)
    if upper == "P":
        return _percent(value, info.percent_decimal_digits if precision is None else precision, info)
    if upper == "C":
        return _currency(value, info.currency_decimal_digits if precision is None else precision, info)
    raise FormatException(BAD_SPECIFIER)


def _integer_only(value: int, upper: str, letter: str, precision: int, info: NumberFormatInfo) -> str:
    number = int(value)
    if upper == "D":
        text = str(abs(number)).rjust(precision, "0")
        return info.negative_sign + text if number < 0 else text
    if number < 0 or value.__class__ is BigInteger:
        return _big_radix(number, upper, letter, precision) if value.__class__ is BigInteger else _radix(
            number + RANGES[value.__class__][2] - RANGES[value.__class__][1] + 1, upper, letter, precision)
    return _radix(number, upper, letter, precision)


def _radix(number: int, upper: str, letter: str, precision: int) -> str:
    text = format(number, "b" if upper == "B" else letter)
    return text.rjust(precision, "0")


def _big_radix(number: int, upper: str, letter: str, precision: int) -> str:
    """BigInteger shows two's complement with a sign digit: 255 is 0FF, -1 is FF."""
    if upper == "B":
        bits = number.bit_length() + 1
        return format(number & ((1 << bits) - 1), "b").rjust(max(precision, bits if number >= 0 else 0), "0")
    nibbles = (number.bit_length() + 4) // 4 if number >= 0 else max(2, ((number + 1).bit_length() + 8) // 8 * 2)
    text = format(number & ((1 << (4 * nibbles)) - 1), letter)
    return text.rjust(max(precision, nibbles if number >= 0 else 0), "F" if number < 0 else "0")


def exact_digits(value: Value) -> Buffer:
    """The digit buffer of an integer or Decimal, all digits kept."""
    if isinstance(value, int):
        digits = int.__repr__(abs(int(value)))
        return (value < 0, digits, len(digits)) if value else (False, "", 0)
    text = decimal_text(value.copy_abs())
    whole, _, fraction = text.partition(".")
    digits = whole + fraction
    stripped = digits.lstrip("0")
    return bool(value < 0), stripped, len(whole) - (len(digits) - len(stripped)) if stripped else 0


def round_digits(digits: str, scale: int, keep: int) -> tuple[str, int]:
    """Keep so many leading digits, rounding half up (away from zero); trailing zeros go."""
    if keep < 0:
        return "", 0
    if keep < len(digits):
        up = digits[keep] >= "5"
        digits = digits[:keep]
        if up:
            digits = str(int(digits or "0") + 1).rjust(keep, "0")
            if len(digits) > keep:
                scale += 1
    digits = digits.rstrip("0")
    return (digits, scale) if digits else ("", 0)


def rounded(value: Value, places: int) -> Buffer:
    """The digit buffer rounded to decimal places; a Double from its exact binary value."""
    if isinstance(value, float):
        text = f"{abs(value):.{places}f}"
        whole, _, fraction = text.partition(".")
        digits = whole + fraction
        stripped = digits.lstrip("0")
        return is_negative(value), stripped, len(whole) - (len(digits) - len(stripped)) if stripped else 0
    negative, digits, scale = exact_digits(value)
    digits, scale = round_digits(digits, scale, scale + places)
    return negative and bool(digits), digits, scale


def plain(digits: str, scale: int, places: int, point: str, group: str = "", sizes: Optional[list[int]] = None) -> str:
    """Whole part (grouped when `group` is given), then exactly `places` decimals."""
    whole = digits[:scale].ljust(scale, "0") if scale > 0 else "0"
    fraction = ("0" * -scale + digits if scale <= 0 else digits[scale:]).ljust(places, "0")[:places]
    if group:
        whole = grouped(whole, group, sizes or [3])
    return whole + point + fraction if places else whole


def grouped(whole: str, separator: str, sizes: list[int]) -> str:
    parts: list[str] = []
    index = 0
    while whole:
        size = sizes[min(index, len(sizes) - 1)]
        if size == 0 or len(whole) <= size:
            parts.append(whole)
            break
        parts.append(whole[-size:])
        whole = whole[:-size]
        index += 1
    return separator.join(reversed(parts))


def _fill(pattern: str, number: str, info: NumberFormatInfo, symbol: str) -> str:
    return "".join(number if ch == "n" else info.negative_sign if ch == "-" else symbol if ch in "$%" else ch for ch in pattern)


_NEGATIVE = ["(n)", "-n", "- n", "n-", "n -"]
_PERCENT_POSITIVE = ["n %", "n%", "%n", "% n"]
_PERCENT_NEGATIVE = ["-n %", "-n%", "-%n", "%-n", "%n-", "n-%", "n%-", "-% n", "n %-", "% n-", "% -n", "n- %"]
_MONEY_POSITIVE = ["$n", "n$", "$ n", "n $"]
_MONEY_NEGATIVE = ["($n)", "-$n", "$-n", "$n-", "(n$)", "-n$", "n-$", "n$-", "-n $", "-$ n", "n $-", "$ n-", "$ -n", "n- $", "($ n)", "(n $)", "$- n"]


def _number(value: Value, places: int, info: NumberFormatInfo) -> str:
    negative, digits, scale = rounded(value, places)
    text = plain(digits, scale, places, info.number_decimal_separator, info.number_group_separator, info.number_group_sizes)
    return _fill(_NEGATIVE[info.number_negative_pattern], text, info, "") if negative else text


def _percent(value: Value, places: int, info: NumberFormatInfo) -> str:
    if isinstance(value, float):
        negative, digits, scale = _scaled_double(value, places)
    else:
        negative, digits, scale = exact_digits(value)
        digits, scale = round_digits(digits, scale + 2, scale + 2 + places)
        negative = negative and bool(digits)
    text = plain(digits, scale, places, info.percent_decimal_separator, info.percent_group_separator, info.percent_group_sizes)
    pattern = _PERCENT_NEGATIVE[info.percent_negative_pattern] if negative else _PERCENT_POSITIVE[info.percent_positive_pattern]
    return _fill(pattern, text, info, info.percent_symbol)


def _scaled_double(value: float, places: int) -> Buffer:
    """A Double as a percentage: its exact decimal value times 100, rounded half to even at the places."""
    from decimal import ROUND_HALF_EVEN, Context, Decimal
    exact = Decimal(value).scaleb(2, context=Context(prec=1200))
    shown = exact.quantize(Decimal((0, (1,), -places)), rounding=ROUND_HALF_EVEN, context=Context(prec=1200))
    _, digits, scale = exact_digits(shown)
    return is_negative(value), digits, scale


def _currency(value: Value, places: int, info: NumberFormatInfo) -> str:
    negative, digits, scale = rounded(value, places)
    text = plain(digits, scale, places, info.currency_decimal_separator, info.currency_group_separator, info.currency_group_sizes)
    pattern = _MONEY_NEGATIVE[info.currency_negative_pattern] if negative else _MONEY_POSITIVE[info.currency_positive_pattern]
    return _fill(pattern, text, info, info.currency_symbol)


def significant(value: Value, count: int) -> Buffer:
    """The digit buffer at so many significant digits."""
    if isinstance(value, float):
        digits, scale = digits_of(value, max(count, 1))
        return is_negative(value), digits, scale
    negative, digits, scale = exact_digits(value)
    digits, scale = round_digits(digits, scale, count)
    return negative, digits, scale


def _general(value: Value, upper: str, letter: str, precision: Optional[int], info: NumberFormatInfo) -> str:
    exponent_letter = "e" if letter == "g" or letter == "r" else "E"
    point, minus = info.number_decimal_separator, info.negative_sign
    if isinstance(value, float):
        if upper == "R" or not precision:
            digits, scale = shortest_digits(value)
            most = max(len(digits), 9 if value.__class__ is Single else 17)
            return general(digits, scale, is_negative(value), most, exponent_letter, point, minus)
        negative, digits, scale = significant(value, precision)
        return general(digits, scale, negative, precision, exponent_letter, point, minus)
    if upper == "R" and value.__class__ is not BigInteger:
        raise FormatException(BAD_SPECIFIER)
    if not precision:
        text = int.__repr__(abs(int(value))) if isinstance(value, int) else decimal_text(value.copy_abs()).replace(".", point)
        return minus + text if value < 0 else text
    negative, digits, scale = significant(value, precision)
    return general(digits, scale, negative, precision, exponent_letter, point, minus)


def _exponential(value: Value, letter: str, places: int, info: NumberFormatInfo) -> str:
    negative, digits, scale = significant(value, places + 1)
    power = scale - 1 if digits else 0
    digits = (digits or "0").ljust(places + 1, "0")
    body = digits[0] + (info.number_decimal_separator + digits[1:] if places else "")
    sign = info.positive_sign if power >= 0 else info.negative_sign
    text = f"{body}{letter}{sign}{abs(power):03d}"
    return info.negative_sign + text if negative else text
