"""XPath 1.0 over the nodes of xml_nodes.  A value is a float, str, bool or list of nodes in document order."""
from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Callable, Optional

from shell.clr.xml_nodes import XMLNS, XmlElement, XmlNode
from shell.clr.xpath_parse import Node, XPathException, parse_xpath

Value = Any
Namespaces = Callable[[str], Optional[str]]
_NEED_MANAGER = "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."


class Context:
    """Where an expression is evaluated: the node, its place among `size` candidates, what prefixes mean."""

    __slots__ = ("node", "position", "size", "namespaces")

    def __init__(self, node: XmlNode, position: int, size: int, namespaces: Optional[Namespaces]) -> None:
        self.node, self.position, self.size, self.namespaces = node, position, size, namespaces


def select_nodes(node: XmlNode, text: str, namespaces: Optional[Namespaces] = None) -> list[XmlNode]:
    """The nodes an expression finds, in document order."""
    found = evaluate(parse_xpath(text), Context(node, 1, 1, namespaces))
    if not isinstance(found, list):
        raise XPathException("Expression must evaluate to a node-set.")
    return found


def evaluate(tree: Node, c: Context) -> Value:
    kind = tree[0]
    if kind == "path":
        return _path(tree, c)
    if kind in ("number", "literal"):
        return tree[1]
    if kind == "binary":
        return _binary(tree[1], tree[2], tree[3], c)
    if kind == "negate":
        return -to_number(evaluate(tree[1], c))
    if kind == "union":
        return in_order([*_nodes(evaluate(tree[1], c)), *_nodes(evaluate(tree[2], c))])
    if kind == "filter":
        found = _nodes(evaluate(tree[1], c))
        for predicate in tree[2]:
            found = _filter(found, predicate, c)
        return found
    if kind == "root":
        return [root_of(c.node)]
    if kind == "context":
        return [c.node]
    return _call(tree[1], tree[2], c)


def _nodes(value: Value) -> list[XmlNode]:
    if not isinstance(value, list):
        raise XPathException("Expression must evaluate to a node-set.")
    return value


def root_of(node: XmlNode) -> XmlNode:
    while True:
        above = parent_of(node)
        if above is None:
            return node
        node = above


def parent_of(node: XmlNode) -> Optional[XmlNode]:
    return node.element if node.kind == 2 else node.parent  # type: ignore[attr-defined]


def in_order(nodes: Iterable[XmlNode]) -> list[XmlNode]:
    """Each node once, in document order."""
    unique = list({id(n): n for n in nodes}.values())
    if len(unique) < 2:
        return unique
    places: dict[int, int] = {}
    count = 0
    stack = [root_of(unique[0])]
    while stack:
        n = stack.pop()
        places[id(n)] = count
        count += 1
        for a in n.attribute_list():
            places[id(a)] = count
            count += 1
        stack.extend(reversed(n.children))
    return sorted(unique, key=lambda n: places.get(id(n), count))


def _path(tree: Node, c: Context) -> list[XmlNode]:
    current = _nodes(evaluate(tree[1], c))
    for _, axis, test, predicates in tree[2]:
        found: list[XmlNode] = []
        for node in current:
            candidates = [n for n in _AXIS[axis](node) if _passes(n, test, axis, c)]
            for predicate in predicates:
                candidates = _filter(candidates, predicate, c)
            found.extend(candidates)
        current = in_order(found) if len(current) > 1 or axis in _BACKWARD else found
    return current


def _filter(nodes: list[XmlNode], predicate: Node, c: Context) -> list[XmlNode]:
    out = []
    size = len(nodes)
    for i, n in enumerate(nodes):
        value = evaluate(predicate, Context(n, i + 1, size, c.namespaces))
        if (value == i + 1) if value.__class__ is float else to_boolean(value):
            out.append(n)
    return out


def _passes(node: XmlNode, test: Node, axis: str, c: Context) -> bool:
    kind, first, second = test
    if kind == "type":
        if first == "node":
            return True
        if first == "text":
            return node.kind in (3, 4, 13, 14)
        return node.kind == 8 if first == "comment" else node.kind == 7 and (not second or node.name == second)
    if node.kind != (2 if axis == "attribute" else 1):
        return False
    if first:
        if c.namespaces is None:
            raise XPathException(_NEED_MANAGER)
        uri = c.namespaces(first)
        if uri is None:
            raise XPathException(f"Namespace prefix '{first}' is not defined.")
        return node.ns == uri and second in ("*", node.local_name)
    return second == "*" or (node.local_name == second and not node.ns)


# --- axes: nearest first ------------------------------------------------------------------------------------------------------------------

def _children(n: XmlNode) -> list[XmlNode]:
    return [x for x in n.children if x.kind not in (10, 17)]


def _descendants(n: XmlNode) -> list[XmlNode]:
    out: list[XmlNode] = []
    stack = _children(n)[::-1]
    while stack:
        x = stack.pop()
        out.append(x)
        stack.extend(reversed(x.children))
    return out


def _ancestors(n: XmlNode) -> list[XmlNode]:
    out = []
    above = parent_of(n)
    while above is not None:
        out.append(above)
        above = parent_of(above)
    return out


def _siblings(n: XmlNode, after: bool) -> list[XmlNode]:
    if n.parent is None:
        return []
    all_ = _children(n.parent)
    at = next(i for i, x in enumerate(all_) if x is n)
    return all_[at + 1:] if after else all_[:at][::-1]


def _beyond(n: XmlNode, after: bool) -> list[XmlNode]:
    out: list[XmlNode] = []
    for level in [n, *_ancestors(n)]:
        for s in _siblings(level, after):
            family = [s, *_descendants(s)]
            out.extend(family if after else family[::-1])
    return out


_BACKWARD = {"parent", "ancestor", "ancestor-or-self", "preceding", "preceding-sibling"}
_AXIS: dict[str, Callable[[XmlNode], list[XmlNode]]] = {
    "child": _children, "descendant": _descendants, "descendant-or-self": lambda n: [n, *_descendants(n)], "self": lambda n: [n],
    "parent": lambda n: [p for p in (parent_of(n),) if p is not None], "ancestor": _ancestors, "ancestor-or-self": lambda n: [n, *_ancestors(n)],
    "following-sibling": lambda n: _siblings(n, True), "preceding-sibling": lambda n: _siblings(n, False), "following": lambda n: _beyond(n, True),
    "preceding": lambda n: _beyond(n, False), "attribute": lambda n: [a for a in n.attribute_list() if a.ns != XMLNS],
    "namespace": lambda n: [a for a in n.attribute_list() if a.ns == XMLNS],
}


# --- values -------------------------------------------------------------------------------------------------------------------------------

def to_number(value: Value) -> float:
    if isinstance(value, (bool, float, int)):
        return float(value)
    text = to_text(value).strip()
    try:
        return float(text) if text and "e" not in text.lower() and "n" not in text.lower() else math.nan
    except ValueError:
        return math.nan


def to_text(value: Value) -> str:
    if isinstance(value, list):
        return value[0].inner_text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def to_boolean(value: Value) -> bool:
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def _binary(op: str, left_tree: Node, right_tree: Node, c: Context) -> Value:
    left = evaluate(left_tree, c)
    if op == "or":
        return to_boolean(left) or to_boolean(evaluate(right_tree, c))
    if op == "and":
        return to_boolean(left) and to_boolean(evaluate(right_tree, c))
    right = evaluate(right_tree, c)
    if op in ("=", "!=", "<", "<=", ">", ">="):
        return _compare(op, left, right)
    a, b = to_number(left), to_number(right)
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if b == 0:
        return math.nan if op == "mod" or a == 0 or math.isnan(a) else math.copysign(math.inf, a)
    return a / b if op == "div" else math.fmod(a, b)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


def _compare(op: str, left: Value, right: Value) -> bool:
    test = _TESTS[op]
    if isinstance(left, list) or isinstance(right, list):
        if isinstance(left, bool) or isinstance(right, bool):
            return test(to_boolean(left), to_boolean(right))
        lefts = [n.inner_text() for n in left] if isinstance(left, list) else [left]
        rights = [n.inner_text() for n in right] if isinstance(right, list) else [right]
        return any(_compare(op, a, b) for a in lefts for b in rights)
    if op in ("=", "!="):
        if isinstance(left, bool) or isinstance(right, bool):
            return test(to_boolean(left), to_boolean(right))
        if isinstance(left, str) and isinstance(right, str):
            return test(left, right)
    return test(to_number(left), to_number(right))


# --- functions ----------------------------------------------------------------------------------------------------------------------------

def _call(name: str, arguments: list[Node], c: Context) -> Value:
    function = _FUNCTIONS.get(name)
    if function is None:
        raise XPathException(_NEED_MANAGER)
    try:
        return function(c, *[evaluate(a, c) for a in arguments])
    except TypeError as error:
        raise XPathException(f"Function '{name}' in '{name}' has an invalid number of arguments.") from error


def _of(c: Context, value: Value) -> Value:
    return [c.node] if value is None else value


def _named(read: Callable[[XmlNode], str]) -> Callable[..., str]:
    def function(c: Context, nodes: Value = None) -> str:
        found = _of(c, nodes)
        return read(found[0]) if found and found[0].kind in (1, 2, 7) else ""
    return function


def _substring(c: Context, text: Value, start: Value, length: Value = None) -> str:
    s = to_text(text)
    first = _round(to_number(start))
    last = math.inf if length is None else first + _round(to_number(length))
    return "".join(ch for i, ch in enumerate(s, 1) if first <= i < last)


def _round(x: float) -> float:
    return x if math.isnan(x) or math.isinf(x) else math.floor(x + 0.5)


def _translate(c: Context, text: Value, old: Value, new: Value) -> str:
    a, b = to_text(old), to_text(new)
    table: dict[int, Optional[str]] = {}
    for i, ch in enumerate(a):
        table.setdefault(ord(ch), b[i] if i < len(b) else None)
    return to_text(text).translate(table)


def _lang(c: Context, wanted: Value) -> bool:
    for n in [c.node, *_ancestors(c.node)]:
        if isinstance(n, XmlElement):
            found = n.get_attribute("xml:lang").lower()
            if found:
                return found == to_text(wanted).lower() or found.startswith(to_text(wanted).lower() + "-")
    return False


def _id(c: Context, wanted: Value) -> list[XmlNode]:
    names = set(" ".join(n.inner_text() for n in wanted).split() if isinstance(wanted, list) else to_text(wanted).split())
    return [e for e in root_of(c.node).descendants() if e.get_attribute("id") in names]


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "last": lambda c: float(c.size), "position": lambda c: float(c.position), "count": lambda c, nodes: float(len(_nodes(nodes))), "id": _id,
    "local-name": _named(lambda n: n.local_name), "namespace-uri": _named(lambda n: n.ns), "name": _named(lambda n: n.name),
    "string": lambda c, v=None: to_text(_of(c, v)), "concat": lambda c, *v: "".join(map(to_text, v)),
    "starts-with": lambda c, a, b: to_text(a).startswith(to_text(b)), "contains": lambda c, a, b: to_text(b) in to_text(a),
    "substring-before": lambda c, a, b: to_text(a).partition(to_text(b))[0] if to_text(b) in to_text(a) else "",
    "substring-after": lambda c, a, b: to_text(a).partition(to_text(b))[2], "substring": _substring, "string-length": lambda c, v=None: float(len(to_text(_of(c, v)))),
    "normalize-space": lambda c, v=None: " ".join(to_text(_of(c, v)).split()), "translate": _translate, "boolean": lambda c, v: to_boolean(v),
    "not": lambda c, v: not to_boolean(v), "true": lambda c: True, "false": lambda c: False, "lang": _lang, "number": lambda c, v=None: to_number(_of(c, v)),
    "sum": lambda c, nodes: float(sum(to_number([n]) for n in _nodes(nodes))), "floor": lambda c, v: float(math.floor(to_number(v))),
    "ceiling": lambda c, v: float(math.ceil(to_number(v))), "round": lambda c, v: float(_round(to_number(v))),
}
