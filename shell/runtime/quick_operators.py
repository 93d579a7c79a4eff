"""-match, -replace and -f for the everyday case: plain text, no named groups, the session's own culture.  Everything else goes to shell.objects."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

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

Filler = Callable[[Value], Optional[str]]  # None: not for this value
_templates: dict[str, Optional[list[Any]]] = {}


def _digits(count: int) -> Filler:
    """D5"""
    def fill(value: Value) -> Optional[str]:
        if value.__class__ is not int:
            return None
        return f"{value:0{count}d}" if value >= 0 else f"-{-value:0{count}d}"
    return fill


def _fixed(grouped: bool, count: int) -> Filler:
    """N2 and F2: .NET rounds the exact value of a Double, ties to the even digit, as Python does."""
    spec = f",.{count}f" if grouped else f".{count}f"

    def fill(value: Value) -> Optional[str]:
        if value.__class__ is int:
            return format(value, spec)
        if value.__class__ is float and -1e15 < value < 1e15:
            return format(value, spec)
        return None
    return fill


def _bare(value: Value) -> Optional[str]:
    return value if value.__class__ is str else int.__repr__(value) if value.__class__ is int else None


def _filler(spec: Optional[str]) -> Optional[Filler]:
    if spec is None:
        return _bare
    kind, count = spec[:1].upper(), spec[1:]
    if kind in "DNF" and (count.isdigit() or not count) and len(count) < 3:
        number = int(count) if count else (0 if kind == "D" else 2)
        if kind == "D":
            return _digits(number or 1)
        return _fixed(kind == "N", number) if number < 16 else None
    return None


def _plan(template: str) -> Optional[list[Any]]:
    """Texts and (index, width, filler, spec) of a template; None when it is not well formed."""
    if template in _templates:
        return _templates[template]
    if len(_templates) > 500:
        _templates.clear()
    from shell.clr.composite import parse_composite
    plan: Optional[list[Any]] = None
    try:
        plan = [p if isinstance(p, str) else (p[0], p[1], _filler(p[2]), p[2]) for p in parse_composite(template)]
    except NetException:
        plan = None  # the slow way reports it
    _templates[template] = plan
    return plan


def format_(template: Value, args: Value, V: Scope) -> str:
    """-f"""
    plan = _plan(template) if template.__class__ is str else None
    if plan is None:
        return operators.op_format(template, args)
    if culture_info.current_culture() is not culture_info.default_culture:
        return operators.op_format(template, args)
    values = args if args.__class__ is list else [args]
    out: list[str] = []
    for part in plan:
        if part.__class__ is str:
            out.append(part)
            continue
        index, width, filler, _ = part
        if index >= len(values) or filler is None:
            return operators.op_format(template, args)
        text = filler(values[index])
        if text is None:
            return operators.op_format(template, args)
        out.append(text if not width else text.rjust(width) if width > 0 else text.ljust(-width))
    return "".join(out)
