"""New-PSDrive, Get-PSDrive, Remove-PSDrive, Get-PSProvider."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import IOException, NetException
from shell.clr.wildcards import WildcardPattern
from shell.commands.files.file_errors import PSArgumentException, PSInvalidOperationException
from shell.objects.records import DriveNotFoundException, ErrorRecord
from shell.objects.text import to_string
from shell.providers import types as _types  # noqa: F401  (the members of drives and providers)
from shell.providers.paths import has_wildcard
from shell.providers.registry import DriveInfo, ProviderNotFoundException
from shell.runtime.cmdlet import Cmdlet, Param
from shell.runtime.scopes import SessionStateException

Value = Any
_BAD_CHARACTERS = ";~/\\.:"


class NewPSDrive(Cmdlet):
    name = "New-PSDrive"
    net_class = "Microsoft.PowerShell.Commands.NewPSDriveCommand"
    synopsis = "Gives a folder a drive name of its own."
    description = "With -IgnoreCase, names on the drive may be written in any case, as on Windows."
    examples = (("Paths of a Windows machine", "New-PSDrive C FileSystem /srv/c -IgnoreCase"),)
    extra = (Param("IgnoreCase", "switch", help="Names on the drive may be written in any case."),)

    Name: str = ""
    PSProvider: str = ""
    Root: str = ""
    Description: Optional[str] = None
    Scope: Optional[str] = None
    Credential: Value = None
    IgnoreCase: bool = False

    def process(self) -> None:
        drives = self.ctx.drives
        name, root = to_string(self.Name), to_string(self.Root)
        try:
            provider = drives.provider(to_string(self.PSProvider))
            if any(c in name for c in _BAD_CHARACTERS):
                raise PSArgumentException("Cannot process the drive name because the drive name contains one or more of the following characters that are not valid: "
                                          "; ~ / \\ . :", error_id="Argument", category="InvalidArgument")
            shown = drives.resolve(root).path if provider.is_files else root
            if provider.is_files and not os.path.isdir(shown):
                raise IOException(f'The specified drive root "{root}" either does not exist, or it is not a folder.', error_id="DriveRootError", category="ReadError")
            if not self.runtime.should_process(f"Name: {name} Provider: {provider.full_name} Root: {shown}", "New drive"):
                return
            scope = self.ctx.variables.scope(None if self.Scope is None else to_string(self.Scope))
            if name.lower() in (scope.drives or {}) or name.lower() in drives.builtin:
                raise SessionStateException(f"A drive with the name '{name}' already exists.", error_id="DriveAlreadyExists", category="ResourceExists", target=name)
        except NetException as e:
            self.write_error(ErrorRecord(e, e.error_id or e.short_name, e.category or "NotSpecified", e.target))
            return
        drive = DriveInfo(name, provider, shown, to_string(self.Description or ""), bool(self.IgnoreCase))
        if scope.drives is None:
            scope.drives = {}
        scope.drives[name.lower()] = drive
        self.write(drive)


class DriveReader(Cmdlet):
    """Base of Get- and Remove-PSDrive: drives by name patterns, provider and scope."""

    Name: Optional[list[str]] = None
    LiteralName: Optional[list[str]] = None
    PSProvider: Optional[list[str]] = None
    Scope: Optional[str] = None

    def pool(self) -> list[DriveInfo]:
        drives = self.ctx.drives
        if self.Scope is not None:
            own = self.ctx.variables.scope(to_string(self.Scope))
            found = list((own.drives or {}).values())
            return [*found, *drives.builtin.values()] if own.kind == "global" else found
        return drives.all()  # type: ignore[no-any-return]

    def chosen(self) -> list[DriveInfo]:
        pool = self.pool()
        if self.PSProvider is not None:
            wanted = [WildcardPattern(to_string(p)) for p in self.PSProvider]
            pool = [d for d in pool if any(w.matches(d.provider.name) for w in wanted)]
        names = self.LiteralName if self.LiteralName is not None else self.Name
        if names is None:
            return pool
        out: list[DriveInfo] = []
        for name in map(to_string, names):
            bare = name[:-1] if name.endswith(":") else name
            if self.LiteralName is None and has_wildcard(bare):
                pattern = WildcardPattern(bare)
                out.extend(d for d in pool if pattern.matches(d.name))
                continue
            found = [d for d in pool if d.name.lower() == bare.lower()]
            if not found:
                e = DriveNotFoundException(f"Cannot find drive. A drive with the name '{name}' does not exist.")
                self.write_error(ErrorRecord(e, self.missing_id, "ObjectNotFound", name))
            out.extend(found)
        return out

    missing_id = "GetLocationNoMatchingDrive"


class GetPSDrive(DriveReader):
    name = "Get-PSDrive"
    net_class = "Microsoft.PowerShell.Commands.GetPSDriveCommand"
    synopsis = "Lists drives."
    examples = (("All drives", "Get-PSDrive"), ("Those of files", "Get-PSDrive -PSProvider FileSystem"))

    def process(self) -> None:
        self.write_all(self.chosen())


class RemovePSDrive(DriveReader):
    name = "Remove-PSDrive"
    net_class = "Microsoft.PowerShell.Commands.RemovePSDriveCommand"
    synopsis = "Removes a drive; what it shows stays where it is."
    examples = (("Remove one", "Remove-PSDrive C"),)
    Force: bool = False
    missing_id = "DriveNotFound"

    def process(self) -> None:
        for drive in self.chosen():
            if not self.should_process(f"Name: {drive.name} Provider: {drive.provider.full_name} Root: {drive.root}", "Remove Drive"):
                continue
            if self.ctx.location.drive is drive and not self.Force:
                e = PSInvalidOperationException(f"Cannot remove drive '{drive.name}' because it is in use.")
                self.write_error(ErrorRecord(e, "InvalidOperation", "InvalidOperation"))
                continue
            self._remove(drive)

    def _remove(self, drive: DriveInfo) -> None:
        tables = [s.drives for s in self.ctx.frame.scope.chain() if s.drives] + [self.ctx.drives.builtin]
        for table in tables:
            if table.get(drive.name.lower()) is drive:
                del table[drive.name.lower()]
                return


class GetPSProvider(Cmdlet):
    name = "Get-PSProvider"
    net_class = "Microsoft.PowerShell.Commands.GetPSProviderCommand"
    synopsis = "Lists providers: the kinds of drives there are."
    examples = (("All of them", "Get-PSProvider"),)
    PSProvider: Optional[list[str]] = None

    def process(self) -> None:
        providers = sorted(self.ctx.drives.providers.values(), key=lambda p: p.name)
        if self.PSProvider is None:
            self.write_all(providers)
            return
        for name in map(to_string, self.PSProvider):
            pattern = WildcardPattern(name.rpartition("\\")[2])
            found = [p for p in providers if pattern.matches(p.name)]
            if not found and not has_wildcard(name):
                e = ProviderNotFoundException(f"Cannot find a provider with the name '{name}'.")
                self.write_error(ErrorRecord(e, "ProviderNotFound", "ObjectNotFound", name))
            self.write_all(found)
