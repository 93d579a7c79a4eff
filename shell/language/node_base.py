"""Ast, the base of every node: position, parent, children, searching and printing."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, ClassVar, Optional

from shell.language.source import Extent, Source


def _flatten(value: Any) -> Iterator[Ast]:
    """The nodes in a field: a node, None, or lists and tuples of these."""
    if value is None:
        return
    if isinstance(value, Ast):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _flatten(item)


class Ast:
    """A node. `child_fields` names the fields that hold nodes, in the order they are visited."""

    __slots__ = ("extent", "_parent")
    child_fields: ClassVar[tuple[str, ...]] = ()
    #: fields shown by repr besides the children
    shown_fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, extent: Extent) -> None:
        self.extent = extent

    @property
    def source(self) -> Source:
        return self.extent.source

    @property
    def parent(self) -> Optional[Ast]:
        """The enclosing node; None for the root. Parents are set for the whole tree the first time one is asked for."""
        try:
            return self._parent
        except AttributeError:
            root = self.extent.source.root
            if root is not None:
                root.link_parents()
            return getattr(self, "_parent", None)

    @parent.setter
    def parent(self, value: Optional[Ast]) -> None:
        self._parent: Optional[Ast] = value

    def link_parents(self) -> None:
        """Give every node below this one its parent; this one becomes a root unless it has a parent."""
        if not hasattr(self, "_parent"):
            self._parent = None
        stack: list[Ast] = [self]
        while stack:
            node = stack.pop()
            for child in node.children():
                child._parent = node
                stack.append(child)

    def children(self) -> Iterator[Ast]:
        """Direct child nodes in source order."""
        for name in self.child_fields:
            value = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, Ast):
                yield value
            else:
                yield from _flatten(value)

    def walk(self, recurse: bool = True) -> Iterator[Ast]:
        """This node and all below it, depth first; `recurse` False leaves out what lies in nested script blocks."""
        stack: list[Ast] = [self]
        while stack:
            node = stack.pop()
            yield node
            if not recurse and node is not self and node.opens_script_block:
                continue
            below = list(node.children())
            below.reverse()
            stack.extend(below)

    #: True for nodes whose inside is another script block (functions, script block expressions, classes)
    opens_script_block: ClassVar[bool] = False

    def find_all(self, predicate: Callable[[Ast], Any], recurse: bool = True) -> list[Ast]:
        """Nodes, this one included, for which the predicate is true."""
        return [node for node in self.walk(recurse) if predicate(node)]

    def find(self, predicate: Callable[[Ast], Any], recurse: bool = True) -> Optional[Ast]:
        """The first node for which the predicate is true."""
        for node in self.walk(recurse):
            if predicate(node):
                return node
        return None

    def visit(self, visitor: Callable[[Ast], Optional[bool]]) -> None:
        """Call visitor on every node, depth first; a False answer skips what is below that node."""
        stack: list[Ast] = [self]
        while stack:
            node = stack.pop()
            if visitor(node) is False:
                continue
            below = list(node.children())
            below.reverse()
            stack.extend(below)

    def dump(self, indent: str = "") -> str:
        """The tree as text, a node a line."""
        head = f"{indent}{type(self).__name__}"
        for name in self.shown_fields:
            head += f" {name}={getattr(self, name)!r}"
        lines = [head]
        lines.extend(child.dump(indent + "  ") for child in self.children())
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.extent.text

    def __repr__(self) -> str:
        fields = "".join(f" {name}={getattr(self, name)!r}" for name in self.shown_fields)
        text = self.extent.text
        if len(text) > 40:
            text = text[:37] + "..."
        return f"<{type(self).__name__}{fields} {text!r}>"


class StatementAst(Ast):
    """Anything that can stand in a statement list."""

    __slots__ = ()


class PipelineBaseAst(StatementAst):
    """A pipeline, a chain, an assignment or an error: what may stand in parentheses and conditions."""

    __slots__ = ()


class CommandElementAst(Ast):
    """A piece of a command: an argument expression or a parameter."""

    __slots__ = ()


class ExpressionAst(CommandElementAst):
    """Anything with a value."""

    __slots__ = ()


class AttributeBaseAst(Ast):
    """An attribute or a type constraint in brackets before something."""

    __slots__ = ()
