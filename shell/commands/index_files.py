"""Where the commands for places, items and contents live."""

TABLE: dict[str, str] = {
    "Get-Location": "shell.commands.files.location:GetLocation",
    "Pop-Location": "shell.commands.files.location:PopLocation",
    "Push-Location": "shell.commands.files.location:PushLocation",
    "Set-Location": "shell.commands.files.location:SetLocation",
}
