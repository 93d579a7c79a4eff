"""The file commands end to end, in a shell of their own."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def run(folder: Path, script: str) -> tuple[str, str]:
    """(output, errors) of a script run in a folder."""
    done = subprocess.run([sys.executable, "-m", "shell", "-NoProfile", "-NonInteractive", "-Command", script], cwd=folder, capture_output=True, text=True,
                          env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder), "NO_COLOR": "1", "COLUMNS": "120"}, timeout=60)
    return done.stdout, done.stderr


@pytest.mark.parametrize(("script", "wanted"), [
    ("New-Item d/e -ItemType Directory | Out-Null; Set-Content d/e/x.txt 1; Set-Content d/y.txt 2; (Get-ChildItem d -Recurse -Name) -join ' '", "e y.txt e/x.txt\n"),
    ("Set-Content a.txt one, two; Add-Content a.txt three; (Get-Content a.txt -Tail 2) -join ','; (Get-Content a.txt)[1].ReadCount", "two,three\n2\n"),
    ("New-PSDrive W FileSystem $PWD -IgnoreCase | Out-Null; Set-Content Notes.TXT hi; Get-Content w:\\NOTES.txt", "hi\n"),
    ("1..3 > n.txt; sh -c 'printf x' > raw.bin; (Get-Item raw.bin).Length; Get-Content n.txt -TotalCount 1", "1\n1\n"),
    ("Set-Content '.h' x; Remove-Item * ; Test-Path .h; Copy-Item .h h2; Rename-Item h2 h3; Test-Path h3", "True\nTrue\n"),
    ("Set-Location Env:; $env:ZZQ = 'v'; (Get-Item ZZQ).Value; Set-Location -; sh -c 'echo $ZZQ'", "v\nv\n"),
    ("$p = Start-Process sh '-c \"exit 3\"' -PassThru -Wait; $p.ExitCode; $null -eq $LASTEXITCODE", "3\nTrue\n"),
])
def test_output(tmp_path: Path, script: str, wanted: str) -> None:
    assert run(tmp_path, script) == (wanted, "")


def test_tee_to_a_missing_folder_speaks_of_out_file(tmp_path: Path) -> None:
    out, errors = run(tmp_path, "1 | Tee-Object no/x.txt")
    assert (out, errors) == ("", f"out-file: Could not find a part of the path '{tmp_path}/no/x.txt'.\n")


def test_a_protected_file_stays_without_force(tmp_path: Path) -> None:
    out, errors = run(tmp_path, "Set-Content a.txt x; (Get-Item a.txt).IsReadOnly = $true; Remove-Item a.txt; Test-Path a.txt; Remove-Item a.txt -Force; Test-Path a.txt")
    assert out == "True\nFalse\n"
    assert errors.startswith("Remove-Item: You do not have sufficient access rights")
