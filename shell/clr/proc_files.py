"""What Linux tells about processes under /proc."""
from __future__ import annotations

import os
from typing import Optional

PAGE = os.sysconf("SC_PAGE_SIZE")
CLOCK = os.sysconf("SC_CLK_TCK")


def read(pid: int, name: str) -> Optional[bytes]:
    """A file of /proc/PID; None when the process is gone or the file is closed to us."""
    try:
        with open(f"/proc/{pid}/{name}", "rb") as f:
            return f.read()
    except OSError:
        return None


def stat_fields(pid: int) -> Optional[list[str]]:
    """/proc/PID/stat: [name, state, ppid, ...] with fields from the third on as proc(5) numbers them minus two."""
    data = read(pid, "stat")
    if data is None:
        return None
    text = data.decode("utf-8", "replace")
    close = text.rindex(")")
    return [text[text.index("(") + 1:close], *text[close + 2:].split()]


def command_line(pid: int) -> list[str]:
    """The arguments; empty for kernel threads and strangers."""
    data = read(pid, "cmdline")
    return data.decode("utf-8", "replace").rstrip("\0").split("\0") if data else []


def process_name(pid: int) -> str:
    """The name .NET shows: comm, completed from the arguments when the kernel cut it at 15 characters."""
    fields = stat_fields(pid)
    if fields is None:
        return ""
    name = fields[0]
    if len(name) >= 15:
        for word in command_line(pid)[:2]:
            base = word.rsplit("/", 1)[-1]
            if base.startswith(name):
                return base
    return name


def executable(pid: int) -> Optional[str]:
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return None


def process_ids() -> list[int]:
    """Every process, by number."""
    return sorted(int(n) for n in os.listdir("/proc") if n.isdigit())


def boot_ns() -> int:
    """When the machine started, in nanoseconds since 1970."""
    with open("/proc/stat", encoding="ascii") as f:
        for line in f:
            if line.startswith("btime "):
                return int(line.split()[1]) * 1000000000
    return 0
