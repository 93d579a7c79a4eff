"""Views as data: tables, lists, wide and custom views with the types they show; and the registry that finds the one for an object."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Callable, Optional, Union

from shell.formatting.packets import CUSTOM, LIST, TABLE, WIDE

Value = Any
Compute = Callable[[Value], Value]
Render = Callable[[Value, "Any"], list[str]]  # (object, FormatScope) -> lines


class Item:
    """One column or list line: a property, or a computed value, under a label.  `when` hides a list line; `scope` is a script from a format file."""

    __slots__ = ("source", "label", "compute", "width", "align", "format_string", "when", "script")

    def __init__(self, source: str = "", label: Optional[str] = None, width: int = 0, align: Optional[str] = None, compute: Optional[Compute] = None,
                 format_string: str = "", when: Optional[Compute] = None, script: Value = None) -> None:
        self.source, self.label, self.width, self.align = source, label, width, align
        self.compute, self.format_string, self.when, self.script = compute, format_string, when, script

    @property
    def title(self) -> str:
        """The label shown."""
        return self.label if self.label is not None else self.source


class Grouping:
    """How a view is grouped: by which value, and the header's text (label, or `header(value)` lines for a header of its own)."""

    __slots__ = ("item", "header")

    def __init__(self, item: Item, header: Optional[Callable[[Value], list[str]]] = None) -> None:
        self.item, self.header = item, header


class View:
    """A view of one kind for some types."""

    __slots__ = ("name", "types", "kind", "items", "group", "render", "out_of_band", "hide_header", "auto_size", "items_per_row", "wrap")

    def __init__(self, name: str, types: Iterable[str], kind: str, items: Sequence[Item] = (), group: Optional[Grouping] = None,
                 render: Optional[Render] = None, out_of_band: bool = False, hide_header: bool = False, auto_size: bool = False,
                 items_per_row: int = 0, wrap: bool = False) -> None:
        self.name, self.types, self.kind, self.items, self.group = name, tuple(types), kind, list(items), group
        self.render, self.out_of_band, self.hide_header, self.auto_size, self.items_per_row = render, out_of_band, hide_header, auto_size, items_per_row
        self.wrap = wrap


ItemLike = Union[str, Item]


def _items(items: Sequence[ItemLike]) -> list[Item]:
    return [Item(i) if isinstance(i, str) else i for i in items]


def table(name: str, types: Sequence[str], *columns: ItemLike, group: Optional[Grouping] = None, wrap: bool = False) -> View:
    """Declare a table view."""
    return View(name, types, TABLE, _items(columns), group, wrap=wrap)


def listing(name: str, types: Sequence[str], *items: ItemLike, group: Optional[Grouping] = None) -> View:
    """Declare a list view."""
    return View(name, types, LIST, _items(items), group)


def wide(name: str, types: Sequence[str], item: ItemLike, group: Optional[Grouping] = None) -> View:
    """Declare a wide view."""
    return View(name, types, WIDE, _items([item]), group)


def custom(name: str, types: Sequence[str], render: Render, out_of_band: bool = False, group: Optional[Grouping] = None) -> View:
    """Declare a custom view."""
    return View(name, types, CUSTOM, (), group, render, out_of_band)


_DESERIALIZED = "Deserialized."


def without_prefix(names: Sequence[str]) -> Optional[list[str]]:
    """Type names with `Deserialized.` taken off, or None when none has it."""
    if not any(n.startswith(_DESERIALIZED) for n in names):
        return None
    return [n[len(_DESERIALIZED):] if n.startswith(_DESERIALIZED) else n for n in names]


class ViewTable:
    """The views of a runspace: its own first (Update-FormatData -PrependPath), the catalog's, its own last (-AppendPath)."""

    def __init__(self) -> None:
        self._before: list[View] = []
        self._after: list[View] = []

    def copy(self) -> ViewTable:
        """An independent table with the same views."""
        out = ViewTable()
        out._before, out._after = list(self._before), list(self._after)
        return out

    def prepend(self, views: Sequence[View]) -> None:
        self._before[:0] = views

    def append(self, views: Sequence[View]) -> None:
        self._after.extend(views)

    def own_views(self) -> list[View]:
        """Views added to this runspace."""
        return self._before + self._after

    def _of_type(self, name: str) -> Iterable[View]:
        folded = name.lower()
        for v in self._before:
            if any(t.lower() == folded for t in v.types):
                yield v
        yield from catalog_views(folded)
        for v in self._after:
            if any(t.lower() == folded for t in v.types):
                yield v

    def find(self, type_names: Sequence[str], kind: Optional[str] = None, name: Optional[str] = None, out_of_band: bool = False) -> Optional[View]:
        """The view of the most derived type that has one; of a kind and name if asked for."""
        for candidate in type_names:
            for v in self._of_type(candidate):
                if v.out_of_band == out_of_band and (kind is None or v.kind == kind) and (name is None or v.name.lower() == name.lower()):
                    return v
        bare = without_prefix(type_names)
        return self.find(bare, kind, name, out_of_band) if bare is not None else None

    def names_for(self, type_names: Sequence[str], kind: str) -> list[str]:
        """Names of the views of a kind that an object could be shown with."""
        return [v.name for candidate in type_names for v in self._of_type(candidate) if v.kind == kind and not v.out_of_band]


def applies(view: View, type_names: Sequence[str]) -> bool:
    """Can this object be an entry of a document the view began?"""
    if any(t in view.types for t in type_names):
        return True
    bare = without_prefix(type_names)
    return bare is not None and any(t in view.types for t in bare)


_loaded: dict[str, list[View]] = {}


def catalog_views(folded_type: str) -> Sequence[View]:
    """The built-in views of a type, in their order; loads the family that holds them."""
    found = _loaded.get(folded_type)
    if found is None:
        from shell.formatting.catalog.index import FAMILIES
        family = FAMILIES.get(folded_type)
        found = []
        if family is not None:
            module = import_module("shell.formatting.catalog." + family)
            found = [v for v in module.VIEWS if any(t.lower() == folded_type for t in v.types)]
        _loaded[folded_type] = found
    return found
