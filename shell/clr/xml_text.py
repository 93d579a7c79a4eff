"""XmlWriter, XmlTextWriter, XmlWriterSettings, XmlConvert."""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.clr.encodings import UTF8, Encoding
from shell.clr.enums import define_enum
from shell.clr.exceptions import FormatException, InvalidOperationException
from shell.clr.io_streams import NetStream
from shell.clr.io_text import StringWriter, TextWriter, open_writer
from shell.clr.string_builder import StringBuilder
from shell.clr.typeinfo import NetType
from shell.clr.xml_nodes import XmlAttribute, XmlCDataSection, XmlComment, XmlDocument, XmlElement, XmlNode, XmlText
from shell.clr.xml_output import indented, outer_xml

Value = Any
Formatting = define_enum("System.Xml.Formatting", {"None": 0, "Indented": 1})


class XmlWriterSettings:
    """How an XmlWriter writes."""

    def __init__(self) -> None:
        self.indent, self.indent_chars, self.new_line = False, "  ", "\n"
        self.omit_declaration = False
        self.encoding: Encoding = UTF8
        self.close_output = self.attributes_on_lines = False
        self.conformance: Value = None
        self.ps_ext: Optional[dict[str, Value]] = None


class XmlWriter:
    """Builds nodes and writes them out when flushed or closed."""

    def __init__(self, target: TextWriter, settings: XmlWriterSettings, declare: bool, owned: bool) -> None:
        self.target, self.settings, self.declare, self.owned = target, settings, declare, owned
        self.document = XmlDocument()
        self.at: XmlNode = self.document
        self.attribute: Optional[XmlAttribute] = None
        self.raw: list[str] = []
        self.ps_ext: Optional[dict[str, Value]] = None

    def start_document(self, standalone: Optional[bool] = None) -> None:
        self.declare = not self.settings.omit_declaration

    def start_element(self, *parts: Optional[str]) -> None:
        """(localName), (localName, ns) or (prefix, localName, ns)."""
        if len(parts) == 3:
            name, ns = f"{parts[0]}:{parts[1]}" if parts[0] else parts[1] or "", parts[2] or ""
        else:
            name, ns = parts[0] or "", (parts[1] or "" if len(parts) > 1 else self.at.namespace_of("") if self.at is not self.document else "")
        element = XmlElement(self.document, name, ns)
        self.put(element)
        self.at = element

    def put(self, node: XmlNode) -> None:
        node.parent = self.at
        self.at.children.append(node)

    def put_document(self, document: XmlDocument) -> None:
        """XmlDocument.Save and WriteTo: the nodes of another document; its declaration gives way to the writer's own."""
        for child in document.children:
            if child.kind != 17:
                self.at.children.append(child)
        self.finish()

    def end_element(self, full: bool = False) -> None:
        if not isinstance(self.at, XmlElement) or self.at.parent is None:
            raise InvalidOperationException("There was no XML start tag open.")
        if full:
            self.at.is_empty = False
        self.at = self.at.parent

    def start_attribute(self, *parts: str) -> None:
        assert isinstance(self.at, XmlElement)
        self.attribute = self.at.set_attribute(f"{parts[0]}:{parts[1]}" if len(parts) == 3 and parts[0] else parts[0] if len(parts) < 3 else parts[1], "")

    def end_attribute(self) -> None:
        self.attribute = None

    def attribute_text(self, *parts: Value) -> None:
        """(name, value), (name, ns, value) or (prefix, name, ns, value)."""
        self.start_attribute(*([parts[0]] if len(parts) < 4 else parts[:3]))
        self.text(parts[-1])
        self.end_attribute()

    def text(self, value: Value) -> None:
        from shell.clr.string_builder import as_text
        shown = ("true" if value else "false") if isinstance(value, bool) else as_text(value)
        if self.attribute is not None:
            self.attribute.value = (self.attribute.value or "") + shown
        elif shown:
            self.put(XmlText(self.document, value=shown))
        elif isinstance(self.at, XmlElement):
            self.at.is_empty = False

    def element_text(self, *parts: Value) -> None:
        """(name, value), (name, ns, value) or (prefix, name, ns, value)."""
        self.start_element(*parts[:-1])
        if parts[-1]:
            self.text(parts[-1])
        self.end_element()

    def write_raw(self, text: str) -> None:
        from shell.clr.xml_parse import load_fragment
        holder = XmlElement(self.document, "x")
        load_fragment(holder, text)
        for c in list(holder.children):
            holder.remove_child(c)
            self.put(c)

    def finish(self) -> None:
        """Write what was built."""
        while self.at is not self.document:
            self.end_element()
        body = indented(self.document, self.settings.indent_chars, self.settings.new_line) if self.settings.indent else outer_xml(self.document)
        self.document.children = []
        if self.declare and body:
            name = "utf-16" if isinstance(self.target, StringWriter) else self.settings.encoding.web_name
            body = f'<?xml version="1.0" encoding="{name}"?>' + (self.settings.new_line if self.settings.indent else "") + body
            self.declare = False
        if body:
            self.target.write(body)
        self.target.flush()

    def close(self) -> None:
        self.finish()
        if self.owned:
            self.target.close()


def create_writer(target: Value, settings: Optional[XmlWriterSettings] = None) -> XmlWriter:
    """XmlWriter.Create on a path, stream, text writer or StringBuilder."""
    chosen = settings or XmlWriterSettings()
    if isinstance(target, StringBuilder):
        return XmlWriter(StringWriter(target), chosen, not chosen.omit_declaration, False)
    if isinstance(target, (str, NetStream)):
        return XmlWriter(open_writer(target, chosen.encoding) if isinstance(target, NetStream) else open_writer(target, False, chosen.encoding), chosen,
                         not chosen.omit_declaration, isinstance(target, str) or chosen.close_output)
    return XmlWriter(target, chosen, not chosen.omit_declaration, chosen.close_output)


def text_writer(target: Value, encoding: Optional[Encoding] = None) -> XmlWriter:
    """XmlTextWriter's constructor: declares only in WriteStartDocument."""
    settings = XmlWriterSettings()
    settings.encoding = encoding or UTF8
    writer = create_writer(target, settings)
    writer.declare, writer.owned = False, True
    return writer


SETTINGS = NetType("System.Xml.XmlWriterSettings", XmlWriterSettings)
SETTINGS.new("System.Xml.XmlWriterSettings new()")(XmlWriterSettings)
for _name, _type, _attribute in (("Indent", "bool", "indent"), ("IndentChars", "string", "indent_chars"), ("NewLineChars", "string", "new_line"),
                                 ("OmitXmlDeclaration", "bool", "omit_declaration"), ("Encoding", "System.Text.Encoding", "encoding"),
                                 ("CloseOutput", "bool", "close_output"), ("NewLineOnAttributes", "bool", "attributes_on_lines"),
                                 ("ConformanceLevel", "System.Object", "conformance")):
    SETTINGS.attr(_name, _type, _attribute, writable=True)
WRITER = NetType("System.Xml.XmlWriter", XmlWriter, interfaces=("System.IDisposable", "System.IAsyncDisposable"))
_W = WRITER
_W.attr("Settings", "System.Xml.XmlWriterSettings", "settings")
for _target in ("string outputFileName", "System.IO.Stream output", "System.IO.TextWriter output", "System.Text.StringBuilder output"):
    _W.static(*(f"System.Xml.XmlWriter Create({_target}{more})" for more in ("", ", System.Xml.XmlWriterSettings settings")))(create_writer)
_W.method("void WriteStartDocument()", "void WriteStartDocument(bool standalone)")(XmlWriter.start_document)
_W.method("void WriteEndDocument()")(lambda w: None)
_W.method("void WriteStartElement(string localName)", "void WriteStartElement(string localName, string ns)", "void WriteStartElement(string prefix, string localName, string ns)")(
    XmlWriter.start_element)
_W.method("void WriteEndElement()")(XmlWriter.end_element)
_W.method("void WriteFullEndElement()")(lambda w: w.end_element(True))
_W.method("void WriteStartAttribute(string localName)", "void WriteStartAttribute(string localName, string ns)",
          "void WriteStartAttribute(string prefix, string localName, string ns)")(XmlWriter.start_attribute)
_W.method("void WriteEndAttribute()")(XmlWriter.end_attribute)
_W.method("void WriteAttributeString(string localName, string value)", "void WriteAttributeString(string localName, string ns, string value)",
          "void WriteAttributeString(string prefix, string localName, string ns, string value)")(XmlWriter.attribute_text)
_W.method("void WriteElementString(string localName, string value)", "void WriteElementString(string localName, string ns, string value)",
          "void WriteElementString(string prefix, string localName, string ns, string value)")(XmlWriter.element_text)
_W.method("void WriteString(string text)", "void WriteValue(string value)", "void WriteValue(System.Object value)")(XmlWriter.text)
_W.method("void WriteCData(string text)")(lambda w, text: w.put(XmlCDataSection(w.document, value=text)))
_W.method("void WriteComment(string text)")(lambda w, text: w.put(XmlComment(w.document, value=text)))
_W.method("void WriteRaw(string data)")(XmlWriter.write_raw)
_W.method("void Flush()")(lambda w: w.finish() if w.at is w.document else None)
_W.method("void Close()", "void Dispose()")(XmlWriter.close)
TEXT_WRITER = NetType("System.Xml.XmlTextWriter", base=WRITER)
TEXT_WRITER.new("System.Xml.XmlTextWriter new(System.IO.TextWriter w)", "System.Xml.XmlTextWriter new(string filename, System.Text.Encoding encoding)",
                "System.Xml.XmlTextWriter new(System.IO.Stream w, System.Text.Encoding encoding)")(text_writer)
_W.prop("Formatting", "System.Xml.Formatting", lambda w, v: setattr(w.settings, "indent", int(v) == 1))(lambda w: Formatting(int(w.settings.indent)))
_W.prop("Indentation", "int", lambda w, v: setattr(w.settings, "indent_chars", " " * v))(lambda w: len(w.settings.indent_chars))

CONVERT = NetType("System.Xml.XmlConvert")


def _encode_name(name: str) -> str:
    out = re.sub(r"_x(?=[0-9A-Fa-f]{4}_)", "_x005F_x", name)
    return re.sub(r"[^\w.\-]", lambda m: f"_x{ord(m.group(0)):04X}_", out) if out[:1].isalpha() or out[:1] == "_" else f"_x{ord(out[0]):04X}_" + out[1:] if out else out


def _decode_name(name: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), name)


def _to_boolean(text: str) -> bool:
    word = text.strip()
    if word not in ("true", "false", "1", "0"):
        raise FormatException(f"The string '{text}' is not a valid Boolean value.")
    return word in ("true", "1")


CONVERT.static("string EncodeName(string name)", "string EncodeLocalName(string name)")(_encode_name)
CONVERT.static("string DecodeName(string name)")(_decode_name)
CONVERT.static("bool ToBoolean(string s)")(_to_boolean)
CONVERT.static("int ToInt32(string s)")(lambda s: int(s.strip()))
CONVERT.static("string ToString(bool value)")(lambda v: "true" if v else "false")
CONVERT.static("string ToString(System.Object value)")(lambda v: StringBuilder().append(v).text())
