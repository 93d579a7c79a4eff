"""CSV records by PowerShell's rules; the quick readers agree with the character reader."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shell.serialization.csv_read import CharacterReader, records
from shell.serialization.csv_write import AS_NEEDED, NEVER, CsvWriter


@pytest.mark.parametrize("text, fields", [
    ("a,b", [["a", "b"]]), ("a,", [["a"]]), ("a,\n", [["a", ""]]), (",", []), ('"",""', [["", ""]]), ("#c\na,b\n", [["a", "b"]]),
    ("  a ,b", [["a ", "b"]]), ('"x\ny",2\n', [["x\ny", "2"]]), ('"q""t",1', [['q"t', "1"]]), ("", []), ("\n\n1,2\n", [["1", "2"]]),
])
def test_records(text, fields):
    assert list(records(text, ",")) == fields


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='ab, "\n#', max_size=24))
def test_quick_readers_agree(text):
    assert list(records(text, ",")) == list(CharacterReader(text, ",").records())


def test_quotes():
    writer = CsvWriter()
    assert writer.line(["a", None, 'q"t', ""]) == '"a",,"q""t",""'
    assert CsvWriter(quotes=AS_NEEDED).line(["a,b", "c", ""]) == '"a,b",c,'
    assert CsvWriter(quotes=NEVER).line(["a,b", None]) == "a,b,"
