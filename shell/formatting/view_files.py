"""Reads views from format.ps1xml files (Update-FormatData): table, list, wide and custom controls with their groups.

Expressions are script texts; they are compiled by the callable the caller gives.
"""
from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any, Callable, Optional

from shell.formatting.packets import CUSTOM, LIST, TABLE, WIDE
from shell.formatting.views import Grouping, Item, View

Value = Any
Compile = Callable[[str], Value]  # script text -> script block


class ViewFileError(Exception):
    """The file is no view file; the text says where and why."""


def _child(node: Optional[ET.Element], *names: str) -> Optional[ET.Element]:
    for name in names:
        if node is None:
            return None
        node = next((c for c in node if c.tag == name), None)
    return node


def _text(node: Optional[ET.Element], name: str) -> Optional[str]:
    found = _child(node, name)
    return None if found is None else (found.text or "")


_TAG = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(/?)([\w:.-]+)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*?)(/?)>", re.S)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _mismatch(text: str) -> Optional[str]:
    """The message about the first end tag that closes another element than the open one."""
    opened: list[tuple[str, int]] = []
    for m in _TAG.finditer(text):
        closing, name, _, empty = m.groups()
        if name is None or empty:
            continue
        if not closing:
            opened.append((name, m.start(2)))
            continue
        start_name, start = opened.pop() if opened else ("", 0)
        if start_name != name:
            (line, column), (end_line, end_column) = _place(text, start), _place(text, m.start(2))
            return (f"The '{start_name}' start tag on line {line} position {column} does not match the end tag of '{name}'. "
                    f"Line {end_line}, position {end_column}.")
    return None


class ViewReader:
    """Turns the elements of one file into views."""

    def __init__(self, compile_script: Compile) -> None:
        self._compile = compile_script

    def read(self, text: str) -> list[View]:
        """All views of a file; raises ViewFileError."""
        try:
            root = ET.fromstring(text)
        except ET.ParseError as error:
            line, column = error.position
            raise ViewFileError(_mismatch(text) or f"{str(error).split(':')[0]}. Line {line}, position {column + 1}.") from None
        if root.tag != "Configuration":
            raise ViewFileError(f"The root element {root.tag} is not Configuration.")
        sets = {_text(s, "Name") or "": [t.text or "" for t in _child(s, "Types") or ()] for s in root.iter("SelectionSet")}
        controls = {_text(c, "Name") or "": c for c in _child(root, "Controls") or ()}
        return [v for node in _child(root, "ViewDefinitions") or () if node.tag == "View" for v in self._view(node, sets, controls)]

    def _view(self, node: ET.Element, sets: dict[str, list[str]], controls: dict[str, ET.Element]) -> list[View]:
        name = _text(node, "Name") or ""
        types: list[str] = []
        for selected in _child(node, "ViewSelectedBy") or ():
            types.extend([selected.text or ""] if selected.tag == "TypeName" else sets.get(selected.text or "", []))
        group = self._group(_child(node, "GroupBy"), controls)
        for tag, build in (("TableControl", self._table), ("ListControl", self._list), ("WideControl", self._wide), ("CustomControl", self._custom)):
            control = _child(node, tag)
            if control is not None:
                view = build(name, types, control)
                view.group = group
                view.out_of_band = _child(node, "OutOfBand") is not None
                return [view]
        raise ViewFileError(f"The view {name} has no control.")

    def _expression(self, node: Optional[ET.Element], **more: Any) -> Item:
        """PropertyName or ScriptBlock, with FormatString and label beside it."""
        name, script = _text(node, "PropertyName"), _text(node, "ScriptBlock")
        made = Item(name if name is not None else script or "", format_string=_text(node, "FormatString") or "", **more)
        if name is None and script is not None:
            made.script = self._compile(script)
        return made

    def _group(self, node: Optional[ET.Element], controls: dict[str, ET.Element]) -> Optional[Grouping]:
        if node is None:
            return None
        item = self._expression(node, label=_text(node, "Label"))
        return Grouping(item)

    def _table(self, name: str, types: list[str], control: ET.Element) -> View:
        headers = list(_child(control, "TableHeaders") or ())
        entry = _child(control, "TableRowEntries", "TableRowEntry")
        items = []
        for k, cell in enumerate(_child(entry, "TableColumnItems") or ()):
            header = headers[k] if k < len(headers) else None
            align = (_text(header, "Alignment") or _text(cell, "Alignment") or "").lower()
            items.append(self._expression(cell, label=_text(header, "Label"), width=int(_text(header, "Width") or 0),
                                          align=align if align in ("left", "right", "center") else None))
        return View(name, types, TABLE, items, hide_header=_child(control, "HideTableHeaders") is not None,
                    auto_size=_child(control, "AutoSize") is not None, wrap=_child(entry, "Wrap") is not None)

    def _list(self, name: str, types: list[str], control: ET.Element) -> View:
        items = [self._expression(i, label=_text(i, "Label")) for i in _child(control, "ListEntries", "ListEntry", "ListItems") or ()]
        return View(name, types, LIST, items)

    def _wide(self, name: str, types: list[str], control: ET.Element) -> View:
        item = self._expression(_child(control, "WideEntries", "WideEntry", "WideItem"))
        return View(name, types, WIDE, [item], items_per_row=int(_text(control, "ColumnNumber") or 0), auto_size=_child(control, "AutoSize") is not None)

    def _custom(self, name: str, types: list[str], control: ET.Element) -> View:
        body = _child(control, "CustomEntries", "CustomEntry", "CustomItem")
        return View(name, types, CUSTOM, render=self._renderer(body))

    def _renderer(self, body: Optional[ET.Element]) -> Callable[[Value, Any], list[str]]:
        parts = [self._part(node) for node in body] if body is not None else []

        def render(value: Value, scope: Any) -> list[str]:
            return "".join(part(value, scope) for part in parts).split("\n")
        return render

    def _part(self, node: ET.Element) -> Callable[[Value, Any], str]:
        """One element of a custom item: text, a line break, an expression, or an indented frame of such."""
        if node.tag == "NewLine":
            count = int(_text(node, "Count") or 1)
            return lambda value, scope: "\n" * count
        if node.tag == "ExpressionBinding":
            item = self._expression(node)
            return lambda value, scope: _shown(item, value, scope)
        if node.tag == "Frame":
            indent = int(_text(node, "LeftIndent") or 0)
            inner = self._renderer(_child(node, "CustomItem"))
            return lambda value, scope: "\n".join(" " * indent + line if line else line for line in inner(value, scope))
        text = node.text or ""
        return lambda value, scope: text


def _shown(item: Item, value: Value, scope: Any) -> str:
    from shell.formatting.generators import Generator, Options, item_field
    return Generator(scope, Options(), None).text(item_field(item, scope), value, item.format_string)
