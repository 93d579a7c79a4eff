"""The text of a value inside a view: cells, list values, group headers.  Collections show as `{a, b…}`, reals in a table with three decimals."""
from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Callable, Optional

from shell.clr.enums import EnumValue
from shell.clr.numbers import BigInteger, Byte, Char, Int16, Int64, IntPtr, SByte, Single, UInt16, UInt32, UInt64
from shell.clr.typeinfo import NetType, typeof
from shell.formatting.cells import ELLIPSIS
from shell.formatting.packets import LEFT, RIGHT
from shell.objects.psobject import PSCustomObject, PSObject, base_of
from shell.objects.text import to_display

Value = Any
Texter = Callable[[Any], str]

_int_text: Texter = int.__repr__
INTEGERS = (int, Int64, UInt64, UInt32, Int16, UInt16, Byte, SByte, BigInteger, IntPtr)
_FAST: dict[type, Texter] = {str: str, bool: lambda v: "True" if v else "False", type(None): lambda v: "", **dict.fromkeys(INTEGERS, _int_text)}
_REALS = (float, Single, Decimal)
_SCALARS = frozenset(INTEGERS) | {str, bool, float, Single, Decimal, Char, type(None)}
_NAME_PATTERNS = ("name", "id", "key", "*key", "*name", "*id")
_NOT_NAMES = frozenset(["pscomputername", "psshowcomputername", "runspaceid", "pssourcejobinstanceid"])


def is_scalar(value: Value) -> bool:
    """Strings, numbers, booleans, characters and enums: printed as plain text wherever they come."""
    base = base_of(value)
    if base.__class__ not in _SCALARS and not isinstance(base, EnumValue):
        return _is_secure(base)
    return value is base or value.type_names is None or not (value.type_names or [""])[0].startswith("Deserialized.")


def _is_secure(base: Value) -> bool:
    """SecureString counts as a scalar, as in PowerShell."""
    return bool(base.__class__.__name__ == "SecureString")


def default_align(value: Value) -> str:
    """Numbers, booleans and enums to the right, all else to the left."""
    base = base_of(value)
    cls = base.__class__
    if cls is str or cls is Char or base is None:
        return LEFT
    return RIGHT if cls in _SCALARS or isinstance(base, EnumValue) or _is_secure(base) else LEFT


def elements_of(value: Value) -> Optional[Iterator[Value]]:
    """The elements of a collection or dictionary; None for what shows as one thing."""
    base = base_of(value)
    if base.__class__ in _SCALARS or isinstance(base, (PSCustomObject, NetType)):
        return None
    if base.__class__ is list:
        return iter(base)
    from shell.clr.dictionary_base import NetDictionary
    if isinstance(base, NetDictionary):
        return iter(list(base.entries()))
    from shell.objects.enumeration import enumerate_value
    return enumerate_value(base)


def fixed_point(value: Value, digits: int = 3) -> str:
    """A real as a table shows it."""
    if value != value or value in (float("inf"), float("-inf")):
        return to_display(value)
    return f"{value:.{digits}f}"


def value_text(value: Value, limit: int, in_table: bool = False) -> str:
    """The text of a cell.  `limit` is $FormatEnumerationLimit; negative shows every element."""
    fast = _FAST.get(value.__class__)
    if fast is not None:
        return fast(value)
    elements = elements_of(value)
    if elements is not None:
        return _collection_text(elements, limit)
    base = base_of(value)
    if in_table and base.__class__ in _REALS:
        return fixed_point(base)
    if isinstance(base, NetType):
        return base.full_name
    return to_display(value) if xml_names(base) is None else base.local_name


def _collection_text(elements: Iterator[Value], limit: int) -> str:
    parts: list[str] = []
    for element in elements:
        if limit >= 0 and len(parts) >= limit:
            return "{" + ", ".join(parts) + ELLIPSIS + "}"
        parts.append(element_name(element))
    return "{" + ", ".join(parts) + "}"


def element_name(value: Value) -> str:
    """How an element of a collection is named: its own text when its class has one, else its name-like property."""
    if value is None:
        return "$null"
    fast = _FAST.get(value.__class__)
    if fast is not None:
        return fast(value)
    base = base_of(value)
    if base.__class__ in _SCALARS or isinstance(value, PSCustomObject) or isinstance(base, (EnumValue, NetType, list)):
        return to_display(value)
    if "tostring" in typeof(base).methods or "__str__" in base.__class__.__dict__:
        return to_display(value)
    name = display_property(value)
    if name is not None:
        from shell.objects.members import get_property
        try:
            return to_display(get_property(value, name))
        except Exception:  # noqa: BLE001  a getter that fails falls back to the object's text, as in PowerShell
            pass
    return to_display(value) or typeof(base).full_name


def xml_names(base: Value) -> Optional[list[str]]:
    """What a view shows of an XML node: its attributes and children (but not `item`, which the indexer hides); None for all else."""
    if base.__class__.__module__ != "shell.clr.xml_nodes":
        return None
    from shell.clr import xml_nodes
    if not isinstance(base, xml_nodes.XmlNode):
        return None
    from shell.objects.member_listing import adapter_names
    return [n for n in adapter_names(base) if n.lower() != "item"]


def shown_properties(value: Value) -> list[str]:
    """The names of all properties a view without orders could show."""
    from shell.objects.members import property_names
    names = xml_names(base_of(value))
    if names is not None:
        return names
    hidden = getattr(getattr(value, "net_type", None), "hidden_members", None)  # of a script's class
    return [n for n in property_names(value) if n.lower() not in hidden] if hidden else property_names(value)


def display_property(value: Value) -> Optional[str]:
    """The property that names an object: DefaultDisplayProperty, else the first called like a name, id or key."""
    from shell.objects.members import property_names
    declared = default_display_property(value)
    if declared is not None:
        return declared
    names = property_names(value)
    folded = [n.lower() for n in names]
    for pattern in _NAME_PATTERNS:
        for name, low in zip(names, folded):
            if (low.endswith(pattern[1:]) if pattern[0] == "*" else low == pattern) and low not in _NOT_NAMES:
                return name
    return None


def default_display_property(value: Value) -> Optional[str]:
    """DefaultDisplayProperty from type data, or None."""
    from shell.objects.hooks import current
    from shell.objects.members import type_names
    table = current().type_table
    for name in type_names(value):
        data = table.get(name)
        if data is not None and data.default_display_name is not None:
            found: str = data.default_display_name
            return found
    return None


def default_display_set(value: Value) -> Optional[list[str]]:
    """The names of DefaultDisplayPropertySet, from the object's own PSStandardMembers or from type data; None when there is none."""
    from shell.objects.hooks import current
    from shell.objects.members import type_names
    own = _own_display_set(value)
    if own:
        return own
    found: Optional[list[str]] = current().type_table.display_properties(type_names(value))
    return list(found) if found else None


def _own_display_set(value: Value) -> Optional[list[str]]:
    props = value.props if isinstance(value, PSObject) else getattr(value, "ps_ext", None)
    if not props:
        return None
    for name, entry in props.items():
        if name.lower() == "psstandardmembers" and hasattr(entry, "members"):
            members = entry.members.values() if hasattr(entry.members, "values") else entry.members
            for member in members:
                if getattr(member, "name", "").lower() == "defaultdisplaypropertyset":
                    return list(member.names)
    return None
