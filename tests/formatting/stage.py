"""A minimal session for view tests: variables, no scripts; runs values through a Formatter and gives the text."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, Optional

from shell.formatting.engine import Formatter
from shell.formatting.expressions import parse_properties, parse_property
from shell.formatting.generators import Options
from shell.formatting.shaping import Shaper

Value = Any


class FakeScript:
    """A script block whose body is a Python function of $_."""

    def __init__(self, text: str, body: Callable[[Value], list[Value]]) -> None:
        self.text, self.body = text, body


class FakeSession:
    """What the formatter asks of a Context."""

    def __init__(self, **variables: Value) -> None:
        self.variables = variables
        self.host = self
        self.try_depth = 0
        self.width, self.height, self.interactive = 120, 0, False

    def get_variable(self, name: str, default: Value = None) -> Value:
        return self.variables.get(name, default)

    def invoke_each(self, script: FakeScript, value: Value) -> list[Value]:
        return script.body(value)

    def find_command(self, name: str) -> None:
        return None


def shown(*values: Value, width: int = 119, session: Optional[FakeSession] = None) -> str:
    """What bare output of the values prints."""
    lines: list[str] = []
    formatter = Formatter(session or FakeSession(), lines.append, width)
    for value in values:
        formatter.process(value)
    formatter.end()
    return "".join(line + "\n" for line in lines)


def formatted(kind: str, values: Iterable[Value], properties: Optional[list[Value]] = None, session: Optional[FakeSession] = None, **options: Value) -> list[Value]:
    """The packets a Format-* command gives."""
    chosen = Options()
    if properties:
        chosen.properties = parse_properties(properties, kind)
    if "group_by" in options:
        chosen.group_by = parse_property(options.pop("group_by"), "group")
    for name, value in options.items():
        setattr(chosen, name, value)
    out: list[Value] = []
    shaper = Shaper(session or FakeSession(), out.append, kind, chosen)
    for value in values:
        shaper.process(value)
    shaper.end()
    return out
