"""Tuple, ValueTuple, Nullable and Lazy."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.generics import Declarer, close_generic, define
from shell.clr.typeinfo import NetType, typeof
from shell.clr.valuetype import VALUE_TYPE

Value = Any


class NetTuple:
    """System.Tuple`n (a class) or System.ValueTuple`n (a struct with settable fields); `net_type` says which."""

    __slots__ = ("items", "net_type", "ps_ext")

    def __init__(self, items: tuple[Value, ...], net_type: NetType) -> None:
        self.items, self.net_type = list(items), net_type
        self.ps_ext: Optional[dict[str, Value]] = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NetTuple) and self.net_type is other.net_type and self.items == other.items

    def __hash__(self) -> int:
        return hash((self.net_type, *map(str, self.items)))

    def __lt__(self, other: NetTuple) -> bool:
        return self.items < other.items

    def __gt__(self, other: NetTuple) -> bool:
        return self.items > other.items

    def __str__(self) -> str:
        return "(" + ", ".join(map(upcalls.to_string, self.items)) + ")"


def make_tuple(generic: str, items: tuple[Value, ...]) -> NetTuple:
    """A tuple over the types its items have."""
    from shell.clr.typeinfo import OBJECT
    return NetTuple(items, close_generic(generic, [OBJECT if x is None else typeof(x) for x in items]))


def _item(index: int) -> tuple[Any, Any]:
    def getter(t: NetTuple) -> Value:
        return t.items[index]

    def setter(t: NetTuple, value: Value) -> None:
        t.items[index] = value
    return getter, setter


def _tuple(writable: bool) -> Any:
    def declare(d: Declarer) -> None:
        t = d.type
        count = len(t.arguments)
        d.prop("Length", "int")(lambda x: count)
        for i in range(count):
            getter, setter = _item(i)
            d.prop(f"Item{i + 1}", f"T{i + 1}", setter if writable else None)(getter)
        d.new("new(" + ", ".join(f"T{i + 1} item{i + 1}" for i in range(count)) + ")")(lambda *items: NetTuple(items, t))
        d.method("string ToString()")(str)
        d.indexed("System.Object Item(int index)")(lambda x, i: x.items[i])
    return declare


TUPLE = NetType("System.Tuple")
VALUE_TUPLE = NetType("System.ValueTuple", base=VALUE_TYPE, kind="struct")
_LETTERS = [f"T{i}" for i in range(1, 9)]
for _n in range(1, 9):
    define("System.Tuple", *_LETTERS[:_n], python_class=NetTuple, interfaces=("System.IComparable",))(_tuple(False))
    define("System.ValueTuple", *_LETTERS[:_n], python_class=NetTuple, kind="struct", base=VALUE_TYPE, interfaces=("System.IComparable",))(_tuple(True))
    _signature = "Create(" + ", ".join(f"System.Object item{i}" for i in range(1, _n + 1)) + ")"
    TUPLE.static("System.Tuple " + _signature)(lambda *items: make_tuple("System.Tuple", items))
    VALUE_TUPLE.static("System.ValueTuple " + _signature)(lambda *items: make_tuple("System.ValueTuple", items))


@define("System.Nullable", "T", kind="struct", base=VALUE_TYPE)
def _nullable(d: Declarer) -> None:
    """A Nullable value is the value itself or null; the type only converts."""
    t = d.type
    inner = t.arguments[0]
    t.convert_from = lambda value: None if value is None or (value.__class__ is str and value == "") else upcalls.convert(value, inner)
    d.new("new(T value)")(lambda value: value)


NULLABLE = NetType("System.Nullable")


@NULLABLE.static("type GetUnderlyingType(type nullableType)")
def underlying(t: NetType) -> Optional[NetType]:
    return t.arguments[0] if t.name == "Nullable`1" and t.arguments else None


class Lazy:
    """System.Lazy`1: computes its value when first read."""

    __slots__ = ("factory", "net_type", "is_created", "value_", "ps_ext")

    def __init__(self, factory: Value, net_type: NetType) -> None:
        self.factory, self.net_type = factory, net_type
        self.is_created, self.value_ = False, None
        self.ps_ext: Optional[dict[str, Value]] = None

    def value(self) -> Value:
        if not self.is_created:
            self.value_ = self.factory()
            self.is_created = True
        return self.value_


@define("System.Lazy", "T", python_class=Lazy)
def _lazy(d: Declarer) -> None:
    t = d.type
    d.new("new(System.Func[T] valueFactory)")(lambda f: Lazy(f, t))
    d.prop("Value", "T")(Lazy.value)
    d.prop("IsValueCreated", "bool")(lambda x: x.is_created)


for _name in ("System.IEquatable", "System.IComparable"):
    define(_name, "T", kind="interface")(lambda d: None)
