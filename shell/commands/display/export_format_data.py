"""Export-FormatData: views as a format.ps1xml file that Update-FormatData reads."""
from __future__ import annotations

import os
from typing import Any, Optional
from xml.sax.saxutils import escape

from shell.clr.exceptions import IOException
from shell.commands.display.format_data import ExtendedTypeDefinition
from shell.commands.files.base import net_from_os
from shell.formatting.packets import LIST, TABLE, WIDE
from shell.formatting.views import Item, View
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any


class ExportFormatData(Cmdlet):
    name = "Export-FormatData"
    synopsis = "Writes views to a format file."
    description = ("Writes what Get-FormatData gives to a format.ps1xml file. Columns that show a property come out as they are; columns that built-in views work out by "
                   "themselves cannot be written and are left out, with a warning.")
    examples = (("The views of one type", "Get-FormatData System.Version | Export-FormatData -Path ./version.format.ps1xml"),)

    InputObject: Optional[list[Value]] = None
    Path: Optional[str] = None
    LiteralPath: Optional[str] = None
    Force: bool = False
    NoClobber: bool = False
    IncludeScriptBlock: bool = False

    def begin(self) -> None:
        self._found: list[ExtendedTypeDefinition] = []

    def process(self) -> None:
        self._found += [d for d in map(base_of, self.InputObject or ()) if isinstance(d, ExtendedTypeDefinition)]

    def end(self) -> None:
        path = self.ctx.full_path(to_string(self.Path if self.Path is not None else self.LiteralPath))
        if self.NoClobber and os.path.exists(path):
            self.fail(f"The file '{path}' already exists.", "NoClobber", "ResourceExists", path, IOException)
        if self.Force and os.path.exists(path) and not os.access(path, os.W_OK):
            os.chmod(path, os.stat(path).st_mode | 0o200)
        self._left_out: list[str] = []
        views = list({id(v): v for d in self._found for v in d.sources}.values())
        text = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', "<Configuration>", "  <ViewDefinitions>",
                          *(line for v in views for line in self._view(v)), "  </ViewDefinitions>", "</Configuration>", ""])
        try:
            with open(path, "w", encoding="utf-8", newline="\n") as f:
                f.write(text)
        except OSError as e:
            raise self.terminate(ErrorRecord(net_from_os(e, path), "FileOpenFailure", "OpenError", path)) from e
        if self._left_out:
            self.warn(f"Left out, because they are worked out by the shell itself: {', '.join(self._left_out)}.")

    def _view(self, view: View) -> list[str]:
        if view.kind not in (TABLE, LIST, WIDE):
            self._left_out.append(f"view {view.name}")
            return []
        out = ["    <View>", f"      <Name>{escape(view.name)}</Name>", "      <ViewSelectedBy>"]
        out += [f"        <TypeName>{escape(t)}</TypeName>" for t in view.types]
        out.append("      </ViewSelectedBy>")
        items = [i for i in view.items if self._writable(view, i)]
        writer = {TABLE: self._table, LIST: self._list, WIDE: self._wide}[view.kind]
        return [*out, *writer(view, items), "    </View>"]

    def _writable(self, view: View, item: Item) -> bool:
        if item.source or item.script is not None and self.IncludeScriptBlock:
            return True
        self._left_out.append(f"{view.name}: {item.title}")
        return False

    def _value(self, item: Item) -> str:
        if item.script is not None and self.IncludeScriptBlock:
            return f"<ScriptBlock>{escape(to_string(item.script))}</ScriptBlock>"
        return f"<PropertyName>{escape(item.source)}</PropertyName>"

    def _table(self, view: View, items: list[Item]) -> list[str]:
        out = ["      <TableControl>"]
        if view.hide_header:
            out.append("        <HideTableHeaders/>")
        out.append("        <TableHeaders>")
        for i in items:
            facts = [f"<Label>{escape(i.label)}</Label>"] if i.label is not None else []
            facts += [f"<Width>{i.width}</Width>"] if i.width else []
            facts += [f"<Alignment>{i.align.capitalize()}</Alignment>"] if i.align else []
            out.append(f"          <TableColumnHeader>{''.join(facts)}</TableColumnHeader>")
        out += ["        </TableHeaders>", "        <TableRowEntries>", "          <TableRowEntry>", "            <TableColumnItems>"]
        out += [f"              <TableColumnItem>{self._value(i)}</TableColumnItem>" for i in items]
        return [*out, "            </TableColumnItems>", "          </TableRowEntry>", "        </TableRowEntries>", "      </TableControl>"]

    def _list(self, view: View, items: list[Item]) -> list[str]:
        out = ["      <ListControl>", "        <ListEntries>", "          <ListEntry>", "            <ListItems>"]
        for i in items:
            label = f"<Label>{escape(i.label)}</Label>" if i.label is not None else ""
            out.append(f"              <ListItem>{label}{self._value(i)}</ListItem>")
        return [*out, "            </ListItems>", "          </ListEntry>", "        </ListEntries>", "      </ListControl>"]

    def _wide(self, view: View, items: list[Item]) -> list[str]:
        out = ["      <WideControl>", "        <WideEntries>"]
        out += [f"          <WideEntry><WideItem>{self._value(i)}</WideItem></WideEntry>" for i in items]
        return [*out, "        </WideEntries>", "      </WideControl>"]
