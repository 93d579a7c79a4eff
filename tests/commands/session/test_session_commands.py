"""Commands about objects, modules and the session, run in one process: a fresh runspace a case, output collected."""
from __future__ import annotations

from pathlib import Path

import pytest

from shell.engine import Shell
from shell.objects.text import to_string
from shell.runtime.host import NullHost


def run(script: str) -> list[str]:
    """What a script writes, as texts."""
    return [to_string(v) for v in Shell(NullHost()).ctx.run_text(script)]


@pytest.mark.parametrize(("script", "wanted"), [
    ("$o = [pscustomobject]@{ W = 2; H = 3 }; $o | Add-Member ScriptProperty Area { $this.W * $this.H }; $o.Area", ["6"]),
    ("(5 | Get-Member CompareTo).MemberType; @([math] | Get-Member Max -Static).Count", ["Method", "1"]),
    ("Compare-Object a, b b, c | ForEach-Object { $_.InputObject + $_.SideIndicator }", ["c=>", "a<="]),
    ("$o = [pscustomobject]@{ L = [Collections.Generic.List[int]](1, 2) }; ($o | Update-List L -Add 3 -Remove 1).L", ["2", "3"]),
    ("$p = [powershell]::Create().AddScript('param($n) $n * 2; Write-Error bad').AddArgument(4); $p.Invoke(); $p.HadErrors; $p.Streams.Error.Count",
     ["8", "True", "1"]),
    ("$pool = [runspacefactory]::CreateRunspacePool(1, 2); $pool.Open(); 1..3 | ForEach-Object { $s = [powershell]::Create().AddScript('param($n) $n * 10')"
     ".AddArgument($_); $s.RunspacePool = $pool; @{ P = $s; H = $s.BeginInvoke() } } | ForEach-Object { $_.P.EndInvoke($_.H) }", ["10", "20", "30"]),
    ("$null = Register-EngineEvent Done -Action { 'acted' }; $null = New-Event Done; Get-Job | Receive-Job; Unregister-Event Done; (Get-EventSubscriber).Count",
     ["acted", "0"]),
    ("function f { <#\n.SYNOPSIS\nShort.\n#> param($A) }; (Get-Help f).Synopsis; (Get-Help about_Jobs).Length -gt 100", ["Short.", "True"]),
    ("(Get-Command gci).ResolvedCommandName; (Get-Command Start-Sleep).ParameterSets.Count", ["Get-ChildItem", "3"]),
])
def test_output(script: str, wanted: list[str]) -> None:
    assert run(script) == wanted


def test_manifest_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "m.psd1"
    assert run(f"New-ModuleManifest '{path}' -ModuleVersion 1.10 -FunctionsToExport a, b; (Test-ModuleManifest '{path}').Version; "
               f"(Import-PowerShellDataFile '{path}').FunctionsToExport") == ["1.10", "a", "b"]


def test_module_state_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "Tools.psm1").write_text("$n = 0\nfunction Step-It { ($script:n += 1) }\nfunction Get-Hidden { }\nExport-ModuleMember -Function Step-It\n")
    assert run(f"$n = 7; Import-Module '{tmp_path}/Tools.psm1'; Step-It; Step-It; $n; $null -eq (Get-Command Get-Hidden -ErrorAction Ignore); "
               "Remove-Module Tools; $null -eq (Get-Command Step-It -ErrorAction Ignore)") == ["1", "2", "7", "True", "True"]
