"""Frame: one running invocation of a script, function or block; Streams: where its records go."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.objects.records import InvocationInfo, Position
from shell.runtime.scopes import Scope, SessionState

Value = Any
Sink = Callable[[Value], None]


def drop(record: Value) -> None:
    """A sink that keeps nothing."""


def _hidden(kind: str, record: Value) -> None:
    """Records that a preference suppresses are of interest to jobs only."""


class Streams:
    """Sinks of the streams beside output.  `hidden(kind, record)` gets what a preference suppressed."""

    __slots__ = ("error", "warning", "verbose", "debug", "information", "progress", "hidden")

    def __init__(self, error: Sink = drop, warning: Sink = drop, verbose: Sink = drop, debug: Sink = drop, information: Sink = drop,
                 progress: Sink = drop, hidden: Callable[[str, Value], None] = _hidden) -> None:
        self.error, self.warning, self.verbose, self.debug = error, warning, verbose, debug
        self.information, self.progress, self.hidden = information, progress, hidden

    def copy(self) -> Streams:
        return Streams(self.error, self.warning, self.verbose, self.debug, self.information, self.progress, self.hidden)


class Frame:
    """One invocation.  Attributes that most calls never touch have defaults at the class."""

    args: Value = ()  # $args of a simple function
    bound: Optional[dict[str, Value]] = None  # $PSBoundParameters
    input: Value = None  # collected or streaming $input
    cmdlet: Any = None  # the PSCmdlet object of an advanced function
    this: Value = None
    is_dot: bool = False
    file: Optional[str] = None
    _invocation: Optional[InvocationInfo] = None
    invocation_name: str = ""
    pipeline_position = 1
    pipeline_length = 1
    expecting_input = False
    call: Any = None  # (plan, values) of a call that needed no binder: see functions.py

    def __init__(self, ctx: Any, scope: Scope, state: SessionState, streams: Streams, site: Any = None, command: Any = None) -> None:
        self.ctx = ctx
        self.scope = scope
        self.state = state
        self.streams = streams
        self.site = site  # the CallSite that called, or None
        self.command = command  # CommandInfo, or None for a bare script block

    def with_streams(self, streams: Streams) -> Frame:
        """The same invocation with other sinks."""
        f = Frame.__new__(Frame)
        f.__dict__.update(self.__dict__)
        f.streams = streams
        return f

    @property
    def invocation(self) -> InvocationInfo:
        """$MyInvocation."""
        if self._invocation is None:
            written = self.site.operator if self.site is not None else ""
            info = CommandInvocation(self.command, self.site, self.invocation_name or written)
            if self.bound is not None:
                info.bound_parameters = self.bound
            info.unbound_arguments = list(self.args) if isinstance(self.args, (list, tuple)) else []
            info.pipeline_position, info.pipeline_length, info.expecting_input = self.pipeline_position, self.pipeline_length, self.expecting_input
            self._invocation = info
        return self._invocation

    @property
    def name(self) -> str:
        """What the stack trace calls it."""
        return "<ScriptBlock>" if self.command is None else str(self.command.name)


def position_of(extent: Any) -> Position:
    """The facts of an Extent that error views print."""
    line = extent.start_line_number
    return Position(extent.file, line, extent.start_column_number, extent.end_line_number, extent.end_column_number, extent.text,
                    extent.source.line_text(line), extent.start, extent.end, extent.source)


class CommandInvocation(InvocationInfo):
    """An InvocationInfo whose position is worked out when somebody looks."""

    __slots__ = ("site", "_position", "extent", "hidden_extent")

    def __init__(self, command: Any = None, site: Any = None, invocation_name: str = "") -> None:
        self.site = site
        self.extent = site.node.extent if site is not None and site.node is not None else None
        self.hidden_extent: Any = None  # a position that shows only if the error turns out to be terminating
        self._position: Optional[Position] = None
        name = invocation_name or (site.name if site is not None and isinstance(site.name, str) else "")
        InvocationInfo.__init__(self, command, None, name, getattr(command, "name", "") or "")

    @property
    def position(self) -> Optional[Position]:
        if self._position is None and self.extent is not None:
            self._position = position_of(self.extent)
        return self._position

    @position.setter
    def position(self, value: Optional[Position]) -> None:
        self._position = value
