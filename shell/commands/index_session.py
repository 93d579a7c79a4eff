"""Where the commands for variables, aliases and script text live."""

TABLE: dict[str, str] = {
    "Clear-Variable": "shell.commands.session.variables:ClearVariable",
    "Get-Alias": "shell.commands.session.aliases:GetAlias",
    "Get-Command": "shell.commands.session.get_command:GetCommand",
    "Get-Verb": "shell.commands.session.verbs:GetVerb",
    "Get-Variable": "shell.commands.session.variables:GetVariable",
    "Invoke-Expression": "shell.commands.session.script_text:InvokeExpression",
    "Measure-Command": "shell.commands.session.script_text:MeasureCommand",
    "New-Alias": "shell.commands.session.aliases:NewAlias",
    "New-Variable": "shell.commands.session.variables:NewVariable",
    "Remove-Alias": "shell.commands.session.aliases:RemoveAlias",
    "Remove-Variable": "shell.commands.session.variables:RemoveVariable",
    "Set-Alias": "shell.commands.session.aliases:SetAlias",
    "Set-StrictMode": "shell.commands.session.script_text:SetStrictMode",
    "Set-Variable": "shell.commands.session.variables:SetVariable",
}
