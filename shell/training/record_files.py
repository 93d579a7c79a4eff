"""The service behind Show-, Export-, Test- and Get-Recording: recorded files, read, played, checked and turned into other things."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.training.record_cast import CastError, load, problems, sized
from shell.training.record_frames import commands, film
from shell.training.record_redact import Redactor


class Recordings:
    """One a runspace."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx

    def read(self, path: str) -> Any:
        """The recording of a file; raises CastError or OSError."""
        with open(path, encoding="utf-8") as f:
            try:
                return load(f.read())
            except UnicodeDecodeError:
                raise CastError("the file is not UTF-8")

    def describe(self, path: str) -> dict[str, Any]:
        """What Get-Recording tells."""
        cast = self.read(path)
        columns, rows = sized(cast.events, cast.columns, cast.rows)
        found = commands(cast)
        return {"Path": path, "Title": cast.title, "Version": cast.version, "Size": f"{columns}x{rows}", "Seconds": round(cast.duration, 1), "Events": len(cast.events),
                "Commands": [c.text for c in found], "Failed": sum(c.ok is False for c in found), "ExitCode": cast.exit_code}

    def check(self, path: str) -> list[str]:
        """What is wrong with a file: its format, and what in it looks like a secret."""
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read()
        found = list(problems(text))
        if not found:
            redactor = Redactor()
            for e in load(text).events:
                before = redactor.masked
                redactor.stream([e.data])
                if redactor.masked > before:
                    found.append(f"at {e.at:.1f} s: something that looks like a secret")
        return found

    def play(self, path: str, speed: float, idle_limit: Optional[float], marker: int, pause_on_markers: bool) -> None:
        """Show it in the terminal; all at once where there is none."""
        from shell.training.record_playback import Playback
        playback = Playback(self.read(path), speed, idle_limit, pause_on_markers)
        self.ctx.host.flush()
        if os.isatty(0) and os.isatty(1):
            playback.run(marker)
        else:
            playback.at_once()

    def export(self, path: str, target: str, kind: str, title: str, at: Optional[float], still: bool, idle_limit: Optional[float], version: int) -> list[str]:
        """Write another form; the files that were written."""
        cast = self.read(path)
        title = title or cast.title or os.path.splitext(os.path.basename(path))[0]
        if kind == "Lesson":
            return self._lesson(cast, target, title)
        made = {"Html": self._html, "Svg": self._svg}.get(kind)
        if made is not None:
            text = made(cast, title, at, still, idle_limit)
        else:
            text = self._text(cast, kind, title, version)
        with open(target, "w", encoding="utf-8", newline="\n") as f:
            f.write(text)
        return [target]

    def _html(self, cast: Any, title: str, at: Optional[float], still: bool, idle_limit: Optional[float]) -> str:
        from shell.training.record_html import page
        from shell.training.record_look import theme_of
        return page(cast, film(cast, idle_limit), theme_of(cast), title)

    def _svg(self, cast: Any, title: str, at: Optional[float], still: bool, idle_limit: Optional[float]) -> str:
        from shell.training.record_look import theme_of
        from shell.training.record_svg import moving, picture
        shown = film(cast, idle_limit)
        return picture(shown, theme_of(cast), title, at) if still or at is not None else moving(shown, theme_of(cast), title)

    def _text(self, cast: Any, kind: str, title: str, version: int) -> str:
        from shell.training.record_cast import dump
        from shell.training.record_text import demo, markdown, plain_text
        return {"Markdown": lambda: markdown(cast, title), "Text": lambda: plain_text(cast), "Demo": lambda: demo(cast, title),
                "Cast": lambda: dump(cast, version or cast.version)}[kind]()

    def _lesson(self, cast: Any, target: str, title: str) -> list[str]:
        from shell.training.record_text import lesson
        os.makedirs(target, exist_ok=True)
        written = []
        for name, text in zip(("lesson.toml", "lesson.md"), lesson(cast, title)):
            path = os.path.join(target, name)
            with open(path, "x", encoding="utf-8", newline="\n") as f:
                f.write(text)
            written.append(path)
        return written

