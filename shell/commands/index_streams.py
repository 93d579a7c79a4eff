"""Where the stream and host commands live."""

TABLE: dict[str, str] = {
    "Read-Host": "shell.commands.streams.read_host:ReadHost",
    "Write-Debug": "shell.commands.streams.writing:WriteDebug",
    "Write-Error": "shell.commands.streams.write_error:WriteError",
    "Write-Host": "shell.commands.streams.write_host:WriteHost",
    "Write-Information": "shell.commands.streams.writing:WriteInformation",
    "Write-Output": "shell.commands.streams.writing:WriteOutput",
    "Write-Progress": "shell.commands.streams.write_progress:WriteProgress",
    "Write-Verbose": "shell.commands.streams.writing:WriteVerbose",
    "Write-Warning": "shell.commands.streams.writing:WriteWarning",
}
