"""Stopping and tracing scripts: the points compiled code reports when it is compiled for debugging, and the Debugger that acts on them.

Code is compiled for debugging when its text mentions a command of the debugger, or once a breakpoint, trace or step was asked for anywhere in the process;
other code pays nothing.
"""
from __future__ import annotations

import functools
import re
import sys
from typing import Any, Callable, Optional

from shell.runtime.flow import LoopJump, PipelineStopped

Value = Any
_MENTION = re.compile(r"psbreakpoint|set-psdebug|wait-debugger|\bsbp\b", re.I)
_VALUE_LENGTH = 60


class _Switch:
    """`on`: all code is compiled for debugging from now on."""

    on = False


SWITCH = _Switch()


@functools.lru_cache(maxsize=16)
def _mentions(text: str) -> bool:
    return _MENTION.search(text) is not None


def wanted(text: str) -> bool:
    """Shall this text be compiled for debugging?"""
    return SWITCH.on or _mentions(text)


class SequencePoint:
    """A place where a script can stop: its extent, the commands, variables read and variables written there (folded); `entry`: a body begins."""

    __slots__ = ("extent", "commands", "reads", "writes", "entry")

    def __init__(self, extent: Any, commands: frozenset[str] = frozenset(), reads: frozenset[str] = frozenset(), writes: frozenset[str] = frozenset(),
                 entry: bool = False) -> None:
        self.extent, self.commands, self.reads, self.writes, self.entry = extent, commands, reads, writes, entry


class Stop:
    """Why and where a script stands still: what the prompt shows."""

    def __init__(self, extent: Any, breakpoints: list[Any]) -> None:
        self.extent, self.breakpoints = extent, breakpoints
        self.shell: Any = None  # what runs the prompt's inputs, when it is not the console's own shell


def step(F: Any, V: Any, point: SequencePoint) -> None:
    """Compiled code has come to a sequence point."""
    debugger = F.ctx.debugger
    if debugger is not None and not debugger.busy:
        F.ctx.frame = F
        debugger.reach(F, point)


def assigned(F: Any, V: Any, name: str) -> None:
    """A variable has got its value: -Trace 2 tells."""
    debugger = F.ctx.debugger
    if debugger is not None and debugger.trace > 1 and not debugger.busy:
        debugger.show_assignment(name, V[name.lower()])


def debugger_of(ctx: Any) -> Debugger:
    """The runspace's debugger; making it has everything compiled for debugging."""
    if ctx.debugger is None:
        ctx.debugger = Debugger(ctx)
    if not SWITCH.on:
        SWITCH.on = True
        ctx.commands_changed()
    found: Debugger = ctx.debugger
    return found


def depth() -> int:
    """How many script functions are running."""
    frame: Any = sys._getframe(1)
    count = 0
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith("<ps:") and not code.co_name.startswith("sub_"):
            count += 1
        frame = frame.f_back
    return count


class Debugger:
    """Of one runspace.  `trace`: level of Set-PSDebug; `mode`: '', into, over or out; `show(text)` writes a debug line on the host."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.trace = 0
        self.asks = False  # Set-PSDebug -Step
        self.mode = ""
        self.busy = False
        self.breakpoints: Callable[[], list[Any]] = lambda: []
        self.show: Callable[[str], None] = lambda text: None
        self._depth = 0

    # ---- tracing

    def _show_point(self, point: SequencePoint) -> None:
        extent = point.extent
        line = extent.source.line_text(extent.start_line_number)
        at = extent.start_column_number - 1
        text = f"{line[:at]} >>>> {line[at:]}" if at <= len(line) else line + " <<<< "
        ended = extent.start_line_number < len(extent.source.line_starts())
        self.show(f"{extent.start_line_number:>4}+ {text}" + ("\n" if ended else ""))

    def show_assignment(self, name: str, value: Value) -> None:
        from shell.objects.text import to_string
        text = to_string(value)
        room = _VALUE_LENGTH - len(name)
        if len(text) > room:
            text = text[:max(room, 0)] + "\u2026"
        self.show(f"    ! SET ${name} = '{text}'.")

    def _show_entry(self, F: Any) -> None:
        where = f"  (defined in file '{F.file}')" if F.file else ""
        self.show(f"    ! CALL function '{F.name}'{where}")

    # ---- stopping

    def reach(self, F: Any, point: SequencePoint) -> None:
        """Trace, count and act on the breakpoints of this point, stop if asked to."""
        if self.trace:
            self._show_point(point)
            if point.entry and self.trace > 1:
                self._show_entry(F)
        stops = []
        for b in list(self.breakpoints()):
            if b.enabled and b.reached(F, point):
                b.hits += 1
                if b.action is None or self._breaks(b):
                    stops.append(b)
        if stops or self._steps_here():
            self.stop(F, point.extent, stops)
        elif self.asks:
            self._ask(F, point)

    def _breaks(self, breakpoint: Any) -> bool:
        """Run a breakpoint's action; `break` in it stops the script."""
        self.busy = True
        frame = self.ctx.frame
        try:
            self.ctx.invoke(breakpoint.action, (), None, breakpoint)
        except LoopJump as jump:
            return jump.is_break
        finally:
            self.busy = False
            self.ctx.frame = frame
        return False

    def _steps_here(self) -> bool:
        if not self.mode:
            return False
        return self.mode == "into" or (depth() <= self._depth if self.mode == "over" else depth() < self._depth)

    def stop(self, F: Any, extent: Any, breakpoints: list[Any]) -> None:
        """Ask the host's person what to do; without anybody to ask the script goes on."""
        self.mode = ""
        prompt: Optional[Callable[[Optional[Stop]], str]] = self.ctx.nested_prompt
        if prompt is None:
            return
        self.busy = True
        frame, ok = self.ctx.frame, self.ctx.ok
        try:
            answer = prompt(Stop(extent, breakpoints))
        finally:
            self.busy = False
            self.ctx.frame, self.ctx.ok = frame, ok
        if answer == "quit":
            raise PipelineStopped
        if answer == "detach":
            for b in self.breakpoints():
                b.enabled = False
        elif answer in ("into", "over", "out"):
            self.mode, self._depth = answer, depth()

    def _ask(self, F: Any, point: SequencePoint) -> None:
        """Set-PSDebug -Step: every statement is asked about."""
        self.busy = True
        try:
            choice = self.ctx.host.choose("Continue with this operation?", f"{point.extent.start_line_number:>4}+ {point.extent.text.splitlines()[0]}",
                                          [("&Yes", "Run this statement."), ("Yes to &All", "Run without asking again."), ("&No", "Stop here."),
                                           ("No to A&ll", "Stop here and switch stepping off."), ("&Suspend", "Open a prompt.")], 0)
        finally:
            self.busy = False
        if choice in (1, 3):
            self.asks = False
            self.trace = 0
        if choice in (2, 3):
            raise PipelineStopped
        if choice == 4:
            self.stop(F, point.extent, [])
