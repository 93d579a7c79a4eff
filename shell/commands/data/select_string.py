"""Select-String: lines that match a pattern, in files or in piped text."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.arrays import typed_array
from shell.clr.exceptions import ArgumentException, NetException
from shell.clr.wildcards import WildcardPattern
from shell.commands.data.line_matching import ContextTracker, LineMatcher
from shell.commands.data.match_info import INPUT_STREAM, MatchInfo
from shell.commands.data.text_files import read_text
from shell.commands.files.base import PathCmdlet, net_from_os
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string

Value = Any


class SelectString(PathCmdlet):
    name = "Select-String"
    net_class = "Microsoft.PowerShell.Commands.SelectStringCommand"
    synopsis = "Finds lines of text that match a pattern."
    examples = (("In piped text", "'red','green' | Select-String e{2}"), ("In files", "Select-String error *.log"))

    Pattern: list[str] = []
    InputObject: Value = MISSING
    AllMatches: bool = False
    CaseSensitive: bool = False
    Context: Optional[list[int]] = None
    Encoding: Value = None
    List: bool = False
    NotMatch: bool = False
    Quiet: bool = False
    Raw: bool = False
    SimpleMatch: bool = False
    NoEmphasis: bool = False

    plain_input = "InputObject"

    def begin(self) -> None:
        patterns = [to_string(p) for p in self.Pattern]
        self._matcher = self._compile(patterns)
        counts = [int(n) for n in self.Context] if self.Context is not None else []
        self._around = (counts[0], counts[-1]) if counts else None
        self._number = 0
        self._done = False
        self._any = False
        self._piped: Optional[ContextTracker] = None

    def _compile(self, patterns: list[str]) -> LineMatcher:
        if not self.SimpleMatch:
            from shell.clr.regexes import Regex
            for p in patterns:
                try:
                    Regex(p, 0 if self.CaseSensitive else 1)
                except NetException as e:
                    self.fail(f"The string {p} is not a valid regular expression: {e.message}", "InvalidRegex", "InvalidArgument", exception_class=ArgumentException)
        return LineMatcher(patterns, self.SimpleMatch, self.CaseSensitive, self.AllMatches, self.NotMatch)

    # ---- input

    def process(self) -> None:
        if self._done:
            return
        if self.Path is not None or self.LiteralPath is not None:
            self._files([t.path for t in self.resolved() if t.provider.name == "FileSystem"])
            return
        if self.InputObject is MISSING:
            return
        base = base_of(self.InputObject)
        if base.__class__.__name__ == "FileInfo":
            self._files([base.path])
        else:
            self._text(base if base.__class__ is str else to_string(self.InputObject))

    def wanted(self, target: Any, from_wildcard: bool = True) -> bool:
        """-Include and -Exclude look at the file's name."""
        leaf = os.path.basename(target.path)
        if self.Include is not None and not any(WildcardPattern(to_string(p)).matches(leaf) for p in self.Include):
            return False
        return self.Exclude is None or not any(WildcardPattern(to_string(p)).matches(leaf) for p in self.Exclude)

    def _text(self, line: str) -> None:
        self._number += 1
        match = self._match(line, self._number, INPUT_STREAM)
        if match is not None and self.Quiet:
            self._any = self._done = True
            self.write(True)
            return
        if self._around is not None and not self.Raw:
            if self._piped is None:
                self._piped = ContextTracker(*self._around, self._write_match)
            self._piped.line(line, match)
        elif match is not None:
            self._write_match(match)
        if match is not None and self.List:
            self._done = True

    def _files(self, paths: list[str]) -> None:
        for path in paths:
            if os.path.isdir(path):
                continue
            found = self._file(path)
            self._any = self._any or found
            if self.Quiet and found:
                self._done = True
                self.write(True)
                return

    def _file(self, path: str) -> bool:
        """Search one file; was anything found?"""
        try:
            text = read_text(path, self.Encoding)
        except OSError as e:
            net = net_from_os(e, path)
            record = ErrorRecord(ArgumentException(f"The file {path} cannot be read: {net.message}", net), "ProcessingFile", "InvalidArgument", path)
            self.write_error(record)
            return False
        tracker = None if self._around is None or self.Raw else ContextTracker(*self._around, self._write_match)
        found = False
        for number, line in enumerate(file_lines(text), 1):
            match = self._match(line, number, path)
            if match is not None:
                found = True
                if self.Quiet:
                    return True
            if tracker is not None:
                tracker.line(line, match)
            elif match is not None:
                self._write_match(match)
            if match is not None and self.List:
                break
        if tracker is not None:
            tracker.end()
        return found

    # ---- matches

    def _match(self, line: str, number: int, path: str) -> Optional[MatchInfo]:
        found = self._matcher.match(line)
        if found is None:
            return None
        matches = typed_array("System.Text.RegularExpressions.Match", found[1])
        made = MatchInfo(line, number, path, found[0], matches, not self.CaseSensitive, None)
        made.emphasis = not self.NoEmphasis and bool(getattr(self.ctx.host, "colour", False))
        return made

    def _write_match(self, match: MatchInfo) -> None:
        self.write(match.line if self.Raw else match)

    def end(self) -> None:
        if self._piped is not None:
            self._piped.end()
        searched_files = self.Path is not None or self.LiteralPath is not None
        if self.Quiet and searched_files and not self._any:
            self.write(False)


def file_lines(text: str) -> list[str]:
    """Lines as StreamReader.ReadLine gives them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines
