"""Misuses: each gives a clear error and loses nothing; the shell goes on.  No Python traceback, no internal error, the right exit code."""
from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from shell.engine import Shell
from shell.objects.psobject import base_of
from tests import shell_runs
from tests.commands.misuse_folder import Recorder, make

TABLE = [tuple(line.split("\t", 1)) for line in (Path(__file__).parent / "misuse.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
KEPT = ("a.txt", "b.txt", "bin.dat", "bad.txt", "new\nline.txt", "d/inner.txt", "app.csv")
EMPTIES = ("Set-Content a.txt -AsByteStream",)  # the file is opened for writing before the first value shows that it is not a byte: as in PowerShell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("misuse")
    make(made)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in KEPT}


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 200


@pytest.mark.parametrize(("error_id", "text"), TABLE, ids=[str(i) for i in range(len(TABLE))])
def test_misuse(folder: Path, monkeypatch: pytest.MonkeyPatch, error_id: str, text: str) -> None:
    monkeypatch.chdir(folder)
    before = contents(folder)
    host = Recorder()
    shell = Shell(host)
    shell.run_text(text)
    assert host.errors, f"no error is shown: {text}"
    shown = "\n".join(host.errors)
    assert "Internal error" not in shown and "Traceback" not in shown, shown
    assert shell.ctx.errors[0].fully_qualified_id.strip() == error_id
    assert re.search(r"\w{3}", shell.ctx.errors[0].exception.message), "the message says nothing"
    host.lines.clear()
    os.chdir(folder)
    shell.run_text("'alive'")
    assert host.lines == ["alive"]
    if not text.startswith(EMPTIES):
        assert contents(folder) == before
    else:
        make_again(folder, before)


def make_again(folder: Path, before: dict[str, bytes]) -> None:
    for name, data in before.items():
        (folder / name).write_bytes(data)


# ---- odd data goes through whole


def run(folder: Path, text: str) -> list[object]:
    shell = Shell(Recorder())
    shell.run_text(f"Set-Location '{folder}'")
    return [base_of(v) for v in shell.ctx.run_text(text)]


def test_binary_files_are_copied_and_read_byte_for_byte(folder: Path) -> None:
    assert run(folder, "Copy-Item bin.dat bin2.dat; (Get-FileHash bin.dat).Hash -eq (Get-FileHash bin2.dat).Hash") == [True]
    assert run(folder, "(Get-Content bin.dat -AsByteStream).Count") == [1024]
    assert run(folder, "Get-Content bin.dat -AsByteStream -Raw | Set-Content bin3.dat -AsByteStream; (Get-Item bin3.dat).Length") == [1024]
    for name in ("bin2.dat", "bin3.dat"):
        assert (folder / name).read_bytes() == (folder / "bin.dat").read_bytes()


def test_huge_lines_stay_whole(folder: Path) -> None:
    assert run(folder, "(Get-Content huge.txt).Length; (Get-Content huge.txt -Raw).Length") == [3_000_000, 3_000_000]
    assert run(folder, "(Select-String -Path huge.txt -Pattern 'x$').Line.Length") == [3_000_000]
    run(folder, "Get-Content huge.txt | Set-Content huge2.txt")
    assert (folder / "huge2.txt").stat().st_size == 3_000_001


def test_invalid_utf8_is_marked_not_lost(folder: Path) -> None:
    assert run(folder, "Get-Content bad.txt") == ["ok", "br\ufffd\ufffdoken", "end"]
    assert run(folder, "(Select-String oken bad.txt).LineNumber") == [2]
    assert run(folder, "(Get-Content bad.txt -AsByteStream)[5]") == [0xFF]


def test_names_with_newlines_and_brackets(folder: Path) -> None:
    assert run(folder, "(Get-ChildItem).Name -contains \"new`nline.txt\"") == [True]
    assert run(folder, "Get-Content \"new`nline.txt\"") == ["odd name"]
    assert run(folder, "Get-Content -LiteralPath 'b[a.txt'") == ["bracket"]


def test_dangling_and_circular_links(folder: Path) -> None:
    assert run(folder, "(Get-Item dang).LinkType; (Get-Item dang).Target; Test-Path dang") == ["SymbolicLink", "nowhere", True]
    assert run(folder, "(Get-ChildItem -Recurse -FollowSymlink -Name -Filter inner.txt)") == ["d/inner.txt"]


def test_circular_objects(folder: Path) -> None:
    out = run(folder, "$h = @{ a = 1 }; $h.me = $h; $h | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue | ConvertFrom-Json | ForEach-Object a")
    assert out == [1]
    assert run(folder, "$h = @{ a = 1 }; $h.me = $h; ($h | Out-String).Length -gt 0; ($h | Export-Clixml circular.xml); (Import-Clixml circular.xml).a") == [True, 1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_missing_permissions(folder: Path) -> None:
    (folder / "secret.txt").write_text("s")
    (folder / "secret.txt").chmod(0)
    assert run(folder, "Get-Content secret.txt -ErrorAction SilentlyContinue; $Error[0].CategoryInfo.Category") == ["PermissionDenied"]


def test_missing_permissions_of_another_user(tmp_path: Path) -> None:
    """As root: a child process that gave up its rights meets the same wall."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else; the test above covers the others")
    make(tmp_path)
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "d").chmod(0)
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if not os.stat(parent).st_mode & 1:
            parent.chmod(os.stat(parent).st_mode | 0o011)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgid(65534)
        os.setuid(65534)
        host = Recorder()
        shell = Shell(host)
        shell.run_text(f"Set-Location '{tmp_path}'; Get-Content a.txt; Get-ChildItem d; Set-Content b.txt x; Remove-Item b.txt; New-Item z.txt")
        text = "\n".join(f"{e.fully_qualified_id.split(',')[0]} {e.exception.message}" for e in shell.ctx.errors)
        os.write(write, text.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as f:
        told = f.read()
    os.waitpid(child, 0)
    assert told.count("denied") + told.count("sufficient access") >= 4 and "Internal" not in told, told
    assert (tmp_path / "b.txt").read_text() == "b\n"


@pytest.mark.parametrize(("text", "code"), [
    ("Get-Item nope", 1), ("throw 'x'", 1), ("if (", 1), ("[int]'x'", 1), ("no_such_command", 1), ("exit 7", 7), ("sh -c 'exit 9'; exit $LASTEXITCODE", 9),
    ("Get-Item nope; 'after'", 0), ("$ErrorActionPreference='Stop'; Get-Item nope; 'after'", 1), ("try { Get-Item nope -EA Stop } catch { exit 5 }", 5)])
def test_exit_codes(text: str, code: int) -> None:
    done = shell_runs.command(text)
    assert done.code == code and "Traceback" not in done.err
