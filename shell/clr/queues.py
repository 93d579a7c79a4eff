"""Queue, Stack, BitArray and the specialized string collections (the non-generic ones); the classes serve the generic types too."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Callable, Optional

from shell.clr.arrays import copy_to, make_array, net_equals
from shell.clr.dictionaries import NetDictionary, declare_dictionary
from shell.clr.enumerators import NetEnumerable, NetEnumerator, modified
from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.clr.lists import INDEX_TEXT, NetList
from shell.clr.typeinfo import OBJECT, NetType

Value = Any


class Sequence(NetEnumerable):
    """Base of Queue, Stack and the concurrent bags: a deque whose elements enumerate from its left end."""

    def __init__(self, items: Iterable[Value] = (), net_type: Optional[NetType] = None) -> None:
        self.data: deque[Value] = deque(items)
        self.net_type: Any = net_type
        self.ps_ext: Optional[dict[str, Value]] = None
        self.changes = 0

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Value]:
        before = self.changes
        for item in list(self.data):
            if self.changes != before:
                raise modified()
            yield item
        if self.changes != before:
            raise modified()

    def contains(self, value: Value) -> bool:
        return any(net_equals(x, value) for x in self.data)

    def clear(self) -> None:
        self.data.clear()
        self.changes += 1

    def to_array(self) -> Value:
        return make_array(self.net_type.arguments[0] if self.net_type is not None and self.net_type.arguments else OBJECT, self.data)

    def push_left(self, value: Value) -> None:
        self.data.appendleft(value)
        self.changes += 1

    def push_right(self, value: Value) -> None:
        self.data.append(value)
        self.changes += 1

    def take(self) -> Value:
        """Remove and return the first element."""
        if not self.data:
            raise InvalidOperationException(self.empty_text())
        self.changes += 1
        return self.data.popleft()

    def peek(self) -> Value:
        if not self.data:
            raise InvalidOperationException(self.empty_text())
        return self.data[0]

    def empty_text(self) -> str:
        return "Queue empty." if isinstance(self, Queue) else "Stack empty."


class Queue(Sequence):
    """First in, first out."""


class Stack(Sequence):
    """Last in, first out; enumerates from the top."""

    def __init__(self, items: Iterable[Value] = (), net_type: Optional[NetType] = None) -> None:
        super().__init__(reversed(list(items)), net_type)


def try_take(items: Sequence, box: Value) -> bool:
    """TryDequeue, TryPop: the element goes into a [ref]."""
    if not items.data:
        box.value = None
        return False
    box.value = items.take()
    return True


def try_peek(items: Sequence, box: Value) -> bool:
    box.value = items.data[0] if items.data else None
    return bool(items.data)


def declare_sequence(method: Callable[..., Any], prop: Callable[..., Any], element: str) -> None:
    """Members that queues, stacks and bags share; `method` and `prop` are the decorators of a NetType or Declarer."""
    prop("Count", "int")(len)
    method("void Clear()")(Sequence.clear)
    method(f"bool Contains({element} item)")(Sequence.contains)
    method(f"void CopyTo({element}[] array, int index)")(lambda s, array, index: copy_to(list(s.data), array, index))
    method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
    method(f"{element}[] ToArray()")(Sequence.to_array)


QUEUE = NetType("System.Collections.Queue", Queue, interfaces=("System.Collections.ICollection", "System.Collections.IEnumerable", "System.ICloneable"))
QUEUE.static("System.Collections.Queue Synchronized(System.Collections.Queue queue)")(lambda queue: queue)
STACK = NetType("System.Collections.Stack", Stack, interfaces=("System.Collections.ICollection", "System.Collections.IEnumerable", "System.ICloneable"))
for _t, _cls in ((QUEUE, Queue), (STACK, Stack)):
    declare_sequence(_t.method, _t.prop, "System.Object")
    _t.prop("IsSynchronized", "bool")(lambda s: False)
    _t.prop("SyncRoot", "System.Object")(lambda s: s)
    _t.new(f"{_t.full_name} new()", f"{_t.full_name} new(int capacity)")(lambda capacity=0, cls=_cls, t=_t: cls((), t))
    _t.new(f"{_t.full_name} new(System.Collections.ICollection col)")(lambda c, cls=_cls, t=_t: cls(list(c), t))
    _t.convert_from = lambda v, cls=_cls, t=_t: cls(list(v), t) if isinstance(v, list) else NotImplemented
    _t.method("System.Object Peek()")(Sequence.peek)
QUEUE.method("void Enqueue(System.Object obj)")(Queue.push_right)
QUEUE.method("System.Object Dequeue()")(Queue.take)
QUEUE.method("System.Object Clone()")(lambda q: Queue(q.data, QUEUE))
STACK.method("void Push(System.Object obj)")(Stack.push_left)
STACK.method("System.Object Pop()")(Stack.take)
STACK.method("System.Object Clone()")(lambda s: Stack(reversed(s.data), STACK))


class BitArray(NetEnumerable):
    """System.Collections.BitArray."""

    def __init__(self, bits: Iterable[bool]) -> None:
        self.bits = [bool(b) for b in bits]
        self.ps_ext: Optional[dict[str, Value]] = None

    def __iter__(self) -> Iterator[bool]:
        return iter(self.bits)

    def __len__(self) -> int:
        return len(self.bits)

    def get(self, index: int) -> bool:
        if not 0 <= index < len(self.bits):
            raise ArgumentException(INDEX_TEXT)
        return self.bits[index]

    def set(self, index: int, value: bool) -> None:
        self.get(index)
        self.bits[index] = value

    def combine(self, other: BitArray, function: Callable[[bool, bool], bool]) -> BitArray:
        if len(other) != len(self):
            raise ArgumentException("Array lengths must be the same.")
        self.bits = [function(a, b) for a, b in zip(self.bits, other.bits)]
        return self


BIT_ARRAY = NetType("System.Collections.BitArray", BitArray, interfaces=("System.Collections.ICollection", "System.Collections.IEnumerable", "System.ICloneable"))
_B = BIT_ARRAY
_B.prop("Count", "int")(len)
_B.prop("Length", "int")(len)
_B.prop("IsReadOnly", "bool")(lambda b: False)
_B.new("System.Collections.BitArray new(int length)", "System.Collections.BitArray new(int length, bool defaultValue)")(lambda n, v=False: BitArray([v] * n))
_B.new("System.Collections.BitArray new(bool[] values)")(BitArray)
_B.new("System.Collections.BitArray new(byte[] bytes)")(lambda data: BitArray(bool(b >> i & 1) for b in data for i in range(8)))
_B.method("bool Get(int index)")(BitArray.get)
_B.method("void Set(int index, bool value)")(BitArray.set)
_B.method("void SetAll(bool value)")(lambda b, v: b.bits.__setitem__(slice(None), [v] * len(b)))
_B.method("System.Collections.BitArray And(System.Collections.BitArray value)")(lambda a, b: a.combine(b, lambda x, y: x and y))
_B.method("System.Collections.BitArray Or(System.Collections.BitArray value)")(lambda a, b: a.combine(b, lambda x, y: x or y))
_B.method("System.Collections.BitArray Xor(System.Collections.BitArray value)")(lambda a, b: a.combine(b, lambda x, y: x != y))
_B.method("System.Collections.BitArray Not()")(lambda a: a.combine(a, lambda x, y: not x))
_B.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
_B.indexed("bool Item(int index)", setter=BitArray.set)(BitArray.get)


class StringCollection(NetList):
    """System.Collections.Specialized.StringCollection."""


STRING_COLLECTION = NetType("System.Collections.Specialized.StringCollection", StringCollection,
                            interfaces=("System.Collections.IList", "System.Collections.ICollection", "System.Collections.IEnumerable"))
_S = STRING_COLLECTION


def _add_string(items: StringCollection, value: str) -> int:
    items.append(value)
    return len(items) - 1


_S.prop("Count", "int")(len)
_S.new("System.Collections.Specialized.StringCollection new()")(StringCollection)
_S.method("int Add(string value)")(_add_string)
_S.method("void AddRange(string[] value)")(NetList.add_range)
_S.method("void Clear()")(list.clear)
_S.method("bool Contains(string value)")(NetList.contains_value)
_S.method("void Insert(int index, string value)")(NetList.insert_at)
_S.method("void Remove(string value)")(lambda s, v: (s.remove_value(v), None)[1])
_S.method("void RemoveAt(int index)")(NetList.remove_at)
_S.method("int IndexOf(string value)")(lambda s, v: s.plain().index(v) if v in s.plain() else -1)


class NameValueCollection(NetDictionary):
    """System.Collections.Specialized.NameValueCollection: several values a key, read as one text joined by commas; enumerates keys."""

    __slots__ = ()

    def append(self, key: str, value: Optional[str]) -> None:
        old = super().get(key)
        self.put(key, value if old is None else f"{old},{value}")

    def entries(self) -> Iterator[Value]:
        return iter(self.keys())


NAME_VALUE = NetType("System.Collections.Specialized.NameValueCollection", NameValueCollection,
                     interfaces=("System.Collections.ICollection", "System.Collections.IEnumerable"))
declare_dictionary(NAME_VALUE)
NAME_VALUE.methods.pop("add")
NAME_VALUE.new("System.Collections.Specialized.NameValueCollection new()")(NameValueCollection)
NAME_VALUE.prop("AllKeys", "string[]")(NameValueCollection.keys)
NAME_VALUE.method("void Add(string name, string value)")(NameValueCollection.append)
NAME_VALUE.method("void Set(string name, string value)")(NameValueCollection.put)
NAME_VALUE.method("string Get(string name)")(NameValueCollection.get)
NAME_VALUE.method("string Get(int index)")(lambda n, i: n.values()[i])
NAME_VALUE.method("string GetKey(int index)")(lambda n, i: n.keys()[i])
NAME_VALUE.method("string[] GetValues(string name)")(lambda n, k: None if n.get(k) is None else n.get(k).split(","))
NAME_VALUE.method("bool HasKeys()")(lambda n: len(n) > 0)
NAME_VALUE.indexed("string Item(string name)", setter=NameValueCollection.put)(NameValueCollection.get)


class StringDictionary(NetDictionary):
    """System.Collections.Specialized.StringDictionary: keys are stored in lower case."""

    __slots__ = ()

    def put(self, key: Value, value: Value) -> None:
        super().put(str(key).lower(), value)


STRING_DICTIONARY = NetType("System.Collections.Specialized.StringDictionary", StringDictionary, interfaces=("System.Collections.IEnumerable",))
declare_dictionary(STRING_DICTIONARY)
STRING_DICTIONARY.new("System.Collections.Specialized.StringDictionary new()")(StringDictionary)
STRING_DICTIONARY.method("bool ContainsKey(string key)")(StringDictionary.contains)
STRING_DICTIONARY.method("bool ContainsValue(string value)")(StringDictionary.contains_value)
STRING_DICTIONARY.indexed("string Item(string key)", setter=StringDictionary.put)(StringDictionary.get)
