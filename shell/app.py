"""Composition root of the local program: picks the console or the interactive front end and joins sessions and jobs to the shell."""
from __future__ import annotations

import sys

VERSION = "0.1.0"


def preload() -> None:
    """Import the engine and the console, nothing that draws or connects."""
    import shell.console.program
    import shell.language.parser
    import shell.providers.registry  # noqa: F401
    shell.console.program.preload()


def run(argv: list[str]) -> int:
    """The program from its arguments to its exit code."""
    from shell.console.arguments import UsageError, parse
    from shell.console.usage import USAGE
    try:
        options = parse(argv)
    except UsageError as e:
        sys.stderr.write(e.text + "\n")
        sys.stderr.flush()
        if e.show_usage:
            sys.stdout.write(USAGE)
            sys.stdout.flush()
        return 64
    if options.help:
        sys.stdout.write(USAGE)
        return 0
    if options.version:
        sys.stdout.write(f"pssession {VERSION}\n")
        return 0
    from shell.console.program import Program
    from shell.runtime.garbage import collect_rarely
    from shell.training.services import install
    install()
    collect_rarely()
    if Program.wants_front_end(options):
        from shell.frontend.front_end import run_front_end
        return run_front_end(options, VERSION)
    if options.tour:
        sys.stderr.write("The tour needs a terminal. `pssession -Command 'Start-Tour -Check'` runs it through without one.\n")
        return 64
    return Program(options, VERSION).run()
