"""`python -m tests.bench [language|startup|jobs|sessions|lab|prompt]... [--json FILE]`: how fast the shell is, as ratios against plain counterparts of the same run."""
from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from tests.bench import bulk, job_bars, language, operations


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("parts", nargs="*", default=["startup", "language", "bulk", "jobs", "sessions"])
    a.add_argument("--json")
    o = a.parse_args()
    program = [sys.executable, "-m", "shell"]
    out: dict[str, Any] = {}
    for part in o.parts:
        if part == "language":
            found = language.measure(program)
            language.show(found)
            out[part] = found
            continue
        if part == "bulk":
            big = bulk.measure(program)
            language.show(big)
            out[part] = {"rows": big, "table_memory_mb": bulk.table_memory(program)}
            print("memory of a streamed table, MB: ", out[part]["table_memory_mb"])
            continue
        if part == "jobs":
            rows = job_bars.measure(program)
            job_bars.show(rows)
            out[part] = rows
            continue
        if part == "prompt":
            from tests.bench import prompt
            rows = prompt.measure()
            prompt.show(rows)
            out[part] = rows
            continue
        if part == "lab":
            from tests.bench import lab
            numbers = lab.measure(program)
            lab.show(numbers)
            out[part] = numbers
            continue
        if part == "sessions":
            from tests.bench import session_bars
            rows = session_bars.measure(program)
            session_bars.show(rows)
            out[part] = rows
            continue
        work = {"startup": operations.start_up}[part]
        rows = work(program)
        operations.show(rows)
        out[part] = rows
    if o.json:
        with open(o.json, "w", encoding="utf-8") as f:
            json.dump(out, f, indent=1)


main()
