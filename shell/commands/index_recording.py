"""Where the commands for recordings, demos and the tour live."""

TABLE: dict[str, str] = {
    "Get-Demo": "shell.commands.training.demos:GetDemo",
    "Get-Recording": "shell.commands.training.recording:GetRecording",
    "Start-Demo": "shell.commands.training.demos:StartDemo",
    "Start-Recording": "shell.commands.training.recording:StartRecording",
    "Stop-Demo": "shell.commands.training.demos:StopDemo",
    "Stop-Recording": "shell.commands.training.recording:StopRecording",
}
