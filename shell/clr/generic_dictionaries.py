"""Members of Dictionary`2, its sorted and concurrent kin, and KeyValuePair`2."""
from __future__ import annotations

from typing import Any

from shell.clr import upcalls
from shell.clr.dictionaries import (
    DictionaryEnumerator,
    GenericDictionary,
    KeyValuePair,
    NetDictionary,
    OrderedDictionary,
    SortedGenericDictionary,
    pair_type,
)
from shell.clr.dictionary_base import DictionaryView, EntrySource
from shell.clr.enumerators import declare_enumerator
from shell.clr.exceptions import NotSupportedException
from shell.clr.generics import Declarer, define
from shell.clr.typeinfo import OBJECT, NetType

Value = Any
_G = "System.Collections.Generic."
_INTERFACES = (_G + "IDictionary[TKey,TValue]", _G + "ICollection[PAIR]", _G + "IEnumerable[PAIR]", _G + "IReadOnlyDictionary[TKey,TValue]",
               _G + "IReadOnlyCollection[PAIR]", "System.Collections.IDictionary", "System.Collections.ICollection", "System.Collections.IEnumerable")
_ENUMERATOR = declare_enumerator(NetType("System.Collections.Generic.Dictionary`2+Enumerator", DictionaryEnumerator, kind="struct", register=False,
                                         interfaces=("System.Collections.IDictionaryEnumerator", "System.Collections.IEnumerator")))
_ENUMERATOR.prop("Key")(lambda e: e.entry().key)
_ENUMERATOR.prop("Value")(lambda e: e.entry().value)


def _typed(t: NetType, key: Value, value: Value) -> tuple[Value, Value]:
    """Convert a pair to the dictionary's types."""
    k, v = t.arguments
    return (key if k is OBJECT else upcalls.convert(key, k)), (value if v is OBJECT else upcalls.convert(value, v))


def _converter(t: NetType, cls: Any) -> Any:
    def convert_from(value: Value) -> Value:
        if isinstance(value, GenericDictionary) and value.net_type is t:
            return value
        if isinstance(value, NetDictionary):
            return cls(t, [_typed(t, k, v) for k, v in value.items()])
        return NotImplemented
    return convert_from


def _remove_out(d: GenericDictionary, key: Value, box: Value) -> bool:
    box.value = d.get(key)
    return d.remove(key)


def _try_get(d: GenericDictionary, key: Value, box: Value) -> bool:
    found = d.contains(key)
    box.value = d.get(key) if found else d.net_type.arguments[1].default_value
    return found


def _try_add(d: GenericDictionary, key: Value, value: Value) -> bool:
    if d.contains(key):
        return False
    d.put(key, value)
    return True


def _view(part: str) -> Any:
    def view(d: GenericDictionary) -> DictionaryView:
        name = f"{d.net_type.namespace}.{d.net_type.name}+{part}Collection"
        t = _VIEWS.get(name)
        if t is None:
            t = _VIEWS[name] = NetType(name, register=False, interfaces=("System.Collections.ICollection", "System.Collections.IEnumerable"))
            t.name = part + "Collection"
            t.prop("Count", "int")(len)
            t.method("bool Contains(System.Object item)")(lambda v, x: x in v)
        return DictionaryView(d.keys() if part == "Key" else d.values(), d, t)
    return view


_VIEWS: dict[str, NetType] = {}


def _comparer_of(arguments: tuple[Value, ...]) -> Value:
    return next((a for a in arguments if a is not None and not isinstance(a, (NetDictionary, int, float, list))), None)


def _factory(d: Declarer, cls: Any) -> Any:
    t = d.type

    def make(*arguments: Value) -> Any:
        comparer = _comparer_of(arguments)
        made = cls(t, None, bool(getattr(comparer, "ignore_case", False)), comparer)
        for source in arguments:
            if isinstance(source, NetDictionary):
                for k, v in source.items():
                    made.put(*_typed(t, k, v))
            elif isinstance(source, list):
                for pair in source:
                    made.add(pair.key, pair.value)
        return made
    return make


def _common(d: Declarer, cls: Any) -> None:
    t = d.type
    t.convert_from = _converter(t, cls)
    make = _factory(d, cls)
    d.new("new()")(make)
    d.new("new(System.Collections.Generic.IDictionary[TKey,TValue] dictionary)", "new(System.Collections.Generic.IEqualityComparer[TKey] comparer)",
          "new(int capacity)", "new(System.Collections.Generic.IDictionary[TKey,TValue] dictionary, System.Collections.Generic.IEqualityComparer[TKey] comparer)")(make)
    d.prop("Comparer", "System.Collections.Generic.IEqualityComparer[TKey]")(lambda x: x.comparer)
    d.prop("Count", "int")(len)
    d.prop("Keys", "System.Collections.Generic.ICollection[TKey]")(_view("Key"))
    d.prop("Values", "System.Collections.Generic.ICollection[TValue]")(_view("Value"))
    for name in ("IsReadOnly", "IsFixedSize", "IsSynchronized"):
        d.prop(name, "bool")(lambda x: False)
    d.prop("SyncRoot", "System.Object")(lambda x: x)
    d.method("bool ContainsKey(TKey key)", "bool Contains(System.Object key)")(GenericDictionary.contains)
    d.method("System.Collections.IDictionaryEnumerator GetEnumerator()")(lambda x: DictionaryEnumerator(EntrySource(x), _ENUMERATOR))
    d.method("bool TryGetValue(TKey key, [ref] TValue value)")(_try_get)
    d.indexed("TValue Item(TKey key)", setter=GenericDictionary.put)(GenericDictionary.item)


def _writable(d: Declarer) -> None:
    d.method("void Add(TKey key, TValue value)")(GenericDictionary.add)
    d.method("void Clear()")(GenericDictionary.clear)
    d.method("bool ContainsValue(TValue value)")(GenericDictionary.contains_value)
    d.method("bool Remove(TKey key)")(GenericDictionary.remove)
    d.method("bool Remove(TKey key, [ref] TValue value)")(_remove_out)
    d.method("bool TryAdd(TKey key, TValue value)")(_try_add)


@define(_G + "Dictionary", "TKey", "TValue", python_class=GenericDictionary, interfaces=_INTERFACES)
def _dictionary(d: Declarer) -> None:
    _common(d, GenericDictionary)
    _writable(d)
    d.method("int EnsureCapacity(int capacity)")(lambda x, n: max(n, len(x)))
    d.method("void TrimExcess()")(lambda x: None)


@define(_G + "SortedDictionary", "TKey", "TValue", python_class=SortedGenericDictionary, interfaces=_INTERFACES)
def _sorted_dictionary(d: Declarer) -> None:
    _common(d, SortedGenericDictionary)
    _writable(d)


@define(_G + "SortedList", "TKey", "TValue", python_class=SortedGenericDictionary, interfaces=_INTERFACES)
def _sorted_list(d: Declarer) -> None:
    _common(d, SortedGenericDictionary)
    _writable(d)
    d.method("int IndexOfKey(TKey key)")(lambda x, k: x.keys().index(x.spelled(k)) if x.contains(k) else -1)
    d.method("int IndexOfValue(TValue value)")(lambda x, v: x.values().index(v) if x.contains_value(v) else -1)
    d.method("void RemoveAt(int index)")(lambda x, i: _drop(x, x.keys()[i]))
    d.method("TKey GetKeyAtIndex(int index)")(lambda x, i: x.keys()[i])
    d.method("TValue GetValueAtIndex(int index)")(lambda x, i: x.values()[i])


def _drop(d: GenericDictionary, key: Value) -> None:
    d.remove(key)


def _locate(d: GenericDictionary, key: Value) -> int:
    return d.keys().index(d.spelled(key)) if d.contains(key) else -1


@define(_G + "OrderedDictionary", "TKey", "TValue", python_class=GenericDictionary, interfaces=_INTERFACES)
def _ordered_dictionary(d: Declarer) -> None:
    _common(d, GenericDictionary)
    _writable(d)
    d.method("int IndexOf(TKey key)")(_locate)
    d.method("void Insert(int index, TKey key, TValue value)")(OrderedDictionary.insert)
    d.method("void RemoveAt(int index)")(lambda x, i: _drop(x, x.keys()[i]))
    d.method("System.Collections.Generic.KeyValuePair[TKey,TValue] GetAt(int index)")(lambda x, i: x.make_entry(x.keys()[i], x.values()[i]))
    d.method("void SetAt(int index, TValue value)")(lambda x, i, v: x.put(x.keys()[i], v))


def _try_update(d: GenericDictionary, key: Value, new: Value, old: Value) -> bool:
    if not d.contains(key) or d.get(key) != old:
        return False
    d.put(key, new)
    return True


def _add_or_update(d: GenericDictionary, key: Value, new: Value, update: Value) -> Value:
    value = update(key, d.get(key)) if d.contains(key) else (new(key) if callable(new) else new)
    d.put(key, value)
    return value


def _get_or_add(d: GenericDictionary, key: Value, new: Value) -> Value:
    if not d.contains(key):
        d.put(key, new(key) if callable(new) else new)
    return d.get(key)


def _to_array(d: GenericDictionary) -> Value:
    from shell.clr.arrays import make_array
    return make_array(pair_type(d.net_type), list(d.entries()))


@define("System.Collections.Concurrent.ConcurrentDictionary", "TKey", "TValue", python_class=GenericDictionary, interfaces=_INTERFACES)
def _concurrent(d: Declarer) -> None:
    _common(d, GenericDictionary)
    d.prop("IsEmpty", "bool")(lambda x: len(x) == 0)
    d.method("void Clear()")(GenericDictionary.clear)
    d.method("void Add(TKey key, TValue value)")(GenericDictionary.add)
    d.method("bool Remove(TKey key)")(GenericDictionary.remove)
    d.method("bool TryAdd(TKey key, TValue value)")(_try_add)
    d.method("bool TryRemove(TKey key, [ref] TValue value)")(_remove_out)
    d.method("bool TryUpdate(TKey key, TValue newValue, TValue comparisonValue)")(_try_update)
    d.method("TValue AddOrUpdate(TKey key, TValue addValue, System.Func[TKey,TValue,TValue] updateValueFactory)",
             "TValue AddOrUpdate(TKey key, System.Func[TKey,TValue] addValueFactory, System.Func[TKey,TValue,TValue] updateValueFactory)")(_add_or_update)
    d.method("TValue GetOrAdd(TKey key, System.Func[TKey,TValue] valueFactory)", "TValue GetOrAdd(TKey key, TValue value)")(_get_or_add)
    d.method("System.Collections.Generic.KeyValuePair[TKey,TValue][] ToArray()")(_to_array)


class ReadOnlyDictionary(GenericDictionary):
    """System.Collections.ObjectModel.ReadOnlyDictionary`2: shows another dictionary and refuses changes."""

    __slots__ = ()

    def wrap(self, source: NetDictionary) -> ReadOnlyDictionary:
        self._v, self._k, self._fold, self.ignore_case = source._v, source._k, source._fold, source.ignore_case
        return self

    def put(self, key: Value, value: Value) -> None:
        raise NotSupportedException("Collection is read-only.")


@define("System.Collections.ObjectModel.ReadOnlyDictionary", "TKey", "TValue", python_class=ReadOnlyDictionary, interfaces=_INTERFACES)
def _read_only(d: Declarer) -> None:
    t = d.type
    _common(d, ReadOnlyDictionary)
    del t.constructors[:]
    d.new("new(System.Collections.Generic.IDictionary[TKey,TValue] dictionary)")(lambda source: ReadOnlyDictionary(t).wrap(source))


@define(_G + "KeyValuePair", "TKey", "TValue", python_class=KeyValuePair, kind="struct")
def _pair(d: Declarer) -> None:
    t = d.type
    t.attr("Key", d.fill("TKey"), "key")
    t.attr("Value", d.fill("TValue"), "value")
    d.method("string ToString()")(str)
    d.new("new(TKey key, TValue value)")(lambda k, v: KeyValuePair(k, v, t))
    d.new("new()")(lambda: KeyValuePair(t.arguments[0].default_value, t.arguments[1].default_value, t))
