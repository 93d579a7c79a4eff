"""What a runspace needs of the program around it: text out, questions in, size of the terminal.  Implementations: console, prompt, session host, jobs."""
from __future__ import annotations

from typing import Any, Optional, Protocol

from shell.clr.exceptions import InvalidOperationException, define_exception
from shell.objects.records import PSInvalidOperationException

Value = Any

HostException = define_exception("System.Management.Automation.Host.HostException", InvalidOperationException)
NON_INTERACTIVE = "PowerShell is in NonInteractive mode. Read and Prompt functionality is not available."


class Host(Protocol):
    """The host of a runspace.  Everything printed goes through it; it decides about colour and where errors go."""

    name: str
    version: str
    interactive: bool
    is_remote: bool

    @property
    def width(self) -> int:
        """Columns of the output (COLUMNS, then the terminal, then 120)."""

    @property
    def height(self) -> int:
        """Rows of the terminal, 0 when there is none."""

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        """Write text as it is."""

    def write_line(self, text: str) -> None:
        """Write text and a line end."""

    def write_error_line(self, text: str) -> None:
        """Write a line to standard error."""

    def write_progress(self, record: Value) -> None:
        """Show, update or clear a progress bar; nothing when output is not a terminal."""

    def read_line(self, prompt: str, secure: bool = False) -> Optional[str]:
        """Ask for a line; None at end of input.  Raises HostException when not interactive."""

    def choose(self, caption: str, message: str, choices: list[tuple[str, str]], default: int) -> int:
        """Ask for one of (label, help); labels carry & before the hot key."""

    def flush(self) -> None:
        """Hand everything written so far to the operating system (before a native program writes)."""

    def set_exit(self, code: int) -> None:
        """Ask the program to end with this code when the current command is done ($Host.SetShouldExit)."""


class NullHost:
    """A host that shows nothing and answers nothing: for runspaces whose output is collected by somebody else."""

    name = "Default Host"
    version = "7.6.5"
    interactive = False
    is_remote = False
    width = 120
    height = 0

    def write(self, text: str, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        pass

    def write_line(self, text: str) -> None:
        pass

    def write_error_line(self, text: str) -> None:
        pass

    def write_progress(self, record: Value) -> None:
        pass

    def read_line(self, prompt: str, secure: bool = False) -> Optional[str]:
        raise PSInvalidOperationException(NON_INTERACTIVE, error_id="InvalidOperation", category="InvalidOperation")

    def choose(self, caption: str, message: str, choices: list[tuple[str, str]], default: int) -> int:
        raise PSInvalidOperationException(NON_INTERACTIVE, error_id="InvalidOperation", category="InvalidOperation")

    def flush(self) -> None:
        pass

    def set_exit(self, code: int) -> None:
        pass
