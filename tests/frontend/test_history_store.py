"""The history store: what is kept, what never is, how suggestions rank."""
from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from shell.commands.interactive.history_store import HistoryStore, is_secret

SECRETS = [
    "$token = 'abc123'", "$password = \"hunter2\"", "ConvertTo-SecureString 'pw' -AsPlainText -Force", "Connect-It -Password 'x'",
    "Invoke-It -ApiKey 'k-1'", "$cred = [pscredential]::new('u', (ConvertTo-SecureString 'p' -AsPlainText))", "@{ Password = 'x' }",
    "curl --data token=abcdef http://h", "$secret = 'broken", "[Net.NetworkCredential]::new('u','p')"]
KEPT = ["Get-Process", "$token = Get-Secret x", "Get-Help password", "$x = 'plain'", "Get-Credential", "$env:PATH", "Set-Secret -Name x -Secret $s"]


@pytest.mark.parametrize("line", SECRETS)
def test_a_secret_is_recognized(line: str) -> None:
    assert is_secret(line)


@pytest.mark.parametrize("line", KEPT)
def test_what_holds_no_secret_is_kept(line: str) -> None:
    assert not is_secret(line)


def test_secrets_never_reach_the_file(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite3"
    store = HistoryStore(str(path))
    for line in SECRETS:
        assert store.add(line, "local", "/") is None
    store.add("Get-Date", "local", "/")
    store.close()
    data = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"Get-Date" in data
    for word in (b"hunter2", b"abc123", b"k-1"):
        assert word not in data


def test_a_leading_space_keeps_a_line_out(tmp_path: Path) -> None:
    store = HistoryStore(str(tmp_path / "h.sqlite3"))
    assert store.add(" Get-Date", "local", "/") is None
    assert store.recent() == []


def test_suggestion_prefers_host_folder_and_success(tmp_path: Path) -> None:
    store = HistoryStore(str(tmp_path / "h.sqlite3"))
    store.finish(store.add("Get-Item here", "local", "/a"), 0.1, True)
    store.finish(store.add("Get-Item there", "local", "/b"), 0.1, True)
    store.finish(store.add("Get-Item remote", "web01", "/a"), 0.1, True)
    store.finish(store.add("Get-Item failed", "local", "/a"), 0.1, False)
    assert store.suggest("Get-I", "local", "/a") == "Get-Item here"
    assert store.suggest("Get-I", "local", "/b") == "Get-Item there"
    assert store.suggest("Get-I", "web01", "/x") == "Get-Item remote"
    assert store.suggest("Get-Item h", "local", "/a") == "Get-Item here"
    assert store.suggest("nothing", "local", "/a") is None


def test_two_shells_share_one_file(tmp_path: Path) -> None:
    path = str(tmp_path / "h.sqlite3")
    one, two = HistoryStore(path), HistoryStore(path)
    one.add("from one", "local", "/")
    two.add("from two", "local", "/")
    assert set(one.recent()) == {"from one", "from two"}


def test_an_unusable_file_is_said_and_lines_stay_in_memory(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = HistoryStore(str(blocked / "h.sqlite3"))
    assert store.problem is not None
    store.add("Get-Date", "local", "/")
    assert store.recent() == ["Get-Date"]


def test_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite3"
    HistoryStore(str(path)).close()
    assert path.stat().st_mode & 0o077 == 0
    assert sqlite3.connect(path).execute("SELECT COUNT(*) FROM line").fetchone() == (0,)
