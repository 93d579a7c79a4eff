"""The recorded cases, for tests of the parser: where they lie, and the script texts in them."""
from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_PLACES = (os.environ.get("CONFORMANCE_CASES", ""), str(_HERE.parent / "conformance" / "cases"), "/work/shared/conformance/cases")


def folder() -> Path | None:
    """The folder of the recorded cases, if it is there."""
    return next((Path(place) for place in _PLACES if place and list(Path(place).glob("*.jsonl"))), None)


def cases() -> list[dict[str, Any]]:
    """All recorded cases."""
    place = folder()
    if place is None:
        return []
    return [json.loads(line) for path in sorted(place.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines() if line]


def scripts(case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(kind, text) of the scripts in a case: its command text, and its script files."""
    if case.get("script"):
        yield "command", case["script"]
    arguments = case.get("args") or []
    if "-Command" in arguments[:-1]:
        rest = arguments[arguments.index("-Command") + 1:]
        if rest != ["-"]:
            yield "command", " ".join(rest)
    for name, text in (case.get("files") or {}).items():
        if name.endswith((".ps1", ".psm1")):
            yield name, text
