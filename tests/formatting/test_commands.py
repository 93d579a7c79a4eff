"""Format-* and Out-* through a whole shell: binding, errors, capture."""
from __future__ import annotations

from typing import Any

import pytest

from shell.engine import Shell
from shell.runtime.host import NullHost


class RecordingHost(NullHost):
    """Keeps what is written."""

    colour = False

    def __init__(self) -> None:
        self.text, self.errors = "", ""

    def write(self, text: str, foreground: Any = None, background: Any = None) -> None:
        self.text += text

    def write_line(self, text: str) -> None:
        self.text += text + "\n"

    def write_error_line(self, text: str) -> None:
        self.errors += text + "\n"


def run(script: str) -> RecordingHost:
    host = RecordingHost()
    Shell(host).run_text(script)
    return host


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def test_out_string_forms() -> None:
    assert run("""'[' + ([pscustomobject]@{A=1} | Out-String -NoNewline) + ']'
([pscustomobject]@{A=1;B='x'} | Out-String).Length; ('' | Out-String).Length; ($null | Out-String).Length
([pscustomobject]@{A=1} | Out-String -Stream).Count""").text == "[A-1]\n14\n1\n0\n5\n"


def test_out_host_passes_capture() -> None:
    assert run("$x = 'c' | Out-Host\n\"[$x]\"\n5 | Out-Null").text == "c\n[]\n"


def test_calculated_column_errors_stay_out_of_sight() -> None:
    host = run("[pscustomobject]@{N=0} | Format-Table N, @{l='Inv';e={1 / $_.N}} -DisplayError\n$Error.Count -gt 0")
    assert (host.text, host.errors) == ("\nN Inv\n- ---\n0 #ERR\n\nTrue\n", "")


def test_a_bad_key_ends_the_command_only() -> None:
    host = run("[pscustomobject]@{N=1} | Format-Table @{Naam='x';Expression={1}}\n\"next $?\"")
    assert (host.text, host.errors) == ("next False\n", "Format-Table: The Naam key is not valid.\n")


def test_error_ids() -> None:
    script = "try { %s } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }"
    assert run(script % "[pscustomobject]@{N=1} | Format-Table @{Label='x'}").text == (
        "DictionaryKeyMandatoryEntry,Microsoft.PowerShell.Commands.FormatTableCommand\nSpecified method is not supported.\n")
    assert run(script % "[version]'1.2' | Format-Table -View nothere").text == (
        "FormatViewNotFound,Microsoft.PowerShell.Commands.FormatTableCommand\nThe pipeline has been stopped.\n")


def test_merged_warnings_keep_their_prefix_on_the_host_only() -> None:
    assert run("Write-Warning w 3>&1\n(Write-Warning w 3>&1 | Out-String).Trim()").text == "WARNING: w\nw\n"


def test_style_members() -> None:
    text = run("$PSStyle.Foreground.Red.Length; \"$($PSStyle.Bold)b\"; $PSStyle.OutputRendering = 'Ansi'; \"$($PSStyle.Bold)b\"").text
    assert text == "5\nb\n\x1b[1mb\n"
