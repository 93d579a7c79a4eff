"""IEnumerator objects: what GetEnumerator() returns.  They are Python iterators too; PowerShell enumerates them in pipelines."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException, NotSupportedException
from shell.clr.typeinfo import NetType

Value = Any
MODIFIED = "Collection was modified; enumeration operation may not execute."
ENUMERATOR = NetType("System.Collections.IEnumerator", kind="interface")


def modified() -> NetException:
    """The error of a collection that changed while it was enumerated."""
    return InvalidOperationException(MODIFIED)


class NetEnumerable:
    """Base of stand-ins that are no Python lists and yet are enumerated by pipelines and foreach: `iter(value)` gives the elements."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Value]:
        raise NotImplementedError


class NetEnumerator(NetEnumerable):
    """MoveNext/Current over any Python iterable; `source` is kept so that Reset can start again."""

    __slots__ = ("source", "_iterator", "current", "state", "net_type", "ps_ext")

    def __init__(self, source: Iterable[Value], net_type: Optional[NetType] = None) -> None:
        self.source = source
        self._iterator: Iterator[Value] = iter(source)
        self.current: Value = None
        self.state = 0  # 0 before the first element, 1 on an element, 2 past the last
        self.net_type = net_type or ENUMERATOR_OBJECT
        self.ps_ext: Optional[dict[str, Value]] = None

    def __iter__(self) -> Iterator[Value]:
        return self

    def __next__(self) -> Value:
        if not self.move_next():
            raise StopIteration
        return self.current

    def move_next(self) -> bool:
        """Step to the next element; False past the end."""
        try:
            self.current = next(self._iterator)
        except StopIteration:
            self.state, self.current = 2, None
            return False
        self.state = 1
        return True

    def reset(self) -> None:
        """Start again before the first element."""
        if iter(self.source) is self.source:
            raise NotSupportedException()
        self._iterator, self.state, self.current = iter(self.source), 0, None

    def dispose(self) -> None:
        """Release the enumeration (IDisposable); nothing is held."""

    def get_current(self) -> Value:
        """Current; PowerShell reads null where .NET would throw."""
        return self.current


ENUMERATOR_OBJECT = NetType("System.Array+ArrayEnumerator", NetEnumerator, interfaces=("System.Collections.IEnumerator", "System.ICloneable"))


def declare_enumerator(t: NetType) -> NetType:
    """Give a type the members of IEnumerator."""
    t.prop("Current", "System.Object")(NetEnumerator.get_current)
    t.method("bool MoveNext()")(NetEnumerator.move_next)
    t.method("void Reset()")(NetEnumerator.reset)
    t.method("void Dispose()")(NetEnumerator.dispose)
    return t


declare_enumerator(ENUMERATOR_OBJECT)
LIST_ENUMERATOR = declare_enumerator(NetType("System.Collections.ArrayList+ArrayListEnumeratorSimple", interfaces=("System.Collections.IEnumerator",)))
