"""What foreach iterates over."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shell.clr.arrays import TypedArray
from shell.clr.exceptions import InvalidOperationException
from shell.objects.arithmetic import range_
from shell.objects.enumeration import enumerate_value
from shell.objects.psobject import MISSING
from shell.runtime.scopes import Scope

Value = Any
MODIFIED = "Collection was modified; enumeration operation may not execute."


def each(value: Value) -> Iterable[Value]:
    """The elements foreach visits: null none, a scalar itself."""
    cls = value.__class__
    if cls is list or cls is TypedArray or cls is range:
        return value  # type: ignore[no-any-return]
    if value is None:
        return ()
    if cls is str or cls is int:
        return (value,)
    if isinstance(value, list) and value.__class__.__iter__ is list.__iter__:
        return _guarded(value)
    items = enumerate_value(value)
    return (value,) if items is None else items


def _guarded(items: list[Value]) -> Iterator[Value]:
    """A growable list: changing it while it is visited is an error."""
    count = len(items)
    for item in items:
        if len(items) != count:
            raise InvalidOperationException(MODIFIED)
        yield item
        if len(items) != count:
            raise InvalidOperationException(MODIFIED)


def lazy_range(a: Value, b: Value) -> Iterable[Value]:
    """a..b without making the list, where both are Int32."""
    if a.__class__ is int and b.__class__ is int:
        return range(a, b + 1) if a <= b else range(a, b - 1, -1)
    return range_(a, b)


class ForeachEnumerator:
    """$foreach: the enumerator that drives the loop; the body may move it."""

    def __init__(self, V: Scope, items: Iterable[Value]) -> None:
        self._items = iter(items)
        self.current: Value = None
        self._V = V
        self._old = V.get("foreach", MISSING)
        V["foreach"] = self

    def move_next(self) -> bool:
        """Step to the next element; False at the end."""
        for item in self._items:
            self.current = item
            return True
        self.current = None
        return False

    def leave(self) -> None:
        """The loop is over: $foreach is what it was."""
        if self._old is MISSING:
            self._V.pop("foreach", None)
        else:
            self._V["foreach"] = self._old


def foreach_enumerator(V: Scope, items: Iterable[Value]) -> ForeachEnumerator:
    _declare()
    return ForeachEnumerator(V, items)


def _declare() -> None:
    from shell.clr.typeinfo import BY_CLASS, NetType
    if ForeachEnumerator in BY_CLASS:
        return
    t = NetType("System.Array+ArrayEnumerator", ForeachEnumerator, interfaces=("System.Collections.IEnumerator", "System.ICloneable"))
    t.attr("Current", "System.Object", "current")
    t.method("bool MoveNext()")(ForeachEnumerator.move_next)
