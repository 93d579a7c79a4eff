"""New- and Test-ModuleManifest."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.dictionaries import NetDictionary
from shell.clr.exceptions import FileNotFoundException, NetException
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, ItemNotFoundException, TerminatingError
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.module_manifests import describe

Value = Any
# key, comment, default literal (None: written as a comment)
_LAYOUT: tuple[tuple[str, str, Optional[str]], ...] = (
    ("RootModule", "The script module or manifest that this manifest loads.", None), ("ModuleVersion", "Version number of this module.", "'0.0.1'"),
    ("CompatiblePSEditions", "Editions this module works with.", None), ("Guid", "Identifies this module.", None), ("Author", "Who wrote it.", None),
    ("CompanyName", "Company or vendor.", "'Unknown'"), ("Copyright", "Copyright statement.", None), ("Description", "What the module is for.", None),
    ("PowerShellVersion", "Lowest version of the shell it needs.", None), ("PowerShellHostName", "Host it needs.", None),
    ("PowerShellHostVersion", "Lowest version of that host.", None), ("DotNetFrameworkVersion", "Lowest .NET Framework (Windows PowerShell only).", None),
    ("ClrVersion", "Lowest version of the CLR (Windows PowerShell only).", None), ("ProcessorArchitecture", "Processor it needs: None, X86, Amd64.", None), ("RequiredModules", "Modules loaded before this one.", None),
    ("RequiredAssemblies", "Assemblies it needs.", None), ("ScriptsToProcess", "Scripts run in the caller's scope before the module is imported.", None),
    ("TypesToProcess", "Type files (.ps1xml) to load.", None), ("FormatsToProcess", "Format files (.ps1xml) to load.", None),
    ("NestedModules", "Modules loaded inside this one.", None), ("FunctionsToExport", "Functions to export.", "'*'"), ("CmdletsToExport", "Cmdlets to export.", "'*'"),
    ("VariablesToExport", "Variables to export.", "'*'"), ("AliasesToExport", "Aliases to export.", "'*'"),
    ("DscResourcesToExport", "DSC resources to export.", None), ("ModuleList", "Modules packaged with it.", None),
    ("FileList", "Files packaged with it.", None), ("HelpInfoUri", "Where its help is found.", None), ("DefaultCommandPrefix", "Prefix of its commands.", None))
_PRIVATE = ("Tags", "LicenseUri", "ProjectUri", "IconUri", "ReleaseNotes", "Prerelease", "RequireLicenseAcceptance", "ExternalModuleDependencies")


def literal(value: Value) -> str:
    """A value as the source text of a data file."""
    value = base_of(value)
    if isinstance(value, bool):
        return "$true" if value else "$false"
    if isinstance(value, NetDictionary):
        return "@{" + "; ".join(f"{to_string(k)} = {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return literal(value[0]) if len(value) == 1 else "@(" + ", ".join(map(literal, value)) + ")" if not value else ", ".join(map(literal, value))
    return "'" + to_string(value).replace("'", "''") + "'"


class NewModuleManifest(Cmdlet):
    name = "New-ModuleManifest"
    synopsis = "Writes a module manifest (.psd1)."
    examples = (("With a root module", "New-ModuleManifest ./Tools.psd1 -RootModule Tools.psm1 -ModuleVersion 1.0"),)

    Path: str = ""
    PassThru: bool = False

    def process(self) -> None:
        full = self.ctx.full_path(to_string(self.Path))
        if not full.lower().endswith(".psd1"):
            self.fail(f"The path specified for the module manifest '{full}' must have the .psd1 extension.", "Modules_InvalidModuleManifestPath", "InvalidArgument",
                      self.Path)
        if not self.should_process(full, "Creating the 'New-ModuleManifest' PowerShell module manifest file"):
            return
        text = self._text(os.path.basename(full))
        with open(full, "w", encoding="utf-8", newline="") as f:
            f.write(text)
        if self.PassThru:
            self.write(text)

    def _given(self, key: str) -> Optional[str]:
        if key in self.bound and self.bound[key] is not None:
            return literal(self.bound[key])
        if key == "Guid":
            import uuid
            return f"'{uuid.uuid4()}'"
        if key in ("Author", "Copyright"):
            import getpass
            user = to_string(self.bound.get("Author")) or getpass.getuser()
            return literal(user if key == "Author" else f"(c) {user}. All rights reserved.")
        return None

    def _text(self, file_name: str) -> str:
        lines = ["#", f"# Module manifest for module '{file_name[:-5]}'", "#", "", "@{", ""]
        for key, comment, default in _LAYOUT:
            value = self._given(key) or default
            shown = "GUID" if key == "Guid" else key
            lines += [f"# {comment}", f"{shown} = {value}" if value is not None else f"# {shown} = ''", ""]
        lines += ["# Private data for the root module; PSData is what galleries read.", "PrivateData = @{", "", "    PSData = @{", ""]
        for key in _PRIVATE:
            given = self._given(key)
            lines += [f"        {key} = {given}" if given is not None else f"        # {key} = ''", ""]
        lines += ["    } # End of PSData hashtable", ""]
        extra = base_of(self.bound.get("PrivateData"))
        if isinstance(extra, NetDictionary):
            lines += [f"    {to_string(k)} = {literal(v)}" for k, v in extra.items() if to_string(k).lower() != "psdata"]
        lines += ["} # End of PrivateData hashtable", "", "}", ""]
        return "\n".join(lines)


class TestModuleManifest(Cmdlet):
    name = "Test-ModuleManifest"
    synopsis = "Checks a manifest and shows the module it describes."
    examples = (("One manifest", "Test-ModuleManifest ./Tools.psd1"),)

    Path: str = ""

    def process(self) -> None:
        full = self.ctx.full_path(to_string(self.Path))
        if not os.path.isfile(full):
            self.error(f"The module manifest '{full}' could not be found.", "PathNotFound", "ObjectNotFound", self.Path,
                       exception_class=ItemNotFoundException)
            return
        try:
            module = describe(self.ctx, full)
        except TerminatingError as e:
            self.error(f"The module manifest '{full}' could not be processed because it is not a valid PowerShell module manifest file. {e.record.message}",
                       "Modules_InvalidManifest", "ResourceUnavailable", full, exception_class=FileNotFoundException)
            return
        except NetException as e:
            self.write_error(ErrorRecord(e, e.error_id or "Modules_InvalidManifest", e.category or "ResourceUnavailable", full))
            return
        self._check_files(module, full)
        module.functions = self._exported(module)
        self.write(module)

    def _check_files(self, module: Any, full: str) -> None:
        folder = os.path.dirname(full)
        for key, field in (("rootmodule", "RootModule"), ("filelist", "FileList"), ("scriptstoprocess", "ScriptsToProcess")):
            given = base_of(module.manifest.get(key))
            for name in given if isinstance(given, list) else [] if given is None else [given]:
                path = os.path.join(folder, to_string(name))
                if not any(os.path.exists(path + extension) for extension in ("", ".psm1", ".psd1")):
                    self.error(f"The specified {field} entry '{to_string(name)}' in the module manifest '{full}' is invalid. Try again after updating this entry with "
                               "valid values.", f"Modules_Invalid{field}inModuleManifest", "ObjectNotFound", full, exception_class=FileNotFoundException)

    def _exported(self, module: Any) -> dict[str, Any]:
        """Functions the manifest names, as ExportedFunctions shows them."""
        from shell.runtime.commands_info import FunctionInfo
        given = base_of(module.manifest.get("functionstoexport"))
        names = [to_string(n) for n in (given if isinstance(given, list) else [] if given is None else [given])]
        return {n.lower(): FunctionInfo(n, None, "None", module) for n in names if not any(c in n for c in "*?[")}
