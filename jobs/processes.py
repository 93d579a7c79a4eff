"""Which process is meant: ids are reused, so a process is known by its id, its start time and the boot it lives in."""
from __future__ import annotations

import os
from typing import Optional


def boot_id() -> str:
    """Names this run of the machine."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return _asked("sysctl", "-n", "kern.bootsessionuuid")


def start_time(pid: int) -> Optional[str]:
    """When the process began, in the system's own terms; None when there is no such (living) process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except FileNotFoundError:
        if os.path.isdir("/proc/self"):
            return None
        return _asked("ps", "-o", "lstart=", "-p", str(pid)) or None
    except ProcessLookupError:
        return None
    return None if fields[0] in (b"Z", b"X") else fields[19].decode()


def is_held(pid: int) -> bool:
    """Whether the process is stopped by a signal now; True also where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] in (b"T", b"t")
    except OSError:
        return not os.path.isdir("/proc/self")


def is_same(pid: Optional[int], started: Optional[str]) -> bool:
    """Whether that very process still lives."""
    return pid is not None and started is not None and start_time(pid) == started


def send_signal(pid: Optional[int], started: Optional[str], number: int, group: bool = False) -> bool:
    """Signal that very process (or the group it leads); False when it is gone."""
    if pid is None or not is_same(pid, started):
        return False
    try:
        (os.killpg if group else os.kill)(pid, number)
    except ProcessLookupError:
        return False
    return True


def _asked(*command: str) -> str:
    import subprocess  # only where there is no /proc
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
