"""Numbers to text and text to numbers.

Two texts exist for a real number: PowerShell's display and interpolation (15 significant digits, 7 for Single) and .NET's ToString (the shortest
text that reads back as the same number).  Parsing follows .NET's NumberStyles; strings of scripts are parsed elsewhere (objects/conversion).
"""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.clr.exceptions import FormatException, NetException, OverflowException
from shell.clr.numbers import RANGES, Single

Value = Any

# NumberStyles
LEADING_WHITE, TRAILING_WHITE, LEADING_SIGN, TRAILING_SIGN, PARENTHESES, DECIMAL_POINT, THOUSANDS, EXPONENT = 1, 2, 4, 8, 16, 32, 64, 128
CURRENCY_SYMBOL, HEX, BINARY = 256, 512, 1024
INTEGER, NUMBER, FLOAT, CURRENCY, ANY, HEX_NUMBER = 7, 111, 167, 383, 511, 515
FLOAT_THOUSANDS = FLOAT | THOUSANDS

# how overflow messages name the types
RANGE_WORDS = {"System.Byte": "an unsigned byte", "System.SByte": "a signed byte", "System.Int16": "an Int16", "System.UInt16": "a UInt16",
               "System.Int32": "an Int32", "System.UInt32": "a UInt32", "System.Int64": "an Int64", "System.UInt64": "a UInt64",
               "System.Decimal": "a Decimal", "System.Char": "a character", "System.IntPtr": "an Int64"}


def overflow(full_name: str) -> NetException:
    """`Value was either too large or too small for an Int32.`"""
    return OverflowException(f"Value was either too large or too small for {RANGE_WORDS.get(full_name, 'an Int32')}.")


def bad_format(text: str) -> NetException:
    return FormatException(f"The input string '{text}' was not in a correct format.")


def digits_of(value: float, significant: int) -> tuple[str, int]:
    """(digits without trailing zeros, scale) of |value| at so many significant digits; value = 0.DIGITS * 10**scale.  Zero gives ('', 0)."""
    text = f"{abs(value):.{significant - 1}e}"
    mantissa, _, exponent = text.partition("e")
    digits = mantissa.replace(".", "").rstrip("0")
    return (digits, int(exponent) + 1) if digits else ("", 0)


def shortest_digits(value: float) -> tuple[str, int]:
    """As `digits_of`, with as few digits as read back as the same Double (or Single)."""
    if value.__class__ is Single:
        text = _shortest_single(value)
    else:
        text = float.__repr__(abs(value))
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    scale = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    scale -= len(digits) - len(stripped)
    stripped = stripped.rstrip("0")
    return (stripped, scale) if stripped else ("", 0)


def _shortest_single(value: float) -> str:
    from shell.clr.numbers import to_single
    number = abs(float(value))
    for precision in range(1, 10):
        text = f"{number:.{precision - 1}e}"
        if float(to_single(float(text))) == number:
            return text
    return f"{number:.8e}"


def general(digits: str, scale: int, negative: bool, most: int, exponent_letter: str = "E", point: str = ".", minus: str = "-") -> str:
    """.NET's G layout of a digit buffer: scientific when the number needs more than `most` digits before the point or is below 1E-05."""
    if not digits:
        return minus + "0" if negative else "0"
    if scale > most or scale < -4 + 1:
        body = digits[0] + (point + digits[1:] if len(digits) > 1 else "")
        power = scale - 1
        body += exponent_letter + ("+" if power >= 0 else minus) + str(abs(power)).rjust(2, "0")
    elif scale <= 0:
        body = "0" + point + "0" * -scale + digits
    elif scale >= len(digits):
        body = digits + "0" * (scale - len(digits))
    else:
        body = digits[:scale] + point + digits[scale:]
    return minus + body if negative else body


def is_negative(value: float) -> bool:
    """Negative, negative zero included."""
    return value < 0 or (value == 0 and str(float(value))[0] == "-")


def special_text(value: float, invariant: bool = False) -> Optional[str]:
    """The text of NaN and the infinities (en-US signs: PowerShell shows them everywhere, invariant text excepted)."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        sign = "-" if value < 0 else ""
        return sign + ("Infinity" if invariant else "∞")
    return None


def display_double(value: float, point: str = ".") -> str:
    """What PowerShell prints or interpolates: 15 significant digits (7 for a Single).  0.1+0.2 is 0.3, 1e15 is 1E+15."""
    if value.__class__ is Single:
        return display_single(value, point)
    text = f"{value:.15g}"
    if point == "." and "e" not in text and "n" not in text:
        return text
    special = special_text(value)
    if special is not None:
        return special
    digits, scale = digits_of(value, 15)
    return general(digits, scale, is_negative(value), 15, point=point)


def display_single(value: float, point: str = ".") -> str:
    special = special_text(value)
    if special is not None:
        return special
    digits, scale = digits_of(value, 7)
    return general(digits, scale, is_negative(value), 7, point=point)


def double_text(value: float, point: str = ".", invariant: bool = False) -> str:
    """.NET's ToString() of a Double or Single: the shortest text that reads back.  1/3 is 0.3333333333333333, 1e16 is 1E+16."""
    if value.__class__ is float and point == ".":
        text = float.__repr__(value)
        if "e" not in text and "n" not in text:
            return text[:-2] if text.endswith(".0") else text
    special = special_text(value, invariant)
    if special is not None:
        return special
    digits, scale = shortest_digits(value)
    return general(digits, scale, is_negative(value), _shown_whole_digits(value, digits), point=point)


def _shown_whole_digits(value: float, digits: str) -> int:
    return max(len(digits), 9 if value.__class__ is Single else 17)


def decimal_text(value: Value) -> str:
    """A Decimal in full, trailing zeros kept: 1.50."""
    text = format(value, "f")
    return "0" + text[2:] if text.startswith("-0") and not text.strip("-0.") else text


# --- text to number ---

_PLAIN_INTEGER = re.compile(r"[ \t-\r]*[+-]?[0-9]+[ \t-\r\0]*\Z")


def parse_integer(text: str, cls: type = int, styles: int = INTEGER, info: Value = None) -> Value:
    """Parse into an integer class of clr/numbers (int itself is Int32); raises FormatException or OverflowException as .NET does."""
    name, low, high = RANGES[cls]
    number = parse_big(text, styles, info, name)
    if styles & (HEX | BINARY):
        if number > high - low:
            raise overflow(name)
        if number > high:
            number -= high - low + 1
    if not low <= number <= high:
        raise overflow(name)
    return number if cls is int else cls(number)


def parse_big(text: str, styles: int = INTEGER, info: Value = None, name: str = "System.Numerics.BigInteger") -> int:
    """Parse an integer of any size."""
    if styles == INTEGER and (info is None or info.negative_sign == "-") and _PLAIN_INTEGER.match(text):
        return int(text.rstrip("\0"))
    if styles & (HEX | BINARY):
        body = text.strip() if styles & (LEADING_WHITE | TRAILING_WHITE) else text
        allowed = "0123456789abcdefABCDEF" if styles & HEX else "01"
        if not body or body.strip(allowed):
            raise bad_format(text)
        return int(body, 16 if styles & HEX else 2)
    parts = scan_number(text, styles, info)
    if parts is None:
        raise bad_format(text)
    negative, digits, scale = parts
    if scale < len(digits) and digits[max(scale, 0):].strip("0"):
        raise overflow(name)
    number = int(digits[:max(scale, 0)].ljust(scale, "0") or "0") if scale < 5000 else 0
    return -number if negative else number


def _separators(info: Value, styles: int) -> tuple[str, str, str, str, str]:
    if info is None:
        return ".", ",", "-", "+", "$"
    if styles & CURRENCY_SYMBOL:
        return (info.currency_decimal_separator, info.currency_group_separator, info.negative_sign, info.positive_sign, info.currency_symbol)
    return info.number_decimal_separator, info.number_group_separator, info.negative_sign, info.positive_sign, info.currency_symbol


_WHITE = " \t\n\v\f\r"


def scan_number(text: str, styles: int, info: Value = None) -> Optional[tuple[bool, str, int]]:
    """Read a number under NumberStyles: (negative, digits without leading zeros, scale) or None when it does not conform."""
    decimal, group, minus, plus, currency = _separators(info, styles)
    position, end = 0, len(text.rstrip("\0"))
    if styles & TRAILING_WHITE:
        while end and text[end - 1] in _WHITE:
            end -= 1
    text = text[:end]
    negative, signed, in_parentheses = False, False, False
    while position < end:  # prefix: spaces, sign, parenthesis, currency, in any order
        if text[position] in _WHITE and styles & LEADING_WHITE:
            position += 1
        elif not signed and styles & LEADING_SIGN and text.startswith((minus, "-", "\u2212"), position):
            negative = signed = True
            position += len(minus) if text.startswith(minus, position) else 1
        elif not signed and styles & LEADING_SIGN and text.startswith(plus, position):
            signed, position = True, position + len(plus)
        elif not signed and styles & PARENTHESES and text[position] == "(":
            negative = signed = in_parentheses = True
            position += 1
        elif styles & CURRENCY_SYMBOL and currency and text.startswith(currency, position):
            position += len(currency)
        else:
            break
    found = _scan_digits(text, position, styles, decimal, group)
    if found is None:
        return None
    digits, scale, position = found
    return _scan_suffix(text, position, styles, (minus, plus, currency), (negative, signed, in_parentheses), digits, scale)


def _scan_digits(text: str, position: int, styles: int, decimal: str, group: str) -> Optional[tuple[str, int, int]]:
    whole: list[str] = []
    fraction: list[str] = []
    seen_point, end = False, len(text)
    groups = (group, "\u00a0", " ") if group in ("\u00a0", "\u202f") else (group,)
    while position < end:
        ch = text[position]
        if "0" <= ch <= "9":
            (fraction if seen_point else whole).append(ch)
            position += 1
        elif not seen_point and styles & DECIMAL_POINT and text.startswith(decimal, position):
            seen_point, position = True, position + len(decimal)
        elif not seen_point and whole and styles & THOUSANDS and text.startswith(groups, position):
            position += 1
        else:
            break
    if not whole and not fraction:
        return None
    exponent = 0
    if styles & EXPONENT and position < end and text[position] in "eE":
        m = re.compile(r"[eE]([+-]?[0-9]+)").match(text, position)
        if m:
            exponent, position = int(m.group(1)), m.end()
    digits = "".join(whole + fraction)
    stripped = digits.lstrip("0")
    return stripped, len(whole) - (len(digits) - len(stripped)) + exponent, position


def _scan_suffix(text: str, position: int, styles: int, signs: tuple[str, str, str], state: tuple[bool, bool, bool], digits: str,
                 scale: int) -> Optional[tuple[bool, str, int]]:
    minus, plus, currency = signs
    negative, signed, open_parenthesis = state
    while position < len(text):
        if text[position] in _WHITE and styles & TRAILING_WHITE:
            position += 1
        elif not signed and styles & TRAILING_SIGN and text.startswith((minus, "-"), position):
            negative = signed = True
            position += 1
        elif not signed and styles & TRAILING_SIGN and text.startswith(plus, position):
            signed, position = True, position + 1
        elif open_parenthesis and text[position] == ")":
            open_parenthesis, position = False, position + 1
        elif styles & CURRENCY_SYMBOL and currency and text.startswith(currency, position):
            position += len(currency)
        else:
            return None
    return None if open_parenthesis else (negative, digits, scale if digits else 0)


def parse_double(text: str, styles: int = FLOAT_THOUSANDS, info: Value = None) -> float:
    """Double.Parse: out of range gives infinity; NaN and infinity are read by name."""
    parts = scan_number(text, styles, info)
    if parts is None:
        word = text.strip()
        special = _SPECIAL_WORDS.get(word.lower())
        if special is None and info is not None:
            special = {info.nan_symbol.lower(): "nan", info.positive_infinity_symbol.lower(): "inf",
                       info.negative_infinity_symbol.lower(): "-inf"}.get(word.lower())
        if special is None:
            raise bad_format(text)
        return float(special)
    negative, digits, scale = parts
    number = float(f"0.{digits or '0'}e{scale}")
    return -number if negative else number


_SPECIAL_WORDS = {"nan": "nan", "-nan": "nan", "+nan": "nan", "infinity": "inf", "+infinity": "inf", "-infinity": "-inf", "∞": "inf", "+∞": "inf", "-∞": "-inf"}


def parse_decimal(text: str, styles: int = NUMBER, info: Value = None) -> Value:
    """Decimal.Parse: keeps written zeros, rounds half-even past 28 places, overflows past 79228162514264337593543950335."""
    from decimal import Decimal
    parts = scan_number(text, styles, info)
    if parts is None:
        raise bad_format(text)
    negative, digits, scale = parts
    if not digits:
        return _zero_decimal(text, styles, info)
    return fit_decimal(Decimal((1 if negative else 0, tuple(map(int, digits)), scale - len(digits))))


def _zero_decimal(text: str, styles: int, info: Value) -> Value:
    from decimal import Decimal
    point = "." if info is None else info.number_decimal_separator
    places = len(text.strip().partition(point)[2].rstrip("\0 ")) if styles & DECIMAL_POINT else 0
    return Decimal((0, (0,), -places))


def fit_decimal(number: Value) -> Value:
    """Round to what a System.Decimal can hold (96-bit integer, scale 0 to 28); raises OverflowException."""
    from decimal import ROUND_HALF_EVEN, Context, Decimal
    context = Context(prec=60, rounding=ROUND_HALF_EVEN, Emax=9999, Emin=-9999)
    exponent = number.as_tuple().exponent
    if number.adjusted() > 28 and number:
        raise overflow("System.Decimal")
    if exponent > 0:
        number, exponent = number.quantize(Decimal(1), context=context), 0
    places = min(-exponent, 28)
    while True:
        if places != -exponent:
            number = number.quantize(Decimal((0, (1,), -places)), context=context)
            exponent = -places
        if int(number.scaleb(places, context=context).copy_abs()) < 1 << 96:
            return number
        places -= 1
        if places < 0:
            raise overflow("System.Decimal")
