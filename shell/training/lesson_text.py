"""Markdown of lessons as terminal text: paragraphs wrapped, code indented, emphasis in colour where there is colour."""
from __future__ import annotations

import re
import textwrap

WIDEST = 96
_FENCE = re.compile(r"^ *```")
_ITEM = re.compile(r"^( *)([-*]|\d+\.) +(.*)$")
_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_GAP = "\u2003"  # stands for a blank inside `code`, so that code is not broken


def render(text: str, width: int, colour: bool) -> list[str]:
    """The lines of a text."""
    made: list[str] = []
    paragraph: list[str] = []
    fenced = False
    width = max(20, min(width - 2, WIDEST))

    def flush() -> None:
        if paragraph:
            made.extend(_wrapped(" ".join(paragraph), width, "", colour))
            paragraph.clear()
    for line in text.split("\n"):
        if _FENCE.match(line):
            flush()
            fenced = not fenced
            continue
        item = None if fenced else _ITEM.match(line)
        if fenced:
            made.append("    " + (f"\x1b[36m{line}\x1b[0m" if colour and line else line))
        elif not line.strip():
            flush()
            if made and made[-1]:
                made.append("")
        elif item:
            flush()
            paragraph.append("")
            made.extend(_wrapped(item[3], width - 2 - len(item[1]), f"{item[1]}- " if item[2] in "-*" else f"{item[1]}{item[2]} ", colour))
            paragraph.clear()
        elif line.startswith("  ") and made and not paragraph:  # goes on with an item
            made.extend(_wrapped(line.strip(), width - 2, "  ", colour, "  "))
        else:
            paragraph.append(line.strip())
    flush()
    while made and not made[-1]:
        made.pop()
    return made


def _wrapped(text: str, width: int, first: str, colour: bool, rest: str = "") -> list[str]:
    kept = _CODE.sub(lambda m: "`" + m[1].replace(" ", _GAP).replace("-", "\u2011") + "`", text)
    lines = textwrap.wrap(kept, width, initial_indent=first, subsequent_indent=rest or " " * len(first), break_long_words=False, break_on_hyphens=False)
    return [_painted(line.replace(_GAP, " ").replace("\u2011", "-"), colour) for line in lines]


def _painted(line: str, colour: bool) -> str:
    if not colour:
        return _STRONG.sub(r"\1", line)
    return _STRONG.sub("\x1b[1m\\1\x1b[0m", _CODE.sub("\x1b[36m\\1\x1b[0m", line))


def bar(done: int, of: int, width: int = 24) -> str:
    """`[######------] 3/6`"""
    filled = width * done // of if of else 0
    return f"[{'#' * filled}{'-' * (width - filled)}] {done}/{of}"
