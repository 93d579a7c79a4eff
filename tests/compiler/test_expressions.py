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


@pytest.mark.parametrize(("text", "out"), [
    ("'{0:D5} {1,8:N2} {2}|' -f 3, (3 / 3), 'z'", ["00003     1.00 z|"]),
    ("$s = 'ab'; '{0,-6}|{0,6}|{1,-5}|{1,5}' -f 3, $s", ["3     |     3|ab   |   ab"]),
    ("'{0:X4} {0:x} {1:F1} {{}} \"q\" \\ ''s' -f 255, 1234.567", ["00FF ff 1234.6 {} \"q\" \\ 's"]),
    ("'{0:D3} {1,8:D4}|' -f -5, 12", ["-005     0012|"]),
    ("'{0}' -f $true; '{0}' -f $null; '{0} {1}' -f (1, 2); '{0} {1}' -f 1, (2, 3)", ["True", "", "1 2", "1 System.Object[]"]),
    ("$i = 3; '{1}{0}{1}' -f $i, ($i++); '{0}-{1}' -f ($i++), $i", ["333", "4-5"]),
    ("'é{0}\n`{1}' -f 1, 2", ["é1\n`2"]),
    ("try { '{2}' -f 1, 2 } catch { \"$_\" }", ["Error formatting a string: Index (zero based) must be greater than or equal to zero and less than the size "
                                                "of the argument list.."])])
def test_format_operator_with_a_constant_template(text: str, out: list[object]) -> None:
    assert run(text) == out


def test_format_operator_goes_by_the_culture() -> None:
    out = run("$old = [cultureinfo]::CurrentCulture; try { [cultureinfo]::CurrentCulture = 'de-DE'; '{0:N2}' -f 1234.5 } finally { [cultureinfo]::CurrentCulture = $old }; "
              "'{0:N2}' -f 1234.5")
    assert out == ["1.234,50", "1,234.50"]


@pytest.mark.parametrize(("text", "out"), [
    ("$a = 1, 2, 3; $s = 0; for ($i = -3; $i -lt 3; $i++) { $s += $a[$i] }; $s", [12]),
    ("$a = [bool[]]::new(3); for ($i = 0; $i -lt 3; $i++) { $a[$i] = $true }; \"$a\"", ["True True True"]),
    ("$a = [string[]]::new(2); for ($i = 0; $i -lt 2; $i++) { $a[$i] = 7 }; $a[1].GetType().Name", ["String"]),
    ("$a = [int[]]::new(2); for ($i = 0; $i -lt 2; $i++) { $a[$i] = 7 }; $a[1] + 1", [8]),
    ("$a = $null; $n = 0; for ($i = 0; $i -lt 2; $i++) { try { $x = $a[$i] } catch { $n++ } }; $n", [2]),
    ("$a = 'abc'; $t = ''; for ($i = 0; $i -lt 3; $i++) { $t = $a[$i] + $t }; $t", ["cba"]),
    ("$a = [System.Collections.Generic.List[int]]::new(); for ($i = 0; $i -lt 3; $i++) { $a.Add($i); $a[$i] = 5 }; \"$a\"", ["5 5 5"]),
    ("$i = -4; $n = 0; while ($i -lt 3) { if ($i % 3 -eq -1) { $n++ }; $i++ }; $n", [2]),
    ("$n = 0; foreach ($i in -4..2) { if ($i % 3 -eq -1) { $n++ } }; $n", [2])])
def test_elements_and_remainders_in_loops(text: str, out: list[object]) -> None:
    assert run(text) == out
