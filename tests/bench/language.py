"""Language rows: each piece of work as a script block of ours and as plain Python, warm, best of five, in the same run."""
from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
PS_HEAD = ("function T($name, $sb) { & $sb | Out-Null; $best = 1e12; foreach ($k in 1..5) { $t = [Diagnostics.Stopwatch]::StartNew(); & $sb | Out-Null; "
           "$ms = $t.Elapsed.TotalMilliseconds; if ($ms -lt $best) { $best = $ms } }; \"ROW`t$name`t$best\" }\n")
PY_HEAD = ("import time\ndef T(name, f):\n    f(); best = 1e12\n    for k in range(5):\n        t = time.perf_counter(); f(); "
           "best = min(best, (time.perf_counter() - t) * 1000)\n    print('ROW', name, best, sep='\\t')\n")


def rows() -> list[dict[str, str]]:
    return read_rows("rows.txt")


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a file beside this one: `## name`, the script, `---`, the Python."""
    out: list[dict[str, str]] = []
    part = "ps"
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for line in f:
            if line.startswith("## "):
                out.append({"name": line[3:].strip(), "ps": "", "py": ""})
                part = "ps"
            elif line.strip() == "---":
                part = "py"
            elif out:
                out[-1][part] += line
    return out


def times(argv: list[str], folder: str) -> dict[str, float]:
    p = subprocess.run(argv, cwd=folder, capture_output=True, text=True, env=dict(os.environ, NO_COLOR="1"))
    if p.stderr.strip():
        print(p.stderr[:2000], file=sys.stderr)
    return {n: float(v) for _, n, v in (line.split("\t") for line in p.stdout.splitlines() if line.startswith("ROW\t"))}


def measure(program: list[str]) -> dict[str, Any]:
    """Row name -> our ms, CPython's ms, the multiple, PowerShell's multiple."""
    with open(os.path.join(HERE, "powershell.json"), encoding="utf-8") as f:
        reference = json.load(f)
    with tempfile.TemporaryDirectory() as d:
        with open(f"{d}/b.ps1", "w", encoding="utf-8") as f:
            f.write(PS_HEAD + "".join(f"T '{r['name']}' {{\n{r['ps']}}}\n" for r in rows()))
        with open(f"{d}/b.py", "w", encoding="utf-8") as f:
            f.write(PY_HEAD)
            for r in rows():
                f.write("def f():\n" + "".join("    " + line for line in r["py"].splitlines(True)) + f"T('{r['name']}', f)\n")
        ours = times([*program, "-NoProfile", "-File", f"{d}/b.ps1"], d)
        python = times([sys.executable, f"{d}/b.py"], d)
    return {n: {"ms": ours[n], "cpython_ms": python[n], "multiple": ours[n] / python[n], "powershell": reference.get(n, {}).get("multiple")}
            for n in ours if n in python}


def show(found: dict[str, Any]) -> None:
    print(f"{'row':24}{'ours ms':>10}{'CPython ms':>12}{'multiple':>10}{'PowerShell':>12}{'we are x faster':>17}")
    logs = []
    for name, r in found.items():
        line = f"{name:24}{r['ms']:10.1f}{r['cpython_ms']:12.1f}{r['multiple']:10.1f}"
        if r["powershell"]:
            logs.append(math.log(r["powershell"] / r["multiple"]))
            line += f"{r['powershell']:12.1f}{r['powershell'] / r['multiple']:17.2f}"
        print(line)
    if logs:
        print(f"geometric mean over {len(logs)} rows: {math.exp(sum(logs) / len(logs)):.2f} x PowerShell's speed")
