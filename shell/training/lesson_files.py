"""Lessons as they lie in folders: lesson.toml (what is asked, how it is checked) and lesson.md (what is read, a section a step).

A folder `01-first-session` is the lesson "first-session". Folders are looked for in the shipped lessons, in ~/.local/share/pssession/lessons and in those
named by PSSESSION_LESSONS (separated by `:`). `check` and `when` are PowerShell expressions over the state after a command; see lesson_state.
"""
from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any

from shell.language.parser import parse
from shell.training.lesson_toml import TomlError, loads

Value = Any
SHIPPED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lessons")
HINTS = 3
_SECTION = re.compile(r"^## +([\w-]+) *$", re.M)
_LESSON_KEYS = {"title", "minutes", "hosts", "seed", "setup", "step", "goodbye"}
_STEP_KEYS = {"id", "goal", "check", "hints", "answer", "also", "setup", "mistake"}


class LessonError(ValueError):
    """A lesson's files are not what they should be; says which and why."""


@dataclass(frozen=True)
class Mistake:
    """A misconception: when `when` is true after a command that did not pass, `say` is said. `example` is a command it is true for."""

    when: str
    say: str
    example: str


@dataclass(frozen=True)
class Step:
    """One thing to do. `answers` are ways to do it, the first is the one that is shown; each has one input a line (or block)."""

    id: str
    text: str
    goal: str
    check: str
    hints: tuple[str, ...]
    answers: tuple[str, ...]
    setup: str = ""
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A lesson. `hosts` and `seed` of its lab; `setup` is run quietly before the first step."""

    name: str
    title: str
    minutes: int
    folder: str
    hosts: int
    seed: int
    setup: str
    welcome: str
    goodbye: str
    steps: tuple[Step, ...] = field(default=())


def folders() -> list[str]:
    """Where lessons are looked for."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    own = [path for path in os.environ.get("PSSESSION_LESSONS", "").split(os.pathsep) if path]
    return [SHIPPED, os.path.join(data, "pssession", "lessons"), *own]


def find_lessons(places: list[str]) -> dict[str, str]:
    """Lesson name -> folder, in the order of the folders' names."""
    found: dict[str, str] = {}
    for place in places:
        if os.path.exists(os.path.join(place, "lesson.toml")):
            found[lesson_name(place)] = place
            continue
        for entry in sorted(os.listdir(place)) if os.path.isdir(place) else []:
            path = os.path.join(place, entry)
            if os.path.exists(os.path.join(path, "lesson.toml")):
                found[lesson_name(path)] = path
    return found


def lesson_name(folder: str) -> str:
    return re.sub(r"^\d+-", "", os.path.basename(os.path.abspath(folder)))


def load(folder: str) -> Lesson:
    """Read a lesson. Raises LessonError."""
    name = lesson_name(folder)
    try:
        with open(os.path.join(folder, "lesson.toml"), encoding="utf-8") as source:
            facts = loads(source.read())
        with open(os.path.join(folder, "lesson.md"), encoding="utf-8") as source:
            welcome, sections = read_sections(source.read())
    except (OSError, TomlError) as error:
        raise LessonError(f"lesson {name}: {error}") from error
    _only(name, facts, _LESSON_KEYS)
    steps = tuple(_step(name, fact, sections) for fact in facts.get("step", ()))
    ids = [step.id for step in steps]
    unknown = [title for title in sections if title not in ids]
    if unknown or not steps or len(set(ids)) != len(ids):
        raise LessonError(f"lesson {name}: steps and sections do not fit: {', '.join(unknown) or 'no steps, or two with the same id'}")
    return Lesson(name, _text(name, facts, "title"), int(facts.get("minutes", 10)), folder, int(facts.get("hosts", 3)), int(facts.get("seed", 7)),
                  str(facts.get("setup", "")), welcome, str(facts.get("goodbye", "")), steps)


def read_sections(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the first `## id`, and what stands under each."""
    parts = _SECTION.split(text)
    return parts[0].strip(), {title: body.strip() for title, body in zip(parts[1::2], parts[2::2])}


def _only(where: str, facts: dict[str, Value], known: set[str]) -> None:
    odd = sorted(set(facts) - known)
    if odd:
        raise LessonError(f"lesson {where}: unknown: {', '.join(odd)}")


def _text(where: str, facts: dict[str, Value], key: str) -> str:
    value = facts.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LessonError(f"lesson {where}: '{key}' is missing")
    return value.strip()


def _step(lesson: str, facts: dict[str, Value], sections: dict[str, str]) -> Step:
    where = f"{lesson}, step {facts.get('id', '?')}"
    _only(where, facts, _STEP_KEYS)
    key = _text(where, facts, "id")
    if key not in sections:
        raise LessonError(f"lesson {where}: lesson.md has no section '## {key}'")
    hints = tuple(str(hint).strip() for hint in facts.get("hints", ()))
    if len(hints) != HINTS or not all(hints):
        raise LessonError(f"lesson {where}: a step has {HINTS} hints, not {len(hints)}")
    mistakes = tuple(Mistake(_text(where, m, "when"), _text(where, m, "say"), _text(where, m, "example")) for m in facts.get("mistake", ()))
    answers = (_text(where, facts, "answer"), *(str(way).strip() for way in facts.get("also", ())))
    step = Step(key, sections[key], _text(where, facts, "goal"), _text(where, facts, "check"), hints, answers, str(facts.get("setup", "")), mistakes)
    for code in (step.check, step.setup, *answers, *(m.when for m in mistakes)):
        problem = parse(code)
        if problem.errors or problem.incomplete:
            raise LessonError(f"lesson {where}: this does not parse: {code}")
    return step


def inputs(text: str) -> list[str]:
    """The inputs of an answer: one a line, lines joined until they are complete."""
    made: list[str] = []
    pending = ""
    for line in text.split("\n"):
        pending = f"{pending}\n{line}" if pending else line
        if not pending.strip():
            pending = ""
        elif not parse(pending).incomplete:
            made.append(pending)
            pending = ""
    return [*made, pending] if pending else made
