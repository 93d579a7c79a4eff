"""Where the commands for text and data live: JSON, CSV, XML, CLIXML, HTML, dates, random values, searching text, the web."""
from __future__ import annotations

_D = "shell.commands.data."
TABLE: dict[str, str] = {
    "ConvertFrom-CliXml": _D + "clixml_commands:ConvertFromCliXml",
    "ConvertFrom-Csv": _D + "csv_import:ConvertFromCsv",
    "ConvertFrom-Json": _D + "json_commands:ConvertFromJson",
    "ConvertFrom-SecureString": _D + "secrets:ConvertFromSecureString",
    "ConvertFrom-StringData": _D + "string_data:ConvertFromStringData",
    "ConvertTo-CliXml": _D + "clixml_commands:ConvertToCliXml",
    "ConvertTo-Csv": _D + "csv_commands:ConvertToCsv",
    "ConvertTo-Html": _D + "convert_to_html:ConvertToHtml",
    "ConvertTo-Json": _D + "json_commands:ConvertToJson",
    "ConvertTo-SecureString": _D + "secrets:ConvertToSecureString",
    "ConvertTo-Xml": _D + "convert_to_xml:ConvertToXml",
    "Export-Clixml": _D + "clixml_commands:ExportClixml",
    "Export-Csv": _D + "csv_commands:ExportCsv",
    "Get-Clipboard": _D + "clipboard:GetClipboard",
    "Get-Credential": _D + "secrets:GetCredential",
    "Get-Date": _D + "dates:GetDate",
    "Get-Random": _D + "random_values:GetRandom",
    "Get-SecureRandom": _D + "random_values:GetSecureRandom",
    "Get-TimeZone": _D + "dates:GetTimeZone",
    "Import-Clixml": _D + "clixml_commands:ImportClixml",
    "Import-Csv": _D + "csv_import:ImportCsv",
    "New-Guid": _D + "random_values:NewGuid",
    "New-TimeSpan": _D + "dates:NewTimeSpan",
    "Select-String": _D + "select_string:SelectString",
    "Select-Xml": _D + "xml_commands:SelectXml",
    "Set-Clipboard": _D + "clipboard:SetClipboard",
    "Set-Date": _D + "dates:SetDate",
}
