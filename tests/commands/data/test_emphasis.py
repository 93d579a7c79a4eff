"""Matches are shown in inverse video on a terminal, and only there."""
from __future__ import annotations

import pytest

from shell.engine import Shell
from tests.commands.misuse_folder import Recorder


@pytest.mark.parametrize(("colour", "text", "shown"), [
    (True, "'a bc d' | Select-String bc", "a \x1b[7mbc\x1b[0m d"), (True, "'a bc d' | Select-String bc -NoEmphasis", "a bc d"),
    (True, "'xbxb' | Select-String b -AllMatches", "x\x1b[7mb\x1b[0mx\x1b[7mb\x1b[0m"), (False, "'a bc d' | Select-String bc", "a bc d"),
    (True, "('a bc' | Select-String bc).ToString()", "a bc")])
def test_emphasis(colour: bool, text: str, shown: str) -> None:
    host = Recorder()
    host.colour = colour  # type: ignore[attr-defined]
    Shell(host).run_text(text)
    assert shown in "".join(host.lines), host.lines
