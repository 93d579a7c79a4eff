"""asciicast files, versions 2 and 3: events in memory, reading, writing, checking.  Times in memory are seconds since the beginning."""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Optional

OUTPUT, INPUT, RESIZE, MARKER, EXIT = "o", "i", "r", "m", "x"
CODES = {3: "oirmx", 2: "oirm"}


class CastError(ValueError):
    """A file that is not a recording; `line` counts from 1."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {message}" if line else message)
        self.line = line


class Event(NamedTuple):
    at: float
    code: str
    data: str


class Cast:
    """One recording.  `header` holds what is common to both versions: title, timestamp, env, idle_time_limit, command, theme."""

    def __init__(self, columns: int = 80, rows: int = 24, header: Optional[dict[str, Any]] = None, version: int = 3, terminal: str = "") -> None:
        self.columns, self.rows, self.version, self.terminal = columns, rows, version, terminal
        self.header: dict[str, Any] = header or {}
        self.events: list[Event] = []

    @property
    def title(self) -> str:
        return str(self.header.get("title") or "")

    @property
    def idle_limit(self) -> Optional[float]:
        value = self.header.get("idle_time_limit")
        return float(value) if isinstance(value, (int, float)) and value > 0 else None

    @property
    def duration(self) -> float:
        return self.events[-1].at if self.events else 0.0

    @property
    def exit_code(self) -> Optional[int]:
        return next((int(e.data) for e in reversed(self.events) if e.code == EXIT and e.data.lstrip("-").isdigit()), None)

    def timed(self, idle_limit: Optional[float] = None) -> list[Event]:
        """The events with no pause longer than the limit (the header's unless another is given)."""
        limit = self.idle_limit if idle_limit is None else idle_limit
        if not limit:
            return list(self.events)
        out: list[Event] = []
        before = now = 0.0
        for e in self.events:
            now += min(e.at - before, limit)
            before = e.at
            out.append(Event(now, e.code, e.data))
        return out


def header_line(cast: Cast) -> str:
    """The first line of a file, without its end."""
    if cast.version == 2:
        head: dict[str, Any] = {"version": 2, "width": cast.columns, "height": cast.rows}
    else:
        term: dict[str, Any] = {"cols": cast.columns, "rows": cast.rows}
        if cast.terminal:
            term["type"] = cast.terminal
        head = {"version": 3, "term": term}
        if "theme" in cast.header:
            term["theme"] = cast.header["theme"]
    rest = {k: v for k, v in cast.header.items() if v not in (None, "", {}) and (k != "theme" or cast.version == 2)}
    return json.dumps({**head, **rest}, ensure_ascii=False)


class Writer:
    """Writes events as they come.  Version 3 has the time since the event before, version 2 the time since the beginning and no exit event."""

    def __init__(self, version: int) -> None:
        self._version = version
        self._written = 0  # milliseconds: what has been written so far, so that rounding does not add up

    def line(self, event: Event) -> Optional[str]:
        """The line of an event without its end; None when this version has no such event."""
        if event.code not in CODES[self._version]:
            return None
        now = max(round(event.at * 1000), self._written)
        shown = now / 1000 if self._version == 2 else (now - self._written) / 1000
        self._written = now
        return json.dumps([shown, event.code, event.data], ensure_ascii=False)


def dump(cast: Cast, version: Optional[int] = None) -> str:
    """The text of a file."""
    wanted = version or cast.version
    shown = Cast(cast.columns, cast.rows, cast.header, wanted, cast.terminal)
    writer = Writer(wanted)
    lines = [header_line(shown), *(line for line in map(writer.line, cast.events) if line is not None)]
    return "\n".join(lines) + "\n"


def load(text: str) -> Cast:
    """A recording from the text of a file; raises CastError."""
    numbered = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip() and not (n > 1 and line.startswith("#"))]
    if not numbered:
        raise CastError("the file is empty", 1)
    cast = _header(numbered[0][1])
    now = 0.0
    for number, line in numbered[1:]:
        at, code, data = _event(line, number)
        now = at if cast.version == 2 else now + at
        cast.events.append(Event(now, code, data))
    return cast


def _header(line: str) -> Cast:
    try:
        head = json.loads(line)
    except ValueError:
        raise CastError("the header is not JSON", 1)
    if not isinstance(head, dict) or head.get("version") not in CODES:
        raise CastError("not an asciicast of version 2 or 3", 1)
    version = head.pop("version")
    term = head.pop("term", None) if version == 3 else {"cols": head.pop("width", None), "rows": head.pop("height", None)}
    if not isinstance(term, dict) or not all(isinstance(term.get(k), int) and term[k] > 0 for k in ("cols", "rows")):
        raise CastError("the header does not tell the size of the terminal", 1)
    if "theme" in term:
        head["theme"] = term["theme"]
    return Cast(term["cols"], term["rows"], head, version, str(term.get("type") or ""))


def _event(line: str, number: int) -> tuple[float, str, str]:
    try:
        event = json.loads(line)
    except ValueError:
        raise CastError("the event is not JSON", number)
    if not isinstance(event, list) or len(event) != 3:
        raise CastError("an event is a list of three", number)
    at, code, data = event
    if isinstance(at, bool) or not isinstance(at, (int, float)) or at < 0:
        raise CastError("the time of an event is a number, not negative", number)
    if not isinstance(code, str) or not isinstance(data, str):
        raise CastError("the code and the data of an event are texts", number)
    return float(at), code, data


def problems(text: str) -> Iterator[str]:
    """What breaks the format's documentation, beyond what `load` refuses."""
    try:
        cast = load(text)
    except CastError as error:
        yield str(error)
        return
    yield from _header_problems(cast)
    before = 0.0
    for n, e in enumerate(cast.events):
        if e.code not in CODES[cast.version]:
            yield f"event {n}: version {cast.version} has no code {e.code!r}"
        if e.at < before:
            yield f"event {n}: time runs backwards"
        before = e.at
        if e.code == RESIZE and not re.fullmatch(r"[1-9]\d*x[1-9]\d*", e.data):
            yield f"event {n}: a resize is COLSxROWS, not {e.data!r}"
        if e.code == EXIT and not re.fullmatch(r"\d+", e.data):
            yield f"event {n}: an exit status is a number, not {e.data!r}"
        if e.code == EXIT and n != len(cast.events) - 1:
            yield f"event {n}: events after the exit"


def _header_problems(cast: Cast) -> Iterator[str]:
    kinds: tuple[tuple[str, Any], ...] = (("timestamp", int), ("title", str), ("command", str), ("idle_time_limit", (int, float)), ("env", dict), ("tags", list))
    for name, kind in kinds:
        if name in cast.header and (not isinstance(cast.header[name], kind) or isinstance(cast.header[name], bool)):
            yield f"header: {name} has the wrong type"
    env = cast.header.get("env")
    if isinstance(env, dict) and not all(isinstance(v, str) for v in env.values()):
        yield "header: env holds texts only"
    theme = cast.header.get("theme")
    if theme is not None and not (isinstance(theme, dict) and {"fg", "bg", "palette"} <= theme.keys()):
        yield "header: a theme has fg, bg and palette"


def sized(events: Iterable[Event], columns: int, rows: int) -> tuple[int, int]:
    """The greatest width and height a recording has."""
    for e in events:
        if e.code == RESIZE:
            c, _, r = e.data.partition("x")
            columns, rows = max(columns, int(c)), max(rows, int(r))
    return columns, rows
