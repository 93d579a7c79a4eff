"""Stop-Computer and Restart-Computer: this machine, through the `shutdown` program."""
from __future__ import annotations

import platform
import shutil
import subprocess
from typing import ClassVar

from shell.clr.exceptions import InvalidOperationException
from shell.runtime.cmdlet import Cmdlet


class PowerCommand(Cmdlet):
    """Asks `shutdown` for something."""

    word: ClassVar[str] = "-P"

    def process(self) -> None:
        machine = platform.node()
        if not self.should_process(f"localhost ({machine})"):
            return
        program = shutil.which("shutdown") or shutil.which("shutdown", path="/sbin:/usr/sbin")
        if program is None:
            self.fail("Command returned error: there is no shutdown program on this machine.", "CommandFailed", "OperationStopped", machine, InvalidOperationException)
        done = subprocess.run([program, self.word, "now"], capture_output=True, text=True)
        if done.returncode != 0:
            text = (done.stderr or done.stdout).strip() or f"exit code {done.returncode}"
            self.fail(f"Command returned error: {text}", "CommandFailed", "OperationStopped", machine, InvalidOperationException)


class StopComputer(PowerCommand):
    name = "Stop-Computer"
    synopsis = "Shuts this machine down."
    examples = (("See what would happen", "Stop-Computer -WhatIf"),)


class RestartComputer(PowerCommand):
    name = "Restart-Computer"
    synopsis = "Starts this machine anew."
    examples = (("See what would happen", "Restart-Computer -WhatIf"),)
    word = "-r"
