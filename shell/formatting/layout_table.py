"""Lays out a table: column widths, header, rows.  The only file that decides how wide a column is."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, Optional

from shell.formatting.cells import cells, fit, is_simple, wrap
from shell.formatting.packets import LEFT, RIGHT, FormatEntryData, TableColumn

HIDDEN = -1


def natural_widths(columns: Sequence[TableColumn], entries: Sequence[FormatEntryData]) -> list[int]:
    """Widths that show every label and value whole."""
    widths = [cells(c.label) for c in columns]
    rows = [e.values for e in entries if e.kind == "table"]
    if not rows:
        return widths
    if all(len(r) == len(widths) for r in rows):
        for k, column in enumerate(zip(*rows)):
            size = max(map(len, column)) if is_simple("".join(column)) else max(map(cells, column))
            if size > widths[k]:
                widths[k] = size
        return widths
    for row in rows:
        for k, value in enumerate(row[:len(widths)]):
            widths[k] = max(widths[k], cells(value))
    return widths


def _table_width(widths: Sequence[int]) -> int:
    visible = [w for w in widths if w > 0]
    return sum(visible) + max(len(visible) - 1, 0)


def fit_widths(widths: Sequence[int], width: int) -> list[int]:
    """Share what is left among columns of width 0; then cut from the right: shrink the last that is partly visible, hide (-1) those beyond."""
    out = list(widths)
    free = [k for k, w in enumerate(out) if w <= 0]
    for k in free:
        out[k] = 1
    spare = width - _table_width(out)
    if free and spare > 0:
        share, more = divmod(spare, len(free))
        for i, k in enumerate(free):
            out[k] += share + (1 if i < more else 0)
        return out
    for k in range(len(out) - 1, -1, -1):
        excess = _table_width(out) - width
        if excess <= 0:
            break
        out[k] = out[k] - excess if out[k] - excess >= 1 else HIDDEN
    return out


class TableLayout:
    """A table whose widths are known: gives the lines of its header and rows."""

    def __init__(self, columns: Sequence[TableColumn], widths: Sequence[int], screen: int, style: Optional[Callable[[], tuple[str, str]]] = None) -> None:
        self.columns = columns
        self.widths = fit_widths(widths, screen) if columns else []
        self.disabled = not columns or screen < 5 or all(w <= 0 for w in self.widths)
        self._visible = [k for k, w in enumerate(self.widths) if w > 0]
        self._style = style
        self._template = self._build_template()

    def _build_template(self) -> str:
        """A % template for rows whose cells are all simple and fit."""
        parts = []
        last = len(self.columns) - 1
        for k in self._visible:
            align = self.columns[k].align
            if align not in (LEFT, RIGHT):
                return ""
            parts.append(f"%{self.widths[k]}s" if align == RIGHT else "%s" if k == last else f"%-{self.widths[k]}s")
        return " ".join(parts)

    def header(self) -> list[str]:
        """The label lines and the dashes."""
        if self.disabled:
            return []
        labels = [c.label for c in self.columns]
        dashes = ["-" * min(max(cells(label), 0), max(w, 0)) for label, w in zip(labels, self.widths)]
        aligns = [c.align for c in self.columns]
        if self._style is not None:
            plain_style, custom_style = self._style()
            if plain_style:
                return self._styled_header(labels, dashes, aligns, plain_style, custom_style)
        return self._wrapped_row(labels, aligns) + [self._plain_row(dashes, aligns)]

    def _styled_header(self, labels: list[str], dashes: list[str], aligns: list[str], plain_style: str, custom_style: str) -> list[str]:
        """Every header cell in the header style, padding included; on the label line the separator belongs to the cell after it."""
        pieces = [self._cell_lines(labels[k], self.widths[k], aligns[k]) for k in self._visible]
        height = max(map(len, pieces))
        lines = []
        styles = [plain_style if self.columns[k].is_property else custom_style for k in self._visible]
        for row in range(height):
            line = ""
            for i, k in enumerate(self._visible):
                text = pieces[i][row] if row < len(pieces[i]) else " " * self.widths[k]
                line += f"{styles[i]}{' ' if i else ''}{text}\x1b[0m"
            lines.append(line)
        marks = [f"{styles[i]}{fit(dashes[k], self.widths[k], aligns[k], True)}\x1b[0m" for i, k in enumerate(self._visible)]
        return lines + [" ".join(marks)]

    def rows(self, entries: Sequence[FormatEntryData]) -> list[str]:
        """Lines of many rows at once: fast when every cell is simple and fits."""
        if self.disabled:
            return []
        template, count = self._template, len(self.columns)
        if template and len(self._visible) == count and len(entries) > 3:
            rows = [e.values for e in entries if e.aligns is None and not e.wrapped and len(e.values) == count]
            if len(rows) == len(entries) and self._all_fit(rows):
                return [template % tuple(row) for row in rows]
        return [line for e in entries for line in self.row(e)]

    def _all_fit(self, rows: list[list[str]]) -> bool:
        for k, column in enumerate(zip(*rows)):
            if max(map(len, column)) > self.widths[k] or not is_simple("".join(column)):
                return False
        return True

    def row(self, entry: FormatEntryData) -> list[str]:
        """The line, or with wrapping the lines, of one row."""
        if self.disabled:
            return []
        values, count = entry.values, len(self.columns)
        if len(values) < count:
            values = values + [""] * (count - len(values))
        aligns = entry.aligns or [c.align for c in self.columns]
        if entry.wrapped:
            return self._wrapped_row(values, aligns)
        return [self._plain_row(values, aligns)]

    def _plain_row(self, values: Sequence[str], aligns: Sequence[str]) -> str:
        last = len(self.columns) - 1
        return " ".join([fit(values[k], self.widths[k], aligns[k], k != last) for k in self._visible])

    def _cell_lines(self, value: str, width: int, align: str) -> list[str]:
        return [fit(line, width, align, True) if cells(line) < width else line for line in wrap(value, width)]

    def _wrapped_row(self, values: Sequence[str], aligns: Sequence[str]) -> list[str]:
        pieces = [self._cell_lines(values[k], self.widths[k], aligns[k]) for k in self._visible]
        lines = []
        for row in range(max(map(len, pieces))):
            cells_ = [p[row] if row < len(p) else " " * self.widths[k] for p, k in zip(pieces, self._visible)]
            lines.append(" ".join(cells_).rstrip(" ") if row or len(cells_) == 1 else self._end(cells_, values, aligns))
        return lines

    def _end(self, parts: list[str], values: Sequence[str], aligns: Sequence[str]) -> str:
        """The first line of a wrapped row: a left-aligned last cell is not padded."""
        last = self._visible[-1]
        if aligns[last] == LEFT:
            parts[-1] = parts[-1].rstrip(" ") if not wrap(values[last], self.widths[last])[0].endswith(" ") else parts[-1]
        return " ".join(parts)
