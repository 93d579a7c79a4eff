"""Prompts inside a prompt: $Host.EnterNestedPrompt() and the debugger's stops, with their inputs from the same place as all others."""
from __future__ import annotations

import sys
from typing import Any, Callable, Optional

from shell.objects.position_text import position_message
from shell.runtime.debugging import Stop
from shell.runtime.frame import position_of

Value = Any
HELP = """
 s, stepInto         Run the next statement, going into functions and scripts
 v, stepOver         Run the next statement, not stopping inside functions and scripts
 o, stepOut          Run to the end of this function or script

 c, continue         Go on
 q, quit             Stop the script
 d, detach           Go on and switch all breakpoints off

 k, Get-PSCallStack  Show which functions and scripts are running

 l, list             Show the source around this line; "list <m>" from line m,
                     "list <m> <n>" n lines from line m

 <enter>             Repeat the last stepInto, stepOver or list

 ?, h                Show this text
"""
_RESUME = {"s": "into", "stepinto": "into", "v": "over", "stepover": "over", "o": "out", "stepout": "out", "c": "continue", "continue": "continue",
           "q": "quit", "quit": "quit", "d": "detach", "detach": "detach"}
_LISTED = 16


class NestedRunner:
    """Runs the inputs of one nested prompt.  `stop` is why a script stands still, None for EnterNestedPrompt; `answer` how it goes on."""

    def __init__(self, shell: Any, stop: Optional[Stop]) -> None:
        self.shell, self.stop = shell, stop
        if stop is not None and stop.shell is not None:
            self.shell = stop.shell
        self.ctx = self.shell.ctx
        self.answer = "continue"
        self._last = ""
        self._next_line = 0

    # ---- what an input loop needs

    def run_line(self, text: str) -> bool:
        """One input; False when the prompt ends."""
        if self.stop is not None:
            done = self._debugger_command(text.strip())
            if done is not None:
                return not done
        result = self.shell.run_input(text)
        if result.exit_code is not None:
            self.ctx.set_last_exit_code(result.exit_code)
            if self.stop is not None:
                self.answer = "quit"
            return False
        if self.ctx.leaves_nested:
            self.ctx.leaves_nested = False
            return False
        return self.shell.host.exit_requested is None

    def run_empty(self) -> bool:
        """An empty line repeats the last step or list."""
        return not (self.stop is not None and self._last and self._debugger_command(self._last))

    def prompt_text(self) -> str:
        text: str = self.shell.prompt_text()
        return f"[DBG]: {text}" if self.stop is not None else text

    def pending_input(self) -> Optional[str]:
        return None

    # ---- the debugger's own words

    def _debugger_command(self, text: str) -> Optional[bool]:
        """None: not one of them; True: the script goes on."""
        words = text.lower().split()
        if not words:
            return None
        resume = _RESUME.get(words[0]) if len(words) == 1 else None
        if resume is not None:
            self.answer = resume
            self.ctx.last_debugger_word = text if resume in ("into", "over") else ""
            return True
        if len(words) == 1 and words[0] in ("?", "h"):
            self.shell.host.write_line(HELP)
            return False
        if words[0] in ("l", "list") and all(w.isdigit() for w in words[1:]) and len(words) <= 3:
            self._list([int(w) for w in words[1:]])
            self._last = "l"
            return False
        if words == ["k"]:
            self.shell.run_input("Get-PSCallStack | Select-Object -Skip 1")
            return False
        return None

    def _list(self, numbers: list[int]) -> None:
        """Source lines with their numbers; the current one is marked."""
        assert self.stop is not None
        source = self.stop.extent.source
        current = self.stop.extent.start_line_number
        last = len(source.line_starts())
        first = numbers[0] if numbers else self._next_line or max(current - 5, 1)
        if not 1 <= first <= last:
            self.shell.host.write_error_line(f"Line {first} cannot be listed: the source has {last} lines.")
            return
        end = min(first + (numbers[1] if len(numbers) > 1 else _LISTED), last + 1)
        lines = [f"{n:>5}:{'*' if n == current else ' '} {source.line_text(n)}" for n in range(first, end)]
        self._next_line = end if end <= last else 0
        self.shell.host.write_line("\n" + "\n".join(lines) + "\n")


def announce(host: Any, stop: Stop, first: bool) -> None:
    """What is shown when a script stops."""
    if first:
        host.write_line("Entering debug mode. Use h or ? for help.\n")
    for b in stop.breakpoints:
        host.write_line(f"Hit {b}")
    if stop.breakpoints:
        host.write_line("")
    host.write_line(position_message(position_of(stop.extent)).lstrip("\n"))


class NestedPrompts:
    """Opens nested prompts.  `loop(runner)` reads and runs inputs until the runner ends it; it answers False when there are no more inputs."""

    def __init__(self, shell: Any, loop: Callable[[NestedRunner], bool]) -> None:
        self.shell, self._loop = shell, loop
        self._announced = False
        self.ended = False  # no more inputs: the program ends as soon as it can

    def enter(self, stop: Optional[Stop] = None) -> str:
        """Run a prompt; how a stopped script goes on."""
        ctx = self.shell.ctx
        if self.ended:
            return "continue"
        runner = NestedRunner(self.shell, stop)
        held = (ctx.frame, ctx.ok, ctx.try_depth, ctx.host_emit)
        ctx.nested_level += 1
        ctx.base_scope["nestedpromptlevel"] = ctx.nested_level
        ctx.try_depth = 0
        try:
            if stop is not None:
                runner._last = ctx.last_debugger_word
                announce(self.shell.host, stop, not self._announced)
                self._announced = True
            self.ended = not self._loop(runner)
        finally:
            ctx.nested_level -= 1
            ctx.base_scope["nestedpromptlevel"] = ctx.nested_level
            ctx.frame, ctx.ok, ctx.try_depth, ctx.host_emit = held
        sys.stdout.flush()
        return runner.answer
