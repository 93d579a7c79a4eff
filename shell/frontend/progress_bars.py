"""Progress records as one line each: `Copy [#####     ] 42 %  file 3  12 s left`."""
from __future__ import annotations

from typing import Any

BAR = 24


class ProgressBars:
    """The activities that run, children under their parents."""

    def __init__(self) -> None:
        self._records: dict[int, Any] = {}

    def take(self, record: Any) -> bool:
        """Note a record; False when no activity is left."""
        if record.completed:
            self._records.pop(record.activity_id, None)
        else:
            self._records[record.activity_id] = record
        return bool(self._records)

    def clear(self) -> None:
        self._records.clear()

    def render(self, columns: int, rows: int) -> list[str]:
        out = []
        for record in list(self._records.values())[:max(5, rows // 3)]:
            indent = "  " if record.parent_id in self._records else ""
            out.append(indent + bar_line(record))
        return out


def bar_line(record: Any) -> str:
    percent = int(record.percent)
    bar = ""
    if percent >= 0:
        filled = BAR * min(percent, 100) // 100
        bar = f" [{'#' * filled}{' ' * (BAR - filled)}] {min(percent, 100):3} %"
    left = f"  {record.seconds_remaining} s left" if record.seconds_remaining >= 0 else ""
    now = f"  {record.current_operation}" if record.current_operation else ""
    return f"{record.activity}{bar}  {record.status}{now}{left}"
