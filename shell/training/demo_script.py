"""A demo: a .ps1 file, its lines in order, and what its comments say about them.  Pure: text in, steps out.

    # demo: title TEXT            what it is about            # demo: chapter TEXT      a new part begins; `back` can go to its start
    # demo: host 3                needs a lab of three hosts  # demo: minutes 10        how long it shall take
    # demo: type-speed 4          characters a key types      # demo: say TEXT          shown to the audience
    # demo: note TEXT             for the presenter only      # demo: stop              wait here for a key
    # demo: auto [on|off]         the next line (all lines until a stop) is typed and run by itself
    # demo: silent                the next line runs unseen   # demo: error PATTERN     the next line is meant to fail so
    # demo: expect PATTERN        what the next line shows when it works (-Check)

Every other comment is shown to the audience as it is, so any script is a demo."""
from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Callable, Optional

from shell.language.parser import parse

SHIPPED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "demos")
_TAG = re.compile(r"\s*#\s*demo:\s*([\w-]+)[ \t]*(.*?)\s*$", re.I)
KEY_LETTERS = 4


class DemoError(ValueError):
    """A demo file that is not one; `line` counts from 1."""

    def __init__(self, message: str, error_id: str = "DemoInvalid") -> None:
        super().__init__(message)
        self.error_id = error_id


@dataclass(frozen=True)
class Step:
    """One input.  `says` are lines shown before it; `speed` is letters a key."""

    text: str
    line: int
    chapter: str = ""
    says: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    speed: int = KEY_LETTERS
    silent: bool = False
    auto: bool = False
    stop: bool = False
    begins_chapter: bool = False
    error: Optional[str] = None
    expects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Demo:
    path: str
    title: str
    hosts: int
    minutes: float
    steps: tuple[Step, ...]
    ending: tuple[str, ...] = field(default=())  # what is said after the last line

    @property
    def name(self) -> str:
        return os.path.splitext(os.path.basename(self.path))[0]

    @property
    def chapters(self) -> list[str]:
        return [s.chapter for s in self.steps if s.begins_chapter and s.chapter]


class _Reader:
    """Goes through the lines once; what tags say is kept until the line they are about."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.title, self.hosts, self.minutes = "", 0, 0.0
        self.steps: list[Step] = []
        self.speed = KEY_LETTERS
        self.chapter = ""
        self.auto_on = False
        self._fresh()

    def _fresh(self) -> None:
        self.says: list[str] = []
        self.notes: list[str] = []
        self.expects: list[str] = []
        self.error: Optional[str] = None
        self.silent = self.auto = self.stop = self.begins = False

    def read(self, text: str) -> Demo:
        pending: list[str] = []
        first = 0
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            if not pending:
                if not line.strip() or number == 1 and line.startswith("#!"):
                    continue
                if line.lstrip().startswith("#") and not re.match(r"\s*#requires\b", line, re.I):
                    self._comment(line, number)
                    continue
                first = number
            pending.append(line)
            result = parse("\n".join(pending))
            if result.incomplete:
                continue
            if result.errors:
                raise DemoError(f"{self.path}, line {first}: {result.errors[0].message}")
            self._step("\n".join(pending), first)
            pending = []
        if pending:
            raise DemoError(f"{self.path}, line {first}: what begins here does not end")
        if not self.steps:
            raise DemoError(f"{self.path}: there is nothing to show in it")
        return Demo(self.path, self.title or os.path.splitext(os.path.basename(self.path))[0], self.hosts, self.minutes, tuple(self.steps), tuple(self.says))

    def _step(self, text: str, line: int) -> None:
        self.steps.append(Step(text, line, self.chapter, tuple(self.says), tuple(self.notes), self.speed, self.silent, self.auto or self.auto_on and not self.silent,
                               self.stop, self.begins or not self.steps, self.error, tuple(self.expects)))
        self._fresh()

    def _comment(self, line: str, number: int) -> None:
        m = _TAG.match(line)
        if m is None:
            self.says.append(re.sub(r"^\s*#\s?", "", line))
            return
        tag, value = m.group(1).lower(), m.group(2)
        handler = _TAGS.get(tag)
        if handler is None:
            raise DemoError(f"{self.path}, line {number}: unknown tag '{tag}'; known are {', '.join(sorted(_TAGS))}")
        try:
            handler(self, value)
        except (ValueError, re.error) as e:
            raise DemoError(f"{self.path}, line {number}: '{value}' does not fit the tag '{tag}' ({e})")

    def _set_host(self, value: str) -> None:
        numbers = [int(n) for n in re.findall(r"\d+", value)]
        self.hosts = max(self.hosts, *numbers) if numbers else max(self.hosts, 1)

    def _set_chapter(self, value: str) -> None:
        self.chapter, self.begins = value, True

    def _set_auto(self, value: str) -> None:
        if value.lower() not in ("", "on", "off"):
            raise ValueError("on, off or nothing")
        if value:
            self.auto_on = value.lower() == "on"
        else:
            self.auto = True

    def _set_stop(self, value: str) -> None:
        self.stop, self.auto_on = True, False

    def _set_speed(self, value: str) -> None:
        self.speed = int(value)
        if not 1 <= self.speed <= 1000:
            raise ValueError("1 to 1000")

    def _set_error(self, value: str) -> None:
        self.error = _pattern(value or ".")

    def _set(self, name: str, value: object) -> None:
        setattr(self, name, value)


def _pattern(text: str) -> str:
    re.compile(text)
    return text


_TAGS: dict[str, Callable[[_Reader, str], None]] = {
    "title": lambda r, v: r._set("title", v), "chapter": _Reader._set_chapter, "host": _Reader._set_host, "minutes": lambda r, v: r._set("minutes", float(v)),
    "type-speed": _Reader._set_speed, "say": lambda r, v: r.says.append(v), "note": lambda r, v: r.notes.append(v), "stop": _Reader._set_stop,
    "auto": _Reader._set_auto, "silent": lambda r, v: r._set("silent", True), "error": _Reader._set_error,
    "expect": lambda r, v: r.expects.append(_pattern(v)),
}


def read_demo(path: str) -> Demo:
    """A demo from its file; raises DemoError or OSError."""
    with open(path, encoding="utf-8-sig") as f:
        return _Reader(path).read(f.read())


def find_demo(name: str) -> str:
    """The file of a shipped demo, by its name; the name itself when none is called so."""
    for entry in sorted(os.listdir(SHIPPED)):
        base, extension = os.path.splitext(entry)
        if extension == ".ps1" and base.lower() == name.lower():
            return os.path.join(SHIPPED, entry)
    return name


def shipped() -> list[Demo]:
    return [read_demo(os.path.join(SHIPPED, entry)) for entry in sorted(os.listdir(SHIPPED)) if entry.endswith(".ps1")]
