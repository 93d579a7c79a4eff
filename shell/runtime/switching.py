"""The tests of switch clauses."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shell.clr.enums import EnumValue
from shell.clr.wildcards import WildcardPattern
from shell.objects.comparison import equals
from shell.objects.conversion import to_bool
from shell.objects.enumeration import enumerate_value
from shell.objects.psobject import PSObject
from shell.objects.text import to_string
from shell.runtime.flow import ReturnJump
from shell.runtime.frame import Frame
from shell.runtime.pipeline import collapse
from shell.runtime.scopes import Scope

Value = Any


def switch_items(value: Value) -> Iterable[Value]:
    """What switch looks at: the elements of a collection, a scalar itself."""
    items = enumerate_value(value) if value is not None else None
    return (value,) if items is None else items


def switch_file(F: Frame, path: Value) -> Iterable[str]:
    """Lines of a file; a missing one is an error of its own."""
    from shell.objects.records import RuntimeException
    name = to_string(path)
    full = F.ctx.file_path(name)
    try:
        with open(full if full is not None else name, encoding="utf-8-sig", errors="replace") as f:
            return f.read().splitlines()
    except OSError:
        shown = full or F.ctx.full_path(name)
        raise RuntimeException(f"Could not find file '{shown}'.", error_id="FileOpenError" if full else "FileNotFound", category="ObjectNotFound")


def switch_equals(item: Value, test: Value, ignore_case: bool) -> bool:
    """A clause without flags: text compares as text, anything else by -eq."""
    item = item.base if item.__class__ is PSObject else item
    if item is None or test is None:
        return item is None and test is None
    if isinstance(test, str) or isinstance(item, EnumValue):
        test = to_string(test)
        text = to_string(item)
        return text == test or (ignore_case and text.lower() == test.lower())
    return bool(equals(item, test, ignore_case))


def switch_wildcard(item: Value, pattern: Value, ignore_case: bool) -> bool:
    return bool(WildcardPattern(to_string(pattern), ignore_case).matches(to_string(item)))


def switch_regex(V: Scope, item: Value, pattern: Value, ignore_case: bool) -> bool:
    """-Regex; sets $Matches."""
    from shell.clr.exceptions import NetException
    from shell.objects.operators_regex import op_match
    from shell.objects.records import RuntimeException
    try:
        return bool(op_match(to_string(item), pattern, ignore_case, lambda table: V.__setitem__("matches", table)))
    except RuntimeException:
        raise
    except NetException as e:
        raise RuntimeException(f"The regular expression pattern {to_string(pattern)} is not valid.", e, error_id="InvalidRegularExpression",
                               category="InvalidOperation")


def switch_block(F: Frame, V: Scope, block: Any, item: Value) -> bool:
    """A clause that is a script block of several statements."""
    out: list[Value] = []
    try:
        block.code.item(F, V, out.append)(item)
    except ReturnJump:
        pass  # return ends the clause's test
    return to_bool(collapse(out))
