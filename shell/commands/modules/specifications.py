"""Which module is meant: names with wildcards, version limits, ModuleSpecification tables; the modules that are built in."""
from __future__ import annotations

import os
from typing import Any

from shell.clr.dictionaries import NetDictionary
from shell.clr.typeinfo import NetType
from shell.clr.wildcards import WildcardPattern
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.modules import PSModuleInfo
from shell.runtime.version_table import VERSION

Value = Any
_BUILT_IN = ("Microsoft.PowerShell.Archive", "Microsoft.PowerShell.Core", "Microsoft.PowerShell.Diagnostics", "Microsoft.PowerShell.Host", "Microsoft.PowerShell.Management",
             "Microsoft.PowerShell.Security", "Microsoft.PowerShell.ThreadJob", "Microsoft.PowerShell.Utility", "ThreadJob")
BUILT_IN: dict[str, str] = {n.lower(): n for n in _BUILT_IN}
_INFOS: dict[str, PSModuleInfo] = {}


def built_in(name: str) -> PSModuleInfo:
    """A module whose commands this shell has by itself."""
    folded = name.lower()
    if folded not in _INFOS:
        module = PSModuleInfo(BUILT_IN[folded], "", "Manifest")
        module.version = version_of(VERSION)
        _INFOS[folded] = module
    return _INFOS[folded]


def version_of(text: Value) -> Value:
    """A System.Version, None of nothing."""
    if text is None or text == "":
        return None
    from shell.objects.conversion import convert
    from shell.objects.typenames import require_type
    return convert(text, require_type("version"))


def numbers(version: Value) -> tuple[int, ...]:
    """A version's parts for comparing; missing ones count as 0."""
    parts = [int(p) if p.isdigit() else 999_999_999 for p in to_string(version).split(".")]
    return tuple(parts + [0] * (4 - len(parts)))


class Wanted:
    """A name or pattern with version limits."""

    def __init__(self, name: str, minimum: Value = None, maximum: Value = None, required: Value = None, guid: str = "") -> None:
        self.name, self.minimum, self.maximum, self.required, self.guid = name, minimum, maximum, required, guid

    @property
    def is_any(self) -> bool:
        return self.minimum is None and self.maximum is None and self.required is None

    def accepts(self, version: Value) -> bool:
        """Is this version within the limits?"""
        have = numbers(version if version is not None else "0.0")
        if self.required is not None and numbers(self.required) != have:
            return False
        if self.minimum is not None and have < numbers(self.minimum):
            return False
        return self.maximum is None or have <= numbers(to_string(self.maximum).replace("*", "999999999"))

    def matches(self, module: PSModuleInfo) -> bool:
        name = self.name
        if "/" in name or name.lower().endswith((".psm1", ".psd1", ".ps1")):
            return os.path.basename(name).rsplit(".", 1)[0].lower() == module.name.lower() and self.accepts(module.version)
        return WildcardPattern(name).matches(module.name) and self.accepts(module.version)

    def version_text(self) -> str:
        return next((to_string(v) for v in (self.required, self.minimum, self.maximum) if v is not None), "")


def wanted_of(spec: Value) -> Wanted:
    """A ModuleSpecification: a name, or a table with ModuleName and versions."""
    spec = base_of(spec)
    if isinstance(spec, Wanted):
        return spec
    if not isinstance(spec, NetDictionary):
        return Wanted(to_string(spec))
    found = {to_string(k).lower(): v for k, v in spec.items()}
    return Wanted(to_string(found.get("modulename")), found.get("moduleversion"), found.get("maximumversion"), found.get("requiredversion"),
                  to_string(found.get("guid")))


def describe_path(ctx: Any, path: str) -> PSModuleInfo:
    """A module file as Get-Module -ListAvailable shows it, without running it."""
    if path.lower().endswith(".psd1"):
        from shell.runtime.module_manifests import describe
        return describe(ctx, path)
    module = PSModuleInfo(os.path.splitext(os.path.basename(path))[0], path, "Script")
    module.version = version_of("0.0")
    return module


def _from_value(value: Value) -> Value:
    """What converts to a ModuleSpecification: names and tables."""
    if isinstance(value, (str, NetDictionary)):
        return wanted_of(value)
    if isinstance(value, PSModuleInfo):
        return Wanted(value.name, required=value.version)
    return NotImplemented


_T = NetType("Microsoft.PowerShell.Commands.ModuleSpecification", Wanted)
for _name, _type, _attribute in (("Name", "string", "name"), ("Version", "version", "minimum"), ("MaximumVersion", "string", "maximum"),
                                 ("RequiredVersion", "version", "required")):
    _T.attr(_name, _type, _attribute)
_T.convert_from = _from_value
