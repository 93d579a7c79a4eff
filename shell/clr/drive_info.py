"""System.IO.DriveInfo: mounted file systems."""
from __future__ import annotations

import os
from typing import Any

from shell.clr.io_enums import DriveType
from shell.clr.io_errors import net_errors
from shell.clr.numbers import Int64
from shell.clr.typeinfo import NetType

Value = Any
_VIRTUAL = ("proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "debugfs", "tracefs", "securityfs", "pstore", "bpf", "configfs", "fusectl")


class DriveInfo:
    """One mount point."""

    __slots__ = ("name", "kind", "ps_ext")

    def __init__(self, name: str, kind: str = "") -> None:
        self.name = os.path.abspath(name)
        self.kind = kind or next((k for n, k in mounts() if n == self.name), "")
        self.ps_ext: Any = None

    def sizes(self) -> os.statvfs_result:
        with net_errors(self.name):
            return os.statvfs(self.name)

    def __str__(self) -> str:
        return self.name


def mounts() -> list[tuple[str, str]]:
    """(mount point, file system) of everything mounted."""
    with open("/proc/mounts", encoding="utf-8") as f:
        return [(p[1].encode().decode("unicode_escape"), p[2]) for p in (line.split() for line in f)]


def _type(d: DriveInfo) -> Value:
    if d.kind in ("nfs", "nfs4", "cifs", "smb3"):
        return DriveType(4)
    return DriveType(6 if d.kind in ("tmpfs", "ramfs", *_VIRTUAL) else 3 if d.kind else 1)


DRIVE = NetType("System.IO.DriveInfo", DriveInfo)
DRIVE.attr("Name", "string", "name")
DRIVE.prop("IsReady", "bool")(lambda d: os.path.isdir(d.name))
DRIVE.prop("RootDirectory", "System.IO.DirectoryInfo")(lambda d: _folder(d.name))
DRIVE.prop("DriveType", "System.IO.DriveType")(_type)
DRIVE.attr("DriveFormat", "string", "kind")
DRIVE.prop("AvailableFreeSpace", "long")(lambda d: Int64(d.sizes().f_bavail * d.sizes().f_frsize))
DRIVE.prop("TotalFreeSpace", "long")(lambda d: Int64(d.sizes().f_bfree * d.sizes().f_frsize))
DRIVE.prop("TotalSize", "long")(lambda d: Int64(d.sizes().f_blocks * d.sizes().f_frsize))
DRIVE.attr("VolumeLabel", "string", "name")
DRIVE.new("System.IO.DriveInfo new(string driveName)")(DriveInfo)
DRIVE.method("string ToString()")(str)


def _folder(path: str) -> Value:
    from shell.clr.files import DirectoryInfo
    return DirectoryInfo(path)


@DRIVE.static("System.IO.DriveInfo[] GetDrives()")
def get_drives() -> Value:
    from shell.clr.arrays import make_array
    return make_array(DRIVE, [DriveInfo(n, k) for n, k in mounts()])
