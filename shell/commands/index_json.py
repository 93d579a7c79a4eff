"""Where the JSON commands live."""

TABLE: dict[str, str] = {
    "ConvertFrom-Json": "shell.commands.data.json_commands:ConvertFromJson",
    "ConvertTo-Json": "shell.commands.data.json_commands:ConvertToJson",
}
