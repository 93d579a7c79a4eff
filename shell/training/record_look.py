"""How a screen looks: colours of the palette, and rows as runs of cells that look the same.  Shared by the picture and the page, so they show the same."""
from __future__ import annotations

from typing import NamedTuple, Optional

from shell.training.record_cast import Cast
from shell.training.record_screen import Cell, Colour, Style

FONT = "'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,'Courier New',monospace"
SIZE, CELL, ROW, BASE, PAD = 14, 8.43, 18, 14, 12  # font size, width of a column, height of a row, where the letters stand in it, margin; pixels
FOREGROUND, BACKGROUND = "#d4d4d8", "#16181d"
_SIXTEEN = ("#2e3138", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d4d4d8",
            "#7f848e", "#ff7b86", "#b5e890", "#ffd68a", "#7cc4ff", "#dd8ff0", "#6fd3df", "#ffffff")


class Theme(NamedTuple):
    fg: str
    bg: str
    sixteen: tuple[str, ...]


class Run(NamedTuple):
    """Cells of one row that look the same.  `fg` and `bg` are colours (bg '' for the terminal's own); `classes` a subset of b, d, i, u, s."""

    x: int
    width: int
    text: str
    fg: str
    bg: str
    classes: str


def theme_of(cast: Cast) -> Theme:
    """The recording's own colours, or ours."""
    found = cast.header.get("theme")
    if isinstance(found, dict) and all(isinstance(found.get(k), str) for k in ("fg", "bg", "palette")):
        palette = tuple(found["palette"].split(":"))
        if len(palette) in (8, 16) and all(_is_colour(c) for c in (*palette, found["fg"], found["bg"])):
            return Theme(found["fg"], found["bg"], palette if len(palette) == 16 else palette * 2)
    return Theme(FOREGROUND, BACKGROUND, _SIXTEEN)


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])


def colour_of(value: Colour, theme: Theme, bold: bool = False) -> Optional[str]:
    """A colour as #rrggbb; None for the terminal's own.  Bold makes the first eight bright, as terminals do."""
    if value is None or isinstance(value, str):
        return value
    if value < 16:
        return theme.sixteen[value + 8 if bold and value < 8 else value]
    if value < 232:
        n = value - 16
        return "#" + "".join(f"{0 if part == 0 else 55 + 40 * part:02x}" for part in (n // 36, n // 6 % 6, n % 6))
    return "#" + f"{8 + 10 * (value - 232):02x}" * 3


def look(style: Style, theme: Theme) -> tuple[str, str, str]:
    """(foreground, background or '', classes) of a style."""
    fg = colour_of(style.fg, theme, style.bold) or theme.fg
    bg = colour_of(style.bg, theme) or ""
    if style.reverse:
        fg, bg = bg or theme.bg, fg
    if style.hidden:
        fg = bg or theme.bg
    classes = "".join(letter for letter, on in (("b", style.bold), ("d", style.dim), ("i", style.italic), ("u", style.underline), ("s", style.strike)) if on)
    return fg, bg, classes


def runs(row: tuple[Cell, ...], theme: Theme) -> list[Run]:
    """The runs of a row; blanks at its end that look like nothing are left out.  A wide or unusual character is a run of its own: its width is ours to keep."""
    out: list[Run] = []
    x = 0
    while x < len(row):
        cell = row[x]
        width = 2 if x + 1 < len(row) and not row[x + 1].text else 1
        shown = look(cell.style, theme)
        last = out[-1] if out else None
        if last is not None and last[3:] == shown and width == 1 and cell.text.isascii() and last.text.isascii():
            out[-1] = last._replace(width=last.width + 1, text=last.text + cell.text)
        else:
            out.append(Run(x, width, cell.text, *shown))
        x += width
    while out and not out[-1].text.strip() and not out[-1].bg and not set(out[-1].classes) & set("us"):
        out.pop()
    if out and not out[-1].bg and not set(out[-1].classes) & set("us"):
        text = out[-1].text.rstrip()
        out[-1] = out[-1]._replace(text=text, width=out[-1].width - len(out[-1].text) + len(text))
    return out
