"""Rules of functions that public scripts depend on: $PSCmdlet of a caller, traps, $MyInvocation in defaults, dynamic parameters, attribute objects."""
from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.script import Run

DIE = ("function Die($m) { $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([Exception]\"$m\", $null, 5, $null)); 'not here' }; ")
DYNAMIC = ("function f { [CmdletBinding()] param([Parameter(ParameterSetName='s1')][ValidateSet('a', 'b')][Alias('cc')]$C, [Parameter(ParameterSetName='s2')]$P) }; "
           "function g { [CmdletBinding()] param() dynamicparam { $d = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new(); "
           "foreach ($p in (Get-Command f).Parameters.Values) { if ($p.Name -in 'C', 'P') { "
           "$d.Add($p.Name, [System.Management.Automation.RuntimeDefinedParameter]::new($p.Name, $p.ParameterType, $p.Attributes)) } }; $d } "
           "end { $PSCmdlet.ParameterSetName; $PSBoundParameters.Count } }; ")


@pytest.mark.parametrize("text, expected", [
    ("function f($a, $i = $MyInvocation) { $i.MyCommand.Name; $i.InvocationName }; f 1", ["f", "f"]),
    (DIE + "function Test([Parameter()]$x) { if ($x) { Die no }; 'goes on' }; try { Test 1 } catch { \"$_\"; $_.FullyQualifiedErrorId }; Test",
     ["no", "Test", "goes on"]),
    (DIE + "function Test([Parameter()]$x) { trap { Die \"T: $_\" } if ($x) { if ($true) { throw 'in' } } 'end' }; try { Test 1 } catch { \"$_\" }", ["T: in"]),
    ("function f([switch]$s) { $s.GetType().Name; \"$s\"; $s.IsPresent; if ($s) { 'on' } }; f -s; f", ["SwitchParameter", "True", True, "on", "SwitchParameter", "False", False]),
    ("function f { \"[$($input -join ',')]\" }; 1..3 | f", ["[1 2 3]"]),
    ("try { [int]::Parse('x') } catch [FormatException] { $_.Exception.GetType().Name }", ["FormatException"]),
    ("try { try { [int]::Parse('x') } catch [FormatException] { throw } } catch { $_.Exception.GetType().Name }", ["MethodInvocationException"]),
    (DYNAMIC + "g -C a; g -P 1; g -cc b", ["s1", 1, "s2", 1, "s1", 1]),
    (DYNAMIC + "try { g } catch { $_.FullyQualifiedErrorId }; (Get-Command f).Parameters.C.Attributes.ValidValues -join ','", ["AmbiguousParameterSet,g", "a,b"]),
    ("function rr([ref]$n) { $n.Value++ }; $v = 1; rr ([ref]$v); $v; try { rr $v } catch { $_.FullyQualifiedErrorId }", [2, "ParameterArgumentTransformationError,rr"]),
    ("function f { ${private:*p} = 1; hh }; function hh { @(Get-Variable '*p' -ErrorAction Ignore).Count }; f", [0]),
])
def test_output(text: str, expected: list[Any]) -> None:
    r = Run(text)
    assert not r.stopped
    assert [o.name_text if hasattr(o, "name_text") else o for o in r.out] == expected


def test_redirection_reaches_statements_of_a_subexpression() -> None:
    r = Run("$x = $(1 / 0; 'a') 2>$null; $x; 1 / 0 2>$null")
    assert r.out == ["a"] and r.errors == ["Attempted to divide by zero."]


def test_out_buffer_delivers_in_lots() -> None:
    r = Run("$log = [System.Collections.Generic.List[string]]::new(); function s { [CmdletBinding()] param() process { 1..4 | % { $log.Add(\"s$_\"); $_ } } }; "
            "s -OutBuffer 1 | % { $log.Add(\"d$_\") }; $log -join ' '")
    assert r.out == ["s1 s2 d1 d2 s3 s4 d3 d4"]
