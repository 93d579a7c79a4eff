"""System.Management.Automation.PSStyle: the escape sequences $PSStyle offers, and how output is rendered.  One per runspace; what is set stays."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.dictionaries import Hashtable
from shell.clr.enums import EnumValue, define_enum
from shell.clr.exceptions import ArgumentException
from shell.clr.typeinfo import NetType

Value = Any
_NAME = "System.Management.Automation.PSStyle"
OutputRendering = define_enum("System.Management.Automation.OutputRendering", {"Host": 0, "PlainText": 1, "Ansi": 2})
ProgressView = define_enum("System.Management.Automation.ProgressView", {"Minimal": 0, "Classic": 1})

_ATTRIBUTES = {"Reset": "0", "BlinkOff": "25", "Blink": "5", "BoldOff": "22", "Bold": "1", "DimOff": "22", "Dim": "2", "Hidden": "8", "HiddenOff": "28",
               "Reverse": "7", "ReverseOff": "27", "ItalicOff": "23", "Italic": "3", "UnderlineOff": "24", "Underline": "4", "StrikethroughOff": "29",
               "Strikethrough": "9"}
_FORMATTING = {"FormatAccent": "32;1", "ErrorAccent": "36;1", "Error": "31;1", "Warning": "33;1", "Verbose": "33;1", "Debug": "33;1", "TableHeader": "32;1",
               "CustomTableHeaderLabel": "32;1;3", "FeedbackName": "33", "FeedbackText": "96", "FeedbackAction": "97"}
_FILES = {"Directory": "44;1", "SymbolicLink": "36;1", "Executable": "32;1"}
_COLOURS = {"Black": 30, "BrightBlack": 90, "White": 37, "BrightWhite": 97, "Red": 31, "BrightRed": 91, "Magenta": 35, "BrightMagenta": 95, "Blue": 34,
            "BrightBlue": 94, "Cyan": 36, "BrightCyan": 96, "Green": 32, "BrightGreen": 92, "Yellow": 33, "BrightYellow": 93}
_ARCHIVES = ".zip .tgz .tar .gz .nupkg .cab .7z"
_SCRIPTS = ".ps1 .psm1 .psd1 .ps1xml"


def sequence(codes: str) -> str:
    """The SGR sequence of some codes."""
    return f"\x1b[{codes}m"


def default_rendering() -> str:
    """PlainText when the environment asks for no colour, else Host."""
    return "PlainText" if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else "Host"


class StyleGroup:
    """A set of named sequences: Formatting, FileInfo, Foreground ...; `base` shifts colours to the background."""

    net_type: NetType

    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values


class FormattingStyles(StyleGroup):
    pass


class ProgressStyles(StyleGroup):
    pass


class FileStyles(StyleGroup):
    pass


class ForegroundStyles(StyleGroup):
    pass


class BackgroundStyles(StyleGroup):
    pass


class PSStyle:
    """The value of $PSStyle."""

    def __init__(self) -> None:
        self.output_rendering: EnumValue = OutputRendering.net_type.enum_values[default_rendering()]
        self.formatting = FormattingStyles({n: sequence(c) for n, c in _FORMATTING.items()})
        self.progress = ProgressStyles({"Style": sequence("33;1"), "MaxWidth": 120, "View": ProgressView(0), "UseOSCIndicator": False})
        self.files = FileStyles({n: sequence(c) for n, c in _FILES.items()})
        extensions = [(e, sequence("31;1")) for e in _ARCHIVES.split()] + [(e, sequence("33;1")) for e in _SCRIPTS.split()]
        self.files.values["Extension"] = Hashtable(extensions)
        self.foreground = ForegroundStyles({n: sequence(str(c)) for n, c in _COLOURS.items()})
        self.background = BackgroundStyles({n: sequence(str(c + 10)) for n, c in _COLOURS.items()})


def _checked(text: Optional[str]) -> str:
    """A style may hold sequences only."""
    import re
    rest = re.sub(r"\x1b\[[0-9;:]*m|\x1b\]8;;.*?\x1b\\", "", text or "")
    if rest:
        raise ArgumentException(f"The specified string contains printable content when it should only contain ANSI escape sequences: {text}")
    return text or ""


def _declare_group(suffix: str, cls: type[StyleGroup], texts: list[str], settable: bool) -> NetType:
    t = NetType(_NAME + suffix, cls)
    cls.net_type = t
    for name in texts:
        def getter(group: StyleGroup, key: str = name) -> Value:
            return group.values[key]

        def setter(group: StyleGroup, value: Value, key: str = name) -> None:
            group.values[key] = _checked(value)
        t.prop(name, "string", setter=setter if settable else None)(getter)
    return t


def _declare_plain(t: NetType, name: str, type_name: str) -> None:
    def setter(group: StyleGroup, value: Value) -> None:
        group.values[name] = value
    t.prop(name, type_name, setter=setter)(lambda group: group.values[name])


_declare_group("+FormattingData", FormattingStyles, list(_FORMATTING), True)
_PROGRESS = _declare_group("+ProgressConfiguration", ProgressStyles, ["Style"], True)
_declare_plain(_PROGRESS, "MaxWidth", "int")
_declare_plain(_PROGRESS, "View", "System.Management.Automation.ProgressView")
_declare_plain(_PROGRESS, "UseOSCIndicator", "bool")
_declare_plain(_declare_group("+FileInfoFormatting", FileStyles, list(_FILES), True), "Extension", _NAME + "+FileInfoFormatting+FileExtensionDictionary")


def _rgb(kind: int, red: int, green: Optional[int] = None, blue: Optional[int] = None) -> str:
    if green is None or blue is None:
        red, green, blue = (red >> 16) & 255, (red >> 8) & 255, red & 255
    return sequence(f"{kind};2;{int(red)};{int(green)};{int(blue)}")


for _suffix, _cls, _kind in (("+ForegroundColor", ForegroundStyles, 38), ("+BackgroundColor", BackgroundStyles, 48)):
    _t = _declare_group(_suffix, _cls, list(_COLOURS), False)
    _t.method("string FromRgb(byte red, byte green, byte blue)", "string FromRgb(int rgb)")(
        lambda group, red, green=None, blue=None, kind=_kind: _rgb(kind, red, green, blue))

STYLE = NetType(_NAME, PSStyle)
for _name, _codes in _ATTRIBUTES.items():
    STYLE.prop(_name, "string")(lambda style, text=sequence(_codes): text)
STYLE.attr("OutputRendering", "System.Management.Automation.OutputRendering", "output_rendering", writable=True)
STYLE.attr("Formatting", _NAME + "+FormattingData", "formatting")
STYLE.attr("Progress", _NAME + "+ProgressConfiguration", "progress")
STYLE.attr("FileInfo", _NAME + "+FileInfoFormatting", "files")
STYLE.attr("Foreground", _NAME + "+ForegroundColor", "foreground")
STYLE.attr("Background", _NAME + "+BackgroundColor", "background")
STYLE.method("string FormatHyperlink(string text, uri link)")(lambda style, text, link: f"\x1b]8;;{link}\x1b\\{text}\x1b]8;;\x1b\\")
