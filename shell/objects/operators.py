"""The word operators: -like, -contains, -in, -is, -as, -f, -join; and, from operators_regex, -match, -replace and -split."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.enumerators import NetEnumerator
from shell.clr.exceptions import FormatException, NetException
from shell.clr.typeinfo import NetType
from shell.objects.comparison import equals
from shell.objects.conversion import convert, is_instance
from shell.objects.enumeration import enumerate_value
from shell.objects.operators_regex import op_match, op_notmatch, op_replace, op_split, unary_split
from shell.objects.psobject import FrozenText, PSCustomObject, PSObject
from shell.objects.records import RuntimeException
from shell.objects.text import element_text, to_display, to_string
from shell.objects.typenames import require_type, resolve_type

Value = Any
__all__ = ["op_as", "op_contains", "op_format", "op_in", "op_is", "op_isnot", "op_join", "op_like", "op_match", "op_notcontains", "op_notin", "op_notlike",
           "op_notmatch", "op_replace", "op_split", "unary_join", "unary_split"]


def _elements(value: Value) -> Optional[Any]:
    """The elements of a collection to the left of an operator that filters, None for a scalar."""
    return value if isinstance(value, list) else enumerate_value(value)


# --- -like -------------------------------------------------------------------------------------------------------------------------------

_PATTERNS: dict[tuple[str, bool], Callable[[str], bool]] = {}


def like_test(pattern: Value, ignore_case: bool) -> Callable[[str], bool]:
    """A test for a wildcard pattern; prepared once."""
    plain = pattern.base if pattern.__class__ is PSObject else pattern
    if not isinstance(plain, str) and type(plain).__name__ == "WildcardPattern":
        return plain.matches  # type: ignore[no-any-return]
    key = (to_string(pattern), ignore_case)
    found = _PATTERNS.get(key)
    if found is None:
        from shell.clr.wildcards import matcher
        if len(_PATTERNS) > 500:
            _PATTERNS.clear()
        found = _PATTERNS[key] = matcher(*key)
    return found


def op_like(a: Value, pattern: Value, ignore_case: bool = True) -> Value:
    """-like"""
    test = like_test(pattern, ignore_case)
    items = _elements(a)
    return test(to_string(a)) if items is None else [e for e in items if test(to_string(e))]


def op_notlike(a: Value, pattern: Value, ignore_case: bool = True) -> Value:
    """-notlike"""
    test = like_test(pattern, ignore_case)
    items = _elements(a)
    return not test(to_string(a)) if items is None else [e for e in items if not test(to_string(e))]


# --- containment -------------------------------------------------------------------------------------------------------------------------

def op_contains(a: Value, b: Value, ignore_case: bool = True) -> bool:
    """-contains: does any element equal b?"""
    items = _elements(a)
    if items is None:
        return equals(a, b, ignore_case)
    return any(equals(e, b, ignore_case) for e in items)


def op_notcontains(a: Value, b: Value, ignore_case: bool = True) -> bool:
    """-notcontains"""
    return not op_contains(a, b, ignore_case)


def op_in(a: Value, b: Value, ignore_case: bool = True) -> bool:
    """-in: the element stands left, the collection right."""
    return op_contains(b, a, ignore_case)


def op_notin(a: Value, b: Value, ignore_case: bool = True) -> bool:
    """-notin"""
    return not op_contains(b, a, ignore_case)


# --- types -------------------------------------------------------------------------------------------------------------------------------

def _type_operand(value: Value) -> NetType:
    plain = value.base if value.__class__ is PSObject else value
    if isinstance(plain, NetType):
        return plain
    if isinstance(plain, str):
        found = resolve_type(plain)
        if found is not None:
            return found
        raise RuntimeException(f'Cannot convert the "{plain}" value of type "System.String" to type "System.Type".', error_id="RuntimeException",
                               category="InvalidOperation")
    raise RuntimeException("The right operand of '-is' must be a type.", error_id="IsOperatorRequiresType", category="InvalidArgument")


def op_is(a: Value, t: Value) -> bool:
    """-is"""
    return is_instance(a, _type_operand(t))


def op_isnot(a: Value, t: Value) -> bool:
    """-isnot"""
    return not op_is(a, t)


def op_as(a: Value, t: Value) -> Value:
    """-as: the converted value, or null when it cannot be converted."""
    plain = t.base if t.__class__ is PSObject else t
    target = plain if isinstance(plain, NetType) else convert(plain, require_type("type"))
    try:
        return convert(a, target)
    except NetException:
        return None


# --- -f and -join ------------------------------------------------------------------------------------------------------------------------

def op_format(template: Value, args: Value) -> str:
    """-f"""
    from shell.clr.composite import format_composite
    text = to_string(template)
    values = args if isinstance(args, list) else [args]
    try:
        return format_composite(text, [_argument(v) for v in values])
    except FormatException as error:
        raise RuntimeException(f"Error formatting a string: {error.message}.", error, error_id="FormatError", category="InvalidOperation", target=text) from None


def _argument(value: Value) -> Value:
    """What -f formats: the value itself; custom objects by their text."""
    if value.__class__ is PSObject:
        return to_display(value) if value.props.get("ToString").__class__ is FrozenText else value.base
    return to_string(value) if isinstance(value, PSCustomObject) else value


def op_join(a: Value, separator: Value) -> str:
    """-join: elements inside collections print as their type; an enumerator such as $input counts as one thing."""
    if isinstance(a, NetEnumerator):
        return to_string(list(a))
    glue = to_string(separator)
    items = _elements(a) if not isinstance(a, NetEnumerator) else None  # an enumerator is no collection: its elements with blanks between
    if items is None:
        return to_string(a) if not isinstance(a, PSCustomObject) else element_text(a)
    return glue.join([e if e.__class__ is str else element_text(e) for e in items])


def unary_join(a: Value) -> str:
    """-join without a separator."""
    return op_join(a, "")
