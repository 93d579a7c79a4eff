"""Where a lab's files lie: in memory where the system has a place for that, and under the same name for the same seed, so that transcripts agree.

The lab's process holds a lock on a file in the folder. A folder whose lock is free was left behind by a process that was killed, and is used again.
"""
from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time

MEMORY = "/dev/shm"
MOST = 200
LOCK = ".lock"
MAKING_SECONDS = 60.0


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
    """The folder if it is free: not there, or left behind by a process of ours that is gone. Whoever has the lock may empty it, nobody else."""
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        found = os.lstat(path)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return None
        if not os.path.exists(os.path.join(path, LOCK)) and time.time() - found.st_mtime < MAKING_SECONDS:
            return None  # somebody is making it just now
    lock = take_lock(path)
    if lock < 0:
        return None
    for name in os.listdir(path):
        if name != LOCK:
            shutil.rmtree(os.path.join(path, name), ignore_errors=True)
            if os.path.lexists(os.path.join(path, name)):
                os.unlink(os.path.join(path, name))
    return LabFolder(path, lock)


def take_lock(path: str) -> int:
    """The lock of a lab's folder, held by the descriptor; -1 when somebody has it or the folder is going away."""
    file = os.path.join(path, LOCK)
    try:
        lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return -1
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(lock), os.stat(file)):
            return lock
    except OSError:
        pass  # held by a living lab, or removed meanwhile
    os.close(lock)
    return -1


def _place() -> str:
    """The folder for temporary files if one was chosen; else memory, when programs may be run from there."""
    if os.environ.get("TMPDIR") or not os.access(MEMORY, os.W_OK | os.X_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return tempfile.gettempdir()
    return MEMORY
