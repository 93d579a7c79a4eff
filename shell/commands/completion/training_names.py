"""Names of lessons, of the lab's hosts and of its snapshots."""
from __future__ import annotations

from typing import Any

from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import Word


def lesson_names(place: Place, word: Word) -> list[CompletionResult]:
    """Lessons with their titles."""
    if "lessons" not in place.ctx.services:
        return []
    try:
        lessons = place.ctx.service("lessons").available()
    except ValueError:
        return []  # a lesson that cannot be read: Get-Lesson says which
    matches = word.matcher()
    return [CompletionResult(lesson.name, lesson.name, "ParameterValue", lesson.title) for lesson in lessons if matches(lesson.name)]


def lab_hosts(place: Place, word: Word) -> list[CompletionResult]:
    lab = _lab(place)
    matches = word.matcher()
    return [] if lab is None else [CompletionResult(h.name, h.name, "ParameterValue", h.persona.title) for h in lab.hosts.values() if matches(h.name)]


def snapshot_names(place: Place, word: Word) -> list[CompletionResult]:
    lab = _lab(place)
    matches = word.matcher()
    return [] if lab is None else [CompletionResult(s.name, s.name, "ParameterValue", f"{len(s.hosts)} hosts") for s in lab.snapshots.values() if matches(s.name)]


def _lab(place: Place) -> Any:
    return getattr(place.ctx.services.get("sessions"), "lab", None)
