"""List-like collections that are Python lists: ArrayList, List`1, Collection`1, ReadOnlyCollection`1."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.arrays import copy_to, index_of, last_index_of, make_array, sorted_items
from shell.clr.enumerators import LIST_ENUMERATOR, NetEnumerator, modified
from shell.clr.events import EventSource
from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException, NotSupportedException
from shell.clr.typeinfo import OBJECT, NetType, lookup

Value = Any
INDEX_TEXT = "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')"
RANGE_TEXT = ("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end "
              "of the source collection.")


class NetList(list):  # type: ignore[type-arg]
    """Base of the growable lists.  Enumerating one that changes its size meanwhile is an error, as in .NET."""

    ps_ext: Optional[dict[str, Value]] = None
    insert_text = "Index must be within the bounds of the List. (Parameter 'index')"

    def __iter__(self) -> Iterator[Value]:
        size = len(self)
        for item in list.__iter__(self):
            yield item
            if len(self) != size:
                raise modified()

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __bool__(self) -> bool:
        return len(self) > 0

    def plain(self) -> list[Value]:
        """A plain list of the elements, quickly."""
        return self[:]

    def check(self, index: int) -> int:
        """The index, if an element stands there."""
        if not 0 <= index < len(self):
            raise ArgumentOutOfRangeException(INDEX_TEXT)
        return index

    def part(self, index: int, count: int) -> slice:
        if index < 0 or count < 0:
            raise ArgumentOutOfRangeException(f"Non-negative number required. (Parameter '{'index' if index < 0 else 'count'}')")
        if index + count > len(self):
            raise ArgumentException(RANGE_TEXT)
        return slice(index, index + count)

    def item(self, index: int) -> Value:
        return self[self.check(index)]

    def set_item(self, index: int, value: Value) -> None:
        self[self.check(index)] = value

    def add_range(self, items: Iterable[Value]) -> None:
        self.extend(self[:] if items is self else items)

    def insert_at(self, index: int, value: Value) -> None:
        if not 0 <= index <= len(self):
            raise ArgumentOutOfRangeException(self.insert_text)
        self.insert(index, value)

    def insert_range(self, index: int, items: Iterable[Value]) -> None:
        if not 0 <= index <= len(self):
            raise ArgumentOutOfRangeException(self.insert_text)
        self[index:index] = list(items)

    def remove_at(self, index: int) -> None:
        del self[self.check(index)]

    def remove_range(self, index: int, count: int) -> None:
        del self[self.part(index, count)]

    def remove_value(self, value: Value) -> bool:
        """Drop the first equal element; False if there is none."""
        at = index_of(self, value)
        if at >= 0:
            del self[at]
        return at >= 0

    def contains_value(self, value: Value) -> bool:
        if value.__class__ is str or value.__class__ is int:
            return any(x == value and x.__class__ is value.__class__ for x in list.__iter__(self)) or index_of(self, value) >= 0
        return index_of(self, value) >= 0

    def reverse_range(self, index: int = 0, count: Optional[int] = None) -> None:
        part = self.part(index, len(self) - index if count is None else count)
        self[part] = self[part][::-1]

    def sort_items(self, comparer: Value = None) -> None:
        self[:] = sorted_items(self[:], comparer)

    def sort_range(self, index: int, count: int, comparer: Value) -> None:
        part = self.part(index, count)
        self[part] = sorted_items(self[part], comparer)

    def binary_search(self, value: Value, comparer: Value = None) -> int:
        from shell.clr.array_statics import binary_search
        at: int = binary_search(self, value, comparer)
        return at


class ArrayList(NetList):
    """System.Collections.ArrayList."""

    insert_text = "Insertion index was out of range. Must be non-negative and less than or equal to size. (Parameter 'index')"

    def add(self, value: Value) -> int:
        self.append(value)
        return len(self) - 1

    def drop(self, value: Value) -> None:
        self.remove_value(value)


class TypedList(NetList):
    """A list over an element type; `net_type` is its closed generic type, by default `generic_name` over `default_element`."""

    generic_name = ""
    default_element = "System.Object"

    def __init__(self, items: Iterable[Value] = (), net_type: Optional[NetType] = None) -> None:
        super().__init__(items)
        if net_type is not None:
            self.net_type = net_type

    def __getattr__(self, name: str) -> Value:
        if name != "net_type":
            raise AttributeError(name)
        from shell.clr.generics import close_generic
        self.net_type = close_generic(self.generic_name, [lookup(self.default_element) or OBJECT])
        return self.net_type

    def element(self) -> NetType:
        return self.net_type.arguments[0]


class GenericList(TypedList):
    """System.Collections.Generic.List`1; without a type given, of System.Object."""

    generic_name = "System.Collections.Generic.List"


class Collection(TypedList):
    """System.Collections.ObjectModel.Collection`1; without a type given, of PSObject: what .Where() and .ForEach() return."""

    insert_text = INDEX_TEXT
    generic_name = "System.Collections.ObjectModel.Collection"
    default_element = "System.Management.Automation.PSObject"


class ObservableCollection(TypedList, EventSource):
    """System.Collections.ObjectModel.ObservableCollection`1: raises CollectionChanged at every change."""

    insert_text = INDEX_TEXT
    generic_name = "System.Collections.ObjectModel.ObservableCollection"
    event_names = {"CollectionChanged": "System.Collections.Specialized.NotifyCollectionChangedEventArgs", "PropertyChanged": "System.ComponentModel.PropertyChangedEventArgs"}


class ReadOnlyCollection(TypedList):
    """System.Collections.ObjectModel.ReadOnlyCollection`1; without a type given, of System.Object."""

    generic_name = "System.Collections.ObjectModel.ReadOnlyCollection"


def read_only(*_: Value) -> Value:
    """Any change of a read-only collection."""
    raise NotSupportedException("Collection is read-only.")


def list_enumerator(items: Value) -> NetEnumerator:
    """GetEnumerator() of a list."""
    return NetEnumerator(items, LIST_ENUMERATOR)


# --- ArrayList's members ------------------------------------------------------------------------------------------------------------------

_INTERFACES = ("System.Collections.IList", "System.Collections.ICollection", "System.Collections.IEnumerable", "System.ICloneable")
ARRAY_LIST = NetType("System.Collections.ArrayList", ArrayList, interfaces=_INTERFACES)
_A = ARRAY_LIST


def _to_array(items: ArrayList, element: NetType = OBJECT) -> Value:
    return make_array(element, items[:] if element is OBJECT else [upcalls.convert(x, element) for x in items[:]])


def _capacity(items: list[Value]) -> int:
    size = 4
    while size < len(items):
        size *= 2
    return size if items else 0


def as_list(value: Value) -> list[Value]:
    """What a value holds as a collection: a list's elements, or itself as the only one."""
    if isinstance(value, list):
        return list(value)
    if value is None or isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        return [value]
    return list(value)


def _to_array_list(value: Value) -> Value:
    if isinstance(value, ArrayList):
        return value
    return ArrayList(value) if isinstance(value, list) else NotImplemented


_A.convert_from = _to_array_list
_A.prop("Capacity", "int", setter=lambda a, v: None)(_capacity)
_A.prop("Count", "int")(len)
_A.prop("IsFixedSize", "bool")(lambda a: False)
_A.prop("IsReadOnly", "bool")(lambda a: False)
_A.prop("IsSynchronized", "bool")(lambda a: False)
_A.prop("SyncRoot", "System.Object")(lambda a: a)
_A.new("System.Collections.ArrayList new()", "System.Collections.ArrayList new(int capacity)")(lambda capacity=0: ArrayList())
_A.new("System.Collections.ArrayList new(System.Collections.ICollection c)")(lambda c: ArrayList(list(c)))
_A.method("int Add(System.Object value)")(ArrayList.add)
_A.method("void AddRange(System.Collections.ICollection c)")(ArrayList.add_range)
_A.method("int BinarySearch(System.Object value)", "int BinarySearch(System.Object value, System.Collections.IComparer comparer)")(ArrayList.binary_search)
_A.method("void Clear()")(list.clear)
_A.method("System.Object Clone()")(lambda a: ArrayList(a[:]))
_A.method("bool Contains(System.Object item)")(ArrayList.contains_value)
_A.method("void CopyTo(array array)", "void CopyTo(array array, int arrayIndex)")(copy_to)
_A.method("System.Collections.IEnumerator GetEnumerator()")(list_enumerator)
_A.method("System.Collections.ArrayList GetRange(int index, int count)")(lambda a, i, n: ArrayList(a[a.part(i, n)]))
_A.method("int IndexOf(System.Object value)", "int IndexOf(System.Object value, int startIndex)", "int IndexOf(System.Object value, int startIndex, int count)")(index_of)
_A.method("void Insert(int index, System.Object value)")(ArrayList.insert_at)
_A.method("void InsertRange(int index, System.Collections.ICollection c)")(ArrayList.insert_range)
_A.method("int LastIndexOf(System.Object value)", "int LastIndexOf(System.Object value, int startIndex)")(last_index_of)
_A.method("void Remove(System.Object obj)")(ArrayList.drop)
_A.method("void RemoveAt(int index)")(ArrayList.remove_at)
_A.method("void RemoveRange(int index, int count)")(ArrayList.remove_range)
_A.method("void Reverse()", "void Reverse(int index, int count)")(ArrayList.reverse_range)
_A.method("void Sort()", "void Sort(System.Collections.IComparer comparer)")(ArrayList.sort_items)
_A.method("void Sort(int index, int count, System.Collections.IComparer comparer)")(ArrayList.sort_range)
_A.method("System.Object[] ToArray()", "array ToArray(type type)")(_to_array)
_A.method("void TrimToSize()")(lambda a: None)
_A.indexed("System.Object Item(int index)", setter=ArrayList.set_item)(ArrayList.item)
_A.static("System.Collections.ArrayList Adapter(System.Collections.IList list)", "System.Collections.ArrayList ReadOnly(System.Collections.ArrayList list)",
          "System.Collections.ArrayList Synchronized(System.Collections.ArrayList list)")(lambda a: a if isinstance(a, ArrayList) else ArrayList(a))
