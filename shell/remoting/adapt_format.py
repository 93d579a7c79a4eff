"""What Format-Table and its kin write, as wire bags and back: so that a table made on a host is laid out here."""
from __future__ import annotations

from typing import Any, Callable

from sessions.wire.values import Bag
from shell.formatting.packets import (
    LEFT,
    PACKETS,
    TABLE,
    FormatEndData,
    FormatEntryData,
    FormatPacket,
    FormatStartData,
    GroupEndData,
    GroupStartData,
    TableColumn,
)

Value = Any
NAMESPACE = "Microsoft.PowerShell.Commands.Internal.Format."
MAX_WIDTH = 10_000


def packet_to_bag(packet: FormatPacket) -> Bag:
    """The fields of a packet as data."""
    fields = {name: getattr(packet, name) for name in type(packet).__slots__}
    columns = fields.get("columns")
    if columns is not None:
        fields["columns"] = [[c.label, c.width, c.align, c.is_property] for c in columns]
    return Bag([NAMESPACE + type(packet).__name__, "System.Object"], fields)


def packet_from_bag(bag: Bag) -> FormatPacket:
    """A packet like the one that was sent; odd data gives an odd packet, never an exception."""
    return _READERS[str(bag.types[0])](bag.properties)


def _texts(value: Value) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


def _number(value: Value) -> int:
    return min(max(value, 0), MAX_WIDTH) if isinstance(value, int) else 0


def _column(value: Value) -> TableColumn:
    parts = [*value, "", 0, LEFT, True] if isinstance(value, list) and len(value) == 4 else ["", 0, LEFT, True]
    return TableColumn(str(parts[0]), _number(parts[1]), str(parts[2]), bool(parts[3]))


def _start(p: dict[str, Value]) -> FormatPacket:
    columns = p.get("columns")
    return FormatStartData(str(p.get("shape", TABLE)), [_column(c) for c in columns] if isinstance(columns, list) else [], bool(p.get("auto_size")),
                           bool(p.get("hide_header")), bool(p.get("repeat_header")), _number(p.get("items_per_row")))


def _group(p: dict[str, Value]) -> FormatPacket:
    header = p.get("header")
    return GroupStartData(None if header is None else _texts(header))


def _entry(p: dict[str, Value]) -> FormatPacket:
    labels, aligns = p.get("labels"), p.get("aligns")
    made = FormatEntryData(str(p.get("kind", TABLE)), _texts(p.get("values")), None if labels is None else _texts(labels), bool(p.get("out_of_band")))
    made.aligns = None if aligns is None else _texts(aligns)
    made.wrapped, made.trailing_blank = bool(p.get("wrapped")), bool(p.get("trailing_blank"))
    made.stream = str(p.get("stream") or "")
    return made


_READERS: dict[str, Callable[[dict[str, Value]], FormatPacket]] = {
    NAMESPACE + "FormatStartData": _start, NAMESPACE + "GroupStartData": _group, NAMESPACE + "FormatEntryData": _entry,
    NAMESPACE + "GroupEndData": lambda p: GroupEndData(), NAMESPACE + "FormatEndData": lambda p: FormatEndData()}
__all__ = ["NAMESPACE", "PACKETS", "packet_from_bag", "packet_to_bag"]
