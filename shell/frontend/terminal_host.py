"""The console of the interactive program: a live region below the output, progress bars, the pager, pickers, and keys that stop or detach."""
from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Callable, Optional

from shell.console.console_host import ConsoleHost
from shell.frontend.fanout_view import FanoutView
from shell.frontend.live_region import Surface
from shell.frontend.progress_bars import ProgressBars
from shell.runtime.settings import setting

Value = Any
NOT_A_JOB = "^Z: this runs in the shell itself and cannot become a job; Ctrl-C stops it."


class Attention:
    """What the keys ask of a command that watches others: `stop` by Ctrl-C, `detach` by Ctrl-Z."""

    def __init__(self, wake: Optional[Callable[[], None]] = None) -> None:
        self.stop = self.detach = False
        self.wake = wake or (lambda: None)


class Detach(KeyboardInterrupt):
    """Ctrl-Z where a command can let go of what it waits for; whoever does not know it takes it for Ctrl-C."""

    detach = True


class TerminalHost(ConsoleHost):
    """One a program.  Signals arrive in the main thread, where commands run."""

    asks_before = True  # commands for many hosts, or for production, are confirmed

    def __init__(self, interactive: bool = True) -> None:
        super().__init__(interactive)
        self.surface = Surface(sys.stdout, lambda: (self.width, self.height or 24), live=self._live())
        self.out = self.surface
        self.bars = ProgressBars()
        self.several = False  # output of several hosts is being shown
        self.picker: Optional[Callable[..., Optional[list[int]]]] = None
        self.seen_jobs: set[int] = set()  # jobs followed to their end: no notice of them
        self.controls_terminal = controls_terminal()
        self._attentions: list[Attention] = []
        self._detachable = 0
        self._signals_ours = False  # within `running`
        self._modes: Any = None
        self._quiet = False

    @property
    def colour(self) -> bool:
        return super().colour and setting("Theme") != "Monochrome"

    def _live(self) -> bool:
        return self.out_is_terminal and not setting("ScreenReader") and os.environ.get("TERM") != "dumb"

    # ---- output

    def write_error_line(self, text: str) -> None:
        if self.surface.editor is not None or os.isatty(2):
            self.surface.write(text + "\n")
            self.surface.flush()
            return
        super().write_error_line(text)

    def write_progress(self, record: Value) -> None:
        if not self.surface.live:
            return
        if self.bars.take(record):
            self.surface.show("progress", self.bars.render)
        else:
            self.surface.hide("progress")

    def fan_out(self, labels: Sequence[str]) -> Optional[FanoutView]:
        """A view of the hosts a command runs on, drawn until `end_fan_out`."""
        self.several_hosts(len(labels))
        if len(labels) < 2 or not self.surface.live or not setting("LiveView"):
            return None
        view = FanoutView(list(labels), self.colour)
        self.surface.show("hosts", view.render)
        return view

    def end_fan_out(self) -> None:
        self.surface.hide("hosts")

    def several_hosts(self, count: int) -> None:
        """The output that follows is that of so many hosts."""
        self.several = self.several or count > 1

    def command_ended(self) -> None:
        """Between two commands: nothing of the last one stays."""
        self.several = False
        self._set_modes(quiet=True)
        self.bars.clear()
        self.surface.live = self._live()
        self.surface.clear()
        if not self.surface.at_line_start:
            self.surface.write("\n")
        elif self.out_is_terminal and not setting("ScreenReader"):
            # a program may have left its last line open; blanks up to the edge end such a line, and are wiped where there was none
            self.surface.write(" " * self.width + "\r\x1b[K")
            self.surface.at_line_start = True
        self.surface.flush()

    def terminal_lease(self) -> Any:
        """For a program that is to have the terminal for itself; None where there is no job control."""
        if not self.controls_terminal or not self._signals_ours:
            return None
        from shell.frontend.job_control import TerminalLease
        return TerminalLease(self)

    # ---- the terminal's modes

    def own_terminal(self) -> None:
        """From now on what is typed is shown by the line editor only."""
        self._modes = modes_of_terminal()
        self._set_modes(quiet=True)

    def lend_terminal(self) -> None:
        """A program or a question reads the terminal: with echo."""
        self._set_modes(quiet=False)

    @property
    def lent(self) -> bool:
        """Has this command given the terminal to a program or a question?"""
        return not self._quiet

    def _set_modes(self, quiet: bool) -> None:
        if self._modes is None or quiet == self._quiet:
            return
        import termios
        self._quiet = quiet
        termios.tcsetattr(0, termios.TCSADRAIN, without_echo(self._modes) if quiet else self._modes)

    # ---- questions

    def read_line(self, prompt: str, secure: bool = False) -> Optional[str]:
        self.surface.clear()
        self.lend_terminal()
        try:
            return super().read_line(prompt, secure)
        finally:
            self._set_modes(quiet=True)
            self.surface.at_line_start = True

    def pick(self, title: str, rows: Sequence[str], several: bool = False) -> Optional[list[int]]:
        """Let the person choose among lines; the numbers chosen, None when it was given up.  Only where `can_pick`."""
        self.surface.clear()
        self.surface.flush()
        assert self.picker is not None
        return self.picker(title, list(rows), several)

    @property
    def can_pick(self) -> bool:
        return self.picker is not None and self.interactive and sys.stdin.isatty()

    # ---- keys while a command runs

    @contextmanager
    def attend(self, wake: Optional[Callable[[], None]] = None) -> Iterator[Attention]:
        """While inside, Ctrl-C and Ctrl-Z set flags (a second Ctrl-C interrupts) and call `wake`."""
        attention = Attention(wake)
        self._attentions.append(attention)
        try:
            yield attention
        finally:
            self._attentions.remove(attention)

    @contextmanager
    def detachable(self) -> Iterator[None]:
        """While inside, Ctrl-Z raises a Detach: the command can leave what it waits for to the background."""
        self._detachable += 1
        try:
            yield
        finally:
            self._detachable -= 1

    @contextmanager
    def running(self) -> Iterator[None]:
        """A command runs: what the keys mean.  Started programs get the defaults back."""
        old = [(n, signal.getsignal(n)) for n in (signal.SIGINT, signal.SIGTSTP)]
        signal.signal(signal.SIGINT, self._interrupt)
        signal.signal(signal.SIGTSTP, self._suspend)
        self._signals_ours = True
        try:
            yield
        finally:
            self._signals_ours = False
            for number, handler in old:
                signal.signal(number, handler)

    def _interrupt(self, number: int, frame: Any) -> None:
        if self._attentions and not self._attentions[-1].stop:
            self._attentions[-1].stop = True
            self._attentions[-1].wake()
            return
        raise KeyboardInterrupt

    def _suspend(self, number: int, frame: Any) -> None:
        if self._attentions:
            self._attentions[-1].detach = True
            self._attentions[-1].wake()
            return
        if self._detachable:
            raise Detach
        os.write(2, (NOT_A_JOB + "\r\n").encode())
        os.killpg(0, signal.SIGCONT)  # what was stopped with us goes on


def controls_terminal() -> bool:
    """Is standard input our controlling terminal, with us in its foreground?  Only then can programs be given it."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def modes_of_terminal() -> Any:
    """The terminal's modes; None when standard input has none."""
    import termios
    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def without_echo(modes: Any) -> Any:
    """Keys typed while a command runs, ^C and ^Z among them, are not written where the cursor happens to be: the next prompt shows them."""
    import termios
    quiet = list(modes)
    quiet[3] = int(quiet[3]) & ~(termios.ECHO | termios.ECHOCTL)
    return quiet
