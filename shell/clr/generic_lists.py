"""Members of List`1, Collection`1, ReadOnlyCollection`1, ObservableCollection`1 and the generic collection interfaces."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shell.clr import upcalls
from shell.clr.arrays import copy_to, default_of, index_of, last_index_of, make_array
from shell.clr.exceptions import InvalidOperationException
from shell.clr.generics import Declarer, close_generic, define
from shell.clr.lists import (
    Collection,
    GenericList,
    ObservableCollection,
    ReadOnlyCollection,
    TypedList,
    as_list,
    list_enumerator,
    read_only,
)
from shell.clr.typeinfo import OBJECT, NetType, typeof

Value = Any
_G = "System.Collections.Generic."
LIST_INTERFACES = (_G + "IList[T]", _G + "ICollection[T]", _G + "IEnumerable[T]", _G + "IReadOnlyList[T]", _G + "IReadOnlyCollection[T]",
                   "System.Collections.IList", "System.Collections.ICollection", "System.Collections.IEnumerable")


def convert_elements(t: NetType, make: Any) -> None:
    """Let PowerShell's cast fill the collection: a list element by element, a scalar as the only element."""
    element = t.arguments[0]

    def convert_from(value: Value) -> Value:
        if value is None or typeof(value) is t:
            return value if value is not None else NotImplemented
        items = as_list(value)
        return make(items if element is OBJECT else [upcalls.convert(x, element) for x in items], t)
    t.convert_from = convert_from


def _common(d: Declarer, cls: Any) -> None:
    t = d.type
    d.prop("Count", "int")(len)
    d.method("bool Contains(T item)", "bool Contains(T value)")(TypedList.contains_value)
    d.method("void CopyTo(T[] array)", "void CopyTo(T[] array, int arrayIndex)")(copy_to)
    d.method("System.Collections.Generic.IEnumerator[T] GetEnumerator()")(list_enumerator)
    d.indexed("T Item(int index)", setter=TypedList.set_item)(TypedList.item)
    d.new("new()")(lambda: cls((), t))
    convert_elements(t, cls)
    d.method("int IndexOf(T item)", "int IndexOf(T item, int index)", "int IndexOf(T item, int index, int count)")(index_of)


def _growable(d: Declarer) -> None:
    d.method("void Add(T item)")(list.append)
    d.method("void Clear()")(list.clear)
    d.method("void Insert(int index, T item)")(TypedList.insert_at)
    d.method("bool Remove(T item)")(TypedList.remove_value)
    d.method("void RemoveAt(int index)")(TypedList.remove_at)


def _find(items: TypedList, match: Value) -> Value:
    return next((x for x in items if match(x)), default_of(items.element()))


def _find_last(items: TypedList, match: Value) -> Value:
    return next((x for x in reversed(items) if match(x)), default_of(items.element()))


def _for_each(items: TypedList, action: Value) -> None:
    for x in items:
        action(x)


def _remove_all(items: TypedList, match: Value) -> int:
    kept = [x for x in items[:] if not match(x)]
    dropped = len(items) - len(kept)
    items[:] = kept
    return dropped


def _convert_all(items: TypedList, converter: Value) -> Value:
    out = [converter(x) for x in items]
    kind = getattr(converter, "net_type", None)
    target = kind.arguments[1] if kind is not None and len(kind.arguments) == 2 else OBJECT
    return GenericList(out, close_generic(_G + "List", [target]))


def _capacity(items: list[Value]) -> int:
    size = 4
    while size < len(items):
        size *= 2
    return size if items else 0


@define("System.Collections.Generic.List", "T", python_class=GenericList, interfaces=LIST_INTERFACES)
def _list(d: Declarer) -> None:
    t = d.type
    _common(d, GenericList)
    _growable(d)
    d.prop("Capacity", "int", setter=lambda a, v: None)(_capacity)
    d.new("new(int capacity)")(lambda capacity: GenericList((), t))
    d.new("new(System.Collections.Generic.IEnumerable[T] collection)")(lambda c: GenericList(list(c), t))
    d.method("void AddRange(System.Collections.Generic.IEnumerable[T] collection)")(GenericList.add_range)
    d.method("System.Collections.ObjectModel.ReadOnlyCollection[T] AsReadOnly()")(
        lambda a: ReadOnlyCollection(a[:], close_generic("System.Collections.ObjectModel.ReadOnlyCollection", list(t.arguments))))
    d.method("int BinarySearch(T item)", "int BinarySearch(T item, System.Collections.Generic.IComparer[T] comparer)")(GenericList.binary_search)
    d.method("System.Collections.Generic.List[System.Object] ConvertAll(System.Converter[T,System.Object] converter)")(_convert_all)
    d.method("int EnsureCapacity(int capacity)")(lambda a, n: max(n, _capacity(a)))
    d.method("bool Exists(System.Predicate[T] match)")(lambda a, match: any(match(x) for x in a))
    d.method("T Find(System.Predicate[T] match)")(_find)
    d.method("System.Collections.Generic.List[T] FindAll(System.Predicate[T] match)")(lambda a, match: GenericList([x for x in a if match(x)], t))
    d.method("int FindIndex(System.Predicate[T] match)")(lambda a, match: next((i for i, x in enumerate(a) if match(x)), -1))
    d.method("T FindLast(System.Predicate[T] match)")(_find_last)
    d.method("int FindLastIndex(System.Predicate[T] match)")(lambda a, match: next((i for i in range(len(a) - 1, -1, -1) if match(a[i])), -1))
    d.method("void ForEach(System.Action[T] action)")(_for_each)
    d.method("System.Collections.Generic.List[T] GetRange(int index, int count)", "System.Collections.Generic.List[T] Slice(int start, int length)")(
        lambda a, i, n: GenericList(a[a.part(i, n)], t))
    d.method("void InsertRange(int index, System.Collections.Generic.IEnumerable[T] collection)")(GenericList.insert_range)
    d.method("int LastIndexOf(T item)", "int LastIndexOf(T item, int index)")(last_index_of)
    d.method("int RemoveAll(System.Predicate[T] match)")(_remove_all)
    d.method("void RemoveRange(int index, int count)")(GenericList.remove_range)
    d.method("void Reverse()", "void Reverse(int index, int count)")(GenericList.reverse_range)
    d.method("void Sort()", "void Sort(System.Collections.Generic.IComparer[T] comparer)", "void Sort(System.Comparison[T] comparison)")(GenericList.sort_items)
    d.method("void Sort(int index, int count, System.Collections.Generic.IComparer[T] comparer)")(GenericList.sort_range)
    d.method("T[] ToArray()")(lambda a: make_array(t.arguments[0], a[:]))
    d.method("void TrimExcess()")(lambda a: None)
    d.method("bool TrueForAll(System.Predicate[T] match)")(lambda a, match: all(match(x) for x in a))


@define("System.Collections.ObjectModel.Collection", "T", python_class=Collection, interfaces=LIST_INTERFACES)
def _collection(d: Declarer) -> None:
    t = d.type
    _common(d, Collection)
    _growable(d)
    d.new("new(System.Collections.Generic.IList[T] list)")(lambda c: Collection(list(c), t))


@define("System.Management.Automation.PSDataCollection", "T", python_class=Collection, interfaces=LIST_INTERFACES)
def _data_collection(d: Declarer) -> None:
    """Of streams and asynchronous pipelines: a Collection that can be closed."""
    t = d.type
    _common(d, Collection)
    _growable(d)
    d.new("new(System.Collections.Generic.IEnumerable[T] items)")(lambda c: Collection(list(c), t))
    d.method("System.Collections.ObjectModel.Collection[T] ReadAll()")(_read_all)
    d.method("void Complete()")(lambda c: None)
    d.prop("IsOpen", "bool")(lambda c: True)


def _read_all(items: Collection) -> Collection:
    """All elements, which leave the collection."""
    taken = Collection(list(items), items.net_type)
    del items[:]
    return taken


@define("System.Collections.ObjectModel.ReadOnlyCollection", "T", python_class=ReadOnlyCollection, interfaces=LIST_INTERFACES)
def _read_only(d: Declarer) -> None:
    t = d.type
    _common(d, ReadOnlyCollection)
    del t.constructors[:]
    d.new("new(System.Collections.Generic.IList[T] list)")(lambda c: ReadOnlyCollection(list(c), t))
    d.method("void Add(T item)", "void Clear()", "void Insert(int index, T item)", "bool Remove(T item)", "void RemoveAt(int index)")(read_only)


def _notify(items: ObservableCollection, action: str, new: Iterable[Value], old: Iterable[Value], index: int) -> None:
    from shell.clr.collection_events import changed_args
    items.raise_event("CollectionChanged", changed_args(action, list(new), list(old), index))


def _observed_insert(items: ObservableCollection, index: int, value: Value) -> None:
    items.insert_at(index, value)
    _notify(items, "Add", [value], [], index)


def _observed_add(items: ObservableCollection, value: Value) -> None:
    items.append(value)
    _notify(items, "Add", [value], [], len(items) - 1)


def _observed_remove_at(items: ObservableCollection, index: int) -> None:
    old = items.item(index)
    items.remove_at(index)
    _notify(items, "Remove", [], [old], index)


def _observed_remove(items: ObservableCollection, value: Value) -> bool:
    at = index_of(items, value)
    if at >= 0:
        _observed_remove_at(items, at)
    return at >= 0


def _observed_clear(items: ObservableCollection) -> None:
    items.clear()
    _notify(items, "Reset", [], [], -1)


def _observed_move(items: ObservableCollection, old: int, new: int) -> None:
    value = items.item(old)
    items.remove_at(old)
    items.insert_at(new, value)
    _notify(items, "Move", [value], [value], new)


def _observed_set(items: ObservableCollection, index: int, value: Value) -> None:
    old = items.item(index)
    items[index] = value
    _notify(items, "Replace", [value], [old], index)


@define("System.Collections.ObjectModel.ObservableCollection", "T", python_class=ObservableCollection, interfaces=LIST_INTERFACES)
def _observable(d: Declarer) -> None:
    t = d.type
    _common(d, ObservableCollection)
    d.new("new(System.Collections.Generic.IEnumerable[T] collection)")(lambda c: ObservableCollection(list(c), t))
    d.method("void Add(T item)")(_observed_add)
    d.method("void Clear()")(_observed_clear)
    d.method("void Insert(int index, T item)")(_observed_insert)
    d.method("bool Remove(T item)")(_observed_remove)
    d.method("void RemoveAt(int index)")(_observed_remove_at)
    d.method("void Move(int oldIndex, int newIndex)")(_observed_move)
    del t.methods["item"]
    d.indexed("T Item(int index)", setter=_observed_set)(TypedList.item)


# --- interfaces ---------------------------------------------------------------------------------------------------------------------------

def _covariant(d: Declarer) -> None:
    """IEnumerable and its kin over Object take any list of reference types, and strings over Char."""
    t = d.type
    if t.arguments[0] is not OBJECT:
        return

    def convert_from(value: Value) -> Value:
        if isinstance(value, list):
            kind = typeof(value)
            element = kind.element or (kind.arguments[0] if kind.arguments else OBJECT)
            return value if element.kind not in ("struct", "enum") else NotImplemented
        return NotImplemented
    t.convert_from = convert_from


for _name in ("IEnumerable", "IReadOnlyCollection", "IReadOnlyList", "IList", "ICollection"):
    define(_G + _name, "T", kind="interface", interfaces=("System.Collections.IEnumerable",))(_covariant)
for _name in ("IEnumerator", "IComparer", "IEqualityComparer", "ISet", "IReadOnlySet"):
    define(_G + _name, "T", kind="interface")(lambda d: None)
for _name in ("IDictionary", "IReadOnlyDictionary"):
    define(_G + _name, "TKey", "TValue", kind="interface", interfaces=("System.Collections.IEnumerable",))(lambda d: None)


class DefaultComparer:
    """Comparer<T>.Default: the natural order."""

    def compare(self, a: Value, b: Value) -> int:
        try:
            return upcalls.compare(a, b)
        except TypeError as error:
            raise InvalidOperationException("Failed to compare two elements in the array.", inner=error) from error


@define(_G + "Comparer", "T", python_class=DefaultComparer, interfaces=(_G + "IComparer[T]", "System.Collections.IComparer"))
def _comparer(d: Declarer) -> None:
    d.type.static_prop("Default", "System.Collections.Generic.Comparer")(DefaultComparer)
    d.method("int Compare(T x, T y)")(DefaultComparer.compare)
