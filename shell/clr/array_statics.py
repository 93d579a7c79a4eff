"""The statics of System.Array: Sort, Reverse, IndexOf, Find*, Copy, Resize, CreateInstance ..."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.arrays import (
    ARRAY,
    comparison,
    copy_to,
    default_of,
    element_type,
    index_of,
    last_index_of,
    make_array,
    new_array,
    sorted_items,
)
from shell.clr.exceptions import ArgumentException, ArgumentNullException, ArgumentOutOfRangeException
from shell.clr.typeinfo import REGISTRY, NetType

Value = Any
REGISTRY["system.array"] = REGISTRY["array"] = ARRAY


def _range(array: list[Value], index: int, length: Optional[int]) -> slice:
    if array is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'array')")
    if index < 0:
        raise ArgumentOutOfRangeException("Number was less than the array's lower bound in the first dimension. (Parameter 'index')")
    end = len(array) if length is None else index + length
    if end > len(array):
        raise ArgumentException("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.")
    return slice(index, end)


@ARRAY.static("void Sort(array array)", "void Sort(array array, System.Collections.IComparer comparer)")
def sort(array: list[Value], comparer: Value = None) -> None:
    array[:] = sorted_items(array, comparer)


@ARRAY.static("void Sort(array keys, array items)")
def sort_pairs(keys: list[Value], items: list[Value]) -> None:
    order = sorted_items(range(len(keys)), lambda i, j: upcalls.compare(keys[i], keys[j]))
    keys[:], items[:len(order)] = [keys[i] for i in order], [items[i] for i in order]


@ARRAY.static("void Sort(array array, int index, int length)")
def sort_range(array: list[Value], index: int, length: int) -> None:
    part = _range(array, index, length)
    array[part] = sorted_items(array[part])


@ARRAY.static("void Reverse(array array)", "void Reverse(array array, int index, int length)")
def reverse(array: list[Value], index: int = 0, length: Optional[int] = None) -> None:
    part = _range(array, index, length)
    array[part] = array[part][::-1]


@ARRAY.static("int IndexOf(array array, System.Object value)", "int IndexOf(array array, System.Object value, int startIndex)",
              "int IndexOf(array array, System.Object value, int startIndex, int count)")
def find_index_of(array: list[Value], value: Value, start: int = 0, count: Optional[int] = None) -> int:
    return index_of(array, value, start, count)


@ARRAY.static("int LastIndexOf(array array, System.Object value)", "int LastIndexOf(array array, System.Object value, int startIndex)")
def find_last_index_of(array: list[Value], value: Value, start: Optional[int] = None) -> int:
    return last_index_of(array, value, start)


@ARRAY.static("void Clear(array array)", "void Clear(array array, int index, int length)")
def clear(array: list[Value], index: int = 0, length: Optional[int] = None) -> None:
    part = _range(array, index, length)
    array[part] = [default_of(element_type(array))] * (part.stop - part.start)


@ARRAY.static("void Copy(array sourceArray, array destinationArray, int length)")
def copy(source: list[Value], target: list[Value], length: int) -> None:
    copy_range(source, 0, target, 0, length)


@ARRAY.static("void Copy(array sourceArray, int sourceIndex, array destinationArray, int destinationIndex, int length)",
              "void ConstrainedCopy(array sourceArray, int sourceIndex, array destinationArray, int destinationIndex, int length)")
def copy_range(source: list[Value], start: int, target: list[Value], at: int, length: int) -> None:
    if start + length > len(source):
        raise ArgumentException("Source array was not long enough. Check the source index, length, and the array's lower bounds. (Parameter 'sourceArray')")
    copy_to(source[start:start + length], target, at)


@ARRAY.static("array CreateInstance(type elementType, int length)", "array CreateInstance(type elementType, int length1, int length2)",
              "array CreateInstance(type elementType, int length1, int length2, int length3)", "array CreateInstance(type elementType, Params int[] lengths)")
def create_instance(element: NetType, *lengths: Value) -> Value:
    sizes = lengths[0] if len(lengths) == 1 and isinstance(lengths[0], list) else lengths
    return new_array(element, *sizes)


@ARRAY.static("int BinarySearch(array array, System.Object value)", "int BinarySearch(array array, System.Object value, System.Collections.IComparer comparer)")
def binary_search(array: list[Value], value: Value, comparer: Value = None) -> int:
    """Place of value in a sorted array, else the complement of where it would go."""
    order = comparison(comparer)
    low, high = 0, len(array) - 1
    while low <= high:
        middle = (low + high) // 2
        c = order(array[middle], value)
        if c == 0:
            return middle
        low, high = (middle + 1, high) if c < 0 else (low, middle - 1)
    return ~low


@ARRAY.static("void Resize([ref] array array, int newSize)")
def resize(box: Value, size: int) -> None:
    old = box.value
    kind = element_type(old)
    box.value = make_array(kind, old[:size] + [default_of(kind)] * (size - len(old)))


@ARRAY.static("System.Object[] Empty()")
def empty() -> list[Value]:
    return []


@ARRAY.static("bool Exists(array array, System.Predicate[System.Object] match)")
def exists(array: list[Value], match: Value) -> bool:
    return any(match(x) for x in array)


@ARRAY.static("bool TrueForAll(array array, System.Predicate[System.Object] match)")
def true_for_all(array: list[Value], match: Value) -> bool:
    return all(match(x) for x in array)


@ARRAY.static("System.Object Find(array array, System.Predicate[System.Object] match)")
def find(array: list[Value], match: Value) -> Value:
    return next((x for x in array if match(x)), default_of(element_type(array)))


@ARRAY.static("System.Object FindLast(array array, System.Predicate[System.Object] match)")
def find_last(array: list[Value], match: Value) -> Value:
    return next((x for x in reversed(array) if match(x)), default_of(element_type(array)))


@ARRAY.static("System.Object[] FindAll(array array, System.Predicate[System.Object] match)")
def find_all(array: list[Value], match: Value) -> Value:
    return make_array(element_type(array), [x for x in array if match(x)])


@ARRAY.static("int FindIndex(array array, System.Predicate[System.Object] match)")
def find_index(array: list[Value], match: Value) -> int:
    return next((i for i, x in enumerate(array) if match(x)), -1)


@ARRAY.static("void ForEach(array array, System.Action[System.Object] action)")
def for_each(array: list[Value], action: Value) -> None:
    for x in array:
        action(x)


@ARRAY.static("System.Object[] ConvertAll(array array, System.Converter[System.Object,System.Object] converter)")
def convert_all(array: list[Value], converter: Value) -> list[Value]:
    return [converter(x) for x in array]


@ARRAY.static("void Fill(array array, System.Object value)")
def fill(array: list[Value], value: Value) -> None:
    array[:] = [upcalls.convert(value, element_type(array))] * len(array)


@ARRAY.static("System.Collections.ObjectModel.ReadOnlyCollection[System.Object] AsReadOnly(array array)")
def as_read_only(array: list[Value]) -> Value:
    from shell.clr.lists import ReadOnlyCollection
    return ReadOnlyCollection(array)
