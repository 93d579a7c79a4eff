"""Shaper: turns objects into packets.  The first object fixes the document; scalars and records print in place; objects of other types follow its rules."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.formatting import selection
from shell.formatting.expressions import Failure, Field, resolve
from shell.formatting.generators import Generator, Options, PropertyTable, item_field
from shell.formatting.packets import PACKETS, TEXT, FormatEndData, FormatEntryData, FormatPacket, GroupEndData, GroupStartData
from shell.formatting.scope import FormatScope
from shell.formatting.values import elements_of, is_scalar, shown_properties, value_text
from shell.formatting.views import Grouping, View, applies
from shell.objects.member_lookup import find_value
from shell.objects.members import property_names, type_names
from shell.objects.psobject import MISSING, PSCustomObject, PSObject
from shell.objects.records import ErrorRecord, InformationalRecord
from shell.objects.text import to_display

Value = Any
_SESSION_MARKS = frozenset(["pscomputername", "psshowcomputername", "runspaceid", "pssourcejobinstanceid"])
_MISSING = object()


class Shaper:
    """State of one document after another.  `shape` and `options` come from a Format-* cmdlet; None shape is default output."""

    def __init__(self, ctx: Value, emit: Callable[[FormatPacket], None], shape: Optional[str] = None, options: Optional[Options] = None) -> None:
        self.ctx, self._emit, self.shape = ctx, emit, shape
        self.options = options if options is not None else Options()
        self.scope = FormatScope(ctx)
        self._generator: Optional[Generator] = None
        self._fast = False
        self._group: Any = None
        self._group_value: Value = _MISSING
        self._group_label = ""
        self._applies: dict[type, bool] = {}
        self._in_place: dict[type, Optional[str]] = {}

    @property
    def active(self) -> bool:
        """Is a document open?"""
        return self._generator is not None

    def process(self, value: Value) -> None:
        """Take one pipeline object; collections are enumerated once."""
        cls = value.__class__
        if cls is PSCustomObject:
            if self._fast and value.props and value.type_names is None and "PSShowComputerName" not in value.props:
                self._emit(self._generator.entry(value))  # type: ignore[union-attr]
            else:
                self._object(value)
            return
        if value is None:
            return
        if cls is str:
            self._object(value)
            return
        if cls in PACKETS:
            self._emit(value)
            return
        elements = elements_of(value) if self.options.expand != "CoreOnly" else None
        if elements is None:
            self._object(value)
            return
        if self.options.expand == "Both":
            self._object(value)
        for element in elements:
            if element is not None:
                self._object(element)

    def end(self) -> None:
        """Close the open document."""
        if self._generator is None:
            return
        self._generator, self._fast = None, False
        self._emit(GroupEndData())
        self._emit(FormatEndData())
        self._group_value = _MISSING

    # ---- one object

    def _object(self, value: Any) -> None:
        if value.__class__ in PACKETS:
            self._emit(value)
            return
        if not self.options.force:
            text = self._plain_entry(value)
            if text is not None:
                self._emit(text)
                return
        generator = self._generator
        if generator is None:
            generator = self._begin(value)
        elif not self._is_applicable(generator, value):
            entry = selection.list_in_place(value, self.scope).entry(value)
            entry.out_of_band = True
            self._emit(entry)
            return
        elif self._group is not None and self._group_changed(value):
            self._emit(GroupEndData())
            self._emit(GroupStartData(self._group_header(value)))
        self._emit(generator.entry(value))
        if generator.failures:
            self._report_failures(generator)

    def _is_applicable(self, generator: Generator, value: Value) -> bool:
        view = generator.view
        if view is None:
            return True
        if isinstance(value, PSObject) or getattr(value, "ps_ext", None):
            return applies(view, type_names(value))
        cls = value.__class__
        found = self._applies.get(cls)
        if found is None:
            found = self._applies[cls] = applies(view, type_names(value))
        return found

    def _begin(self, value: Value) -> Generator:
        generator = selection.choose(value, self.shape, self.options, self.scope)
        start = generator.start(value)
        self._emit(start)
        self._generator = generator
        self._applies.clear()
        self._set_grouping(generator.view)
        self._fast = isinstance(generator, PropertyTable) and self._group is None and generator.notes is not None and not self.options.show_error
        if self._group is not None:
            self._group_changed(value)
            self._emit(GroupStartData(self._group_header(value)))
        else:
            self._emit(GroupStartData())
        return generator

    # ---- entries that print in place

    def _plain_entry(self, value: Value) -> Optional[FormatEntryData]:
        """Scalars, records with a view of their own, and objects without properties: an entry that fits anywhere; else None."""
        if value.__class__ is str:
            return FormatEntryData(TEXT, [value], out_of_band=True)
        if is_scalar(value):
            return FormatEntryData(TEXT, [to_display(value)], out_of_band=True)
        wrapped = isinstance(value, PSObject)
        if wrapped and value.type_names is None and value.__class__ is PSCustomObject:
            return self._property_less(value)
        cls = value.__class__
        if not wrapped and cls in self._in_place and not getattr(value, "ps_ext", None) and self._in_place[cls] == "no":
            return None
        view = selection.out_of_band_view(value, self.scope)
        if view is not None:
            return self._record_entry(view, value)
        entry = self._property_less(value)
        if entry is None and not wrapped:
            self._in_place[cls] = "no"
        return entry

    def _record_entry(self, view: View, value: Value) -> FormatEntryData:
        assert view.render is not None
        entry = FormatEntryData(TEXT, ["\n".join(view.render(value, self.scope))], out_of_band=True)
        entry.stream = stream_of(value)
        return entry

    def _property_less(self, value: Value) -> Optional[FormatEntryData]:
        if value.__class__ is PSCustomObject and value.props and next(iter(value.props)).lower() not in _SESSION_MARKS:
            return None
        names = shown_properties(value)
        if len(names) > 5 or any(n.lower() not in _SESSION_MARKS for n in names):
            return None
        if value.__class__ is PSCustomObject and value.text is None and not names:
            return FormatEntryData(TEXT, [""], out_of_band=True)
        return FormatEntryData(TEXT, [to_display(value)], out_of_band=True)

    # ---- groups

    def _set_grouping(self, view: Optional[View]) -> None:
        self._group_value, self._group_label = _MISSING, ""
        self._group = self.options.group_by
        if self._group is None and view is not None:
            self._group = view.group
        if isinstance(self._group, Grouping):
            self._group_label = self._group.item.title
        elif self._group is not None and self._group.label is not None:
            self._group_label = self._group.label

    def _group_field(self, value: Value) -> Optional[Field]:
        group = self._group
        if isinstance(group, Grouping):
            item = group.item
            if item.compute is None and item.script is None and find_value(value, item.source) is MISSING:
                return None
            return item_field(item, self.scope)
        fields = resolve(group, value, self.scope.run)
        if not fields:
            return None
        field = fields[0]
        if field.name is not None and not any(n.lower() == field.name.lower() for n in property_names(value)):
            return None
        return field

    def _group_changed(self, value: Value) -> bool:
        """Read the grouping value of an object: did it change?  Strings compare without case."""
        field = self._group_field(value)
        got = field.get(value) if field is not None else None
        if field is None or got.__class__ is Failure:
            return False
        old, self._group_value = self._group_value, got
        if old is _MISSING:
            changed = got is not None
        else:
            from shell.objects.comparison import equals
            changed = not (equals(got, old) or equals(old, got))
        if changed:
            self._group_label = field.label
        return changed

    def _group_header(self, value: Value) -> Optional[list[str]]:
        if self._group_value is _MISSING:
            return None
        group = self._group
        if isinstance(group, Grouping) and group.header is not None:
            return group.header(value)
        label = self._group_label
        text = value_text(self._group_value, self.scope.limit)
        return [f"   {label}: {text}"]

    # ---- failing expressions

    def _report_failures(self, generator: Generator) -> None:
        from shell.formatting.errors import expression_failure, format_error
        for spec, error, target in generator.failures:
            record = expression_failure(spec.text, error, target)
            self._emit(FormatEntryData(TEXT, [format_error(record, self.ctx)], out_of_band=True))
        generator.failures.clear()


def stream_of(value: Value) -> str:
    """The stream a record was merged from (`2>&1`), where a console shows it still; '' for any other."""
    base = value.base if value.__class__ is PSObject else value
    if isinstance(base, ErrorRecord):
        return "Error" if base.merged else ""
    return base.kind if isinstance(base, InformationalRecord) and base.merged else ""
