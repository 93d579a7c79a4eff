"""Bulk rows: 100,000 objects through Format-Table, CSV and JSON, beside the same work in plain Python, and the memory a streamed table needs.

PowerShell's multiples are those of its recorded rows `format-table`, `csv` and `json` (2,000 and 3,000 objects)."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from tests.bench.language import HERE, PY_HEAD, read_rows, times

PS_HEAD = ("function T($name, $sb) { $best = 1e12; foreach ($k in 1..3) { $t = [Diagnostics.Stopwatch]::StartNew(); & $sb | Out-Null; "
           "$ms = $t.Elapsed.TotalMilliseconds; if ($ms -lt $best) { $best = $ms } }; \"ROW`t$name`t$best\" }\n")
TABLE = "1..{0} | ForEach-Object {{ [pscustomobject]@{{ a = $_; b = \"x$_\" }} }} | Format-Table"
Row = dict[str, Any]


def measure(program: list[str]) -> dict[str, Row]:
    """Row name -> our ms, CPython's ms, the multiple, PowerShell's multiple."""
    rows = read_rows("bulk_rows.txt")
    with open(os.path.join(HERE, "powershell.json"), encoding="utf-8") as f:
        reference = json.load(f)
    with tempfile.TemporaryDirectory() as d:
        with open(f"{d}/b.ps1", "w", encoding="utf-8") as f:
            f.write(PS_HEAD + "".join(f"T '{r['name']}' {{\n{r['ps']}}}\n" for r in rows))
        with open(f"{d}/b.py", "w", encoding="utf-8") as f:
            f.write(PY_HEAD.replace("range(5)", "range(3)"))
            for r in rows:
                f.write("def f():\n" + "".join("    " + line for line in r["py"].splitlines(True)) + f"T('{r['name']}', f)\n")
        ours = times([*program, "-NoProfile", "-File", f"{d}/b.ps1"], d)
        python = times([sys.executable, f"{d}/b.py"], d)
    return {n: {"ms": ours[n], "cpython_ms": python[n], "multiple": ours[n] / python[n], "powershell": reference[n.split()[0]]["multiple"]} for n in ours}


def memory(program: list[str], count: int) -> float:
    """Megabytes the program needs at most while `count` objects stream through a table."""
    code = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)")
    done = subprocess.run([sys.executable, "-c", code, *program, "-NoProfile", "-Command", TABLE.format(count)], capture_output=True, text=True)
    return float(done.stdout)


def table_memory(program: list[str]) -> dict[str, float]:
    return {f"format-table {n} objects": memory(program, n) for n in (1000, 100_000)}
