"""The one place that imports paramiko. Its optional import of invoke and its question to importlib.metadata for its own version (more than half of
its loading time together) are kept out, and so are its log lines on standard error: what matters is in the exceptions."""
from __future__ import annotations

import importlib
import logging
import sys
from types import ModuleType
from typing import Any

_absent = "invoke" not in sys.modules
_stub = None
if _absent:
    sys.modules["invoke"] = None  # type: ignore[assignment]  # makes `import invoke` fail at once
if "importlib.metadata" not in sys.modules and "paramiko" not in sys.modules:
    _stub = ModuleType("importlib.metadata")
    _stub.version = lambda name: "5"  # type: ignore[attr-defined]
    sys.modules["importlib.metadata"] = importlib.metadata = _stub
try:
    import paramiko as _paramiko
finally:
    if _absent:
        del sys.modules["invoke"]
    if _stub is not None:  # whoever asks next gets the real one
        del sys.modules["importlib.metadata"], importlib.metadata
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
