"""A long table is written as it comes: after the short wait for column widths nothing of it is kept."""
from __future__ import annotations

import pytest

from shell.engine import Shell
from shell.formatting import engine
from shell.formatting.engine import Formatter
from shell.objects.psobject import PSCustomObject
from shell.runtime.host import NullHost


def test_a_long_table_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "HOLD_SECONDS", 0.0)
    lines: list[str] = []
    formatter = Formatter(Shell(NullHost()).ctx, lines.append, 120)
    held = 0
    for i in range(5000):
        formatter.process(PSCustomObject({"a": i, "b": f"x{i}"}))
        held = max(held, len(formatter._held or ()))
    assert held <= 4 and len(lines) >= 4990
    formatter.end()
    assert len([line for line in lines if line.strip()]) == 5002
