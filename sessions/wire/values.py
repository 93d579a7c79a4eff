"""Wire values: data only, to and from JSON-able trees; like objects of a batch travel by column.

A wire value is None, bool, int, float, str, bytes, list, dict (ordered, any wire scalar as key), Scalar (a named type that JSON has not:
Int64, Decimal as text, DateTime as [ticks, kind], Guid ...) or Bag (type names and properties, an optional base value and its text).
In JSON every object is a tagged odd value with exactly one key, so nothing a peer sends can be mistaken for something else:
  {"b": base64}  {"d": [[key, value] ...]}  {"s": [type, value]}  {"o": [types, names, values, base, text]}
Nothing here can run code. Depth is limited here, sizes by the frame limits.
"""
from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from typing import Any, Callable

from sessions.errors import LocalProtocolError, ProtocolError, RemoteProtocolError

Value = Any
MAX_DEPTH = 64
MAX_DIGITS = 4000
STRIDE = MAX_DIGITS // 2
MAX_CONTAINERS = 2_000_000
SAFE = frozenset({int, str, float, bool, type(None)})
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


class Scalar:
    """A single value of a named type. `value` is what JSON can carry: None, bool, int, float, str or a list of these."""

    __slots__ = ("type", "value")

    def __init__(self, type: str, value: Value) -> None:
        self.type = type
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scalar) and (self.type, self.value) == (other.type, other.value)

    def __hash__(self) -> int:
        return hash((self.type, repr(self.value)))

    def __repr__(self) -> str:
        return f"Scalar({self.type!r}, {self.value!r})"


class Bag:
    """An object as data: type names (most derived first), properties in order, what it wraps (`base`) and its text."""

    __slots__ = ("types", "properties", "base", "text")

    def __init__(self, types: Sequence[str], properties: dict[str, Value], base: Value = None, text: str | None = None) -> None:
        self.types = types
        self.properties = properties
        self.base = base
        self.text = text

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, Bag) and list(self.types) == list(other.types) and self.properties == other.properties
                and list(self.properties) == list(other.properties) and self.base == other.base and self.text == other.text)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Bag({list(self.types)!r}, {self.properties!r}, {self.base!r}, {self.text!r})"


def encode(value: Value, depth: int = 0) -> Value:
    """The JSON-able tree of a wire value."""
    kind = value.__class__
    if kind in SAFE:
        return value
    if depth > MAX_DEPTH:
        raise LocalProtocolError(f"a value is nested deeper than {MAX_DEPTH} levels")
    encoder = _ENCODERS.get(kind)
    if encoder is None:
        raise LocalProtocolError(f"a value of type {kind.__name__} cannot be sent")
    return encoder(value, depth + 1)


def _encode_list(value: Sequence[Value], depth: int) -> Value:
    if SAFE.issuperset(map(type, value)):
        return value
    return [encode(item, depth) for item in value]


def _encode_dict(value: dict[Value, Value], depth: int) -> Value:
    return {"d": [[encode(key, depth), encode(item, depth)] for key, item in value.items()]}


def _encode_bag(value: Bag, depth: int) -> Value:
    items = [encode(item, depth) for item in value.properties.values()]
    return {"o": [list(value.types), list(value.properties), items, encode(value.base, depth), value.text]}


_ENCODERS: dict[type, Callable[[Any, int], Value]] = {
    list: _encode_list, tuple: _encode_list, dict: _encode_dict, Bag: _encode_bag,
    bytes: lambda value, depth: {"b": b64encode(value).decode("ascii")},
    Scalar: lambda value, depth: {"s": [value.type, value.value]},
}


def decode(tree: Value, depth: int = 0) -> Value:
    """The wire value of a JSON tree that a peer sent; RemoteProtocolError when it is not one."""
    kind = tree.__class__
    if kind in SAFE:
        return tree
    if depth > MAX_DEPTH:
        raise RemoteProtocolError(f"a value is nested deeper than {MAX_DEPTH} levels")
    if kind is list:
        return tree if SAFE.issuperset(map(type, tree)) else [decode(item, depth + 1) for item in tree]
    if kind is not dict or len(tree) != 1:
        raise RemoteProtocolError("a value without a known tag")
    (tag, body), = tree.items()
    decoder = _DECODERS.get(tag)
    if decoder is None:
        raise RemoteProtocolError(f"a value with the unknown tag {tag[:20]!r}")
    return decoder(body, depth + 1)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise RemoteProtocolError(f"malformed {what}")


def _decode_bytes(body: Value, depth: int) -> bytes:
    _require(body.__class__ is str, "bytes")
    try:
        return b64decode(body, validate=True)
    except ValueError as error:
        raise RemoteProtocolError("malformed bytes") from error


def _decode_dict(body: Value, depth: int) -> dict[Value, Value]:
    _require(body.__class__ is list, "dictionary")
    result: dict[Value, Value] = {}
    for pair in body:
        _require(pair.__class__ is list and len(pair) == 2, "dictionary entry")
        key = decode(pair[0], depth)
        _require(key.__class__ in SAFE or key.__class__ in (bytes, Scalar), "dictionary key")
        result[key] = decode(pair[1], depth)
    return result


def _decode_scalar(body: Value, depth: int) -> Scalar:
    _require(body.__class__ is list and len(body) == 2 and body[0].__class__ is str and len(body[0]) <= 200, "scalar")
    value = body[1]
    plain = value.__class__ in SAFE or value.__class__ is list and len(value) <= 16 and SAFE.issuperset(map(type, value))
    _require(plain, "scalar value")
    return Scalar(body[0], value)


def _names(body: Value, what: str) -> list[str]:
    _require(body.__class__ is list and set(map(type, body)) <= {str}, what)
    return body  # type: ignore[no-any-return]


def _decode_bag(body: Value, depth: int) -> Bag:
    _require(body.__class__ is list and len(body) == 5, "property bag")
    types, names = _names(body[0], "type names"), _names(body[1], "property names")
    _require(body[2].__class__ is list and len(body[2]) == len(names) and len(set(names)) == len(names), "properties")
    _require(body[4] is None or body[4].__class__ is str, "text")
    values = [decode(item, depth) for item in body[2]]
    return Bag(types, dict(zip(names, values)), decode(body[3], depth), body[4])


_DECODERS: dict[str, Callable[[Value, int], Value]] = {"b": _decode_bytes, "d": _decode_dict, "s": _decode_scalar, "o": _decode_bag}


class Rows(Sequence[Any]):
    """Like objects of a batch as they travelled: `names` and checked, decoded `columns`. A sequence of Bags that are made when somebody asks for one;
    who can use columns never does."""

    __slots__ = ("types", "names", "columns", "texts")

    def __init__(self, types: list[str], names: list[str], columns: list[list[Value]], texts: Value) -> None:
        self.types, self.names, self.columns, self.texts = types, names, columns, texts

    def __len__(self) -> int:
        return self.texts if self.texts.__class__ is int else len(self.texts)

    def bags(self) -> list[Bag]:
        """The objects themselves."""
        rows: Any = zip(*self.columns) if self.names else iter([()] * len(self))
        types, names, texts = self.types, self.names, self.texts
        if texts.__class__ is int:
            return [Bag(types, dict(zip(names, row))) for row in rows]
        return [Bag(types, dict(zip(names, row)), None, text) for row, text in zip(rows, texts)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.bags())

    def __getitem__(self, place: Any) -> Any:
        return self.bags()[place]

    def __eq__(self, other: object) -> bool:
        return self.bags() == (other.bags() if isinstance(other, Rows) else other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self.bags())


# ------------------------------------------------------------------------------------------------------------ batches by column
def encode_run(values: list[Value]) -> list[Value]:
    """Parts of a run of values: ["v", values] or ["o", types, names, columns, texts] for neighbours of one shape."""
    kinds = set(map(type, values))
    if kinds <= SAFE:
        return [["v", values]]
    if kinds != {Bag}:
        return [["v", [encode(value) for value in values]]]
    parts: list[Value] = []
    start, total = 0, len(values)
    while start < total:
        end = _same_shape(values, start)
        parts.append(_encode_columns(values if end - start == total else values[start:end]))
        start = end
    return parts


def _same_shape(values: list[Bag], start: int) -> int:
    first = values[start]
    types, names = first.types, list(first.properties)
    for index in range(start + 1, len(values)):
        bag = values[index]
        if bag.base is not None or (bag.types is not types and bag.types != types) or list(bag.properties) != names:
            return index
    return len(values)


def _encode_columns(bags: list[Bag]) -> Value:
    first = bags[0]
    if first.base is not None:
        return ["v", [encode(bag) for bag in bags]]
    columns: list[Value] = []
    for column in zip(*[bag.properties.values() for bag in bags]):
        columns.append(column if SAFE.issuperset(map(type, column)) else [encode(item, 1) for item in column])
    texts = [bag.text for bag in bags]
    return ["o", list(first.types), list(first.properties), columns, texts if any(text is not None for text in texts) else len(bags)]


def decode_part(part: Value) -> list[Value]:
    """The values of one part made by encode_run."""
    _require(part.__class__ is list and len(part) > 1, "batch part")
    if part[0] == "v" and len(part) == 2 and part[1].__class__ is list:
        values = part[1]
        return values if SAFE.issuperset(map(type, values)) else [decode(value) for value in values]
    rows: Any = Rows(*decode_columns(part))
    return rows  # type: ignore[no-any-return]


def decode_columns(part: Value) -> tuple[list[str], list[str], list[list[Value]], Value]:
    """(types, property names, decoded columns, texts or the number of objects) of an "o" part, checked."""
    _require(part[0] == "o" and len(part) == 5, "batch part")
    types, names = _names(part[1], "type names"), _names(part[2], "property names")
    columns, texts = part[3], part[4]
    count = texts if texts.__class__ is int else len(texts) if texts.__class__ is list else -1
    _require(0 <= count and (bool(names) or count <= 100_000) and columns.__class__ is list and len(columns) == len(names), "columns")
    for number, column in enumerate(columns):
        _require(column.__class__ is list and len(column) == count, "column")
        if not SAFE.issuperset(map(type, column)):
            columns[number] = [decode(item, 1) for item in column]
    if texts.__class__ is not int:
        _require(set(map(type, texts)) <= {str, type(None)}, "texts")
    return types, names, columns, texts


# ------------------------------------------------------------------------------------------------------------------------ JSON
_dump = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def dump(tree: Value) -> bytes:
    """JSON bytes (ASCII) of a tree made by `encode`."""
    try:
        return _dump(tree).encode("ascii")
    except (ValueError, TypeError, RecursionError) as error:
        raise LocalProtocolError(f"a value cannot be sent: {error}") from error


def load(data: bytes) -> Value:
    """The JSON tree of bytes that a peer sent. Enormous integers, deep nesting, millions of containers and broken text are refused."""
    if len(data) > MAX_CONTAINERS:
        _limit_containers(data)
    if _may_hold_long_number(data):  # never left to the interpreter: its own limit may be lifted by the program around us
        return _load(data, _limited_int)
    return _load(data, None)


def _may_hold_long_number(data: bytes) -> bool:
    """Whether so many digits may stand side by side that it must be looked at more closely. Such a run covers a whole stride from one multiple of it
    to the next; looking at those alone is a hundred times faster than searching."""
    if len(data) < MAX_DIGITS:
        return False
    marks = data[::STRIDE]
    return any(48 <= mark <= 57 and data[index * STRIDE:(index + 1) * STRIDE].isdigit() for index, mark in enumerate(marks))


def _limit_containers(data: bytes) -> None:
    """A list or object takes 60 bytes or more here and 3 bytes on the wire: a large message must not be made of these."""
    if data.count(b"[") + data.count(b"{") <= MAX_CONTAINERS:
        return
    bare = _STRING.sub(b"", data)
    if bare.count(b"[") + bare.count(b"{") > MAX_CONTAINERS:
        raise RemoteProtocolError(f"a message of more than {MAX_CONTAINERS:,} lists and objects")


def _load(data: bytes, parse_int: Callable[[str], int] | None) -> Value:
    try:
        return json.loads(data.decode("utf-8"), parse_int=parse_int) if parse_int else json.loads(data.decode("utf-8"))
    except ProtocolError:
        raise
    except (ValueError, RecursionError) as error:
        raise RemoteProtocolError(f"a message that is not JSON: {str(error)[:100]}") from error


def _limited_int(text: str) -> int:
    if len(text) >= MAX_DIGITS:
        raise RemoteProtocolError(f"an integer of {len(text)} digits")
    return int(text)

