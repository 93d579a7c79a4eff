"""Where the session commands live."""
from __future__ import annotations

_P = "shell.commands.remoting."
TABLE: dict[str, str] = {
    "New-PSSession": _P + "sessions:NewPSSession", "Get-PSSession": _P + "sessions:GetPSSession", "Remove-PSSession": _P + "sessions:RemovePSSession",
    "Disconnect-PSSession": _P + "sessions:DisconnectPSSession", "Connect-PSSession": _P + "sessions:ConnectPSSession",
    "Receive-PSSession": _P + "receive:ReceivePSSession", "Enter-PSSession": _P + "entering:EnterPSSession",
    "Exit-PSSession": _P + "entering:ExitPSSession", "Invoke-Command": _P + "invoke_command:InvokeCommand",
    "New-PSSessionOption": _P + "options:NewPSSessionOption", "New-PSTransportOption": _P + "options:NewPSTransportOption",
    "Start-Lab": _P + "lab:StartLab", "Get-Lab": _P + "lab:GetLab", "Stop-Lab": _P + "lab:StopLab",
    "Reset-Lab": _P + "lab:ResetLab", "Set-LabFault": _P + "set_lab_fault:SetLabFault", "Get-LabFault": _P + "lab:GetLabFault",
    "Save-LabSnapshot": _P + "lab:SaveLabSnapshot", "Get-LabSnapshot": _P + "lab:GetLabSnapshot", "Restore-LabSnapshot": _P + "lab:RestoreLabSnapshot",
    "Get-EventLog": _P + "event_log:GetEventLog",
    "Import-PSSession": _P + "implicit:ImportPSSession", "Export-PSSession": _P + "implicit:ExportPSSession",
}
