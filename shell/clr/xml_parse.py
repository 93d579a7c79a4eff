"""XML text to nodes, over expat, with the error texts of System.Xml."""
from __future__ import annotations

import re
from typing import Any, Optional
from xml.parsers import expat

from shell.clr.exceptions import InvalidOperationException, NetException, XmlException
from shell.clr.xml_nodes import (
    WRONG_TYPE,
    XML_NS,
    XMLNS,
    XmlAttribute,
    XmlCDataSection,
    XmlComment,
    XmlDeclaration,
    XmlDocument,
    XmlDocumentType,
    XmlElement,
    XmlNode,
    XmlProcessingInstruction,
    XmlSignificantWhitespace,
    XmlText,
    XmlWhitespace,
)

Value = Any
_AT_ROOT = "Data at the root level is invalid."


def _fail(text: str, line: int, position: int) -> NetException:
    return XmlException(f"{text} Line {line}, position {position}.")


class _Builder:
    """Receives expat's events and grows the tree."""

    def __init__(self, document: XmlDocument, parent: XmlNode) -> None:
        self.document, self.parent = document, parent
        self.parser = expat.ParserCreate("utf-8")
        self.open: list[tuple[str, int, int]] = []  # name, line, position of the name: for errors
        self.data = b""
        self.cdata: Optional[list[str]] = None
        p = self.parser
        p.ordered_attributes = True
        p.buffer_text = True
        p.StartElementHandler, p.EndElementHandler, p.CharacterDataHandler = self.start, self.end, self.text
        p.CommentHandler, p.ProcessingInstructionHandler = self.comment, self.instruction
        p.StartCdataSectionHandler, p.EndCdataSectionHandler = self.cdata_start, self.cdata_end
        p.XmlDeclHandler, p.StartDoctypeDeclHandler = self.declaration, self.doctype

    def add(self, node: XmlNode) -> None:
        node.parent = self.parent
        self.parent.children.append(node)

    def start(self, name: str, pairs: list[str]) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 2
        element = XmlElement(self.document, name)
        for n, v in zip(pairs[::2], pairs[1::2]):
            attribute = XmlAttribute(self.document, n, "", v)
            attribute.element = element
            element.attributes.append(attribute)
        self.add(element)
        self._resolve(element, line, column)
        if isinstance(self.parent, XmlElement):
            self.parent.is_empty = False
        self.parent = element
        self.open.append((name, line, column))

    def _resolve(self, element: XmlElement, line: int, column: int) -> None:
        for a in element.attributes:
            if a.name == "xmlns" or a.prefix == "xmlns":
                a.ns = XMLNS
        element.ns = element.namespace_of(element.prefix)
        for node in (element, *element.attributes):
            prefix = node.prefix
            if prefix and prefix not in ("xml", "xmlns"):
                node.ns = element.namespace_of(prefix)
                if not node.ns:
                    raise _fail(f"'{prefix}' is an undeclared prefix.", line, column)
            elif prefix == "xml":
                node.ns = XML_NS

    def end(self, name: str) -> None:
        element = self.parent
        assert isinstance(element, XmlElement)
        at = self.parser.CurrentByteIndex  # just past `/>` of an empty tag, else at `</`
        element.is_empty = not element.children and self.data[at - 2:at] == b"/>"
        self.open.pop()
        assert element.parent is not None
        self.parent = element.parent

    def text(self, data: str) -> None:
        if self.cdata is not None:
            self.cdata.append(data)
            return
        if self.parent.kind == 1 and isinstance(self.parent, XmlElement):
            self.parent.is_empty = False
        if data.strip(" \t\r\n"):
            self.add(XmlText(self.document, value=data))
        elif self._preserving():
            self.add(XmlSignificantWhitespace(self.document, value=data))
        elif self.document.preserve_whitespace:
            self.add(XmlWhitespace(self.document, value=data))

    def _preserving(self) -> bool:
        node: Optional[XmlNode] = self.parent
        while node is not None:
            for a in node.attribute_list():
                if a.name == "xml:space":
                    return a.value == "preserve"
            node = node.parent
        return False

    def comment(self, data: str) -> None:
        self.add(XmlComment(self.document, value=data))

    def instruction(self, target: str, data: str) -> None:
        self.add(XmlProcessingInstruction(self.document, target, value=data))

    def cdata_start(self) -> None:
        self.cdata = []

    def cdata_end(self) -> None:
        self.add(XmlCDataSection(self.document, value="".join(self.cdata or [])))
        self.cdata = None

    def declaration(self, version: str, encoding: Optional[str], standalone: int) -> None:
        self.add(XmlDeclaration(self.document).set_parts(version, encoding, {1: "yes", 0: "no"}.get(standalone)))

    def doctype(self, name: str, system_id: Optional[str], public_id: Optional[str], has_subset: bool) -> None:
        node = XmlDocumentType(self.document, name)
        node.system_id, node.public_id = system_id or "", public_id or ""
        self.add(node)


def load_xml(document: XmlDocument, text: str, lenient: bool = False) -> XmlDocument:
    """Fill a document; lenient: as PowerShell's cast reads (a fragment, so its errors at the root differ)."""
    document.remove_children()
    text = text[1:] if text.startswith("\ufeff") else text
    if lenient and not text:
        return document
    _run(_Builder(document, document), text, lenient)
    return document


def load_fragment(parent: XmlNode, text: str) -> None:
    """InnerXml = text: replaces what is inside a node."""
    scratch = XmlDocument()
    scratch.preserve_whitespace = parent.document().preserve_whitespace
    builder = _Builder(scratch, scratch)
    prefixes: dict[str, str] = {}
    node: Optional[XmlNode] = parent
    while node is not None:
        for a in node.attribute_list():
            if a.ns == XMLNS:
                prefixes.setdefault(a.name, a.value or "")
        if node.kind == 1 and node.ns:
            prefixes.setdefault(f"xmlns:{node.prefix}" if node.prefix else "xmlns", node.ns)
        node = node.parent
    from shell.clr.xml_output import escape_attribute
    head = "<x" + "".join(f' {n}="{escape_attribute(v)}"' for n, v in prefixes.items()) + ">"
    _run(builder, head + text + "</x>", False, len(head))
    from shell.clr.xml_nodes import adopt
    root = scratch.document_element()
    parent.remove_children()
    for c in root.children if root is not None else []:
        parent.append_child(adopt(c, parent.document()))


def _run(builder: _Builder, text: str, lenient: bool, shift: int = 0) -> None:
    try:
        builder.data = text.encode("utf-8", "replace")
        builder.parser.Parse(builder.data, True)
    except expat.ExpatError as error:
        raise _translate(builder, text, error, lenient, shift) from None


def _translate(builder: _Builder, text: str, error: expat.ExpatError, lenient: bool, shift: int) -> Exception:
    line, column = error.lineno, error.offset
    if line == 1:
        column -= shift
    rest = text.encode("utf-8", "replace")[max(builder.parser.ErrorByteIndex, 0):].decode("utf-8", "replace")
    code = error.code
    if code == 7 and builder.open:
        name, at_line, at = builder.open[-1]
        found = re.match(r"(?:</)?([^\s>]*)", rest)
        return _fail(f"The '{name}' start tag on line {at_line} position {at} does not match the end tag of '{found.group(1) if found else ''}'.", line, column + 1)
    if code in (3, 5, 6) or not rest:
        return _at_end(builder, lenient, line, column, code)
    if code == 9:
        if rest.startswith("<") and not rest.startswith(("</", "<!", "<?")):
            return _fail("There are multiple root elements.", line, column + 2)
        return InvalidOperationException(WRONG_TYPE) if lenient and not rest.startswith("<") else _fail(_AT_ROOT, line, column + 1)
    if code == 2 or (not builder.open and not rest.startswith("<") and not text[:1] == "<"):
        return InvalidOperationException(WRONG_TYPE) if lenient and not text.lstrip().startswith("<") else _fail(_AT_ROOT, line, column + 1)
    return _malformed(text, rest, code, line, column, builder)


def _at_end(builder: _Builder, lenient: bool, line: int, column: int, code: int) -> Exception:
    if builder.open or code in (5, 6):
        if lenient:
            return _fail(_AT_ROOT, 1, 1)
        names = ", ".join(n for n, _, _ in reversed(builder.open))
        return _fail(f"Unexpected end of file has occurred. The following elements are not closed: {names}.", line, column + 1)
    return XmlException("Root element is missing.")


def _malformed(text: str, rest: str, code: int, line: int, column: int, builder: _Builder) -> NetException:
    start = text.split("\n")[line - 1][:column]
    if code == 8:
        name = re.match(r"[\w:.-]+", rest)
        return _fail(f"'{name.group(0) if name else ''}' is a duplicate attribute name.", line, column + 1)
    if code == 11:
        name = re.match(r"&([\w:.-]+);", rest)
        return _fail(f"Reference to undeclared entity '{name.group(1) if name else ''}'.", line, column + 2)
    if start.endswith("&"):
        return _fail("An error occurred while parsing EntityName.", line, column + 1)
    token = rest[:1]
    if re.search(r"=\s*$", start):
        return _fail(f"'{token}' is an unexpected token. The expected token is '\"' or '''.", line, column + 1)
    if re.search(r"<[\w:.-]+(\s[^<>]*)?\s[\w:.-]+\s*$", start):
        return _fail(f"'{token}' is an unexpected token. The expected token is '='.", line, column + 1)
    if re.search(r"=\s*[\"'][^\"'<>]*$", start) and token == "<":
        return _fail("'<', hexadecimal value 0x3C, is an invalid attribute character.", line, column + 1)
    if start.endswith("<") or start.endswith("</"):
        return _fail(f"Name cannot begin with the '{token}' character, hexadecimal value 0x{ord(token):02X}.", line, column + 1)
    if token and ord(token) < 32:
        return _fail(f"'{token}', hexadecimal value 0x{ord(token):02X}, is an invalid character.", line, column + 1)
    if token == "<" and not builder.open:
        return _fail(_AT_ROOT, line, column + 1)
    return _fail(f"'{token}' is an unexpected token.", line, column + 1)
