"""Views of modules, experimental features and subsystems."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Grouping, Item, View, listing, table, wide
from shell.objects.members import get_property

Value = Any


def _prerelease(value: Value) -> Value:
    """PrivateData.PSData.Prerelease, where the manifest has it."""
    private = get_property(value, "PrivateData")
    data = get_property(private, "PSData") if private is not None else None
    return get_property(data, "Prerelease") if data is not None else None


def _keys(value: Value, name: str) -> Value:
    exported = get_property(value, name)
    return get_property(exported, "Keys") if exported is not None else None


def _exportedcommands(value: Value) -> Value:
    return _keys(value, "ExportedCommands")


def _exportedfunctions(value: Value) -> Value:
    return _keys(value, "ExportedFunctions")


def _exportedcmdlets(value: Value) -> Value:
    return _keys(value, "ExportedCmdlets")


def _exportedvariables(value: Value) -> Value:
    return _keys(value, "ExportedVariables")


def _exportedaliases(value: Value) -> Value:
    return _keys(value, "ExportedAliases")


def _psedition(value: Value) -> Value:
    """Core, Desk, or both, as CompatiblePSEditions says."""
    from shell.formatting.values import elements_of
    found = [str(e) for e in elements_of(get_property(value, "CompatiblePSEditions")) or ()]
    return ",".join(sorted("Desk" if e == "Desktop" else e for e in found)) or "Desk"


def _subsystemtype(value: Value) -> Value:
    return get_property(get_property(value, "SubsystemType"), "Name")


def _folder(value: Value) -> Value:
    """The folder modules lie in: the parent of the module's own (and of its version's) folder."""
    import posixpath
    import re
    folder = posixpath.dirname(str(get_property(value, "Path") or ""))
    if re.fullmatch(r"\d+(\.\d+){1,3}", posixpath.basename(folder)):
        folder = posixpath.dirname(folder)
    return posixpath.dirname(folder)


def _folder_header(value: Value) -> list[str]:
    return [f"    Directory: {_folder(value)}"]


_GROUP = Grouping(Item(label="Directory", compute=_folder), _folder_header)


VIEWS: list[View] = [
    table("System.Management.Automation.Subsystem.SubsystemInfo", ["System.Management.Automation.Subsystem.SubsystemInfo"],
          Item("Kind", width=17), Item(label="SubsystemType", width=18, compute=_subsystemtype),
          Item("IsRegistered", width=12, align="right"), "Implementations"),
    listing("System.Management.Automation.Subsystem.SubsystemInfo+ImplementationInfo", [
        "System.Management.Automation.Subsystem.SubsystemInfo+ImplementationInfo"], "Id", "Kind", "Name", "Description", "ImplementationType"),
    table("Module", ["ModuleInfoGrouping"], Item("ModuleType", width=10), Item("Version", width=10),
          Item(label="PreRelease", width=10, compute=_prerelease), Item("Name", width=35),
          Item(label="PSEdition", width=9, compute=_psedition), Item(label="ExportedCommands", compute=_exportedcommands), group=_GROUP),
    table("Module", ["System.Management.Automation.PSModuleInfo"], Item("ModuleType", width=10), Item("Version", width=10),
          Item(label="PreRelease", width=10, compute=_prerelease), Item("Name", width=35),
          Item(label="ExportedCommands", compute=_exportedcommands)),
    wide("Module", ["System.Management.Automation.PSModuleInfo"], "Name"),
    listing("Module", ["System.Management.Automation.PSModuleInfo"], "Name", "Path", "Description", "ModuleType", "Version",
          Item(label="PreRelease", compute=_prerelease), "NestedModules", Item(label="ExportedFunctions", compute=_exportedfunctions),
          Item(label="ExportedCmdlets", compute=_exportedcmdlets), Item(label="ExportedVariables", compute=_exportedvariables),
          Item(label="ExportedAliases", compute=_exportedaliases)),
    table("ExperimentalFeature", ["System.Management.Automation.ExperimentalFeature"], Item("Name", width=35),
          Item("Enabled", width=7, align="right"), Item("Source", width=35), "Description"),
    listing("ExperimentalFeature", ["System.Management.Automation.ExperimentalFeature"], "Name", "Enabled", "Source", "Description"),
]
