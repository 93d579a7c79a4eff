"""What Format-Table and its kin put into the pipeline, and Out-* lay out: a start, groups of entries, an end.

Packets carry finished cell texts and shapes, never the objects; widths are decided by the layouts only.
"""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.typeinfo import NetType

Value = Any
TABLE, LIST, WIDE, CUSTOM, TEXT = "table", "list", "wide", "custom", "text"
LEFT, RIGHT, CENTER = "left", "right", "center"
_NAMESPACE = "Microsoft.PowerShell.Commands.Internal.Format."


class TableColumn:
    """One column: its label, the width asked for (0: as needed), alignment, and whether the label is the property's own name."""

    __slots__ = ("label", "width", "align", "is_property")

    def __init__(self, label: str, width: int = 0, align: str = LEFT, is_property: bool = True) -> None:
        self.label, self.width, self.align, self.is_property = label, width, align, is_property


class FormatPacket:
    """Base of the five kinds."""

    __slots__ = ("ps_ext",)

    def __init__(self) -> None:
        self.ps_ext: Optional[dict[str, Value]] = None


class FormatStartData(FormatPacket):
    """Begins a document: its shape and what the shape needs to know before the first entry."""

    __slots__ = ("shape", "columns", "auto_size", "hide_header", "repeat_header", "items_per_row")

    def __init__(self, shape: str, columns: Optional[list[TableColumn]] = None, auto_size: bool = False, hide_header: bool = False,
                 repeat_header: bool = False, items_per_row: int = 0) -> None:
        super().__init__()
        self.shape = shape
        self.columns = columns if columns is not None else []
        self.auto_size, self.hide_header, self.repeat_header, self.items_per_row = auto_size, hide_header, repeat_header, items_per_row


class GroupStartData(FormatPacket):
    """Begins a group; `header` is the text above it, None when the document is not grouped."""

    __slots__ = ("header",)

    def __init__(self, header: Optional[list[str]] = None) -> None:
        super().__init__()
        self.header = header


class FormatEntryData(FormatPacket):
    """One object.  `values`: cells of a row, values of a list (with `labels`), the item of a wide view, lines of a custom view or plain text.

    `aligns` overrides column alignments of a row (None: the columns' own).  `out_of_band` entries print in place whatever the document is.
    """

    __slots__ = ("kind", "values", "labels", "aligns", "wrapped", "out_of_band", "stream", "trailing_blank")

    def __init__(self, kind: str, values: list[str], labels: Optional[list[str]] = None, out_of_band: bool = False) -> None:
        self.ps_ext = None
        self.kind, self.values, self.labels, self.out_of_band = kind, values, labels, out_of_band
        self.aligns: Optional[list[str]] = None
        self.wrapped = False
        self.stream = ""  # Error, Warning, Verbose or Debug: the stream a merged record came from
        self.trailing_blank = False


class GroupEndData(FormatPacket):
    __slots__ = ()


class FormatEndData(FormatPacket):
    __slots__ = ()


for _cls in (FormatStartData, GroupStartData, FormatEntryData, GroupEndData, FormatEndData):
    NetType(_NAMESPACE + _cls.__name__, _cls).attr("ClassId2e4f51ef21dd47e99d3c952918aff9cd", "string", "__doc__")
PACKETS: frozenset[Any] = frozenset([FormatStartData, GroupStartData, FormatEntryData, GroupEndData, FormatEndData])
