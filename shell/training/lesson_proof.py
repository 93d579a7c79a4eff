"""Test-Lesson: proves that a lesson can fail and can be passed, in a shell of its own.

A fresh state passes no step; before its answer a step is not passed; after it, and after every other way the lesson gives, it is. Every misconception is
recognized by its example. Errors of a check or a set-up are problems too.
"""
from __future__ import annotations

import os
import tempfile
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Optional

from shell.engine import Shell
from shell.language.parser import parse
from shell.objects import hooks
from shell.runtime.host import NullHost
from shell.training.lesson_files import Lesson, LessonError, Step, inputs
from shell.training.lesson_progress import ProgressStore
from shell.training.lesson_run import Lessons
from shell.training.lesson_state import LastCommand, truth

Value = Any
TAIL = 600


@dataclass
class Proof:
    """What came of one lesson."""

    lesson: str
    steps: int
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0
    ways: int = 0


class PageHost(NullHost):
    """A host that keeps what is shown."""

    name = "ConsoleHost"

    def __init__(self) -> None:
        self.page = ""

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        self.page += text

    def write_line(self, text: str) -> None:
        self.page += text + "\n"

    def write_error_line(self, text: str) -> None:
        self.page += text + "\n"


class Labs:
    """The lab of one proof for the next: starting one takes longer than putting one back."""

    def __init__(self) -> None:
        self.spare: Any = None

    def lend(self, sessions: Any, lesson: Lesson) -> None:
        """Give a shell the spare lab if the lesson can use it."""
        lab, self.spare = self.spare, None
        if lab is None:
            return
        if len(lab.hosts) == lesson.hosts and lab.seed == lesson.seed:
            sessions.adopt_lab(lab)
        else:
            lab.close()

    def take_back(self, sessions: Any) -> None:
        if sessions.lab is not None:
            sessions.end_lab_sessions()
            self.spare = sessions.release_lab()

    def close(self) -> None:
        if self.spare is not None:
            self.spare.close()
            self.spare = None


def prove(lesson: Lesson, labs: Optional[Labs] = None) -> Proof:
    """Run a lesson through, once for every set of ways to do its steps, in a thread of its own."""
    if labs is None:
        own = Labs()
        try:
            return prove(lesson, own)
        finally:
            own.close()
    proof = Proof(lesson.name, len(lesson.steps))
    begun = time.monotonic()
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            with tempfile.TemporaryDirectory() as folder:
                _Proving(lesson, proof, folder, labs).run()
        except BaseException as error:
            trouble.append(error)
    thread = threading.Thread(target=work, name="lesson-proof")
    thread.start()
    thread.join()
    if trouble:
        raise trouble[0]
    proof.seconds = time.monotonic() - begun
    return proof


class _Proving:
    """One lesson being proved."""

    def __init__(self, lesson: Lesson, proof: Proof, folder: str, labs: Labs) -> None:
        self.labs = labs
        self.lesson = lesson
        self.proof = proof
        self.host = PageHost()
        self.shell = Shell(self.host)
        self.ctx = self.shell.ctx
        self.lessons = Lessons(self.ctx, ProgressStore(os.path.join(folder, "lessons.json")))

    def run(self) -> None:
        try:
            self._texts()
            for way in range(max(len(step.answers) for step in self.lesson.steps)):
                self._way(way)
                self.proof.ways += 1
        except LessonError as error:
            self.proof.problems.append(str(error))
        finally:
            self._end()
            hooks.set_current(None)

    def _end(self) -> None:
        """End the shell but not the lab."""
        self.labs.take_back(self.ctx.sessions)
        self.shell.close()

    def _texts(self) -> None:
        """Hints' code parses; misconceptions know their examples."""
        import re
        for step in self.lesson.steps:
            for hint in step.hints:
                for code in re.findall(r"`([^`]+)`", hint):
                    if "..." not in code and parse(code).errors and not parse(code).incomplete:
                        self._problem(step, f"a hint's code does not parse: {code}")
            for mistake in step.mistakes:
                value, problem = truth(self.ctx, mistake.when, LastCommand(self.ctx, mistake.example))
                if not value:
                    self._problem(step, f"a misconception does not know its example '{mistake.example}' {problem}")

    def _problem(self, step: Step, text: str) -> None:
        self.proof.problems.append(f"step '{step.id}': {text}")

    def _way(self, way: int) -> None:
        """The whole lesson once. Each way begins in a runspace that has nothing of the one before."""
        if way:
            self._end()
            self.shell = Shell(self.host)
            self.ctx = self.shell.ctx
            self.lessons = Lessons(self.ctx, self.lessons.store)
        self.labs.lend(self.ctx.sessions, self.lesson)
        self.lessons.prepare(self.lesson)
        for step in self.lesson.steps:
            value, problem = truth(self.ctx, step.check, LastCommand(self.ctx))
            if value:
                self._problem(step, "a fresh state passes it")
            if problem:
                self._problem(step, f"its check fails in a fresh state: {problem}")
        self.lessons.observe()
        self.lessons.progress.done.clear()
        self.lessons._enter_step()
        for index, step in enumerate(self.lesson.steps):
            if not self._step(step, index, way):
                return

    def _step(self, step: Step, index: int, way: int) -> bool:
        if truth(self.ctx, step.check, self.lessons.last)[0]:
            self._problem(step, "it is passed before anything is done")
        answer = step.answers[min(way, len(step.answers) - 1)]
        for text in inputs(answer):
            self.host.page = ""
            self.shell.run_input(text)
        if self.lessons.lesson is not None and self.lessons.index != index + 1:
            problem = truth(self.ctx, step.check, self.lessons.last)[1]
            self._problem(step, f"'{answer}' does not pass it. {problem}\n{self.host.page[-TAIL:]}")
            return False
        return True
