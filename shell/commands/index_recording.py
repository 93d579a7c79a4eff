"""Where the commands for recordings, demos and the tour live."""

TABLE: dict[str, str] = {
    "Export-Recording": "shell.commands.training.recorded_files:ExportRecording",
    "Get-Demo": "shell.commands.training.demos:GetDemo",
    "Get-Recording": "shell.commands.training.recording:GetRecording",
    "Show-Recording": "shell.commands.training.recorded_files:ShowRecording",
    "Start-Demo": "shell.commands.training.demos:StartDemo",
    "Start-Recording": "shell.commands.training.recording:StartRecording",
    "Start-Tour": "shell.commands.training.tour:StartTour",
    "Stop-Demo": "shell.commands.training.demos:StopDemo",
    "Stop-Recording": "shell.commands.training.recording:StopRecording",
    "Test-Recording": "shell.commands.training.recorded_files:TestRecording",
}
