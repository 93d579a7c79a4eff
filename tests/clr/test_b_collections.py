"""Arrays, dictionaries and lists: the behaviour scripts see."""
from __future__ import annotations

import pytest

from shell.clr import array_statics, arrays
from shell.clr.dictionaries import GenericDictionary, Hashtable, OrderedDictionary, SortedList, enumerator, keys_view
from shell.clr.exceptions import (
    ArgumentException,
    ArgumentOutOfRangeException,
    InvalidOperationException,
    KeyNotFoundException,
    NotSupportedException,
)
from shell.clr.generics import close_generic, clr_name, ps_name
from shell.clr.lists import ArrayList, Collection, GenericList
from shell.clr.numbers import Int64
from shell.clr.typeinfo import OBJECT, lookup, typeof


def test_keys_of_different_types_are_different() -> None:
    h = Hashtable()
    for key, value in ((1, "int"), ("1", "text"), (Int64(1), "long"), (1.0, "double"), (True, "bool")):
        h.put(key, value)
    assert len(h) == 5
    assert [h.get(k) for k in (1, "1", Int64(1), 1.0, True)] == ["int", "text", "long", "double", "bool"]


def test_case_and_spelling() -> None:
    h = Hashtable([("Key", 1)])
    h.put("kEy", 2)
    assert (h.get("KEY"), h.keys(), len(h)) == (2, ["Key"], 1)
    exact = Hashtable(None, ignore_case=False)
    exact.put("a", 1)
    exact.put("A", 2)
    assert len(exact) == 2


def test_add_twice_names_both_spellings() -> None:
    h = Hashtable([("a", 1)])
    with pytest.raises(ArgumentException) as caught:
        h.add("A", 2)
    assert caught.value.message == "Item has already been added. Key in dictionary: 'a'  Key being added: 'A'"


def test_changing_while_enumerating_keys_is_an_error() -> None:
    h = Hashtable([("a", 1)])
    with pytest.raises(InvalidOperationException):
        for k in keys_view(h):
            h.put(k, 5)
    assert h.get("a") == 5


def test_ordered_positions() -> None:
    o = OrderedDictionary([("a", 1), ("b", 2)])
    o.insert(0, "z", 26)
    assert (o.keys(), o.get_at(0), o.get_at(-1), o.get_at(9)) == (["z", "a", "b"], 26, 2, None)
    o.remove_at(1)
    o.set_at(0, 5)
    assert list(o.items()) == [("z", 5), ("b", 2)]
    with pytest.raises(ArgumentOutOfRangeException):
        o.set_at(9, 1)


def test_enumerator_gives_entries() -> None:
    e = enumerator(Hashtable([("a", 1)]))
    assert e.move_next() and (e.entry().key, e.entry().value) == ("a", 1)
    assert not e.move_next()
    e.reset()
    assert [x.key for x in e] == ["a"]


def test_sorted_list_enumerates_in_key_order() -> None:
    assert SortedList([("c", 1), ("a", 2), ("b", 3)]).keys() == ["a", "b", "c"]


def test_array_types() -> None:
    a = arrays.new_array(OBJECT, 2)
    assert typeof(a).full_name == "System.Object[]" and a == [None, None]
    assert typeof(a).hierarchy() == ["System.Object[]", "System.Array", "System.Object"]
    m = arrays.MultiArray(OBJECT, (2, 3))
    m.set_at((1, 2), "x")
    assert (len(m), m.get_at((1, 2)), typeof(m).full_name, m[5]) == (6, "x", "System.Object[,]", "x")


def test_array_members_and_statics() -> None:
    t = typeof([1])
    add = t.find_method("Add")
    assert add is not None
    with pytest.raises(NotSupportedException, match="Collection was of a fixed size."):
        add.overloads[0].function([1], 2)
    items = [3, 1, 2]
    array_statics.sort(items)
    assert items == [1, 2, 3] and array_statics.binary_search(items, 2) == 1 and array_statics.binary_search(items, 9) == ~3
    assert arrays.index_of([1, "1", 1.0], 1.0) == 2
    found = lookup("array")
    assert found is not None and found.find_static("reverse") is not None


def test_generic_names() -> None:
    t = close_generic("System.Collections.Generic.List", [OBJECT])
    assert t is close_generic("system.collections.generic.list`1", [OBJECT])
    assert (t.name, t.namespace) == ("List`1", "System.Collections.Generic")
    assert clr_name(t) == "System.Collections.Generic.List`1[System.Object]"
    assert ps_name(t) == "System.Collections.Generic.List[System.Object]"
    assert t.full_name.startswith("System.Collections.Generic.List`1[[System.Object, System.Private.CoreLib, Version=")
    assert arrays.array_type(t).name == "List`1[]"


def test_lists() -> None:
    a = ArrayList()
    assert (a.add("x"), a.add("y")) == (0, 1)
    g = GenericList([3, 1, 2])
    g.sort_items()
    assert g == [1, 2, 3] and typeof(g).name == "List`1"
    with pytest.raises(ArgumentOutOfRangeException, match="Index was out of range"):
        g.remove_at(9)
    with pytest.raises(InvalidOperationException, match="Collection was modified"):
        for x in g:
            g.append(x)
    assert typeof(Collection([1])).name == "Collection`1"


def test_dictionary_of_types() -> None:
    d = GenericDictionary(close_generic("System.Collections.Generic.Dictionary", [OBJECT, OBJECT]))
    d.put("a", 1)
    d.put("A", 2)
    assert len(d) == 2
    with pytest.raises(KeyNotFoundException, match="The given key 'x' was not present in the dictionary."):
        d.item("x")
    entry = next(d.entries())
    assert str(entry) == "[a, 1]" and typeof(entry).name == "KeyValuePair`2"
