"""How far a learner is: one JSON file under XDG_STATE_HOME, written after every step."""
from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, field
from typing import Any

Value = Any


@dataclass
class Progress:
    """Of one lesson. `done`: ids of steps; `hints`: hints taken by step id (4: the answer was shown)."""

    done: list[str] = field(default_factory=list)
    hints: dict[str, int] = field(default_factory=dict)
    started: float = 0.0
    finished: float = 0.0


class ProgressStore:
    """The file. What is not readable as such a file is set aside, not overwritten."""

    def __init__(self, path: str = "") -> None:
        state = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
        self.path = path or os.path.join(state, "pssession", "lessons.json")

    def all(self) -> dict[str, Progress]:
        """Lesson name -> progress."""
        if not os.path.exists(self.path):
            return {}
        try:
            with open(self.path, encoding="utf-8") as source:
                return {name: Progress(**facts) for name, facts in json.load(source).items()}
        except (ValueError, TypeError, AttributeError):
            os.replace(self.path, self.path + ".damaged")
            return {}

    def of(self, lesson: str) -> Progress:
        return self.all().get(lesson) or Progress(started=time.time())

    def save(self, lesson: str, progress: Progress) -> None:
        every = self.all()
        every[lesson] = progress
        self._write(every)

    def forget(self, lesson: str) -> None:
        every = self.all()
        if every.pop(lesson, None) is not None:
            self._write(every)

    def _write(self, every: dict[str, Progress]) -> None:
        os.makedirs(os.path.dirname(self.path), 0o700, exist_ok=True)
        temporary = f"{self.path}.{os.getpid()}"
        with open(temporary, "w", encoding="utf-8") as out:
            json.dump({name: asdict(progress) for name, progress in every.items()}, out, indent=1)
        os.replace(temporary, self.path)
