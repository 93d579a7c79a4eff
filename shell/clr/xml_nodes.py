"""The XML document object model, and how PowerShell shows a node's children and attributes as properties (xml_get, xml_set, xml_names)."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.enumerators import NetEnumerable
from shell.clr.enums import define_enum
from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.clr.xml_view import xml_get, xml_names, xml_set

__all__ = ["XmlNode", "parse_xml", "xml_get", "xml_names", "xml_set"]
Value = Any
XmlNodeType = define_enum("System.Xml.XmlNodeType", {
    "None": 0, "Element": 1, "Attribute": 2, "Text": 3, "CDATA": 4, "EntityReference": 5, "Entity": 6, "ProcessingInstruction": 7, "Comment": 8, "Document": 9,
    "DocumentType": 10, "DocumentFragment": 11, "Notation": 12, "Whitespace": 13, "SignificantWhitespace": 14, "EndElement": 15, "EndEntity": 16,
    "XmlDeclaration": 17})
WRONG_TYPE = "The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type."
XMLNS = "http://www.w3.org/2000/xmlns/"
XML_NS = "http://www.w3.org/XML/1998/namespace"


class XmlNode:
    """Base: qualified name, namespace, value, parent, owning document, children."""

    kind = 0
    local_text = ""  # LocalName of nodes without a name of their own: #text ...

    def __init__(self, owner: Optional[XmlDocument], name: str = "", ns: str = "", value: Optional[str] = None) -> None:
        self.owner, self.name, self.ns, self.value = owner, name or self.local_text, ns, value
        self.parent: Optional[XmlNode] = None
        self.children: list[XmlNode] = []
        self.ps_ext: Optional[dict[str, Value]] = None

    @property
    def prefix(self) -> str:
        return self.name.partition(":")[0] if ":" in self.name else ""

    @property
    def local_name(self) -> str:
        return self.name.rpartition(":")[2]

    def attribute_list(self) -> list[XmlAttribute]:
        return []

    def inner_text(self) -> str:
        """All text inside."""
        if not self.children:
            return self.value or ""
        return "".join(c.inner_text() for c in self.children if c.kind not in (7, 8))

    def set_inner_text(self, text: str) -> None:
        """Replace what is inside by one text."""
        assert self.document() is not None
        self.remove_children()
        self.insert(len(self.children), XmlText(self.document(), value=text))

    def document(self) -> XmlDocument:
        return self if isinstance(self, XmlDocument) else self.owner  # type: ignore[return-value]

    def remove_children(self) -> None:
        for c in self.children:
            c.parent = None
        self.children = []

    def allow(self, child: XmlNode) -> None:
        """Raise unless the node may stand here."""
        if not self.takes_children() or child.kind in (2, 9):
            raise InvalidOperationException("The current node cannot contain other nodes." if not self.takes_children() else WRONG_TYPE)
        node: Optional[XmlNode] = self
        while node is not None:
            if node is child:
                raise ArgumentException("Cannot insert a node or any ancestor of that node as a child of itself.")
            node = node.parent
        if child.document() is not self.document():
            raise ArgumentException("The node to be inserted is from a different document context.")

    def takes_children(self) -> bool:
        return self.kind in (1, 9, 11)

    def insert(self, at: int, child: XmlNode) -> XmlNode:
        """Put a node (a fragment: its children) before position `at`."""
        if child.kind == 11:
            for offset, c in enumerate(list(child.children)):
                self.insert(at + offset, c)
            child.children = []
            return child
        self.allow(child)
        if child.parent is not None:
            old = child.parent
            if old is self and old.children.index(child) < at:
                at -= 1
            old.remove_child(child)
        self.children.insert(at, child)
        child.parent = self
        if isinstance(self, XmlElement):
            self.is_empty = False
        return child

    def append_child(self, child: XmlNode) -> XmlNode:
        return self.insert(len(self.children), child)

    def prepend_child(self, child: XmlNode) -> XmlNode:
        return self.insert(0, child)

    def place_of(self, child: XmlNode) -> int:
        if child.parent is not self:
            raise ArgumentException("The reference node is not a child of this node.")
        return next(i for i, c in enumerate(self.children) if c is child)

    def insert_before(self, child: XmlNode, ref: Optional[XmlNode]) -> XmlNode:
        return self.insert(len(self.children) if ref is None else self.place_of(ref), child)

    def insert_after(self, child: XmlNode, ref: Optional[XmlNode]) -> XmlNode:
        return self.insert(0 if ref is None else self.place_of(ref) + 1, child)

    def remove_child(self, child: XmlNode) -> XmlNode:
        if child.parent is not self:
            raise ArgumentException("The node to be removed is not a child of this node.")
        del self.children[self.place_of(child)]
        child.parent = None
        return child

    def replace_child(self, new: XmlNode, old: XmlNode) -> XmlNode:
        at = self.place_of(old)
        self.remove_child(old)
        self.insert(at, new)
        return old

    def remove_all(self) -> None:
        self.remove_children()

    def sibling(self, step: int) -> Optional[XmlNode]:
        if self.parent is None or self.kind == 2:
            return None
        at = self.parent.place_of(self) + step
        return self.parent.children[at] if 0 <= at < len(self.parent.children) else None

    def child_element(self, name: str) -> Optional[XmlElement]:
        """The first child element of a qualified name: `$node['name']`."""
        return next((c for c in self.children if isinstance(c, XmlElement) and c.name == name), None)

    def descendants(self) -> Iterator[XmlElement]:
        for c in self.children:
            if isinstance(c, XmlElement):
                yield c
            yield from c.descendants()

    def outer_xml(self) -> str:
        from shell.clr.xml_output import outer_xml
        return outer_xml(self)

    def inner_xml(self) -> str:
        return "".join(c.outer_xml() for c in self.children)

    def namespace_of(self, prefix: str) -> str:
        """The namespace a prefix stands for here; '' when none."""
        if prefix == "xml":
            return XML_NS
        key = f"xmlns:{prefix}" if prefix else "xmlns"
        node: Optional[XmlNode] = self
        while node is not None:
            for a in node.attribute_list():
                if a.name == key:
                    return a.value or ""
            if node.kind == 1 and node.prefix == prefix and node.ns:
                return node.ns
            node = node.parent
        return ""

    def clone(self, deep: bool) -> XmlNode:
        made = type(self)(self.owner, self.name, self.ns, self.value)
        if deep:
            for c in self.children:
                made.append_child(c.clone(True))
        return made


class XmlAttribute(XmlNode):
    kind = 2

    def __init__(self, owner: Optional[XmlDocument], name: str = "", ns: str = "", value: Optional[str] = None) -> None:
        super().__init__(owner, name, ns, value or "")
        self.element: Optional[XmlElement] = None

    def set_inner_text(self, text: str) -> None:
        self.value = text


class XmlElement(XmlNode):
    kind = 1

    def __init__(self, owner: Optional[XmlDocument], name: str = "", ns: str = "", value: Optional[str] = None) -> None:
        super().__init__(owner, name, ns, value)
        self.attributes: list[XmlAttribute] = []
        self.is_empty = True  # written as <name />

    def attribute_list(self) -> list[XmlAttribute]:
        return self.attributes

    def attribute_node(self, name: str, ns: Optional[str] = None) -> Optional[XmlAttribute]:
        for a in self.attributes:
            if (a.name == name) if ns is None else (a.local_name == name and a.ns == ns):
                return a
        return None

    def get_attribute(self, name: str, ns: Optional[str] = None) -> str:
        found = self.attribute_node(name, ns)
        return "" if found is None else found.value or ""

    def set_attribute(self, name: str, value: str, ns: str = "") -> XmlAttribute:
        found = self.attribute_node(name)
        if found is None:
            found = XmlAttribute(self.owner, name, ns)
            self.set_attribute_node(found)
        found.value = value
        return found

    def set_attribute_node(self, attribute: XmlAttribute) -> Optional[XmlAttribute]:
        """Add an attribute; one of the same name is replaced and returned."""
        if attribute.element is not None and attribute.element is not self:
            raise InvalidOperationException("The 'Attribute' node cannot be inserted because it is already an attribute of another element.")
        old = self.attribute_node(attribute.name)
        if old is not None:
            self.attributes[self.attributes.index(old)] = attribute
        else:
            self.attributes.append(attribute)
        attribute.element = self
        return old

    def remove_attribute(self, name: str) -> None:
        found = self.attribute_node(name)
        if found is not None:
            self.attributes.remove(found)
            found.element = None

    def remove_all(self) -> None:
        self.attributes = []
        self.remove_children()

    def clone(self, deep: bool) -> XmlNode:
        made = super().clone(deep)
        assert isinstance(made, XmlElement)
        made.is_empty = self.is_empty
        for a in self.attributes:
            made.set_attribute_node(XmlAttribute(self.owner, a.name, a.ns, a.value))
        return made


class XmlText(XmlNode):
    kind, local_text = 3, "#text"


class XmlWhitespace(XmlNode):
    kind, local_text = 13, "#whitespace"


class XmlSignificantWhitespace(XmlNode):
    kind, local_text = 14, "#significant-whitespace"


class XmlCDataSection(XmlNode):
    kind, local_text = 4, "#cdata-section"


class XmlComment(XmlNode):
    kind, local_text = 8, "#comment"


class XmlProcessingInstruction(XmlNode):
    kind = 7


class XmlDeclaration(XmlNode):
    kind, local_text = 17, "xml"
    version, encoding, standalone = "1.0", "", ""

    def set_parts(self, version: str, encoding: Optional[str], standalone: Optional[str]) -> XmlDeclaration:
        self.version, self.encoding, self.standalone = version, encoding or "", standalone or ""
        return self

    def inner_text(self) -> str:
        parts = [("version", self.version), ("encoding", self.encoding), ("standalone", self.standalone)]
        return " ".join(f'{n}="{v}"' for n, v in parts if v)

    def clone(self, deep: bool) -> XmlNode:
        return XmlDeclaration(self.owner).set_parts(self.version, self.encoding, self.standalone)


class XmlDocumentType(XmlNode):
    kind = 10
    public_id, system_id, subset = "", "", ""


class XmlDocumentFragment(XmlNode):
    kind, local_text = 11, "#document-fragment"


class XmlDocument(XmlNode):
    kind, local_text = 9, "#document"

    def __init__(self, owner: Optional[XmlDocument] = None, name: str = "", ns: str = "", value: Optional[str] = None) -> None:
        super().__init__(None)
        self.preserve_whitespace = False
        self.base_uri = ""

    def document_element(self) -> Optional[XmlElement]:
        return next((c for c in self.children if isinstance(c, XmlElement)), None)

    def allow(self, child: XmlNode) -> None:
        super().allow(child)
        if child.kind in (3, 4):
            raise InvalidOperationException(WRONG_TYPE)
        if child.kind == 1 and self.document_element() is not None and child.parent is not self:
            raise InvalidOperationException("This document already has a 'DocumentElement' node.")
        if child.kind == 17 and self.children:
            raise ArgumentException("Cannot insert the node in the specified location.")

    def set_inner_text(self, text: str) -> None:
        raise InvalidOperationException("The 'InnerText' of a 'Document' node is read-only and cannot be set.")

    def clone(self, deep: bool) -> XmlNode:
        made = XmlDocument()
        made.preserve_whitespace = self.preserve_whitespace
        for c in self.children if deep else ():
            made.children.append(adopt(c, made))
            made.children[-1].parent = made
        return made


class XmlNodeList(list):  # type: ignore[type-arg]
    """A list of nodes, taken when asked for."""

    ps_ext: Optional[dict[str, Value]] = None


class XmlAttributeCollection(NetEnumerable):
    """An element's attributes, by position or name."""

    def __init__(self, element: XmlElement) -> None:
        self.element = element
        self.ps_ext: Optional[dict[str, Value]] = None

    def __iter__(self) -> Iterator[XmlAttribute]:
        return iter(list(self.element.attributes))

    def __len__(self) -> int:
        return len(self.element.attributes)

    def item(self, key: Value) -> Optional[XmlAttribute]:
        if isinstance(key, str):
            return self.element.attribute_node(key)
        return self.element.attributes[key] if 0 <= key < len(self) else None


def adopt(node: XmlNode, document: XmlDocument, deep: bool = True) -> XmlNode:
    """ImportNode: a copy of a node that belongs to another document."""
    copy = node.clone(deep)

    def own(n: XmlNode) -> None:
        n.owner = document
        for a in n.attribute_list():
            a.owner = document
        for c in n.children:
            own(c)
    own(copy)
    return copy


def parse_xml(text: str) -> XmlDocument:
    """[xml]'text': an empty text is an empty document; raises XmlException with .NET's text."""
    from shell.clr.xml_parse import load_xml
    return load_xml(XmlDocument(), text, lenient=True)
