"""XPath 1.0 expressions to a tree of tuples (see xpath for what each means)."""
from __future__ import annotations

import re
from typing import Any

from shell.clr.exceptions import NetException, SystemException, define_exception

Node = tuple[Any, ...]
XPathException = define_exception("System.Xml.XPath.XPathException", SystemException)
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<literal>\"[^\"]*\"|'[^']*')|(?P<op>::|//|\.\.|!=|<=|>=|[()\[\]@,/|+\-=<>*.$])"
                    r"|(?P<name>[^\W\d][\w.\-]*(?::(?:[^\W\d][\w.\-]*|\*))?))")
_AXES = {"child", "descendant", "descendant-or-self", "parent", "ancestor", "ancestor-or-self", "self", "following-sibling", "preceding-sibling", "attribute",
         "following", "preceding", "namespace"}
_NODE_TYPES = {"text", "comment", "node", "processing-instruction"}
_LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
ANY_STEP: Node = ("step", "descendant-or-self", ("type", "node", ""), [])


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        at = 0
        end = len(text.rstrip())
        while at < end:
            m = _TOKEN.match(text, at)
            if m is None:
                raise XPathException(f"'{text}' has an invalid token.")
            self.tokens.append((m.lastgroup or "", m.group(m.lastgroup or 0)))
            at = m.end()
        self.at = 0

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        i = self.at + ahead
        return self.tokens[i] if i < len(self.tokens) else ("end", "")

    def is_op(self, *texts: str) -> bool:
        kind, text = self.peek()
        return kind == "op" and text in texts

    def take_op(self, text: str) -> bool:
        if self.is_op(text):
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take_op(text):
            raise self.bad()

    def bad(self) -> NetException:
        return XPathException(f"'{self.text}' has an invalid token.")

    def expression(self, level: int = 0) -> Node:
        if level == len(_LEVELS):
            return self.unary()
        left = self.expression(level + 1)
        while self.peek()[1] in _LEVELS[level] and self.peek()[0] in ("op", "name"):
            op = self.peek()[1]
            self.at += 1
            left = ("binary", op, left, self.expression(level + 1))
        return left

    def unary(self) -> Node:
        if self.take_op("-"):
            return ("negate", self.unary())
        left = self.path()
        while self.take_op("|"):
            left = ("union", left, self.path())
        return left

    def path(self) -> Node:
        kind, text = self.peek()
        if self.is_op("/"):
            self.at += 1
            return ("path", ("root",), self.steps() if self._starts_step() else [])
        if self.is_op("//"):
            self.at += 1
            if not self._starts_step():
                raise XPathException("Expression must evaluate to a node-set.")
            return ("path", ("root",), [ANY_STEP, *self.steps()])
        follows = self.peek(1)
        is_call = kind == "name" and follows == ("op", "(") and text not in _NODE_TYPES
        if kind in ("number", "literal") or self.is_op("(", "$") or is_call:
            return self.filtered()
        if not self._starts_step():
            raise XPathException("Expression must evaluate to a node-set.") if kind != "end" else self.bad()
        return ("path", ("context",), self.steps())

    def _starts_step(self) -> bool:
        return self.peek()[0] == "name" or self.is_op(".", "..", "@", "*")

    def filtered(self) -> Node:
        base = self.primary()
        predicates = self.predicates()
        if predicates:
            base = ("filter", base, predicates)
        if self.take_op("/"):
            return ("path", base, self.steps())
        if self.take_op("//"):
            return ("path", base, [ANY_STEP, *self.steps()])
        return base

    def primary(self) -> Node:
        kind, text = self.peek()
        self.at += 1
        if kind == "number":
            return ("number", float(text))
        if kind == "literal":
            return ("literal", text[1:-1])
        if text == "$":
            raise XPathException("Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.")
        if text == "(":
            inner = self.expression()
            self.need(")")
            return inner
        self.need("(")
        arguments: list[Node] = []
        while not self.is_op(")"):
            arguments.append(self.expression())
            if not self.take_op(","):
                break
        self.need(")")
        return ("call", text, arguments)

    def steps(self) -> list[Node]:
        out = [self.step()]
        while True:
            if self.take_op("//"):
                out += [ANY_STEP, self.step()]
            elif self.take_op("/"):
                out.append(self.step())
            else:
                return out

    def step(self) -> Node:
        if self.take_op("."):
            return ("step", "self", ("type", "node", ""), [])
        if self.take_op(".."):
            return ("step", "parent", ("type", "node", ""), [])
        axis = "child"
        if self.take_op("@"):
            axis = "attribute"
        elif self.peek()[0] == "name" and self.peek(1) == ("op", "::"):
            axis = self.peek()[1]
            if axis not in _AXES:
                raise self.bad()
            self.at += 2
        return ("step", axis, self.node_test(), self.predicates())

    def node_test(self) -> Node:
        kind, text = self.peek()
        self.at += 1
        if text == "*":
            return ("name", "", "*")
        if kind != "name":
            raise self.bad()
        if text in _NODE_TYPES and self.is_op("("):
            self.at += 1
            target = ""
            if self.peek()[0] == "literal":
                target = self.peek()[1][1:-1]
                self.at += 1
            self.need(")")
            return ("type", text, target)
        prefix, _, local = text.rpartition(":")
        return ("name", prefix, local)

    def predicates(self) -> list[Node]:
        out = []
        while self.take_op("["):
            out.append(self.expression())
            self.need("]")
        return out


_cache: dict[str, Node] = {}


def parse_xpath(text: str) -> Node:
    """The tree of an expression; raises XPathException."""
    found = _cache.get(text)
    if found is None:
        parser = _Parser(text)
        if not parser.tokens:
            raise XPathException(f"'{text}' has an invalid token.")
        found = parser.expression()
        if parser.peek()[0] != "end":
            raise parser.bad()
        _cache[text] = found
    return found
