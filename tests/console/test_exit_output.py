"""A table that waits for its column widths is printed when `exit` ends the script: PowerShell loses it (tests/conformance/better.txt)."""
from __future__ import annotations

from pathlib import Path

from tests import shell_runs


def test_exit_loses_no_table(tmp_path: Path) -> None:
    script = tmp_path / "t.ps1"
    script.write_text("'first'\n[pscustomobject]@{ Name = 'web01'; Port = 80 }\nexit 3\n")
    done = shell_runs.run("-File", str(script))
    assert done.out.split() == ["first", "Name", "Port", "----", "----", "web01", "80"] and done.code == 3
