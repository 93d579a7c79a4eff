"""The parser as scripts see it: trees, tokens, errors, extents."""
from __future__ import annotations

from typing import Any

import pytest

from shell.engine import Shell
from shell.runtime.host import NullHost

PARSE = "$t = $null; $e = $null; $ast = [System.Management.Automation.Language.Parser]::ParseInput('{0}', [ref]$t, [ref]$e); "


@pytest.fixture()
def shell() -> Shell:
    return Shell(NullHost())


def run(shell: Shell, text: str, then: str) -> list[Any]:
    return shell.ctx.run_text(PARSE.replace("{0}", text.replace("'", "''")) + then)


def test_nodes_are_found_by_type(shell: Shell) -> None:
    found = run(shell, "function A { function B { } }", "$ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true).Name")
    assert found == ["A", "B"]


def test_tokens_have_their_own_types(shell: Shell) -> None:
    found = run(shell, "Get-Job -Name $z 0x10", "$t[1].ParameterName; $t[2].Name; $t[3].Value; \"$($t[0].TokenFlags)\"")
    assert found == ["Name", "z", 16, "CommandName"]


def test_errors_tell_whether_more_text_would_help(shell: Shell) -> None:
    assert run(shell, "if (1) {", "$e[0].ErrorId; $e[0].IncompleteInput") == ["MissingEndCurlyBrace", True]


def test_constants_have_a_safe_value_and_a_static_type(shell: Shell) -> None:
    found = run(shell, "@(1, 2.5)", "$x = $ast.EndBlock.Statements[0].PipelineElements[0].Expression; $x.SafeGetValue(); $x.StaticType.FullName")
    assert found == [1, 2.5, "System.Object[]"]


def test_a_function_block_shows_its_definition(shell: Shell) -> None:
    assert shell.ctx.run_text("function Zap { 1 }; ${function:Zap}.Ast.Name; { 1 }.Ast.Extent.Text") == ["Zap", "{ 1 }"]


def test_old_tokens(shell: Shell) -> None:
    found = shell.ctx.run_text("$e = $null; [System.Management.Automation.PSParser]::Tokenize('Get-Job -Id 1 # c', [ref]$e) | % { \"$($_.Type) $($_.Content)\" }")
    assert found == ["Command Get-Job", "CommandParameter -Id", "Number 1", "Comment # c"]
