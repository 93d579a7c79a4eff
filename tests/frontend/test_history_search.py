"""Ctrl+R's query, fuzzy matching, the store's filters, private mode."""
from __future__ import annotations

from pathlib import Path

from shell.commands.interactive.history_store import HistoryStore
from shell.frontend.fuzzy import rank, score
from shell.frontend.history_search import make_find, parse_query


def test_letters_in_order_match_and_others_do_not() -> None:
    assert score("gtpr", "Get-Process") is not None
    assert score("rpg", "Get-Process") is None
    assert score("process", "Get-Process") is not None


def test_beginnings_of_words_and_runs_come_first() -> None:
    texts = ["Get-Item", "Set-PSDebug", "Get-ItemProperty", "Get-Process"]
    assert [texts[i] for i, _ in rank("gtpr", texts)][0] in ("Get-Process", "Get-ItemProperty")
    assert [texts[i] for i, _ in rank("item prop", texts)] == ["Get-ItemProperty"]


def test_positions_are_those_of_the_letters() -> None:
    found = score("gp", "Get-Process")
    assert found is not None and [("Get-Process"[i]).lower() for i in found[1]] == ["g", "p"]


def test_filters_of_a_query() -> None:
    words, filters = parse_query("sshd host:web01 ok:no in:/etc since:2d", ("local", "/"), "s1", 1_000_000.0)
    assert words == "sshd"
    assert filters == {"host": "web01", "failed": True, "folder": "/etc", "since": 1_000_000.0 - 2 * 86400}
    assert parse_query("here this x", ("web02", "/tmp"), "s1", 0.0) == ("x", {"host": "web02", "folder": "/tmp", "session": "s1"})
    assert parse_query("host: 2: a:b", ("l", "/"), "s", 0.0)[0] == "2: a:b"


def store(tmp_path: Path) -> HistoryStore:
    s = HistoryStore(str(tmp_path / "h.sqlite3"))
    for text, host, ok in (("Get-Item a", "local", True), ("Restart-Service sshd", "web01", False), ("Get-Process", "web01", True)):
        s.finish(s.add(text, host, "/x"), 0.5, ok)
    return s


def test_search_by_filters_and_words(tmp_path: Path) -> None:
    find = make_find(store(tmp_path), lambda: ("web01", "/x"))
    assert [row.value for row, _ in find("")] == ["Get-Process", "Restart-Service sshd", "Get-Item a"]
    assert [row.value for row, _ in find("host:web01 ok:no")] == ["Restart-Service sshd"]
    assert [row.value for row, _ in find("rssshd")] == ["Restart-Service sshd"]
    assert [row.value for row, _ in find("here")] == ["Get-Process", "Restart-Service sshd"]


def test_lines_for_the_list_view_begin_with_the_text_first(tmp_path: Path) -> None:
    s = store(tmp_path)
    s.add("Write-Output Get-Item", "local", "/x")
    assert s.likely("Get-I", "local", "/x") == ["Get-Item a", "Write-Output Get-Item"]


def test_forgetting_and_trimming(tmp_path: Path) -> None:
    s = store(tmp_path)
    assert s.forget("Get-Item a") == 1
    assert "Get-Item a" not in s.recent()
    s.trim(1)
    assert s.recent() == ["Get-Process"]


def test_private_mode_keeps_nothing(tmp_path: Path) -> None:
    s = HistoryStore(str(tmp_path / "h.sqlite3"), private=True)
    assert s.add("Get-Date", "local", "/") is None
    s.private = False
    assert s.add("Get-Date", "local", "/") is not None
