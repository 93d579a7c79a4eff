"""Where the commands for the person at the prompt live."""

_I = "shell.commands.interactive."
TABLE: dict[str, str] = {
    "Get-PSSessionSetting": _I + "settings_commands:GetPSSessionSetting",
    "Group-Output": _I + "group_output:GroupOutput",
    "Join-Job": _I + "foreground:JoinJob",
    "Out-Picker": _I + "picker:OutPicker",
    "Reset-PSSessionSetting": _I + "settings_commands:ResetPSSessionSetting",
    "Search-History": _I + "search_history:SearchHistory",
    "Set-PSSessionSetting": _I + "settings_commands:SetPSSessionSetting",
}
