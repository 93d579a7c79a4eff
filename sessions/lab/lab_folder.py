"""Where a lab's files lie: in memory where the system has a place for that, and under the same name for the same seed, so that transcripts agree."""
from __future__ import annotations

import os
import tempfile

MEMORY = "/dev/shm"
MOST = 200


def make_folder(seed: int) -> str:
    """A new private folder: .../pslab-<seed>, or with a number behind it when another lab has that name."""
    place = _place()
    for number in range(1, MOST):
        path = os.path.join(place, f"pslab-{seed}" if number == 1 else f"pslab-{seed}-{number}")
        try:
            os.mkdir(path, 0o700)
            return path
        except FileExistsError:
            continue
    return tempfile.mkdtemp(prefix="pslab-", dir=place)


def _place() -> str:
    """The folder for temporary files if one was chosen; else memory, when programs may be run from there."""
    if os.environ.get("TMPDIR") or not os.access(MEMORY, os.W_OK | os.X_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return tempfile.gettempdir()
    return MEMORY
