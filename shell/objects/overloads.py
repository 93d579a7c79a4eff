"""Choosing one overload for the arguments at hand, by PowerShell's conversion ranks (Adapter.FindBestMethod)."""
from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Optional

from shell.clr.numbers import BigInteger, Byte, Char, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64
from shell.clr.typeinfo import OBJECT, MethodInfo, NetType, Overload, typeof
from shell.objects.conversion import is_delegate, is_instance
from shell.objects.psobject import PSCustomObject, PSObject
from shell.objects.typenames import resolve_type

Value = Any

IDENTITY, TO_CHARS, ASSIGNABLE, NUMERIC_IMPLICIT, NUMERIC_STRING, NUMERIC_EXPLICIT = 0x11F, 0x11A, 0x10F, 0xFF, 0xEF, 0xCF
NULL_TO_REF, NULL_TO_VALUE, LANGUAGE, PARSE, CONSTRUCTOR, CREATE, CAST, CONVERTIBLE, CUSTOM, TO_STRING, UNRELATED_ARRAYS, NONE = (
    0xBF, 0xAF, 0x9F, 0x7F, 0x6F, 0x73, 0x4F, 0x3F, 0x2F, 0x1F, 0x0F, 0)
INTEGER_TO_CHAR, NUMBER_TO_STRING = 0xE0, 0xDF  # both between an explicit numeric conversion and a string read as a number

# narrower first: which numeric parameter is the more specific one
_WIDTH = {name: i for i, name in enumerate((
    "System.SByte", "System.Byte", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32", "System.Int64", "System.UInt64",
    "System.Numerics.BigInteger", "System.Decimal", "System.Single", "System.Double"))}
_INTEGERS: dict[type, tuple[str, ...]] = {
    SByte: ("Int16", "Int32", "Int64", "Single", "Double", "Decimal"),
    Byte: ("Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal"),
    Int16: ("Int32", "Int64", "Single", "Double", "Decimal"),
    UInt16: ("Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal"),
    int: ("Int64", "Single", "Double", "Decimal"),
    UInt32: ("Int64", "UInt64", "Single", "Double", "Decimal"),
    Int64: ("Single", "Double", "Decimal"), UInt64: ("Single", "Double", "Decimal"),
    Single: ("Double",), float: (), Decimal: (), BigInteger: (),
}
_WIDENS = {cls: frozenset("System." + n for n in names) for cls, names in _INTEGERS.items()}


class Candidate:
    """One overload fitted to a number of arguments: the type each argument goes to, and where params expansion starts (-1: none)."""

    __slots__ = ("overload", "types", "expanded_from", "by_ref", "names")

    def __init__(self, overload: Overload, types: list[NetType], names: list[str], expanded_from: int, by_ref: list[bool]) -> None:
        self.overload, self.types, self.names, self.expanded_from, self.by_ref = overload, types, names, expanded_from, by_ref


def parameter_type(name: str) -> NetType:
    """The type a signature names; what is not modelled takes anything."""
    return resolve_type(name) or OBJECT


def candidates(group: MethodInfo, count: int) -> list[Candidate]:
    """The overloads that accept so many arguments, in declaration order; a params overload may appear direct and expanded."""
    out: list[Candidate] = []
    for overload in group.overloads:
        params = overload.params
        required = sum(1 for p in params if not p.optional and not p.is_params)
        if count <= len(params) and count >= required and (count == len(params) or not params or not params[-1].is_params or count > required):
            chosen = params[:count]
            out.append(Candidate(overload, [parameter_type(p.type_name) for p in chosen], [p.name for p in chosen], -1, [p.by_ref for p in chosen]))
        if params and params[-1].is_params and count >= len(params) - 1:
            out.append(_expanded(overload, count))
    return out


def _expanded(overload: Overload, count: int) -> Candidate:
    params = overload.params
    fixed = params[:-1]
    array = parameter_type(params[-1].type_name)
    element = array.element or OBJECT
    extra = count - len(fixed)
    return Candidate(overload, [parameter_type(p.type_name) for p in fixed] + [element] * extra, [p.name for p in fixed] + [params[-1].name] * extra,
                     len(fixed), [p.by_ref for p in fixed] + [False] * extra)


def rank(value: Value, t: NetType, by_ref: bool = False) -> int:
    """How well a value fits a parameter type; NONE when it cannot be converted."""
    if value.__class__ is PSObject:
        value = value.base
    if by_ref:
        return IDENTITY if hasattr(value, "value") else NONE
    if value is None:
        return NULL_TO_VALUE if t.kind in ("struct", "enum") else NULL_TO_REF
    own = typeof(value)
    if own is t and not isinstance(value, NetType):
        return IDENTITY
    if isinstance(value, str) and value.__class__ is str and t.element is not None and t.element.full_name == "System.Char" and not t.full_name.endswith(",]"):
        return TO_CHARS
    if t is OBJECT or is_instance(value, t) or t.full_name == "System.Management.Automation.PSObject":
        return ASSIGNABLE
    special = _special_rank(value, t)
    if special is not None:
        return special
    return _object_rank(value, own, t)


def _special_rank(value: Value, t: NetType) -> Optional[int]:
    name = t.full_name
    cls = value.__class__
    if name in _WIDTH:
        if cls in _WIDENS:
            return NUMERIC_IMPLICIT if name in _WIDENS[cls] else NUMERIC_EXPLICIT
        if cls is str:
            return NUMERIC_STRING
        if cls is bool or cls is Char or getattr(value, "net_type", None) is not None and isinstance(value, int):
            return CONVERTIBLE
    if t.kind == "enum":
        return LANGUAGE if isinstance(value, (str, int, float)) else NONE
    if name in ("System.Boolean", "System.Management.Automation.SwitchParameter"):
        return LANGUAGE
    if name == "System.Char":
        if cls in _WIDENS and isinstance(value, int):
            return INTEGER_TO_CHAR
        return CONVERTIBLE if isinstance(value, (str, int)) and cls is not bool else NONE
    if name == "System.String":
        return NUMBER_TO_STRING if cls in _WIDENS else TO_STRING
    if name == "System.Type":
        return LANGUAGE if cls is str else NONE
    return None


def _object_rank(value: Value, own: NetType, t: NetType) -> int:
    if t.element is not None:
        return _array_rank(value, own, t)
    if is_delegate(t):
        return CUSTOM if own.full_name in ("System.Management.Automation.ScriptBlock", "System.Management.Automation.PSMethod") else NONE
    if t.full_name.startswith("System.Nullable`1"):
        return max(rank(value, t.arguments[0]) - 1, NONE)
    if isinstance(value, str):
        group = t.find_static("parse")
        if isinstance(group, MethodInfo) and any(len(o.params) in (1, 2) and o.params[0].type_name.lower() in ("string", "system.string") for o in group.overloads):
            return PARSE
    if isinstance(value, list) and (t.arguments or t.convert_from is not None):
        return CUSTOM
    for overload in t.constructors:
        params = overload.params
        if len(params) == 1 and params[0].type_name not in ("System.Object", "object") and is_instance(value, parameter_type(params[0].type_name)):
            return CONSTRUCTOR
    if t.convert_from is not None and isinstance(value, str):
        return PARSE
    if t.full_name in ("System.DateTime", "System.TimeSpan") and isinstance(value, (int, float, Decimal)):
        return CONSTRUCTOR
    if isinstance(value, PSCustomObject) or own.full_name == "System.Collections.Hashtable":
        return CREATE if any(not o.params for o in t.constructors) else NONE
    return CAST if _has_cast(own, t) else NONE


def _has_cast(own: NetType, t: NetType) -> bool:
    for owner in (t, own):
        for name in ("op_implicit", "op_explicit"):
            group = owner.find_static(name)
            if isinstance(group, MethodInfo):
                for o in group.overloads:
                    if parameter_type(o.params[0].type_name) is own and parameter_type(o.return_type) is t:
                        return True
    return False


def _array_rank(value: Value, own: NetType, t: NetType) -> int:
    element = t.element
    assert element is not None
    if own.element is not None:
        if own.element.is_subtype_of(element) and own.element.kind not in ("struct", "enum"):
            return ASSIGNABLE
        return UNRELATED_ARRAYS
    if isinstance(value, list):
        return UNRELATED_ARRAYS
    single = rank(value, element)
    return single - 8 if single else NONE


def choose(found: list[Candidate], args: Sequence[Value], total: int) -> tuple[Optional[Candidate], bool]:
    """The best candidate, and whether the choice was ambiguous.  The only overload of a method is taken unranked."""
    if len(found) == 1 and total == 1:
        return found[0], False
    ranked = []
    for c in found:
        ranks = [rank(a, t, r) for a, t, r in zip(args, c.types, c.by_ref)]
        if NONE not in ranks:
            ranked.append((c, ranks))
    if not ranked:
        return None, False
    best, ambiguous = ranked[0], False
    for other in ranked[1:]:
        order = _better(other, best)
        if order > 0:
            best, ambiguous = other, False
        elif order == 0:
            ambiguous = ambiguous or other[0].overload.function is not best[0].overload.function
    return best[0], ambiguous


Ranked = tuple[Candidate, list[int]]


def _better(a: Ranked, b: Ranked) -> int:
    """Positive when a is the better one: earlier arguments weigh more, then specificity, then no params expansion."""
    score = 0
    weight = len(a[1])
    for x, y in zip(a[1], b[1]):
        score += weight * ((x > y) - (x < y))
        weight -= 1
    if score:
        return score
    expanded = (b[0].expanded_from >= 0) - (a[0].expanded_from >= 0)
    if expanded:
        return expanded
    weight = len(a[1])
    for x, y, s, t in zip(a[1], b[1], a[0].types, b[0].types):
        if s is not t and x >= NULL_TO_VALUE and y >= NULL_TO_VALUE:
            score += weight * _more_specific(s, t, x)
        weight -= 1
    if score:
        return score
    return (len(b[0].overload.params) > len(a[0].overload.params)) - (len(b[0].overload.params) < len(a[0].overload.params))


def _more_specific(s: NetType, t: NetType, how: int) -> int:
    a, b = _WIDTH.get(s.full_name), _WIDTH.get(t.full_name)
    if a is not None and b is not None:
        narrower = (a < b) - (a > b)
        return narrower if how >= NUMERIC_IMPLICIT or how == NUMERIC_STRING else -narrower
    if s.is_subtype_of(t):
        return 1
    return -1 if t.is_subtype_of(s) else 0
