"""What the item commands share: turning -Path and -LiteralPath into resolved paths, reporting what goes wrong with each, filters."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import NetException, NotSupportedException
from shell.clr.wildcards import WildcardPattern
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.paths import ResolvedPath, has_wildcard
from shell.runtime.cmdlet import Cmdlet

Value = Any


class PathCmdlet(Cmdlet):
    """A command with -Path and -LiteralPath, and perhaps -Include, -Exclude, -Filter, -Force."""

    Path: Optional[list[str]] = None
    LiteralPath: Optional[list[str]] = None
    Include: Optional[list[str]] = None
    Exclude: Optional[list[str]] = None
    Filter: Optional[str] = None
    Force: bool = False
    Credential: Any = None

    def given_paths(self) -> list[tuple[str, bool]]:
        """(path, literal) for each path of the call."""
        refuse_credential(self, self.Credential)
        if self.LiteralPath is not None:
            return [(to_string(p), True) for p in self.LiteralPath]
        return [(to_string(p), False) for p in (self.Path or ())]

    def report(self, e: NetException, target: Value = None) -> None:
        """A NetException as this command's non-terminating error."""
        record = ErrorRecord(e, e.error_id or e.short_name, e.category or "NotSpecified", e.target if e.target is not None else target)
        self.write_error(record)

    def report_os(self, e: OSError, path: str, error_id: str, category: str) -> None:
        """An OSError with .NET's text."""
        self.report_net(net_from_os(e, path), error_id, category, path)

    def report_net(self, e: NetException, error_id: str, category: str, target: Value = None) -> None:
        self.write_error(ErrorRecord(e, error_id, category, target))

    def expand_one(self, path: str, literal: bool, must_exist: bool = True, force: Optional[bool] = None) -> list[ResolvedPath]:
        """One path worked out; raises NetException."""
        drives = self.ctx.drives
        if literal:
            return [drives.literal(path, must_exist)]
        found: list[ResolvedPath] = drives.expand(path, self.Force if force is None else force, must_exist)
        return found

    def resolved(self, must_exist: bool = True) -> Iterator[ResolvedPath]:
        """Every item the call's paths mean, errors reported, -Include, -Exclude and -Filter applied to the names."""
        for path, literal in self.given_paths():
            try:
                found = self.expand_one(path, literal, must_exist)
            except NetException as e:
                self.report(e, path)
                continue
            wild = not literal and has_wildcard(path)
            for target in found:
                if self.wanted(target, wild):
                    yield target

    def wanted(self, target: ResolvedPath, from_wildcard: bool = True) -> bool:
        """Do -Filter, -Include and -Exclude let this item through?"""
        if self.Include is None and self.Exclude is None and self.Filter is None:
            return True
        name = target.provider.leaf(target.path)
        return name_passes(name, self.Filter, self.Include if from_wildcard else None, self.Exclude)


def refuse_credential(cmdlet: Cmdlet, credential: Any) -> None:
    """No drive of this platform opens with a user's name and password; PowerShell says so too."""
    if credential is not None:
        cmdlet.fail("The FileSystem provider supports credentials only on the New-PSDrive cmdlet. Perform the operation again without specifying credentials.",
                    "NotSupported", "NotImplemented", exception_class=NotSupportedException)


def name_passes(name: str, filter: Optional[str], include: Optional[list[str]], exclude: Optional[list[str]]) -> bool:
    """The three name tests."""
    if filter and not WildcardPattern(filter).matches(name):
        return False
    if include and not any(WildcardPattern(to_string(p)).matches(name) for p in include):
        return False
    return not (exclude and any(WildcardPattern(to_string(p)).matches(name) for p in exclude))


def net_from_os(e: OSError, path: str) -> NetException:
    """The .NET exception of an operating system error, with .NET's text."""
    import errno

    from shell.clr import exceptions as x
    shown = path
    if e.errno == errno.ENOENT:
        import os
        if os.path.isdir(os.path.dirname(path) or "/"):
            return x.FileNotFoundException(f"Could not find file '{shown}'.")
        return x.DirectoryNotFoundException(f"Could not find a part of the path '{shown}'.")
    if e.errno == errno.ENOTDIR:
        return x.DirectoryNotFoundException(f"Could not find a part of the path '{shown}'.")
    if e.errno in (errno.EACCES, errno.EPERM, errno.EISDIR):
        return x.UnauthorizedAccessException(f"Access to the path '{shown}' is denied.")
    if e.errno == errno.EEXIST:
        return x.IOException(f"The file '{shown}' already exists.")
    if e.errno == errno.ENOTEMPTY:
        return x.IOException(f"Directory not empty : '{shown}'")
    if e.errno == errno.ENOSPC:
        return x.IOException(f"No space left on device : '{shown}'")
    if e.errno == errno.ENAMETOOLONG:
        return x.PathTooLongException(f"The path '{shown}' is too long, or a component of the specified path is too long.")
    return x.IOException(f"{e.strerror} : '{shown}'")
