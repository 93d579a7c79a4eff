"""`python -m shell` and the `pssession` command."""
from __future__ import annotations

import sys
from typing import Optional


def preload() -> None:
    """Import what every run needs (a warm server does this once for all its children)."""
    import shell.app
    shell.app.preload()


def main(argv: Optional[list[str]] = None) -> int:
    """Run the program; returns its exit code."""
    from shell.app import run
    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
