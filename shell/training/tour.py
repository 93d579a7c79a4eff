"""The tour: the lesson a newcomer gets from the first prompt's hint line.  Two minutes, five commands, in the lab."""
from __future__ import annotations

import os
from typing import Any

from shell.training import lesson_files

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tour")


class Tour:
    """The service behind Start-Tour."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx

    def start(self) -> None:
        """From its beginning, whatever was done before."""
        self.ctx.service("lessons").start(lesson_files.load(FOLDER), restart=True)

    def check(self) -> Any:
        """The proof that it works, as Test-Lesson gives it for lessons."""
        return next(iter(self.ctx.service("lessons").prove([lesson_files.load(FOLDER)])))
