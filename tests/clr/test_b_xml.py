"""The XML document object model, PowerShell's view of it, XPath, and error texts."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shell.clr import index  # noqa: F401
from shell.clr.exceptions import NetException
from shell.clr.typeinfo import typeof
from shell.clr.xml_nodes import XmlDocument, XmlElement, parse_xml, xml_get, xml_names, xml_set
from shell.clr.xml_output import indented, save
from shell.clr.xml_parse import load_fragment, load_xml
from shell.clr.xpath import select_nodes
from shell.clr.xpath_parse import XPathException

CFG = '<cfg ver="2"><item id="1">one</item><item id="2"><name>two</name></item><single>s</single><empty/><mixed>a<b>c</b></mixed></cfg>'


@pytest.mark.parametrize("text, lenient, expected", [
    ("<a><b></a>", True, "The 'b' start tag on line 1 position 5 does not match the end tag of 'a'. Line 1, position 9."),
    ("<a>", True, "Data at the root level is invalid. Line 1, position 1."),
    ("oops", True, "The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type."),
    ("oops", False, "Data at the root level is invalid. Line 1, position 1."),
    ("<a>", False, "Unexpected end of file has occurred. The following elements are not closed: a. Line 1, position 4."),
    ("", False, "Root element is missing."),
    ("<a/><b/>", False, "There are multiple root elements. Line 1, position 6."),
    ("<a b=1/>", False, "'1' is an unexpected token. The expected token is '\"' or '''. Line 1, position 6."),
    ('<a b="1" b="2"/>', False, "'b' is a duplicate attribute name. Line 1, position 10."),
    ("<a>&nbsp;</a>", False, "Reference to undeclared entity 'nbsp'. Line 1, position 5."),
    ("<x:a/>", False, "'x' is an undeclared prefix. Line 1, position 2."),
])
def test_errors(text: str, lenient: bool, expected: str) -> None:
    with pytest.raises(NetException) as caught:
        load_xml(XmlDocument(), text, lenient)
    assert caught.value.message == expected


def test_properties() -> None:
    x = parse_xml(CFG)
    cfg = xml_get(x, "CFG")
    assert isinstance(cfg, XmlElement)
    assert xml_names(cfg) == ["ver", "item", "single", "empty", "mixed"]
    assert (xml_get(cfg, "ver"), xml_get(cfg, "single"), xml_get(cfg, "empty"), xml_get(cfg, "nope", 7)) == ("2", "s", "", 7)
    assert len(xml_get(cfg, "item")) == 2
    xml_set(cfg, "ver", "3")
    xml_set(cfg, "single", "changed")
    xml_set(xml_get(cfg, "item")[1], "name", "new")
    assert x.outer_xml() == CFG.replace('ver="2"', 'ver="3"').replace(">s<", ">changed<").replace("two", "new").replace("<empty/>", "<empty />")
    with pytest.raises(NetException, match='Cannot set "item" because only strings'):
        xml_set(cfg, "item", "z")
    assert typeof(cfg).hierarchy()[:3] == ["System.Xml.XmlElement", "System.Xml.XmlLinkedNode", "System.Xml.XmlNode"]


@pytest.mark.parametrize("path, expected", [
    ("//item[@id='2']/name", ["two"]),
    ("/cfg/item[1]", ["one"]),
    ("/cfg/item[last()]/name/text()", ["two"]),
    ("//@id", ["1", "2"]),
    ("//item[position()>1]/@id", ["2"]),
    ("//b/..", ["ac"]),
    ("//item[not(name)]", ["one"]),
    ("//*[starts-with(name(), 'si')]", ["s"]),
    ("//b/ancestor::cfg/@ver", ["2"]),
    ("//single | //b", ["s", "c"]),
    ("//single/following-sibling::*", ["", "ac"]),
    ("//item[@id=1 and .='one' or contains(., 'zzz')]", ["one"]),
    ("/cfg/*[count(*)=1]/@id", ["2"]),
    ("//none", []),
])
def test_xpath(path: str, expected: list[str]) -> None:
    assert [n.inner_text() for n in select_nodes(parse_xml(CFG), path)] == expected


@pytest.mark.parametrize("path, message", [("//[", "Expression must evaluate to a node-set."), ("count(//item)", "Expression must evaluate to a node-set."),
                                           ("//n:i", "Namespace Manager or XsltContext needed.")])
def test_xpath_errors(path: str, message: str) -> None:
    with pytest.raises(XPathException, match=message.replace("(", "\\(")):
        select_nodes(parse_xml(CFG), path)


def test_namespaces() -> None:
    x = parse_xml('<r xmlns="u:x"><i>1</i></r>')
    assert select_nodes(x, "//i") == []
    assert [n.inner_text() for n in select_nodes(x, "//n:i", {"n": "u:x"}.get)] == ["1"]
    root = x.document_element()
    assert root is not None
    root.append_child(XmlElement(x, "p", ""))
    assert x.outer_xml() == '<r xmlns="u:x"><i>1</i><p xmlns="" /></r>'


def test_build_and_save(tmp_path: Path) -> None:
    x = XmlDocument()
    load_xml(x, '<?xml version="1.0"?><r><a>1</a><!-- c --><b/><m>t<i/></m></r>')
    root: Any = x.document_element()
    root.set_attribute("q", 'a"<\n')
    load_fragment(root.children[2], "<k/>x")
    assert root.outer_xml() == '<r q="a&quot;&lt;&#xA;"><a>1</a><!-- c --><b><k />x</b><m>t<i /></m></r>'
    root.remove_attribute("q")
    assert indented(x) == '<?xml version="1.0"?>\n<r>\n  <a>1</a>\n  <!-- c -->\n  <b>\n    <k />x</b>\n  <m>t<i /></m>\n</r>'
    save(x, str(tmp_path / "o.xml"))
    assert (tmp_path / "o.xml").read_bytes().startswith(b"<?xml")
    with pytest.raises(NetException, match="wrong type"):
        x.append_child(root.children[0].children[0])
    with pytest.raises(NetException, match="already has a 'DocumentElement'"):
        x.append_child(XmlElement(x, "z"))
