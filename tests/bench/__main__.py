"""`python -m tests.bench [language|startup|jobs|sessions|lab|prompt]... [--json FILE]`: how fast the shell is, as ratios against plain counterparts of the same run."""
from __future__ import annotations

import argparse
import importlib
import json
import sys
from typing import Any

from tests.bench import bulk, language, operations

PARTS = ("startup", "language", "bulk", "jobs", "sessions")
MODULES = {"jobs": "job_bars", "prompt": "prompt", "lab": "lab", "sessions": "session_bars"}
"""Parts that are a module with measure and show."""


def measure(part: str, program: list[str]) -> Any:
    """Measure one part and show it; what --json keeps."""
    found: Any
    if part in MODULES:
        module = importlib.import_module(f"tests.bench.{MODULES[part]}")
        found = module.measure() if part == "prompt" else module.measure(program)
        module.show(found)
        return found
    if part == "language":
        found = language.measure(program)
        language.show(found)
        return found
    if part == "bulk":
        found = bulk.measure(program)
        language.show(found)
        memory = bulk.table_memory(program)
        print("memory of a streamed table, MB: ", memory)
        return {"rows": found, "table_memory_mb": memory}
    if part == "startup":
        found = operations.start_up(program)
        operations.show(found)
        return found
    raise SystemExit(f"no such part: {part}")


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("parts", nargs="*", default=PARTS)
    a.add_argument("--json")
    o = a.parse_args()
    program = [sys.executable, "-m", "shell"]
    out = {part: measure(part, program) for part in o.parts}
    if o.json:
        with open(o.json, "w", encoding="utf-8") as f:
            json.dump(out, f, indent=1)


main()
