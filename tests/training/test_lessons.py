"""Every shipped lesson is proved: a fresh state passes nothing, the answers and every other given way pass everything. And what a proof finds in bad ones."""
from __future__ import annotations

import os
import shutil

import pytest

from shell.training import lesson_files
from shell.training.lesson_files import LessonError, find_lessons, inputs, load
from shell.training.lesson_proof import Labs, prove

SHIPPED = find_lessons([lesson_files.SHIPPED])
TOML = '''
title = "Two steps"
hosts = 3
[[step]]
id = "one"
goal = "Set $mine to 1."
check = "{check}"
hints = ["a", "b", "`$mine = 1`"]
answer = "{answer}"
[[step.mistake]]
when = "$Last.Typed('yours')"
say = "Not yours."
example = "{example}"
[[step]]
id = "two"
goal = "Run hostname on Server02."
check = "@($Last.Output) -contains 'Server02'"
hints = ["a", "b", "c"]
answer = "Invoke-Command Server02 {{ hostname }}"
'''


@pytest.fixture(scope="module")
def labs():
    made = Labs()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def path_of_the_program(monkeypatch):
    monkeypatch.setenv("PATH", os.environ["PATH"])  # a lesson may add to it


def write(folder, check="$mine -eq 1", answer="$mine = 1", example="$yours = 1", markdown="Hello.\n\n## one\n\nText.\n\n## two\n\nText.\n", toml=TOML):
    path = folder / "01-small"
    path.mkdir(exist_ok=True)
    (path / "lesson.toml").write_text(toml.format(check=check, answer=answer, example=example))
    (path / "lesson.md").write_text(markdown)
    return str(path)


@pytest.mark.parametrize("name", list(SHIPPED))
def test_a_shipped_lesson_is_sound(name, labs):
    lesson = load(SHIPPED[name])
    proof = prove(lesson, labs)
    assert proof.problems == []
    assert proof.ways >= 2 and 10 <= lesson.minutes <= 20 and len(lesson.steps) >= 7


def test_the_tracks_that_were_promised_are_there():
    assert list(SHIPPED) == ["first-session", "jobs", "fan-out", "streams", "serialization", "disconnect", "stdin", "incident-slow", "incident-cut",
                             "incident-disk"]


def test_a_small_lesson_passes(tmp_path, labs):
    assert prove(load(write(tmp_path)), labs).problems == []


@pytest.mark.parametrize("change,found", [
    ({"check": "$true"}, "a fresh state passes it"),
    ({"answer": "$mine = 2"}, "does not pass it"),
    ({"check": "$mine -eq (Get-Item /none -ErrorAction Stop)"}, "its check fails in a fresh state"),
    ({"example": "$mine = 5"}, "does not know its example"),
])
def test_a_proof_finds_what_is_wrong(tmp_path, labs, change, found):
    problems = prove(load(write(tmp_path, **change)), labs).problems
    assert any(found in problem for problem in problems), problems


@pytest.mark.parametrize("change,said", [
    ({"markdown": "## one\n\nText.\n"}, "no section '## two'"), ({"markdown": "## one\n\n## two\n\n## three\n"}, "three"),
    ({"check": "$mine -eq ("}, "does not parse"), ({"toml": TOML.replace('"a", "b", "c"', '"a", "b"')}, "3 hints, not 2"),
    ({"toml": TOML.replace("hosts =", "hoists =")}, "unknown: hoists"), ({"toml": TOML.replace('title = "Two steps"', "")}, "'title' is missing"),
    ({"toml": "title"}, "lesson small: "),
])
def test_files_that_are_not_a_lesson_are_refused_by_name(tmp_path, change, said):
    with pytest.raises(LessonError, match="small") as caught:
        load(write(tmp_path, **change))
    assert said in str(caught.value)


def test_lessons_of_ones_own_are_found(tmp_path, monkeypatch):
    write(tmp_path)
    monkeypatch.setenv("PSSESSION_LESSONS", str(tmp_path))
    assert "small" in find_lessons(lesson_files.folders())
    shutil.rmtree(tmp_path / "01-small")
    assert "small" not in find_lessons(lesson_files.folders())


def test_an_answer_is_typed_input_by_input():
    assert inputs("a\n\nb") == ["a", "b"] and inputs("foreach ($x in 1) {\n  $x\n}\nc") == ["foreach ($x in 1) {\n  $x\n}", "c"]


def test_lessons_speak_plainly():
    """No step's text is longer than a screen, and every name of a command in the goals exists."""
    for folder in SHIPPED.values():
        for step in load(folder).steps:
            assert len(step.text.split()) <= 130, (folder, step.id)
            assert step.goal.rstrip().endswith((".", "?", "`", "*")), (folder, step.id)
