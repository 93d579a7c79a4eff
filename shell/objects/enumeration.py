"""What a pipeline enumerates: lists and collections element by element; strings, dictionaries and property bags are scalars."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional

from shell.clr.typeinfo import typeof
from shell.objects.psobject import PSCustomObject, PSObject

Value = Any
Enumerator = Callable[[Any], Iterator[Any]]

_SCALARS: set[type] = {str, int, float, bool, type(None), PSCustomObject}
_KNOWN: dict[type, Enumerator] = {list: iter}
_NEVER = frozenset(["System.Xml.XmlDocument", "System.Xml.XmlElement", "System.Xml.XmlAttribute", "System.Xml.XmlText"])
_ENUMERABLE = frozenset(["System.Collections.IEnumerable", "System.Collections.IEnumerator", "System.Collections.ICollection", "System.Collections.IList"])


def declare_enumerable(cls: type, enumerator: Enumerator = iter) -> None:
    """Let instances of a class be enumerated although nothing about their type says so."""
    _KNOWN[cls] = enumerator


def enumerate_value(value: Value) -> Optional[Iterator[Value]]:
    """An iterator over the elements, or None: a scalar for the pipeline."""
    cls = value.__class__
    if cls in _SCALARS:
        return None
    known = _KNOWN.get(cls)
    if known is None:
        if cls is PSObject:
            return enumerate_value(value.base)
        known = _find(value, cls)
        if known is None:
            _SCALARS.add(cls)
            return None
        _KNOWN[cls] = known
    return known(value)


def _find(value: Value, cls: type) -> Optional[Enumerator]:
    if issubclass(cls, list):
        return iter
    from shell.clr.dictionaries import NetDictionary
    if issubclass(cls, (str, int, float, NetDictionary)) or not hasattr(cls, "__iter__"):
        return None
    t = typeof(value)
    if t.full_name in _NEVER:
        return None
    level: Any = t
    while level is not None:
        for name in level.interfaces:
            if name in _ENUMERABLE or name.startswith("System.Collections.Generic.IEnumerable`1"):
                return iter
        level = level.base
    return iter if issubclass(cls, (tuple, set, frozenset)) else None


def as_list(value: Value) -> list[Value]:
    """@(value): the elements of an enumerable, a scalar alone, null as nothing."""
    if isinstance(value, list):
        return value if value.__class__ is list else list(value)
    if value is None:
        return []
    items = enumerate_value(value)
    return [value] if items is None else list(items)
