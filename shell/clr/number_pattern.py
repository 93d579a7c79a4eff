"""Custom numeric format strings: `0`, `#`, `.`, `,`, `%`, `‰`, exponents, literals and the three sections (positive;negative;zero)."""
from __future__ import annotations

from typing import Any

from shell.clr.culture_info import NumberFormatInfo
from shell.clr.number_format import exact_digits, grouped, round_digits
from shell.clr.number_text import digits_of, is_negative
from shell.clr.numbers import Single

Value = Any
Token = tuple[str, str]  # (kind, text): literal, digit (0 or #), point, group, percent, mille, exponent


def split_sections(pattern: str) -> list[str]:
    """Cut at semicolons outside quotes and escapes."""
    sections, current, i, quote = [], "", 0, ""
    while i < len(pattern):
        ch = pattern[i]
        if ch == "\\" and i + 1 < len(pattern):
            current += pattern[i:i + 2]
            i += 2
            continue
        if quote:
            quote = "" if ch == quote else quote
        elif ch in "'\"":
            quote = ch
        elif ch == ";":
            sections.append(current)
            current, i = "", i + 1
            continue
        current += ch
        i += 1
    return sections + [current]


def tokenize(section: str) -> list[Token]:
    """One section as tokens."""
    out: list[Token] = []
    i = 0
    while i < len(section):
        ch = section[i]
        i += 1
        if ch in "0#":
            out.append(("digit", ch))
        elif ch in ".,%‰":
            out.append(({".": "point", ",": "group", "%": "percent", "‰": "mille"}[ch], ch))
        elif ch in "'\"":
            end = section.find(ch, i)
            end = len(section) if end < 0 else end
            out.append(("literal", section[i:end]))
            i = end + 1
        elif ch == "\\":
            if i < len(section):
                out.append(("literal", section[i]))
                i += 1
        elif ch in "eE" and _exponent_length(section, i):
            length = _exponent_length(section, i)
            out.append(("exponent", ch + section[i:i + length]))
            i += length
        else:
            out.append(("literal", ch))
    return out


def _exponent_length(section: str, at: int) -> int:
    """Length of `+00`, `-0`, `00` after an E, 0 when it is no exponent."""
    end = at + 1 if section[at:at + 1] in ("+", "-") else at
    zeros = len(section[end:]) - len(section[end:].lstrip("0"))
    return end - at + zeros if zeros else 0


class _Layout:
    """What the tokens of a section say about digits: places, required digits, grouping, scaling."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        point = next((i for i, t in enumerate(tokens) if t[0] == "point"), len(tokens))
        whole = [i for i, t in enumerate(tokens[:point]) if t[0] == "digit"]
        fraction = [i for i, t in enumerate(tokens) if t[0] == "digit" and i > point]
        self.point = point
        self.whole_places = len(whole)
        self.decimals = len(fraction)
        zeros = [n for n, i in enumerate(whole) if tokens[i][1] == "0"]
        self.whole_required = self.whole_places - zeros[0] if zeros else 0
        required = [n for n, i in enumerate(fraction) if tokens[i][1] == "0"]
        self.fraction_required = required[-1] + 1 if required else 0
        self.exponent = any(t[0] == "exponent" for t in tokens)
        self.grouping, self.thousands = False, 0
        for i, t in enumerate(tokens[:point]):
            if t[0] == "group" and whole and i > whole[0]:
                if i > whole[-1]:
                    self.thousands += 1
                else:
                    self.grouping = True
        self.shift = 2 * sum(t[0] == "percent" for t in tokens) + 3 * sum(t[0] == "mille" for t in tokens) - 3 * self.thousands


_known: dict[str, list[_Layout]] = {}


def _layouts(pattern: str) -> list[_Layout]:
    """The sections of a pattern, analysed; cached."""
    found = _known.get(pattern)
    if found is None:
        if len(_known) > 200:
            _known.clear()
        found = _known[pattern] = [_Layout(tokenize(section)) for section in split_sections(pattern)]
    return found


def _buffer(value: Value) -> tuple[bool, str, int]:
    """Digits for custom formats: a Double has 15 significant digits here, a Single 7."""
    if isinstance(value, float):
        digits, scale = digits_of(value, 7 if value.__class__ is Single else 15)
        return is_negative(value), digits, scale
    return exact_digits(value)


def _round(layout: _Layout, digits: str, scale: int) -> tuple[str, int]:
    if layout.exponent:
        return round_digits(digits, scale, layout.whole_places + layout.decimals)
    return round_digits(digits, scale + layout.shift, scale + layout.shift + layout.decimals) if digits else ("", 0)


def format_custom(value: Value, pattern: str, info: NumberFormatInfo) -> str:
    """Apply a custom format string; choosing the section by the sign of the rounded value."""
    sections = _layouts(pattern)
    negative, digits, scale = _buffer(value)
    chosen = 0
    if not digits:
        chosen = 2 if len(sections) > 2 and sections[2].tokens else 0
    elif negative and len(sections) > 1 and sections[1].tokens:
        chosen = 1
    layout = sections[chosen]
    shown, shown_scale = _round(layout, digits, scale)
    if digits and not shown and len(sections) > 2 and sections[2].tokens:
        chosen = 2
        layout = sections[2]
        shown, shown_scale = "", 0
    text = _render(layout, shown, shown_scale, info)
    return info.negative_sign + text if negative and chosen == 0 and (shown or isinstance(value, float)) and digits else text


def _render(layout: _Layout, digits: str, scale: int, info: NumberFormatInfo) -> str:
    power = 0
    if layout.exponent:
        power = scale - layout.whole_places if digits else 0
        scale = layout.whole_places if digits else 0
    whole = digits[:max(scale, 0)].ljust(max(scale, 0), "0")
    whole = whole.rjust(layout.whole_required, "0")
    fraction = ("0" * -scale + digits if scale <= 0 else digits[scale:]) if digits else ""
    fraction = fraction[:layout.decimals].rstrip("0").ljust(layout.fraction_required, "0")
    return "".join(_emit(layout, whole, fraction, power, info))


def _emit(layout: _Layout, whole: str, fraction: str, power: int, info: NumberFormatInfo) -> list[str]:
    """Walk the tokens, handing out digits: the first place takes all surplus whole digits."""
    out: list[str] = []
    places_left, position = layout.whole_places, 0
    marks = _group_marks(whole, info) if layout.grouping else set()
    for index, (kind, text) in enumerate(layout.tokens):
        if kind == "literal":
            out.append(text)
        elif kind == "digit" and index < layout.point:
            take = len(whole) - places_left + 1 if places_left == layout.whole_places else (1 if len(whole) - position >= places_left else 0)
            for _ in range(max(take, 0)):
                out.append(whole[position])
                position += 1
                if len(whole) - position in marks:
                    out.append(info.number_group_separator)
            places_left -= 1
        elif kind == "point" and index == layout.point:
            if layout.whole_places == 0 and whole:
                out.append(whole)
            if fraction:
                out.append(info.number_decimal_separator)
        elif kind == "digit":
            if fraction:
                out.append(fraction[0])
                fraction = fraction[1:]
        elif kind == "percent":
            out.append(info.percent_symbol)
        elif kind == "mille":
            out.append(info.per_mille_symbol)
        elif kind == "exponent":
            out.append(_exponent(text, power, info))
    return out


def _group_marks(whole: str, info: NumberFormatInfo) -> set[int]:
    """After which distances from the point a group separator stands."""
    pieces = grouped(whole, "\0", info.number_group_sizes).split("\0")
    marks, distance = set(), 0
    for piece in reversed(pieces[1:]):
        distance += len(piece)
        marks.add(distance)
    return marks


def _exponent(text: str, power: int, info: NumberFormatInfo) -> str:
    letter, rest = text[0], text[1:]
    sign = info.negative_sign if power < 0 else info.positive_sign if rest.startswith("+") else ""
    return letter + sign + str(abs(power)).rjust(len(rest.lstrip("+-")), "0")
