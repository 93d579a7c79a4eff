"""Functions, scopes, binding shapes of the quick way, classes, closures, modules."""
from __future__ import annotations

import pytest

from tests.runtime.script import Run, run


@pytest.mark.parametrize(("text", "out"), [
    ("function f($a, $b = 7) { $a + $b }; f 1 2; f 3; f -b 1 -a 10", [3, 10, 11]),
    ("function f { \"$args\" }; f 1 -x two", ["1 -x two"]),
    ("function f($a) { \"$a|$args\" }; f 1 -x 2 3", ["1|-x 2 3"]),
    ("function f([int]$n) { $n + 1 }; f '5'; f 2.5", [6, 3]),
    ("function f([switch]$s, $v) { \"$s $v\" }; f -s 1; f 2; f -s:$false 3", ["True 1", "False 2", "False 3"]),
    ("function f { begin { 'b' } process { \"p $_\" } end { 'e' } }; 1, 2 | f", ["b", "p 1", "p 2", "e"]),
    ("filter dbl { $_ * 2 }; 1..3 | dbl", [2, 4, 6]),
    ("function f { [CmdletBinding()] param([Parameter(ValueFromPipeline)][int]$N) process { $N + 1 } }; 1, '2' | f", [2, 3]),
    ("$x = 1; function f { $x = 2; $x }; f; $x", [2, 1]),
    ("$c = 5; function f { $c++; $c }; f; $c", [6, 5]),
    ("$l = 5; function f { $l += 2; $l }; f; $l", [2, 5]),
    ("$t = 0; 1..3 | ForEach-Object { $t += $_ }; $t", [6]),
    ("function f { $script:s = 3; $global:g = 4 }; f; $s, $g", [3, 4]),
    ("$n = 1; $b = { $n }.GetNewClosure(); $n = 2; & $b", [1]),
    ("function fib($n) { if ($n -lt 2) { $n } else { (fib ($n - 1)) + (fib ($n - 2)) } }; fib 12", [144]),
    ("$p = @{ a = 1; b = 2 }; function f($a, $b) { \"$a$b\" }; f @p; f @p -a 9", ["12", "92"]),
    ("function f($a) { $PSBoundParameters.Count; $MyInvocation.InvocationName }; f 1", [1, "f"]),
    ("function Outer { function Inner { 'in' }; Inner }; Outer; (Get-Command Inner -ErrorAction Ignore) -eq $null", ["in", True]),
    ("function v([ref]$r) { $r.Value = 9 }; $q = 1; v ([ref]$q); $q", [9]),
    ("$sb = { param($x) $x + 1 }; & $sb 4; $sb.Invoke(5)", [5, 6]),
    ("5 | ForEach-Object { & { $_ } }", [5])])
def test_output(text: str, out: list[object]) -> None:
    assert run(text) == out


@pytest.mark.parametrize(("text", "out"), [
    ("class C { [int]$n = 2; C() { $this.n += 1 } [int] Add([int]$x) { $this.n += $x; return $this.n } }; $c = [C]::new(); $c.Add(4); $c.n", [7, 7]),
    ("class A { [string] Hi() { return 'a' } } class B : A { [string] Hi() { return ([A]$this).Hi() + 'b' } }; [B]::new().Hi()", ["ab"]),
    ("class E : System.Exception { [int]$Code; E([string]$m, [int]$c) : base($m) { $this.Code = $c } }; try { throw [E]::new('m', 7) } "
     "catch [E] { \"$($_.Exception.Code) $_\" }", ["7 m"]),
    ("enum Color { Red; Green = 5 }; [int][Color]::Green; \"$([Color]'red')\"", [5, "Red"]),
    ("class S { static [int]$n = 1; static [void] Up() { [S]::n++ } }; [S]::Up(); [S]::n", [2]),
    ("class F { [string] M([int]$a) { return \"i$a\" } [string] M([string]$a) { return \"s$a\" } }; $f = [F]::new(); $f.M(1); $f.M('x')", ["i1", "sx"]),
    ("class L { [int] Find([int[]]$a, [int]$x) { foreach ($v in $a) { if ($v -eq $x) { return $v } } return -1 } }; [L]::new().Find((1, 2), 2)", [2])])
def test_classes(text: str, out: list[object]) -> None:
    assert run(text) == out


def test_a_typed_variable_keeps_its_type() -> None:
    r = Run("[int]$n = '5'; $n = '6'; $n + 1; $n = 'x'; $n")
    assert r.out == [7, 6] and r.records[0].category_info.category == "MetadataError"


def test_modules_have_their_own_scope() -> None:
    out = run("$n = 1; $m = New-Module -Name M { $n = 5; function Get-N { $script:n++; $n } } | Import-Module -PassThru; Get-N; Get-N; $n; & $m { $n }")
    assert out[-4:] == [6, 7, 1, 7]


def test_strict_mode_places_the_variable() -> None:
    r = Run("Set-StrictMode -Version Latest\n'a ' + $nope\n$o = [pscustomobject]@{ a = 1 }\n$o.b")
    assert [e.split(".")[0] for e in r.errors][0].startswith("The variable '$nope'") and "'b'" in r.errors[1]
    assert r.records[0].invocation.position.text == "$nope"


def test_runspaces_share_nothing() -> None:
    a, b = Run("$x = 1; function f { 1 }; Set-Alias g f"), Run("")
    assert a.ctx.get_variable("x") == 1 and b.ctx.get_variable("x") is None
    assert b.ctx.find_function("f") is None and b.ctx.find_alias("g") is None


def test_terminating_errors_of_functions_end_only_the_function() -> None:
    r = Run("function f { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new("
            "[System.InvalidOperationException]::new('bad'), 'Id', 'InvalidOperation', 1)); 'never' }\nf\n'goes on'")
    assert r.out == ["goes on"] and r.records[0].fully_qualified_id == "Id,f"
