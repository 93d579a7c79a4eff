"""Running pipelines: stages are built from last to first, begun in order, fed, ended; early stops and clean-up; output collecting helpers.

A stage has begin(), process(value), end(), stop(), and `begun`; it hands its output to the emit callable it was made with.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable, Optional

from shell.objects.enumeration import enumerate_value
from shell.objects.psobject import PSCustomObject
from shell.runtime.flow import StopUpstream

Value = Any
Emit = Callable[[Value], None]
ATOMS = frozenset((int, str, float, bool, PSCustomObject, type(None)))


def put(emit: Emit, value: Value) -> None:
    """Write a value as a statement does: collections element by element."""
    cls = value.__class__
    if cls in ATOMS:
        emit(value)
    elif cls is list:
        for item in value:
            emit(item)
    else:
        items = enumerate_value(value)
        if items is None:
            emit(value)
        else:
            for item in items:
                emit(item)


def items_of(value: Value) -> Iterable[Value]:
    """The objects a value sends down a pipeline."""
    cls = value.__class__
    if cls is list or cls is range:
        return value  # type: ignore[no-any-return]
    if cls in ATOMS:
        return (value,)
    items = enumerate_value(value)
    return (value,) if items is None else items


def collapse(out: list[Value]) -> Value:
    """Collected output as one value: nothing is null, one object is itself."""
    n = len(out)
    if n == 1:
        return out[0]
    return out if n else None


def drive(stages: Sequence[Any], items: Optional[Iterable[Value]]) -> None:
    """Run stages that are connected already; `items` is what the first one is fed, None when it has no input."""
    try:
        for s in stages:
            prepare = getattr(s, "prepare", None)
            if prepare is not None:
                prepare()
        for s in stages:
            if not s.begun:
                s.begun = True
                s.begin()
        if items is not None:
            _feed(stages[0], items)
        for s in stages:
            s.end()
    except StopUpstream as stop:
        _finish_after_stop(stages, stop)
    except BaseException:
        for s in stages:
            s.stop()
        raise
    finally:
        for s in stages:
            clean = getattr(s, "clean", None)
            if clean is not None:
                clean()


def _feed(stage: Any, items: Iterable[Value]) -> None:
    """A stage that has shown how it collects what it is fed takes the rest without being asked for each object."""
    feed, process = iter(items), stage.process
    for value in feed:
        process(value)
        break
    process = getattr(stage, "take", None) or process
    for value in feed:
        process(value)


def _finish_after_stop(stages: Sequence[Any], stop: StopUpstream) -> None:
    """A stage wants no more: what is before it is stopped, it and the rest are ended."""
    i = next((n for n, s in enumerate(stages) if s is stop.stage or getattr(s, "cmdlet", None) is stop.stage), None)
    if i is None:
        for s in stages:
            s.stop()
        raise stop
    for before in stages[:i]:
        before.stop()
    try:
        for after in stages[i:]:
            after.end()
    except StopUpstream as again:
        _finish_after_stop(stages[i:], again)


class Link:
    """Hands output on to a stage that may not have begun: used while begin blocks run."""

    __slots__ = ("stage",)

    def __init__(self, stage: Any) -> None:
        self.stage = stage

    def send(self, value: Value) -> None:
        stage = self.stage
        if not stage.begun:
            stage.begun = True
            stage.begin()
        stage.process(value)


class OutBuffer:
    """-OutBuffer n: output goes on in lots of n + 1."""

    __slots__ = ("down", "room", "held")

    def __init__(self, down: Emit, count: int) -> None:
        self.down, self.room, self.held = down, count + 1, []  # type: Emit, int, list[Value]

    def emit(self, value: Value) -> None:
        """Keep a value, or hand on all that is kept."""
        self.held.append(value)
        if len(self.held) >= self.room:
            self.flush()

    def flush(self) -> None:
        """Hand on what is kept: the command is done."""
        held, self.held = self.held, []
        for value in held:
            self.down(value)


class ItemStage:
    """A script block run for each object in the caller's scope: ForEach-Object { } and Where-Object { }."""

    __slots__ = ("process", "begun")

    def __init__(self, process: Emit) -> None:
        self.process = process
        self.begun = True

    def begin(self) -> None:
        pass

    def end(self) -> None:
        pass

    def stop(self) -> None:
        pass


class SinkStage:
    """The end of a redirected pipeline: a function takes every object, another is called at the end."""

    __slots__ = ("process", "begun", "_close")

    def __init__(self, process: Emit, close: Callable[[], None]) -> None:
        self.process = process
        self.begun = True
        self._close = close

    def begin(self) -> None:
        pass

    def end(self) -> None:
        self._close()

    def stop(self) -> None:
        self._close()


def put_output(emit: Emit, out: list[Value]) -> None:
    """Write what a parenthesized command gave: one object is enumerated as a value is, several as they are."""
    if len(out) == 1:
        put(emit, out[0])
    else:
        for value in out:
            emit(value)


def items_of_output(out: list[Value]) -> Iterable[Value]:
    """What a command's collected output feeds a pipeline."""
    return items_of(out[0]) if len(out) == 1 else out


def items_of_call(value: Value) -> Iterable[Value]:
    """What a method call feeds a pipeline; a void method feeds nothing."""
    from shell.runtime.evaluation import VOID
    return () if value is VOID else items_of(value)


def items_of_variable(V: Any, key: str) -> Iterable[Value]:
    """What a variable feeds a pipeline; the output of a command that gave none feeds nothing."""
    value = V[key]
    if value is None and V.is_void(key):
        return ()
    return items_of(value)
