"""Every cmdlet explains itself: a synopsis, examples that parse, syntax, parameters; comment help and topics are found."""
from __future__ import annotations

from typing import Any

import pytest

from shell.commands.engine.help_objects import topics
from shell.commands.index import all_cmdlets
from shell.engine import Shell
from shell.language.parser import parse
from tests.commands.misuse_folder import Recorder

CMDLETS = {c.name: c for c in all_cmdlets()}


@pytest.fixture(scope="module")
def shell() -> Shell:
    return Shell(Recorder())


def text_of(shell: Shell, command: str) -> str:
    return "\n".join(str(v) for v in shell.ctx.run_text(f"({command} | Out-String).TrimEnd()"))


@pytest.mark.parametrize("name", sorted(CMDLETS))
def test_synopsis_and_examples(name: str) -> None:
    cls: Any = CMDLETS[name].implementation
    assert len(cls.synopsis) > 10 and cls.synopsis[0].isupper() and cls.synopsis.endswith("."), cls.synopsis
    assert cls.examples, "no example"
    for title, code in cls.examples:
        assert title.strip() and code.strip()
        parsed = parse(code)
        assert not parsed.errors, f"{code}: {parsed.errors[0].message}"


def test_every_cmdlet_has_help_in_all_forms(shell: Shell) -> None:
    for name in CMDLETS:
        out = shell.ctx.run_text(f"$h = Get-Help {name} -Full; $h.Name; $h.Synopsis; [bool]$h.syntax.syntaxItem; \"$h\"")
        assert out[0] == name and out[1] and out[2] is True, name
        text = str(out[3])
        for part in ("NAME", "SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLE 1"):
            assert part in text, (name, part)


def test_examples_parameter_and_detailed(shell: Shell) -> None:
    assert "EXAMPLE 1" in text_of(shell, "Get-Help Get-Job -Examples")
    one = text_of(shell, "Get-Help Get-Job -Parameter Name")
    assert one.strip().startswith("-Name <String[]>") and "Required?" in one and "Accept pipeline input?" in one
    assert "PARAMETERS" in text_of(shell, "Get-Help Get-Job -Detailed") and "PARAMETERS" not in text_of(shell, "Get-Help Get-Job")
    assert text_of(shell, "Get-Help gcm").splitlines()[1:3] == text_of(shell, "Get-Help Get-Command").splitlines()[1:3]


COMMENTED = """
function Get-Thing {
    <#
    .SYNOPSIS
    Fetches things.
    .DESCRIPTION
    Longer words about it.
    .PARAMETER Name
    Which thing.
    .EXAMPLE
    Get-Thing a

    The thing named a.
    .NOTES
    By hand.
    .LINK
    https://example.com/things
    .COMPONENT
    Stock
    #>
    param([string]$Name)
}
"""


def test_comment_help(shell: Shell) -> None:
    shell.ctx.run_text(COMMENTED)
    full = text_of(shell, "Get-Help Get-Thing -Full")
    for part in ("Fetches things.", "Longer words about it.", "Which thing.", "Get-Thing a", "By hand.", "https://example.com/things"):
        assert part in full
    assert shell.ctx.run_text("(Get-Help *Thing* -Component Stock).Name; @(Get-Help *Thing* -Component Other).Count") == ["Get-Thing", 0]


def test_topics(shell: Shell) -> None:
    for topic in ("about_Jobs", "about_Sessions", "about_Lab", "about_pssession"):
        assert topic in topics()
        assert len(text_of(shell, f"Get-Help {topic}")) > 200
    assert shell.ctx.run_text("(Get-Help about_*).Count -ge 4") == [True]


def test_unknown_names_say_so(shell: Shell) -> None:
    found = shell.ctx.run_text("Get-Help nosuchthing -ErrorAction SilentlyContinue; $Error[0].FullyQualifiedErrorId")
    assert found == ["HelpNotFound,Microsoft.PowerShell.Commands.GetHelpCommand"]
