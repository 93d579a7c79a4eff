"""A folder of things that go wrong, and a host that remembers what it was told."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from shell.runtime.host import NullHost


def make(folder: Path) -> None:
    """Files that are binary, huge, not UTF-8, oddly named, dangling, circular."""
    (folder / "a.txt").write_text("one\ntwo\n")
    (folder / "b.txt").write_text("b\n")
    (folder / "bin.dat").write_bytes(bytes(range(256)) * 4)
    (folder / "bad.txt").write_bytes(b"ok\nbr\xff\xfeoken\nend\n")
    (folder / "huge.txt").write_text("x" * 3_000_000)
    (folder / "new\nline.txt").write_text("odd name\n")
    (folder / "dup.csv").write_text("a,a\n1,2\n")
    (folder / "app.csv").write_text('"p","q"\n"1","2"\n')
    (folder / "bad.psm1").write_text("function {\n")
    (folder / "bad.psd1").write_text("@{ a = (Get-Date) }\n")
    (folder / "b[a.txt").write_text("bracket\n")
    (folder / "d").mkdir()
    (folder / "d" / "inner.txt").write_text("inner\n")
    os.symlink("nowhere", folder / "dang")
    os.symlink("loop", folder / "loop")


class Recorder(NullHost):
    """Keeps error lines and output."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []
        self.lines: list[str] = []

    def write_error_line(self, text: str) -> None:
        self.errors.append(text)

    def write_line(self, text: str) -> None:
        self.lines.append(text)

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        self.lines.append(text)
