"""HashSet`1, SortedSet`1, Queue`1, Stack`1, LinkedList`1, PriorityQueue`2 and the concurrent queues."""
from __future__ import annotations

import heapq
from typing import Any, Iterable, Iterator, Optional

from shell.clr.arrays import copy_to, make_array, net_equals, sorted_items
from shell.clr.dictionary_base import fold_key, fold_key_exact
from shell.clr.enumerators import NetEnumerable, NetEnumerator, modified
from shell.clr.exceptions import InvalidOperationException
from shell.clr.generic_lists import convert_elements
from shell.clr.generics import Declarer, close_generic, define
from shell.clr.lists import as_list
from shell.clr.queues import Queue, Stack, declare_sequence, try_peek, try_take
from shell.clr.typeinfo import NetType

Value = Any
_G, _C = "System.Collections.Generic.", "System.Collections.Concurrent."
_SET = (_G + "ISet[T]", _G + "ICollection[T]", _G + "IEnumerable[T]", _G + "IReadOnlyCollection[T]", _G + "IReadOnlySet[T]", "System.Collections.IEnumerable")
_SEQUENCE = (_G + "IEnumerable[T]", _G + "IReadOnlyCollection[T]", "System.Collections.ICollection", "System.Collections.IEnumerable")


class HashSet(NetEnumerable):
    """A set that keeps insertion order; text is compared by case unless the comparer ignores it."""

    def __init__(self, items: Iterable[Value] = (), net_type: Optional[NetType] = None, comparer: Value = None) -> None:
        self.net_type: Any = net_type
        self.comparer = comparer
        self.fold = fold_key if getattr(comparer, "ignore_case", False) else fold_key_exact
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
    d.prop("Capacity", "int")(_prime_capacity)
    d.prop("Comparer", "System.Collections.Generic.IEqualityComparer[T]")(_comparer_text)
    d.new("new(System.Collections.Generic.IEqualityComparer[T] comparer)")(lambda c: HashSet((), t, c))
    d.new("new(int capacity)")(lambda n: HashSet((), t))
    d.new("new(System.Collections.Generic.IEnumerable[T] collection, System.Collections.Generic.IEqualityComparer[T] comparer)")(lambda c, e: HashSet(as_list(c), t, e))
    _set_members(d, HashSet)
    d.method("void TrimExcess()")(lambda s: None)


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


@define(_G + "Queue", "T", python_class=GenericQueue, interfaces=_SEQUENCE)
def _queue(d: Declarer) -> None:
    t = d.type
    _sequence(d, GenericQueue)
    d.new("new(int capacity)")(lambda n: GenericQueue((), t))
    d.method("void Enqueue(T item)")(Queue.push_right)
    d.method("T Dequeue()")(Queue.take)
    d.method("T Peek()")(Queue.peek)
    d.method("bool TryDequeue([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_G + "Stack", "T", python_class=GenericStack, interfaces=_SEQUENCE)
def _stack(d: Declarer) -> None:
    t = d.type
    _sequence(d, GenericStack)
    d.new("new(int capacity)")(lambda n: GenericStack((), t))
    d.method("void Push(T item)")(Stack.push_left)
    d.method("T Pop()")(Stack.take)
    d.method("T Peek()")(Stack.peek)
    d.method("bool TryPop([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "ConcurrentQueue", "T", python_class=GenericQueue, interfaces=_SEQUENCE)
def _concurrent_queue(d: Declarer) -> None:
    _sequence(d, GenericQueue)
    d.prop("IsEmpty", "bool")(lambda s: not s.data)
    d.method("void Enqueue(T item)")(Queue.push_right)
    d.method("bool TryDequeue([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "ConcurrentStack", "T", python_class=GenericStack, interfaces=_SEQUENCE)
def _concurrent_stack(d: Declarer) -> None:
    _sequence(d, GenericStack)
    d.prop("IsEmpty", "bool")(lambda s: not s.data)
    d.method("void Push(T item)")(Stack.push_left)
    d.method("bool TryPop([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "ConcurrentBag", "T", python_class=GenericStack, interfaces=_SEQUENCE)
def _bag(d: Declarer) -> None:
    """Enumerates the newest first, as a bag filled by one thread does."""
    _sequence(d, GenericStack)
    d.prop("IsEmpty", "bool")(lambda s: not s.data)
    d.method("void Add(T item)")(Stack.push_left)
    d.method("bool TryTake([ref] T result)")(try_take)
    d.method("bool TryPeek([ref] T result)")(try_peek)


@define(_C + "BlockingCollection", "T", python_class=GenericQueue, interfaces=_SEQUENCE)
def _blocking(d: Declarer) -> None:
    _sequence(d, GenericQueue)
    d.method("void Add(T item)")(Queue.push_right)
    d.method("bool TryAdd(T item)")(lambda q, v: (q.push_right(v), True)[1])
    d.method("T Take()")(Queue.take)
    d.method("bool TryTake([ref] T item)")(try_take)


class LinkedNode:
    """LinkedListNode`1: a place in a LinkedList."""

    def __init__(self, owner: LinkedList, value: Value) -> None:
        self.owner, self.value = owner, value
        self.ps_ext: Optional[dict[str, Value]] = None

    @property
    def net_type(self) -> NetType:
        return close_generic(_G + "LinkedListNode", list(self.owner.net_type.arguments))

    def neighbour(self, step: int) -> Optional[LinkedNode]:
        at = self.owner.nodes.index(self) + step
        return self.owner.nodes[at] if 0 <= at < len(self.owner.nodes) else None


class LinkedList(NetEnumerable):
    """LinkedList`1, kept as a Python list of nodes."""

    def __init__(self, items: Iterable[Value] = (), net_type: Optional[NetType] = None) -> None:
        self.net_type: Any = net_type
        self.ps_ext: Optional[dict[str, Value]] = None
        self.nodes: list[LinkedNode] = [LinkedNode(self, x) for x in items]

    def __iter__(self) -> Iterator[Value]:
        size = len(self.nodes)
        for node in list(self.nodes):
            if len(self.nodes) != size:
                raise modified()
            yield node.value

    def __len__(self) -> int:
        return len(self.nodes)

    def __bool__(self) -> bool:
        return True

    def insert(self, at: int, value: Value) -> LinkedNode:
        node = LinkedNode(self, value)
        self.nodes.insert(at, node)
        return node

    def find(self, value: Value) -> Optional[LinkedNode]:
        return next((n for n in self.nodes if net_equals(n.value, value)), None)

    def remove(self, value: Value) -> bool:
        node = self.find(value)
        if node is not None:
            self.nodes.remove(node)
        return node is not None

    def drop(self, at: int) -> None:
        if not self.nodes:
            raise InvalidOperationException("The LinkedList is empty.")
        del self.nodes[at]


@define(_G + "LinkedList", "T", python_class=LinkedList, interfaces=_SEQUENCE)
def _linked(d: Declarer) -> None:
    t, node = d.type, "System.Collections.Generic.LinkedListNode[T]"
    d.new("new()")(lambda: LinkedList((), t))
    d.new("new(System.Collections.Generic.IEnumerable[T] collection)")(lambda c: LinkedList(as_list(c), t))
    convert_elements(t, LinkedList)
    d.prop("Count", "int")(len)
    d.prop("First", node)(lambda s: s.nodes[0] if s.nodes else None)
    d.prop("Last", node)(lambda s: s.nodes[-1] if s.nodes else None)
    d.method(f"{node} AddFirst(T value)")(lambda s, v: s.insert(0, v))
    d.method(f"{node} AddLast(T value)")(lambda s, v: s.insert(len(s.nodes), v))
    d.method(f"{node} AddAfter({node} node, T value)")(lambda s, n, v: s.insert(s.nodes.index(n) + 1, v))
    d.method(f"{node} AddBefore({node} node, T value)")(lambda s, n, v: s.insert(s.nodes.index(n), v))
    d.method("void Clear()")(lambda s: s.nodes.clear())
    d.method("bool Contains(T value)")(lambda s, v: s.find(v) is not None)
    d.method(f"{node} Find(T value)")(LinkedList.find)
    d.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
    d.method(f"void Remove({node} node)")(lambda s, n: s.nodes.remove(n))
    d.method("bool Remove(T value)")(LinkedList.remove)
    d.method("void RemoveFirst()")(lambda s: s.drop(0))
    d.method("void RemoveLast()")(lambda s: s.drop(-1))


@define(_G + "LinkedListNode", "T", python_class=LinkedNode)
def _node(d: Declarer) -> None:
    d.type.attr("Value", d.fill("T"), "value", writable=True)
    d.type.attr("List", d.fill("System.Collections.Generic.LinkedList[T]"), "owner")
    d.prop("Next", "System.Collections.Generic.LinkedListNode[T]")(lambda n: n.neighbour(1))
    d.prop("Previous", "System.Collections.Generic.LinkedListNode[T]")(lambda n: n.neighbour(-1))


class PriorityQueue:
    """PriorityQueue`2: the element of least priority leaves first; equal ones in the order they came."""

    def __init__(self, net_type: NetType) -> None:
        self.net_type = net_type
        self.heap: list[tuple[Value, int, Value]] = []
        self.count = 0
        self.ps_ext: Optional[dict[str, Value]] = None

    def enqueue(self, element: Value, priority: Value) -> None:
        from functools import cmp_to_key

        from shell.clr import upcalls
        self.count += 1
        key = priority if isinstance(priority, (int, float)) else cmp_to_key(upcalls.compare)(priority)
        heapq.heappush(self.heap, (key, self.count, element))

    def first(self) -> Value:
        if not self.heap:
            raise InvalidOperationException("Queue empty.")
        return self.heap[0][2]

    def dequeue(self) -> Value:
        value = self.first()
        heapq.heappop(self.heap)
        return value

    def try_dequeue(self, element: Value, priority: Value) -> bool:
        if not self.heap:
            return False
        key, _, element.value = heapq.heappop(self.heap)
        priority.value = getattr(key, "obj", key)
        return True


@define(_G + "PriorityQueue", "TElement", "TPriority", python_class=PriorityQueue)
def _priority(d: Declarer) -> None:
    t = d.type
    d.new("new()")(lambda: PriorityQueue(t))
    d.prop("Count", "int")(lambda q: len(q.heap))
    d.method("void Enqueue(TElement element, TPriority priority)")(PriorityQueue.enqueue)
    d.method("TElement Dequeue()")(PriorityQueue.dequeue)
    d.method("TElement Peek()")(PriorityQueue.first)
    d.method("bool TryDequeue([ref] TElement element, [ref] TPriority priority)")(PriorityQueue.try_dequeue)
    d.method("void Clear()")(lambda q: q.heap.clear())


