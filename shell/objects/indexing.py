"""Element access: `$v[i]` and `$v[i] = x` on arrays, strings, dictionaries and anything with an Item property."""
from __future__ import annotations

from typing import Any, Callable, NoReturn, Optional

from shell.clr.arrays import MultiArray, element_type
from shell.clr.dictionaries import Hashtable, NetDictionary, OrderedDictionary
from shell.clr.exceptions import IndexOutOfRangeException, NetException
from shell.clr.numbers import Char
from shell.clr.typeinfo import OBJECT, NetType, ParameterizedProperty, typeof
from shell.objects import hooks
from shell.objects.conversion import convert, try_convert
from shell.objects.psobject import MISSING, PSCustomObject, PSObject
from shell.objects.records import RuntimeException
from shell.objects.text import type_name

Value = Any


def _error(message: str, error_id: str, target: Value = None) -> NoReturn:
    raise RuntimeException(message, error_id=error_id, category="InvalidOperation", target=target)


def _null_array(target: Value = None) -> NoReturn:
    _error("Cannot index into a null array.", "NullArray", target)


def _null_index(target: Value = None) -> NoReturn:
    _error("Index operation failed; the array index evaluated to null.", "NullArrayIndex", target)


def get_index(value: Value, index: Value) -> Value:
    """value[index].  Out of range, and text that is no number, give null; several indices give the list of what exists."""
    cls = value.__class__
    if index.__class__ is int and (cls is list or cls is str):
        try:
            return value[index] if cls is list else Char(value[index])
        except IndexError:
            return _strict_range(value, index)
    getter = _GETTERS.get(cls)
    if getter is None:
        getter = _GETTERS[cls] = _choose(value)
    return getter(value, index)


def get_by_key(value: Value, index: Value) -> Value:
    """value[[object]index]: an ordered dictionary looks for a key even when that is an integer."""
    base = value.base if value.__class__ is PSObject else value
    if isinstance(base, OrderedDictionary):
        return _get_dictionary(base, index)
    return get_index(value, index)


def _strict_range(value: Value, index: Value) -> Value:
    if hooks.current().strict_version >= 3:
        raise IndexOutOfRangeException()
    return None


def _choose(value: Value) -> Callable[[Value, Value], Value]:
    if value is None:
        return _get_null
    if value.__class__ is PSObject:
        return lambda v, i: get_index(v.base, i)
    if isinstance(value, MultiArray):
        return _get_multi
    if isinstance(value, (list, str)):
        return _get_sequence
    if isinstance(value, OrderedDictionary):
        return _get_ordered
    if isinstance(value, NetDictionary):
        return _get_dictionary
    if isinstance(value, PSCustomObject):
        return _get_scalar
    if _item_property(value) is not None:
        return _get_item
    return _get_scalar


def _get_null(value: Value, index: Value) -> Value:
    _null_array()


def _plain(index: Value) -> Value:
    return index.base if index.__class__ is PSObject else index


def _int_index(index: Value) -> Value:
    """An index as an integer, or MISSING when it is no number."""
    if index.__class__ is int:
        return index
    from shell.objects.conversion import require
    return try_convert(index, require("System.Int32"))


def _get_sequence(value: Value, index: Value) -> Value:
    index = _plain(index)
    if index is None:
        _null_index()
    if isinstance(index, list):
        return _get_many(value, index)
    number = _int_index(index)
    if number is MISSING:
        return _strict_range(value, index)
    try:
        found = value[number]
    except IndexError:
        return _strict_range(value, number)
    return Char(found) if isinstance(value, str) else found


def _get_many(value: Value, indices: list[Value]) -> list[Value]:
    out = []
    size, text = len(value), isinstance(value, str)
    for index in indices:
        number = _int_index(_plain(index)) if index is not None else _null_index()
        if number is not MISSING and -size <= number < size:
            out.append(Char(value[number]) if text else value[number])
    return out


def _get_multi(value: Value, index: Value) -> Value:
    if isinstance(index, list) and len(index) == len(value.lengths) and not any(isinstance(i, list) for i in index):
        numbers = [_int_index(i) for i in index]
        if MISSING in numbers:
            return None
        try:
            return value.get_at([n + size if n < 0 else n for n, size in zip(numbers, value.lengths)])
        except IndexOutOfRangeException:
            return _strict_range(value, index)
    if isinstance(index, list) and any(isinstance(i, list) for i in index):
        return [get_index(value, i) for i in index]
    _error(f"Array index expression is missing or not valid: the array has {len(value.lengths)} dimensions.", "NeedMultidimensionalIndex", index)


def _get_dictionary(value: Value, index: Value) -> Value:
    index = _plain(index)
    if index is None:
        _null_index()
    found = value.get(index, MISSING)
    if found is not MISSING:
        return found
    if isinstance(index, list):
        return [value.get(i) for i in index]
    arguments = typeof(value).arguments
    if arguments and arguments[0] is not OBJECT:
        key = try_convert(index, arguments[0])
        return None if key is MISSING else value.get(key)
    return None


def _get_ordered(value: Value, index: Value) -> Value:
    index = _plain(index)
    if index.__class__ is int:
        return value.get_at(index)
    if isinstance(index, list):
        return [get_index(value, i) for i in index]
    return _get_dictionary(value, index)


def _get_scalar(value: Value, index: Value) -> Value:
    """A value without an indexer is like an array of one; an index that is no number finds nothing."""
    index = _plain(index)
    if index is None:
        _null_index()
    if isinstance(index, list):
        _error(f'Unable to index into an object of type "{type_name(value)}".', "CannotIndex", index)
    return value if _int_index(index) in (0, -1) else _strict_range(value, index)


def _item_property(value: Value) -> Optional[ParameterizedProperty]:
    found = typeof(value).find_method("item") if not isinstance(value, NetType) else None
    return found if isinstance(found, ParameterizedProperty) else None


def _get_item(value: Value, index: Value) -> Value:
    """Through the type's Item property; library errors read as null."""
    group = _item_property(value)
    assert group is not None
    from shell.objects.methods import invoke_overloads
    args = [_plain(index)]
    try:
        return invoke_overloads(group, value, args)
    except NetException:
        if isinstance(args[0], list):
            return [get_index(value, i) for i in args[0]]
        return None


# --- setting -----------------------------------------------------------------------------------------------------------------------------

def set_index(value: Value, index: Value, new: Value) -> None:
    """value[index] = new."""
    cls = value.__class__
    if cls is list and index.__class__ is int:
        try:
            value[index] = new
        except IndexError:
            raise IndexOutOfRangeException() from None
        return
    if cls is Hashtable and index.__class__ is str:
        value.put(index, new)
        return
    if cls is PSObject:
        set_index(value.base, index, new)
        return
    index = _plain(index)
    if value is None:
        _null_array(index)
    if index is None:
        _null_index()
    if isinstance(value, NetDictionary):
        _set_dictionary(value, index, new)
    elif isinstance(value, list):
        _set_list(value, index, new)
    else:
        _set_item(value, index, new)


def _set_dictionary(value: Value, index: Value, new: Value) -> None:
    if index.__class__ is int and isinstance(value, OrderedDictionary):
        value.set_at(index + len(value) if index < 0 else index, new)
        return
    arguments = typeof(value).arguments
    if arguments:
        index, new = convert(index, arguments[0]), convert(new, arguments[1])
    value.put(index, new)


def _set_list(value: Value, index: Value, new: Value) -> None:
    element = _element_of(value)
    if element is not OBJECT:
        new = convert(new, element)
    if isinstance(value, MultiArray):
        _set_multi(value, index, new)
        return
    if isinstance(index, list):
        _error("Array assignment to [[System.Object[]] failed: assignment to slices is not supported.".replace("[[", "["), "ArraySliceAssignmentFailed", index)
    number = _int_index(index)
    if number is MISSING:
        raise IndexOutOfRangeException()
    group = _item_property(value)
    if group is not None and group.setter is not None:
        group.setter(value, number + len(value) if number < 0 else number, new)
        return
    try:
        value[number] = new
    except IndexError:
        raise IndexOutOfRangeException() from None


def _set_multi(value: MultiArray, index: Value, new: Value) -> None:
    numbers = [_int_index(i) for i in index] if isinstance(index, list) else [_int_index(index)]
    if MISSING in numbers or len(numbers) != len(value.lengths):
        _error("Array assignment failed because an index is missing.", "NeedMultidimensionalIndex", index)
    value.set_at([n + size if n < 0 else n for n, size in zip(numbers, value.lengths)], new)


def _element_of(value: Value) -> NetType:
    t = typeof(value)
    if t.element is not None:
        return element_type(value)
    return t.arguments[0] if len(t.arguments) == 1 else OBJECT


def _set_item(value: Value, index: Value, new: Value) -> None:
    group = None if isinstance(value, (str, PSCustomObject)) else _item_property(value)
    if group is None or group.setter is None:
        _error(f'Unable to index into an object of type "{type_name(value)}".', "CannotIndex", index)
    group.setter(value, index, new)


_GETTERS: dict[type, Callable[[Value, Value], Value]] = {}
