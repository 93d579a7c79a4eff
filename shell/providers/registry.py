"""Drives and providers of a runspace, and its current location."""
from __future__ import annotations

import os
from typing import Any


class FileSystemPlace:
    """The current location while only the file system is attached."""

    def __init__(self, folder: str) -> None:
        self.filesystem_path = folder

    def __str__(self) -> str:
        return self.filesystem_path


def attach(ctx: Any, parent: Any) -> None:
    """Give a runspace its drives and place."""
    folder = getattr(getattr(parent, "location", None), "filesystem_path", None) or os.getcwd()
    ctx.location = FileSystemPlace(folder)
