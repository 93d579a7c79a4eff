"""HashSet`1, SortedSet`1, Queue`1, Stack`1, LinkedList`1, PriorityQueue`2 and the concurrent queues."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional

from shell.clr.arrays import copy_to, make_array, sorted_items
from shell.clr.comparers import folding
from shell.clr.dictionary_base import fold_key, fold_key_exact
from shell.clr.enumerators import NetEnumerable, NetEnumerator, modified
from shell.clr.generic_lists import convert_elements
from shell.clr.generics import Declarer, define
from shell.clr.lists import as_list
from shell.clr.queues import Queue, Stack, declare_sequence, try_peek, try_take
from shell.clr.typeinfo import NetType

Value = Any
_G, _C = "System.Collections.Generic.", "System.Collections.Concurrent."
_SET = (_G + "ISet[T]", _G + "ICollection[T]", _G + "IEnumerable[T]", _G + "IReadOnlyCollection[T]", _G + "IReadOnlySet[T]", "System.Collections.IEnumerable")
SEQUENCE = (_G + "IEnumerable[T]", _G + "IReadOnlyCollection[T]", "System.Collections.ICollection", "System.Collections.IEnumerable")


class HashSet(NetEnumerable):
    """A set that keeps insertion order; text is compared by case unless the comparer ignores it."""

    def __init__(self, items: Iterable[Value] = (), net_type: Optional[NetType] = None, comparer: Value = None) -> None:
        self.net_type: Any = net_type
        self.comparer = comparer
        self.fold = folding(comparer, fold_key if getattr(comparer, "ignore_case", False) else fold_key_exact)
        self.data: dict[Value, Value] = {}
        self.ps_ext: Optional[dict[str, Value]] = None
        for item in items:
            self.add(item)

    def key(self, value: Value) -> Value:
        return ("null",) if value is None else self.fold(value)

    def add(self, value: Value) -> bool:
        """Add; False if an equal element is there."""
        key = self.key(value)
        if key in self.data:
            return False
        self.data[key] = value
        return True

    def contains(self, value: Value) -> bool:
        return self.key(value) in self.data

    def remove(self, value: Value) -> bool:
        return self.data.pop(self.key(value), self) is not self

    def elements(self) -> list[Value]:
        """The elements in enumeration order."""
        return list(self.data.values())

    def __iter__(self) -> Iterator[Value]:
        size = len(self.data)
        for item in self.elements():
            yield item
            if len(self.data) != size:
                raise modified()

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> bool:
        return True

    def keys_of(self, other: Iterable[Value]) -> dict[Value, Value]:
        return {self.key(x): x for x in other}

    def union_with(self, other: Iterable[Value]) -> None:
        for x in list(other):
            self.add(x)

    def intersect_with(self, other: Iterable[Value]) -> None:
        keep = self.keys_of(other)
        self.data = {k: v for k, v in self.data.items() if k in keep}

    def except_with(self, other: Iterable[Value]) -> None:
        for k in self.keys_of(other):
            self.data.pop(k, None)

    def symmetric_except_with(self, other: Iterable[Value]) -> None:
        for k, v in self.keys_of(other).items():
            if k in self.data:
                del self.data[k]
            else:
                self.data[k] = v

    def is_subset_of(self, other: Iterable[Value]) -> bool:
        return self.data.keys() <= self.keys_of(other).keys()

    def is_superset_of(self, other: Iterable[Value]) -> bool:
        return self.data.keys() >= self.keys_of(other).keys()

    def set_equals(self, other: Iterable[Value]) -> bool:
        return self.data.keys() == self.keys_of(other).keys()

    def overlaps(self, other: Iterable[Value]) -> bool:
        return bool(self.data.keys() & self.keys_of(other).keys())

    def remove_where(self, match: Value) -> int:
        gone = [k for k, v in self.data.items() if match(v)]
        for k in gone:
            del self.data[k]
        return len(gone)


class SortedSet(HashSet):
    """A set that enumerates in order."""

    def elements(self) -> list[Value]:
        return sorted_items(list(self.data.values()), self.comparer if hasattr(self.comparer, "compare") else None)


def _prime_capacity(items: HashSet) -> int:
    """Capacity as .NET grows it: primes; only small sets are exact."""
    for prime in (3, 7, 17, 37, 89, 197, 431, 919, 1931, 4049, 8419, 17519, 36353, 75431, 156437, 324449, 672827, 1395263):
        if len(items) <= prime:
            return prime if len(items) else 0
    return len(items)


def _set_members(d: Declarer, cls: Any) -> None:
    t = d.type
    convert_elements(t, lambda items, t: cls(items, t))
    d.new("new()")(lambda: cls((), t))
    d.new("new(System.Collections.Generic.IEnumerable[T] collection)")(lambda c: cls(as_list(c), t, getattr(c, "comparer", None)))
    d.prop("Count", "int")(len)
    d.method("bool Add(T item)")(HashSet.add)
    d.method("void Clear()")(lambda s: s.data.clear())
    d.method("bool Contains(T item)")(HashSet.contains)
    d.method("void CopyTo(T[] array)", "void CopyTo(T[] array, int arrayIndex)")(lambda s, array, i=0: copy_to(s.elements(), array, i))
    d.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
    d.method("bool Remove(T item)")(HashSet.remove)
    d.method("int RemoveWhere(System.Predicate[T] match)")(HashSet.remove_where)
    for name, function in (("void UnionWith", HashSet.union_with), ("void IntersectWith", HashSet.intersect_with), ("void ExceptWith", HashSet.except_with),
                           ("void SymmetricExceptWith", HashSet.symmetric_except_with), ("bool IsSubsetOf", HashSet.is_subset_of),
                           ("bool IsSupersetOf", HashSet.is_superset_of), ("bool SetEquals", HashSet.set_equals), ("bool Overlaps", HashSet.overlaps)):
        d.method(name + "(System.Collections.Generic.IEnumerable[T] other)")(function)
    d.method("bool IsProperSubsetOf(System.Collections.Generic.IEnumerable[T] other)")(lambda s, o: s.is_subset_of(o) and not s.set_equals(o))
    d.method("bool IsProperSupersetOf(System.Collections.Generic.IEnumerable[T] other)")(lambda s, o: s.is_superset_of(o) and not s.set_equals(o))
    d.method("bool TryGetValue(T equalValue, [ref] T actualValue)")(_try_get)


def _try_get(items: HashSet, value: Value, box: Value) -> bool:
    box.value = items.data.get(items.key(value))
    return items.contains(value)


def _comparer_text(items: HashSet) -> Value:
    from shell.clr.typeinfo import typeof
    element = items.net_type.arguments[0]
    if items.comparer is not None:
        return items.comparer
    name = "System.Collections.Generic.StringEqualityComparer" if element.full_name == "System.String" else f"System.Collections.Generic.GenericEqualityComparer`1[{element.full_name}]"
    return DefaultEquality(name) if typeof(items) is items.net_type else None


class DefaultEquality:
    """EqualityComparer<T>.Default, shown by its type's name."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


DEFAULT_EQUALITY = NetType("System.Collections.Generic.GenericEqualityComparer", DefaultEquality)
DEFAULT_EQUALITY.method("string ToString()")(str)


@define(_G + "HashSet", "T", python_class=HashSet, interfaces=_SET)
def _hash_set(d: Declarer) -> None:
    t = d.type
    d.prop("Count", "int")(len)
    d.prop("Capacity", "int")(_prime_capacity)
    d.prop("Comparer", "System.Collections.Generic.IEqualityComparer[T]")(_comparer_text)
    d.new("new(System.Collections.Generic.IEqualityComparer[T] comparer)")(lambda c: HashSet((), t, c))
    d.new("new(int capacity)")(lambda n: HashSet((), t))
    d.new("new(System.Collections.Generic.IEnumerable[T] collection, System.Collections.Generic.IEqualityComparer[T] comparer)")(lambda c, e: HashSet(as_list(c), t, e))
    _set_members(d, HashSet)
    d.method("void TrimExcess()")(lambda s: None)
    d.prop("IsReadOnly", "bool")(lambda s: False)


@define(_G + "SortedSet", "T", python_class=SortedSet, interfaces=_SET)
def _sorted_set(d: Declarer) -> None:
    t = d.type
    _set_members(d, SortedSet)
    d.new("new(System.Collections.Generic.IComparer[T] comparer)")(lambda c: SortedSet((), t, c))
    d.prop("Min", "T")(lambda s: s.elements()[0] if s.data else t.arguments[0].default_value)
    d.prop("Max", "T")(lambda s: s.elements()[-1] if s.data else t.arguments[0].default_value)
    d.method("System.Collections.Generic.IEnumerable[T] Reverse()")(lambda s: make_array(t.arguments[0], s.elements()[::-1]))


def _sequence(d: Declarer, cls: Any) -> None:
    t = d.type
    declare_sequence(d.method, d.prop, "T")
    d.new("new()")(lambda: cls((), t))
    d.new("new(System.Collections.Generic.IEnumerable[T] collection)")(lambda c: cls(as_list(c), t))
    convert_elements(t, cls)


class GenericQueue(Queue):
    """Queue`1."""


class GenericStack(Stack):
    """Stack`1."""


@define(_G + "Queue", "T", python_class=GenericQueue, interfaces=SEQUENCE)
def _queue(d: Declarer) -> None:
    t = d.type
    _sequence(d, GenericQueue)
    d.new("new(int capacity)")(lambda n: GenericQueue((), t))
    d.method("void Enqueue(T item)")(Queue.push_right)
    d.method("T Dequeue()")(Queue.take)
    d.method("T Peek()")(Queue.peek)
    d.method("bool TryDequeue([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_G + "Stack", "T", python_class=GenericStack, interfaces=SEQUENCE)
def _stack(d: Declarer) -> None:
    t = d.type
    _sequence(d, GenericStack)
    d.new("new(int capacity)")(lambda n: GenericStack((), t))
    d.method("void Push(T item)")(Stack.push_left)
    d.method("T Pop()")(Stack.take)
    d.method("T Peek()")(Stack.peek)
    d.method("bool TryPop([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "ConcurrentQueue", "T", python_class=GenericQueue, interfaces=SEQUENCE)
def _concurrent_queue(d: Declarer) -> None:
    _sequence(d, GenericQueue)
    d.prop("IsEmpty", "bool")(lambda s: not s.data)
    d.method("void Enqueue(T item)")(Queue.push_right)
    d.method("bool TryDequeue([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "ConcurrentStack", "T", python_class=GenericStack, interfaces=SEQUENCE)
def _concurrent_stack(d: Declarer) -> None:
    _sequence(d, GenericStack)
    d.prop("IsEmpty", "bool")(lambda s: not s.data)
    d.method("void Push(T item)")(Stack.push_left)
    d.method("bool TryPop([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "ConcurrentBag", "T", python_class=GenericStack, interfaces=SEQUENCE)
def _bag(d: Declarer) -> None:
    """Enumerates the newest first, as a bag filled by one thread does."""
    _sequence(d, GenericStack)
    d.prop("IsEmpty", "bool")(lambda s: not s.data)
    d.method("void Add(T item)")(Stack.push_left)
    d.method("bool TryTake([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "BlockingCollection", "T", python_class=GenericQueue, interfaces=SEQUENCE)
def _blocking(d: Declarer) -> None:
    _sequence(d, GenericQueue)
    d.method("void Add(T item)")(Queue.push_right)
    d.method("bool TryAdd(T item)")(lambda q, v: (q.push_right(v), True)[1])
    d.method("T Take()")(Queue.take)
    d.method("bool TryTake([ref] T item)")(try_take)
