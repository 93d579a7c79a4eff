"""The reader of lessons' TOML against Python's own."""
from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shell.training.lesson_toml import Reader, TomlError, loads

tomllib = pytest.importorskip("tomllib") if sys.version_info >= (3, 11) else None
needs_tomllib = pytest.mark.skipif(tomllib is None, reason="tomllib came with Python 3.11")
LESSONS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "shell", "lessons")
GOOD = ["", "a = 1", "a = 'x' # c\nb = \"y\\n\\u00e9\\\\\"", "a = '''\nx'y\n'''\n", 'a = """q"""', 'a = """x\\\n   y"""', 'a = """say ""hi"" """', "a = ''''x'''",
        "a = '''x''''", 'a = """x"""""', "a = [1, 2,\n 3, # c\n]", "a = ['x', [true, false]]", "[t]\na = 1\n[t.u]\nb = 2", "[[s]]\na=1\n[[s.m]]\nb=1\n[[s.m]]\nb=2\n[[s]]\na=2\n",
        "a = -1.5e3\nb = 1_000", "'quoted key' = 1", "a = ''", 'a = ""', "a = ''''''", "a=[]\n\n# end", "a = '''\n\nx'''"]
BAD = ["a", "a = ", "a = 1 2", "a = 'x", "a = '''x", "[t", "[t]\n[t]", "a = 1\na = 2", "a = [1 2]", "a = \"\\q\"", "= 1", "a = 'x\ny'", "a = tru", "a = 01", "[[t]]\n[t]", "a = 1\n[a.b]"]


@needs_tomllib
@pytest.mark.parametrize("text", GOOD)
def test_reads_what_python_reads(text):
    assert Reader(text).document() == tomllib.loads(text)


@pytest.mark.parametrize("text", BAD)
def test_refuses(text):
    with pytest.raises(TomlError):
        Reader(text).document()
    with pytest.raises(TomlError):
        loads(text)


@pytest.mark.parametrize("text", ["a = 1979-05-27", "a = {b = 1}", "a.b = 1", "a = 0x10"])
def test_what_is_beyond_the_subset_is_refused_and_not_misread(text):
    with pytest.raises(TomlError, match="line 1"):
        Reader(text).document()


@needs_tomllib
@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab'\"\\\n #=[]1.,", max_size=30))
def test_whatever_it_reads_python_reads_the_same(text):
    try:
        read = Reader(text).document()
    except TomlError:
        return
    assert read == tomllib.loads(text)


@needs_tomllib
def test_every_shipped_lesson_reads_the_same():
    seen = 0
    for folder, _, names in os.walk(LESSONS):
        for name in names:
            if name.endswith(".toml"):
                with open(os.path.join(folder, name), encoding="utf-8") as source:
                    text = source.read()
                assert Reader(text).document() == tomllib.loads(text), name
                seen += 1
    assert seen >= 1
