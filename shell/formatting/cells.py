"""Screen cells: how wide text is, cutting it to a width and wrapping it, the way PowerShell's line output does.

Escape sequences (CSI ... letter, and OSC 8 links) take no cells.  Characters outside the BMP count two, combining ones one each.
"""
from __future__ import annotations

import re
from collections.abc import Iterator

ELLIPSIS = "…"
_ESCAPE = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\]8;;.*?(?:\x1b\\|\x07)")
RESET = "\x1b[0m"
_SOFT_HYPHEN = "\u00ad"
_BREAKS = " \t\u00ad"
_WIDE = ((0x1100, 0x115F), (0x2329, 0x232A), (0x2E80, 0x303E), (0x3040, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE10, 0xFE19),
         (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6))


def char_cells(ch: str) -> int:
    """Cells of one character."""
    code = ord(ch)
    if code < 0x1100:
        return 1
    if code > 0xFFFF:
        return 2
    for low, high in _WIDE:
        if low <= code <= high:
            return 2
    return 1


def plain(text: str) -> str:
    """The text without its escape sequences."""
    return _ESCAPE.sub("", text) if "\x1b" in text else text


def cells(text: str) -> int:
    """Cells a text takes on the screen; line breaks and tabs count one each."""
    if text.isascii():
        return len(text) if "\x1b" not in text else len(_ESCAPE.sub("", text))
    return sum(map(char_cells, plain(text)))


def is_simple(text: str) -> bool:
    """True when every character takes one cell and stays on the line: the fast paths' test."""
    return text.isascii() and text.isprintable()


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Characters and escape sequences with their widths."""
    at = 0
    for m in _ESCAPE.finditer(text) if "\x1b" in text else ():
        for ch in text[at:m.start()]:
            yield ch, char_cells(ch)
        yield m.group(), 0
        at = m.end()
    for ch in text[at:]:
        yield ch, char_cells(ch)


def head(text: str, width: int) -> str:
    """The longest beginning of at most `width` cells; a style left open in it is closed."""
    if is_simple(text):
        return text[:max(width, 0)]
    out: list[str] = []
    styled, used = False, 0
    for piece, size in _pieces(text):
        if used + size > width:
            return "".join(out) + (RESET if styled else "")
        out.append(piece)
        used += size
        if size == 0 and piece[0] == "\x1b":
            styled = piece != RESET
    return "".join(out)


def tail(text: str, width: int) -> str:
    """The longest end of at most `width` cells; styles set before it are kept."""
    if is_simple(text):
        return text[len(text) - width:] if width > 0 else ""
    pieces = list(_pieces(text))
    used, at = 0, len(pieces)
    while at > 0 and used + pieces[at - 1][1] <= width:
        at -= 1
        used += pieces[at][1]
    styles = "".join(p for p, size in pieces[:at] if size == 0 and p[0] == "\x1b")
    return styles + "".join(p for p, _ in pieces[at:])


def first_line(text: str) -> str:
    """A cell shows only the first line of a text, marked as cut."""
    for i, ch in enumerate(text):
        if ch in "\r\n":
            return text[:i] + ELLIPSIS
    return text


def fit(text: str, width: int, align: str, pad: bool) -> str:
    """A table cell: padded to the width (on the right only if `pad`), or cut with an ellipsis: right-aligned text loses its beginning."""
    if not text.isprintable():
        text = first_line(text)
    size = cells(text)
    if size > width:
        if width <= 1:
            text = tail(text, width) if align == "right" else head(text, width)
        elif align == "right":
            text = ELLIPSIS + tail(text, width - 1)
        else:
            kept = head(text, width - 1)
            text = kept[:-len(RESET)] + ELLIPSIS + RESET if kept.endswith(RESET) and "\x1b" in text else kept + ELLIPSIS
        size = cells(text)
    blank = width - size
    if blank <= 0:
        return text
    if align == "right":
        return " " * blank + text
    if align == "center":
        left = blank // 2
        return " " * left + text + (" " * (blank - left) if pad else "")
    return text + " " * blank if pad else text


def split_lines(text: str) -> list[str]:
    """Lines of a text: \\n, \\r\\n and \\r end one."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def _words(line: str) -> Iterator[tuple[str, str]]:
    """(word, delimiter) pairs."""
    start = 0
    for i, ch in enumerate(line):
        if ch in _BREAKS:
            yield line[start:i], ch
            start = i + 1
    if start < len(line):
        yield line[start:], ""


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells: at blanks (which stay at the line's end), inside a word only when it is too long."""
    out: list[str] = []
    for line in split_lines(text):
        if cells(line) <= width:
            out.append(line)
        elif width > 0:
            out.extend(_wrap_line(line, width))
    return out


def _wrap_line(line: str, width: int) -> list[str]:
    out: list[str] = []
    current, left = "", width
    for word, delimiter in _words(line):
        if delimiter == _SOFT_HYPHEN:
            if cells(word) + 1 == left:
                word += "-"
        else:
            word += delimiter
        size = cells(word)
        if size <= left:
            current += word
            left -= size
        elif size <= width:
            out.append(current)
            current, left = word, width - size
        else:
            for ch, n in _pieces(word):
                if n > width:
                    ch, n = "?", 1
                if n > left:
                    out.append(current)
                    current, left = ch, width - n
                else:
                    current += ch
                    left -= n
    out.append(current)
    return out
