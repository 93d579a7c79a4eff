"""Invoke-Command beyond PowerShell's: Python functions, exit codes a host, running again where it failed, importing commands."""
from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell_runs import Done, run

FUNCTIONS = '''
LIMIT = 3
def rows(path, count=2):
    for n in range(min(count, LIMIT)):
        yield {"Path": path, "Number": n}
def fail(x):
    raise ValueError(f"bad {x}")
def twice(a):
    return [a, a]
'''


def lab(text: str) -> Done:
    return run("-NoLogo", "--lab", "-Command", text)


@pytest.fixture
def functions(tmp_path: Path) -> str:
    path = tmp_path / "disks.py"
    path.write_text(FUNCTIONS)
    return str(path)


def test_python_function_gives_objects(functions: str) -> None:
    done = lab(f"""$s = New-PSSession -ComputerName Server01
Invoke-Command -Session $s -PythonFunction {functions}:rows -ArgumentList '/var', 5 | ForEach-Object {{ "$($_.Path) $($_.Number) $($_.PSComputerName)" }}
Invoke-Command -ComputerName Server01, Server02 -PythonFunction {functions}:twice -ArgumentList 7 | ForEach-Object {{ "$_" }}
$j = Invoke-Command -Session $s -PythonFunction {functions}:rows -ArgumentList x -AsJob
($j | Wait-Job | Receive-Job).Number -join ','""")
    assert (done.out.splitlines(), done.err) == (["/var 0 Server01", "/var 1 Server01", "/var 2 Server01", "7 7", "7 7", "0,1"], "")


def test_exception_of_a_python_function_is_an_error_record(functions: str) -> None:
    done = lab(f"""Invoke-Command -ComputerName Server01 -PythonFunction {functions}:fail -ArgumentList 1
"$($Error.Count) $($Error[0].FullyQualifiedErrorId) $($Error[0].OriginInfo.PSComputerName) $($Error[0].ScriptStackTrace -match 'in fail')" """)
    assert (done.out, done.err) == ("1 ValueError Server01 True\n", "ValueError: bad 1\n")


@pytest.mark.parametrize("name, text", [("nomod:x", "The Python module 'nomod' cannot be imported: ModuleNotFoundError"), ("os:nope", "There is no function 'nope'"),
                                        ("just", "does not name a Python function")])
def test_what_names_no_function(name: str, text: str) -> None:
    assert text in lab(f"Invoke-Command -ComputerName Server01 -PythonFunction {name}").err


FAILS_IN_TWO = "Invoke-Command -ComputerName Server01, Server02, Server03 { if ((hostname) -ne 'Server02') { sh -c 'exit 3' } else { 'fine' } } -ExitCodeVariable codes\n"


def test_exit_codes_a_host_and_again_where_it_failed() -> None:
    done = lab(FAILS_IN_TWO + """($codes.Keys | ForEach-Object { "$_=$($codes[$_])" }) -join ' '
Invoke-Command -RetryFailed -ExitCodeVariable again; $again.Keys -join ' '
Invoke-Command -RetryFailed { "on $(hostname)" } | Sort-Object
Invoke-Command -RetryFailed""")
    assert done.out.splitlines() == ["fine", "Server01=3 Server02=0 Server03=3", "Server01 Server03", "on Server01", "on Server03"]
    assert "No host failed in the last Invoke-Command." in done.err


def test_a_command_without_a_program_has_no_exit_code() -> None:
    done = lab("""$s = New-PSSession -ComputerName Server01
Invoke-Command -Session $s { sh -c 'exit 4' } -ExitCodeVariable a
Invoke-Command -Session $s { 1 } -ExitCodeVariable b
"[$($a['Server01'])] [$($b['Server01'])]" """)
    assert done.out == "1\n[4] []\n"


def test_imported_commands_take_what_theirs_take() -> None:
    done = lab("""$s = New-PSSession -ComputerName Server01
Invoke-Command $s { function Set-Stock { [CmdletBinding()] param([Parameter(ValueFromPipelineByPropertyName)][string]$Item, [Parameter(ValueFromPipeline, Position = 0)][Alias('q')][int]$Qty, [switch]$Fast) process { "set $Item=$Qty $Fast" } } }
$m = Import-PSSession $s -CommandName Set-Stock -Prefix Web
Set-WebStock 5 -Fast
1, 2 | Set-WebStock -Item x
Set-WebStock -q 4 -Item b
Remove-Module $m
[bool](Get-Command Set-WebStock -ErrorAction SilentlyContinue)""")
    assert (done.out.splitlines(), done.err) == (["set =5 True", "set x=1 False", "set x=2 False", "set b=4 False", "False"], "")
