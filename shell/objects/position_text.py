"""A script position as text: the source line with marks under the error, and the PositionMessage made of them."""
from __future__ import annotations

from shell.objects.records import Position

MAX_LINE = 69
_BEFORE, _AFTER = 12, 8  # context kept around a long error
ELLIPSIS = "…"


def _expand(text: str) -> str:
    return text.replace("\t", "    ")


def source_and_marks(position: Position) -> tuple[str, str]:
    """The source line, cut to 69 characters around the error, and the line of tildes under it.  ('', '') when there is no source."""
    line = position.line_text.rstrip()
    if not line:
        return "", ""
    before = position.column - 1
    same_line = position.line == position.end_line and position.end_column <= len(line) + 1
    length = position.end_column - position.column if same_line else len(line) - position.column + 1
    if "\t" in line:
        head, body = _expand(line[:before]), _expand(line[before:before + max(length, 0)])
        line = head + body + _expand(line[before + max(length, 0):])
        before, length = len(head), len(body)
    cut_before = cut_after = False
    if len(line) > MAX_LINE:
        line, before, length, cut_before, cut_after = _cut(line, before, length)
    source = (ELLIPSIS + " " if cut_before else "") + line + (" " + ELLIPSIS if cut_after else "")
    return source, " " * (before + (2 if cut_before else 0)) + "~" * max(length, 1)


def _cut(line: str, before: int, length: int) -> tuple[str, int, int, bool, bool]:
    """Keep the error and some context: (line, blanks before the error, its length, cut at the start?, cut at the end?)."""
    all_after = len(line) - length - before
    prefix, suffix = min(before, _BEFORE), min(all_after, _AFTER)
    total = prefix + length + suffix
    if total < MAX_LINE:
        prefix += min(before - prefix, MAX_LINE - total)
        total = prefix + length + suffix
        suffix += min(all_after - suffix, MAX_LINE - total) if total < MAX_LINE else 0
    start = max(before - prefix, 0)
    kept = line[start:start + MAX_LINE]
    blanks = min(before, prefix)
    return kept, blanks, min(length, MAX_LINE - blanks), start > 0, start + MAX_LINE < len(line)


def position_message(position: Position) -> str:
    """`At line:2 char:3`, the source line and the marks, each after `+ `."""
    where = position.file or "line"
    source, marks = source_and_marks(position)
    text = f"At {where}:{position.line} char:{position.column}"
    return f"{text}\n+ {source}\n+ {marks}" if source else text
