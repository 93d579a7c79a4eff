"""Update-FormatData and Get-FormatData: views from files, and which views there are."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType
from shell.clr.wildcards import WildcardPattern
from shell.formatting.catalog.index import FAMILIES
from shell.formatting.scope import current_views, own_views
from shell.formatting.view_files import ViewFileError, ViewReader
from shell.formatting.views import View, catalog_views
from shell.objects.records import ItemNotFoundException, RuntimeException
from shell.runtime.cmdlet import Cmdlet

Value = Any


class UpdateFormatData(Cmdlet):
    name = "Update-FormatData"
    synopsis = "Loads views from format.ps1xml files into this session."
    examples = (("Load a file's views", "Update-FormatData -PrependPath ./server.format.ps1xml"),)
    AppendPath: Optional[list[str]] = None
    PrependPath: Optional[list[str]] = None

    def process(self) -> None:
        for path in self.PrependPath or ():
            views = self._load(str(path))
            if views is not None:
                own_views(self.ctx).prepend(views)
        for path in self.AppendPath or ():
            views = self._load(str(path))
            if views is not None:
                own_views(self.ctx).append(views)

    def _load(self, path: str) -> Optional[list[View]]:
        full = self.ctx.full_path(path)
        if not os.path.exists(full):
            self.error(f"Cannot find path '{full}' because it does not exist.", "PathNotFound", "ObjectNotFound", full, ItemNotFoundException)
            return None
        if not full.lower().endswith(".ps1xml"):
            self.error(f'Cannot read the file "{full}"  because it does not have the file name extension "ps1xml".', "WrongExtension", "InvalidArgument", None,
                       NetException)
            return None
        try:
            with open(full, encoding="utf-8-sig") as f:
                return ViewReader(lambda text: self.ctx.compile(text, full)).read(f.read())
        except ViewFileError as error:
            self.error(f"Errors occurred while loading the format data file: \n{full}, Error in file {full}: {error}", "FormatXmlUpdateException",
                       "InvalidOperation", None, RuntimeException)
            return None


class ViewDefinition:
    """One entry of FormatViewDefinition."""

    def __init__(self, view: View) -> None:
        self.view_name = view.name
        self.control = {"table": "TableControl", "list": "ListControl", "wide": "WideControl", "custom": "CustomControl"}[view.kind]

    def __str__(self) -> str:
        return f"{self.view_name} , {self.control}"


class ExtendedTypeDefinition:
    """What Get-FormatData gives: a type's name and its views."""

    def __init__(self, type_name: str, views: list[View]) -> None:
        self.type_name = type_name
        self.names = [type_name]
        self.sources = views
        self.views = [ViewDefinition(v) for v in views]

    def __str__(self) -> str:
        return self.type_name


_VIEW = NetType("System.Management.Automation.FormatViewDefinition", ViewDefinition)
_VIEW.attr("Name", "string", "view_name")
_VIEW.attr("Control", "System.Management.Automation.PSControl", "control")
_TYPE = NetType("System.Management.Automation.ExtendedTypeDefinition", ExtendedTypeDefinition)
_TYPE.attr("TypeNames", "System.Collections.Generic.List[string]", "names")
_TYPE.attr("FormatViewDefinition", "System.Collections.Generic.List[System.Management.Automation.FormatViewDefinition]", "views")
_TYPE.attr("TypeName", "string", "type_name")


class GetFormatData(Cmdlet):
    name = "Get-FormatData"
    synopsis = "Tells which types have views, and which."
    examples = (("Views of versions", "Get-FormatData System.Version"),)
    TypeName: Optional[list[str]] = None
    PowerShellVersion: Value = None

    def process(self) -> None:
        patterns = [WildcardPattern(str(n), ignore_case=True) for n in self.TypeName or ["*"]]
        found: dict[str, list[View]] = {}
        for view in current_views(self.ctx).own_views() + [v for t in FAMILIES for v in catalog_views(t)]:
            for name in view.types:
                if any(p.matches(name) for p in patterns) and view not in found.setdefault(name, []):
                    found[name].append(view)
        for name in sorted(found, key=str.lower):
            self.write(ExtendedTypeDefinition(name, found[name]))
