"""Small operations of expressions that generated code calls by name."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from shell.clr.arrays import TypedArray
from shell.clr.dictionaries import Hashtable, NetDictionary, OrderedDictionary
from shell.clr.lists import ArrayList, Collection, GenericList
from shell.clr.numbers import BigInteger, Byte, Int64, UInt32, UInt64
from shell.objects import arithmetic, conversion, operators, operators_regex
from shell.objects.conversion import convert
from shell.objects.conversion_objects import bag_from
from shell.objects.enumeration import enumerate_value
from shell.objects.members import invoke_method, invoke_static
from shell.objects.psobject import PSObject
from shell.objects.records import RuntimeException
from shell.objects.text import to_string
from shell.runtime.frame import Frame
from shell.runtime.scopes import Scope

Value = Any
NUMERIC = frozenset((int, float, Int64, Decimal, UInt32, UInt64, Byte, BigInteger))
VOID: Any = type("Void", (), {"__repr__": lambda self: "<void>", "__slots__": ()})()  # result of a method that returns nothing
LISTS = frozenset((list, TypedArray, ArrayList, GenericList, Collection, PSObject))


def text(value: Value, V: Scope) -> str:
    """"$value": collections are joined by $OFS."""
    cls = value.__class__
    if cls is str:
        return value  # type: ignore[no-any-return]
    if cls is PSObject and value.base.__class__ in NUMERIC:
        return to_string(value.base)  # not the text an argument was written with
    if cls is list or isinstance(value, list):
        ofs = V.peek("ofs")
        return to_string(value, " " if ofs is None else to_string(ofs))
    return to_string(value)


def hashtable(pairs: Iterable[tuple[Value, Value]]) -> Hashtable:
    """@{ }"""
    h = Hashtable()
    _fill(h, pairs)
    return h


def ordered(pairs: Iterable[tuple[Value, Value]]) -> OrderedDictionary:
    """[ordered]@{ }"""
    h = OrderedDictionary()
    _fill(h, pairs)
    return h


def _fill(h: NetDictionary, pairs: Iterable[tuple[Value, Value]]) -> None:
    for key, value in pairs:
        if key is None:
            raise RuntimeException("A null key is not allowed in a hash literal.", error_id="InvalidNullKey", category="InvalidOperation")
        if key.__class__ is PSObject:
            key = key.base
        if h.contains(key):
            raise RuntimeException(f"Duplicate keys '{to_string(key)}' are not allowed in hash literals.", error_id="DuplicateKeyInHashLiteral",
                                   category="InvalidOperation")
        h.put(key, value)


def custom(pairs: Iterable[tuple[Value, Value]]) -> Value:
    """[pscustomobject]@{ } with keys that are worked out, or PSTypeName."""
    return bag_from(pairs)


def to_custom(value: Value) -> Value:
    """[pscustomobject]$x: dictionaries become bags, everything else stays."""
    base = value.base if value.__class__ is PSObject else value
    if isinstance(base, NetDictionary):
        return custom(base.items())
    return value


def array_of(value: Value, V: Any = None, key: str = "") -> list[Value]:
    """@(value)"""
    cls = value.__class__
    if cls is list:
        return list(value)
    if value is None:
        return [] if V is not None and V.is_void(key) else [None]
    items = enumerate_value(value)
    return [value] if items is None else list(items)


def nothing(value: Value) -> None:
    """[void]"""
    return None


def join_(value: Value, V: Scope) -> str:
    """-join $x"""
    return operators.unary_join(value)


def notmatch_(V: Scope, value: Value, pattern: Value, ignore_case: bool) -> Value:
    return operators_regex.op_notmatch(value, pattern, ignore_case, lambda table: V.__setitem__("matches", table))


def spread(value: Value, count: int) -> list[Value]:
    """Values for the targets of $a, $b = ...: the last one takes what is left."""
    items = None if value is None else enumerate_value(value)
    parts = [value] if items is None else list(items)
    if len(parts) > count:
        rest = parts[count - 1:]
        return parts[:count - 1] + [rest]
    return parts + [None] * (count - len(parts))


def default_value(p: Any, value: Value) -> Value:
    """A parameter's default, converted to its type."""
    t = p.type
    if t is None or value.__class__ is t.python_class:
        return value
    if value is None and t.kind not in ("struct",) and t.full_name != "System.String":
        return None
    return convert(value, t)


def zero_if_none(pair: tuple[Value, Value]) -> Value:
    """The value before ++: an unset variable counts as 0."""
    return 0 if pair[0] is None else pair[0]


def to_int(value: Value) -> int:
    """[int]"""
    if value.__class__ is str and len(value) < 10 and value.isascii() and value.isdigit():
        return int(value)
    return conversion.to_int(value)


def int_append(value: Value) -> Any:
    """The append of a List[int], None for anything else: a loop asks once."""
    return value.append if value.__class__ is GenericList and value.net_type.arguments[0].python_class is int else None


def storable(value: Value, kind: type) -> bool:
    """May values of this class be stored in the array as they are?  A loop asks once."""
    if value.__class__ is not TypedArray:
        return value.__class__ is list
    element = value.net_type.element
    return element is not None and element.python_class is kind


def method_name(value: Value, V: Scope) -> str:
    """$o.$name(): the name worked out; a script block or method object is called through its own Invoke."""
    return value if value.__class__ is str else text(value, V)


def collection_call(F: Any, V: Scope, value: Value, name: str, args: Sequence[Value], void: Value) -> Value:
    """.ForEach and .Where run their block in the caller's scope."""
    F.ctx.frame = F
    return invoke_method(value, name, args, void)


def small_integers(V: Scope, names: Sequence[str], floor: int = -1073741823) -> bool:
    """Are these variables Int32 values far from overflowing, none below `floor`?"""
    for name in names:
        value = V.peek(name)
        if value.__class__ is not int or not floor <= value < 1073741824:
            return False
    return True


def wide(value: int) -> Value:
    """An Int32 result that is not small: itself, or a Double when it does not fit."""
    return value if -2147483648 <= value <= 2147483647 else float(value)


def nothing_for(current: Value) -> Value:
    """What the nothing of a command without output is when it is added to a value: no element of a collection, else null."""
    base = current.base if current.__class__ is PSObject else current
    return [] if isinstance(base, list) else None


def add_output(left: Value, out: list[Value]) -> Value:
    """left + (command)"""
    return arithmetic.add(left, out[0] if len(out) == 1 else out if out else nothing_for(left))


def pscmdlet(V: Scope) -> Value:
    """$PSCmdlet: of the innermost advanced function.  One that does not name it gets it when a function it calls does."""
    found = V["pscmdlet"]
    if found.__class__ is not Frame:
        return found
    from shell.runtime.pscmdlet import cmdlet_of
    return cmdlet_of(found)


def void_of(site: Any, target: Value, *args: Value) -> Value:
    """A direct call of a method that returns nothing."""
    site.fn(target, *args)
    return VOID


def generic_call(value: Value, name: str, types: Sequence[Value], args: Sequence[Value], void: Value) -> Value:
    """.M[T](...): our stand-ins know no generic methods; the arguments decide."""
    return invoke_method(value, name, args, void)


def generic_static(t: Value, name: str, types: Sequence[Value], args: Sequence[Value], void: Value) -> Value:
    """[T]::M[U](...): [array]::Empty[int]() and kin take their type from U."""
    if name.lower() == "empty":
        from shell.clr.arrays import array_type
        return TypedArray((), array_type(types[0]))
    return invoke_static(t, name, args, void)




def strict_parens(F: Any, V: Scope) -> None:
    """f(1, 2) under strict mode 2."""
    from shell.runtime.strict import version_in
    if version_in(V) >= 2:
        raise RuntimeException("The function or command was called as if it were a method. Parameters should be separated by spaces. For information about "
                               "parameters, see the about_Parameters Help topic.", error_id="StrictModeFunctionCallWithParens", category="InvalidOperation")
