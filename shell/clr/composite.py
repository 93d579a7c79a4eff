"""Composite format strings, `{0,-10:N2}`: what String.Format, StringBuilder.AppendFormat and the -f operator fill in.

Errors are .NET's FormatException texts; the -f operator wraps them (`Error formatting a string: ... .`).
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

from shell.clr import upcalls
from shell.clr.exceptions import FormatException, NetException
from shell.clr.typeinfo import BY_CLASS, Function, typeof

Value = Any
Part = Union[str, tuple[int, int, Optional[str]]]  # literal text, or (index, width, format)

BAD_INDEX = "Index (zero based) must be greater than or equal to zero and less than the size of the argument list."
_LIMIT = 1_000_000


def _bad(offset: int, reason: str) -> NetException:
    return FormatException(f"Input string was not in a correct format. Failure to parse near offset {offset}. {reason}")


_ENDS = "Format item ends prematurely."
_BRACE = "Unexpected closing brace without a corresponding opening brace."
_DIGIT = "Expected an ASCII digit."
_parsed: dict[str, list[Part]] = {}


def parse_composite(template: str) -> list[Part]:
    """Cut a template into literals and items; cached."""
    found = _parsed.get(template)
    if found is None:
        found = _parse(template)
        if len(_parsed) > 300:
            _parsed.clear()
        _parsed[template] = found
    return found


def _parse(template: str) -> list[Part]:
    parts: list[Part] = []
    literal: list[str] = []
    i, end = 0, len(template)
    while i < end:
        ch = template[i]
        if ch not in "{}":
            stop = i + 1
            while stop < end and template[stop] not in "{}":
                stop += 1
            literal.append(template[i:stop])
            i = stop
            continue
        i += 1
        if i >= end:
            raise _bad(i, _ENDS)
        if template[i] == ch:
            literal.append(ch)
            i += 1
            continue
        if ch == "}":
            raise _bad(i, _BRACE)
        if literal:
            parts.append("".join(literal))
            literal = []
        item, i = _item(template, i)
        parts.append(item)
    if literal:
        parts.append("".join(literal))
    return parts


def _number(template: str, i: int) -> tuple[int, int]:
    """Digits at i: (number, index after them)."""
    start = i
    while i < len(template) and "0" <= template[i] <= "9":
        i += 1
    if i == start:
        raise _bad(i, _DIGIT)
    return min(int(template[start:i]), _LIMIT), i


def _skip(template: str, i: int) -> int:
    while i < len(template) and template[i] == " ":
        i += 1
    if i >= len(template):
        raise _bad(i, _ENDS)
    return i


def _item(template: str, i: int) -> tuple[Part, int]:
    """The item whose index starts at i: (part, index after its closing brace)."""
    index, i = _number(template, i)
    width, spec = 0, None
    i = _skip(template, i)
    if template[i] == ",":
        i = _skip(template, i + 1)
        left = template[i] == "-"
        if left:
            i += 1
            if i >= len(template):
                raise _bad(i, _ENDS)
        width, i = _number(template, i)
        width = -width if left else width
        i = _skip(template, i)
    if template[i] == ":":
        start = i = i + 1
        while i < len(template) and template[i] != "}":
            if template[i] == "{":
                raise _bad(i + 1, "Unexpected opening brace inside of a format item.")
            i += 1
        if i >= len(template):
            raise _bad(i, _ENDS)
        spec = template[start:i] or None
    elif template[i] != "}":
        raise _bad(i + 1, _BRACE)
    return (index, width, spec), i + 1


def format_value(value: Value, spec: Optional[str], provider: Value = None) -> str:
    """One argument as text: IFormattable types take the format, others ignore it."""
    cls = value.__class__
    if cls is str:
        return value  # type: ignore[no-any-return]
    if value is None:
        return ""
    if cls is int and spec is None:
        return int.__repr__(value)
    value = upcalls.base_of(value)
    function = _formatter(value)
    return upcalls.to_string(value) if function is None else function(value, spec, provider)


_formatters: dict[type, Optional[Function]] = {}


def _formatter(value: Value) -> Optional[Function]:
    """ToString(format, provider) of the value's type, None when it is not IFormattable; kept per class where the class decides."""
    cls = value.__class__
    if cls in _formatters:
        return _formatters[cls]
    found = None
    if getattr(typeof(value), "from_script", False):
        formattable = "System.IFormattable" in typeof(value).interfaces
        return (lambda v, spec, provider: upcalls.to_string(upcalls.member(v, "ToString", (spec, provider)))) if formattable else None
    method = typeof(value).find_method("tostring")
    for overload in method.overloads if method is not None else ():
        if len(overload.params) == 2 and overload.params[0].name == "format":
            found = overload.function
    if cls in BY_CLASS:
        _formatters[cls] = found
    return found


def format_composite(template: str, arguments: Sequence[Value], provider: Value = None) -> str:
    """Fill a template; `provider` None is the current culture."""
    out: list[str] = []
    for part in parse_composite(template):
        if isinstance(part, str):
            out.append(part)
            continue
        index, width, spec = part
        if index >= len(arguments):
            raise FormatException(BAD_INDEX)
        text = format_value(arguments[index], spec, provider)
        out.append(text if not width else text.rjust(width) if width > 0 else text.ljust(-width))
    return "".join(out)
