"""NetDictionary: the mapping behind Hashtable, OrderedDictionary and Dictionary`2, and the entries they enumerate as.

`_v` maps a folded key to its value, `_k` to the key as first spelled; both keep insertion order.  Folding: text is lower-cased where the
dictionary ignores case, a plain int stands for itself, anything else is paired with its class, so 1, '1', 1L and 1.0 are four keys.
Hot paths above may read `_v[key.lower()]` themselves when `ignore_case` is set and the key is a plain `str`.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Callable, Optional

from shell.clr import upcalls
from shell.clr.enumerators import NetEnumerator, modified
from shell.clr.exceptions import ArgumentException, ArgumentNullException, InvalidOperationException
from shell.clr.typeinfo import NetType

Value = Any


def fold_key(key: Value) -> Value:
    """The look-up key where case is ignored."""
    cls = key.__class__
    if cls is str:
        return key.lower()
    return key if cls is int else _fold_other(key)


def fold_key_exact(key: Value) -> Value:
    """The look-up key where case counts."""
    cls = key.__class__
    return key if cls is str or cls is int else _fold_other(key)


def _fold_other(key: Value) -> Value:
    if key is None:
        raise ArgumentNullException("Key cannot be null. (Parameter 'key')")
    base = upcalls.base_of(key)
    if base is not key:
        return fold_key(base)
    if isinstance(key, list) or key.__class__.__hash__ is None:
        return ("reference", id(key))
    return (key.__class__, key)


class DictionaryEntry:
    """System.Collections.DictionaryEntry: one pair of a Hashtable or OrderedDictionary."""

    __slots__ = ("key", "value", "ps_ext")

    def __init__(self, key: Value = None, value: Value = None) -> None:
        self.key, self.value = key, value
        self.ps_ext: Optional[dict[str, Value]] = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DictionaryEntry) and (self.key, self.value) == (other.key, other.value)

    def __hash__(self) -> int:
        return id(self)

    def __str__(self) -> str:
        return f"[{upcalls.to_string(self.key)}, {upcalls.to_string(self.value)}]"


class KeyValuePair:
    """System.Collections.Generic.KeyValuePair`2; `net_type` says of which types."""

    __slots__ = ("key", "value", "net_type", "ps_ext")

    def __init__(self, key: Value, value: Value, net_type: NetType) -> None:
        self.key, self.value, self.net_type = key, value, net_type
        self.ps_ext: Optional[dict[str, Value]] = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyValuePair) and (self.key, self.value) == (other.key, other.value)

    def __hash__(self) -> int:
        return id(self)

    def __str__(self) -> str:
        return f"[{upcalls.to_string(self.key)}, {upcalls.to_string(self.value)}]"


class DictionaryView(list):  # type: ignore[type-arg]
    """Keys or Values: a snapshot that notices, while enumerated, that its dictionary changed."""

    __slots__ = ("owner", "version", "net_type")

    def __init__(self, items: Iterable[Value], owner: NetDictionary, net_type: NetType) -> None:
        super().__init__(items)
        self.owner, self.version, self.net_type = owner, owner.version, net_type

    def __iter__(self) -> Iterator[Value]:
        owner, version = self.owner, self.version
        for item in list.__iter__(self):
            if owner.version != version:
                raise modified()
            yield item
        if owner.version != version:
            raise modified()


class DictionaryEnumerator(NetEnumerator):
    """What GetEnumerator() of a dictionary returns: Key, Value and Entry beside Current."""

    __slots__ = ()

    def entry(self) -> Value:
        if self.state != 1:
            raise InvalidOperationException("Enumeration has either not started or has already finished.")
        return self.current


class NetDictionary:
    """Base of all dictionaries."""

    __slots__ = ("_v", "_k", "ignore_case", "version", "ps_ext", "_fold", "comparer")
    duplicate_text = "Item has already been added. Key in dictionary: '{0}'  Key being added: '{1}'"

    def __init__(self, items: Optional[Iterable[tuple[Value, Value]]] = None, ignore_case: bool = True, comparer: Value = None) -> None:
        self._v: dict[Value, Value] = {}
        self._k: dict[Value, Value] = {}
        self.ignore_case = ignore_case
        self._fold: Callable[[Value], Value] = fold_key if ignore_case else fold_key_exact
        self.version = 0
        self.ps_ext: Optional[dict[str, Value]] = None
        self.comparer = comparer
        if comparer is not None:
            from shell.clr.comparers import folding
            self._fold = folding(comparer, self._fold)
        if items is not None:
            for k, v in items:
                self.put(k, v)

    def get(self, key: Value, default: Value = None) -> Value:
        """The value under key, else default."""
        if key.__class__ is str and self.ignore_case:
            return self._v.get(key.lower(), default)
        return self._v.get(self._fold(key), default)

    def put(self, key: Value, value: Value) -> None:
        """Set the value; a key that exists keeps its spelling and place."""
        folded = key.lower() if key.__class__ is str and self.ignore_case else self._fold(key)
        if folded not in self._v:
            self._k[folded] = key
        self._v[folded] = value
        self.version += 1

    def add(self, key: Value, value: Value) -> None:
        """Set a new key; one that exists is an ArgumentException."""
        folded = self._fold(key)
        if folded in self._v:
            raise ArgumentException(self.duplicate_text.format(upcalls.to_string(self._k[folded]), upcalls.to_string(key)))
        self._k[folded] = key
        self._v[folded] = value
        self.version += 1

    def remove(self, key: Value) -> bool:
        """Drop a key; False if it is not there."""
        folded = self._fold(key)
        if folded not in self._v:
            return False
        del self._v[folded], self._k[folded]
        self.version += 1
        return True

    def contains(self, key: Value) -> bool:
        if key.__class__ is str and self.ignore_case:
            return key.lower() in self._v
        return self._fold(key) in self._v

    def spelled(self, key: Value) -> Value:
        """The key as first spelled (null if it is not there)."""
        return self._k.get(self._fold(key))

    def contains_value(self, value: Value) -> bool:
        from shell.clr.arrays import net_equals
        return any(net_equals(v, value) for v in self._v.values())

    def clear(self) -> None:
        self._v.clear()
        self._k.clear()
        self.version += 1

    def keys(self) -> list[Value]:
        """The keys as first spelled, in order (a plain list)."""
        return list(self._k.values())

    def values(self) -> list[Value]:
        return list(self._v.values())

    def items(self) -> Iterator[tuple[Value, Value]]:
        """(key, value) pairs in order."""
        return iter(list(zip(self._k.values(), self._v.values())))

    def entries(self) -> Iterator[Value]:
        """What enumerating the dictionary yields: DictionaryEntry or KeyValuePair objects; notices changes."""
        version = self.version
        for k, v in self.items():
            if self.version != version:
                raise modified()
            yield self.make_entry(k, v)
        if self.version != version:
            raise modified()

    def make_entry(self, key: Value, value: Value) -> Value:
        return DictionaryEntry(key, value)

    def __len__(self) -> int:
        return len(self._v)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Value]:
        return iter(self.keys())

    def __contains__(self, key: Value) -> bool:
        return self.contains(key)

    def __getitem__(self, key: Value) -> Value:
        return self._v[self._fold(key)]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {dict(self.items())!r}>"


class EntrySource:
    """Iterable over a dictionary's entries that can be started again (for Reset)."""

    __slots__ = ("owner",)

    def __init__(self, owner: NetDictionary) -> None:
        self.owner = owner

    def __iter__(self) -> Iterator[Value]:
        return self.owner.entries()
