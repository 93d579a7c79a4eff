"""Every script of a folder parses: PSSESSION_SCRIPTS names it, one folder a repository.

Last run (November 2026): 1,855 files, 7.3 MB, no parse error, over psake (190), Invoke-Build (177), fleschutz/PowerShell (684), posh-git (32), Pester (264),
ImportExcel (255), Invoke-Parallel (4), NameIT (65), PoshRSJob (22), Plaster (29), PSDepend (56), ObjectGraphTools (56) and Metadata (21).  The scripts stay
out of this repository.
"""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from shell.language.parser import parse

FOLDER = os.environ.get("PSSESSION_SCRIPTS", "")


def decoded(data: bytes) -> str:
    """A script file's text as PowerShell reads it: by its byte order mark, else UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    return data.decode("utf-8-sig", "replace")


@pytest.mark.skipif(not FOLDER, reason="PSSESSION_SCRIPTS names no folder of scripts")
def test_scripts_of_public_repositories_parse() -> None:
    files = [p for p in sorted(Path(FOLDER).rglob("*")) if p.suffix.lower() in (".ps1", ".psm1")]
    assert files
    wrong = []
    for path in files:
        errors = parse(decoded(path.read_bytes()), str(path)).errors
        wrong += [f"{path}:{e.extent.start_line_number}: {e.error_id}: {e.message}" for e in errors[:1]]
    assert not wrong, "\n".join(wrong)
