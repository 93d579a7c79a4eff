"""A short part of the random edits in tests/faults/language.py: no text crashes or hangs parser, compiler, patterns, format strings or numbers."""
from __future__ import annotations

import pytest

from tests.faults.language import run


@pytest.mark.parametrize("what, count", [("parse", 1500), ("compile", 1500), ("regex", 1500), ("format", 1500), ("number", 1500)])
def test_random_texts(what: str, count: int) -> None:
    valid, failures = run(what, count, 7)
    assert not failures, "\n".join(failures)
    assert valid, "every text was wrong: nothing was tried"
