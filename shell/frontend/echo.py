"""A line as the line editor colours it, for what shows lines without the editor: demos and recordings."""
from __future__ import annotations

from typing import Any, Callable

from prompt_toolkit.output.vt100 import BG_ANSI_COLORS, FG_ANSI_COLORS
from prompt_toolkit.styles import Attrs, BaseStyle

from shell.commands.remoting.safety import is_production
from shell.frontend.appearance import prompt_fragments
from shell.frontend.highlight import spans


def escape_of(attrs: Attrs) -> str:
    """The escape sequence of a style, '' for none."""
    codes = [code for code, on in ((1, attrs.bold), (3, attrs.italic), (4, attrs.underline), (7, attrs.reverse)) if on]
    for colour, table, extended in ((attrs.color, FG_ANSI_COLORS, 38), (attrs.bgcolor, BG_ANSI_COLORS, 48)):
        if colour in table:
            codes.append(table[colour])
        elif colour and len(colour) == 6:
            codes += [extended, 2, *(int(colour[i:i + 2], 16) for i in (0, 2, 4))]
    codes = [c for c in codes if c not in (39, 49)]
    return f"\x1b[{';'.join(map(str, codes))}m" if codes else ""


def make_prompt_painter(style: BaseStyle) -> Callable[[str], str]:
    """A function from a prompt's text to the prompt as the line editor shows it."""
    def paint(text: str) -> str:
        out = ""
        fragments: Any = prompt_fragments(text, is_production)
        for name, part, *_ in fragments:
            code = escape_of(style.get_attrs_for_style_str(name))
            out += f"{code}{part}\x1b[0m" if code else part
        return out
    return paint


def make_painter(known: Any, style: BaseStyle) -> Callable[[str], str]:
    """A function from a text to the text with colours as escape sequences."""
    escapes: dict[str, str] = {"": ""}

    def escape(name: str) -> str:
        if name not in escapes:
            escapes[name] = escape_of(style.get_attrs_for_style_str(name))
        return escapes[name]

    def paint(text: str) -> str:
        styles = [""] * len(text)
        for start, end, name in spans(text, known):
            styles[start:min(end, len(text))] = [name] * (min(end, len(text)) - start)
        out, at = [], 0
        while at < len(text):
            end = next((i for i in range(at, len(text)) if styles[i] != styles[at] or text[i] == "\n"), len(text))
            end = max(end, at + 1)
            code = "" if text[at] == "\n" else escape(styles[at])
            out.append(f"{code}{text[at:end]}\x1b[0m" if code else text[at:end])
            at = end
        return "".join(out)
    return paint
