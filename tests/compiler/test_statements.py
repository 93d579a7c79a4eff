"""Statements, loops and their jumps; positions of errors."""
from __future__ import annotations

import pytest

from tests.runtime.script import Run, run


@pytest.mark.parametrize(("text", "out"), [
    ("foreach ($i in 1..3) { if ($i -eq 2) { continue }; $i }", [1, 3]),
    ("for ($i = 0; $i -lt 5; $i++) { if ($i -eq 1) { continue }; if ($i -eq 3) { break }; $i }; $i", [0, 2, 3]),
    ("$i = 0; do { $i++; if ($i -eq 2) { continue }; $i } while ($i -lt 3)", [1, 3]),
    ("$i = 3; do { $i--; $i } until ($i -le 1)", [2, 1]),
    (":o foreach ($a in 1, 2) { foreach ($b in 1, 2) { if ($b -eq 2) { continue o }; \"$a$b\" } }", ["11", "21"]),
    ("foreach ($x in 1, 2) { 'a', 'b' | ForEach-Object { if ($_ -eq 'b') { break }; \"$x$_\" } }; 'end'", ["1a", "end"]),
    ("switch (1, 2, 3, 4) { 2 { 'two'; continue } 3 { 'three'; break } default { \"d $_\" } }", ["d 1", "two", "three"]),
    ("switch -Regex ('id=42') { '^id=(\\d+)$' { $Matches[1] } }", ["42"]),
    ("switch ('B') { 'a' { 1 } 'b' { 2 } }", [2]),
    ("function f { foreach ($i in 1..5) { if ($i -eq 3) { return \"found $i\" } } }; f", ["found 3"]),
    ("$x = foreach ($i in 1..2) { $i * 2 }; \"$x\"", ["2 4"]),
    ("$a, $b, $c = 1, 2, 3, 4; \"$a $b $c\"", ["1 2 3 4"]),
    ("$h = @{}; 1..4 | ForEach-Object { $h[\"k$($_ % 2)\"] += 1 }; $h.k0, $h.k1", [2, 2]),
    ("try { 'a'; throw 'x' } catch { \"c $_\" } finally { 'f' }", ["a", "c x", "f"]),
    ("function g { try { return 1 } finally { 'fin' } }; g", [1, "fin"]),
    ("function f { trap { \"t $_\"; continue } 'a'; throw 'o'; 'b' }; f", ["a", "t o", "b"]),
    ("1..10 | Select-Object -First 2", [1, 2]),
    ("$r = while ($true) { $n++; if ($n -gt 3) { break }; $n }; \"$r\"", ["1 2 3"])])
def test_output(text: str, out: list[object]) -> None:
    assert run(text) == out


def test_many_nested_blocks_are_no_problem() -> None:
    depth = 14
    text = "foreach ($a in 1) { if ($true) { try { " * depth + "'deep'" + " } catch { } } }" * depth
    assert run(text) == ["deep"]


def test_break_leaves_the_right_loop_through_nested_blocks() -> None:
    depth = 9
    text = "foreach ($i in 1..3) { " + "if ($true) { try { " * depth + "if ($i -eq 2) { break }; $i" + " } finally { } }" * depth + " }; 'after'"
    assert run(text) == [1, "after"]


def test_statement_errors_end_only_their_statement() -> None:
    r = Run("1 / 0\n'a'\n[int]'x'\n'b'")
    assert r.out == ["a", "b"] and len(r.errors) == 2
    place = r.records[1].invocation.position
    assert (place.line, place.column, place.text) == (3, 1, "[int]'x'")


def test_throw_ends_the_text() -> None:
    r = Run("function f { throw 'no' }\nf\n'never'")
    assert r.out == [] and r.stopped == "no"
    assert r.records[0].script_stack_trace == "at f, <No file>: line 1\nat <ScriptBlock>, <No file>: line 2"


def test_status_variable() -> None:
    assert run("Write-Error x -ErrorAction SilentlyContinue; $?; 1; $?; try { 1 / 0 } catch { }; $?") == [False, 1, True, False]


@pytest.mark.parametrize("text, expected", [
    ("function n {}; $c = @(); $c += n; $c.Count; $q = n; $c += $q; $c.Count; $c += $null; $c.Count", [0, 0, 1]),
    ("function n {}; $d = @(1) + (n); $d.Count; $h = @{k = @(1)}; $h.k += n; $h.k.Count; $i = 5; $i += n; $i", [1, 1, 5]),
    ("$a = 1, 2; $a += 1..3 | ? { $false }; $a.Count; $a += if ($false) { 1 }; $a.Count; $s = 'x'; $s += & {}; $s", [2, 2, "x"]),
])
def test_nothing_added_to_a_collection_adds_no_null(text: str, expected: list[object]) -> None:
    assert run(text) == expected
