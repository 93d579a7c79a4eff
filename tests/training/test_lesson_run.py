"""Taking a lesson: steps, notes, hints, progress that lasts, an entered session; and at a real prompt."""
from __future__ import annotations

import json
import os
import sys

import pytest

from shell.engine import Shell
from shell.objects import hooks
from shell.training import lesson_files
from shell.training.lesson_proof import PageHost
from shell.training.lesson_state import LastCommand, truth
from shell.training.lesson_text import bar, render
from shell.training.services import install


class Learner:
    """A shell with the lesson commands; `run` gives what an input shows."""

    def __init__(self, home):
        os.environ["XDG_STATE_HOME"] = str(home)
        install()
        self.host = PageHost()
        self.shell = Shell(self.host)
        self.ctx = self.shell.ctx
        self.state = os.path.join(str(home), "pssession", "lessons.json")

    def run(self, text):
        self.host.page = ""
        self.shell.run_input(text)
        return self.host.page

    def saved(self):
        with open(self.state) as source:
            return json.load(source)

    def close(self):
        self.shell.close()
        hooks.set_current(None)


@pytest.fixture
def learner(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setenv("XDG_STATE_HOME", "set below")
    made = Learner(tmp_path)
    yield made
    made.close()


def test_steps_notes_hints_and_progress(learner):
    page = learner.run("Start-Lesson first")
    assert "Step 1 of 13" in page and "To do:" in page
    assert "takes you in" in learner.run("$null = New-PSSession Server01")
    assert [learner.run("Get-Hint").split(":")[0] for _ in range(3)] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]
    assert "Enter-PSSession -ComputerName Server01" in learner.run("Get-Hint")
    assert "Done." in learner.run("Enter-PSSession Server01") and learner.saved()["first-session"]["done"] == ["enter"]
    assert "Hint 1 of 3" in learner.run("Get-Hint")  # typed on Server01, answered here
    assert "Step 2 of 13" in learner.run("Show-Lesson")
    learner.run("exit")
    assert "1/13" in learner.run("Get-Lesson first-session") and "Begun" in learner.run("Show-Progress")
    learner.run("Stop-Lesson")
    assert "No lesson is being taken" in learner.run("Get-Hint")
    learner.run("Reset-Lesson first-session")
    assert "first-session" not in learner.saved()


def test_a_lesson_goes_on_where_it_was_left_in_another_shell(learner, tmp_path):
    learner.run("Start-Lesson serial")
    learner.run(r"$file = Invoke-Command Server01 { Get-Item c:\logs\app.log }")
    assert "Step 3" in learner.run("$file.PSTypeNames")
    learner.close()
    later = Learner(tmp_path)
    try:
        assert "Step 3 of 9" in later.run("Start-Lesson serialization")
        assert later.run("$file.Name").strip().splitlines()[0] == "app.log"  # what the earlier steps made is there again
        assert "Done." in later.run("$file.CopyTo('c:/temp/x')")
        assert "Step 1 of 9" in later.run("Start-Lesson serialization -Restart")
    finally:
        later.close()


def test_the_last_step_ends_the_lesson(learner):
    lesson = lesson_files.load(lesson_files.find_lessons([lesson_files.SHIPPED])["streams"])
    learner.run("Start-Lesson streams")
    for step in lesson.steps:
        for text in lesson_files.inputs(step.answers[0]):
            page = learner.run(text)
    assert "The lesson is done" in page and "Next: `Start-Lesson" in page
    assert learner.saved()["streams"]["finished"] > 0 and "Note" not in learner.run("Write-Output 'WARNING'")


def test_a_note_is_said_again_for_the_same_mistake_and_not_for_looking_around(learner):
    learner.run("Start-Lesson incident-disk")
    mistaken = "$down = Invoke-Command (Get-Lab).Name { Get-Service | Where-Object Status -eq Stopped }"
    assert "on purpose" in learner.run(mistaken)
    assert "on purpose" not in learner.run("Get-LabFault") and "on purpose" in learner.run(mistaken)


def test_a_damaged_progress_file_is_set_aside(learner):
    os.makedirs(os.path.dirname(learner.state))
    with open(learner.state, "w") as out:
        out.write("{ not json")
    assert "0/13" in learner.run("Get-Lesson first-session")
    assert os.path.exists(learner.state + ".damaged")


def test_checks_leave_no_trace(learner):
    learner.run("/bin/sh -c 'exit 4'; cmd-that-is-not-there")
    ok, errors = learner.ctx.ok, len(learner.ctx.errors)
    learner.host.page = ""
    value, problem = truth(learner.ctx, "$new = 5; Write-Error 'x'; Write-Warning 'y'; Get-Item /none; /bin/sh -c 'exit 9'; $true", LastCommand(learner.ctx))
    assert value and "x" in problem and learner.host.page == ""
    assert (learner.ctx.ok, len(learner.ctx.errors)) == (ok, errors) == (False, 1)
    assert learner.run("$LASTEXITCODE").strip() == "4"
    assert learner.run("$new") == ""


@pytest.mark.parametrize("text,command,parameter,given", [
    ("Invoke-Command -ComputerName a { 1 } -AsJob", "Invoke-Command", "AsJob", ""), ("icm a { 1 } -Thr 3", "invoke-command", "ThrottleLimit", "3"),
    ("1 | % { Get-PSSession -Cn:web }", "Get-PSSession", "ComputerName", "web"), ("gi x -EV e", "Get-Item", "ErrorVariable", "e")])
def test_commands_and_parameters_are_found_however_they_are_written(learner, text, command, parameter, given):
    last = LastCommand(learner.ctx, text)
    assert last.used(command) and last.used(command, parameter) and last.argument(command, parameter) == given
    assert not last.used("Get-Nothing") and not last.used(command, "Whatever")


def test_text_is_wrapped_and_code_is_not():
    lines = render("One **strong** word and `code with - blanks` here.\n\n- first item\n\n```\nas it   is\n```\n", 34, False)
    assert lines == ["One strong word and", "`code with - blanks` here.", "", "- first item", "", "    as it   is"]
    assert "\x1b[1mstrong\x1b[0m" in render("**strong**", 80, True)[0]
    assert bar(3, 6, 6) == "[###---] 3/6"


@pytest.mark.skipif(sys.platform != "linux", reason="a pty with pyte")
def test_at_a_real_prompt_the_answer_is_typed_for_the_learner(tmp_path):
    from tests.frontend.terminal import Terminal
    terminal = Terminal(str(tmp_path), columns=110, lines=50)
    try:
        terminal.wait_for("PS ")
        terminal.type("Start-Lesson first\r")
        terminal.wait_for("To do: Enter a session")
        for number in (1, 2, 3):
            terminal.type("Get-Hint\r")
            terminal.wait_for(f"Hint {number} of 3")
        terminal.type("Get-Hint\r")
        terminal.wait_for("> Enter-PSSession -ComputerName Server01")
        terminal.type("\r")
        terminal.wait_for("To do: Start a background job")
        terminal.wait_for("[Server01]: PS C:/>")
    finally:
        terminal.close()


@pytest.mark.skipif(not os.environ.get("PSSESSION_LONG_TESTS"), reason="a minute and a half: every lesson typed at a real prompt (PSSESSION_LONG_TESTS=1)")
@pytest.mark.parametrize("name", list(lesson_files.find_lessons([lesson_files.SHIPPED])))
def test_every_lesson_can_be_taken_at_a_real_prompt(tmp_path, name):
    from tests.frontend.terminal import Terminal
    lesson = lesson_files.load(lesson_files.find_lessons([lesson_files.SHIPPED])[name])
    terminal = Terminal(str(tmp_path), columns=150, lines=70)
    try:
        terminal.wait_for("PS ")
        terminal.type(f"Start-Lesson {name}\r")
        for number, step in enumerate(lesson.steps, 1):
            terminal.wait_for(f"Step {number} of {len(lesson.steps)}")
            for text in lesson_files.inputs(step.answers[0]):
                terminal.settle(lambda: "PS " in terminal.lines[terminal.screen.cursor.y])
                seen = terminal.prompts
                if "\n" in text:
                    terminal.paste(text)
                    terminal.type("\r")
                else:
                    terminal.type(text + "\r")
                terminal.settle(lambda before=seen: terminal.prompts > before)
        terminal.wait_for("The lesson is done")
    finally:
        terminal.close()


def test_a_transcript_that_begins_and_ends_does_not_deafen_the_lesson(learner, tmp_path):
    learner.run("Start-Lesson streams")
    for text in lesson_files.inputs(lesson_files.load(lesson_files.find_lessons([lesson_files.SHIPPED])["streams"]).steps[0].answers[0]):
        learner.run(text)
    learner.run(f"Start-Transcript {tmp_path}/t.txt | Out-Null; 'x'")
    learner.run("Stop-Transcript | Out-Null")
    assert "Done." in learner.run("$kept = & { Write-Warning 'hot'; 'cold' }") and "Done." in learner.run("$both = & { Write-Warning 'hot'; 'cold' } 3>&1")
    assert "Done." in learner.run("Get-Item /no/such/file; $Error[0]")


def test_checks_see_the_tree_the_lab_and_the_entered_session(learner):
    learner.run("Start-Lab 2 -Seed 7 | Out-Null")
    last = LastCommand(learner.ctx, "Get-Job | Remove-Job -Force")
    for expression in ("$Last.Ast.EndBlock.Statements[0].PipelineElements.Count -eq 2", "$Last.Commands -join ',' -eq 'Get-Job,Remove-Job'",
                       "$Lab.Has('server01', 'C:/LOGS/app.log') -and -not $Lab.Has('Server01', 'c/none')", "$Lab.Text('Server02', 'c/data/orders.csv') -match 'Customer'",
                       "$Lab.Service('Server02', 'postgres') -eq 'Running' -and $Lab.Service('Server02', 'none') -eq ''", "$There.Computer -eq ''"):
        assert truth(learner.ctx, expression, last) == (True, ""), expression
    learner.run("Enter-PSSession Server02")
    assert truth(learner.ctx, "$There.Computer -eq 'Server02' -and $There.Run('6 * 7') -eq 42", last) == (True, "")
