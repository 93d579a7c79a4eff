"""What files tell beyond FileInfo: FileVersionInfo (empty on Linux but for the name), and stat(2) as PowerShell's UnixStat."""
from __future__ import annotations

import os
import stat
from typing import Any, Optional

from shell.clr.enums import define_enum
from shell.clr.numbers import Int64
from shell.clr.typeinfo import NetType

Value = Any
_UNIX = "System.Management.Automation.Platform+Unix+"
ItemType = define_enum(_UNIX + "ItemType", {"Directory": 0, "File": 1, "SymbolicLink": 2, "BlockDevice": 3, "CharacterDevice": 4, "NamedPipe": 5, "Socket": 6})
_KINDS = {stat.S_IFDIR: 0, stat.S_IFREG: 1, stat.S_IFLNK: 2, stat.S_IFBLK: 3, stat.S_IFCHR: 4, stat.S_IFIFO: 5, stat.S_IFSOCK: 6}
_TEXTS = ("InternalName", "OriginalFilename", "FileVersion", "FileDescription", "ProductName", "ProductVersion")
_FLAGS = ("IsDebug", "IsPatched", "IsPreRelease", "IsPrivateBuild", "IsSpecialBuild")


class FileVersionInfo:
    """System.Diagnostics.FileVersionInfo: files here carry no version resource."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.ps_ext: Optional[dict[str, Value]] = None

    def __str__(self) -> str:
        rows = [("File", self.path), ("InternalName", ""), ("OriginalFilename", ""), ("FileVersion", ""), ("FileDescription", ""), ("Product", ""),
                ("ProductVersion", ""), ("Debug", "False"), ("Patched", "False"), ("PreRelease", "False"), ("PrivateBuild", "False"), ("SpecialBuild", "False"),
                ("Language", "")]
        return "".join(f"{name + ':':<18}{text}\n" for name, text in rows)


_V = NetType("System.Diagnostics.FileVersionInfo", FileVersionInfo)
_V.attr("FileName", "string", "path")
for _name in _TEXTS:
    _V.prop(_name, "string")(lambda v: None)
for _name in _FLAGS:
    _V.prop(_name, "bool")(lambda v: False)
_V.method("string ToString()")(str)


class CommonStat:
    """The fields of lstat."""

    def __init__(self, found: os.stat_result) -> None:
        self.found = found
        self.ps_ext: Optional[dict[str, Value]] = None


def _time(which: str) -> Any:
    def read(s: CommonStat) -> Value:
        from shell.clr.files import time_from_ns
        return time_from_ns(getattr(s.found, which), False)
    return read


_S = NetType(_UNIX + "CommonStat", CommonStat)
for _name, _attribute in (("Inode", "st_ino"), ("UserId", "st_uid"), ("GroupId", "st_gid"), ("HardlinkCount", "st_nlink"), ("Size", "st_size"),
                          ("BlockSize", "st_blksize"), ("DeviceId", "st_dev"), ("NumberOfBlocks", "st_blocks")):
    _S.prop(_name, "long" if _name in ("Inode", "Size") else "int")(
        lambda s, a=_attribute, n=_name: Int64(getattr(s.found, a)) if n in ("Inode", "Size") else int(getattr(s.found, a)))
_S.prop("Mode", "int")(lambda s: stat.S_IMODE(s.found.st_mode))
_S.prop("AccessTime", "datetime")(_time("st_atime_ns"))
_S.prop("ModifiedTime", "datetime")(_time("st_mtime_ns"))
_S.prop("StatusChangeTime", "datetime")(_time("st_ctime_ns"))
_S.prop("ItemType", _UNIX + "ItemType")(lambda s: ItemType(_KINDS.get(stat.S_IFMT(s.found.st_mode), 1)))
for _name, _bit in (("IsSetUid", stat.S_ISUID), ("IsSetGid", stat.S_ISGID), ("IsSticky", stat.S_ISVTX)):
    _S.prop(_name, "bool")(lambda s, b=_bit: bool(s.found.st_mode & b))
_S.method("string GetModeString()")(lambda s: stat.filemode(s.found.st_mode))


def version_info(item: Any) -> Value:
    return FileVersionInfo(item.path)


def unix_stat(item: Any) -> Value:
    found = item.stat()
    return None if found is None else CommonStat(found)
