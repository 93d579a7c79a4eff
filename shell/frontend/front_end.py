"""The program at a terminal, from its options to its exit code."""
from __future__ import annotations

import sys
from typing import Any

from shell.console.program import Program
from shell.frontend.repl import Repl
from shell.frontend.startup import StartupTimes
from shell.frontend.terminal_host import TerminalHost


def run_front_end(options: Any, version: str) -> int:
    """The program at a terminal, from profiles to its exit code."""
    times = StartupTimes()
    program = Program(options, version, TerminalHost())
    times.mark("the engine and its commands", lambda: program.shell)
    program.on_profile = times.note
    code = program.start()
    if code is not None:
        return int(code)
    if program.options.command is not None or program.options.file is not None:
        program.batch()
    try:
        repl = times.mark("the line editor", lambda: Repl(program))
        if options.profile_startup:
            times.show(program.host.write_line)
        program.shell.ctx.exit_code = ended = repl.run() & 0xFF
        return ended
    finally:
        program.close()
        sys.stdout.flush()
