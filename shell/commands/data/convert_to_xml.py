"""ConvertTo-Xml: objects as <Object> and <Property> elements."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.typeinfo import NetType, typeof
from shell.clr.xml_nodes import XmlDeclaration, XmlDocument, XmlElement, XmlText
from shell.clr.xml_output import indented
from shell.objects.enumeration import enumerate_value
from shell.objects.members import property_items
from shell.objects.psobject import MISSING, PSCustomObject, base_of
from shell.objects.text import net_string, to_display, to_string, type_name
from shell.runtime.cmdlet import Cmdlet
from shell.serialization import shape

Value = Any
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


def plain_text(value: Value) -> Optional[str]:
    """The text of what is written without properties; None for containers and objects."""
    base = base_of(value)
    if isinstance(base, PSCustomObject):
        return None
    t = typeof(base)
    if t.kind == "enum" or isinstance(base, (str, int, float, NetType)) or t.full_name in shape.PRIMITIVES and t.full_name != "System.Byte[]":
        return to_display(value)
    return net_string(base) if t.full_name in ("System.Decimal", "System.Numerics.BigInteger", "System.DateTimeOffset") else None


def _expands(base: Value) -> bool:
    """Custom objects and containers show their parts even where the depth is used up."""
    return isinstance(base, PSCustomObject) or shape.container_kind(base) is not None


class XmlMaker:
    """Builds the elements of one conversion."""

    def __init__(self, document: XmlDocument, with_types: bool) -> None:
        self.document, self.with_types = document, with_types

    def element(self, tag: str, value: Value, depth: int, name: Optional[str] = None) -> XmlElement:
        """The element of one value."""
        made = XmlElement(self.document, tag)
        made.is_empty = True
        if name is not None:
            made.set_attribute("Name", name)
        if self.with_types:
            made.set_attribute("Type", "System.Object" if value is None else type_name(value))
        if value is None:
            return made
        text = plain_text(value)
        if text is None and (depth < 0 or depth == 0 and not _expands(base_of(value))):
            text = to_string(value) if isinstance(value, PSCustomObject) else to_display(value)
        if text is not None:
            self._fill(made, text)
        else:
            self._parts(made, value, depth)
        return made

    def _fill(self, element: XmlElement, text: str) -> None:
        element.is_empty = False
        if text:
            element.append_child(XmlText(self.document, "#text", "", text))

    def _add(self, parent: XmlElement, value: Value, depth: int, name: Optional[str] = None) -> None:
        parent.is_empty = False
        parent.append_child(self.element("Property", value, depth, name))

    def _parts(self, made: XmlElement, value: Value, depth: int) -> None:
        base = base_of(value)
        if hasattr(base, "items") and hasattr(base, "put"):
            for key, item in base.items():
                self._add(made, key, depth - 1, "Key")
                self._add(made, item, depth - 1, "Value")
            return
        elements = None if isinstance(base, PSCustomObject) else enumerate_value(base)
        if elements is not None:
            for item in elements:
                self._add(made, item, depth - 1)
            return
        if depth == 0:
            self._add(made, to_string(value), 0)
        for name, item in property_items(value):
            self._add(made, item, depth - 1, name)


class ConvertToXml(Cmdlet):
    name = "ConvertTo-Xml"
    net_class = "Microsoft.PowerShell.Commands.ConvertToXmlCommand"
    synopsis = "Writes objects as XML, as a document or as text."
    examples = (("As text", "[pscustomobject]@{A=1} | ConvertTo-Xml -As String"),)

    InputObject: Value = MISSING
    Depth: int = 1
    As: str = "Document"
    NoTypeInformation: bool = False

    def begin(self) -> None:
        self._document = XmlDocument()
        self._maker = XmlMaker(self._document, not self.NoTypeInformation)
        self._kind = to_string(self.As).lower()
        declaration = XmlDeclaration(self._document, "xml").set_parts("1.0", "utf-8", None)
        self._root = XmlElement(self._document, "Objects")
        self._root.is_empty = False
        if self._kind == "stream":
            self.write(DECLARATION)
            self.write("<Objects>")
        else:
            self._document.append_child(declaration)
            self._document.append_child(self._root)

    def process(self) -> None:
        if self.InputObject is MISSING:
            return
        made = self._maker.element("Object", self.InputObject, int(self.Depth) or 1)
        if self._kind == "stream":
            self.write(indented(made))
        else:
            self._root.append_child(made)

    def end(self) -> None:
        if self._kind == "stream":
            self.write("</Objects>")
        elif self._kind == "string":
            self.write(indented(self._document))
        else:
            self.write(self._document)
