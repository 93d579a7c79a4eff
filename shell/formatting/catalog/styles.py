"""Views of $PSStyle: every sequence shown as its text, in its own style."""
from __future__ import annotations

from typing import Any, Callable

from shell.formatting.views import Item, View, listing
from shell.objects.members import get_property

Value = Any
RESET = "\x1b[0m"
_PLAIN = ("OutputRendering", "MaxWidth", "View", "UseOSCIndicator")
_ATTRIBUTES = ("Reset BlinkOff Blink BoldOff Bold DimOff Dim Hidden HiddenOff Reverse ReverseOff ItalicOff Italic UnderlineOff Underline "
               "StrikethroughOff Strikethrough").split()
_FORMATTING = "FormatAccent ErrorAccent Error Warning Verbose Debug TableHeader CustomTableHeaderLabel FeedbackName FeedbackText FeedbackAction".split()
_PROGRESS = "Style MaxWidth View UseOSCIndicator".split()
_FILES = "Directory SymbolicLink Executable Extension".split()
_COLOURS = [prefix + name for name in ("Black", "White", "Red", "Magenta", "Blue", "Cyan", "Green", "Yellow") for prefix in ("", "Bright")]
_NAME = "System.Management.Automation.PSStyle"


def _sequence(path: tuple[str, ...]) -> Callable[[Value], Value]:
    """Reads a sequence and shows it: styled, with the escape character spelled out."""
    def compute(value: Value) -> Value:
        for name in path:
            value = get_property(value, name)
        if path[-1] in _PLAIN or value is None:
            return value
        text = str(value)
        return f"{text}{text.replace(chr(27), '`e')}{RESET}"
    return compute


def _item(*path: str) -> Item:
    return Item(label=".".join(path), compute=_sequence(path))


def _part(suffix: str, names: list[str]) -> View:
    return listing(_NAME + suffix, [_NAME + suffix], *[_item(n) for n in names])


VIEWS: list[View] = [
    listing(_NAME, [_NAME], *[_item(n) for n in _ATTRIBUTES], "OutputRendering", *[_item("Formatting", n) for n in _FORMATTING],
            *[_item("Progress", n) for n in _PROGRESS], *[_item("FileInfo", n) for n in _FILES],
            *[_item("Foreground", n) for n in _COLOURS], *[_item("Background", n) for n in _COLOURS]),
    _part("+FormattingData", _FORMATTING), _part("+ProgressConfiguration", _PROGRESS), _part("+FileInfoFormatting", _FILES),
    _part("+ForegroundColor", _COLOURS), _part("+BackgroundColor", _COLOURS),
]
