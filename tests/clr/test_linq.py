"""System.Linq.Enumerable, delegates and TypeAccelerators as scripts use them."""
from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.script import run


@pytest.mark.parametrize("text, expected", [
    ("[Linq.Enumerable]::Sum([int[]](1, 2, 3)); [Linq.Enumerable]::Distinct([int[]](1, 1, 2)) -join ','", [6, "1,2"]),
    ("[Linq.Enumerable]::Where([int[]](1..5), [Func[int,bool]]{ param($x) $x -gt 3 }) -join ','", ["4,5"]),
    ("[Linq.Enumerable]::Except([object[]](1, 2, 3), [object[]](2)) -join ','; [Linq.Enumerable]::SequenceEqual([int[]](1, 2), [int[]](1, 2))", ["1,3", True]),
    ("[Linq.Enumerable]::Any([object[]]@()); [Linq.Enumerable]::Range(2, 3).GetType().Name", [False, "Int32[]"]),
    ("$f = [Func[int,int]]{ param($x) $x + 1 }; $f.Invoke(2); $f.GetType().Name", [3, "Func`2"]),
    ("$a = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators'); $a::Add('strs', [System.Collections.Generic.List[string]]); "
     "[strs]::new().Count; $a::Remove('strs')", [0, True]),
    ("@{[int] = 1}.Keys.GetEnumerator() | ForEach-Object Name; @{a = 1}.Values.GetEnumerator(); @{a = 1}.GetEnumerator().GetType().Name",
     ["Int32", 1, "HashtableEnumerator"]),
    ("function f { param([Parameter(ValueFromPipeline)]$a) process { $PSBoundParameters.Keys -join ',' } }; 1, 2 | f", ["a", "a"]),
])
def test_output(text: str, expected: list[Any]) -> None:
    assert run(text) == expected
