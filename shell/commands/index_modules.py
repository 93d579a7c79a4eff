"""Where the commands for modules, manifests and data files live."""

_M = "shell.commands.modules."
TABLE: dict[str, str] = {
    "Export-ModuleMember": _M + "importing:ExportModuleMember",
    "Get-Module": _M + "importing:GetModule",
    "Import-LocalizedData": _M + "data_files:ImportLocalizedData",
    "Import-Module": _M + "importing:ImportModule",
    "Import-PowerShellDataFile": _M + "data_files:ImportPowerShellDataFile",
    "New-Module": _M + "importing:NewModule",
    "New-ModuleManifest": _M + "manifests:NewModuleManifest",
    "Remove-Module": _M + "importing:RemoveModule",
    "Test-ModuleManifest": _M + "manifests:TestModuleManifest",
}
