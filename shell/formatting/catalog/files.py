"""Views of files, folders, drives, providers, paths, hashes and hex dumps."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Grouping, Item, View, listing, table, wide
from shell.objects.members import get_property

Value = Any


_PREFIX = "Microsoft.PowerShell.Core\\FileSystem::"
_GIGABYTE = 1 << 30


def _directory(value: Value) -> list[str]:
    """`    Directory: /path` above a listing."""
    parent = get_property(value, "PSParentPath")
    return ["    Directory: " + str(parent if parent is not None else "").replace(_PREFIX, "")]


_GROUP = Grouping(Item("PSParentPath"), _directory)


def _written(value: Value) -> Value:
    """`3/5/2024 14:07`."""
    from shell.formatting.expressions import apply_format
    when = get_property(value, "LastWriteTime")
    return "" if when is None else apply_format(when, "{0:d} {0:HH}:{0:mm}")


def _is_file(value: Value) -> bool:
    return get_property(value, "PSIsContainer") is not True


def _gigabytes(value: Value, name: str) -> Value:
    used, free = get_property(value, "Used"), get_property(value, "Free")
    if not used and not free:
        return None
    return f"{(get_property(value, name) or 0) / _GIGABYTE:.2f}"


def _used_gb(value: Value) -> Value:
    return _gigabytes(value, "Used")


def _free_gb(value: Value) -> Value:
    return _gigabytes(value, "Free")


def _provider(value: Value) -> Value:
    provider = get_property(value, "Provider")
    return get_property(provider, "Name") if provider is not None else None


def _root(value: Value) -> Value:
    shown = get_property(value, "DisplayRoot")
    return shown if shown is not None else get_property(value, "Root")


VIEWS: list[View] = [
    table("System.Diagnostics.FileVersionInfo", ["System.Diagnostics.FileVersionInfo"], Item("ProductVersion", width=16),
          Item("FileVersion", width=16), "FileName"),
    listing("System.Diagnostics.FileVersionInfo", ["System.Diagnostics.FileVersionInfo"], "OriginalFileName", "FileDescription", "ProductName",
          "Comments", "CompanyName", "FileName", "FileVersion", "ProductVersion", "IsDebug", "IsPatched", "IsPreRelease", "IsPrivateBuild",
          "IsSpecialBuild", "Language", "LegalCopyright", "LegalTrademarks", "PrivateBuild", "SpecialBuild", "FileVersionRaw",
          "ProductVersionRaw"),
    table("childrenWithUnixStat", ["System.IO.DirectoryInfo", "System.IO.FileInfo"], Item("UnixMode", width=10),
          Item("User", width=10, align="right"), Item("Group", width=10),
          Item(label="LastWriteTime", width=16, align="right", compute=_written), Item("Size", width=12, align="right"),
          Item("NameString", label="Name"), group=_GROUP, wrap=True),
    table("children", ["System.IO.DirectoryInfo", "System.IO.FileInfo"], Item("ModeWithoutHardLink", label="Mode", width=7),
          Item("LastWriteTimeString", label="LastWriteTime", width=26, align="right"),
          Item("LengthString", label="Length", width=14, align="right"), Item("NameString", label="Name"), group=_GROUP, wrap=True),
    table("childrenWithHardlink", ["System.IO.DirectoryInfo", "System.IO.FileInfo"], Item("Mode", width=7),
          Item("LastWriteTimeString", label="LastWriteTime", width=26, align="right"),
          Item("LengthString", label="Length", width=14, align="right"), Item("NameString", label="Name"), group=_GROUP, wrap=True),
    listing("children", ["System.IO.DirectoryInfo", "System.IO.FileInfo"], "Name", Item("Length", when=_is_file), "CreationTime",
          "LastWriteTime", "LastAccessTime", "Mode", "LinkType", "Target", Item("VersionInfo", when=_is_file), group=_GROUP),
    wide("children", ["System.IO.DirectoryInfo", "System.IO.FileInfo"], Item("Name"), group=_GROUP),
    table("FileSystemStream", ["Microsoft.PowerShell.Commands.AlternateStreamData"], Item("Stream", width=20),
          Item("Length", width=10, align="right"), group=Grouping(Item("Filename"))),
    table("PathInfo", ["System.Management.Automation.PathInfo"], "Path"),
    table("drive", ["Microsoft.PowerShell.Commands.ActiveDirectoryProvider+ADPSDriveInfo", "System.Management.Automation.PSDriveInfo"],
          Item("Name", width=10), Item(label="Used (GB)", width=13, align="right", compute=_used_gb),
          Item(label="Free (GB)", width=13, align="right", compute=_free_gb), Item(label="Provider", width=13, compute=_provider),
          Item(label="Root", width=35, compute=_root), Item("CurrentLocation", align="right")),
    table("provider", ["System.Management.Automation.ProviderInfo"], Item("Name", width=20), "Capabilities", "Drives"),
    listing("provider", ["System.Management.Automation.ProviderInfo"], "Name", "Drives", "Path", "Home", "Description", "Capabilities",
          "ImplementingType"),
    listing("System.Management.Automation.PSDriveInfo", ["System.Management.Automation.PSDriveInfo"], "Name", "Description", "Provider", "Root",
          "CurrentLocation"),
    table("Microsoft.PowerShell.Commands.FileHashInfo", ["Microsoft.PowerShell.Commands.FileHashInfo"], Item("Algorithm", width=15),
          Item("Hash", width=70), "Path"),
    table("Microsoft.PowerShell.Commands.ByteCollection", ["Microsoft.PowerShell.Commands.ByteCollection"],
          Item("HexOffset", label="Offset", width=16, align="right"),
          Item("HexBytes", label="Bytes\n00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F", width=47), Item("Ascii", width=16), group=Grouping(Item("Label"))),
]
