"""System.Linq.Enumerable: the static methods scripts call on arrays and lists; results are arrays."""
from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, Callable, Optional

from shell.clr import upcalls
from shell.clr.arrays import TypedArray, array_type
from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException, InvalidOperationException
from shell.clr.typeinfo import NetType, lookup, typeof

Value = Any
LINQ = NetType("System.Linq.Enumerable")
_SOURCE = "System.Collections.IEnumerable source"
_MISSING: Any = object()


def _same_kind(source: Value, items: Iterable[Value]) -> Value:
    """An array of the source's element type."""
    t = typeof(source)
    element = t.element or (t.arguments[0] if t.arguments else None)
    return TypedArray(list(items), array_type(element)) if element is not None else list(items)


def _objects(items: Iterable[Value]) -> list[Value]:
    return list(items)


def _key(value: Value) -> Value:
    try:
        hash(value)
    except TypeError:
        return id(value)
    return (value.__class__, value)


def _declare(name: str, extra: str, function: Callable[..., Value], result: str = "System.Object", first: str = _SOURCE) -> None:
    LINQ.static(f"{result} {name}({', '.join(p for p in (first, extra) if p)})")(function)


def _test(predicate: Value) -> Callable[[Value], bool]:
    return lambda value: bool(predicate(value))


def _first(source: Value, test: Optional[Value] = None, default: Value = _MISSING, last: bool = False) -> Value:
    items = list(source)
    found = [v for v in (reversed(items) if last else items) if test is None or test(v)][:1]
    if found:
        return found[0]
    if default is not _MISSING:
        return default
    raise InvalidOperationException("Sequence contains no elements" if test is None else "Sequence contains no matching element")


def _single(source: Value, test: Optional[Value] = None) -> Value:
    found = [v for v in source if test is None or test(v)]
    if len(found) > 1:
        raise InvalidOperationException("Sequence contains more than one element")
    return _first(found)


def _sum(source: Value, selector: Optional[Value] = None) -> Value:
    items = list(source)
    return sum(items if selector is None else [selector(v) for v in items])


def _average(source: Value, selector: Optional[Value] = None) -> Value:
    items = [v if selector is None else selector(v) for v in source]
    if not items:
        raise InvalidOperationException("Sequence contains no elements")
    total = sum(items)
    return total / len(items) if not isinstance(total, int) else float(total) / len(items)


def _extreme(choose: Callable[..., Value]) -> Callable[..., Value]:
    def find(source: Value, selector: Optional[Value] = None) -> Value:
        items = [v if selector is None else selector(v) for v in source]
        if not items:
            raise InvalidOperationException("Sequence contains no elements")
        return choose(items)
    return find


def _distinct(source: Value) -> Value:
    seen: dict[Value, Value] = {}
    for v in source:
        seen.setdefault(_key(v), v)
    return _same_kind(source, seen.values())


def _except(source: Value, other: Value) -> Value:
    gone = {_key(v) for v in other}
    return _same_kind(source, [v for v in _distinct(source) if _key(v) not in gone])


def _intersect(source: Value, other: Value) -> Value:
    kept = {_key(v) for v in other}
    return _same_kind(source, [v for v in _distinct(source) if _key(v) in kept])


def _union(source: Value, other: Value) -> Value:
    return _same_kind(source, _distinct([*source, *other]))


def _range(start: int, count: int) -> Value:
    if count < 0:
        raise ArgumentOutOfRangeException("Specified argument was out of the range of valid values. (Parameter 'count')")
    return TypedArray(range(start, start + count), array_type(lookup("System.Int32")))  # type: ignore[arg-type]


def _ordered(reverse: bool) -> Callable[..., Value]:
    def order(source: Value, selector: Optional[Value] = None) -> Value:
        from functools import cmp_to_key
        key = cmp_to_key(upcalls.compare)
        return _same_kind(source, sorted(source, key=lambda v: key(v if selector is None else selector(v)), reverse=reverse))
    return order


def _to_list(source: Value) -> Value:
    from shell.clr.generics import close_generic
    from shell.clr.lists import GenericList
    t = typeof(source)
    element = t.element or (t.arguments[0] if t.arguments else lookup("System.Object"))
    assert element is not None
    return GenericList(list(source), close_generic("System.Collections.Generic.List", [element]))


def _element_at(source: Value, index: int) -> Value:
    items = list(source)
    if not 0 <= index < len(items):
        raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')")
    return items[index]


def _equal(source: Value, other: Value) -> bool:
    return [_key(v) for v in source] == [_key(v) for v in other]


def _aggregate(source: Value, *rest: Value) -> Value:
    items = list(source)
    function = rest[-1]
    if len(rest) == 2:
        items.insert(0, rest[0])
    if not items:
        raise ArgumentException("Sequence contains no elements")
    value = items[0]
    for item in items[1:]:
        value = function(value, item)
    return value


_F = "System.Func[object,object]"
_P = "System.Func[object,bool]"
for _n, _f in (("Sum", _sum), ("Average", _average), ("Min", _extreme(min)), ("Max", _extreme(max))):
    _declare(_n, "", _f)
    _declare(_n, f"{_F} selector", _f)
for _n, _f in (("First", _first), ("Single", _single), ("Last", lambda s, t=None: _first(s, t, _MISSING, True)), ("FirstOrDefault", lambda s, t=None: _first(s, t, None)),
               ("LastOrDefault", lambda s, t=None: _first(s, t, None, True))):
    _declare(_n, "", _f)
    _declare(_n, f"{_P} predicate", _f)
for _n, _g in (("Any", lambda s, t=None: any(t is None or t(v) for v in s)), ("Count", lambda s, t=None: sum(1 for v in s if t is None or t(v)))):
    _declare(_n, "", _g)
    _declare(_n, f"{_P} predicate", _g)
_declare("All", f"{_P} predicate", lambda s, t: all(map(_test(t), s)), "bool")
_declare("Where", f"{_P} predicate", lambda s, t: _same_kind(s, [v for v in s if t(v)]))
_declare("Select", f"{_F} selector", lambda s, f: _objects(f(v) for v in s))
_declare("TakeWhile", f"{_P} predicate", lambda s, t: _same_kind(s, itertools.takewhile(_test(t), s)))
_declare("SkipWhile", f"{_P} predicate", lambda s, t: _same_kind(s, itertools.dropwhile(_test(t), s)))
_declare("Distinct", "", _distinct)
_declare("Reverse", "", lambda s: _same_kind(s, list(s)[::-1]))
_declare("ToArray", "", lambda s: _same_kind(s, s))
_declare("ToList", "", _to_list)
_declare("Cast", "", _objects)
for _n, _h in (("Except", _except), ("Intersect", _intersect), ("Union", _union), ("Concat", lambda s, o: _same_kind(s, [*s, *o]))):
    _declare(_n, "System.Collections.IEnumerable second", _h)
_declare("SequenceEqual", "System.Collections.IEnumerable second", _equal, "bool")
_declare("Contains", "System.Object value", lambda s, v: any(_key(v) == _key(x) for x in s), "bool")
_declare("Take", "int count", lambda s, n: _same_kind(s, list(s)[:max(n, 0)]))
_declare("Skip", "int count", lambda s, n: _same_kind(s, list(s)[max(n, 0):]))
_declare("ElementAt", "int index", _element_at)
_declare("OrderBy", f"{_F} keySelector", _ordered(False))
_declare("OrderByDescending", f"{_F} keySelector", _ordered(True))
_declare("Aggregate", "System.Func[object,object,object] func", _aggregate)
_declare("Aggregate", "System.Object seed, System.Func[object,object,object] func", _aggregate)
_declare("Zip", "System.Collections.IEnumerable second, System.Func[object,object,object] resultSelector", lambda s, o, f: _objects(f(a, b) for a, b in zip(s, o)))
_declare("Range", "", _range, first="int start, int count")
_declare("Repeat", "", lambda v, n: [v] * n, first="System.Object element, int count")
