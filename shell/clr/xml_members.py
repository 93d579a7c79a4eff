"""The .NET members of the XML nodes: what scripts call on XmlDocument, XmlElement and the rest."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.enumerators import NetEnumerator
from shell.clr.exceptions import ArgumentException, XmlException
from shell.clr.typeinfo import NetType
from shell.clr.xml_nodes import (
    XMLNS,
    XmlAttribute,
    XmlAttributeCollection,
    XmlCDataSection,
    XmlComment,
    XmlDeclaration,
    XmlDocument,
    XmlDocumentFragment,
    XmlDocumentType,
    XmlElement,
    XmlNode,
    XmlNodeList,
    XmlNodeType,
    XmlProcessingInstruction,
    XmlSignificantWhitespace,
    XmlText,
    XmlWhitespace,
    adopt,
)

Value = Any
_ENUMERABLE = ("System.Collections.IEnumerable",)
NODE = NetType("System.Xml.XmlNode", XmlNode, interfaces=(*_ENUMERABLE, "System.ICloneable", "System.Xml.XPath.IXPathNavigable"))
LINKED = NetType("System.Xml.XmlLinkedNode", base=NODE)
CHARACTER_DATA = NetType("System.Xml.XmlCharacterData", base=LINKED)
DOCUMENT = NetType("System.Xml.XmlDocument", XmlDocument, base=NODE, accelerators=("xml",))
ELEMENT = NetType("System.Xml.XmlElement", XmlElement, base=LINKED)
ATTRIBUTE = NetType("System.Xml.XmlAttribute", XmlAttribute, base=NODE)
TEXT = NetType("System.Xml.XmlText", XmlText, base=CHARACTER_DATA)
COMMENT = NetType("System.Xml.XmlComment", XmlComment, base=CHARACTER_DATA)
CDATA = NetType("System.Xml.XmlCDataSection", XmlCDataSection, base=CHARACTER_DATA)
WHITESPACE = NetType("System.Xml.XmlWhitespace", XmlWhitespace, base=CHARACTER_DATA)
SIGNIFICANT = NetType("System.Xml.XmlSignificantWhitespace", XmlSignificantWhitespace, base=CHARACTER_DATA)
DECLARATION = NetType("System.Xml.XmlDeclaration", XmlDeclaration, base=LINKED)
INSTRUCTION = NetType("System.Xml.XmlProcessingInstruction", XmlProcessingInstruction, base=LINKED)
DOCUMENT_TYPE = NetType("System.Xml.XmlDocumentType", XmlDocumentType, base=LINKED)
FRAGMENT = NetType("System.Xml.XmlDocumentFragment", XmlDocumentFragment, base=NODE)
NODE_LIST = NetType("System.Xml.XmlNodeList", XmlNodeList, interfaces=(*_ENUMERABLE, "System.IDisposable"))
NODE_LIST.prop("Count", "int")(len)
NODE_LIST.method("System.Xml.XmlNode Item(int index)")(lambda nodes, i: nodes[i] if 0 <= i < len(nodes) else None)
NODE_LIST.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
ATTRIBUTES = NetType("System.Xml.XmlAttributeCollection", XmlAttributeCollection, interfaces=("System.Collections.ICollection", *_ENUMERABLE))


# --- namespaces and XPath -----------------------------------------------------------------------------------------------------------------

class XmlNamespaceManager:
    """Prefixes for XPath."""

    def __init__(self, table: Value = None) -> None:
        self.prefixes: dict[str, str] = {"xml": "http://www.w3.org/XML/1998/namespace", "xmlns": XMLNS, "": ""}
        self.ps_ext: Optional[dict[str, Value]] = None

    def add(self, prefix: str, uri: str) -> None:
        self.prefixes[prefix or ""] = uri

    def find(self, prefix: str) -> Optional[str]:
        return self.prefixes.get(prefix or "")


MANAGER = NetType("System.Xml.XmlNamespaceManager", XmlNamespaceManager, interfaces=_ENUMERABLE)
MANAGER.new("System.Xml.XmlNamespaceManager new(System.Object nameTable)")(XmlNamespaceManager)
MANAGER.method("void AddNamespace(string prefix, string uri)")(XmlNamespaceManager.add)
MANAGER.method("string LookupNamespace(string prefix)")(XmlNamespaceManager.find)
MANAGER.method("bool HasNamespace(string prefix)")(lambda m, p: p in m.prefixes)
MANAGER.method("void RemoveNamespace(string prefix, string uri)")(lambda m, p, uri: m.prefixes.pop(p, None) and None)
MANAGER.prop("DefaultNamespace", "string")(lambda m: m.prefixes.get("", ""))


def select(node: XmlNode, xpath: str, manager: Optional[XmlNamespaceManager] = None) -> XmlNodeList:
    """SelectNodes."""
    from shell.clr.xpath import select_nodes
    return XmlNodeList(select_nodes(node, xpath, None if manager is None else manager.find))


def select_single(node: XmlNode, xpath: str, manager: Optional[XmlNamespaceManager] = None) -> Optional[XmlNode]:
    found = select(node, xpath, manager)
    return found[0] if found else None


_NSMGR = "System.Xml.XmlNamespaceManager nsmgr"
NODE.method("System.Xml.XmlNodeList SelectNodes(string xpath)", f"System.Xml.XmlNodeList SelectNodes(string xpath, {_NSMGR})")(select)
NODE.method("System.Xml.XmlNode SelectSingleNode(string xpath)", f"System.Xml.XmlNode SelectSingleNode(string xpath, {_NSMGR})")(select_single)


# --- XmlNode ------------------------------------------------------------------------------------------------------------------------------

def _set_inner_xml(node: XmlNode, text: str) -> None:
    from shell.clr.xml_parse import load_fragment, load_xml
    if isinstance(node, XmlDocument):
        load_xml(node, text)
    else:
        load_fragment(node, text)


def _set_empty(node: XmlElement, value: bool) -> None:
    if value:
        node.remove_children()
    node.is_empty = value


def _set_value(node: XmlNode, text: str) -> None:
    if node.kind in (1, 9, 11):
        raise ArgumentException("Cannot set a value on node type '" + XmlNodeType(node.kind).name_text + "'.")
    node.value = text


def _attributes(node: XmlNode) -> Optional[XmlAttributeCollection]:
    return XmlAttributeCollection(node) if isinstance(node, XmlElement) else None


def _previous_text(node: XmlNode) -> Optional[XmlNode]:
    before = node.sibling(-1)
    return before if before is not None and before.kind in (3, 4, 13, 14) else None


def _parent(node: XmlNode) -> Optional[XmlNode]:
    return None if node.kind == 2 else node.parent


_ORDER: list[tuple[str, str, Any, Any]] = [
    ("Name", "string", lambda n: n.name, None), ("LocalName", "string", lambda n: n.local_name, None), ("NamespaceURI", "string", lambda n: n.ns, None),
    ("Prefix", "string", lambda n: n.prefix, None), ("NodeType", "System.Xml.XmlNodeType", lambda n: XmlNodeType(n.kind), None),
    ("ParentNode", "System.Xml.XmlNode", _parent, None), ("OwnerDocument", "System.Xml.XmlDocument", lambda n: n.owner, None),
    ("IsEmpty", "bool", lambda n: n.is_empty and not n.children, _set_empty),
    ("Attributes", "System.Xml.XmlAttributeCollection", _attributes, None), ("HasAttributes", "bool", lambda n: bool(n.attributes), None),
    ("SchemaInfo", "System.Object", lambda n: None, None), ("InnerXml", "string", XmlNode.inner_xml, _set_inner_xml),
    ("InnerText", "string", lambda n: n.inner_text(), lambda n, v: n.set_inner_text(v)), ("NextSibling", "System.Xml.XmlNode", lambda n: n.sibling(1), None),
    ("PreviousSibling", "System.Xml.XmlNode", lambda n: n.sibling(-1), None), ("Value", "string", lambda n: n.value, _set_value),
    ("ChildNodes", "System.Xml.XmlNodeList", lambda n: XmlNodeList(n.children), None), ("FirstChild", "System.Xml.XmlNode", lambda n: n.children[0] if n.children else None, None),
    ("LastChild", "System.Xml.XmlNode", lambda n: n.children[-1] if n.children else None, None), ("HasChildNodes", "bool", lambda n: bool(n.children), None),
    ("IsReadOnly", "bool", lambda n: False, None), ("OuterXml", "string", XmlNode.outer_xml, None), ("BaseURI", "string", lambda n: n.document().base_uri, None),
    ("PreviousText", "System.Xml.XmlNode", _previous_text, None),
]
_ELEMENT_ONLY = {"IsEmpty", "HasAttributes"}
for _name, _type, _get, _set in _ORDER:
    ELEMENT.prop(_name, _type, _set)(_get)
    if _name not in _ELEMENT_ONLY:
        NODE.prop(_name, _type, _set)(_get)

NODE.method("System.Xml.XmlNode AppendChild(System.Xml.XmlNode newChild)")(XmlNode.append_child)
NODE.method("System.Xml.XmlNode PrependChild(System.Xml.XmlNode newChild)")(XmlNode.prepend_child)
NODE.method("System.Xml.XmlNode InsertBefore(System.Xml.XmlNode newChild, System.Xml.XmlNode refChild)")(XmlNode.insert_before)
NODE.method("System.Xml.XmlNode InsertAfter(System.Xml.XmlNode newChild, System.Xml.XmlNode refChild)")(XmlNode.insert_after)
NODE.method("System.Xml.XmlNode RemoveChild(System.Xml.XmlNode oldChild)")(XmlNode.remove_child)
NODE.method("System.Xml.XmlNode ReplaceChild(System.Xml.XmlNode newChild, System.Xml.XmlNode oldChild)")(XmlNode.replace_child)
NODE.method("void RemoveAll()")(lambda n: n.remove_all())
NODE.method("System.Xml.XmlNode Clone()")(lambda n: n.clone(True))
NODE.method("System.Xml.XmlNode CloneNode(bool deep)")(lambda n, deep: n.clone(deep))
NODE.method("string GetNamespaceOfPrefix(string prefix)")(lambda n, prefix: n.namespace_of(prefix or ""))
NODE.method("void Normalize()")(lambda n: None)
NODE.method("System.Collections.IEnumerator GetEnumerator()")(lambda n: NetEnumerator(list(n.children)))
NODE.method("void WriteTo(System.Object w)")(lambda n, w: w.write_raw(n.outer_xml()))
NODE.indexed("System.Xml.XmlElement Item(string name)")(XmlNode.child_element)
for _t in (TEXT, COMMENT, CDATA, WHITESPACE, SIGNIFICANT):
    _t.prop("Data", "string", lambda n, v: setattr(n, "value", v))(lambda n: n.value)
    _t.prop("Length", "int")(lambda n: len(n.value or ""))
    _t.method("void AppendData(string strData)")(lambda n, v: setattr(n, "value", (n.value or "") + v))
DECLARATION.attr("Version", "string", "version")
DECLARATION.attr("Encoding", "string", "encoding", writable=True)
DECLARATION.attr("Standalone", "string", "standalone", writable=True)
INSTRUCTION.attr("Target", "string", "name")
INSTRUCTION.attr("Data", "string", "value", writable=True)


# --- XmlElement and attributes ------------------------------------------------------------------------------------------------------------

ELEMENT.method("string GetAttribute(string name)", "string GetAttribute(string localName, string namespaceURI)")(XmlElement.get_attribute)
ELEMENT.method("void SetAttribute(string name, string value)")(lambda e, name, value: e.set_attribute(name, value) and None)
ELEMENT.method("string SetAttribute(string localName, string namespaceURI, string value)")(lambda e, name, ns, value: e.set_attribute(name, value, ns).value)
ELEMENT.method("bool HasAttribute(string name)", "bool HasAttribute(string localName, string namespaceURI)")(lambda e, *name: e.attribute_node(*name) is not None)
ELEMENT.method("void RemoveAttribute(string name)")(XmlElement.remove_attribute)
ELEMENT.method("void RemoveAllAttributes()")(lambda e: setattr(e, "attributes", []))
ELEMENT.method("System.Xml.XmlAttribute GetAttributeNode(string name)")(XmlElement.attribute_node)
ELEMENT.method("System.Xml.XmlAttribute SetAttributeNode(System.Xml.XmlAttribute newAttr)")(XmlElement.set_attribute_node)


def by_tag(node: XmlNode, name: str, ns: Optional[str] = None) -> XmlNodeList:
    """GetElementsByTagName; * is any."""
    if ns is None:
        return XmlNodeList([e for e in node.descendants() if name in ("*", e.name)])
    return XmlNodeList([e for e in node.descendants() if name in ("*", e.local_name) and ns in ("*", e.ns)])


for _t in (ELEMENT, DOCUMENT):
    _t.method("System.Xml.XmlNodeList GetElementsByTagName(string name)", "System.Xml.XmlNodeList GetElementsByTagName(string localName, string namespaceURI)")(by_tag)
ATTRIBUTE.attr("OwnerElement", "System.Xml.XmlElement", "element")
ATTRIBUTE.prop("Specified", "bool")(lambda a: True)
ATTRIBUTES.prop("Count", "int")(len)
ATTRIBUTES.indexed("System.Xml.XmlAttribute Item(int i)", "System.Xml.XmlAttribute Item(string name)")(XmlAttributeCollection.item)
ATTRIBUTES.method("System.Xml.XmlNode GetNamedItem(string name)")(XmlAttributeCollection.item)
ATTRIBUTES.method("System.Xml.XmlAttribute Append(System.Xml.XmlAttribute node)", "System.Xml.XmlNode SetNamedItem(System.Xml.XmlNode node)")(
    lambda c, a: (c.element.set_attribute_node(a), a)[1])
ATTRIBUTES.method("System.Xml.XmlAttribute Remove(System.Xml.XmlAttribute node)")(lambda c, a: (c.element.remove_attribute(a.name), a)[1])
ATTRIBUTES.method("System.Xml.XmlNode RemoveNamedItem(string name)")(lambda c, name: (c.item(name), c.element.remove_attribute(name))[0])
ATTRIBUTES.method("void RemoveAll()")(lambda c: setattr(c.element, "attributes", []))
ATTRIBUTES.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)


# --- XmlDocument --------------------------------------------------------------------------------------------------------------------------

def _load_text(d: XmlDocument, text: str) -> None:
    from shell.clr.xml_parse import load_xml
    load_xml(d, text)


def load(d: XmlDocument, source: Value) -> None:
    """Load from a path, stream or text reader."""
    from shell.clr.io_files import read_bytes
    from shell.clr.io_streams import NetStream
    if isinstance(source, str):
        d.base_uri = "file://" + os.path.abspath(source)
        _load_text(d, decode_xml(read_bytes(source)))
    else:
        _load_text(d, decode_xml(source.read_bytes()) if isinstance(source, NetStream) else source.read_to_end())


def decode_xml(data: bytes) -> str:
    """Bytes of an XML file as text: by byte order mark, by declaration, else UTF-8."""
    import re

    from shell.clr.encodings import UTF8, detect, get_encoding
    found = detect(data)
    if found is not None:
        return found.decode(data[len(found.preamble):])
    m = re.match(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)[\"']", data)
    return (get_encoding(m.group(1).decode("ascii")) if m is not None else UTF8).decode(data)


def _save(d: XmlDocument, target: Value) -> None:
    from shell.clr.xml_output import save
    if not d.children:
        raise XmlException("Invalid XML document. The document does not have a root element.")
    save(d, target)


def create_node(d: XmlDocument, kind: Value, name: str, ns: Optional[str] = "") -> XmlNode:
    """CreateNode by type name or XmlNodeType."""
    number = {"element": 1, "attribute": 2, "text": 3, "cdatasection": 4, "processinginstruction": 7, "comment": 8, "document": 9, "documentfragment": 11}.get(
        kind.lower(), 0) if isinstance(kind, str) else int(kind)
    for cls in (XmlElement, XmlAttribute, XmlText, XmlCDataSection, XmlProcessingInstruction, XmlComment, XmlDocumentFragment):
        if cls.kind == number:
            return cls(d, name if number in (1, 2, 7) else "", ns or "")
    raise ArgumentException(f"Cannot create node of type {kind}.")


def _create(cls: type[XmlNode]) -> Any:
    return lambda d, text: cls(d, value=text)


def _qualified(cls: type[XmlNode]) -> Any:
    def create(d: XmlDocument, *parts: str) -> XmlNode:
        if not parts[0] and len(parts) < 3:
            raise ArgumentException("The local name for elements or attributes cannot be null or an empty string.")
        if len(parts) == 3:
            return cls(d, f"{parts[0]}:{parts[1]}" if parts[0] else parts[1], parts[2] or "")
        return cls(d, parts[0], parts[1] if len(parts) > 1 else "")
    return create


DOCUMENT.new("xml new()")(XmlDocument)
DOCUMENT.attr("PreserveWhitespace", "bool", "preserve_whitespace", writable=True)
DOCUMENT.prop("DocumentElement", "System.Xml.XmlElement")(XmlDocument.document_element)
DOCUMENT.prop("DocumentType", "System.Xml.XmlDocumentType")(lambda d: next((c for c in d.children if c.kind == 10), None))
DOCUMENT.prop("NameTable", "System.Object")(lambda d: None)
DOCUMENT.method("void LoadXml(string xml)")(_load_text)
DOCUMENT.method("void Load(string filename)", "void Load(System.IO.Stream inStream)", "void Load(System.IO.TextReader txtReader)")(load)
DOCUMENT.method("void Save(string filename)", "void Save(System.IO.Stream outStream)", "void Save(System.IO.TextWriter writer)", "void Save(System.Xml.XmlWriter w)")(_save)
_NAMES = ("(string name)", "(string qualifiedName, string namespaceURI)", "(string prefix, string localName, string namespaceURI)")
DOCUMENT.method(*("System.Xml.XmlElement CreateElement" + n for n in _NAMES))(_qualified(XmlElement))
DOCUMENT.method(*("System.Xml.XmlAttribute CreateAttribute" + n for n in _NAMES))(_qualified(XmlAttribute))
DOCUMENT.method("System.Xml.XmlText CreateTextNode(string text)")(_create(XmlText))
DOCUMENT.method("System.Xml.XmlComment CreateComment(string data)")(_create(XmlComment))
DOCUMENT.method("System.Xml.XmlCDataSection CreateCDataSection(string data)")(_create(XmlCDataSection))
DOCUMENT.method("System.Xml.XmlWhitespace CreateWhitespace(string text)")(_create(XmlWhitespace))
DOCUMENT.method("System.Xml.XmlDocumentFragment CreateDocumentFragment()")(lambda d: XmlDocumentFragment(d))
DOCUMENT.method("System.Xml.XmlProcessingInstruction CreateProcessingInstruction(string target, string data)")(lambda d, target, data: XmlProcessingInstruction(d, target, value=data))
DOCUMENT.method("System.Xml.XmlDeclaration CreateXmlDeclaration(string version, string encoding, string standalone)")(
    lambda d, version, encoding, standalone: XmlDeclaration(d).set_parts(version, encoding, standalone))
DOCUMENT.method("System.Xml.XmlNode CreateNode(string nodeTypeString, string name, string namespaceURI)",
                "System.Xml.XmlNode CreateNode(System.Xml.XmlNodeType type, string name, string namespaceURI)")(create_node)
DOCUMENT.method("System.Xml.XmlNode ImportNode(System.Xml.XmlNode node, bool deep)")(lambda d, node, deep: adopt(node, d, deep))
DOCUMENT.method("System.Xml.XmlElement GetElementById(string elementId)")(lambda d, wanted: next((e for e in d.descendants() if e.get_attribute("id") == wanted), None))
