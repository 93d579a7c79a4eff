"""Where the commands for recordings, demos and the tour live."""

TABLE: dict[str, str] = {
    "Get-Recording": "shell.commands.training.recording:GetRecording",
    "Start-Recording": "shell.commands.training.recording:StartRecording",
    "Stop-Recording": "shell.commands.training.recording:StopRecording",
}
