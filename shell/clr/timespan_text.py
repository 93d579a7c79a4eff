"""TimeSpan to text (c, g, G and custom formats) and back (Parse, ParseExact)."""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.clr.exceptions import FormatException, NetException, OverflowException
from shell.clr.times import DAY, HOUR, MAX_SPAN, MINUTE, SECOND

Value = Any


def _parts(ticks: int) -> tuple[int, int, int, int, int]:
    ticks = abs(ticks)
    return ticks // DAY, ticks // HOUR % 24, ticks // MINUTE % 60, ticks // SECOND % 60, ticks % SECOND


def constant_text(ticks: int) -> str:
    """The invariant format: [-][d.]hh:mm:ss[.fffffff]."""
    d, h, m, s, f = _parts(ticks)
    text = f"{h:02d}:{m:02d}:{s:02d}" + (f".{f:07d}" if f else "")
    return ("-" if ticks < 0 else "") + (f"{d}." if d else "") + text


def format_span(ticks: int, spec: Optional[str], point: str = ".") -> str:
    """ToString(format)."""
    if not spec or spec in ("c", "t", "T"):
        return constant_text(ticks)
    d, h, m, s, f = _parts(ticks)
    sign = "-" if ticks < 0 else ""
    if spec == "g":
        fraction = point + f"{f:07d}".rstrip("0") if f else ""
        return sign + (f"{d}:" if d else "") + f"{h}:{m:02d}:{s:02d}{fraction}"
    if spec == "G":
        return f"{sign}{d}:{h:02d}:{m:02d}:{s:02d}{point}{f:07d}"
    if len(spec) == 1:
        raise FormatException("Input string was not in a correct format.")
    return "".join(_custom(spec, (d, h, m, s, f)))


def tokens(spec: str) -> list[tuple[str, str]]:
    """A custom format as (letter, run) and ('', literal) pairs; raises FormatException for what is no specifier."""
    out: list[tuple[str, str]] = []
    i = 0
    while i < len(spec):
        ch = spec[i]
        if ch in "dhmsfF":
            end = i
            while end < len(spec) and spec[end] == ch:
                end += 1
            if end - i > (8 if ch == "d" else 7 if ch in "fF" else 2):
                raise FormatException("Input string was not in a correct format.")
            out.append((ch, spec[i:end]))
            i = end
        elif ch == "\\" and i + 1 < len(spec):
            out.append(("", spec[i + 1]))
            i += 2
        elif ch in "'\"" and spec.find(ch, i + 1) > 0:
            end = spec.index(ch, i + 1)
            out.append(("", spec[i + 1:end]))
            i = end + 1
        elif ch == "%" and i + 1 < len(spec) and spec[i + 1] != "%":
            i += 1
        else:
            raise FormatException("Input string was not in a correct format.")
    return out


def _custom(spec: str, parts: tuple[int, int, int, int, int]) -> list[str]:
    out: list[str] = []
    for letter, run in tokens(spec):
        if not letter:
            out.append(run)
        elif letter in "dhms":
            out.append(str(parts["dhms".index(letter)]).rjust(len(run), "0"))
        else:
            fraction = f"{parts[4]:07d}"[:len(run)]
            out.append(fraction.rstrip("0") if letter == "F" else fraction)
    return out


def _bad(text: str) -> NetException:
    return FormatException(f"String '{text}' was not recognized as a valid TimeSpan.")


def _too_large(text: str) -> NetException:
    return OverflowException(f"The TimeSpan string '{text}' could not be parsed because at least one of the numeric components is out of range or contains too many digits.")


_FOUR = re.compile(r"(-)?(\d+)[.:](\d+):(\d+):(\d+)(?:\.(\d+))?\Z")
_THREE = re.compile(r"(-)?(\d+):(\d+):(\d+)(?:\.(\d+))?\Z")
_DAY_TWO = re.compile(r"(-)?(\d+)\.(\d+):(\d+)\Z")
_TWO = re.compile(r"(-)?(\d+):(\d+)\Z")
_ONE = re.compile(r"(-)?(\d+)\Z")


def _ticks(sign: Optional[str], d: int, h: int, m: int, s: int, fraction: str = "") -> Optional[int]:
    """The ticks, None when a component is out of range."""
    if d > 10675199 or h > 23 or m > 59 or s > 59 or len(fraction) > 7:
        return None
    total = d * DAY + h * HOUR + m * MINUTE + s * SECOND + int(fraction.ljust(7, "0") or "0")
    if total > MAX_SPAN + (1 if sign else 0):
        return None
    return -total if sign else total


def parse_span(text: str, point: str = ".") -> int:
    """TimeSpan.Parse: `1`, `2:30`, `1:2:3.5`, `1.02:03:04`, `1:02:03:04`; ticks."""
    body = text.strip()
    if point != ".":
        body = body.replace(point, ".")
    shapes: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Optional[int]]]] = [
        (_ONE, lambda m: _ticks(m[1], int(m[2]), 0, 0, 0)),
        (_TWO, lambda m: _ticks(m[1], 0, int(m[2]), int(m[3]), 0)),
        (_DAY_TWO, lambda m: _ticks(m[1], int(m[2]), int(m[3]), int(m[4]), 0)),
        (_THREE, lambda m: _ticks(m[1], 0, int(m[2]), int(m[3]), int(m[4]), m[5] or "") if m[5] is not None or int(m[2]) < 24
         else _ticks(m[1], int(m[2]), int(m[3]), int(m[4]), 0)),
        (_FOUR, lambda m: _ticks(m[1], int(m[2]), int(m[3]), int(m[4]), int(m[5]), m[6] or "")),
    ]
    for shape, build in shapes:
        m = shape.match(body)
        if m is not None:
            found = build(m)
            if found is None:
                raise _too_large(text)
            return found
    raise _bad(text)


def parse_span_exact(text: str, specs: list[str], negative: bool = False) -> int:
    """TimeSpan.ParseExact against one or several formats; ticks."""
    for spec in specs:
        found = _exact(text, spec)
        if found is not None:
            return -found if negative and len(spec) > 1 else found
    raise _bad(text)


def _exact(text: str, spec: str) -> Optional[int]:
    if spec in ("c", "t", "T", "g", "G"):
        try:
            return parse_span(text)
        except (FormatException, OverflowException):
            return None
    pattern, names = "", []
    for letter, run in tokens(spec):
        if not letter:
            pattern += re.escape(run)
        else:
            least, most = {"d": (len(run), 8), "f": (len(run), len(run)), "F": (0, len(run))}.get(letter, (len(run), 2))
            pattern += f"(\\d{{{least},{most}}})"
            names.append(letter)
    m = re.fullmatch(pattern, text)
    if m is None:
        return None
    got = dict(zip(names, m.groups()))
    return _ticks(None, int(got.get("d", 0)), int(got.get("h", 0)), int(got.get("m", 0)), int(got.get("s", 0)), got.get("f") or got.get("F") or "")
