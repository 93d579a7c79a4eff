"""The lesson commands: what there is to learn, begin, hints, progress."""
from __future__ import annotations

import os
import time
from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.objects.psobject import PSCustomObject
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
ALL = "__AllParameterSets"
_NAME = Param("Name", "string", sets={ALL: {"position": 0, "mandatory": True, "pipeline_by_name": True}}, help="A lesson's name or the beginning of it.")
_NAMES = Param("Name", "System.String[]", sets={ALL: {"position": 0, "pipeline_by_name": True}}, help="Names or patterns; all lessons if not said.")
_PATH = Param("Path", "string", help="A folder of lessons, or one lesson's folder, instead of the usual places.")


class LessonCmdlet(Cmdlet):
    """Base: the service, errors, finding."""

    default_set = ""
    Path: Optional[str] = None

    @property
    def lessons(self) -> Any:
        if self.ctx.host.is_remote or "lessons" not in self.ctx.services:
            self.fail("Lessons are taken in your own shell, not in a session or a job.", "LessonElsewhere", "InvalidOperation", None, InvalidOperationException)
        return self.ctx.service("lessons")

    def elsewhere(self) -> bool:
        """Typed in an entered session on a lab host: the learner's own shell sees that and answers."""
        return bool(self.ctx.host.is_remote and os.environ.get("PSSESSION_LAB_HOST"))

    def places(self) -> Optional[list[str]]:
        return None if self.Path is None else [str(self.ctx.full_path(to_string(self.Path)))]

    def refuse(self, error: Exception, target: Value = None) -> None:
        self.fail(str(error), "Lesson", "InvalidArgument", target, ArgumentException)

    def wanted(self, names: Value) -> list[Any]:
        """Lessons by name patterns."""
        from shell.clr.wildcards import WildcardPattern
        from shell.providers.paths import has_wildcard
        try:
            every = self.lessons.available(self.places())
            if names is None:
                return list(every)
            found: list[Any] = []
            for name in map(to_string, names):
                pattern = WildcardPattern(name)
                found += [lesson for lesson in every if pattern.matches(lesson.name)] if has_wildcard(name) else [self.lessons.find(name, self.places())]
            return found
        except ValueError as error:
            self.refuse(error, names)
        return []


class GetLesson(LessonCmdlet):
    name = "Get-Lesson"
    synopsis = "Lists the lessons and how far you are."
    examples = (("All", "Get-Lesson"), ("Your own", "Get-Lesson -Path ~/lessons"))
    extra = (_NAMES, _PATH)
    Name: Value = None

    def process(self) -> None:
        done = self.lessons.store.all()
        for lesson in self.wanted(self.Name):
            progress = done.get(lesson.name)
            count = 0 if progress is None else len(progress.done)
            self.write(PSCustomObject({"Name": lesson.name, "Minutes": lesson.minutes, "Progress": f"{count}/{len(lesson.steps)}", "Title": lesson.title,
                                       "Steps": len(lesson.steps), "Finished": progress is not None and progress.finished > 0, "Folder": lesson.folder},
                                      ["PSSession.Lesson", "System.Object"]))


class StartLesson(LessonCmdlet):
    name = "Start-Lesson"
    synopsis = "Begins a lesson, or goes on where you left it; its lab is started for you."
    description = ("The lesson runs in this very shell: you type commands, each is checked, and every way that does the job passes. A lab that is there is "
                   "put back to its start; your variables and jobs stay.")
    examples = (("The first one", "Start-Lesson first-session"), ("From the beginning again", "Start-Lesson first-session -Restart"))
    extra = (_NAME, _PATH, Param("Restart", "switch", help="Forget how far you were."))
    Name: Optional[str] = None
    Restart: bool = False

    def process(self) -> None:
        if self.ctx.entered is not None:
            self.fail("Leave the session first: Exit-PSSession.", "LessonInSession", "InvalidOperation", None, InvalidOperationException)
        try:
            self.lessons.start(self.lessons.find(to_string(self.Name), self.places()), self.flag("Restart"))
        except ValueError as error:
            self.lessons.stop()
            self.refuse(error, self.Name)


class StopLesson(LessonCmdlet):
    name = "Stop-Lesson"
    synopsis = "Leaves the lesson. How far you were is kept; Start-Lesson goes on there."
    examples = (("For today", "Stop-Lesson"),)

    def process(self) -> None:
        if not self.elsewhere():
            self.lessons.stop()


class ShowLesson(LessonCmdlet):
    name = "Show-Lesson"
    synopsis = "Shows the present step of the lesson again."
    examples = (("What was I to do?", "Show-Lesson"),)

    def process(self) -> None:
        if self.elsewhere():
            return
        if self.lessons.step is None:
            self.fail("No lesson is being taken. Get-Lesson lists them.", "NoLesson", "InvalidOperation", None, InvalidOperationException)
        self.lessons.show()


class GetHint(LessonCmdlet):
    name = "Get-Hint"
    synopsis = "Gives the next of three hints for the present step; after them the answer is typed for you."
    examples = (("A little help", "Get-Hint"),)

    def process(self) -> None:
        if self.elsewhere():
            return
        if self.lessons.step is None:
            self.fail("No lesson is being taken. Get-Lesson lists them.", "NoLesson", "InvalidOperation", None, InvalidOperationException)
        self.lessons.hint()


class ShowProgress(LessonCmdlet):
    name = "Show-Progress"
    synopsis = "Shows how far you are in each lesson."
    examples = (("All lessons", "Show-Progress"),)

    def process(self) -> None:
        from shell.clr.times import from_unix_seconds
        if self.elsewhere():
            return
        done = self.lessons.store.all()
        for lesson in self.wanted(None):
            progress = done.get(lesson.name)
            count = 0 if progress is None else len(progress.done)
            state = "Done" if progress is not None and progress.finished else "Begun" if count else ""
            when = None if progress is None or not progress.started else from_unix_seconds(progress.finished or progress.started or time.time())
            self.write(PSCustomObject({"Lesson": lesson.name, "State": state, "Steps": _bar(count, len(lesson.steps)), "Hints": 0 if progress is None else sum(
                1 for used in progress.hints.values() if used), "When": when}, ["PSSession.LessonProgress", "System.Object"]))


def _bar(done: int, of: int) -> str:
    """`[######----] 3/5`"""
    filled = 10 * done // of if of else 0
    return f"[{'#' * filled}{'-' * (10 - filled)}] {done}/{of}"


class ResetLesson(LessonCmdlet):
    name = "Reset-Lesson"
    synopsis = "Forgets how far you were in a lesson, or in all of them."
    examples = (("One", "Reset-Lesson first-session"), ("All", "Reset-Lesson *"))
    extra = (Param("Name", "System.String[]", sets={ALL: {"position": 0, "mandatory": True, "pipeline_by_name": True}}, help="Names or patterns."),)
    supports_should_process = True
    Name: Value = None

    def process(self) -> None:
        for lesson in self.wanted(self.Name):
            if self.should_process(lesson.name, "Forget the progress"):
                self.lessons.store.forget(lesson.name)


class TestLesson(LessonCmdlet):
    name = "Test-Lesson"
    synopsis = "Proves that lessons work: a fresh state passes no step, every given way passes every step."
    description = "Runs each lesson through in a shell and a lab of its own, once for each way to do its steps. For those who write lessons, and for tests."
    examples = (("All", "Test-Lesson"), ("Your own", "Test-Lesson -Path ~/lessons/my-lesson"))
    extra = (_NAMES, _PATH)
    Name: Value = None

    def process(self) -> None:
        for proof in self.lessons.prove(self.wanted(self.Name)):
            self.write(PSCustomObject({"Lesson": proof.lesson, "Ok": not proof.problems, "Steps": proof.steps, "Ways": proof.ways,
                                       "Seconds": round(proof.seconds, 1), "Problems": "\n".join(proof.problems)}, ["PSSession.LessonCheck", "System.Object"]))
