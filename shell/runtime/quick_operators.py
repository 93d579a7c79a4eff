"""-match, -replace and -f for the everyday case: plain text, no named groups, the session's own culture.  Everything else goes to shell.objects."""
from __future__ import annotations

from typing import Any, NamedTuple, Optional

from shell.clr import culture_info
from shell.clr.dictionaries import Hashtable
from shell.clr.exceptions import NetException
from shell.clr.regexes import Regex
from shell.objects import operators, operators_regex
from shell.runtime.scopes import Scope

Value = Any
_plain: dict[tuple[str, bool], Optional[Regex]] = {}  # None: not of the plain kind


def _plain_regex(pattern: str, ignore_case: bool) -> Optional[Regex]:
    """The compiled pattern when its groups are numbered as Python numbers them."""
    key = (pattern, ignore_case)
    if key in _plain:
        return _plain[key]
    if len(_plain) > 500:
        _plain.clear()
    found: Optional[Regex] = None
    try:
        regex = operators_regex.regex_of(pattern, operators_regex.IGNORE_CASE if ignore_case else 0)
        if not regex.contiguous and all(k.__class__ is int and list(regex.indexes.get(k, ())) == [k] for k in regex.order):
            found = regex
    except NetException:
        found = None  # the slow way reports it
    _plain[key] = found
    return found


def match_(V: Scope, value: Value, pattern: Value, ignore_case: bool) -> Value:
    """-match; $Matches is set in the current scope."""
    if value.__class__ is str and pattern.__class__ is str:
        regex = _plain_regex(pattern, ignore_case)
        if regex is not None:
            found = regex.compiled.search(value)
            if found is None:
                return False
            table = Hashtable()
            texts = table._v
            texts[0] = found.group()
            for number, text in enumerate(found.groups(), 1):
                if text is not None:
                    texts[number] = text
            table._k = {k: k for k in texts}
            V["matches"] = table
            return True
    return operators_regex.op_match(value, pattern, ignore_case, lambda table: V.__setitem__("matches", table))


def replace_(value: Value, operand: Value, ignore_case: bool = True) -> Value:
    """-replace"""
    if value.__class__ is str and operand.__class__ is list and len(operand) == 2:
        pattern, replacement = operand
        if pattern.__class__ is str and replacement.__class__ is str and "$" not in replacement:
            regex = _plain_regex(pattern, ignore_case)
            if regex is not None:
                return regex.compiled.sub(replacement.replace("\\", "\\\\"), value)
    return operators_regex.op_replace(value, operand, ignore_case)


# ---- -f

_templates: dict[str, Optional[list[Any]]] = {}


class FormatItem(NamedTuple):
    """An item of a template that Python formats just as .NET does, for values of `kind` ("int": not negative, "number": below 1e15, "text": string or Int32)."""

    place: int  # of the value
    kind: str
    spec: str  # Python's, without the width
    pad: str  # "", ">8" or "<8"


KINDS: dict[str, Any] = {"int": frozenset((int,)), "number": frozenset((int, float)), "text": frozenset((str, int))}


def format_items(template: str) -> Optional[list[Any]]:
    """Texts and FormatItems of a template; None when it is not well formed (the slow way reports it) or asks for something rarer."""
    if template in _templates:
        return _templates[template]
    if len(_templates) > 500:
        _templates.clear()
    from shell.clr.composite import parse_composite
    found: Optional[list[Any]] = None
    try:
        parts = [p if isinstance(p, str) else _item(*p) for p in parse_composite(template)]
        found = parts if None not in parts else None
    except NetException:
        found = None
    _templates[template] = found
    return found


def _item(index: int, width: int, spec: Optional[str]) -> Optional[FormatItem]:
    """.NET rounds the exact value of a Double, ties to the even digit, as Python does."""
    pad = f"{'>' if width > 0 else '<'}{abs(width)}" if width else ""
    if spec is None:
        return FormatItem(index, "text", "", pad)
    kind, count = spec[:1], spec[1:]
    if count and not (count.isdigit() and len(count) < 3 and int(count) < 16):
        return None
    if kind in ("D", "d", "X", "x"):
        return FormatItem(index, "int", f"0{int(count or 1)}{kind if kind in 'Xx' else 'd'}", pad)
    if kind in ("N", "n", "F", "f"):
        return FormatItem(index, "number", f"{',' if kind in 'Nn' else ''}.{int(count or 2)}f", pad)
    return None


def format_(template: Value, args: Value, V: Scope) -> str:
    """-f"""
    items = format_items(template) if template.__class__ is str and not culture_info.chosen_cultures else None
    if items is None:
        return operators.op_format(template, args)
    values: list[Value] = args if args.__class__ is list else [args]
    out: list[str] = []
    for item in items:
        if item.__class__ is str:
            out.append(item)
            continue
        place, kind, spec, pad = item
        if place >= len(values):
            return operators.op_format(template, args)
        value = values[place]
        if value.__class__ not in KINDS[kind] or kind == "int" and value < 0 or kind == "number" and not -1e15 < value < 1e15:
            return operators.op_format(template, args)
        text = format(value, spec)
        out.append(format(text, pad) if pad else text)
    return "".join(out)
