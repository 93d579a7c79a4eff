"""Hashtable, OrderedDictionary, Dictionary`2 and the sorted dictionaries, with their .NET members."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.dictionary_base import (
    DictionaryEntry,
    DictionaryEnumerator,
    DictionaryView,
    EntrySource,
    KeyValuePair,
    NetDictionary,
    fold_key,
)
from shell.clr.enumerators import NetEnumerator, declare_enumerator
from shell.clr.exceptions import (
    ArgumentException,
    ArgumentOutOfRangeException,
    KeyNotFoundException,
)
from shell.clr.typeinfo import NetType

__all__ = ["DictionaryEntry", "DictionaryEnumerator", "GenericDictionary", "Hashtable", "KeyValuePair", "NetDictionary", "OrderedDictionary",
           "OrderedHashtable", "SortedGenericDictionary", "SortedList", "fold_key"]
Value = Any
_DICT_INTERFACES = ("System.Collections.IDictionary", "System.Collections.ICollection", "System.Collections.IEnumerable")


class Hashtable(NetDictionary):
    """System.Collections.Hashtable.  Literals ignore case (the default here); [hashtable]::new() does not."""

    __slots__ = ()

    def clone(self) -> Hashtable:
        return type(self)(self.items(), self.ignore_case, self.comparer)


class OrderedHashtable(Hashtable):
    """What ConvertFrom-Json -AsHashtable makes: a Hashtable that keeps order (ours all do)."""

    __slots__ = ()


class OrderedDictionary(NetDictionary):
    """System.Collections.Specialized.OrderedDictionary: [ordered]@{}; also addressed by position."""

    __slots__ = ("_order", "_order_version")

    def __init__(self, items: Optional[Iterable[tuple[Value, Value]]] = None, ignore_case: bool = True, comparer: Value = None) -> None:
        self._order: list[Value] = []
        self._order_version = -1
        super().__init__(items, ignore_case, comparer)

    def _folded_at(self, index: int) -> Value:
        if self._order_version != self.version:
            self._order, self._order_version = list(self._v), self.version
        if not 0 <= index < len(self._order):
            raise ArgumentOutOfRangeException("Specified argument was out of the range of valid values. (Parameter 'index')")
        return self._order[index]

    def get_at(self, index: int, default: Value = None) -> Value:
        """The value at a position; counts from the end when negative, as PowerShell does; default when out of range."""
        if index < 0:
            index += len(self._v)
        if not 0 <= index < len(self._v):
            return default
        return self._v[self._folded_at(index)]

    def set_at(self, index: int, value: Value) -> None:
        """Replace the value at a position."""
        self._v[self._folded_at(index)] = value
        self.version += 1
        self._order_version = self.version

    def insert(self, index: int, key: Value, value: Value) -> None:
        """Put a new key at a position."""
        folded = self._fold(key)
        if not 0 <= index <= len(self._v):
            raise ArgumentOutOfRangeException("Specified argument was out of the range of valid values. (Parameter 'index')")
        if folded in self._v:
            raise ArgumentException(self.duplicate_text.format(upcalls.to_string(self._k[folded]), upcalls.to_string(key)))
        later = list(self._v.items())[index:]
        spellings = [self._k[k] for k, _ in later]
        for k, _ in later:
            del self._v[k], self._k[k]
        self.add(key, value)
        for (k, v), spelling in zip(later, spellings):
            self._v[k], self._k[k] = v, spelling

    def remove_at(self, index: int) -> None:
        folded = self._folded_at(index)
        del self._v[folded], self._k[folded]
        self.version += 1


class GenericDictionary(NetDictionary):
    """Dictionary`2 and its kin; `net_type` is the closed type, whose arguments are the key's and the value's type."""

    __slots__ = ("net_type",)
    duplicate_text = "An item with the same key has already been added. Key: {1}"

    def __init__(self, net_type: NetType, items: Optional[Iterable[tuple[Value, Value]]] = None, ignore_case: bool = False, comparer: Value = None) -> None:
        self.net_type = net_type
        super().__init__(items, ignore_case, comparer)

    def put(self, key: Value, value: Value) -> None:
        """Replacing a value does not disturb an enumeration; a new key does."""
        folded = self._fold(key)
        if folded not in self._v:
            self._k[folded] = key
            self.version += 1
        self._v[folded] = value

    def remove(self, key: Value) -> bool:
        found = super().remove(key)
        self.version -= found  # Dictionary`2 allows removal while enumerated
        return found

    def item(self, key: Value) -> Value:
        """The indexer as .NET has it: a missing key is an error."""
        value = self.get(key, self)
        if value is self:
            raise KeyNotFoundException(f"The given key '{upcalls.to_string(key)}' was not present in the dictionary.")
        return value

    def make_entry(self, key: Value, value: Value) -> Value:
        return KeyValuePair(key, value, pair_type(self.net_type))


class _Sorted(NetDictionary):
    """Mixin: enumerates in key order."""

    __slots__ = ()

    def _folded_in_order(self) -> list[Value]:
        from shell.clr.arrays import sorted_items
        keys = list(self._k)
        order = sorted_items(list(self._k.values()), self.comparer if hasattr(self.comparer, "compare") else None)
        place = {id(k): i for i, k in enumerate(order)}
        return sorted(keys, key=lambda f: place[id(self._k[f])])

    def _settle(self) -> None:
        order = self._folded_in_order()
        if order != list(self._k):
            self._k = {f: self._k[f] for f in order}
            self._v = {f: self._v[f] for f in order}

    def keys(self) -> list[Value]:
        self._settle()
        return super().keys()

    def values(self) -> list[Value]:
        self._settle()
        return super().values()

    def items(self) -> Iterator[tuple[Value, Value]]:
        self._settle()
        return super().items()


class SortedList(_Sorted):
    """System.Collections.SortedList."""

    __slots__ = ()


class SortedGenericDictionary(_Sorted, GenericDictionary):
    """SortedDictionary`2 and SortedList`2."""

    __slots__ = ()


def _copy_view(view: list[Value], array: list[Value], index: int) -> None:
    from shell.clr.arrays import copy_to
    copy_to(list(view), array, index)


HASHTABLE = NetType("System.Collections.Hashtable", Hashtable, accelerators=("hashtable",), interfaces=_DICT_INTERFACES + ("System.ICloneable",))
ORDERED_HASHTABLE = NetType("System.Management.Automation.OrderedHashtable", OrderedHashtable, base=HASHTABLE, interfaces=_DICT_INTERFACES)
ORDERED = NetType("System.Collections.Specialized.OrderedDictionary", OrderedDictionary, accelerators=("ordered",),
                  interfaces=_DICT_INTERFACES + ("System.Collections.Specialized.IOrderedDictionary",))
SORTED_LIST = NetType("System.Collections.SortedList", SortedList, interfaces=_DICT_INTERFACES + ("System.ICloneable",))
ENTRY = NetType("System.Collections.DictionaryEntry", DictionaryEntry, kind="struct")
HASHTABLE.static("hashtable Synchronized(hashtable table)")(lambda table: table)  # one operation of ours is one step for other threads anyway
_VIEW_INTERFACES = ("System.Collections.ICollection", "System.Collections.IEnumerable")
KEYS_VIEW = NetType("System.Collections.Hashtable+KeyCollection", interfaces=_VIEW_INTERFACES)
VALUES_VIEW = NetType("System.Collections.Hashtable+ValueCollection", interfaces=_VIEW_INTERFACES)
ORDERED_VIEW = NetType("System.Collections.Specialized.OrderedDictionary+OrderedDictionaryKeyValueCollection", interfaces=_VIEW_INTERFACES)
HASH_ENUMERATOR = declare_enumerator(NetType("System.Collections.Hashtable+HashtableEnumerator", DictionaryEnumerator,
                                             interfaces=("System.Collections.IDictionaryEnumerator", "System.Collections.IEnumerator")))
ORDERED_ENUMERATOR = NetType("System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator", base=HASH_ENUMERATOR,
                             interfaces=("System.Collections.IDictionaryEnumerator", "System.Collections.IEnumerator"))
HASH_ENUMERATOR.prop("Entry", "System.Collections.DictionaryEntry")(DictionaryEnumerator.entry)
HASH_ENUMERATOR.prop("Key")(lambda e: e.entry().key)
HASH_ENUMERATOR.prop("Value")(lambda e: e.entry().value)
ENTRY.attr("Key", "System.Object", "key", writable=True)
ENTRY.attr("Value", "System.Object", "value", writable=True)
ENTRY.new("System.Collections.DictionaryEntry new()", "System.Collections.DictionaryEntry new(System.Object key, System.Object value)")(DictionaryEntry)
for _view in (KEYS_VIEW, VALUES_VIEW, ORDERED_VIEW):
    _view.prop("Count", "int")(len)
    _view.prop("IsSynchronized", "bool")(lambda v: False)
    _view.prop("SyncRoot")(lambda v: v.owner)
    _view.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
    _view.method("void CopyTo(array array, int index)")(_copy_view)

_PAIRS: dict[NetType, NetType] = {}


def pair_type(dictionary_type: NetType) -> NetType:
    """KeyValuePair`2 over a closed dictionary type's arguments."""
    found = _PAIRS.get(dictionary_type)
    if found is None:
        from shell.clr.generics import close_generic
        found = _PAIRS[dictionary_type] = close_generic("System.Collections.Generic.KeyValuePair", list(dictionary_type.arguments))
    return found


def keys_view(d: NetDictionary) -> DictionaryView:
    """The Keys property."""
    return DictionaryView(d.keys(), d, ORDERED_VIEW if isinstance(d, OrderedDictionary) else KEYS_VIEW)


def values_view(d: NetDictionary) -> DictionaryView:
    """The Values property."""
    return DictionaryView(d.values(), d, ORDERED_VIEW if isinstance(d, OrderedDictionary) else VALUES_VIEW)


def enumerator(d: NetDictionary) -> DictionaryEnumerator:
    """GetEnumerator()."""
    return DictionaryEnumerator(EntrySource(d), ORDERED_ENUMERATOR if isinstance(d, OrderedDictionary) else HASH_ENUMERATOR)


def _remove(d: NetDictionary, key: Value) -> None:
    d.remove(key)


def _copy_to(d: NetDictionary, array: list[Value], index: int) -> None:
    from shell.clr.arrays import copy_to
    copy_to(list(d.entries()), array, index)


def declare_dictionary(t: NetType) -> None:
    """The members every IDictionary class shares."""
    t.prop("Count", "int")(len)
    t.prop("IsFixedSize", "bool")(lambda d: False)
    t.prop("IsReadOnly", "bool")(lambda d: False)
    t.prop("IsSynchronized", "bool")(lambda d: False)
    t.prop("Keys", "System.Collections.ICollection")(keys_view)
    t.prop("Values", "System.Collections.ICollection")(values_view)
    t.prop("SyncRoot", "System.Object")(lambda d: d)
    t.method("void Add(System.Object key, System.Object value)")(NetDictionary.add)
    t.method("void Clear()")(NetDictionary.clear)
    t.method("bool Contains(System.Object key)")(NetDictionary.contains)
    t.method("void CopyTo(array array, int arrayIndex)")(_copy_to)
    t.method("System.Collections.IDictionaryEnumerator GetEnumerator()")(enumerator)
    t.method("void Remove(System.Object key)")(_remove)


def _comparer_case(comparer: Value) -> bool:
    """Does a StringComparer (or a dictionary's comparer) ignore case?"""
    return bool(getattr(comparer, "ignore_case", False))


def _construct(cls: type[NetDictionary]) -> Any:
    def make(*arguments: Value) -> NetDictionary:
        source = next((a for a in arguments if isinstance(a, NetDictionary)), None)
        comparer = next((a for a in arguments if not isinstance(a, (NetDictionary, int, float)) and a is not None), None)
        return cls(None if source is None else source.items(), _comparer_case(comparer), comparer)
    return make


for _t in (HASHTABLE, ORDERED, SORTED_LIST):
    declare_dictionary(_t)
    _n = _t.full_name
    _t.new(f"{_n} new()", f"{_n} new(int capacity)", f"{_n} new(System.Collections.IEqualityComparer equalityComparer)",
           f"{_n} new(int capacity, System.Collections.IEqualityComparer equalityComparer)")(_construct(_t.python_class))  # type: ignore[arg-type]
for _t in (HASHTABLE, SORTED_LIST):
    _n = _t.full_name
    _t.new(f"{_n} new(System.Collections.IDictionary d)", f"{_n} new(System.Collections.IDictionary d, System.Collections.IEqualityComparer equalityComparer)")(
        _construct(_t.python_class))  # type: ignore[arg-type]
    _t.method("bool ContainsKey(System.Object key)")(NetDictionary.contains)
    _t.method("bool ContainsValue(System.Object value)")(NetDictionary.contains_value)
    _t.method("System.Object Clone()")(lambda d: type(d)(d.items(), d.ignore_case, d.comparer))
    _t.indexed("System.Object Item(System.Object key)", setter=NetDictionary.put)(NetDictionary.get)

ORDERED.method("void Insert(int index, System.Object key, System.Object value)")(OrderedDictionary.insert)
ORDERED.method("void RemoveAt(int index)")(OrderedDictionary.remove_at)



def _ordered_item(d: OrderedDictionary, key: Value) -> Value:
    return d.get_at(key) if key.__class__ is int else d.get(key)


def _set_ordered_item(d: OrderedDictionary, key: Value, value: Value) -> None:
    if key.__class__ is int:
        d.set_at(key, value)
    else:
        d.put(key, value)


ORDERED.indexed("System.Object Item(int index)", "System.Object Item(System.Object key)", setter=_set_ordered_item)(_ordered_item)
SORTED_LIST.method("System.Object GetByIndex(int index)")(lambda d, i: d.values()[i])
SORTED_LIST.method("System.Object GetKey(int index)")(lambda d, i: d.keys()[i])
SORTED_LIST.method("int IndexOfKey(System.Object key)")(lambda d, k: d.keys().index(k) if d.contains(k) else -1)
SORTED_LIST.method("void RemoveAt(int index)")(lambda d, i: _remove(d, d.keys()[i]))


def _to_hashtable(value: Value) -> Value:
    """[hashtable]x: from any other dictionary; keys stay as they are and ignore case, as PowerShell's own do."""
    if isinstance(value, Hashtable):
        return value
    if isinstance(value, NetDictionary):
        return Hashtable(value.items())
    return NotImplemented


HASHTABLE.convert_from = _to_hashtable
