"""Ctrl+R: the stored lines with filters: `host:web01 ok:no in:/etc since:2d` beside words that are matched fuzzily."""
from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any, Callable, Optional

from shell.commands.interactive.history_store import HistoryStore, StoredLine
from shell.frontend.fuzzy import rank
from shell.frontend.picking import Row

HINT = "filters: host:NAME  in:FOLDER  ok:yes|no  since:2d  here  this   Enter takes, Esc leaves"
_AGES = {"m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
SHOWN = 2000


def parse_query(query: str, place: tuple[str, str], session: str, now: float) -> tuple[str, dict[str, Any]]:
    """(words for the fuzzy match, filters of HistoryStore.search)"""
    words: list[str] = []
    filters: dict[str, Any] = {}
    for word in query.split():
        name, colon, value = word.partition(":")
        key = name.lower()
        if colon and key == "host" and value:
            filters["host"] = value
        elif colon and key in ("in", "folder") and value:
            filters["folder"] = value
        elif colon and key == "ok" and value:
            filters["failed"] = value.lower() in ("no", "n", "false", "0")
        elif colon and key == "since" and re.fullmatch(r"\d+[mhdw]", value):
            filters["since"] = now - int(value[:-1]) * _AGES[value[-1]]
        elif word == "here":
            filters["host"], filters["folder"] = place
        elif word == "this":
            filters["session"] = session
        elif not (colon and key in ("host", "in", "folder", "ok", "since")):
            words.append(word)
    return " ".join(words), filters


def make_find(store: HistoryStore, place: Callable[[], tuple[str, str]], clock: Callable[[], float] = time.time) -> Callable[[str], list[tuple[Row, list[int]]]]:
    """The search of the picker: newest first, each text once; without words as stored, with words the best match first."""
    def find(query: str) -> list[tuple[Row, list[int]]]:
        words, filters = parse_query(query, place(), store.session, clock())
        lines = _distinct(store.search(limit=SHOWN, **filters))
        shown = [describe(line) for line in lines]
        found = rank(words, [line.text for line in lines]) if words else [(i, []) for i in range(len(lines))]
        return [(Row(shown[i], lines[i].text, "class:picker.failed" if lines[i].ok == 0 else ""), [p + _LEAD for p in places]) for i, places in found[:500]]
    return find


_LEAD = 26


def describe(line: StoredLine) -> str:
    """`11-25 13:05 web01      1.2s  Get-Process`: the line's text begins at a fixed column."""
    when = time.strftime("%m-%d %H:%M", time.localtime(line.started))
    took = "" if line.seconds is None else f"{line.seconds:.1f}s" if line.seconds < 1000 else f"{line.seconds / 60:.0f}m"
    return f"{when} {line.host[:7]:7} {took:>5} ".ljust(_LEAD) + line.text.replace("\n", " ⏎ ")


def _distinct(lines: Sequence[StoredLine]) -> list[StoredLine]:
    seen: dict[str, Optional[StoredLine]] = {}
    for line in lines:
        seen.setdefault(line.text, line)
    return [line for line in seen.values() if line is not None]
