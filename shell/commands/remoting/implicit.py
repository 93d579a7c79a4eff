"""Import- and Export-PSSession: commands of a session as functions here, or in a module on disk.

A proxy has the parameters of the command it stands for (names, aliases, positions, pipeline input); types are checked where it runs.
"""
from __future__ import annotations

import os
from typing import Any, Optional

from sessions.errors import SessionError
from shell.clr.exceptions import InvalidOperationException
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.remoting.ps_session import PSSession
from shell.runtime.cmdlet import Cmdlet

Value = Any
_NAMES = ("param($names) Get-Command -Name $names -CommandType Function, Cmdlet, Alias -ErrorAction SilentlyContinue | "
          "Where-Object { $_.Name -notlike '*:' -and $_.Name -notlike '*\\*' } | ForEach-Object { $_.Name }")
_SURVEY = """param($names)
foreach ($name in $names) {
  $command = Get-Command -Name $name
  while ($command.CommandType -eq 'Alias') { $command = $command.ResolvedCommand }
  $rows = foreach ($p in $command.Parameters.Values) {
    $sets = @($p.ParameterSets.Values)
    , @($p.Name, [bool]$p.SwitchParameter, @($p.Aliases), ($sets.Position | Measure-Object -Maximum).Maximum, ($true -in $sets.ValueFromPipeline),
        ($true -in $sets.ValueFromPipelineByPropertyName))
  }
  , @($name, @($rows))
}"""
_COMMON = frozenset(("verbose debug erroraction warningaction informationaction progressaction errorvariable warningvariable informationvariable outvariable "
                     "outbuffer pipelinevariable whatif confirm").split())
_PROXY = """function {scope}{name} {{
  [CmdletBinding(PositionalBinding = $false)]
  param({parameters})
  begin {{
    $bound = @{{}}
    foreach ($key in $PSBoundParameters.Keys) {{ if ($key -notin 'ErrorVariable', 'WarningVariable', 'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable') {{ $value = $PSBoundParameters[$key]; $bound[$key] = if ($value -is [switch]) {{ [bool]$value }} else {{ $value }} }} }}
    $piped = [System.Collections.ArrayList]::new()
  }}
  process {{ if ($MyInvocation.ExpectingInput) {{ $null = $piped.Add($_) }} }}
  end {{
    $session = {session}
    if ($MyInvocation.ExpectingInput) {{ $piped | Invoke-Command -Session $session -HideComputerName -ScriptBlock {{ param($command, $bound) $input | & $command @bound }} -ArgumentList '{quoted}', $bound }}
    else {{ Invoke-Command -Session $session -HideComputerName -ScriptBlock {{ param($command, $bound) & $command @bound }} -ArgumentList '{quoted}', $bound }}
  }}
}}
"""


class ImplicitRemoting(Cmdlet):
    """What both commands do: ask the session what it has."""

    Session: Value = None
    CommandName: Value = None
    Prefix: str = ""
    AllowClobber: bool = False

    def proxies(self, session: str, scope: str = "") -> dict[str, str]:
        """Local name -> text of the proxy function, for the wanted commands."""
        names = [n for n in self._ask(_NAMES, [to_string(n) for n in self.CommandName or ()] or ["*"]) if self.wanted(n)]
        made = {}
        for name, rows in self._ask(_SURVEY, names) if names else ():
            local = self.local_name(str(name))
            made[local] = _PROXY.format(scope=scope, name=local, quoted=str(name).replace("'", "''"), session=session,
                                        parameters=", ".join(_parameter(*row) for row in rows or () if row and str(row[0]).lower() not in _COMMON))
        return made

    def _ask(self, script: str, names: list[str]) -> Any:
        session = base_of(self.Session).session
        try:
            return session.run(script, names)
        except SessionError as e:
            self.fail(f"[{session.computer_name}] {e.message}", "ErrorFromRemoteCommand", "InvalidOperation", None, InvalidOperationException)

    def local_name(self, name: str) -> str:
        if not self.Prefix:
            return name
        verb, dash, noun = name.partition("-")
        return f"{verb}-{self.Prefix}{noun}" if dash else self.Prefix + name

    def wanted(self, name: str) -> bool:
        """Commands that exist here are left out unless -AllowClobber."""
        local = self.local_name(name)
        if self.AllowClobber or self.ctx.find_command(local) is None:
            return True
        if self.CommandName is not None:
            self.warn(f"Proxy creation has been skipped for the following command: '{local}', because it would shadow an existing local command.  Use the "
                      "AllowClobber parameter if you want to shadow existing local commands.")
        return False


def _parameter(name: str, switch: bool, aliases: Any, position: Any, pipeline: bool, by_name: bool) -> str:
    """One parameter of a proxy."""
    facts = ([f"Position = {position}"] if isinstance(position, (int, float)) and position >= 0 else []) + \
        (["ValueFromPipeline"] if pipeline else []) + (["ValueFromPipelineByPropertyName"] if by_name else [])
    others = ", ".join(f"'{a}'" for a in aliases or ())
    return (f"[Parameter({', '.join(facts)})] " if facts else "") + (f"[Alias({others})] " if others else "") + ("[switch] " if switch else "") + f"${{{name}}}"


class ImportPSSession(ImplicitRemoting):
    name = "Import-PSSession"
    synopsis = "Makes commands of a session callable here; they run there. Remove-Module takes them away again."
    examples = (("One function", "Import-PSSession -Session $s -CommandName Get-Rows"), ("With a prefix of their own", "Import-PSSession $s -CommandName Get-Process -Prefix Web"))

    def process(self) -> None:
        target: PSSession = base_of(self.Session)
        text = "".join(self.proxies(f"(Get-PSSession -InstanceId '{target.instance_id}')").values())
        module = f"tmp_{target.session.name}_{target.instance_id[:8]}"
        self.ctx.run_text(f"New-Module -Name '{module}' -ScriptBlock {{\n{text}\n}} | Import-Module -Global -PassThru -Force -DisableNameChecking", emit=self.emit)


class ExportPSSession(ImplicitRemoting):
    name = "Export-PSSession"
    synopsis = "Writes commands of a session into a module that opens its own session when they are used."
    examples = (("A module", "Export-PSSession -Session $s -CommandName Get-Rows -OutputModule ./Rows"),)
    OutputModule: Optional[str] = None

    def process(self) -> None:
        target: PSSession = base_of(self.Session)
        folder = self.ctx.full_path(to_string(self.OutputModule))
        module = os.path.basename(folder.rstrip("/"))
        os.makedirs(folder, exist_ok=True)
        opener = (f"$script:session = $null\nfunction Get-ModuleSession {{ if ($null -eq $script:session -or $script:session.State -ne 'Opened') "
                  f"{{ $script:session = New-PSSession -HostName '{target.computer_name}' }}; $script:session }}\n")
        proxies = self.proxies("(Get-ModuleSession)")
        exports = ", ".join(f"'{n}'" for n in proxies)
        path = os.path.join(folder, module + ".psm1")
        with open(path, "w", encoding="utf-8") as out:
            out.write(opener + "".join(proxies.values()) + f"Export-ModuleMember -Function {exports}\n")
        self.ctx.call_command("Get-Item", {"LiteralPath": [path]}, emit=self.emit)
