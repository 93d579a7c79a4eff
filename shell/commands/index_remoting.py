"""Where the session commands live."""
from __future__ import annotations

_P = "shell.commands.remoting."
TABLE: dict[str, str] = {
    "New-PSSession": _P + "sessions:NewPSSession", "Get-PSSession": _P + "sessions:GetPSSession", "Remove-PSSession": _P + "sessions:RemovePSSession",
    "Disconnect-PSSession": _P + "sessions:DisconnectPSSession", "Connect-PSSession": _P + "sessions:ConnectPSSession",
    "Receive-PSSession": _P + "receive:ReceivePSSession", "Enter-PSSession": _P + "entering:EnterPSSession",
    "Exit-PSSession": _P + "entering:ExitPSSession", "Invoke-Command": _P + "invoke_command:InvokeCommand",
    "New-PSSessionOption": _P + "options:NewPSSessionOption", "New-PSTransportOption": _P + "options:NewPSTransportOption",
    "Start-Lab": _P + "lab:StartLab", "Get-Lab": _P + "lab:GetLab", "Stop-Lab": _P + "lab:StopLab", "Get-EventLog": _P + "event_log:GetEventLog",
    "Import-PSSession": _P + "implicit:ImportPSSession", "Export-PSSession": _P + "implicit:ExportPSSession",
}
