"""The one place that imports paramiko. Its optional import of invoke (a third of its loading time) is kept out, and so are its log lines on
standard error: what matters is in the exceptions."""
from __future__ import annotations

import logging
import sys
from typing import Any

_absent = "invoke" not in sys.modules
if _absent:
    sys.modules["invoke"] = None  # type: ignore[assignment]  # makes `import invoke` fail at once
try:
    import paramiko as _paramiko
finally:
    if _absent:
        del sys.modules["invoke"]
paramiko: Any = _paramiko


class _Result:
    def __init__(self, ok: bool) -> None:
        self.ok = ok


class _Shell:
    """What paramiko needs of invoke, for `Match exec`."""

    @staticmethod
    def run(command: str, **options: Any) -> _Result:
        import subprocess
        return _Result(subprocess.call(["/bin/sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) == 0)


if _absent:
    paramiko.config.invoke = _Shell
logging.getLogger("paramiko").addHandler(logging.NullHandler())

__all__ = ["paramiko"]
