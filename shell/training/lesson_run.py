"""The lessons of a session: the one being taken, its steps checked after every input, hints, progress."""
from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Any, Optional

from shell.training import lesson_files
from shell.training.lesson_files import HINTS, Lesson, LessonError, Step, inputs
from shell.training.lesson_progress import Progress, ProgressStore
from shell.training.lesson_state import LastCommand, truth
from shell.training.lesson_text import bar, render
from shell.training.lesson_watch import Ear, OutputTap, run_quietly

Value = Any
OWN = ("Get-Lesson", "Start-Lesson", "Stop-Lesson", "Show-Lesson", "Get-Hint", "Show-Progress", "Reset-Lesson", "Test-Lesson")


class Lessons:
    """The service behind the lesson commands. An observer of the prompt's inputs while a lesson is taken."""

    def __init__(self, ctx: Any, store: Optional[ProgressStore] = None) -> None:
        self.ctx = ctx
        self.store = store or ProgressStore()
        self.lesson: Optional[Lesson] = None
        self.progress = Progress()
        self.index = 0
        self.last = LastCommand(ctx)
        self.passed = False  # the last input passed a step
        self._ear: Optional[Ear] = None
        self._noted: Optional[LastCommand] = None
        self._began = 0.0
        self._errors = 0
        self._last_note: tuple[str, set[str]] = ("", set())  # and the commands it was said for
        self._queue: list[str] = []  # what is left of an answer that is being typed for the learner

    # ---- finding

    def available(self, places: Optional[list[str]] = None) -> list[Lesson]:
        """Every lesson that can be taken; of broken ones the error is raised."""
        return [lesson_files.load(folder) for folder in lesson_files.find_lessons(places or lesson_files.folders()).values()]

    def find(self, name: str, places: Optional[list[str]] = None) -> Lesson:
        """A lesson by name or by the beginning of its name. Raises LessonError."""
        found = lesson_files.find_lessons(places or lesson_files.folders())
        matching = [n for n in found if n.lower() == name.lower()] or [n for n in found if n.lower().startswith(name.lower())]
        if len(matching) != 1:
            raise LessonError(f"There is no lesson '{name}'. Lessons: {', '.join(found)}.")
        return lesson_files.load(found[matching[0]])

    @property
    def step(self) -> Optional[Step]:
        """What the learner is to do now."""
        return self.lesson.steps[self.index] if self.lesson is not None and self.index < len(self.lesson.steps) else None

    def prove(self, lessons: list[Lesson]) -> Iterator[Any]:
        """Test-Lesson's proofs."""
        from shell.training.lesson_proof import Labs, prove
        labs = Labs()
        try:
            for lesson in lessons:
                yield prove(lesson, labs)
        finally:
            labs.close()

    # ---- beginning and ending

    def start(self, lesson: Lesson, restart: bool = False) -> None:
        """Take a lesson from its first step that is not done. What earlier steps made is made again, unseen."""
        self.stop()
        progress = self.store.of(lesson.name)
        if restart or progress.finished:
            progress = Progress(started=time.time())
        self.prepare(lesson)
        self.progress = progress
        self.index = next((i for i, step in enumerate(lesson.steps) if step.id not in progress.done), 0)
        self._replay(lesson.steps[:self.index])
        self.observe()
        self.say(f"\n**{lesson.title}** ({len(lesson.steps)} steps, about {lesson.minutes} minutes)\n\n"
                 + (lesson.welcome if not self.index else f"Going on with step {self.index + 1}; what you did before has been done again for you.")
                 + "\n\n`Get-Hint` helps, `Show-Lesson` shows the step again, `Stop-Lesson` ends.")
        self.show()
        self._enter_step()

    def prepare(self, lesson: Lesson) -> None:
        """A fresh lab as the lesson wants it, and its set-up."""
        sessions = self.ctx.sessions
        if sessions.lab is not None and (len(sessions.lab.hosts) != lesson.hosts or sessions.lab.seed != lesson.seed):
            sessions.stop_lab()
        if sessions.lab is None:
            sessions.start_lab(lesson.hosts, lesson.seed)
        else:
            sessions.reset_lab()
        self.lesson = lesson
        self.index = 0
        self.last = LastCommand(self.ctx)
        self._find_program()
        self._quiet(lesson.setup, "its set-up")

    def _find_program(self) -> None:
        """Let lessons call `pssession`, also when this one was started by its path or as a module."""
        if shutil.which("pssession"):
            return
        folder = os.path.join(self.ctx.sessions.lab.folder, "bin")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "pssession")
        root = os.path.dirname(os.path.dirname(lesson_files.SHIPPED))
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o700), "w") as out:
            out.write(f"#!/bin/sh\nPYTHONPATH={shlex.quote(root)}${{PYTHONPATH:+:$PYTHONPATH}} exec {shlex.quote(sys.executable)} -m shell \"$@\"\n")
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", "/usr/bin:/bin")
        self.ctx.commands_changed()

    def observe(self) -> None:
        """Watch the inputs from the next one on."""
        if self._ear is None:
            self._ear = Ear(self.ctx.host)
        if self not in self.ctx.input_observers:
            self.ctx.input_observers.append(self)
        self.ctx.output_tap = self._tap
        self._noted = None

    def stop(self) -> None:
        """Leave the lesson; its progress is kept."""
        self.lesson = None
        self.ctx.output_tap = None
        if self in self.ctx.input_observers:
            self.ctx.input_observers.remove(self)

    def _quiet(self, text: str, what: str) -> None:
        if not text.strip():
            return
        problem = run_quietly(self.ctx, text, True)
        if problem:
            raise LessonError(f"The lesson cannot go on, {what} failed: {problem}")

    def _replay(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            self._quiet(step.setup, f"the set-up of step '{step.id}'")
            for text in inputs(step.answers[0]):
                run_quietly(self.ctx, text, False)  # answers may give errors on purpose

    def _enter_step(self) -> None:
        step = self.step
        if step is not None:
            self._quiet(step.setup, f"the set-up of step '{step.id}'")

    # ---- watching

    def _tap(self, formatter: Any) -> Any:
        return OutputTap(formatter, self._noted.output) if self._noted is not None else formatter

    def before(self, text: str) -> None:
        self._noted = LastCommand(self.ctx, text)
        self._noted.where = "" if self.ctx.entered is None else str(self.ctx.entered.session.computer_name)
        self._errors = len(self.ctx.errors)
        self._began = time.monotonic()
        if self._ear is not None:
            self._ear.begin()

    def after(self, text: str, result: Any) -> None:
        noted, self._noted = self._noted, None
        if noted is None:
            return  # the input that started the lesson
        noted.screen = self._ear.end() if self._ear is not None else ""
        noted.seconds = time.monotonic() - self._began
        noted.ok = bool(result.ok)
        noted.errors = list(self.ctx.errors[:max(0, len(self.ctx.errors) - self._errors)])
        own = next((name for name, _ in noted.commands() if name in OWN), None)
        if own is not None:
            if noted.where:
                self._serve(own)
            return
        self.last = noted
        self.judge(noted)
        if self._queue and not self.passed:
            self.ctx.prefill = self._queue.pop(0)

    def _serve(self, command: str) -> None:
        """One of our commands was typed in an entered session: it is meant for this side."""
        {"Get-Hint": self.hint, "Show-Lesson": self.show, "Show-Progress": self.show_progress, "Stop-Lesson": self.stop}.get(command, lambda: None)()

    def judge(self, last: LastCommand) -> None:
        """Check the step after an input."""
        step = self.step
        self.passed = False
        if step is None:
            return
        value, _ = truth(self.ctx, step.check, last)
        if value:
            self._pass(step)
            return
        for mistake in step.mistakes:
            if truth(self.ctx, mistake.when, last)[0]:
                self._note(mistake.say, {name for name, _ in last.commands()})
                return

    def _note(self, text: str, commands: set[str]) -> None:
        """Say what a mistake was. Looking around afterwards, with other commands, does not bring the same note again."""
        before, used = self._last_note
        if text != before or commands & used:
            self.say(f"\n**Note:** {text}")
            self._last_note = (text, commands)

    def _pass(self, step: Step) -> None:
        assert self.lesson is not None
        self.passed = True
        self._queue = []
        self.progress.done.append(step.id)
        self.index += 1
        if self.index == len(self.lesson.steps):
            self.progress.finished = time.time()
        self.store.save(self.lesson.name, self.progress)
        if self.index < len(self.lesson.steps):
            self.say(f"\n**Done.** {bar(self.index, len(self.lesson.steps))}")
            self.show()
            self._enter_step()
            return
        helped = sum(1 for count in self.progress.hints.values() if count)
        self.say(f"\n**The lesson is done.** {len(self.lesson.steps)} steps, hints in {helped} of them.\n\n{self.lesson.goodbye}\n\n{self._next()}")
        self.stop()

    def _next(self) -> str:
        done = self.store.all()
        left = [name for name in lesson_files.find_lessons(lesson_files.folders()) if name not in done or not done[name].finished]
        return f"Next: `Start-Lesson {left[0]}`" if left else "That was the last one: you have done all lessons."

    # ---- talking

    def say(self, text: str) -> None:
        host = self.ctx.host
        for line in render(text, host.width, bool(getattr(host, "colour", False))) if not text.startswith("\n") else [
                "", *render(text[1:], host.width, bool(getattr(host, "colour", False)))]:
            host.write_line(line)

    def show(self) -> None:
        """The step's text and goal."""
        step = self.step
        if step is None or self.lesson is None:
            return
        self.say(f"\n**Step {self.index + 1} of {len(self.lesson.steps)}**\n\n{step.text}\n\n**To do:** {step.goal}")

    def hint(self) -> str:
        """The next hint; after the last one the answer, typed on the learner's line where there is one."""
        step = self.step
        if step is None:
            return ""
        count = min(self.progress.hints.get(step.id, 0) + 1, HINTS + 1)
        self.progress.hints[step.id] = count
        if self.lesson is not None:
            self.store.save(self.lesson.name, self.progress)
        if count <= HINTS:
            text = f"Hint {count} of {HINTS}: {step.hints[count - 1]}"
            self.say(text)
            return text
        answer = inputs(step.answers[0])
        if self._at_a_line():
            self.say("Here is the answer on your line: read it, then press Enter.")
            self.ctx.prefill, self._queue = answer[0], answer[1:]
        else:
            self.say("The answer:")
            for text in answer:
                self.ctx.host.write_line("    " + text.replace("\n", "\n    "))
        return "\n".join(answer)

    def _at_a_line(self) -> bool:
        host = self.ctx.host
        return bool(host.interactive and getattr(host, "out_is_terminal", False) and os.isatty(0))

    def show_progress(self) -> None:
        if self.lesson is not None:
            self.say(f"{self.lesson.title}: {bar(self.index, len(self.lesson.steps))}")
