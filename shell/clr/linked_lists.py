"""LinkedList`1 and its nodes, PriorityQueue`2."""
from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import Any, Optional

from shell.clr.arrays import net_equals
from shell.clr.enumerators import NetEnumerable, NetEnumerator, modified
from shell.clr.exceptions import InvalidOperationException
from shell.clr.generic_lists import convert_elements
from shell.clr.generic_sets import SEQUENCE
from shell.clr.generics import Declarer, close_generic, define
from shell.clr.lists import as_list
from shell.clr.typeinfo import NetType

Value = Any
_G = "System.Collections.Generic."


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


@define(_G + "LinkedList", "T", python_class=LinkedList, interfaces=SEQUENCE)
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


