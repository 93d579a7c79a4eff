"""Import- and Export-PSSession: commands of a session as functions here, or in a module on disk."""
from __future__ import annotations

import os
from typing import Any, Optional

from sessions.errors import SessionError
from shell.clr.exceptions import InvalidOperationException
from shell.objects.psobject import PSCustomObject, base_of
from shell.objects.text import to_string
from shell.remoting.ps_session import PSSession
from shell.runtime.cmdlet import Cmdlet

Value = Any
_SURVEY = ("param($names) Get-Command -Name $names -CommandType Function, Cmdlet, Alias -ErrorAction SilentlyContinue | "
           "Where-Object { $_.Name -notlike '*:' -and $_.Name -notlike '*\\*' } | ForEach-Object { $_.Name }")
_PROXY = """function {scope}{name} {{
  $arguments = $args
  $found = {session}
  if ($MyInvocation.ExpectingInput) {{ $input | Invoke-Command -Session $found -HideComputerName -ScriptBlock {{ param($words) $input | & '{name}' @words }} -ArgumentList (, $arguments) }}
  else {{ Invoke-Command -Session $found -HideComputerName -ScriptBlock {{ param($words) & '{name}' @words }} -ArgumentList (, $arguments) }}
}}
"""


class ImplicitRemoting(Cmdlet):
    """What both commands do: ask the session what it has."""

    Session: Value = None
    CommandName: Value = None
    Prefix: str = ""
    AllowClobber: bool = False

    def remote_names(self) -> list[str]:
        session = base_of(self.Session).session
        names = [to_string(n) for n in self.CommandName or ()] or ["*"]
        try:
            return [str(n) for n in session.run(_SURVEY, names)]
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


class ImportPSSession(ImplicitRemoting):
    name = "Import-PSSession"
    synopsis = "Makes commands of a session callable here; they run there."
    examples = (("One function", "Import-PSSession -Session $s -CommandName Get-Rows"),)

    def process(self) -> None:
        target: PSSession = base_of(self.Session)
        made = []
        for name in self.remote_names():
            if not self.wanted(name):
                continue
            text = _PROXY.format(scope="global:", name=name.replace("'", "''"), session=f"(Get-PSSession -InstanceId '{target.instance_id}')")
            self.ctx.run_text(text.replace(f"global:{name}", f"global:{self.local_name(name)}", 1))
            made.append(self.local_name(name))
        self.write(PSCustomObject({"ModuleType": "Script", "Version": "1.0", "Name": f"tmp_{target.session.name}", "ExportedCommands": made}))


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
        names = [n for n in self.remote_names() if self.wanted(n)]
        body = "".join(_PROXY.format(scope="", name=n.replace("'", "''"), session="(Get-ModuleSession)") for n in names)
        exports = ", ".join(f"'{n}'" for n in names)
        path = os.path.join(folder, module + ".psm1")
        with open(path, "w", encoding="utf-8") as out:
            out.write(opener + body + f"Export-ModuleMember -Function {exports}\n")
        self.ctx.call_command("Get-Item", {"LiteralPath": [path]}, emit=self.emit)
