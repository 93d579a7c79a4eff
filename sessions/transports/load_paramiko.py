"""The one place that imports paramiko. Its optional import of invoke (a third of its loading time) is kept out."""
from __future__ import annotations

import sys

_absent = "invoke" not in sys.modules
if _absent:
    sys.modules["invoke"] = None  # type: ignore[assignment]  # makes `import invoke` fail at once
try:
    import paramiko
finally:
    if _absent:
        del sys.modules["invoke"]

__all__ = ["paramiko"]
