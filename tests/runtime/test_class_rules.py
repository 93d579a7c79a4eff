"""Rules of classes that public modules depend on: lazy static parts, interfaces .NET calls back, names under using namespace, hidden members."""
from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.script import run

COMPARER = "class C : System.Collections.Generic.IComparer[object] { [int] Compare($a, $b) { return $b - $a } }; "
EQUALITY = ("class Q : System.Collections.Generic.IEqualityComparer[object] { [bool] Equals($a, $b) { return \"$a\".Length -eq \"$b\".Length } "
            "[int] GetHashCode($a) { return \"$a\".Length } }; ")


@pytest.mark.parametrize("text, expected", [
    ("class A { static [int]$N = 5; static [string]$S; static A() { [A]::S = Get-Later } }; function Get-Later { 'late' }; [A]::S; [A]::N", ["late", 5]),
    ("class A { static [string] F($a) { return [A]::F($a, 'd') } static [string] F($a, $b) { return \"$a-$b\" } }; [A]::F(1); [A]::F('x'); [A]::F(1, 2)",
     ["1-d", "x-d", "1-2"]),
    ("class K { [int] M() { $i = $null; $a = @(5, 6); $b = $a[$i++]; return $b + $a[$i++] + $i } }; [K]::new().M()", [13]),
    (COMPARER + "$l = [System.Collections.Generic.List[int]](3, 1, 2); $l.Sort([C]::new()); $l -join ','", ["3,2,1"]),
    ("class C : System.Collections.IComparer { [int] Compare([object]$a, [object]$b) { return $b - $a } }; $a = 1, 3, 2; [array]::Sort($a, [C]::new()); $a -join ','",
     ["3,2,1"]),
    (EQUALITY + "$s = [System.Collections.Generic.HashSet[object]]::new([Q]::new()); $null = $s.Add('a'), $s.Add('b'); $s.Count; "
     "$d = [System.Collections.Generic.Dictionary[object,int]]::new([Q]::new()); $d['x'] = 1; $d['y'] = 2; $d['z']", [1, 2]),
    ("class P { [int]$X; P($x) { $this.X = $x } [bool] Equals([object]$o) { return $o -is [P] -and $o.X -eq $this.X } [int] GetHashCode() { return $this.X } }; "
     "$h = @{}; $h[[P]::new(2)] = 'v'; $h[[P]::new(2)]", ["v"]),
    ("class I : System.Collections.IEnumerable { [System.Collections.IEnumerator] GetEnumerator() { return (1, 2).GetEnumerator() } }; [I]::new() | % { $_ * 2 }", [2, 4]),
    ("class F : System.IFormattable { [string] ToString([string]$f, [System.IFormatProvider]$p) { return \"F:$f\" } }; '{0:abc}' -f [F]::new()", ["F:abc"]),
    ("using namespace System.Collections.Generic\nclass A { [Dictionary[string,List[int]]]$D = [Dictionary[string,List[int]]]::new() }\n"
     "function f([List[int]]$x) { $x.Count }\nf 1, 2; [A]::new().D.Count", [2, 0]),
])
def test_output(text: str, expected: list[Any]) -> None:
    assert run(text) == expected
