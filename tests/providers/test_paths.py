"""Paths as text: drives, separators, wildcards."""
from __future__ import annotations

import pytest

from shell.providers import paths


@pytest.mark.parametrize(("given", "wanted"), [("C:\\logs", ("C", "\\logs")), ("/a:b", ("", "/a:b")), ("env:HOME", ("env", "HOME")), ("a*:b", ("", "a*:b"))])
def test_split_drive(given: str, wanted: tuple[str, str]) -> None:
    assert paths.split_drive(given) == wanted


@pytest.mark.parametrize(("given", "wanted"), [("/a/./b/../c", "a/c"), ("..\\x", "x"), ("a//b\\", "a/b"), ("/", "")])
def test_normalize(given: str, wanted: str) -> None:
    assert paths.normalize(given) == wanted


@pytest.mark.parametrize(("parent", "child", "wanted"), [("a", "", "a/"), ("a/", "/b/", "a/b/"), ("/", "x", "/x"), ("C:\\logs", "x", "C:/logs/x")])
def test_join(parent: str, child: str, wanted: str) -> None:
    assert paths.join(parent, child) == wanted


def test_escaped_wildcards_are_none() -> None:
    assert not paths.has_wildcard("x`[1`].txt")
    assert paths.has_wildcard("x[1].txt")
    assert paths.unescape("x`[1`].txt") == "x[1].txt"
