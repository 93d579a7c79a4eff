"""Where the Format-* and Out-* commands live."""

TABLE: dict[str, str] = {
    "Export-FormatData": "shell.commands.display.export_format_data:ExportFormatData",
    "Format-Custom": "shell.commands.display.format_commands:FormatCustom",
    "Format-List": "shell.commands.display.format_commands:FormatList",
    "Format-Table": "shell.commands.display.format_commands:FormatTable",
    "Format-Wide": "shell.commands.display.format_commands:FormatWide",
    "Get-FormatData": "shell.commands.display.format_data:GetFormatData",
    "Get-Error": "shell.commands.display.get_error:GetError",
    "Out-Default": "shell.commands.display.out_commands:OutDefault",
    "Out-Host": "shell.commands.display.out_commands:OutHost",
    "Out-Null": "shell.commands.display.out_commands:OutNull",
    "Out-String": "shell.commands.display.out_commands:OutString",
    "Update-FormatData": "shell.commands.display.format_data:UpdateFormatData",
}
