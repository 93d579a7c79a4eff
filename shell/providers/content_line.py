"""Lines as Get-Content gives them: strings that know where they came from (PSPath, ReadCount ...), worked out only when asked."""
from __future__ import annotations

from typing import Any, Callable

from shell.clr.numbers import Int64
from shell.objects.psobject import PSObject
from shell.providers.item_notes import file_notes
from shell.providers.paths import ResolvedPath

Value = Any


class LineSource:
    """The file lines come from."""

    __slots__ = ("target", "line")

    def __init__(self, target: ResolvedPath) -> None:
        self.target = target
        notes = file_notes(target.path, target.drive, target.provider)

        def line(text: str, number: int) -> Value:
            return PSObject(text, {**notes, "ReadCount": Int64(number)})
        self.line: Callable[[str, int], Value] = line
