"""The line editor at 80 and 120 columns, here and in an entered session: what the screen shows after each key."""
from __future__ import annotations

import pytest

from tests.frontend.conftest import Place


def test_a_line_runs_and_the_prompt_comes_back(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("1..3 | % { $_ * 11 }\r")
    t.settle(lambda: t.lines[1:4] == ["11", "22", "33"] and t.lines[4] == anywhere.prompt.rstrip())


def test_incomplete_text_goes_on_and_runs_as_one(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("if ($true) {\r")
    t.settle(lambda: t.lines[1] == ">>")
    t.type("'in' + 'side'\r}\r")
    t.settle(lambda: "inside" in t.lines)


def test_alt_enter_breaks_the_line(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'one'\x1b\r'two'")
    t.settle(lambda: t.lines[1] == ">> 'two'")
    t.type("\r")
    t.settle(lambda: t.lines[2:4] == ["one", "two"])


def test_shift_enter_of_terminals_that_tell_it(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'one'\x1b[27;2;13~'two'")
    t.settle(lambda: t.lines[1] == ">> 'two'")


def test_pasted_lines_run_nothing_by_themselves(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("\x1b[200~'pas' + 'ted 1'\n'pas' + 'ted 2'\n\x1b[201~")
    t.settle(lambda: "'pas' + 'ted 2'" in t.text)
    assert "pasted 1" not in t.text
    t.type("\r")
    t.settle(lambda: "pasted 1" in t.lines and "pasted 2" in t.lines)


def test_control_c_drops_the_line(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'never'\x03")
    t.settle(lambda: t.text.count(anywhere.prompt.rstrip()) == 2)
    t.type("'af' + 'ter'\r")
    t.settle(lambda: "after" in t.lines)
    assert "never" not in t.lines


def test_control_c_in_a_continued_line(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("foreach ($i in 1..3) {\r'never'\x03")
    t.settle(lambda: t.text.count(anywhere.prompt.rstrip()) == 2)
    t.type("'af' + 'ter'\r")
    t.settle(lambda: "after" in t.lines and "never" not in t.lines)


def test_control_c_stops_a_running_command(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'star' + 'ted'; Start-Sleep 600; 'ne' + 'ver'\r")
    t.settle(lambda: "started" in t.lines)
    t.type("\x03")
    t.settle(lambda: t.text.count(anywhere.prompt.rstrip()) == 2)
    assert "never" not in t.lines


def test_control_z_leaves_a_session_s_line_to_a_job(entered: Place) -> None:
    t = entered.fresh()
    t.type("'begun'; while (-not (Test-Path ~/goz)) { Start-Sleep -m 50 }; 'do' + 'ne'\r")
    t.settle(lambda: "begun" in t.lines)
    t.type("\x1a")
    t.settle(lambda: "goes on in the background on Server01" in t.text and t.at_prompt and t.lines[t.screen.cursor.y].startswith("PS /"))
    t.type("Invoke-Command -ComputerName Server01 { Set-Content ~/goz 1 }; fg\r")
    t.settle(lambda: "done" in t.lines and t.at_prompt)


def test_undo_and_kill_ring(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'abc' 'def'\x17")
    t.settle(lambda: t.lines[0] == f"{anywhere.prompt}'abc'")
    t.type("\x19")
    t.settle(lambda: t.lines[0] == f"{anywhere.prompt}'abc' 'def'")
    t.type("\x1a\x1a")
    t.settle(lambda: t.lines[0] == f"{anywhere.prompt}'abc' 'def'" or t.lines[0] == f"{anywhere.prompt}'abc'")


def test_shift_selects_and_typing_replaces(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'xyz'\x1b[1;2D\x1b[1;2D\x1b[1;2D")
    t.settle(lambda: t.style_at("yz'").reverse)
    t.type("Q'")
    t.settle(lambda: t.lines[0] == f"{anywhere.prompt}'xQ'")


def test_alt_a_selects_the_next_argument(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Get-Item one two\x1ba")
    t.settle(lambda: t.style_at("one").reverse)
    t.type("\x1ba")
    t.settle(lambda: t.style_at("two").reverse and not t.style_at("one").reverse)
    t.type("2")
    t.settle(lambda: t.lines[0] == f"{anywhere.prompt}Get-Item one 2")


def test_alt_dot_takes_the_last_argument(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Write-Output 'last-word'\r")
    t.settle(lambda: "last-word" in t.lines)
    t.type("Get-Item \x1b.")
    t.settle(lambda: any(line.endswith("Get-Item 'last-word'") for line in t.lines))


def test_colours_while_typing(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Get-Item -Path 'a' $x")
    t.settle(lambda: t.lines[0].endswith("$x"))
    assert t.style_at("Get-Item").fg != "red"
    assert t.style_at("'a'").fg == "cyan"
    assert t.style_at("$x").fg in ("brightgreen", "green")
    t.type("\x15Get-Nothing9")
    t.settle(lambda: "Get-Nothing9" in t.text and t.style_at("Get-Nothing9").fg == "red")


def test_an_unknown_parameter_is_red(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Get-Item -Path a -Nonsense b")
    t.settle(lambda: "-Nonsense" in t.text and t.style_at("-Nonsense").fg == "red")
    assert t.style_at("-Path").fg != "red"


def test_a_parse_error_is_underlined(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("1 + + ; )")
    t.settle(lambda: ")" in t.lines[0] and t.screen.buffer[0][t.lines[0].rindex(")")].underscore)


def test_the_matching_bracket_is_marked(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("((1 + 2) * 3)")
    t.settle(lambda: "* 3)" in t.text)
    t.type("\x02")
    t.settle(lambda: t.style_at("((1").underscore)


def test_up_brings_the_last_line_and_a_block_as_one(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("if ($true) {\r'blo' + 'ck'\r}\r")
    t.settle(lambda: "block" in t.lines)
    t.type("\x0c\x1b[A")
    t.settle(lambda: t.lines[0].endswith("if ($true) {") and t.lines[2] == ">> }")


def test_ghost_suggestion_taken_whole_and_by_word(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Write-Output ghost words here\r")
    t.settle(lambda: "here" in t.lines)
    t.type("\x0cWrite-Output gh")
    t.settle(lambda: t.lines[0].endswith("ghost words here") and t.style_at("ost words").italics)
    t.type("\x1bf")
    t.settle(lambda: not t.style_at("ost words").italics and t.style_at("words here").italics)
    t.type("\x06")
    t.settle(lambda: not t.style_at("words here").italics)


def test_wide_characters_keep_the_cursor_right(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'日本語'\x02\x02X")
    t.settle(lambda: "".join(t.screen.buffer[0][x].data for x in range(t.screen.columns)).rstrip().endswith("'日本X語'"))


@pytest.mark.parametrize("columns", [60, 100])
def test_resizing_keeps_the_line(anywhere: Place, columns: int) -> None:
    t = anywhere.fresh()
    width = t.screen.columns
    t.type("'before' + ")
    t.settle(lambda: "'before' +" in t.text)
    t.resize(columns, 24)
    t.type("' and after'\r")
    t.settle(lambda: "before and after" in t.lines)
    t.resize(width, 24)


def paste_numbers(place: Place, count: int) -> None:
    t = place.fresh()
    t.paste("".join(f"$n = {i}\n" for i in range(count - 1)) + "\"last $n\"")
    t.settle(lambda: '"last $n"' in t.text)
    assert f"last {count - 2}" not in t.text
    t.type("\r")
    t.settle(lambda: f"last {count - 2}" in t.lines)


def test_a_paste_of_ten_thousand_lines(local: Place) -> None:
    paste_numbers(local, 10_000)


def test_a_paste_of_a_thousand_lines(anywhere: Place) -> None:
    paste_numbers(anywhere, 1_000)


def test_control_c_again_and_again_between_commands(anywhere: Place) -> None:
    t = anywhere.fresh()
    seen = t.prompts
    for _ in range(10):
        t.type("1\r\x03")
    t.settle(lambda: t.prompts > seen + 3)
    t.type("\r'still ' + 'here'\r")
    t.settle(lambda: "still here" in t.lines)


def test_the_editor_key(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("'to edit'\x18\x05")
    t.settle(lambda: any("'edited here'" in line for line in t.lines))
    t.type("\r")
    t.settle(lambda: "edited here" in t.lines)


def test_help_on_the_word_keeps_the_line(anywhere: Place) -> None:
    t = anywhere.fresh()
    t.type("Get-Date -Format\x1bh")
    t.settle(lambda: any("-Format" in line and "<" in line for line in t.lines[:-3]) and any(line.endswith("Get-Date -Format") for line in t.lines))
    t.type("\x15Get-Uptime\x1bOP")
    t.settle(lambda: "SYNOPSIS" in t.text or "Get-Uptime" in t.text)
    t.settle(lambda: any(line.endswith("> Get-Uptime") for line in t.lines))
