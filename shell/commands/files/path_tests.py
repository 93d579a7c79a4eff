"""Test-Path, Resolve-Path, Convert-Path: what paths mean and whether something is there."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import ArgumentNullException, NetException
from shell.commands.files.base import PathCmdlet
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.paths import ResolvedPath
from shell.providers.types import PathInfo

Value = Any


class TestPath(PathCmdlet):
    name = "Test-Path"
    net_class = "Microsoft.PowerShell.Commands.TestPathCommand"
    synopsis = "Says whether something is at a path."
    examples = (("Is there a file", "Test-Path notes.txt -PathType Leaf"), ("Is a variable set", "Test-Path Env:MODE"))

    PathType: Value = None
    IsValid: bool = False
    NewerThan: Value = None
    OlderThan: Value = None
    __test__ = False

    def process(self) -> None:
        given = self.LiteralPath if self.has("LiteralPath") else self.Path
        if given is None or (isinstance(given, list) and not given):
            e = ArgumentNullException("Value cannot be null. (Parameter 'The provided Path argument was null or an empty collection.')")
            self.write_error(ErrorRecord(e, "NullPathNotPermitted", "InvalidArgument"))
            return
        literal = self.has("LiteralPath")
        for path in given:
            if path is None:
                e = ArgumentNullException("Value cannot be null. (Parameter 'The provided Path argument was null or an empty collection.')")
                self.write_error(ErrorRecord(e, "NullPathNotPermitted", "InvalidArgument"))
                continue
            self.write(self._one(to_string(path), literal))

    def _one(self, path: str, literal: bool) -> bool:
        if not path.strip():
            return False
        if self.IsValid:
            return self._valid(path)
        try:
            found = self.expand_one(path, literal)
        except NetException as e:
            if e.short_name == "DriveNotFoundException" or e.error_id == "PathNotFound" or e.short_name == "WildcardPatternException":
                return False
            self.report(e, path)
            return False
        found = [target for target in found if self.wanted(target)]
        kind = "any" if self.PathType is None else str(getattr(self.PathType, "name_text", self.PathType)).lower()
        if not found or (kind != "any" and (kind == "container") != all(t.provider.is_container(t.path) for t in found)):
            return False  # a pattern is a container when all it matches are
        return any(self._suits(target) for target in found)

    def _valid(self, path: str) -> bool:
        try:
            target = self.ctx.drives.resolve(path)
        except NetException:
            return False
        return ":" not in target.path and "\0" not in target.path

    def _suits(self, target: ResolvedPath) -> bool:
        if self.NewerThan is None and self.OlderThan is None:
            return True
        written = target.provider.item(target.path, True, target.drive).file_time("LastWrite", False).ticks
        return (self.NewerThan is None or written > self.NewerThan.ticks) and (self.OlderThan is None or written < self.OlderThan.ticks)


class ResolvePath(PathCmdlet):
    name = "Resolve-Path"
    net_class = "Microsoft.PowerShell.Commands.ResolvePathCommand"
    synopsis = "Gives the full paths that a path, perhaps with wildcards, means."
    examples = (("Full paths", "Resolve-Path *.txt"), ("Relative to here", "Resolve-Path /tmp/*.log -Relative"))
    Relative: bool = False
    RelativeBasePath: Optional[str] = None

    def process(self) -> None:
        base = None
        if self.RelativeBasePath is not None:
            base = self.ctx.drives.resolve(to_string(self.RelativeBasePath)).shown
        for target in self.resolved():
            if not self.Relative:
                self.write(PathInfo(target))
            else:
                self.write(relative_path(target.shown, base or str(self.ctx.location), target.path))


def relative_path(shown: str, base: str, fallback: str) -> str:
    """`./x`, `../d/x`; names that start with a dot come without `./`."""
    if shown.split(":")[0] != base.split(":")[0] and (":" in shown or ":" in base):
        return shown
    if not shown.startswith("/") and ":" not in shown:
        return fallback
    text = os.path.relpath("/" + shown.partition(":/")[2] if ":/" in shown else shown, "/" + base.partition(":/")[2] if ":/" in base else base)
    if text == ".":
        return "../" + shown.rstrip("/").rpartition("/")[2]
    return text if text.startswith(".") else "./" + text


class ConvertPath(PathCmdlet):
    name = "Convert-Path"
    net_class = "Microsoft.PowerShell.Commands.ConvertPathCommand"
    synopsis = "Gives the real paths, as programs know them, that a path means."
    examples = (("For a program", "cat (Convert-Path C:/logs/x.txt)"),)

    def process(self) -> None:
        for target in self.resolved():
            self.write(target.path)
