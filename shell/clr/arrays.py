"""Arrays: object[] (plain `list`), typed arrays, multi-dimensional ones, and the statics of System.Array."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.enumerators import ENUMERATOR_OBJECT, NetEnumerator
from shell.clr.exceptions import (
    ArgumentException,
    ArgumentOutOfRangeException,
    IndexOutOfRangeException,
    InvalidOperationException,
    NetException,
    NotSupportedException,
)
from shell.clr.typeinfo import BY_CLASS, OBJECT, NetType, lookup

Value = Any
_LIST_INTERFACES = ("System.Collections.IList", "System.Collections.ICollection", "System.Collections.IEnumerable", "System.ICloneable",
                    "System.Collections.IStructuralComparable", "System.Collections.IStructuralEquatable")
_GENERIC = ("IList", "ICollection", "IEnumerable", "IReadOnlyList", "IReadOnlyCollection")
CORE_LIB = "System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e"

# registered under its names by array_statics, so that naming [array] loads the statics and merely having an array does not
ARRAY = NetType("System.Array", accelerators=("array",), interfaces=_LIST_INTERFACES, register=False)
_ARRAY_TYPES: dict[tuple[NetType, int], NetType] = {}


class TypedArray(list):  # type: ignore[type-arg]
    """An array other than object[]: `net_type` is its array type.  The elements are of that type already; who stores converts."""

    __slots__ = ("net_type",)

    def __init__(self, items: Iterable[Value], net_type: NetType) -> None:
        super().__init__(items)
        self.net_type = net_type


class MultiArray(list):  # type: ignore[type-arg]
    """A multi-dimensional array: the list holds all elements in row order, `lengths` the size of each dimension."""

    __slots__ = ("net_type", "lengths")

    def __init__(self, element: NetType, lengths: Sequence[int]) -> None:
        total = 1
        for n in lengths:
            total *= n
        super().__init__([default_of(element)] * total)
        self.net_type = array_type(element, len(lengths))
        self.lengths = tuple(lengths)

    def offset(self, indices: Sequence[int]) -> int:
        """Where the element at these indices stands in the flat list."""
        if len(indices) != len(self.lengths):
            raise ArgumentException("Indices length does not match the array rank.")
        at = 0
        for i, n in zip(indices, self.lengths):
            if not 0 <= i < n:
                raise IndexOutOfRangeException()
            at = at * n + i
        return at

    def get_at(self, indices: Sequence[int]) -> Value:
        return self[self.offset(indices)]

    def set_at(self, indices: Sequence[int], value: Value) -> None:
        self[self.offset(indices)] = value


def generic_interface(name: str, element: NetType) -> str:
    """Full name of System.Collections.Generic.NAME`1 closed over one type."""
    return f"System.Collections.Generic.{name}`1[[{element.full_name}, {CORE_LIB}]]"


def array_type(element: NetType, rank: int = 1) -> NetType:
    """The array type over an element type: `int[]`, with rank 2 `int[,]`."""
    key = (element, rank)
    found = _ARRAY_TYPES.get(key)
    if found is None:
        suffix = "[" + "," * (rank - 1) + "]"
        interfaces = _LIST_INTERFACES + tuple(generic_interface(n, element) for n in _GENERIC)
        found = _ARRAY_TYPES[key] = NetType(element.full_name + suffix, base=ARRAY, element=element, interfaces=interfaces)
        found.name = element.name + suffix
        found.namespace = element.namespace
    return found


def default_of(t: NetType) -> Value:
    """default(T): zero of a value type, null otherwise."""
    return t.default_value


def new_array(element: NetType, *lengths: int) -> Value:
    """A fresh array of the element type's default value; one length gives a plain array, several a multi-dimensional one."""
    for n in lengths:
        if n < 0:
            raise ArgumentOutOfRangeException("Non-negative number required. (Parameter 'length')")
    if len(lengths) > 1:
        return MultiArray(element, lengths)
    items = [default_of(element)] * lengths[0]
    return items if element is OBJECT else TypedArray(items, array_type(element))


def make_array(element: NetType, items: Iterable[Value]) -> Value:
    """An array holding these items, already of the element type."""
    return list(items) if element is OBJECT else TypedArray(items, array_type(element))


def typed_array(element_name: str, items: Iterable[Value]) -> Value:
    """make_array by element type name, for library code: typed_array('System.String', [...])."""
    element = lookup(element_name)
    assert element is not None, element_name
    return make_array(element, items)


def element_type(array: Value) -> NetType:
    """The element type of an array value."""
    t: Optional[NetType] = getattr(array, "net_type", None)
    return t.element if t is not None and t.element is not None else OBJECT


OBJECT_ARRAY = array_type(OBJECT)
OBJECT_ARRAY.python_class = list
BY_CLASS[list] = OBJECT_ARRAY


def net_equals(a: Value, b: Value) -> bool:
    """Object.Equals: same type and same value; text by ordinal."""
    a, b = upcalls.base_of(a), upcalls.base_of(b)
    return a is b or (a.__class__ is b.__class__ and not isinstance(a, list) and bool(a == b))


def index_of(items: Sequence[Value], value: Value, start: int = 0, count: Optional[int] = None) -> int:
    """Place of the first element equal to value (Object.Equals) within the range, or -1."""
    end = len(items) if count is None else start + count
    if start < 0 or start > len(items):
        raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than or equal to the size of the collection. (Parameter 'startIndex')")
    if end > len(items):
        raise ArgumentOutOfRangeException("Count must be positive and count must refer to a location within the string/array/collection. (Parameter 'count')")
    for i in range(start, end):
        if net_equals(items[i], value):
            return i
    return -1


def last_index_of(items: Sequence[Value], value: Value, start: Optional[int] = None) -> int:
    """Place of the last equal element at or before `start`, or -1."""
    i = len(items) - 1 if start is None else start
    while i >= 0:
        if net_equals(items[i], value):
            return i
        i -= 1
    return -1


def compare_with(comparer: Value) -> Any:
    """A sort key from an IComparer or a Comparison delegate, else the default order."""
    function = comparison(comparer)
    return cmp_to_key(lambda a, b: int(function(a, b)))


def comparison(comparer: Value) -> Any:
    """The two-argument function of a comparer: a stand-in's, a delegate, or the Compare of a script's class; None is the default order."""
    if comparer is None:
        return upcalls.compare
    if hasattr(comparer, "compare"):
        return comparer.compare
    return comparer if callable(comparer) else lambda a, b: upcalls.member(comparer, "Compare", (a, b))


def sorted_items(items: Iterable[Value], comparer: Value = None) -> list[Value]:
    """Sorted as Array.Sort does; what cannot be compared raises InvalidOperationException."""
    todo = list.copy(items) if isinstance(items, list) else list(items)
    if comparer is None:
        classes = {x.__class__ for x in todo}
        if len(classes) == 1:
            only = classes.pop()
            if issubclass(only, (int, float)):
                return sorted(todo)
            if only is str:
                return sorted(todo, key=upcalls.text_key)
    try:
        return sorted(todo, key=compare_with(comparer))
    except (TypeError, NetException) as error:
        raise InvalidOperationException("Failed to compare two elements in the array.", inner=error) from error


# --- members -----------------------------------------------------------------------------------------------------------------------------

def _fixed(*_: Value) -> Value:
    raise NotSupportedException("Collection was of a fixed size.")


def _clear(array: list[Value]) -> None:
    array[:] = [default_of(element_type(array))] * len(array)


def copy_to(source: list[Value], array: list[Value], index: int = 0) -> None:
    """ICollection.CopyTo: store the elements into an array from `index` on."""
    if index < 0:
        raise ArgumentOutOfRangeException("Number was less than the array's lower bound in the first dimension. (Parameter 'arrayIndex')")
    if index + len(source) > len(array):
        raise ArgumentException("Destination array was not long enough. Check the destination index, length, and the array's lower bounds. (Parameter 'destinationArray')")
    t = element_type(array)
    array[index:index + len(source)] = [x if t is OBJECT else upcalls.convert(x, t) for x in list.__iter__(source)]


def _clone(array: list[Value]) -> list[Value]:
    if isinstance(array, MultiArray):
        twin = MultiArray(element_type(array), array.lengths)
        twin[:] = array
        return twin
    return list(array) if array.__class__ is list else TypedArray(array, array.net_type)  # type: ignore[attr-defined]


def _lengths(array: list[Value]) -> tuple[int, ...]:
    return array.lengths if isinstance(array, MultiArray) else (len(array),)


def _get_length(array: list[Value], dimension: int) -> int:
    sizes = _lengths(array)
    if not 0 <= dimension < len(sizes):
        raise IndexOutOfRangeException()
    return sizes[dimension]


def _flatten_indices(indices: Sequence[Value]) -> list[int]:
    if len(indices) == 1 and isinstance(indices[0], list):
        return list(indices[0])
    return list(indices)


def _get_value(array: list[Value], *indices: Value) -> Value:
    at = _flatten_indices(indices)
    if isinstance(array, MultiArray):
        return array.get_at(at)
    if not 0 <= at[0] < len(array):
        raise IndexOutOfRangeException()
    return array[at[0]]


def _set_value(array: list[Value], value: Value, *indices: Value) -> None:
    at = _flatten_indices(indices)
    new = upcalls.convert(value, element_type(array))
    if isinstance(array, MultiArray):
        array.set_at(at, new)
        return
    if not 0 <= at[0] < len(array):
        raise IndexOutOfRangeException()
    array[at[0]] = new


def _long(value: int) -> int:
    from shell.clr.numbers import Int64
    return Int64(value)


ARRAY.prop("Length", "int")(len)
ARRAY.prop("LongLength", "long")(lambda a: _long(len(a)))
ARRAY.prop("Rank", "int")(lambda a: len(_lengths(a)))
ARRAY.prop("SyncRoot", "System.Object")(lambda a: a)
ARRAY.prop("IsReadOnly", "bool")(lambda a: False)
ARRAY.prop("IsFixedSize", "bool")(lambda a: True)
ARRAY.prop("IsSynchronized", "bool")(lambda a: False)
ARRAY.prop("Count", "int")(len)
ARRAY.method("int Add(System.Object value)")(_fixed)
ARRAY.method("void Insert(int index, System.Object value)")(_fixed)
ARRAY.method("void Remove(System.Object value)")(_fixed)
ARRAY.method("void RemoveAt(int index)")(_fixed)
ARRAY.method("void Clear()")(_clear)
ARRAY.method("bool Contains(System.Object value)")(lambda a, v: index_of(a, v) >= 0)
ARRAY.method("int IndexOf(System.Object value)")(index_of)
ARRAY.method("System.Object Clone()")(_clone)
ARRAY.method("void CopyTo(array array, int index)")(copy_to)
ARRAY.method("System.Collections.IEnumerator GetEnumerator()")(lambda a: NetEnumerator(a, ENUMERATOR_OBJECT))
ARRAY.method("int GetLength(int dimension)")(_get_length)
ARRAY.method("long GetLongLength(int dimension)")(lambda a, d: _long(_get_length(a, d)))
ARRAY.method("int GetLowerBound(int dimension)")(lambda a, d: _get_length(a, d) * 0)
ARRAY.method("int GetUpperBound(int dimension)")(lambda a, d: _get_length(a, d) - 1)
ARRAY.method("System.Object GetValue(int index)", "System.Object GetValue(int index1, int index2)", "System.Object GetValue(int index1, int index2, int index3)",
             "System.Object GetValue(Params int[] indices)")(_get_value)
ARRAY.method("void SetValue(System.Object value, int index)", "void SetValue(System.Object value, int index1, int index2)",
             "void SetValue(System.Object value, int index1, int index2, int index3)", "void SetValue(System.Object value, Params int[] indices)")(_set_value)
ARRAY.method("System.Object Get(int index)", "System.Object Get(int index1, int index2)")(_get_value)
ARRAY.method("void Set(int index, System.Object value)")(lambda a, i, v: _set_value(a, v, i))
ARRAY.method("void Set(int index1, int index2, System.Object value)")(lambda a, i, j, v: _set_value(a, v, i, j))
ARRAY.method("void Initialize()")(lambda a: None)
