"""Where a lab's files lie: in memory where the system has a place for that, and under the same name for the same seed, so that transcripts agree.

The lab's process holds a lock on a file in the folder. A folder whose lock is free was left behind by a process that was killed, and is used again.
"""
from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile

MEMORY = "/dev/shm"
MOST = 200
LOCK = ".lock"


class LabFolder:
    """A private folder, ours until `remove`."""

    def __init__(self, path: str, lock: int) -> None:
        self.path = path
        self._lock = lock

    def remove(self) -> None:
        if self._lock >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def make_folder(seed: int) -> LabFolder:
    """A new folder: .../pslab-<seed>, or with a number behind it when another lab has that name."""
    place = _place()
    for number in range(1, MOST):
        found = _claim(os.path.join(place, f"pslab-{seed}" if number == 1 else f"pslab-{seed}-{number}"))
        if found is not None:
            return found
    made = _claim(os.path.join(tempfile.mkdtemp(prefix="pslab-", dir=place), "lab"))
    assert made is not None
    return made


def given_folder(path: str) -> LabFolder:
    """A folder that the caller chose; it is there and empty."""
    return LabFolder(path, os.open(path, os.O_RDONLY))


def _claim(path: str) -> LabFolder | None:
    """The folder if it is free: not there, or left behind by a process of ours that is gone."""
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not _left_behind(path):
            return None
        shutil.rmtree(path, ignore_errors=True)
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            return None  # another one was faster
    lock = os.open(os.path.join(path, LOCK), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return LabFolder(path, lock)


def _left_behind(path: str) -> bool:
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        return False
    try:
        lock = os.open(os.path.join(path, LOCK), os.O_RDWR)
    except OSError:
        return False  # being made just now, or no lab
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _place() -> str:
    """The folder for temporary files if one was chosen; else memory, when programs may be run from there."""
    if os.environ.get("TMPDIR") or not os.access(MEMORY, os.W_OK | os.X_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return tempfile.gettempdir()
    return MEMORY
