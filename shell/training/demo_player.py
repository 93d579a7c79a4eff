"""Plays a demo at the prompt: it gives the lines the line editor would give.  Any key types the next letters, Enter runs the line in the session."""
from __future__ import annotations

import os
import re
from typing import Any, Optional

from shell.formatting.cells import cells
from shell.training.demo_keys import Keyboard, show
from shell.training.demo_notes import Notes
from shell.training.demo_rewind import Checkpoint
from shell.training.demo_script import Demo, DemoError, Step, find_demo, read_demo, shipped
from shell.training.lesson_watch import run_quietly

_LETTER = re.compile(r"(?:\x1b\[[0-9;]*m)*(?:.|\n)(?:\x1b\[0?m)*", re.S)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
BACK, FORWARD = ("pageup", "up", "left"), ("pagedown", "down")
SAY, DIM, RESET = "\x1b[32m", "\x1b[90m", "\x1b[0m"
LEFT = "The demo is left here; Tab on an empty line goes on with it."
AUTO_KEYS = 8  # keys a second when a line types itself
AFTER = 0.7  # seconds between a line that typed itself and its run


class Demos:
    """The service behind Start-Demo."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.player: Optional[Player] = None

    def open(self, name: str) -> Demo:
        """The demo of a file or of a shipped name; raises DemoError."""
        found = find_demo(name)
        path = found if found != name else self.ctx.full_path(name)
        try:
            return read_demo(path)
        except OSError as e:
            raise DemoError(f"There is no demo '{name}': {e.strerror}. Get-Demo lists those that come with the shell.", "DemoNotFound")

    def shipped(self) -> list[Demo]:
        return shipped()

    def play(self, demo: Demo, notes: str = "", minutes: float = 0.0, start: int = 0) -> None:
        """Begin: from the next prompt on the demo gives the lines."""
        if not os.isatty(0) or not os.isatty(1):
            raise DemoError("A demo needs a terminal. `Start-Demo ... -Check` runs one without.", "DemoNeedsTerminal")
        if demo.hosts:
            self.ctx.sessions.start_lab(demo.hosts)
        first = next((n for n, s in enumerate(demo.steps) if s.line >= start), 0) if start else 0
        self.player = Player(self.ctx, demo, Notes(notes, demo, minutes or demo.minutes), first)
        self.ctx.line_source = self.player

    def stop(self) -> Optional[Demo]:
        player, self.player = self.player, None
        if player is None:
            return None
        self.ctx.line_source = None
        player.notes.close()
        return player.demo

    def check(self, demo: Demo) -> Any:
        """Run every line without a terminal, in a shell of its own; gives a result a line."""
        from shell.training.demo_check import check
        return check(demo)


class Player:
    """One demo being played.  `paused`: the keyboard has the prompt until Tab is pressed on an empty line."""

    def __init__(self, ctx: Any, demo: Demo, notes: Notes, first: int = 0) -> None:
        self.ctx, self.demo, self.notes = ctx, demo, notes
        self.keys = Keyboard()
        self.index = first
        self.paused = False
        self._said = -1  # the step whose lines for the audience were shown last
        self._checkpoints: list[Checkpoint] = []
        self._auto_ended = False

    # ---- what the prompt asks

    def read(self, prompt: str) -> Optional[str]:
        """The next line to run; None: the keyboard has the prompt."""
        while not self.paused:
            if self.index >= len(self.demo.steps):
                self._end()
                return None
            step = self.demo.steps[self.index]
            if step.silent:
                self._arrive(step)
                self._run_unseen(step)
                self.index += 1
                continue
            with self.keys.raw():
                self._arrive(step)
                self.notes.show(self.index)
                outcome = self._present(step, prompt)
            if outcome == "run":
                self.index += 1
                return step.text
            if outcome != "again":
                self._leave(outcome)
                return None
        return None

    def resume(self) -> None:
        """Tab on an empty line: the demo has the prompt again."""
        self.paused = False

    @property
    def now(self) -> Step:
        return self.demo.steps[min(self.index, len(self.demo.steps) - 1)]

    def _leave(self, how: str) -> None:
        """Tab lends the prompt to the keyboard, Ctrl-C ends the demo."""
        if how == "tab":
            self.paused = True
            return
        show(f"{DIM}The demo ends at line {self.now.line}. `Start-Demo {self.demo.name} -Line {self.now.line}` goes on from here.{RESET}\n")
        self.ctx.service("demos").stop()

    def _end(self) -> None:
        self._say(self.demo.ending)
        self.notes.show(self.index)
        self.ctx.service("demos").stop()

    def _arrive(self, step: Step) -> None:
        if self._said == self.index:
            return
        self._said = self.index
        if step.begins_chapter and self.ctx.entered is None and not any(c.index == self.index for c in self._checkpoints):
            self._checkpoints.append(Checkpoint(self.ctx, self.index))
        if step.begins_chapter and step.chapter:
            self._say((f"== {step.chapter} ==",))
        self._say(step.says)

    def _say(self, lines: tuple[str, ...]) -> None:
        colour = self.ctx.paint_input is not None
        for line in lines:
            text = f"{SAY}# {line}{RESET}" if colour else f"# {line}"
            show(text + "\n")
            for observer in self.ctx.input_observers:
                if hasattr(observer, "note"):
                    observer.note(text)

    def _run_unseen(self, step: Step) -> None:
        problem = run_quietly(self.ctx, step.text, False)
        if problem:
            self.notes.trouble(f"line {step.line} ran unseen and failed: {problem}")

    # ---- typing

    def _present(self, step: Step, prompt: str) -> str:
        """Show the prompt and type the line as keys come: 'run', 'again' (another step is due), 'tab' or 'c-c'."""
        line = Typed(prompt if self.ctx.paint_prompt is None else self.ctx.paint_prompt(prompt), step.text, self.ctx.paint_input)
        line.draw(0)
        if step.auto and not self._auto_ended:
            return self._by_itself(step, line)
        while True:
            key = self.keys.key()
            done = self._key(key or "", step, line)
            if done:
                return done

    def _key(self, key: str, step: Step, line: Typed) -> str:
        if key == "enter":
            if line.complete:
                show("\r\n")
                return "run"
            line.draw(line.length)
        elif key == "backspace":
            line.draw(max(0, line.shown - 1))
        elif key == "c-l":
            show("\x1b[H\x1b[2J")
            line.start_over()
        elif key in ("tab", "c-c", "c-d"):
            line.erase()
            return "tab" if key == "tab" else "c-c"
        elif key in BACK or key in FORWARD:
            line.erase()
            self._back() if key in BACK else self._forward()
            return "again"
        elif key not in ("escape", "other"):
            line.draw(min(line.length, line.shown + step.speed))
        return ""

    def _by_itself(self, step: Step, line: Typed) -> str:
        """Type and run without keys; a key while it types shows the rest, Ctrl-C ends the demo, any other key after a stop goes on."""
        pause = 1 / (AUTO_KEYS * step.speed)
        while not line.complete:
            line.draw(line.shown + 1)
            key = self.keys.pause(pause)
            if key in ("c-c", "c-d", "tab"):
                return self._key(key, step, line)
            if key is not None:
                line.draw(line.length)
        key = self.keys.pause(AFTER)
        if key in ("c-c", "c-d", "tab", *BACK):
            return self._key(key or "", step, line)
        show("\r\n")
        return "run"

    # ---- back and forward

    def _back(self) -> None:
        """To the line before: what ran since the chapter's beginning is undone and run again, unseen."""
        target = next((n for n in range(self.index - 1, -1, -1) if not self.demo.steps[n].silent), None)
        if target is None:
            return
        point = next((c for c in reversed(self._checkpoints) if c.index <= target), None)
        if point is None:
            self.notes.trouble("there is no way back from here: the demo began in an entered session or after this line")
            return
        self._checkpoints = [c for c in self._checkpoints if c.index <= point.index]
        show(f"{DIM}(back to line {self.demo.steps[target].line}){RESET}\r\n")
        for problem in point.go_back(self.ctx, [s.text for s in self.demo.steps[point.index:target]]):
            self.notes.trouble(problem)
        self.index = target
        self._said = target if self.demo.steps[target].begins_chapter else -1

    def _forward(self) -> None:
        """To the next line; this one does not run."""
        self.index = min(self.index + 1, len(self.demo.steps) - 1)


class Typed:
    """A prompt and a line, some of its letters shown."""

    def __init__(self, prompt: str, text: str, paint: Any) -> None:
        self._prompt, self._text = prompt, text  # the prompt may have colours
        self._letters = _LETTER.findall(text if paint is None else paint(text))
        self.shown = -1

    @property
    def length(self) -> int:
        return len(self._letters)

    @property
    def complete(self) -> bool:
        return self.shown >= self.length

    def draw(self, count: int) -> None:
        """Show so many letters: what is new is written, else all is drawn again."""
        count = min(count, self.length)
        if self.shown < 0:
            show(self._prompt)
            self.shown = 0
        if count < self.shown:
            self.erase()
            show(self._prompt)
            self.shown = 0
        show("".join(self._letters[self.shown:count]).replace("\n", "\r\n>> "))
        self.shown = count

    def start_over(self) -> None:
        """The screen was cleared."""
        count, self.shown = self.shown, -1
        self.draw(count)

    def erase(self) -> None:
        """Take the prompt and the line from the screen; the cursor is where the prompt began."""
        columns = os.get_terminal_size(1).columns or 80
        text = _COLOUR.sub("", self._prompt + "".join(self._letters[:max(self.shown, 0)]).replace("\n", "\n>> "))
        rows = sum(max(0, cells(row) - 1) // columns for row in text.split("\n")) + text.count("\n")
        show("\r" + (f"\x1b[{rows}A" if rows else "") + "\x1b[J")
        self.shown = -1


