"""Which generator shows an object: a registered view, else its default property set or all properties; up to four properties a table, else a list."""
from __future__ import annotations

from typing import Any, Optional

from shell.formatting.browse import BrowseGenerator
from shell.formatting.generators import (
    Generator,
    Options,
    PropertyList,
    PropertyTable,
    ViewCustomGenerator,
    ViewListGenerator,
    ViewTableGenerator,
    WideGenerator,
)
from shell.formatting.packets import CUSTOM, LIST, TABLE, WIDE
from shell.formatting.scope import FormatScope
from shell.formatting.values import default_display_set, shown_properties
from shell.formatting.views import View
from shell.objects.members import type_names
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, InformationalRecord, InformationRecord
from shell.objects.text import type_name

Value = Any
TABLE_LIMIT = 4
EXTENDED = "#PSExtendedError"  # what Get-Error gives has a view of its own
_BY_VIEW: dict[str, type[Generator]] = {TABLE: ViewTableGenerator, LIST: ViewListGenerator, WIDE: WideGenerator, CUSTOM: ViewCustomGenerator}
_BY_PROPERTIES: dict[str, type[Generator]] = {TABLE: PropertyTable, LIST: PropertyList, WIDE: WideGenerator, CUSTOM: BrowseGenerator}
_SHAPE_NAMES = {TABLE: "Table", LIST: "List", WIDE: "Wide", CUSTOM: "Custom"}


class UnknownView(Exception):
    """-View names no view of that kind for the object; `text` is for the user."""

    def __init__(self, view_name: str, shape: str, known: list[str], type_name: str) -> None:
        kind = _SHAPE_NAMES[shape]
        if known:
            hint = f"Specify one of the following {kind} views and try again: {', '.join(known)}."
        else:
            hint = f"There are no existing {kind} views for {type_name} objects."
        self.text = f"The view name {view_name} cannot be found. {hint}"
        self.view_name = view_name
        super().__init__(self.text)


def choose(value: Value, shape: Optional[str], options: Options, scope: FormatScope) -> Generator:
    """The generator for a document that begins with this object; `shape` None leaves it to the object."""
    if shape is not None and options.properties:
        return _BY_PROPERTIES[shape](scope, options, None)
    names = type_names(value)
    if shape is not None and options.view_name:
        view = scope.views.find(names, shape, options.view_name)
        if view is None:
            own = type_name(value) or names[0]
            raise UnknownView(options.view_name, shape, scope.views.names_for([own], shape), own)
        return _BY_VIEW[shape](scope, options, view)
    found = scope.views.find(names, shape)
    if found is not None:
        return _BY_VIEW[found.kind](scope, options, found)
    if shape is None:
        shape = TABLE if _property_count(value) <= TABLE_LIMIT else LIST
    return _BY_PROPERTIES[shape](scope, options, None)


def _property_count(value: Value) -> int:
    """How many properties decide the shape: those of the default set (with the computer's name of a received object not counted), else all."""
    chosen = default_display_set(value)
    return len(chosen) if chosen is not None else len(shown_properties(value))


def out_of_band_view(value: Value, scope: FormatScope) -> Optional[View]:
    """The view of records that print in place whatever document is open."""
    base = base_of(value)
    names = list(type_names(value))
    if names and names[0].endswith(EXTENDED):
        return None
    if isinstance(base, ErrorRecord):
        names.append("System.Management.Automation.ErrorRecord")
    elif isinstance(base, InformationalRecord):
        names.append(f"System.Management.Automation.{base.kind}Record")
    elif isinstance(base, InformationRecord):
        names.append("System.Management.Automation.InformationRecord")
    return scope.views.find(names, None, None, out_of_band=True)


def list_in_place(value: Value, scope: FormatScope) -> Generator:
    """Shows an object of another type in the middle of a document: all its properties as a list."""
    generator = PropertyList(scope, Options(), None)
    generator.start(value)
    return generator

