"""CLIXML in: data only.  Known containers and primitives come back live, everything else as property bags named Deserialized.*"""
from __future__ import annotations

from typing import Any, Optional
from xml.parsers import expat

from shell.clr.exceptions import NetException, XmlException
from shell.clr.xml_nodes import XmlDocument
from shell.clr.xml_parse import load_xml
from shell.objects.psobject import PSCustomObject, PSObject
from shell.serialization.clixml_text import READERS, TYPE_OF_TAG, decode_text, read_primitive
from shell.serialization.rehydrate import finish_object

Value = Any
NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
CONTAINERS = ("LST", "IE", "QUE", "STK", "DCT")


class Node:
    """One element while reading; `line` and `column` are its name's, `after` what comes next in the text."""

    __slots__ = ("tag", "attributes", "text", "children", "line", "column", "after")

    def __init__(self, tag: str, attributes: dict[str, str], line: int, column: int) -> None:
        self.tag, self.attributes, self.line, self.column = tag, attributes, line, column
        self.text = ""
        self.children: list[Node] = []
        self.after = (line, column)


def parse(text: str) -> Node:
    """The root element; XmlException with PowerShell's texts for what is not XML."""
    if not text.strip():
        raise XmlException("Root element is missing.")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    stack: list[Node] = []
    roots: list[Node] = []
    closed: list[Node] = []  # elements whose `after` the next tag tells

    def settle(line: int, column: int) -> None:
        for node in closed:
            node.after = (line, column)
        closed.clear()

    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 2)
        if closed:
            settle(node.line, node.column)
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)

    def end(tag: str) -> None:
        if closed:
            settle(parser.CurrentLineNumber, parser.CurrentColumnNumber + 3)
        closed.append(stack.pop())

    def data(piece: str) -> None:
        if stack:
            stack[-1].text += piece
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.EntityDeclHandler = _no_entities
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError:
        load_xml(XmlDocument(), text)  # tells what is wrong in .NET's words
        raise
    return roots[0]


def _no_entities(*args: Any) -> None:
    raise XmlException("For security reasons DTD is prohibited in this XML document.")


class Reader:
    """Turns the elements of one document into values."""

    def __init__(self) -> None:
        self._objects: dict[str, Value] = {}
        self._types: dict[str, list[str]] = {}

    def roots(self, text: str) -> list[Value]:
        """Every root value of a document."""
        root = parse(text)
        if root.tag != "Objs" or root.attributes.get("xmlns") != NAMESPACE:
            raise XmlException(f"Element 'Objs' with namespace name '{NAMESPACE}' was not found. Line {root.line}, position {root.column}.")
        version = root.attributes.get("Version", "1")
        if version.split(".")[0] != "1":
            raise XmlException(f"Version of incoming PSObject is {version}. Expected value is 1.")
        return [self.value(n) for n in root.children]

    def value(self, node: Node) -> Value:
        tag = node.tag
        if tag in READERS:
            return self._primitive(node)
        if tag == "Nil":
            return None
        if tag == "Obj":
            return self._object(node)
        if tag == "Ref":
            ref = node.attributes.get("RefId", "")
            if ref not in self._objects:
                raise XmlException(f"No object found for referenceId {ref} Line {node.line}, position {node.column}.")
            return self._objects[ref]
        raise XmlException(f"{tag} XML tag is not recognized. Line {node.line}, position {node.column}.")

    def _primitive(self, node: Node) -> Value:
        try:
            return read_primitive(node.tag, node.text)
        except (ValueError, ArithmeticError, NetException):
            raise XmlException(f"The contents of the {TYPE_OF_TAG[node.tag]} primitive type are not valid. Line {node.after[0]}, position {node.after[1]}.")

    def _object(self, node: Node) -> Value:
        bag = PSCustomObject()
        ref = node.attributes.get("RefId")
        base: Value = None
        has_base = False
        names: Optional[list[str]] = None
        for child in node.children:
            tag = child.tag
            if tag in ("TN", "TNRef"):
                names = self._type_names(child)
            elif tag == "ToString":
                bag.text = decode_text(child.text)
            elif tag in CONTAINERS:
                base, has_base = self._container(child, ref), True
            elif tag in ("Props", "MS"):
                if ref is not None and not has_base:
                    self._objects.setdefault(ref, bag)
                self._members(bag, child, tag == "Props")
            else:
                base, has_base = self.value(child), True
        result = finish_object(bag, base, has_base, names)
        if ref is not None and not (self._objects.get(ref) is bag and isinstance(result, PSObject) and result is bag):
            self._objects[ref] = result
        return result

    def _type_names(self, node: Node) -> list[str]:
        ref = node.attributes.get("RefId", "")
        if node.tag == "TNRef":
            return self._types.get(ref, [])
        names = self._types[ref] = [decode_text(c.text) for c in node.children if c.tag == "T"]
        return names

    def _members(self, bag: PSCustomObject, node: Node, real: bool) -> None:
        names = set(bag.deserialized_props or ())
        for child in node.children:
            name = decode_text(child.attributes.get("N", ""))
            bag.props[name] = self.value(child)
            if real:
                names.add(name.lower())
        bag.deserialized_props = frozenset(names)

    def _container(self, node: Node, ref: Optional[str]) -> Value:
        from shell.clr.dictionaries import Hashtable
        from shell.clr.lists import ArrayList
        if node.tag == "DCT":
            table = Hashtable(ignore_case=True)
            if ref is not None:
                self._objects[ref] = table
            for entry in node.children:
                pair = {c.attributes.get("N"): c for c in entry.children}
                if "Key" in pair and "Value" in pair:
                    table.put(self.value(pair["Key"]), self.value(pair["Value"]))
            return table
        items = ArrayList()
        if ref is not None:
            self._objects[ref] = items
        for child in node.children:
            items.append(self.value(child))
        if node.tag == "QUE":
            from shell.clr.queues import Queue
            return Queue(items)
        if node.tag == "STK":
            from shell.clr.queues import Stack
            return Stack(reversed(items))
        return items


def deserialize_all(text: str) -> list[Value]:
    """Every root of a document."""
    return Reader().roots(text)


def deserialize(text: str) -> Value:
    """PSSerializer.Deserialize: one root is itself, several are an array, none is null."""
    found = deserialize_all(text)
    return found[0] if len(found) == 1 else found or None
