"""Generators: each knows one shape and turns objects into entries of it.  `start` gives the document's first packet, `entry` one object's."""
from __future__ import annotations

from typing import Any, Optional

from shell.formatting.expressions import Failure, Field, PropertySpec, apply_format, property_getter, resolve, script_getter
from shell.formatting.packets import CUSTOM, LEFT, LIST, TABLE, WIDE, FormatEntryData, FormatStartData, TableColumn
from shell.formatting.scope import FormatScope
from shell.formatting.style import RESET, computer_style
from shell.formatting.values import default_align, default_display_set, display_property, shown_properties, value_text
from shell.formatting.views import Item, View
from shell.objects.members import get_property, property_names
from shell.objects.psobject import MISSING, Member, PSCustomObject, PSObject

Value = Any
TABLE_COLUMNS = 10  # a table made from properties nobody asked for shows no more
ERROR_TEXT = "#ERR"
LINKED_NAME = 32
COMPUTER, COMPUTER_WIDTH = "PSComputerName", 15


class Options:
    """What the Format-* cmdlets' parameters say; the default is what bare output uses."""

    def __init__(self) -> None:
        self.properties: Optional[list[PropertySpec]] = None
        self.group_by: Optional[PropertySpec] = None
        self.view_name: Optional[str] = None
        self.auto_size = False
        self.wrap = False
        self.hide_header = False
        self.repeat_header = False
        self.columns = 0  # of a wide view
        self.depth = 5  # of a custom view
        self.core_only = False
        self.expand: Optional[str] = None  # CoreOnly, EnumOnly, Both
        self.display_error = False
        self.show_error = False
        self.force = False


def shows_computer(value: Value) -> bool:
    """Does a received object want its PSComputerName shown?"""
    notes = value.props if isinstance(value, PSObject) else getattr(value, "ps_ext", None)
    return notes is not None and notes.get("PSShowComputerName") is True


def visible_properties(value: Value) -> list[str]:
    """Every property a default view shows: all but the marks a session put on (unless the computer's name is to be shown)."""
    names = shown_properties(value)
    if not any(n == "PSShowComputerName" for n in names):
        return names
    hidden = {"psshowcomputername"} if shows_computer(value) else {"psshowcomputername", "pscomputername"}
    return [n for n in names if n.lower() not in hidden]


def default_fields(value: Value) -> list[Field]:
    """What a view without orders shows: the default property set, else all properties."""
    chosen = default_display_set(value)
    if chosen is None:
        return [Field(n, n, property_getter(n, True)) for n in visible_properties(value)]
    own = {n.lower(): n for n in property_names(value)}
    names = [own.get(n.lower(), n) for n in chosen]
    if shows_computer(value):
        names.append("PSComputerName")
    return [Field(n, n, property_getter(n, True)) for n in names]


def item_field(item: Item, scope: FormatScope) -> Field:
    """The field behind a view's item."""
    if item.script is not None:
        return Field(item.title, None, script_getter(item.script, scope.run))
    if item.compute is None:
        return Field(item.title, item.source, property_getter(item.source))
    compute = item.compute

    def get(value: Value) -> Value:
        return compute(value)
    return Field(item.title, None, get)


def coloured(field: Field) -> Field:
    """A field of host names, each in its colour; any other field as it is."""
    if field.name != COMPUTER:
        return field
    read = field.get

    def get(value: Value) -> Value:
        got = read(value)
        return computer_style(got) + got + RESET if isinstance(got, str) else got
    return Field(field.label, field.name, get, field.spec)


def linked(field: Field) -> Field:
    """A field of file names, each a link to its file (OSC 8); long names stay text, for they may be cut."""
    read = field.get

    def get(value: Value) -> Value:
        got = read(value)
        path = get_property(value, "FullName")
        if not isinstance(got, str) or not isinstance(path, str) or len(got) > LINKED_NAME:
            return got
        from os import uname
        from urllib.parse import quote
        return f"\x1b]8;;file://{uname().nodename}{quote(path)}\x1b\\{got}\x1b]8;;\x1b\\"
    return Field(field.label, field.name, get, field.spec)


class Generator:
    """Base: knows its view (None: made from properties) and the text of failing expressions."""

    shape = TABLE

    def __init__(self, scope: FormatScope, options: Options, view: Optional[View]) -> None:
        self.scope, self.options, self.view = scope, options, view
        self.failures: list[tuple[PropertySpec, Exception, Value]] = []

    def start(self, value: Value) -> FormatStartData:
        raise NotImplementedError

    def entry(self, value: Value) -> FormatEntryData:
        raise NotImplementedError

    def text(self, field: Field, value: Value, format_string: str = "", in_table: bool = False) -> str:
        """A field's text for an object."""
        got = field.get(value)
        if got.__class__ is Failure:
            return self._failed(field, got, value)
        if format_string:
            formatted = apply_format(got, format_string)
            return formatted if formatted is not None else ""
        return value_text(got, self.scope.limit, in_table)

    def _failed(self, field: Field, failure: Failure, value: Value) -> str:
        if field.spec is None or field.spec.script is None:
            return ""
        if self.options.show_error:
            self.failures.append((field.spec, failure.error, value))
        return ERROR_TEXT if self.options.display_error else ""

    def fields(self, value: Value) -> list[Field]:
        """The fields for an object: those asked for, else the default ones."""
        specs = self.options.properties
        if not specs:
            return default_fields(value)
        return [f for s in specs for f in resolve(s, value, self.scope.run)]


class PropertyTable(Generator):
    """A table of properties; its columns are those of the first object."""

    def start(self, value: Value) -> FormatStartData:
        self.columns = self.fields(value)
        if not self.options.properties and self.scope.computer_first:
            self.columns = [coloured(f) for f in sorted(self.columns, key=lambda f: f.name != COMPUTER)]
        if not self.options.properties:
            self.columns = self.columns[:TABLE_COLUMNS]
        out = []
        for f in self.columns:
            spec = f.spec
            align = spec.align if spec is not None and spec.align is not None else None
            if align is None:
                first = f.get(value)
                align = LEFT if first.__class__ is Failure else default_align(first)
            out.append(TableColumn(f.label, spec.width if spec is not None else 0, align, f.label == f.name))
        if self.scope.computer_first:
            self.notes: Optional[list[str]] = None
            return FormatStartData(TABLE, out, self.options.auto_size, self.options.hide_header, self.options.repeat_header)
        plain = [f.name for f in self.columns if f.name is not None and (f.spec is None or not f.spec.format_string)]
        self.notes = plain if len(plain) == len(self.columns) else None
        o = self.options
        return FormatStartData(TABLE, out, o.auto_size, o.hide_header, o.repeat_header)

    def entry(self, value: Value) -> FormatEntryData:
        out = FormatEntryData(TABLE, self._note_cells(value) if self.notes is not None and value.__class__ is PSCustomObject else self._cells(value))
        out.wrapped = self.options.wrap
        return out

    def _note_cells(self, value: PSCustomObject) -> list[str]:
        """Cells of a custom object: notes are read straight from it."""
        cells: list[str] = []
        props, limit = value.props, self.scope.limit
        for k, name in enumerate(self.notes or ()):
            entry = props.get(name, MISSING)
            if entry.__class__ is str:
                cells.append(entry)
            elif entry.__class__ is int:
                cells.append(int.__repr__(entry))
            elif entry is MISSING or isinstance(entry, Member):
                cells.append(self.text(self.columns[k], value, "", True))
            else:
                cells.append(value_text(entry, limit, True))
        return cells

    def _cells(self, value: Value) -> list[str]:
        return [self.text(f, value, f.spec.format_string if f.spec is not None else "", True) for f in self.columns]


class ViewTableGenerator(Generator):
    """A table as a view describes it."""

    def start(self, value: Value) -> FormatStartData:
        assert self.view is not None
        items = list(self.view.items)
        first = self.scope.computer_first and shows_computer(value)
        if shows_computer(value):
            items.insert(0 if first else len(items), Item(COMPUTER, width=COMPUTER_WIDTH if first else 0))
        self.items = [(item_field(i, self.scope), i.format_string) for i in items]
        if self.scope.links:
            self.items = [(linked(f), fmt) if f.name == "NameString" else (f, fmt) for f, fmt in self.items]
        if first:
            self.items[0] = (coloured(self.items[0][0]), "")
        columns = [TableColumn(i.title, i.width, i.align or LEFT, i.compute is None) for i in items]
        o = self.options
        return FormatStartData(TABLE, columns, o.auto_size or self.view.auto_size, o.hide_header or self.view.hide_header, o.repeat_header)

    def entry(self, value: Value) -> FormatEntryData:
        assert self.view is not None
        out = FormatEntryData(TABLE, [self.text(f, value, fmt) for f, fmt in self.items])
        out.wrapped = self.options.wrap or self.view.wrap
        return out


class PropertyList(Generator):
    """A list of properties, each object with its own."""

    shape = LIST

    def start(self, value: Value) -> FormatStartData:
        self._names: Optional[tuple[str, ...]] = None
        self._labels: list[str] = []
        return FormatStartData(LIST)

    def entry(self, value: Value) -> FormatEntryData:
        if value.__class__ is PSCustomObject and value.type_names is None and not self.options.properties:
            fast = self._notes(value)
            if fast is not None:
                return fast
        fields = self.fields(value)
        texts = [self.text(f, value, f.spec.format_string if f.spec is not None else "") for f in fields]
        return FormatEntryData(LIST, texts, [f.label for f in fields])

    def _notes(self, value: PSCustomObject) -> Optional[FormatEntryData]:
        """The entry of a plain custom object with notes only."""
        props = value.props
        if "PSShowComputerName" in props or "PSStandardMembers" in props:
            return None
        limit, texts = self.scope.limit, []
        for entry in props.values():
            if entry.__class__ is str:
                texts.append(entry)
            elif isinstance(entry, Member):
                return None
            else:
                texts.append(value_text(entry, limit))
        names = tuple(props)
        if names != self._names:
            self._names, self._labels = names, list(names)
        return FormatEntryData(LIST, texts, self._labels)


class ViewListGenerator(Generator):
    """A list as a view describes it."""

    shape = LIST

    def start(self, value: Value) -> FormatStartData:
        assert self.view is not None
        self.items = [(item_field(i, self.scope), i) for i in self.view.items]
        return FormatStartData(LIST)

    def entry(self, value: Value) -> FormatEntryData:
        shown = [(f, i) for f, i in self.items if i.when is None or i.when(value)]
        labels = [i.title for _, i in shown]
        values = [self.text(f, value, i.format_string) for f, i in shown]
        if shows_computer(value):
            labels.append("PSComputerName")
            values.append(value_text(get_property(value, "PSComputerName"), self.scope.limit))
        return FormatEntryData(LIST, values, labels)


class WideGenerator(Generator):
    """One value an object: the property asked for, the view's, or the one that names the object."""

    shape = WIDE

    def start(self, value: Value) -> FormatStartData:
        per_row = self.options.columns or (self.view.items_per_row if self.view is not None else 0)
        self.item = item_field(self.view.items[0], self.scope) if self.view is not None else None
        return FormatStartData(WIDE, auto_size=self.options.auto_size, items_per_row=per_row)

    def entry(self, value: Value) -> FormatEntryData:
        field = self.item
        if field is None:
            name = None if self.options.properties else display_property(value)
            fields = [Field(name, name, property_getter(name))] if name is not None else self.fields(value)
            field = fields[0] if fields else None
        if field is None:
            return FormatEntryData(WIDE, [""])
        return FormatEntryData(WIDE, [self.text(field, value, field.spec.format_string if field.spec is not None else "")])


class ViewCustomGenerator(Generator):
    """A custom view: the view's own function makes the lines."""

    shape = CUSTOM

    def start(self, value: Value) -> FormatStartData:
        return FormatStartData(CUSTOM)

    def entry(self, value: Value) -> FormatEntryData:
        assert self.view is not None and self.view.render is not None
        return FormatEntryData(CUSTOM, self.view.render(value, self.scope))


