"""The debugger: breakpoints, steps, Wait-Debugger, actions, nested prompts; through standard input, as a script would drive it."""
from __future__ import annotations

from pathlib import Path

from tests import shell_runs

SCRIPT = "function add($a, $b) {\n    $c = $a + $b\n    $c\n}\n$x = 1\nforeach ($i in 1..2) {\n    $x = add $x $i\n}\n\"x is $x\"\n"


def run(folder: Path, *lines: str) -> list[str]:
    (folder / "t.ps1").write_text(SCRIPT)
    return shell_runs.run("-NoLogo", "-WorkingDirectory", str(folder), stdin="\n".join(lines) + "\n").out.splitlines()


def shown(out: list[str], text: str) -> int:
    return sum(text in line for line in out)


def test_line_breakpoint_stops_and_shows_the_place(tmp_path: Path) -> None:
    out = run(tmp_path, "$null = Set-PSBreakpoint ./t.ps1 -Line 2", "./t.ps1", "$a", "c", "c")
    assert "Entering debug mode. Use h or ? for help." in out
    assert shown(out, "Hit Line breakpoint on") == 2
    at = out.index("+     $c = $a + $b")
    assert out[at - 1].endswith("t.ps1:2 char:5") and out[at + 1] == "+     ~~~~~~~~~~~~"
    assert shown(out, "[DBG]: PS ") == 3
    assert "1" in out and "x is 4" in out


def test_steps(tmp_path: Path) -> None:
    out = run(tmp_path, "$null = Set-PSBreakpoint ./t.ps1 -Line 7", "./t.ps1", "s", "o", "v", "v", "Get-PSBreakpoint | Remove-PSBreakpoint", "c")
    marks = [line for line in out if line.startswith("+ ") and not set(line) <= set("+ ~")]
    assert marks[:3] == ["+     $x = add $x $i", "+ function add($a, $b) {", "+ foreach ($i in 1..2) {"]
    assert "x is 4" in out


def test_quit_ends_the_script(tmp_path: Path) -> None:
    out = run(tmp_path, "$null = Set-PSBreakpoint -Command add", "./t.ps1", "q", "'after'")
    assert shown(out, "Hit Command breakpoint on 'add'") == 1
    assert "x is 4" not in out and "after" in out


def test_variable_breakpoint_with_an_action(tmp_path: Path) -> None:
    out = run(tmp_path, "$null = Set-PSBreakpoint -Variable x -Mode Write -Script ./t.ps1 -Action { Write-Host \"x was $x\" }", "./t.ps1",
              "(Get-PSBreakpoint).HitCount")
    assert [line for line in out if line.startswith("x was")] == ["x was ", "x was 1", "x was 2"]
    assert "3" in out and "x is 4" in out


def test_break_in_an_action_stops(tmp_path: Path) -> None:
    out = run(tmp_path, "$null = Set-PSBreakpoint ./t.ps1 -Line 3 -Action { if ($c -gt 2) { break } }", "./t.ps1", "$c", "c")
    assert shown(out, "Hit Line breakpoint") == 1 and "4" in out


def test_a_function_defined_before_debugging_began(tmp_path: Path) -> None:
    out = run(tmp_path, "function f { $inner = 5; $inner }", "f", "$null = Set-PSBreakpoint -Command f", "f", "c")
    assert shown(out, "Hit Command breakpoint on 'f'") == 1 and out.count("5") == 2


def test_wait_debugger_and_list(tmp_path: Path) -> None:
    (tmp_path / "w.ps1").write_text("$n = 3\nWait-Debugger\n$n * 2\n")
    out = run(tmp_path, "./w.ps1", "$n", "l 1 2", "k", "c")
    assert "+ $n * 2" in out and "    1:  $n = 3" in out and "6" in out
    assert any("w.ps1: line 3" in line for line in out)


def test_disabled_and_missing(tmp_path: Path) -> None:
    out = run(tmp_path, "$b = Set-PSBreakpoint ./t.ps1 -Line 2", "Disable-PSBreakpoint $b", "./t.ps1", "Set-PSBreakpoint ./none.ps1 -Line 1",
              "$Error[0].FullyQualifiedErrorId")
    assert "x is 4" in out and not shown(out, "Hit ")
    assert "NewPSBreakpoint:FileDoesNotExist,Microsoft.PowerShell.Commands.SetPSBreakpointCommand" in out


def test_nested_prompt_sees_local_variables(tmp_path: Path) -> None:
    out = run(tmp_path, "function f { $local = 'seen'; $Host.EnterNestedPrompt(); 'left' }", "f", "$local", "exit", "'end'")
    assert "seen" in out and out.index("left") > out.index("seen") and "end" in out
