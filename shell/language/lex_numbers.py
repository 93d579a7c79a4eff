"""Numbers as written: what counts as one, its suffixes and multipliers, and its type."""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.language.lex_base import DASHES, EXPRESSION, FORCE_START, LexerBase
from shell.language.node_types import NumberLiteral

_DASH = "\\-\u2013\u2014\u2015"
_EXPONENT = f"(?:[eE][+{_DASH}]?[0-9]+)?"
_NUMBER = re.compile(
    f"([+{_DASH}])?"
    f"(?:0[xX]([0-9A-Fa-f]*)|0[bB]([01]*)|([0-9]+(?:\\.(?!\\.)[0-9]*)?{_EXPONENT}|\\.[0-9]*{_EXPONENT}))"
    "([uU][lLsSyY]?|[dDlLnNsSyY])?(?:([kKmMgGtTpP])[bB])?").match
#: characters that end a number in expression mode
_AFTER_NUMBER = frozenset("!#%*+-./<=>]") | DASHES
_TERNARY = frozenset("?:")

_MULTIPLIERS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}
#: suffix -> kind, and for integers the range
_KINDS: dict[str, str] = {
    "y": "sbyte", "uy": "byte", "s": "short", "us": "ushort", "l": "long", "ul": "ulong", "d": "decimal", "n": "bigint"}
_RANGES: dict[str, tuple[int, int]] = {
    "sbyte": (-128, 127), "byte": (0, 255), "short": (-32768, 32767), "ushort": (0, 65535),
    "int": (-(1 << 31), (1 << 31) - 1), "uint": (0, (1 << 32) - 1), "long": (-(1 << 63), (1 << 63) - 1), "ulong": (0, (1 << 64) - 1),
}
_DECIMAL_MAX = (1 << 96) - 1
#: hex digits that make the sign bit, by suffix
_HEX_WIDTH = {"y": 2, "s": 4, "l": 16}


def _fits(kind: str, value: int) -> bool:
    low, high = _RANGES[kind]
    return low <= value <= high


def _integer(value: int, suffix: str, is_decimal: bool) -> Any:
    """An integer literal's value for its suffix: an int (Int32), a NumberLiteral, or None if it does not fit."""
    if suffix == "":
        if _fits("int", value):
            return value
        if _fits("long", value):
            return NumberLiteral("long", value)
        if not is_decimal:
            return None
        if abs(value) <= _DECIMAL_MAX:
            return NumberLiteral("decimal", str(value))
        try:
            return NumberLiteral("double", float(value))
        except OverflowError:
            return None
    if suffix == "u":
        for kind in ("uint", "ulong"):
            if _fits(kind, value):
                return NumberLiteral(kind, value)
        return None
    kind = _KINDS[suffix]
    if kind == "decimal":
        return NumberLiteral(kind, str(value)) if abs(value) <= _DECIMAL_MAX else None
    if kind == "bigint" or _fits(kind, value):
        return NumberLiteral(kind, value)
    return None


def _decimal(text: str, multiplier: int) -> Any:
    """A decimal literal with a point or an exponent; zeros at the end are kept."""
    from decimal import ROUND_HALF_EVEN, Context, Decimal
    value = Decimal(text)
    if multiplier != 1:
        value = Context(prec=60).multiply(value, Decimal(multiplier))
    if abs(value) > _DECIMAL_MAX:
        return None
    digits = format(value, "f")
    whole, _, fraction = digits.partition(".")
    room = 28 if len(whole.lstrip("-").lstrip("0")) == 0 else max(0, 29 - len(whole.lstrip("-")))
    if len(fraction) > room:
        value = value.quantize(Decimal(1).scaleb(-room), rounding=ROUND_HALF_EVEN, context=Context(prec=60))
        digits = format(value, "f")
    return NumberLiteral("decimal", digits)


def _real(text: str, suffix: str, multiplier: int) -> Any:
    """A literal with a point or an exponent; an integer suffix rounds it half to even."""
    if suffix == "d":
        return _decimal(text, multiplier)
    value = float(text if text[-1] != "." else text + "0") * multiplier
    if suffix == "":
        return NumberLiteral("double", value)
    if value in (float("inf"), float("-inf")):
        return None
    return _integer(round(value), suffix, True)


def _binary(digits: str, unsigned: bool) -> int:
    """A binary literal's number: the first digit is a sign at the widths of integer types."""
    value = int(digits or "0", 2)
    width = len(digits)
    if unsigned or not digits or digits[0] == "0" or not (width in (8, 16, 32, 64, 96) or width >= 128):
        return value
    return value - (1 << width)


def _hexadecimal(digits: str, suffix: str) -> int:
    """A hexadecimal literal's number, in two's complement if it fills its type."""
    value = int(digits or "0", 16)
    if suffix.startswith("u") or not digits:
        return value
    width = _HEX_WIDTH.get(suffix) or (8 if len(digits) + 1 < 16 else 16)
    if len(digits) == width and digits[0] in "89abcdefABCDEF":
        return value - (1 << (4 * width))
    return value


def number_value(sign: str, hexadecimal: Optional[str], binary: Optional[str], decimal: Optional[str], suffix: str, multiplier: int) -> Any:
    """The value of a literal in its pieces, or None if it is out of range."""
    if decimal is not None and ("." in decimal or "e" in decimal or "E" in decimal):
        text = decimal
        for dash in DASHES:
            text = text.replace(dash, "-")
        if not any(char.isdigit() for char in re.split("[eE]", text)[0]):
            return None
        return _real(sign + text, suffix, multiplier)
    if sign == "-":
        multiplier = -multiplier
    if hexadecimal is not None:
        value = _hexadecimal(hexadecimal, suffix)
        if len(hexadecimal) in (15, 16) and suffix in ("", "u"):
            suffix += "l"
    elif binary is not None:
        value = _binary(binary, suffix.startswith("u"))
        if len(binary) == 64 and suffix in ("", "u"):
            suffix += "l"
    else:
        value = int(decimal or "0")
    return _integer(value * multiplier, suffix, decimal is not None)


class NumberScanner(LexerBase):
    """Finds numbers in the text."""

    def scan_number(self, pos: int) -> Optional[tuple[int, Any]]:
        """(end, value) of the number at pos, its sign included; None if the word is not a number. The value is None if out of range."""
        match = _NUMBER(self.text, pos)
        if match is None:
            return None
        end = match.end()
        char = self.text[end]
        if char not in FORCE_START and not (
                self.mode == EXPRESSION and (char in _AFTER_NUMBER or (self.end_on_ternary and char in _TERNARY))):
            return None
        sign, hexadecimal, binary, decimal, suffix, multiplier = match.groups("")
        if decimal.isdigit() and not suffix and not multiplier and len(decimal) < 10 and not sign:
            return end, int(decimal)
        return end, number_value("-" if sign and sign != "+" else "", match[2], match[3], match[4], suffix.lower(),
                                 _MULTIPLIERS[multiplier.lower()])
