"""ConvertTo-Html: objects as an HTML table or list."""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.clr.exceptions import NotSupportedException
from shell.clr.wildcards import WildcardPattern
from shell.commands.objects.properties import run_block
from shell.objects.members import find_property_value, property_names
from shell.objects.psobject import MISSING, base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.serialization.csv_write import value_text

Value = Any
_SPECIAL = re.compile("[&<>\"'\xa0-\xff]")
_NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_STRICT = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
_LOOSE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
_KEYS = ("name", "label", "expression", "alignment", "width")


def html_text(text: str) -> str:
    """As WebUtility.HtmlEncode."""
    return _SPECIAL.sub(lambda m: _NAMES.get(m.group()) or f"&#{ord(m.group())};", text)


class Column:
    """One property argument."""

    __slots__ = ("label", "source", "align", "width")

    def __init__(self, label: str, source: Value, align: str = "", width: str = "") -> None:
        self.label, self.source, self.align, self.width = label, source, align, width

    def text(self, ctx: Any, value: Value) -> str:
        if isinstance(self.source, str):
            found = find_property_value(value, self.source)
        else:
            found = run_block(ctx, self.source, value)
        return "" if found is MISSING or found is None else html_text(value_text(found) or "")


class ConvertToHtml(Cmdlet):
    name = "ConvertTo-Html"
    net_class = "Microsoft.PowerShell.Commands.ConvertToHtmlCommand"
    synopsis = "Writes objects as an HTML page or table."
    examples = (("A table", "[pscustomobject]@{A=1} | ConvertTo-Html -Fragment"),)

    InputObject: Value = MISSING
    Property: Optional[list[Value]] = None
    As: str = "Table"
    Body: Optional[list[str]] = None
    Charset: Optional[str] = None
    CssUri: Value = None
    Fragment: bool = False
    Head: Optional[list[str]] = None
    Meta: Value = None
    PostContent: Optional[list[str]] = None
    PreContent: Optional[list[str]] = None
    Title: str = "HTML TABLE"
    Transitional: bool = False

    def begin(self) -> None:
        self._list = to_string(self.As).lower() == "list"
        self._columns: list[Column] = []
        self._count = 0
        if not self.Fragment:
            self._page_start()
        self.write_all([to_string(t) for t in self.PreContent or ()])
        self.write("<table>")

    def _page_start(self) -> None:
        self.write(_LOOSE if self.Transitional else _STRICT)
        self.write('<html xmlns="http://www.w3.org/1999/xhtml">')
        self.write("<head>")
        if self.Charset is not None:
            self.write(f'<meta charset="{self.Charset}">')
        meta = base_of(self.Meta)
        for key, item in meta.items() if meta is not None else ():
            self.write(f'<meta name="{to_string(key)}" content="{to_string(item)}">')
        if self.Head is not None:
            self.write_all([to_string(t) for t in self.Head])
        else:
            self.write(f"<title>{html_text(self.Title)}</title>")
        if self.CssUri is not None:
            self.write(f'<link rel="stylesheet" type="text/css" href="{to_string(self.CssUri)}" />')
        self.write("</head><body>")
        self.write_all([to_string(t) for t in self.Body or ()])

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING or value is None:
            return
        if not self._count:
            self._start(value)
        elif self._list:
            self.write("<tr><td><hr></td></tr>")
        self._count += 1
        if self._list:
            self.write_all([f"<tr><td>{html_text(c.label)}:</td><td>{c.text(self.ctx, value)}</td></tr>" for c in self._columns])
        else:
            self.write("<tr>" + "".join(f"<td>{c.text(self.ctx, value)}</td>" for c in self._columns) + "</tr>")

    def _start(self, value: Value) -> None:
        """The first object: columns, and a table's head."""
        for source in self.Property if self.Property is not None else ["*"]:
            self._columns += self._read_column(base_of(source), value)
        if self._list:
            return
        self.write("<colgroup>" + "".join(f"<col{_attribute('width', c.width)}{_attribute('align', c.align)}/>" for c in self._columns) + "</colgroup>")
        self.write("<tr>" + "".join(f"<th>{html_text(c.label)}</th>" for c in self._columns) + "</tr>")

    def _read_column(self, source: Value, value: Value) -> list[Column]:
        if hasattr(source, "items") and hasattr(source, "keys"):
            return [self._calculated(source)]
        if source.__class__.__name__ == "ScriptBlock":
            return [Column(source.text, source)]
        text = to_string(source)
        if not set("*?[").intersection(text):
            return [Column(text, text)]
        pattern = WildcardPattern(text)
        return [Column(n, n) for n in property_names(value) if pattern.matches(n)]

    def _calculated(self, table: Value) -> Column:
        found: dict[str, Value] = {}
        for key, item in table.items():
            names = [k for k in _KEYS if k.startswith(to_string(key).lower())]
            if not names:
                self.fail(f"The {to_string(key)} key is not valid.", "DictionaryKeyIllegal", "InvalidArgument", exception_class=NotSupportedException)
            found["label" if names[0] == "name" else names[0]] = base_of(item)
        source = found.get("expression", "")
        if not isinstance(source, str) and source.__class__.__name__ != "ScriptBlock":
            source = to_string(source)
        label = to_string(found["label"]) if "label" in found else source if isinstance(source, str) else source.text
        return Column(label, source, to_string(found.get("alignment", "")), to_string(found.get("width", "")))

    def end(self) -> None:
        self.write("</table>")
        self.write_all([to_string(t) for t in self.PostContent or ()])
        if not self.Fragment:
            self.write("</body></html>")


def _attribute(name: str, value: str) -> str:
    return f' {name}="{value}"' if value else ""
