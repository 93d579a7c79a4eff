"""What a lab host has that other hosts do not: services and processes of its persona, kept in ~/etc, behind the usual command names."""
from __future__ import annotations

import os
from typing import Any

from shell.commands.session_state import BuiltinFunction

_NAMES = "[Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)][Alias('ServiceName')][string[]]$Name"
_SERVICE = """[CmdletBinding()] param([Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)][Alias('ServiceName')][string[]]$Name = '*')
process {
    foreach ($wanted in $Name) {
        $found = @(Import-Csv ~/etc/services.csv | Where-Object Name -like $wanted | Sort-Object Name)
        if (-not $found -and -not [WildcardPattern]::ContainsWildcardCharacters($wanted)) {
            Write-Error -Message "Cannot find any service with service name '$wanted'." -ErrorId NoServiceFoundForGivenName -Category ObjectNotFound -TargetObject $wanted
        }
        foreach ($s in $found) {
            [pscustomobject]@{ PSTypeName = 'System.ServiceProcess.ServiceController'; Status = $s.Status; Name = $s.Name; DisplayName = $s.DisplayName; StartType = $s.StartType }
        }
    }
}"""
_CHANGE = """[CmdletBinding()] param(%s, [switch]$PassThru)
process {
    foreach ($wanted in $Name) {
        $rows = @(Import-Csv ~/etc/services.csv)
        $row = $rows | Where-Object Name -eq $wanted
        if (-not $row) {
            Write-Error -Message "Cannot find any service with service name '$wanted'." -ErrorId NoServiceFoundForGivenName -Category ObjectNotFound -TargetObject $wanted
            continue
        }
        $row.Status = '%s'
        try { $rows | Export-Csv ~/etc/services.csv -ErrorAction Stop } catch {
            Write-Error -Message "Service '$wanted' cannot be %s: $($_.Exception.Message)" -ErrorId CouldNotChangeService -Category WriteError -TargetObject $wanted
            continue
        }
        $processes = @(Import-Csv ~/etc/processes.csv | Where-Object ProcessName -ne $row.Process)
        %s
        $processes | Export-Csv ~/etc/processes.csv
        Add-Content ~/var/log/syslog "$(Get-Date -Format 'MMM d HH:mm:ss') $env:HOSTNAME systemd[1]: service $($row.Name) %s"
        if ($PassThru) { Get-Service $wanted }
    }
}"""
_STARTED = """$id = 1 + ($processes | ForEach-Object { [int]$_.Id } | Measure-Object -Maximum).Maximum
        $processes += [pscustomobject]@{ Id = $id; ProcessName = $row.Process; CPU = 0.1; WorkingSet = [long]$row.Memory * 1MB }"""
_PROCESS = """[CmdletBinding(DefaultParameterSetName = 'Name')]
param([Parameter(Position = 0, ParameterSetName = 'Name')][Alias('ProcessName')][string[]]$Name = '*', [Parameter(ParameterSetName = 'Id', Mandatory)][int[]]$Id)
$rows = Import-Csv ~/etc/processes.csv | ForEach-Object {
    [pscustomobject]@{ PSTypeName = 'PSSession.LabProcess'; CPU = [double]$_.CPU; WS = [long]$_.WorkingSet; Id = [int]$_.Id; ProcessName = $_.ProcessName; Name = $_.ProcessName }
} | Sort-Object ProcessName, Id
if ($PSCmdlet.ParameterSetName -eq 'Id') {
    foreach ($number in $Id) {
        $found = @($rows | Where-Object Id -eq $number)
        if ($found) { $found } else {
            Write-Error -Message "Cannot find a process with the process identifier $number." -ErrorId NoProcessFoundForGivenId -Category ObjectNotFound -TargetObject $number
        }
    }
    return
}
foreach ($wanted in $Name) {
    $found = @($rows | Where-Object ProcessName -like $wanted)
    if (-not $found -and -not [WildcardPattern]::ContainsWildcardCharacters($wanted)) {
        Write-Error -Message "Cannot find a process with the name `"$wanted`". Verify the process name and call the cmdlet again." -ErrorId NoProcessFoundForGivenName -Category ObjectNotFound -TargetObject $wanted
    }
    $found
}"""
_STOP_PROCESS = """[CmdletBinding()] param([Parameter(Position = 0, Mandatory, ValueFromPipelineByPropertyName)][int[]]$Id)
process {
    foreach ($number in $Id) {
        $found = Get-Process -Id $number
        if (-not $found) { continue }
        @(Import-Csv ~/etc/processes.csv | Where-Object Id -ne $number) | Export-Csv ~/etc/processes.csv
        $rows = @(Import-Csv ~/etc/services.csv)
        $rows | Where-Object Process -eq $found.ProcessName | ForEach-Object { $_.Status = 'Stopped' }
        $rows | Export-Csv ~/etc/services.csv
    }
}"""
FUNCTIONS: dict[str, str] = {
    "Get-Service": _SERVICE, "Start-Service": _CHANGE % (_NAMES, "Running", "started", _STARTED, "started"),
    "Stop-Service": _CHANGE % (_NAMES, "Stopped", "stopped", "", "stopped"), "Restart-Service": _CHANGE % (_NAMES, "Running", "restarted", _STARTED, "restarted"),
    "Get-Process": _PROCESS, "Stop-Process": _STOP_PROCESS,
}


def install(ctx: Any) -> None:
    """Give a lab host's runspace its services and processes; nothing on other hosts."""
    if not os.environ.get("PSSESSION_LAB_HOST") or not os.path.exists(os.path.expanduser("~/etc/services.csv")):
        return
    functions = ctx.global_state.top.functions
    for name, text in FUNCTIONS.items():
        functions[name.lower()] = BuiltinFunction(ctx, name, text)
    ctx.commands_changed()
