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
logging.getLogger("paramiko").addHandler(logging.NullHandler())

__all__ = ["paramiko"]
