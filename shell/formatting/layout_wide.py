"""Lays out a wide view: one value per object, several to a line."""
from __future__ import annotations

from shell.formatting.cells import cells
from shell.formatting.layout_table import TableLayout
from shell.formatting.packets import FormatEntryData, TableColumn


def items_that_fit(widest: int, screen: int) -> int:
    """How many items of this width a line takes (-AutoSize)."""
    if widest <= 0 or widest >= screen:
        return 1
    count = 1
    while widest * (count + 1) + count < screen:
        count += 1
    return count


class WideLayout:
    """Collects items and gives a line whenever one is full."""

    def __init__(self, items_per_row: int, screen: int, entries: list[FormatEntryData], auto_size: bool) -> None:
        count = items_per_row or 2
        if auto_size:
            count = items_that_fit(max((cells(e.values[0]) for e in entries if e.kind == "wide"), default=0), screen)
        self.count = count
        self._layout = TableLayout([TableColumn("") for _ in range(count)], [0] * count, screen)
        self._pending: list[str] = []

    def add(self, value: str) -> list[str]:
        """Take an item; the line it completes, if any."""
        self._pending.append(value)
        return self.flush() if len(self._pending) >= self.count else []

    def flush(self) -> list[str]:
        """The last, short line of a group."""
        if not self._pending:
            return []
        values, self._pending = self._pending, []
        return self._layout.row(FormatEntryData("table", values + [""] * (self.count - len(values))))
