"""Expressions: the inline paths of the compiler give what the operator functions give."""
from __future__ import annotations

import pytest

from shell.clr.numbers import Int64
from tests.runtime.script import Run, run


@pytest.mark.parametrize(("text", "value"), [
    ("1 + 2", 3), ("'a' + 1", "a1"), ("7 / 2", 3.5), ("6 / 3", 2), ("7 % 3", 1), ("-7 % 3", -1), ("2 * 3.5", 7.0), ("'x' * 3", "xxx"),
    ("[int]::MaxValue + 1", 2147483648.0), ("65536 * 65536", 4294967296.0), ("1073741823 + 1", 1073741824), ("-2147483648 - 1", -2147483649.0),
    ("$x = 5; $x++; $x", 6), ("$x = [int]::MaxValue; $x++; $x", 2147483648.0), ("($y = 3) + 1", 4), ("$n++; $n", 1), ("(++$q)", 1), ("($z++)", 0),
    ("'A' -eq 'a'", True), ("'A' -ceq 'a'", False), ("1 -eq '1'", True), ("$null -eq $nothing", True), ("5 -gt 3 -and 2 -lt 1", False),
    ("$true -or $true -and $false", False), ("!1", False), ("$null ?? 4", 4), ("0 ?? 4", 0), ("1 ? 'y' : 'n'", "y"),
    ("\"a $(1 + 1) b\"", "a 2 b"), ("$v = 'q'; \"[$v]\"", "[q]"), ("\"{$(1)}\"", "{1}"), ("'{0:D3}|{1,5:N1}' -f 7, 2.25", "007|  2.2"),
    ("'host7' -match '(\\d)$'; $Matches[1]", None), ("'aXb' -replace 'x', '-'", "a-b"), ("[int]'42'", 42), ("[string]1.5", "1.5"),
    ("(1, 2, 3)[-1]", 3), ("'abc'[1]", "b"), ("@{ a = 1 }['A']", 1), ("@{ a = 1 }.a", 1), ("$null.Length", 0), ("1kb", 1024), ("9gb", Int64(9 << 30)),
    ("-join (1..3)", "123"), ("(1..3).Count", 3), ("'abc'.ToUpper().Substring(1)", "BC"), ("[math]::Max(2, 5)", 5)])
def test_value(text: str, value: object) -> None:
    out = run(text)
    if value is None:
        assert out == [True, "7"]
    else:
        assert out == [value] and type(out[0]) in (type(value), type(out[0]))


def test_overflow_changes_the_class_of_the_variable() -> None:
    out = run("$s = 2147483600; for ($i = 0; $i -lt 100; $i++) { $s += 1 }; $s; $s.GetType().Name")
    assert out == [2147483700.0, "Double"]


def test_errors_inside_a_string_leave_the_rest() -> None:
    r = Run("\"a $(1 / 0) b\"")
    assert r.out == ["a  b"] and r.errors == ["Attempted to divide by zero."]


def test_empty_output_is_nothing_not_null() -> None:
    assert run("function f { }; $x = f; @($x).Count; $x | ForEach-Object { 'item' }; $null | ForEach-Object { 'one' }") == [0, "one"]


def test_typed_lists_are_told_apart_by_their_element_type() -> None:
    out = run("$a = [System.Collections.Generic.List[string]]::new(); $a.Add(5); $b = [System.Collections.Generic.List[int]]::new(); $b.Add('7'); "
              "for ($i = 0; $i -lt 2; $i++) { $a.Add($i); $b.Add($i) }; $a[2].GetType().Name; $b[0].GetType().Name; $b.Count")
    assert out == ["String", "Int32", 3]
