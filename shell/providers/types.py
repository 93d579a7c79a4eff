"""What scripts see of places: PathInfo, PSDriveInfo, ProviderInfo."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.providers.paths import ResolvedPath
from shell.providers.provider import Provider
from shell.providers.registry import DriveInfo, Location

Value = Any


class PathInfo:
    """System.Management.Automation.PathInfo: a place as Get-Location and Resolve-Path give it."""

    __slots__ = ("path", "provider_path", "drive", "provider", "ps_ext", "__weakref__")

    def __init__(self, resolved: ResolvedPath) -> None:
        self.path = resolved.shown
        self.provider_path = resolved.path
        self.drive: Optional[DriveInfo] = resolved.drive
        self.provider: Provider = resolved.provider
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.path


def current_path(location: Location) -> PathInfo:
    """$PWD."""
    return PathInfo(location.resolved())


PATH_INFO = NetType("System.Management.Automation.PathInfo", PathInfo)
PATH_INFO.attr("Drive", "System.Management.Automation.PSDriveInfo", "drive")
PATH_INFO.attr("Provider", "System.Management.Automation.ProviderInfo", "provider")
PATH_INFO.attr("ProviderPath", "string", "provider_path")
PATH_INFO.attr("Path", "string", "path")


@PATH_INFO.method("string ToString()")
def _path_text(self: PathInfo) -> str:
    return self.path


DRIVE_INFO = NetType("System.Management.Automation.PSDriveInfo", DriveInfo)
DRIVE_INFO.attr("CurrentLocation", "string", "current", writable=True)
DRIVE_INFO.attr("Name", "string", "name")
DRIVE_INFO.attr("Provider", "System.Management.Automation.ProviderInfo", "provider")
DRIVE_INFO.attr("Root", "string", "root")
DRIVE_INFO.attr("Description", "string", "description", writable=True)
DRIVE_INFO.attr("Credential", "pscredential", "credential")
DRIVE_INFO.attr("DisplayRoot", "string", "display_root")


@DRIVE_INFO.prop("MaximumSize", "System.Nullable[long]")
def _maximum_size(self: DriveInfo) -> Value:
    return None


@DRIVE_INFO.method("string ToString()")
def _drive_text(self: DriveInfo) -> str:
    return self.name


PROVIDER_INFO = NetType("System.Management.Automation.ProviderInfo", Provider)
PROVIDER_INFO.attr("Name", "string", "name")
PROVIDER_INFO.attr("Home", "string", "home", writable=True)
PROVIDER_INFO.attr("ModuleName", "string", "module")
PROVIDER_INFO.attr("Capabilities", "System.Management.Automation.Provider.ProviderCapabilities", "capabilities")


@PROVIDER_INFO.prop("Drives", "System.Collections.ObjectModel.Collection[System.Management.Automation.PSDriveInfo]")
def _drives(self: Provider) -> Value:
    return sorted((d for d in self.ctx.drives.all() if d.provider is self), key=lambda d: d.name == "/")


@PROVIDER_INFO.method("string ToString()")
def _provider_text(self: Provider) -> str:
    return self.full_name
