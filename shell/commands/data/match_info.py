"""MatchInfo: a line Select-String found, where it stands, the lines around it."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.arrays import typed_array
from shell.clr.typeinfo import NetType

Value = Any
INPUT_STREAM = "InputStream"
_C = "Microsoft.PowerShell.Commands."


class MatchInfoContext:
    """The lines before and after a match; the display lists leave out what an earlier match shows already."""

    __slots__ = ("pre", "post", "display_pre", "display_post", "ps_ext")

    def __init__(self) -> None:
        self.pre: list[str] = []
        self.post: list[str] = []
        self.display_pre: list[str] = []
        self.display_post: list[str] = []
        self.ps_ext: Any = None


class MatchInfo:
    __slots__ = ("ignore_case", "line_number", "line", "path", "pattern", "context", "matches", "emphasis", "ps_ext", "__weakref__")

    def __init__(self, line: str, line_number: int, path: str, pattern: str, matches: list[Value], ignore_case: bool, context: Optional[MatchInfoContext]) -> None:
        self.line, self.line_number, self.path, self.pattern = line, line_number, path, pattern
        self.matches, self.ignore_case, self.context = matches, ignore_case, context
        self.emphasis = False  # the view shows what matched in inverse video
        self.ps_ext: Any = None

    @property
    def filename(self) -> str:
        return self.path if self.path == INPUT_STREAM else os.path.basename(self.path)

    def relative(self, folder: str) -> str:
        """The path below `folder`, or the full one."""
        if self.path == INPUT_STREAM or not folder:
            return self.path
        base = folder.rstrip("/") + "/"
        return self.path[len(base):] if self.path.startswith(base) else self.path

    def __str__(self) -> str:
        return self.text("")

    def text(self, folder: str = "", line: Optional[str] = None) -> str:
        """`path:number:line`, or with context a line each, the match marked `> `."""
        path = self.relative(folder)
        own = self.line if line is None else line
        if self.context is None:
            return _format(path, self.line_number, own, "")
        before, after = self.context.display_pre, self.context.display_post
        rows = [_format(path, self.line_number - len(before) + i, t, "  ") for i, t in enumerate(before)]
        rows.append(_format(path, self.line_number, own, "> "))
        rows += [_format(path, self.line_number + 1 + i, t, "  ") for i, t in enumerate(after)]
        return "\n".join(rows)

    def emphasized(self, folder: str = "") -> str:
        """As `text`; the matches in inverse video unless -NoEmphasis was given or nobody could see it."""
        if not self.emphasis:
            return self.text(folder)
        parts, at = [], 0
        for m in self.matches:
            parts += [self.line[at:m.index], "\x1b[7m", m.text, "\x1b[0m"]
            at = m.index + len(m.text)
        return self.text(folder, "".join([*parts, self.line[at:]]))


def _format(path: str, number: int, line: str, mark: str) -> str:
    return mark + line if path == INPUT_STREAM else f"{mark}{path}:{number}:{line}"


def _strings(attribute: str) -> Any:
    return lambda c: typed_array("System.String", getattr(c, attribute))


CONTEXT = NetType(_C + "MatchInfoContext", MatchInfoContext, interfaces=("System.ICloneable",))
for _name, _attribute in (("PreContext", "pre"), ("PostContext", "post"), ("DisplayPreContext", "display_pre"), ("DisplayPostContext", "display_post")):
    CONTEXT.prop(_name, "string[]")(_strings(_attribute))
MATCH_INFO = NetType(_C + "MatchInfo", MatchInfo)
MATCH_INFO.attr("IgnoreCase", "bool", "ignore_case", writable=True)
MATCH_INFO.attr("LineNumber", "int", "line_number", writable=True)
MATCH_INFO.attr("Line", "string", "line", writable=True)
MATCH_INFO.attr("Filename", "string", "filename")
MATCH_INFO.attr("Path", "string", "path", writable=True)
MATCH_INFO.attr("Pattern", "string", "pattern", writable=True)
MATCH_INFO.attr("Context", _C + "MatchInfoContext", "context", writable=True)
MATCH_INFO.prop("Matches", "System.Text.RegularExpressions.Match[]")(lambda m: m.matches)
MATCH_INFO.method("string ToString()", "string ToString(string directory)")(lambda m, directory="": m.text(directory))
MATCH_INFO.method("string ToEmphasizedString(string directory)")(MatchInfo.emphasized)
MATCH_INFO.method("string RelativePath(string directory)")(MatchInfo.relative)
